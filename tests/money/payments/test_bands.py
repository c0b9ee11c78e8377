"""From a sum on, a second person looks at whom a release pays: never at whether the money is well spent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from commonpurse.kernel.audit.models import AuditEvent
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.identity import new_id
from commonpurse.kernel.money import Money
from commonpurse.money.budgets.models import Budget
from commonpurse.money.budgets.queries import person_money
from commonpurse.money.budgets.rules import SpendKind
from commonpurse.money.payments.bands import DEFAULT_BANDS, Band, BandKind, BandRefused, Doubt, band_reached
from commonpurse.money.payments.commands import (
    agree_band,
    agree_payment,
    ask_band,
    call_back_payee_account,
    change_payee_account,
    decline_band,
    decline_payment,
    make_bank_file,
    pay_or_ask,
    reissue_payment,
    return_payment,
    stop_payment,
)
from commonpurse.money.payments.models import AmountBand, Approval, PayeeAccount, Payment
from commonpurse.money.payments.release_checks import release_checks
from commonpurse.money.payments.rules import PaymentRefused
from commonpurse.money.payments.second_looks import (
    approvals_visible_to,
    band_changes_visible_to,
    band_for_release,
    bands_in_force,
    get_approval,
    get_band_change,
    was_paid_before,
)
from commonpurse.parties.partners.commands import add_member
from commonpurse.parties.people.commands import start_support
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


@pytest.fixture
def people(db: None) -> Standing:
    return standing_people()


@pytest.fixture
def budget(people: Standing) -> Budget:
    return make_budget(people, (make_fund(people, received=9000), 4000))


@pytest.fixture
def mine(people: Standing) -> PayeeAccount:
    return make_payee(people)


def fresh(payment: Payment) -> Payment:
    return Payment.objects.get(id=payment.id)


def ask(people: Standing, **given: Any) -> AmountBand:
    wanted = {
        "by": people.priya,
        "kind": BandKind.ONE_PAYMENT,
        "from_": pounds(100),
        "second_role": "finance",
        "reason": "We are few.",
        "now": NOW,
    }
    return ask_band(**(wanted | given))


# The bands ------------------------------------------------------------------------------------------------------------


def test_before_anybody_sets_them_the_bands_are_high(people: Standing) -> None:
    assert bands_in_force("GBP") == list(DEFAULT_BANDS)
    assert all(band.from_minor and band.from_minor >= 250_000 for band in DEFAULT_BANDS)


def test_a_band_changes_only_when_another_agrees(people: Standing) -> None:
    asked = ask(people)
    assert bands_in_force("GBP") == list(DEFAULT_BANDS)
    agree_band(by=people.administrator, change=asked, now=NOW)
    agree_band(by=people.administrator, change=asked, now=NOW + timedelta(days=1))
    assert bands_in_force("GBP")[0] == Band(BandKind.ONE_PAYMENT, 10_000, "finance")
    assert AmountBand.objects.get().agreed_at == NOW
    assert list(AuditEvent.objects.filter(subject_type="amount_band").values_list("event_type", flat=True)) == [
        "band_asked",
        "band_agreed",
    ]


def test_who_asked_for_a_band_does_not_agree_to_it(people: Standing) -> None:
    asked = ask(people)
    with pytest.raises(BandRefused) as refused:
        agree_band(by=people.priya, change=asked, now=NOW)
    assert refused.value.code == "same_person"


@pytest.mark.parametrize("actor", ["wren", "femi", "ngozi", "tom", "callum"])
def test_only_the_manager_and_an_administrator_change_bands(people: Standing, actor: str) -> None:
    asked, by = ask(people), getattr(people, actor)
    for act in (
        lambda: ask(people, by=by),
        lambda: agree_band(by=by, change=asked, now=NOW),
        lambda: decline_band(by=by, change=asked, now=NOW),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert list(band_changes_visible_to(by)) == []
    assert get_band_change(viewer=by, change_id=asked.id) is None
    assert get_band_change(viewer=people.administrator, change_id=asked.id) == asked


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"from_": Money(0, "GBP")}, "amount_not_positive"),
        ({"from_": Money(500, "EUR")}, "other_currency"),
        ({"second_role": "worker"}, "role_unknown"),
        ({"reason": "  "}, "reason_needed"),
        ({"from_": Money(250_000, "GBP")}, "band_unchanged"),
    ],
)
def test_what_is_no_band_is_refused(people: Standing, given: dict[str, Any], code: str) -> None:
    with pytest.raises(BandRefused) as refused:
        ask(people, **given)
    assert refused.value.code == code
    assert not AmountBand.objects.exists()


def test_one_change_of_a_band_waits_at_a_time(people: Standing) -> None:
    first = ask(people)
    with pytest.raises(BandRefused, match="waits already"):
        ask(people, from_=pounds(200))
    decline_band(by=people.priya, change=first, now=NOW)
    decline_band(by=people.administrator, change=first, now=NOW)
    with pytest.raises(BandRefused) as refused:
        agree_band(by=people.administrator, change=first, now=NOW)
    assert refused.value.code == "band_declined"
    second = agree_band(by=people.administrator, change=ask(people, from_=None), now=NOW)
    with pytest.raises(BandRefused) as refused:
        decline_band(by=people.priya, change=second, now=NOW)
    assert refused.value.code == "band_agreed"
    assert bands_in_force("GBP")[0].from_minor is None


def test_a_band_that_is_off_or_not_asked_is_never_reached() -> None:
    bands = [Band(BandKind.ONE_PAYMENT, None, "finance"), Band(BandKind.ONE_DAY, 500, "manager")]
    assert band_reached(bands, {BandKind.ONE_PAYMENT: 10_000}) is None
    assert band_reached(bands, {BandKind.ONE_PAYMENT: 10_000, BandKind.ONE_DAY: 499}) is None
    assert band_reached(bands, {BandKind.ONE_PAYMENT: 10_000, BandKind.ONE_DAY: 500}) == bands[1]


# A release above a band -----------------------------------------------------------------------------------------------


def test_below_every_band_nobody_else_is_asked(people: Standing, budget: Budget, mine: PayeeAccount) -> None:
    assert release(people, budget, mine, 2499).state == "ready"
    assert not Approval.objects.exists()


def test_from_the_band_on_a_payment_waits_for_a_second_person(
    people: Standing, budget: Budget, mine: PayeeAccount
) -> None:
    checks = release_checks(
        viewer=people.wren, budget=budget, now=NOW, amount=pounds(2500), spend_kind=SpendKind.FURNITURE,
        payee_account=mine,
    )  # fmt: skip
    payment = release(people, budget, mine, 2500)
    approval = Approval.objects.get()
    assert (payment.state, checks.is_well, checks.band) == ("held", True, DEFAULT_BANDS[0])
    assert (approval.payment, approval.person, approval.from_minor) == (payment, people.ada, 250_000)
    assert approval.asked_by == people.wren
    account = make_debtor_account(people)
    with pytest.raises(PaymentRefused, match="Nothing is ready"):
        make_bank_file(by=people.ngozi, debtor_account=account, now=NOW)
    agree_payment(by=people.ngozi, approval=approval, now=NOW)
    agree_payment(by=people.ngozi, approval=approval, now=NOW)
    assert fresh(payment).state == "ready"
    make_bank_file(by=people.ngozi, debtor_account=account, now=NOW)


def test_a_sum_cut_in_pieces_is_added_up_over_the_day(people: Standing, budget: Budget, mine: PayeeAccount) -> None:
    set_band(people, BandKind.ONE_DAY, 100, "manager")
    stopped = release(people, budget, mine, 60)
    stop_payment(by=people.wren, payment=stopped, reason="Not needed.", now=NOW)
    assert release(people, budget, mine, 60).state == "ready"
    assert release(people, budget, mine, 40).state == "held"
    assert Approval.objects.get().band_kind == "one_day"
    assert release(people, budget, mine, 99, now=NOW + timedelta(days=1)).state == "ready"


def test_what_one_member_releases_is_added_up_over_people(people: Standing, budget: Budget, mine: PayeeAccount) -> None:
    set_band(people, BandKind.ONE_MEMBER, 100)
    assert release(people, budget, mine, 60).state == "ready"
    assert band_for_release(by=people.priya, budget=budget, amount=pounds(60), now=NOW) is None
    assert band_for_release(by=people.ada, budget=budget, amount=pounds(1000), now=NOW) is None
    assert release(people, budget, mine, 40).state == "held"


def test_the_persons_own_payment_is_asked_about_too(people: Standing, budget: Budget, mine: PayeeAccount) -> None:
    set_band(people, BandKind.ONE_PAYMENT, 50)
    asked = pay_or_ask(
        by=people.ada,
        budget=budget,
        what_for="A bed",
        amount=pounds(80),
        spend_kind=SpendKind.FURNITURE,
        payee_account=mine,
        request_id=new_id(),
        now=NOW,
    )
    assert asked.payment.state == "held"
    assert Approval.objects.get().asked_by == people.ada


def test_what_is_paid_again_is_looked_at_again(people: Standing, budget: Budget, mine: PayeeAccount) -> None:
    set_band(people, BandKind.ONE_PAYMENT, 50)
    payment = release(people, budget, mine, 80)
    agree_payment(by=people.tom, approval=Approval.objects.get(), now=NOW)
    make_sent_file(people, make_debtor_account(people))
    return_payment(by=people.ngozi, payment=payment, amount=pounds(80), came_on=TODAY, source_id=new_id(), now=NOW)
    again = reissue_payment(by=people.wren, payment=payment, request_id=new_id(), now=NOW)
    assert (again.state, again.approval.is_waiting) == ("held", True)
    assert not was_paid_before(again)


def test_a_call_back_does_not_stand_in_for_the_second_person(
    people: Standing, budget: Budget, mine: PayeeAccount
) -> None:
    set_band(people, BandKind.ONE_PAYMENT, 50)
    changed = change_payee_account(
        by=people.wren, payee=mine.payee, holder_name="Ada", account=LANDLORDS_ACCOUNT, now=NOW
    )
    payment = release(people, budget, changed, 80)
    call_back_payee_account(by=people.priya, payee_account=changed, now=NOW)
    assert fresh(payment).state == "held"
    agree_payment(by=people.ngozi, approval=payment.approval, now=NOW)
    assert fresh(payment).state == "ready"


def test_an_agreed_payment_to_an_account_that_waits_waits_on(
    people: Standing, budget: Budget, mine: PayeeAccount
) -> None:
    set_band(people, BandKind.ONE_PAYMENT, 50)
    changed = change_payee_account(
        by=people.wren, payee=mine.payee, holder_name="Ada", account=LANDLORDS_ACCOUNT, now=NOW
    )
    payment = release(people, budget, changed, 80)
    agree_payment(by=people.ngozi, approval=payment.approval, now=NOW)
    assert fresh(payment).state == "held"
    call_back_payee_account(by=people.priya, payee_account=changed, now=NOW)
    assert fresh(payment).state == "ready"


# Who the second person may be -----------------------------------------------------------------------------------------


def refused_code(act: Callable[[], object]) -> str:
    with pytest.raises(BandRefused) as refused:
        act()
    return refused.value.code


def test_who_released_it_is_not_the_second_person(people: Standing, budget: Budget) -> None:
    set_band(people, BandKind.ONE_PAYMENT, 50, "manager")
    payment = release(people, budget, make_payee(people), 80, by=people.priya)
    for act in (
        lambda: agree_payment(by=people.priya, approval=payment.approval, now=NOW),
        lambda: decline_payment(by=people.priya, approval=payment.approval, reason="not_asked", now=NOW),
    ):
        assert refused_code(act) == "same_person"


def test_who_wrote_the_account_down_is_not_the_second_person(
    people: Standing, budget: Budget, mine: PayeeAccount
) -> None:
    set_band(people, BandKind.ONE_PAYMENT, 50, "manager")
    changed = change_payee_account(
        by=people.priya, payee=mine.payee, holder_name="Ada", account=LANDLORDS_ACCOUNT, now=NOW
    )
    payment = release(people, budget, changed, 80)
    agree = lambda: agree_payment(by=people.priya, approval=payment.approval, now=NOW)  # noqa: E731
    assert refused_code(agree) == "wrote_account"


def test_who_works_with_the_person_is_not_the_second_person(
    people: Standing, budget: Budget, mine: PayeeAccount
) -> None:
    set_band(people, BandKind.ONE_PAYMENT, 50, "manager")
    both = add_member(
        by=people.administrator, organisation=people.charity, name="Bo", roles=["worker", "manager"], now=NOW
    )
    start_support(by=people.priya, person=people.ada, member=both, starts_on=TODAY, now=NOW)
    payment = release(people, budget, mine, 80)
    agree = lambda: agree_payment(by=both, approval=payment.approval, now=NOW)  # noqa: E731
    assert refused_code(agree) == "acts_for_person"


@pytest.mark.parametrize("actor", ["wren", "femi", "priya", "callum", "administrator"])
def test_only_the_role_that_the_band_names_answers(
    people: Standing, budget: Budget, mine: PayeeAccount, actor: str
) -> None:
    approval = release(people, budget, mine, 2500).approval
    for act in (
        lambda: agree_payment(by=getattr(people, actor), approval=approval, now=NOW),
        lambda: decline_payment(by=getattr(people, actor), approval=approval, reason="not_asked", now=NOW),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_what_waits_is_seen_by_finance_and_the_manager(people: Standing, budget: Budget, mine: PayeeAccount) -> None:
    approval = release(people, budget, mine, 2500).approval
    for viewer in (people.ngozi, people.priya):
        assert list(approvals_visible_to(viewer, TODAY).waiting()) == [approval]
        assert get_approval(viewer=viewer, approval_id=approval.id, today=TODAY) == approval
    for viewer in (people.wren, people.femi, people.callum, people.ada, people.stranger):
        assert list(approvals_visible_to(viewer, TODAY)) == []


# Saying no ------------------------------------------------------------------------------------------------------------


def test_a_no_stops_the_payment_and_its_money_is_hers_again(
    people: Standing, budget: Budget, mine: PayeeAccount
) -> None:
    before = person_money(viewer=people.ada, person=people.ada, today=TODAY)
    payment = release(people, budget, mine, 2500)
    decline_payment(by=people.ngozi, approval=payment.approval, reason="other_name", now=NOW)
    decline_payment(by=people.ngozi, approval=payment.approval, reason="not_asked", now=NOW)
    assert fresh(payment).state == "stopped"
    assert payment.events.last().note == "The bank knows the account under another name."
    assert person_money(viewer=people.ada, person=people.ada, today=TODAY) == before
    agree = lambda: agree_payment(by=people.tom, approval=payment.approval, now=NOW)  # noqa: E731
    assert refused_code(agree) == "doubted"


@pytest.mark.parametrize("reason", ["", "too_much_for_a_bed", "We do not like it."])
def test_what_the_money_is_for_is_no_reason(people: Standing, budget: Budget, mine: PayeeAccount, reason: str) -> None:
    payment = release(people, budget, mine, 2500)
    decline = lambda: decline_payment(by=people.ngozi, approval=payment.approval, reason=reason, now=NOW)  # noqa: E731
    assert refused_code(decline) == "reason_unknown"
    assert fresh(payment).state == "held"


def test_what_was_stopped_or_agreed_gets_no_second_answer(people: Standing, budget: Budget, mine: PayeeAccount) -> None:
    stopped = release(people, budget, mine, 2500)
    stop_payment(by=people.wren, payment=stopped, reason="Ada found another.", now=NOW)
    for act in (
        lambda: agree_payment(by=people.ngozi, approval=stopped.approval, now=NOW),
        lambda: decline_payment(by=people.ngozi, approval=stopped.approval, reason="not_asked", now=NOW),
    ):
        assert refused_code(act) == "payment_stopped"
    agreed = release(people, budget, mine, 2500).approval
    agree_payment(by=people.ngozi, approval=agreed, now=NOW)
    decline = lambda: decline_payment(by=people.tom, approval=agreed, reason=Doubt.NOT_ASKED, now=NOW)  # noqa: E731
    assert refused_code(decline) == "agreed"


# When the check itself cannot run -------------------------------------------------------------------------------------


def test_where_the_limit_cannot_be_asked_nothing_is_released(
    people: Standing, budget: Budget, mine: PayeeAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**facts: Any) -> None:
        raise DatabaseError("the bands cannot be read")

    monkeypatch.setattr("commonpurse.money.payments.commands.releases.band_for_release", broken)
    with pytest.raises(DatabaseError), transaction.atomic():
        release(people, budget, mine, 5)
    assert not Payment.objects.exists()


def test_the_database_lets_no_payment_go_that_nobody_looked_at(
    people: Standing, budget: Budget, mine: PayeeAccount
) -> None:
    payment = release(people, budget, mine, 2500)
    with pytest.raises(DatabaseError, match="payment_waits_for_second"), transaction.atomic():
        Payment.objects.filter(id=payment.id).update(state="ready")
    decline_payment(by=people.ngozi, approval=payment.approval, reason="not_theirs", now=NOW)
    assert fresh(payment).state == "stopped"
