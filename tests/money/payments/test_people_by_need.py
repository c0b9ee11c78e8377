"""Who needs something first, and what."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from commonpurse.kernel.identity import new_id
from commonpurse.money.budgets.commands import change_holding_type
from commonpurse.money.budgets.models import Budget, Line
from commonpurse.money.budgets.rules import HoldingType, SpendKind, UnspentRule
from commonpurse.money.decisions.commands import decline_ask, grant_ask, make_ask
from commonpurse.money.decisions.models import Ask
from commonpurse.money.payments.accounts import TypedAccount
from commonpurse.money.payments.commands import (
    call_back_payee_account,
    change_payee_account,
    mark_payment_unknown,
    reissue_payment,
    reject_payments,
)
from commonpurse.money.payments.models import Payment
from commonpurse.money.payments.needs import LOOK_BACK, ORDER, Need, needs_from
from commonpurse.money.payments.people_by_need import (
    count_by_need,
    get_person_with_needs,
    has_need,
    needs_of,
    people_by_need,
)
from commonpurse.money.payments.rules import COOLING_OFF
from commonpurse.parties.people.commands import add_contact_way, add_person
from commonpurse.parties.people.models import Person
from commonpurse.support.agreements.rules import DecisionKind
from tests.factories import (
    EVERYTHING,
    LAST_MONTH,
    NOW,
    TODAY,
    Standing,
    give,
    make_budget,
    make_debtor_account,
    make_fund,
    make_payee,
    make_sent_file,
    pounds,
    release,
    standing_people,
)
from tests.support.agreements.acts import make_limit

DAY = timedelta(days=1)


@pytest.fixture
def people(db: None) -> Standing:
    made = standing_people()
    reachable(made, made.ada)
    return made


def reachable(people: Standing, person: Person) -> None:
    add_contact_way(by=people.priya, person=person, kind="text", value="07700 900123", is_safe_to_use=True, now=NOW)


def needs(people: Standing, now: datetime = NOW) -> list[Need]:
    person = get_person_with_needs(viewer=people.wren, person_id=people.ada.id, now=now)
    return [each.need for each in needs_of(person)]


def ask(people: Standing, budget: Budget, now: datetime = NOW, amount: int = 5) -> Ask:
    return make_ask(
        by=people.priya,
        budget=budget,
        what_for="Boots",
        amount=pounds(amount),
        spend_kind=SpendKind.CLOTHING,
        request_id=new_id(),
        is_new_payee=True,
        now=now,
    )


@pytest.fixture
def budget(people: Standing) -> Budget:
    """£100 of a fund that ends in half a year; Wren must agree before somebody new is paid."""
    make_limit(people, kind=DecisionKind.NEW_PAYEE, now=NOW - 10 * DAY)
    return make_budget(people, (make_fund(people, received=500), 100))


def test_nothing_is_needed_of_somebody_with_a_budget_and_a_safe_way_of_contact(
    people: Standing, budget: Budget
) -> None:
    assert needs(people) == []


def test_no_budget_and_no_safe_way_of_contact(people: Standing) -> None:
    assert needs(people) == [Need.NO_BUDGET]
    sol = add_person(by=people.wren, called_by="Sol", told=EVERYTHING, now=NOW)
    add_contact_way(by=people.wren, person=sol, kind="phone", value="01632 960001", is_safe_to_use=False, now=NOW)
    found = get_person_with_needs(viewer=people.wren, person_id=sol.id, now=NOW)
    assert [each.need for each in needs_of(found)] == [Need.NO_BUDGET, Need.NO_SAFE_CONTACT]


def test_an_ask_waits_until_it_is_answered_and_a_yes_until_it_is_paid(people: Standing, budget: Budget) -> None:
    asked = ask(people, budget, NOW - 3 * DAY)
    waiting = needs_of(get_person_with_needs(viewer=people.wren, person_id=people.ada.id, now=NOW))
    assert [(each.need, each.since) for each in waiting] == [(Need.ASK_WAITS, NOW - 3 * DAY)]
    grant_ask(by=people.wren, ask=asked, now=NOW)
    assert needs(people) == [Need.YES_UNPAID]
    release(people, budget, make_payee(people), 5, ask=Ask.objects.get(), spend_kind=SpendKind.CLOTHING)
    assert needs(people) == []
    decline_ask(
        by=people.wren, ask=ask(people, budget), reason="We bought them together.", would_change="One breaks.", now=NOW
    )
    assert needs(people) == []


def test_a_failed_payment_comes_first_until_it_is_paid_again_or_a_month_is_over(
    people: Standing, budget: Budget
) -> None:
    ask(people, budget, NOW - 9 * DAY)
    payment = release(people, budget, make_payee(people), 30)
    make_sent_file(people, make_debtor_account(people))
    assert needs(people) == [Need.ASK_WAITS]
    mark_payment_unknown(by=people.ngozi, payment=payment, reason="The bank is silent.", now=NOW)
    reject_payments(by=people.tom, payments=[payment.id], reason="Never paid.", now=NOW)
    found = needs_of(get_person_with_needs(viewer=people.wren, person_id=people.ada.id, now=NOW))
    assert [(each.need, each.since) for each in found] == [
        (Need.PAYMENT_FAILED, NOW),
        (Need.ASK_WAITS, NOW - 9 * DAY),
    ]
    assert needs(people, NOW + LOOK_BACK - timedelta(seconds=1)) == [Need.PAYMENT_FAILED, Need.ASK_WAITS]
    assert needs(people, NOW + LOOK_BACK) == [Need.ASK_WAITS]
    reissue_payment(by=people.wren, payment=Payment.objects.get(id=payment.id), request_id=new_id(), now=NOW)
    assert needs(people) == [Need.ASK_WAITS]


def test_a_changed_account_waits_for_a_call_back(people: Standing, budget: Budget) -> None:
    account = make_payee(people)
    changed = change_payee_account(
        by=people.wren,
        payee=account.payee,
        holder_name="Ada",
        account=TypedAccount("12-34-56", "11112222"),
        now=NOW,
    )
    found = needs_of(get_person_with_needs(viewer=people.wren, person_id=people.ada.id, now=NOW))
    assert [(each.need, each.until) for each in found] == [(Need.CALL_BACK, NOW + COOLING_OFF)]
    assert needs(people, NOW + COOLING_OFF) == []
    call_back_payee_account(by=people.priya, payee_account=changed, now=NOW)
    assert needs(people) == []


@pytest.mark.parametrize(
    ("ends_in", "unspent", "is_needed"),
    [
        (1, UnspentRule.RETURNS_TO_FUND, True),
        (30, UnspentRule.RETURNS_TO_FUND, True),
        (31, UnspentRule.RETURNS_TO_FUND, False),
        (0, UnspentRule.RETURNS_TO_FUND, False),  # it is over: nobody can use it any more
        (10, UnspentRule.ROLLS_OVER, False),
        (10, UnspentRule.STAYS_WITH_PERSON, False),
    ],
)
def test_money_that_is_left_and_ends_soon_is_said(people: Standing, ends_in, unspent, is_needed) -> None:
    fund = make_fund(people, "Winter Fund", received=500, ends_on=TODAY + ends_in * DAY, unspent_rule=unspent)
    budget = make_budget(people, (fund, 40))
    assert needs(people) == ([Need.MONEY_ENDS] if is_needed else [])
    if is_needed:
        release(people, budget, make_payee(people), 40)  # nothing is left of it
        assert needs(people) == []


def test_a_step_down_that_ends_soon_is_said_and_only_the_newest_counts(people: Standing, budget: Budget) -> None:
    line = Line.objects.select_related("budget__person").get(budget=budget)

    def hold(kind: HoldingType, days: int | None) -> None:
        change_holding_type(
            by=people.wren,
            line=line,
            holding_type=kind,
            reason="She asked for it.",
            starts_on=TODAY,
            ends_on=TODAY + days * DAY if days else None,
            now=NOW,
        )

    hold(HoldingType.DELEGATE_HELD, 31)
    assert needs(people) == []
    hold(HoldingType.DELEGATE_HELD, 30)
    assert needs(people) == [Need.HANDS_END]
    hold(HoldingType.SELF_HELD, None)
    assert needs(people) == []


def test_only_people_one_works_with_are_there(people: Standing, budget: Budget) -> None:
    sees = {
        name: people_by_need(viewer=getattr(people, name), now=NOW).count()
        for name in ("wren", "priya", "femi", "ngozi", "callum", "ada")
    }
    assert sees == {"wren": 1, "priya": 2, "femi": 0, "ngozi": 0, "callum": 0, "ada": 1}
    assert get_person_with_needs(viewer=people.femi, person_id=people.ada.id, now=NOW) is None


# The order ------------------------------------------------------------------------------------------------------------


@given(st.fixed_dictionaries({need: st.one_of(st.none(), st.booleans()) for need in ORDER}))
def test_nothing_found_is_no_need_and_the_order_never_wavers(found) -> None:
    listed = [each.need for each in needs_from(found)]
    assert listed == [need for need in ORDER if found[need]]


def person_with(people: Standing, name: str, *, reach: bool = True) -> Person:
    person = add_person(by=people.wren, called_by=name, told=EVERYTHING, now=LAST_MONTH)
    if reach:
        reachable(people, person)
    return person


@pytest.fixture
def many(people: Standing, budget: Budget) -> Standing:
    """Ada needs nothing; Bo and Cy wait for an answer, Cy longer; Di has money that ends, Ed sooner; Flo has nothing."""
    ending = {days: make_fund(people, f"Ends in {days}", received=500, ends_on=TODAY + days * DAY) for days in (9, 20)}
    for name, days_ago in (("Bo", 1), ("Cy", 4)):
        ask(people, make_budget(people, person=person_with(people, name)), NOW - days_ago * DAY)
    for name, days in (("Di", 20), ("Ed", 9)):
        give(people, ending[days], make_budget(people, person=person_with(people, name)), 10)
    person_with(people, "Flo", reach=False)
    make_budget(people, person=person_with(people, "Gus", reach=False))
    both = make_budget(people, person=person_with(people, "Hal", reach=False))
    ask(people, both, NOW - 2 * DAY)
    return people


def test_the_longest_wait_and_the_soonest_end_come_first(many: Standing) -> None:
    names = [person.called_by for person in people_by_need(viewer=many.wren, now=NOW)]
    assert names == ["Cy", "Hal", "Bo", "Ed", "Di", "Flo", "Gus", "Ada"]


def test_the_database_sorts_by_the_order_of_the_rule(many: Standing) -> None:
    def first_place(person: Person) -> int:
        listed = needs_of(person)
        return ORDER.index(listed[0].need) if listed else len(ORDER)

    places = [first_place(person) for person in people_by_need(viewer=many.wren, now=NOW)]
    assert places == sorted(places)
    assert len(set(places)) == 5


def test_each_need_is_counted_also_beside_another(many: Standing) -> None:
    counts = count_by_need(people_by_need(viewer=many.wren, now=NOW))
    assert {need: count for need, count in counts.items() if count} == {
        Need.ASK_WAITS: 3,
        Need.MONEY_ENDS: 2,
        Need.NO_BUDGET: 1,
        Need.NO_SAFE_CONTACT: 3,
    }
    waits = people_by_need(viewer=many.wren, now=NOW).filter(has_need(Need.NO_SAFE_CONTACT))
    assert [person.called_by for person in waits] == ["Hal", "Flo", "Gus"]


def test_any_number_of_people_takes_one_statement_and_counting_them_another(many: Standing) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            found = people_by_need(viewer=many.wren, now=NOW)
            [needs_of(person) for person in found[:25]]
            count_by_need(found)
        return len(asked.captured_queries)

    few = statements()
    for number in range(20):
        person_with(many, f"Person {number}")
    assert statements() == few == 2, "the page and the counts"
