"""When somebody talks with a person over her money: by when, who asks for it, and that no money waits for it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from commonpurse.kernel.errors import NotAllowed, Refused
from commonpurse.kernel.identity import new_id
from commonpurse.kernel.periods import business_date
from commonpurse.money.budgets.commands import ask_for_review, hold_review
from commonpurse.money.budgets.models import Budget, Line, Review
from commonpurse.money.budgets.queries import count_reviews_overdue, next_review_on, reviews_of, reviews_overdue
from commonpurse.money.budgets.rules import LegalBasis, SpendKind, first_review_on
from commonpurse.money.payments.needs import Need
from commonpurse.money.payments.people_by_need import get_person_with_needs, needs_of
from commonpurse.parties.people.models import Person
from tests.factories import (
    LAST_MONTH,
    NOW,
    TODAY,
    Standing,
    give,
    make_budget,
    make_fund,
    make_payee,
    record_check,
    release,
    standing_people,
)

DAY = timedelta(days=1)
THEN = business_date(LAST_MONTH)
CARE, NHS, CHARITY = LegalBasis.CARE_ACT_DP, LegalBasis.NHS_DP, LegalBasis.CHARITABLE_GRANT

# fmt: off
FIRST = [
    # bases in the budget      days after the first money
    ([],                       None),
    ([CHARITY],                182),
    ([CARE],                   182),
    ([NHS],                    91),
    ([CHARITY, CARE],          182),
    ([CARE, NHS, CHARITY],     91),
]
# fmt: on


@pytest.mark.parametrize(("bases", "days"), FIRST)
def test_the_first_review_is_the_earliest_that_a_fund_asks_for(bases: list[LegalBasis], days: int | None) -> None:
    expected = None if days is None else THEN + days * DAY
    assert first_review_on([(basis, THEN) for basis in bases]) == expected


@pytest.fixture
def people(db: None) -> Standing:
    return standing_people()


@pytest.fixture
def budget(people: Standing) -> Budget:
    """£100 under the Care Act, with a clear check, since a month."""
    fund = make_fund(people, "Care Fund", received=500, legal_basis=CARE)
    record_check(people, fund)
    return make_budget(people, (fund, 100))


def hold(people: Standing, **given: Any) -> Review:
    wanted: dict[str, Any] = {
        "by": people.wren,
        "held_on": TODAY,
        "said": "It is going well. I want to learn to drive.",
        "changes": "We look for lessons.",
        "next_due": TODAY + 365 * DAY,
        "now": NOW,
    }
    return hold_review(person=people.ada, **(wanted | given))


def ask_soon(
    people: Standing, by: Any = None, concern: str = "I want to talk about rent.", now: datetime = NOW
) -> Review:
    return ask_for_review(by=by or people.ada, person=people.ada, concern=concern, now=now)


def test_the_database_finds_the_same_first_day_as_the_rule(people: Standing, budget: Budget) -> None:
    def by_rule() -> date | None:
        lines = Line.objects.filter(budget=budget).select_related("fund")
        return first_review_on((LegalBasis(one.fund.legal_basis), business_date(one.opened_at)) for one in lines)

    assert next_review_on(people.ada) == by_rule() == THEN + 182 * DAY
    give(people, make_fund(people, "Health Fund", received=50, legal_basis=NHS), budget, 10)
    assert next_review_on(people.ada) == by_rule() == THEN + 91 * DAY
    assert next_review_on(people.stranger) is None


def test_a_talk_is_written_down_in_her_words_and_says_when_the_next_is(people: Standing, budget: Budget) -> None:
    review = hold(people)
    assert (review.due_on, review.held_by, review.said) == (
        THEN + 182 * DAY,
        people.wren,
        "It is going well. I want to learn to drive.",
    )
    assert hold(people) == review
    assert Review.objects.count() == 1
    found = reviews_of(viewer=people.ada, person=people.ada, today=TODAY)
    assert found is not None
    assert (found.due_on, found.asked_for, found.held) == (TODAY + 365 * DAY, None, (review,))


def test_a_worry_makes_it_due_within_ten_working_days_and_the_talk_answers_it(people: Standing, budget: Budget) -> None:
    asked = ask_soon(people, by=people.wren, concern="The money goes very fast.")
    assert asked.due_on == date(2026, 6, 15)
    assert next_review_on(people.ada) == asked.due_on
    assert ask_soon(people, by=people.wren, concern="The money goes very fast.") == asked
    with pytest.raises(Refused) as refused:
        ask_soon(people)
    assert refused.value.code == "review_asked_for"
    held = hold(people)
    assert (held.id, held.concern, held.due_on) == (asked.id, asked.concern, asked.due_on)
    assert next_review_on(people.ada) == TODAY + 365 * DAY


def test_a_missed_review_never_stops_money(people: Standing, budget: Budget) -> None:
    late = NOW + 250 * DAY
    assert reviews_overdue(viewer=people.priya, today=business_date(late)).get() == people.ada
    assert count_reviews_overdue(viewer=people.priya, today=business_date(late)) == 1
    assert count_reviews_overdue(viewer=people.femi, today=business_date(late)) == 0
    assert count_reviews_overdue(viewer=people.priya, today=TODAY) == 0
    within = NOW + 200 * DAY  # overdue since the 30th of October, and the fund still runs
    assert count_reviews_overdue(viewer=people.wren, today=business_date(within)) == 1
    payment = release(people, budget, make_payee(people), 10, spend_kind=SpendKind.FOOD, now=within)
    assert payment.state == "ready"


def test_it_stands_on_the_list_of_whoever_works_with_her_a_month_before(people: Standing, budget: Budget) -> None:
    def needed(days: int) -> list[Need]:
        found = get_person_with_needs(viewer=people.wren, person_id=people.ada.id, now=LAST_MONTH + days * DAY)
        return [each.need for each in needs_of(found)]

    assert Need.REVIEW_DUE not in needed(151)
    assert Need.REVIEW_DUE in needed(152)
    assert Need.REVIEW_DUE in needed(190)


# fmt: off
WHO = [
    # who         asks    writes down
    ("ada",       True,   False),
    ("wren",      True,   True),
    ("priya",     True,   True),
    ("femi",      False,  False),
    ("stranger",  False,  False),
    ("ngozi",     False,  False),
    ("callum",    False,  False),
]
# fmt: on


@pytest.mark.parametrize(("who", "asks", "writes"), WHO)
def test_who_asks_for_a_review_and_who_writes_it_down(
    people: Standing, budget: Budget, who: str, asks: bool, writes: bool
) -> None:
    by: Any = getattr(people, who)
    for allowed, act in ((asks, lambda: ask_soon(people, by=by)), (writes, lambda: hold(people, by=by))):
        if allowed:
            act()
        else:
            with pytest.raises(NotAllowed):
                act()
    assert (reviews_of(viewer=by, person=people.ada, today=TODAY) is not None) is asks


# fmt: off
WRONG: list[tuple[dict[str, Any], str]] = [
    ({"said": "  "},                         "review_needs_words"),
    ({"held_on": TODAY + DAY},               "review_in_future"),
    ({"next_due": TODAY},                    "review_next_wrong"),
    ({"next_due": TODAY + 367 * DAY},        "review_next_wrong"),
    ({"said": "x" * 1001},                   "text_too_long"),
]
# fmt: on


@pytest.mark.parametrize(("given", "code"), WRONG)
def test_a_wrong_review_is_refused(people: Standing, budget: Budget, given: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refused:
        hold(people, **given)
    assert refused.value.code == code


def test_nobody_is_reviewed_who_has_no_budget_and_nobody_asks_without_a_reason(people: Standing) -> None:
    for act in (lambda: ask_soon(people), lambda: hold(people)):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.code == "no_budget_yet"
    make_budget(people)
    with pytest.raises(Refused) as refused:
        ask_soon(people, concern=" ")
    assert refused.value.code == "review_needs_reason"


# Past every rule ------------------------------------------------------------------------------------------------------

RAISED: dict[str, Any] = {"concern": "x", "raised_at": NOW}
HELD: dict[str, Any] = {"held_on": TODAY, "held_at": NOW, "said": "x", "changes": "", "next_due": TODAY + DAY}
BREACHES: dict[str, list[dict[str, Any]]] = {
    "review_open_once": [RAISED | {"who": "raised_by_member"}] * 2,
    "review_held_whole": [RAISED | {"who": "raised_by_member", "said": "x"}],
    "review_raised_whole": [HELD | {"who": "held_by", "concern": "x"}],
    "review_held_or_asked_for": [{}],
    "review_next_within_a_year": [HELD | {"who": "held_by", "next_due": TODAY + 400 * DAY}],
}


@pytest.mark.parametrize("name", BREACHES)
def test_the_database_refuses(people: Standing, name: str) -> None:
    def write(given: dict[str, Any]) -> None:
        kept = {key: value for key, value in given.items() if key != "who"}
        by = {given["who"]: people.wren} if "who" in given else {}
        Review.objects.create(id=new_id(), person=people.ada, due_on=TODAY, **kept, **by)

    *first, last = BREACHES[name]
    for given in first:
        write(given)
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        write(last)
    if connection.vendor == "postgresql":
        assert name in str(refused.value)


def test_what_was_said_is_never_edited(people: Standing, budget: Budget) -> None:
    review = hold(people)
    for edit in ({"said": "All is bad."}, {"next_due": TODAY + DAY}, {"due_on": TODAY}, {"person": people.stranger}):
        with pytest.raises(DatabaseError, match=r"permission denied|append.only"), transaction.atomic():
            Review.objects.filter(id=review.id).update(**edit)
    with pytest.raises(DatabaseError), transaction.atomic():
        Review.objects.all()._raw_delete("default")  # type: ignore[attr-defined]
    assert isinstance(Person.objects.get(id=review.person_id), Person)
