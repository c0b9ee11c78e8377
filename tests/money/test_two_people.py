"""Where money or a rule about it is concerned, who makes is never who checks: by the command, and by the database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.identity import new_id
from commonpurse.money.budgets.commands import agree_correction, ask_correction
from commonpurse.money.budgets.models import Allocation, Correction
from commonpurse.money.payments.accounts import TypedAccount
from commonpurse.money.payments.bands import BandKind
from commonpurse.money.payments.commands import (
    agree_band,
    agree_payment,
    approve_bank_file,
    ask_band,
    call_back_payee_account,
    change_payee_account,
    decline_payment,
    make_bank_file,
    mark_payment_unknown,
    reject_payments,
)
from commonpurse.money.payments.models import AmountBand, Approval, BankFile, PayeeAccount
from commonpurse.money.reconciliation.commands import accept_difference, ask_to_accept_difference
from commonpurse.money.reconciliation.models import DifferenceRequest
from commonpurse.parties.partners.commands import add_member
from commonpurse.parties.partners.models import Member
from tests.factories import (
    LANDLORDS_ACCOUNT,
    NOW,
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
from tests.money.reconciliation.made_statements import Line, camt053


@dataclass
class Pair:
    """An act of two: who made it, the command by which `by` would check it, and the same on the row itself."""

    maker: Member
    check: Callable[[Member], object]
    on_the_row: Callable[[Member], object] | None


def row(model: Any, id: Any, who: str, when: str) -> Callable[[Member], object]:
    return lambda by: model.objects.filter(id=id).update(**{who: by, when: NOW})


def a_bank_file(people: Standing) -> Pair:
    release(people, *paying(people), 5)
    made = make_bank_file(by=people.ngozi, debtor_account=make_debtor_account(people), now=NOW)
    return Pair(
        people.ngozi,
        lambda by: approve_bank_file(by=by, bank_file=made, now=NOW),
        row(BankFile, made.id, "approved_by", "approved_at"),
    )


def a_file_with_ones_own_release(people: Standing) -> Pair:
    release(people, *paying(people), 5, by=people.priya)
    made = make_bank_file(by=people.ngozi, debtor_account=make_debtor_account(people), now=NOW)
    return Pair(
        people.priya,
        lambda by: approve_bank_file(by=by, bank_file=made, now=NOW),
        row(BankFile, made.id, "approved_by", "approved_at"),
    )


def a_release_above_a_band(people: Standing) -> Pair:
    set_band(people, BandKind.ONE_PAYMENT, 5, "manager")
    approval = release(people, *paying(people), 5, by=people.priya).approval
    return Pair(
        people.priya,
        lambda by: agree_payment(by=by, approval=approval, now=NOW),
        row(Approval, approval.id, "agreed_by", "agreed_at"),
    )


def a_no_to_a_release(people: Standing) -> Pair:
    set_band(people, BandKind.ONE_PAYMENT, 5, "manager")
    approval = release(people, *paying(people), 5, by=people.priya).approval
    return Pair(
        people.priya,
        lambda by: decline_payment(by=by, approval=approval, reason="not_asked", now=NOW),
        lambda by: Approval.objects.filter(id=approval.id).update(declined_by=by, declined_at=NOW, doubt="not_asked"),
    )


def an_account_that_was_changed(people: Standing) -> Pair:
    first = make_payee(people)
    changed = change_payee_account(
        by=people.priya, payee=first.payee, holder_name="Ada", account=LANDLORDS_ACCOUNT, now=NOW
    )
    return Pair(
        people.priya,
        lambda by: call_back_payee_account(by=by, payee_account=changed, now=NOW),
        row(PayeeAccount, changed.id, "called_back_by", "called_back_at"),
    )


def a_release_to_ones_own_account(people: Standing) -> Pair:
    set_band(people, BandKind.ONE_PAYMENT, 5, "manager")
    budget, first = paying(people)
    changed = change_payee_account(
        by=people.priya, payee=first.payee, holder_name="Ada", account=LANDLORDS_ACCOUNT, now=NOW
    )
    approval = release(people, budget, changed, 5).approval
    return Pair(
        people.priya,
        lambda by: agree_payment(by=by, approval=approval, now=NOW),
        row(Approval, approval.id, "agreed_by", "agreed_at"),
    )


def a_band(people: Standing) -> Pair:
    asked = ask_band(
        by=people.priya, kind=BandKind.ONE_DAY, from_=pounds(9), second_role="finance", reason="Few", now=NOW
    )
    return Pair(
        people.priya,
        lambda by: agree_band(by=by, change=asked, now=NOW),
        row(AmountBand, asked.id, "agreed_by", "agreed_at"),
    )


def a_correction(people: Standing) -> Pair:
    paying(people)
    asked = ask_correction(
        by=people.ngozi, allocation=Allocation.objects.get(), amount=pounds(5), reason="Typed twice.",
        request_id=new_id(), now=NOW,
    )  # fmt: skip
    return Pair(
        people.ngozi,
        lambda by: agree_correction(by=by, correction=asked, now=NOW),
        row(Correction, asked.id, "agreed_by", "agreed_at"),
    )


def a_statement_that_does_not_add_up(people: Standing) -> Pair:
    account = make_debtor_account(people)
    content = camt053(
        [Line(date(2026, 5, 29), Decimal("100.00"), "Money in", "A1")],
        opening=Decimal("100.00"),
        closing=Decimal("190.00"),
        account="20000055779911",
    ).encode()
    asked = ask_to_accept_difference(
        by=people.ngozi, debtor_account=account, file=content, file_name="may.xml", reason="The bank says so.", now=NOW
    )
    return Pair(
        people.ngozi,
        lambda by: accept_difference(by=by, request=asked, file=content, now=NOW),
        row(DifferenceRequest, asked.id, "accepted_by", "accepted_at"),
    )


def a_payment_of_which_nobody_knows(people: Standing) -> Pair:
    payment = release(people, *paying(people), 5)
    make_sent_file(people, make_debtor_account(people))
    mark_payment_unknown(by=people.ngozi, payment=payment, reason="No answer.", now=NOW)
    return Pair(
        people.ngozi,
        lambda by: reject_payments(by=by, payments=[payment.id], reason="The bank, by telephone.", now=NOW),
        None,  # the doubt and the answer are two rows: the command alone compares them
    )


def paying(people: Standing) -> tuple[Any, PayeeAccount]:
    return make_budget(people, (make_fund(people, received=100), 100)), make_payee(people)


PAIRS = [
    a_bank_file,
    a_file_with_ones_own_release,
    a_release_above_a_band,
    a_no_to_a_release,
    a_release_to_ones_own_account,
    an_account_that_was_changed,
    a_band,
    a_correction,
    a_statement_that_does_not_add_up,
    a_payment_of_which_nobody_knows,
]


@pytest.mark.parametrize("made", PAIRS, ids=lambda made: made.__name__)
def test_who_made_it_does_not_check_it_by_the_command(db: None, made: Callable[[Standing], Pair]) -> None:
    pair = made(standing_people())
    with pytest.raises(Refused) as refused:
        pair.check(pair.maker)
    assert refused.value.code in ("same_person", "same_member", "checker_released", "wrote_account")


@pytest.mark.parametrize("made", PAIRS, ids=lambda made: made.__name__)
def test_who_made_it_does_not_check_it_on_the_row(db: None, made: Callable[[Standing], Pair]) -> None:
    pair = made(standing_people())
    if pair.on_the_row is None:
        return
    with pytest.raises(IntegrityError), transaction.atomic():
        pair.on_the_row(pair.maker)


@pytest.mark.parametrize("made", PAIRS, ids=lambda made: made.__name__)
def test_somebody_else_may(db: None, made: Callable[[Standing], Pair]) -> None:
    people = standing_people()
    # A second manager, who is also an administrator: nobody's maker here, and apart from everybody.
    other = add_member(
        by=people.administrator,
        organisation=people.council,
        name="Olu",
        roles=["manager", "administrator"],
        now=NOW,
    )
    made(people).check(other)


# A command that forgets to ask ----------------------------------------------------------------------------------------

FORGOTTEN = {
    a_bank_file: ["bank_files.check_maker_is_not_checker", "bank_files.check_checker_is_not_releaser"],
    a_file_with_ones_own_release: ["bank_files.check_maker_is_not_checker", "bank_files.check_checker_is_not_releaser"],
    a_release_above_a_band: ["approvals.apart_refusal"],
    a_no_to_a_release: ["approvals.apart_refusal"],
    a_release_to_ones_own_account: ["approvals.apart_refusal"],
    a_band: ["bands.check_band_agreed_by_another"],
}


@pytest.mark.parametrize("made", FORGOTTEN, ids=lambda made: made.__name__)
def test_a_command_that_forgets_to_ask_is_stopped_by_the_database(
    db: None, made: Callable[[Standing], Pair], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rule is taken out, as a fault of ours might: the maker still does not check."""
    pair = made(standing_people())
    for rule in FORGOTTEN[made]:
        monkeypatch.setattr(f"commonpurse.money.payments.commands.{rule}", lambda *given, **facts: None)
    with pytest.raises(IntegrityError), transaction.atomic():
        pair.check(pair.maker)


