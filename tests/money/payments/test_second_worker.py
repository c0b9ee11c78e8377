"""Who opens a person's door does not alone say where her money goes: cards, recognition, and call-backs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from commonpurse.kernel.helping import OnlyAlone, helped_by
from commonpurse.money.payments.accounts import TypedAccount
from commonpurse.money.payments.commands import (
    add_payee,
    call_back_payee_account,
    change_payee_account,
    make_bank_file,
)
from commonpurse.money.payments.models import PayeeAccount, Payment
from commonpurse.money.payments.people_by_need import people_by_need
from commonpurse.money.payments.queries import accounts_awaiting_call_back, expected_pay, payees_of
from commonpurse.money.payments.rules import PayeeKind, PaymentRefused, PaymentState
from commonpurse.parties.people.commands import start_support
from commonpurse.parties.signin.commands import choose_pin, make_card, recognise_person
from commonpurse.parties.signin.rules import SECOND_WORKER_FOR, Known
from tests.factories import (
    EVERYTHING,
    NOW,
    TODAY,
    Standing,
    make_budget,
    make_debtor_account,
    make_fund,
    make_payee,
    release,
    standing_people,
)

OTHER = TypedAccount(sort_code="20-00-00", account_number="33445566")
TWO_WAYS = [Known.WE_MET_BEFORE, Known.KNOWS_HER_PLAN]
MONTHS = timedelta(days=200)


@pytest.fixture
def people(db: None) -> Standing:
    return standing_people()


def change(people: Standing, by: Any, account: PayeeAccount, now: Any = NOW) -> PayeeAccount:
    return change_payee_account(by=by, payee=account.payee, holder_name="Ada", account=OTHER, now=now)


def recognised(people: Standing) -> None:
    recognise_person(by=people.wren, person=people.ada, knew=TWO_WAYS, now=NOW)


def test_who_printed_her_card_cannot_come_in_as_her_and_end_the_wait_alone(people: Standing) -> None:
    """The worker who prints a card could use it first: she then is "Ada", and herself, and no second person is there."""
    account = make_payee(people)
    printed = make_card(by=people.wren, person=people.ada, now=NOW)
    choose_pin(by=people.ada, card=printed.card, code=printed.code, pin="8305", now=NOW)
    changed = change(people, people.ada, account, NOW + MONTHS)
    with pytest.raises(PaymentRefused) as refused:
        call_back_payee_account(by=people.wren, payee_account=changed, now=NOW + MONTHS)
    assert refused.value.code == "same_person"
    assert call_back_payee_account(by=people.priya, payee_account=changed, now=NOW + MONTHS).called_back_by


def test_a_card_that_she_made_herself_binds_the_worker_of_the_one_before(people: Standing) -> None:
    account = make_payee(people)
    make_card(by=people.wren, person=people.ada, now=NOW)
    make_card(by=people.ada, person=people.ada, now=NOW)
    assert change(people, people.ada, account).let_in_by == people.wren


def test_without_a_card_or_recognition_nobody_is_bound(people: Standing) -> None:
    changed = change(people, people.ada, make_payee(people))
    assert (changed.let_in_by, changed.waits_for_second) == (None, False)
    assert call_back_payee_account(by=people.wren, payee_account=changed, now=NOW).called_back_by == people.wren


@pytest.mark.parametrize("by", ["ada", "wren", "priya"])
def test_after_recognition_a_new_place_for_her_money_waits_for_a_second_worker_however_long(
    people: Standing, by: str
) -> None:
    account = make_payee(people)
    budget = make_budget(people, (make_fund(people, received=500), 100))
    debtor = make_debtor_account(people)
    recognised(people)
    changed = change(people, getattr(people, by), account)
    assert changed.waits_for_second
    payment = release(people, budget, changed, 20)
    assert payment.state == PaymentState.HELD
    assert not changed.is_usable_at(NOW + MONTHS)
    with pytest.raises(PaymentRefused, match="Nothing is ready"):
        make_bank_file(by=people.ngozi, debtor_account=debtor, now=NOW + MONTHS)
    with pytest.raises(PaymentRefused):
        call_back_payee_account(by=people.wren, payee_account=changed, now=NOW)
    call_back_payee_account(by=people.ngozi, payee_account=changed, now=NOW)
    payment.refresh_from_db()
    assert payment.state == PaymentState.READY


def test_somebody_quite_new_waits_too_and_the_wait_is_seen(people: Standing) -> None:
    budget = make_budget(people, (make_fund(people, received=500), 100))
    recognised(people)
    added = add_payee(
        by=people.ada,
        person=people.ada,
        kind=PayeeKind.HELPER,
        name="A friend",
        holder_name="B Friend",
        account=OTHER,
        now=NOW,
    )
    late = NOW + MONTHS
    shown = payees_of(viewer=people.ada, person=people.ada, now=late, today=TODAY + MONTHS)
    assert (shown[0].usable, shown[0].waiting) == (None, added)
    assert list(accounts_awaiting_call_back(viewer=people.ngozi, now=late, today=TODAY)) == [added]
    assert people_by_need(viewer=people.wren, now=late).get().need_call_back
    payment = release(people, budget, added, 20)
    read = Payment.objects.select_related("payee_account").get(id=payment.id)
    read.named_on = None  # type: ignore[attr-defined]
    expected = expected_pay([read], NOW)[payment.id]
    assert (expected.on, expected.waits_for_second) == (None, True)


def test_an_account_that_was_there_before_is_paid_as_ever(people: Standing) -> None:
    account = make_payee(people)
    budget = make_budget(people, (make_fund(people, received=500), 100))
    recognised(people)
    assert release(people, budget, account, 20).state == PaymentState.READY


def test_after_a_week_the_usual_wait_is_enough(people: Standing) -> None:
    account = make_payee(people)
    recognised(people)
    later = NOW + SECOND_WORKER_FOR
    changed = change(people, people.wren, account, later)
    assert not changed.waits_for_second
    assert changed.is_usable_at(later + timedelta(hours=72))


def test_a_second_worker_beside_her_may_agree(people: Standing) -> None:
    account = make_payee(people)
    recognised(people)
    second = people.femi
    start_support(by=people.priya, person=people.ada, member=second, starts_on=TODAY, told=EVERYTHING, now=NOW)
    changed = change(people, people.ada, account)
    assert call_back_payee_account(by=second, payee_account=changed, now=NOW).called_back_by == second


def test_with_somebody_beside_her_no_payee_is_added_or_changed(people: Standing) -> None:
    account = make_payee(people)
    with helped_by(people.wren.id):
        with pytest.raises(OnlyAlone):
            change(people, people.ada, account)
        with pytest.raises(OnlyAlone):
            add_payee(
                by=people.ada,
                person=people.ada,
                kind=PayeeKind.HELPER,
                name="X",
                holder_name="X",
                account=OTHER,
                now=NOW,
            )
