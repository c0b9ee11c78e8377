"""What the walls of the rows are: every personal table, by the models, and what its migration says of it."""

from __future__ import annotations

from django.apps import apps
from django.db import models
from django.db.migrations.loader import MigrationLoader

from commonpurse.kernel.row_security import RowSecurity

# Tables that have a column of a person and no wall by permission, each with its reason.
WITHOUT = {
    "signin_user": "read before anybody is known, to find out who it is; it holds a name that was chosen, no more",
    "signin_signin": "read before anybody is known, at each request, by the hash of the session's key",
    **dict.fromkeys(
        ("signin_card", "signin_recognition", "signin_textcode", "signin_textway"), "walled with the ways in"
    ),
    "protected_sealeddetail": "walled harder: the app role may not read it at all (kernel/walled_role.py)",
}

# Tables without a column that says whose a row is, whose free columns may still hold something about a person. What the
# app role reads of them is gated in the code alone: each with its reason.
NAMES_WITHOUT_A_COLUMN = {
    "audit_auditevent": "append-only; ids and facts that hold no name; read for who acted, and by no list of all",
    "keys_datakey": "a key of one person, wrapped: without the keyring it opens nothing",
    "keys_erasure": "that the key of one id is gone, and nothing else of whom it was",
    "payments_bankfile": "one file pays many people; who is kept away from one of them is refused the whole file",
    "payments_statusreport": "what the bank answered to such a file; finance alone reads it in",
    "reconciliation_statementline": "what the bank says; lines that look like those of somebody behind a wall are left out",
    "parts_draft": "sealed under a key of the keyring, and shown to who typed it alone",
    "parts_begunpayment": "the answers of a person on her way to a payment, a day at most, shown to her alone",
}
# And those whose free columns hold nothing of a person.
NAMES_NOBODY = {
    "partners_logo": "a picture of an organisation",
    "partners_staffguidance": "what an organisation tells its staff, for everybody to read",
    "ledger_transfer": "hashes of what was asked for",
    "payments_weighttable": "the banks' weights for account numbers",
    "reconciliation_columnmapping": "which column of a bank's file means what",
    "reconciliation_differencerequest": "sums of statements that do not add up",
    "decisions_benefitsrule": "what counts for a benefit, by the law",
    "pooling_fundingagreementversion": "what organisations agreed about money they put together",
    "pooling_quarterstatement": "sums of a quarter, and a line to the partners about it",
    "exports_exportmapping": "which account of the books is which of the partner's",
    "exports_ledgerexport": "sums by account and day",
    "directory_listedorganisation": "an organisation, as a published list names it",
    "directory_location": "a place, as a published list names it",
    "directory_service": "a service, as a published list names it",
    "directory_serviceatlocation": "which published service is at which place",
    "directory_schedule": "when a published service is open",
    "directory_eligibility": "for whom a published service is",
    "directory_costoption": "what a published service costs",
    "blockages_ruleintheway": "a rule that stood in the way, without the person it stood in the way of",
    "directory_servicewords": "the words by which a published service is found",
}


def tables_with_free_columns() -> set[str]:
    """Every table of ours that says of no row whose it is, and has a column that could tell of somebody all the same."""
    personal = personal_tables()
    return {
        model._meta.db_table
        for model in apps.get_models()
        if model.__module__.startswith("commonpurse")
        and model._meta.db_table not in personal
        and any(
            field.get_internal_type() in ("BinaryField", "JSONField", "TextField")
            or field.column in ("actor_id", "counterparty_name", "subject_id")
            for field in model._meta.concrete_fields
        )
    }


def personal_tables() -> dict[str, type[models.Model]]:
    """Every table of ours with a column that says whose a row is."""
    return {
        model._meta.db_table: model
        for model in apps.get_models()
        if model.__module__.startswith("commonpurse")
        and (model._meta.db_table == "people_person" or column_of(model) is not None)
    }


def column_of(model: type[models.Model]) -> str | None:
    """The column that says whose a row is."""
    if model._meta.db_table == "people_person":
        return "id"
    columns = [field.column for field in model._meta.concrete_fields]
    return next((name for name in ("person_id", "recipient_id") if name in columns), None)


def walled_tables() -> dict[str, RowSecurity]:
    """The walls that the migrations make, by table."""
    loader = MigrationLoader(None)
    return {
        operation.table: operation
        for migration in loader.disk_migrations.values()
        for operation in migration.operations
        if isinstance(operation, RowSecurity)
    }