# Who lets somebody in could have made them up -------------------------------------------------------------------------


def let_in(by: Member, people: Standing, *roles: str) -> Member:
    return add_member(by=by, organisation=people.council, name="Made Up", roles=roles, now=NOW)


def test_who_was_let_in_by_the_maker_of_a_file_does_not_check_it(db: None) -> None:
    people = standing_people()
    release(people, *paying(people), 5)
    made = make_bank_file(by=people.priya, debtor_account=make_debtor_account(people), now=NOW)
    with pytest.raises(Refused) as refused:
        approve_bank_file(by=let_in(people.priya, people, "finance"), bank_file=made, now=NOW)
    assert refused.value.code == "let_in_by_maker"
    approve_bank_file(by=people.tom, bank_file=made, now=NOW)


def test_who_let_in_a_member_that_released_does_not_check_the_file(db: None) -> None:
    people = standing_people()
    budget, payee = paying(people)
    release(people, budget, payee, 5, by=let_in(people.priya, people, "manager"))
    made = make_bank_file(by=people.ngozi, debtor_account=make_debtor_account(people), now=NOW)
    with pytest.raises(Refused) as refused:
        approve_bank_file(by=people.priya, bank_file=made, now=NOW)
    assert refused.value.code == "let_in_by_maker"


@pytest.mark.parametrize("who_releases", ["who let in", "who was let in"])
def test_who_let_in_the_other_is_not_the_second_person(db: None, who_releases: str) -> None:
    people = standing_people()
    set_band(people, BandKind.ONE_PAYMENT, 5, "manager")
    made_up = let_in(people.priya, people, "manager")
    one, other = (people.priya, made_up) if who_releases == "who let in" else (made_up, people.priya)
    approval = release(people, *paying(people), 5, by=one).approval
    with pytest.raises(Refused) as refused:
        agree_payment(by=other, approval=approval, now=NOW)
    assert refused.value.code == "let_in_by_maker"


