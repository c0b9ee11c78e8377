"""Each constraint is broken once, and each table of history is attacked, past every rule, on the database itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import F, Model

from commonpurse.kernel.identity import new_id
from commonpurse.money.budgets.commands import hold_for
from commonpurse.money.budgets.rules import SpendKind
from commonpurse.money.ledger.commands import NewAccount, open_accounts
from commonpurse.money.ledger.rules import AccountCode
from commonpurse.money.payments.bands import BandKind
from commonpurse.money.payments.commands import (
    ask_band,
    change_payee_account,
    load_modulus_tables,
    make_bank_file,
    read_status_report,
    return_payment,
    settle_payment,
)
from commonpurse.money.payments.models import (
    AmountBand,
    Approval,
    BankFile,
    DebtorAccount,
    Instruction,
    MoneyBack,
    Payee,
    PayeeAccount,
    Payment,
    PaymentEvent,
    Settlement,
    StatusReport,
    WeightTable,
)
from commonpurse.money.payments.rules import STEPS, PaymentState
from tests.databases import prepared
from tests.factories import (
    LANDLORDS_ACCOUNT,
    NOW,
    TODAY,
    Standing,
    make_budget,
    make_debtor_account,
    make_fund,
    make_payee,
    make_sent_file,
    pounds,
    release,
    set_band,
    standing_people,
)
from tests.money.payments.test_modulus import WEIGHTS
from tests.money.payments.test_pain002_read import report


@dataclass
class Scene:
    people: Standing
    account: DebtorAccount
    first: PayeeAccount
    changed: PayeeAccount
    ready: Payment
    made: BankFile
    sent: BankFile
    waiting: Approval
    band: AmountBand

    def spare_account(self) -> Any:
        account = new_id()
        open_accounts([NewAccount(account, AccountCode.PAYMENT_CLEARING, "GBP")], by=self.people.ngozi.id, now=NOW)
        return account

    def spare_hold(self) -> Any:
        return hold_for(
            by=self.people.wren,
            budget=self.ready.budget,
            amount=pounds(1),
            spend_kind=SpendKind.FOOD,
            on=TODAY,
            hold_id=new_id(),
            now=NOW,
        ).id


@pytest.fixture(scope="module")
def prepared_database(databases: Any, django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[str, Scene]]:
    with prepared(databases, django_db_blocker, one_row_of_everything) as made:
        yield made


@pytest.fixture
def scene(at_the_prepared: Scene) -> Scene:
    return at_the_prepared


def one_row_of_everything() -> Scene:
    """One row of everything: a sent file with a settled and returned payment, a file that waits, a ready payment."""
    people = standing_people()
    load_modulus_tables(by=people.ngozi, files=[("w", WEIGHTS)], now=NOW)
    budget = make_budget(people, (make_fund(people, received=100), 100))
    account, first = make_debtor_account(people), make_payee(people)
    settled = release(people, budget, first, 5)
    sent = make_sent_file(people, account)
    settle_payment(by=people.ngozi, payment=settled, settled_on=TODAY, source_id=new_id(), now=NOW)
    return_payment(by=people.ngozi, payment=settled, amount=pounds(2), came_on=TODAY, source_id=new_id(), now=NOW)
    content = report("ACTC").replace(">F1<", f">{sent.message_id}<").encode()
    read_status_report(by=people.ngozi, content=content, now=NOW)
    changed = change_payee_account(
        by=people.wren, payee=first.payee, holder_name="Ada", account=LANDLORDS_ACCOUNT, now=NOW
    )
    release(people, budget, first, 5)
    made = make_bank_file(by=people.ngozi, debtor_account=account, now=NOW)
    ready = release(people, budget, first, 5)
    set_band(people, BandKind.ONE_PAYMENT, 7)
    waiting = release(people, budget, changed, 7).approval
    band = ask_band(
        by=people.priya, kind=BandKind.ONE_DAY, from_=pounds(9), second_role="finance", reason="Few", now=NOW
    )
    return Scene(people, account, first, changed, ready, made, sent, waiting, band)


def again(row: Model, **changed: Any) -> None:
    """Insert a copy of a row with a new id, its other unique ids renewed, and `changed`."""
    kept = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    renewed = {
        field.attname: new_id()
        for field in row._meta.concrete_fields
        if field.unique and field.get_internal_type() == "UUIDField" and kept[field.attname]
    }
    type(row)._default_manager.create(**(kept | renewed | changed))


def payment_like(s: Scene, **changed: Any) -> None:
    again(s.ready, **({"hold_id": s.spare_hold(), "end_to_end_id": "CPX"} | changed))


def file_like(s: Scene, **changed: Any) -> None:
    again(s.made, **({"clearing_account_id": s.spare_account(), "message_id": "CMX"} | changed))


def debtor_like(s: Scene, **changed: Any) -> None:
    other = {
        "name": "Other",
        "account_number": "11223344",
        "bank_account_id": s.spare_account(),
        "suspense_account_id": s.spare_account(),
    }
    again(s.account, **(other | changed))


def approve(s: Scene, **changed: Any) -> None:
    BankFile.objects.filter(id=s.made.id).update(**changed)


def answer(s: Scene, **changed: Any) -> None:
    Approval.objects.filter(id=s.waiting.id).update(**changed)


def approval_like(s: Scene, **changed: Any) -> None:
    again(s.waiting, **({"payment_id": s.ready.id} | changed))


def answer_band(s: Scene, **changed: Any) -> None:
    AmountBand.objects.filter(id=s.band.id).update(**changed)


def band_like(s: Scene, **changed: Any) -> None:
    again(s.band, **({"kind": "one_member"} | changed))


def approve_with_a_hand_in_it(s: Scene, whose: str) -> None:
    """Let Wren, who released what is in the file and wrote its account down, be who checked it."""
    payment = Payment.objects.get(instructions__bank_file=s.made)
    assert (payment.created_by if whose == "payment" else payment.payee_account.added_by) == s.people.wren
    approve(s, approved_at=NOW, approved_by=s.people.wren)


BREACHES: dict[str, Callable[[Scene], object]] = {
    "amount_band_kind_known": lambda s: band_like(s, kind="a_year"),
    "amount_band_above_zero": lambda s: band_like(s, from_minor=0),
    "amount_band_role_known": lambda s: band_like(s, second_role="worker"),
    "amount_band_has_reason": lambda s: band_like(s, reason=""),
    "amount_band_agreed_by_another": lambda s: answer_band(s, agreed_at=NOW, agreed_by=s.people.priya),
    "amount_band_agreement_whole": lambda s: answer_band(s, agreed_at=NOW),
    "amount_band_declining_whole": lambda s: answer_band(s, declined_by=s.people.tom),
    "amount_band_agreed_or_declined": lambda s: answer_band(
        s, agreed_at=NOW, agreed_by=s.people.tom, declined_at=NOW, declined_by=s.people.tom
    ),
    "amount_band_one_waits": lambda s: band_like(s, kind=s.band.kind),
    "approval_band_known": lambda s: approval_like(s, band_kind="a_year"),
    "approval_role_known": lambda s: approval_like(s, second_role="worker"),
    "approval_asked_by_one": lambda s: approval_like(s, asked_by_person_id=s.people.ada.id),
    "approval_agreed_by_another": lambda s: answer(s, agreed_at=NOW, agreed_by=s.people.wren),
    "approval_not_by_who_wrote_the_account": lambda s: approval_like(
        s, account_by_member_id=s.people.tom.id, agreed_at=NOW, agreed_by_id=s.people.tom.id
    ),
    "approval_declined_by_another": lambda s: answer(s, declined_at=NOW, declined_by=s.people.wren, doubt="not_asked"),
    "approval_agreement_whole": lambda s: answer(s, agreed_by=s.people.tom),
    "approval_declining_whole": lambda s: answer(s, declined_at=NOW, declined_by=s.people.tom, doubt="too much"),
    "approval_agreed_or_declined": lambda s: answer(
        s, agreed_at=NOW, agreed_by=s.people.tom, declined_at=NOW, declined_by=s.people.tom, doubt="not_asked"
    ),
    "one approval a payment": lambda s: approval_like(s, payment_id=s.waiting.payment_id),
    "payment_waits_for_second": lambda s: Payment.objects.filter(id=s.waiting.payment_id).update(state="ready"),
    "bank_file_checker_has_no_hand_in_it": lambda s: approve_with_a_hand_in_it(s, "payment"),
    "who wrote the account does not check the file": lambda s: approve_with_a_hand_in_it(s, "account"),
    "debtor_account_name_once": lambda s: debtor_like(s, name=s.account.name),
    "debtor_account_once": lambda s: debtor_like(s, account_number=s.account.account_number),
    "debtor_account_named_once": lambda s: debtor_like(s, account_number=""),
    "debtor_account_scheme_of_currency": lambda s: debtor_like(s, currency="EUR"),
    "payee_own_once": lambda s: again(s.first.payee, name="Other"),
    "payee_name_once": lambda s: again(s.first.payee, name="ME", kind="supplier"),
    "payee_kind_known": lambda s: again(s.first.payee, name="Other", kind="friend"),
    "payee_added_by_one": lambda s: again(
        s.first.payee, name="Other", kind="supplier", added_by_person_id=s.people.ada.id
    ),
    "payee_added_by_no_helper": lambda s: again(
        s.first.payee,
        name="Other",
        kind="supplier",
        added_by_member_id=None,
        added_by_person_id=s.people.stranger.id,
    ),
    "payee_account_added_by_no_helper": lambda s: again(
        s.changed, replaces_id=s.changed.id, added_by_member_id=None, added_by_person_id=s.people.stranger.id
    ),
    "payee_account_named_once": lambda s: again(s.changed, replaces_id=s.changed.id, iban="DE89370400440532013000"),
    "payee_account_not_invalid": lambda s: again(s.changed, replaces_id=s.changed.id, check_result="invalid"),
    "payee_account_added_by_one": lambda s: again(s.changed, replaces_id=s.changed.id, added_by_member_id=None),
    "payee_account_first_once": lambda s: again(s.first),
    "payee_account_changed_waits": lambda s: again(s.changed, replaces_id=s.changed.id, usable_from=s.changed.added_at),
    "payee_account_call_back_whole": lambda s: again(s.changed, replaces_id=s.changed.id, called_back_at=NOW),
    "payee_account_called_back_by_another": lambda s: PayeeAccount.objects.filter(id=s.changed.id).update(
        called_back_at=NOW, called_back_by=s.people.wren
    ),
    "payee_account_called_back_by_no_door_maker": lambda s: again(
        s.changed,
        replaces_id=s.changed.id,
        let_in_by_id=s.people.priya.id,
        called_back_at=NOW,
        called_back_by_id=s.people.priya.id,
    ),
    "payee_account_second_after_whom": lambda s: again(s.changed, replaces_id=s.changed.id, waits_for_second=True),
    "one change of an account": lambda s: again(s.changed, replaces_id=s.first.id),
    "payment_above_zero": lambda s: payment_like(s, amount_minor=0),
    "payment_state_known": lambda s: payment_like(s, state="lost"),
    "payment_kind_known": lambda s: payment_like(s, spend_kind="fun"),
    "payment_holding_has_reason": lambda s: payment_like(s, holding_type="authority_managed"),
    "payment_created_by_one": lambda s: payment_like(s, created_by_member_id=None),
    "one payment a hold": lambda s: payment_like(s, hold_id=s.ready.hold_id),
    "one payment a request": lambda s: payment_like(s, request_id=s.ready.request_id),
    "one payment an end-to-end id": lambda s: payment_like(s, end_to_end_id=s.ready.end_to_end_id),
    "bank_file_checker_is_not_maker": lambda s: approve(s, approved_at=NOW, approved_by=s.made.made_by),
    "bank_file_approval_whole": lambda s: approve(s, approved_at=NOW),
    "bank_file_sending_whole": lambda s: approve(s, approved_at=NOW, approved_by=s.people.tom, sent_at=NOW),
    "bank_file_taking_back_whole": lambda s: approve(s, taken_back_by=s.people.tom),
    "bank_file_sent_after_approval": lambda s: approve(s, sent_at=NOW, sent_by=s.people.tom),
    "bank_file_sent_or_taken_back": lambda s: BankFile.objects.filter(id=s.sent.id).update(
        taken_back_at=NOW, taken_back_by=s.people.tom
    ),
    "bank_file_not_empty": lambda s: file_like(s, payment_count=0),
    "one file a message id": lambda s: file_like(s, message_id=s.made.message_id),
    "instruction_in_one_live_file": lambda s: again(Instruction.objects.get(bank_file=s.made), bank_file_id=s.sent.id),
    "instruction_once_in_a_file": lambda s: again(Instruction.objects.get(bank_file=s.made), taken_back_at=NOW),
    "instruction_above_zero": lambda s: Instruction.objects.create(
        person=s.people.ada, bank_file=s.made, payment=s.ready, end_to_end_id="CPX", amount_minor=0
    ),
    "one settlement a payment": lambda s: again(Settlement.objects.get()),
    "money_back_above_zero": lambda s: again(MoneyBack.objects.get(), amount_minor=0, source_id=new_id()),
    "money_back_moves_at_the_bank_if_returned": lambda s: again(
        MoneyBack.objects.get(), kind="rejected", source_id=new_id()
    ),
    "money_back_once_for_a_source": lambda s: again(MoneyBack.objects.get()),
    "status_report_once": lambda s: again(StatusReport.objects.get()),
}


@pytest.mark.parametrize("name", BREACHES)
def test_the_database_refuses(scene: Scene, name: str) -> None:
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        BREACHES[name](scene)
    if connection.vendor == "postgresql" and " " not in name:
        assert name in str(refused.value)


HISTORY = [DebtorAccount, MoneyBack, Payee, PaymentEvent, Settlement, StatusReport, WeightTable]
FILLED_IN_ONCE = [AmountBand, Approval, BankFile, Instruction, PayeeAccount, Payment]


@pytest.mark.parametrize("model", HISTORY)
def test_what_was_written_down_is_never_edited(scene: Scene, model: Any) -> None:
    attack(model, f"UPDATE {model._meta.db_table} SET id = id")  # noqa: S608  names of our own tables
    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.update(id=F("id"))


@pytest.mark.parametrize("model", [*HISTORY, *FILLED_IN_ONCE])
def test_nothing_is_deleted_or_replaced(scene: Scene, model: Any) -> None:
    table = model._meta.db_table
    attack(model, f"DELETE FROM {table}")  # noqa: S608
    attack(model, f"TRUNCATE {table}")
    attack(model, f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")  # noqa: S608


def attack(model: Any, statement: str) -> None:
    count = model.objects.count()
    assert count
    with (
        pytest.raises(DatabaseError, match=r"permission denied|append.only|syntax error"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert model.objects.count() == count


EDITS: dict[str, Callable[[Scene], tuple[Any, dict[str, Any]]]] = {
    "the amount of a payment": lambda s: (s.ready, {"amount_minor": 1}),
    "where a payment goes": lambda s: (s.ready, {"payee_account_id": s.changed.id}),
    "who released it": lambda s: (s.ready, {"created_by_member_id": s.people.tom.id}),
    "the number of an account": lambda s: (s.first, {"account_number": "99999999"}),
    "when a wait ends": lambda s: (s.changed, {"usable_from": NOW - timedelta(days=1)}),
    "the bytes of a file": lambda s: (s.made, {"content": b"other"}),
    "the total of a file": lambda s: (s.made, {"total_minor": 1}),
    "who checked it": lambda s: (s.sent, {"approved_by_id": s.people.priya.id}),
    "that it was checked": lambda s: (s.sent, {"approved_by_id": None, "approved_at": None}),
    "who asked for a band": lambda s: (s.band, {"asked_by_id": s.people.tom.id}),
    "from which sum on": lambda s: (s.band, {"from_minor": None}),
    "which payment somebody looked at": lambda s: (s.waiting, {"payment_id": s.ready.id}),
    "when it was sent": lambda s: (s.sent, {"sent_at": NOW + timedelta(days=1)}),
    "which file a payment is in": lambda s: (Instruction.objects.get(bank_file=s.made), {"bank_file_id": s.sent.id}),
}


@pytest.mark.parametrize("what", EDITS)
def test_what_is_filled_in_stays_as_it_is(scene: Scene, what: str) -> None:
    row, change = EDITS[what](scene)
    with pytest.raises(DatabaseError, match=r"permission denied|append.only"), transaction.atomic():
        type(row).objects.filter(id=row.id).update(**change)


@pytest.mark.parametrize("after", list(PaymentState))
def test_the_database_knows_the_machine_too(scene: Scene, after: PaymentState) -> None:
    Approval.objects.update(agreed_at=NOW, agreed_by=scene.people.tom)
    payments = {Payment.objects.get(id=payment.id).state: payment for payment in Payment.objects.all()}
    assert {"ready", "in_file", "settled"} <= set(payments)
    for before, payment in payments.items():
        allowed = after in STEPS[PaymentState(before)] or before == after

        def step(payment: Payment = payment) -> None:
            with transaction.atomic():
                Payment.objects.filter(id=payment.id).update(state=after.value)
                transaction.set_rollback(True)

        if allowed:
            step()
        else:
            with pytest.raises(DatabaseError, match=r"append.only"):
                step()


def test_the_machine_in_the_migration_is_the_one_in_the_rules() -> None:
    from importlib import import_module

    from commonpurse.kernel.set_once import SetOnce

    operations = import_module("commonpurse.money.payments.migrations.0001_payment").Migration.operations
    (kept,) = (one for one in operations if isinstance(one, SetOnce) and one.table == "payments_payment")
    known = {before.value: tuple(state.value for state in after) for before, after in STEPS.items() if after}
    assert kept.steps == known
