"""Each constraint is broken once, and what was given out is attacked, past every rule, on the database itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import Model

from commonpurse.kernel.identity import new_id
from commonpurse.money.exports.models import ExportedMovement, ExportMapping, LedgerExport
from tests.factories import NOW, Standing, make_fund, standing_people
from tests.money.exports.exporting import export


@pytest.fixture
def people(db: None) -> Standing:
    people = standing_people()
    make_fund(people, received=10)
    export(people)
    return people


def again(row: Model, **changed: Any) -> None:
    """Insert a copy of a row with a new id and `changed`."""
    kept = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    type(row)._default_manager.create(**(kept | {"id": new_id()} | changed))


def export_like(**changed: Any) -> None:
    again(LedgerExport.objects.get(), **{"number": 9, **changed})


BREACHES: dict[str, Callable[[], object]] = {
    "export_mapping_version_once": lambda: again(ExportMapping.objects.get()),
    "ledger_export_ends_after_start": lambda: export_like(ends_on=LedgerExport.objects.get().starts_on),
    "ledger_export_balances": lambda: export_like(credits_minor=1),
    "ledger_export_not_empty": lambda: export_like(movement_count=0),
    "ledger_export_taking_back_whole": lambda: export_like(taken_back_at=NOW),
    "exported_movement_once": lambda: again(ExportedMovement.objects.all()[0]),
    "one number an export": lambda: export_like(number=1),
}


@pytest.mark.parametrize("name", BREACHES)
def test_the_database_refuses(people: Standing, name: str) -> None:
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        BREACHES[name]()
    if connection.vendor == "postgresql" and " " not in name:
        assert name in str(refused.value)


EDITS: list[tuple[Any, dict[str, Any]]] = [
    (ExportMapping, {"content": {}}),
    (LedgerExport, {"content": b"other bytes"}),
    (LedgerExport, {"sha256": "0" * 64}),
    (LedgerExport, {"made_at": NOW + timedelta(days=1)}),
    (ExportedMovement, {"transfer": new_id()}),
]


@pytest.mark.parametrize(("model", "change"), EDITS)
def test_what_was_given_out_is_never_edited(people: Standing, model: Any, change: dict[str, Any]) -> None:
    with pytest.raises(DatabaseError, match=r"permission denied|append.only"), transaction.atomic():
        model.objects.filter(id=model.objects.all()[0].id).update(**change)


def test_an_export_taken_back_never_counts_again(people: Standing) -> None:
    taken = {"taken_back_at": NOW, "taken_back_by": people.tom, "taken_back_reason": "Not posted"}
    LedgerExport.objects.update(**taken)
    ExportedMovement.objects.update(taken_back_at=NOW)
    for rows, none in (
        (LedgerExport.objects, dict.fromkeys(taken)),
        (ExportedMovement.objects, {"taken_back_at": None}),
    ):
        with pytest.raises(DatabaseError, match=r"permission denied|append.only"), transaction.atomic():
            rows.update(**none)


@pytest.mark.parametrize("model", [ExportMapping, LedgerExport, ExportedMovement])
def test_nothing_is_deleted_or_replaced(people: Standing, model: Any) -> None:
    table, count = model._meta.db_table, model.objects.count()
    for statement in (
        f"DELETE FROM {table}",  # noqa: S608  names of our own tables
        f"TRUNCATE {table}",
        f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}",  # noqa: S608
    ):
        with (
            pytest.raises(DatabaseError, match=r"permission denied|append.only|syntax error|cannot truncate"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
    assert model.objects.count() == count