def test_two_whom_one_hand_let_in_are_not_the_two(db: None) -> None:
    people = standing_people()
    budget, payee = paying(people)
    set_band(people, BandKind.ONE_PAYMENT, 50, "finance")
    first, between = let_in(people.priya, people, "finance"), let_in(people.priya, people, "manager")
    second = let_in(between, people, "finance")  # one step further, and no other hand
    release(people, budget, payee, 5)
    made = make_bank_file(by=first, debtor_account=make_debtor_account(people), now=NOW)
    with pytest.raises(Refused) as refused:
        approve_bank_file(by=second, bank_file=made, now=NOW)
    assert refused.value.code == "let_in_by_maker"
    approval = release(people, budget, payee, 60, by=between).approval
    with pytest.raises(Refused) as refused:
        agree_payment(by=first, approval=approval, now=NOW)
    assert refused.value.code == "let_in_by_maker"
    agree_payment(by=people.tom, approval=approval, now=NOW)
    approve_bank_file(by=people.tom, bank_file=made, now=NOW)


def test_a_band_is_not_agreed_to_by_who_was_let_in_by_whoever_asked(db: None) -> None:
    people = standing_people()
    asked = ask_band(
        by=people.priya, kind=BandKind.ONE_DAY, from_=pounds(9000), second_role="finance", reason="Rent.", now=NOW
    )
    with pytest.raises(Refused) as refused:
        agree_band(by=let_in(people.priya, people, "manager"), change=asked, now=NOW)
    assert refused.value.code == "let_in_by_maker"
    assert agree_band(by=people.administrator, change=asked, now=NOW).agreed_by == people.administrator


def test_a_call_back_is_not_made_by_who_was_let_in_by_whoever_wrote_the_account_down(db: None) -> None:
    people = standing_people()
    changed = change_payee_account(
        by=people.priya,
        payee=make_payee(people).payee,
        holder_name="Ada Lovelace",
        account=TypedAccount(sort_code="20-00-00", account_number="33445566"),
        now=NOW,
    )
    with pytest.raises(Refused) as refused:
        call_back_payee_account(by=let_in(people.priya, people, "manager"), payee_account=changed, now=NOW)
    assert refused.value.code == "let_in_by_maker"


def test_nobody_let_in_the_first_and_each_other_names_who_did(db: None) -> None:
    people = standing_people()
    assert people.administrator.added_by is None
    assert people.priya.added_by == people.administrator
