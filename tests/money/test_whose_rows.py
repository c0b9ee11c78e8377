"""An installation with rows in it learns whose each row is, and its history stays guarded."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection, models, transaction
from django.db.migrations.executor import MigrationExecutor

from commonpurse.kernel.identity import new_id
from tests.factories import NOW

BEFORE = [
    ("messages", "0001_message"),
    ("people", "0005_longer_names"),
    ("budgets", "0003_fixed_lines"),
    ("decisions", "0002_asks_keep_their_words"),
    ("payments", "0001_payment"),
    ("reconciliation", "0002_closing"),
]
AFTER = [
    ("messages", "0002_whose_message_it_is"),
    ("people", "0006_whose_choice_it_is"),
    ("budgets", "0004_whose_row_it_is"),
    ("decisions", "0003_whose_ask_it_is"),
    ("payments", "0002_whose_row_it_is"),
    ("reconciliation", "0003_whose_payment_it_is"),
]
DAY = date(2026, 5, 4)
OF_EACH_TYPE: dict[type[models.Field], Any] = {
    models.CharField: "x",
    models.DateField: DAY,
    models.DateTimeField: NOW,
    models.BigIntegerField: 1,
    models.PositiveIntegerField: 1,
    models.PositiveSmallIntegerField: 1,
    models.BinaryField: b"x",
    models.JSONField: {},
    models.BooleanField: True,
}


class Writer:
    """Writes rows into tables as they were at some migration, and fills in whatever a row must have."""

    def __init__(self, apps: Any):
        self.apps = apps
        self.kept: dict[str, Any] = {}

    def __call__(self, name: str, /, **given: Any) -> Any:
        model = self.apps.get_model(name)
        for field in model._meta.concrete_fields:
            if field.name in given or field.null or field.has_default():
                continue
            if field.is_relation and field.related_model._meta.model_name == "account":
                given[field.name] = self.account()
            elif field.is_relation:
                given[field.name] = self.kept[field.related_model._meta.label_lower]
            elif isinstance(field, models.UUIDField):
                given[field.name] = new_id()
            elif not field.blank:
                given[field.name] = new_id().hex if field.unique else OF_EACH_TYPE[type(field)]
        row = model._default_manager.create(**given)
        self.kept[name.lower()] = row
        return row

    def account(self) -> Any:
        return self("ledger.Account", code="bank", currency="GBP", normal_side="credit", may_go_below_zero=True)


def write_installation(write: Writer) -> None:
    council = write("partners.Organisation", kind="council")
    write("partners.Member", name="Wren", organisation=council)
    write("budgets.Fund", kind="charitable", legal_basis="charitable_grant", unspent_rule="returns_to_fund")
    write("budgets.MoneyIn")
    write("payments.DebtorAccount", scheme="uk", sort_code="200000", account_number="55779911", currency="GBP")
    write("payments.BankFile", version="09")
    write("reconciliation.StatementSeries")
    write("reconciliation.StatementFile")
    write("reconciliation.Statement", proof="not_provable")
    write("budgets.Correction", allocation=None, money_in=write.kept["budgets.moneyin"])


def write_person(write: Writer, name: str, nth: int) -> Any:
    """One row of everything that one person has."""
    member = write.kept["partners.member"]
    person = write("people.Person", called_by=name)
    way = write("people.ContactWay", kind="text", value="1")
    write("people.MessageChoice", hours="day")
    write("budgets.Budget")
    write("budgets.Line")
    write("budgets.HoldingPeriod", holding_type="self_held")
    allocation = write("budgets.Allocation")
    write("budgets.Correction", allocation=allocation)
    hold = write("budgets.Hold", spend_kind="food")
    write("budgets.HoldLeg")
    yes = {"state": "granted", "decided_by_member": member, "decided_at": NOW}
    write("decisions.Ask", spend_kind="food", hold=hold, asked_by_person=person, **yes)
    write("payments.Payee", kind="own", added_by_member=member)
    uk = {"scheme": "uk", "sort_code": "123456", "account_number": "12345678"}
    write("payments.PayeeAccount", check_result="valid", added_by_member=member, **uk)
    payment = write("payments.Payment", spend_kind="food", state="sent", created_by_member=member)
    for of_payment in ("PaymentEvent", "Instruction", "Settlement"):
        write(f"payments.{of_payment}")
    write("payments.MoneyBack", kind="rejected")
    write("reconciliation.StatementLine", kind="entry", nth=nth, place=nth)
    write("reconciliation.Match", kind="payment", rule="by_hand", score=100)
    write("reconciliation.MatchPart", payment=payment)
    write("reconciliation.MatchPart", transfer=new_id())  # a charge, which is nobody's
    write("messages.News", recipient_id=person.id)
    write("messages.Message", recipient_id=person.id, contact_id=way.id, way="text", next_try_at=NOW)
    write("messages.MessagePart")
    write("messages.MessageEvent")
    return person


# Of each person, how many rows say that they are hers, and how many of the table are nobody's.
COUNTS = {
    "people.MessageChoice": (1, 0),
    "budgets.Line": (1, 0),
    "budgets.HoldingPeriod": (1, 0),
    "budgets.Allocation": (1, 0),
    "budgets.Hold": (1, 0),
    "budgets.HoldLeg": (1, 0),
    "budgets.Correction": (1, 1),
    "decisions.Ask": (1, 0),
    "payments.PayeeAccount": (1, 0),
    "payments.Payment": (1, 0),
    "payments.PaymentEvent": (1, 0),
    "payments.Instruction": (1, 0),
    "payments.Settlement": (1, 0),
    "payments.MoneyBack": (1, 0),
    "reconciliation.MatchPart": (1, 2),
    "messages.MessagePart": (1, 0),
    "messages.MessageEvent": (1, 0),
}


def test_rows_that_were_there_say_whose_they_are_and_stay_fixed(empty_database: None) -> None:
    write = Writer(MigrationExecutor(connection).migrate(BEFORE).apps)
    with transaction.atomic():
        write_installation(write)
        ada, sam = write_person(write, "Ada", 1), write_person(write, "Sam", 2)
    apps = MigrationExecutor(connection).migrate(AFTER).apps
    for name, (of_each, of_nobody) in COUNTS.items():
        model = apps.get_model(name)
        whose = "recipient_id" if name.startswith("messages") else "person_id"
        counted = [model._default_manager.filter(**{whose: id}).count() for id in (ada.id, sam.id)]
        assert counted == [of_each, of_each], name
        assert model._default_manager.count() == 2 * of_each + of_nobody, name
        with pytest.raises(DatabaseError, match=r"append.only|same_person"), transaction.atomic():
            model._default_manager.filter(**{whose: ada.id}).update(**{whose: sam.id})
