"""Who decides, in figures: counted from what was recorded, alike on both databases, and never of a few."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonpurse.insight.release.queries import Power, power_figures, public_power
from commonpurse.insight.release.rules import Tally, ages_of, hidden_of_people, part_told, split_told, told
from commonpurse.kernel.context import NOBODY, acting
from commonpurse.kernel.identity import new_id
from commonpurse.money.budgets.commands import change_holding_type
from commonpurse.money.budgets.models import Budget, Fund, Line
from commonpurse.money.budgets.rules import HoldingType, SpendKind
from commonpurse.money.decisions.commands import challenge_decision, decline_ask, make_ask
from commonpurse.money.decisions.models import Ask, Decision
from commonpurse.money.decisions.queries import own_count
from commonpurse.money.payments.commands import add_payee
from commonpurse.money.payments.models import PayeeAccount, Payment
from commonpurse.money.payments.rules import PayeeKind
from commonpurse.parties.people.commands import add_person
from commonpurse.parties.people.models import Person
from commonpurse.support.agreements.models import Limit, LimitNamed
from commonpurse.support.agreements.rules import DecisionKind
from tests.factories import ADAS_ACCOUNT, LAST_MONTH, NOW, TODAY, make_budget, make_fund, pounds, receive, release
from tests.insight.release.way import DAYS, HOURS, Way, make_way

LATER = TODAY + timedelta(days=20)
NEXT_MONTH = (TODAY.replace(day=1) + timedelta(days=32)).replace(day=3)


@pytest.fixture
def way(db: None) -> Way:
    """A place in which nobody has a limit yet."""
    return make_way(with_limit=False)


@dataclass
class Holder:
    """Somebody with money of the one fund, and an account of their own."""

    person: Person
    budget: Budget
    own: PayeeAccount


def holders(way: Way, count: int, *, fund: Fund | None = None, start: int = 0) -> list[Holder]:
    """So many people, of whom Ada is none."""
    if fund is None:
        receive(way.people, way.fund, 100 * count)
    found = []
    for number in range(start, start + count):
        person = add_person(by=way.people.priya, called_by=f"P{number}", reference=f"P-{number}", now=LAST_MONTH)
        own = add_payee(
            by=way.people.priya,
            person=person,
            kind=PayeeKind.OWN,
            name="Me",
            holder_name=f"P{number}",
            account=ADAS_ACCOUNT,
            now=LAST_MONTH,
        )
        found.append(Holder(person, make_budget(way.people, (fund or way.fund, 100), person=person), own))
    return found


def figures(way: Way) -> Power:
    found = power_figures(viewer=way.people.priya, today=LATER)
    assert found is not None
    return found


def pay(way: Way, who: Holder, times: int = 1, **given: object) -> list[Payment]:
    """Money that they release themselves, unless said."""
    wanted = {"by": who.person, "spend_kind": SpendKind.HOUSEHOLD_SETUP, "now": NOW} | given
    return [release(way.people, who.budget, who.own, 10, **wanted) for _ in range(times)]


def arrived(way: Way, payments: list[Payment], days: int = 0) -> None:
    way.send(NOW + (1 + days) * DAYS, made_at=NOW + days * DAYS + 2 * HOURS)
    for payment in payments:
        way.arrive(payment, TODAY + timedelta(days=7))


def paid(way: Way, crowd: list[Holder]) -> None:
    arrived(way, [payment for who in crowd for payment in pay(way, who)])


def put_in_other_hands(way: Way, who: Holder, starts_on: date = TODAY) -> None:
    change_holding_type(
        by=way.people.priya,
        line=Line.objects.get(budget=who.budget),
        holding_type=HoldingType.DELEGATE_HELD,
        reason="While they are in hospital.",
        starts_on=starts_on,
        ends_on=TODAY + timedelta(days=60),
        now=NOW,
    )


def ask_of(way: Way, who: Holder) -> Ask:
    """What Priya writes down for somebody, who must wait for an answer: whom to pay is new, under a limit."""
    return make_ask(
        by=way.people.priya,
        budget=who.budget,
        what_for="A kettle",
        amount=pounds(10),
        spend_kind=SpendKind.HOUSEHOLD_SETUP,
        request_id=new_id(),
        now=NOW,
    )


def say_no(way: Way, who: Holder, times: int = 1) -> list[Decision]:
    """Noes of Priya, who must agree too before this person spends."""
    limit(way, who.person)
    asks = [ask_of(way, who) for _ in range(times)]
    for ask in asks:
        decline_ask(by=way.people.priya, ask=ask, reason="No.", would_change="Time.", now=NOW + 1 * HOURS)
    return list(Decision.objects.filter(ask__in=asks, outcome="no"))


def limit(
    way: Way,
    person: Person,
    kind: DecisionKind = DecisionKind.SPEND,
    *,
    renews: Limit | None = None,
    begins: date = TODAY,
    says: str = "disagree",
) -> Limit:
    made = Limit.objects.create(
        person=person,
        kind=kind,
        how="agree_too",
        concern="A worry.",
        lifts_when="It is over.",
        author=way.people.priya,
        starts_on=begins,
        ends_on=begins + timedelta(days=90),
        person_says=says,
        why_no_risk_record="It is not enough.",
        renews=renews,
        set_at=NOW - 1 * DAYS + timedelta(seconds=Limit.objects.count()),
    )
    LimitNamed.objects.create(person=person, limit=made, place=1, member=way.people.priya)
    return made


def test_nobody_but_the_manager_has_the_page(way: Way) -> None:
    for name in ("wren", "ngozi", "callum", "ada", "administrator", "femi"):
        assert power_figures(viewer=getattr(way.people, name), today=TODAY) is None


# What is told of a few ------------------------------------------------------------------------------------------------


def test_of_one_person_nothing_is_told_however_much_they_do(way: Way) -> None:
    (one,) = holders(way, 1)
    arrived(way, pay(way, one, 6))
    say_no(way, one, 3)
    found = figures(way)
    assert (found.released.percent, found.released.people_percent) == (None, None)
    assert [percent for _, percent in found.released.funds] == [None]
    assert (found.decided.count, found.decided.percent, found.decided.noes) == (None, None, None)
    assert found.decided.organisations == ()
    assert found.limits.count is None
    assert {count for _, count in found.limits.kinds} == {None, 0}


def test_from_five_people_on_the_share_is_told(way: Way) -> None:
    crowd = holders(way, 5)
    paid(way, crowd)
    found = figures(way)
    assert (found.released.percent, found.released.people_percent) == (100, 100)
    assert found.released.funds == ((way.fund.name, 100),)
    assert (found.decided.count, found.decided.percent, found.decided.noes) == (5, 100, 0)


def test_what_is_released_in_other_hands_is_not_released_and_of_few_hands_no_share_is_told(way: Way) -> None:
    crowd = holders(way, 10)
    for who in crowd[:4]:
        put_in_other_hands(way, who)
    paid(way, crowd)
    assert figures(way).released.percent is None, "four people whose money is in other hands are too few"
    put_in_other_hands(way, crowd[4], TODAY + timedelta(days=9))
    arrived(way, pay(way, crowd[4], now=NOW + 9 * DAYS, by=way.people.priya), days=9)
    found = figures(way).released
    assert found.percent == 100 * 6 // 11
    assert found.people_percent is None, "six and four: one of the five has had some in their own hands"


def test_a_fund_of_few_people_takes_along_the_one_that_would_give_it_away(way: Way) -> None:
    small, large = make_fund(way.people, "A small fund", received=500), make_fund(way.people, "Large", received=900)
    paid(way, [*holders(way, 5), *holders(way, 2, fund=small, start=10), *holders(way, 6, fund=large, start=20)])
    found = figures(way).released
    assert found.percent == 100
    assert dict(found.funds) == {"A small fund": None, way.fund.name: None, "Large": 100}


# Who decided ----------------------------------------------------------------------------------------------------------


def test_a_no_counts_by_whose_organisation_said_it_and_a_share_only_where_both_sides_are_of_five(way: Way) -> None:
    crowd = holders(way, 10)
    for who in crowd[:5]:
        pay(way, who)
    for who in crowd[5:9]:
        say_no(way, who)
    found = figures(way).decided
    assert (found.count, found.noes, found.percent, found.organisations) == (9, None, None, ())
    say_no(way, crowd[9])
    found = figures(way).decided
    assert (found.count, found.noes, found.percent) == (10, 5, 50)
    assert found.organisations == ((way.people.priya.organisation.name, 5),)


def test_what_a_worker_releases_with_nothing_asked_for_is_nobodys_decision_and_counted_apart(way: Way) -> None:
    crowd = holders(way, 6)
    for who in crowd[:5]:
        pay(way, who)
        pay(way, who, by=way.people.priya)
    pay(way, crowd[5], 2, by=way.people.priya)
    found = figures(way).decided
    assert (found.count, found.percent, found.as_told) == (5, 100, 7)
    counted = own_count(viewer=crowd[5].person)
    assert (counted.hers, counted.all, counted.as_told) == (0, 0, 2)
    counted = own_count(viewer=crowd[0].person)
    assert (counted.hers, counted.all, counted.as_told) == (1, 1, 1)


def test_an_answer_that_another_one_replaced_counts_nowhere(way: Way) -> None:
    for who in holders(way, 5):
        (no,) = say_no(way, who)
        Decision.objects.create(
            person=who.person,
            ask=no.ask,
            number=no.number + 1,
            replaces=no,
            outcome="yes",
            ground="panel",
            decided_by_member=way.people.priya,
            decided_at=NOW + 2 * HOURS,
            amount_minor=no.amount_minor,
        )
    found = figures(way).decided
    assert (found.count, found.noes, found.percent) == (5, 0, 0)


# Limits, challenges ---------------------------------------------------------------------------------------------------


def test_limits_are_counted_once_a_kind_and_a_part_of_a_few_is_not_told(way: Way) -> None:
    crowd = holders(way, 7)
    renewed = [limit(way, who.person, begins=TODAY - timedelta(days=60)) for who in crowd]
    for who, before in zip(crowd[:5], renewed, strict=False):
        limit(way, who.person, renews=before)
    found = figures(way).limits
    assert found.count == 7
    assert found.renewed is None, "two that are not renewed are of two people"
    assert found.disagreed == 7
    assert found.ages.half is None, "of seven people no mark is told"
    for who in crowd[5:]:
        limit(way, who.person, renews=renewed[crowd.index(who)])
    assert figures(way).limits.renewed == 7


def test_limits_are_as_old_as_the_first_of_a_row_of_renewals(way: Way) -> None:
    for number, who in enumerate(holders(way, 10)):
        first = limit(way, who.person, begins=LATER - timedelta(days=80 - number))
        limit(way, who.person, renews=first, begins=LATER - timedelta(days=3))
    ages = figures(way).limits.ages
    assert (ages.half, ages.nine_in_ten) == (75, None)


def test_challenges_of_a_few_are_not_told(way: Way) -> None:
    crowd = holders(way, 5)
    for number, who in enumerate(crowd):
        (no,) = say_no(way, who)
        challenge_decision(by=who.person, decision=no, case="A kettle.", now=NOW + 2 * HOURS)
        found = figures(way).challenged
        wanted = None if number < 4 else 5
        assert (found.raised, found.waiting, found.changed, found.withdrawn) == (wanted, wanted, 0, 0)


def test_a_place_where_nothing_happened_tells_nothing_and_breaks_on_nothing(way: Way) -> None:
    found = figures(way)
    assert (found.released.percent, found.decided.count, found.limits.count) == (None, 0, 0)
    assert found.taken_back.given == 0


# What everybody is told -----------------------------------------------------------------------------------------------


def test_everybody_reads_the_month_that_is_over_and_what_happens_today_changes_nothing_of_it(way: Way) -> None:
    crowd = holders(way, 6)
    paid(way, crowd[:5])
    assert public_power(today=TODAY).released.percent is None, "this month is not over"
    with acting(NOBODY):
        before = public_power(today=NEXT_MONTH)
    assert before.until == NEXT_MONTH.replace(day=1) - timedelta(days=1)
    assert (before.released.percent, before.decided.count) == (100, 5)
    then = NOW + (NEXT_MONTH - TODAY)
    way.come_back(Payment.objects.order_by("id").first(), NEXT_MONTH, now=then)
    pay(way, crowd[5], now=then)
    assert public_power(today=NEXT_MONTH) == public_power(today=NEXT_MONTH + timedelta(days=1)) == before
    live = power_figures(viewer=way.people.priya, today=NEXT_MONTH)
    assert live is not None
    assert (live.released.percent, live.decided.count) == (None, 6)


# The rules ------------------------------------------------------------------------------------------------------------


def tally(people: int, each: int = 1) -> Tally:
    return Tally(people * each, frozenset(new_id() for _ in range(people)))


@given(part=st.integers(0, 12), rest=st.integers(0, 12), each=st.integers(1, 9))
def test_no_share_and_no_part_gives_away_fewer_than_five_people(part: int, rest: int, each: int) -> None:
    sides = tally(part, each), tally(rest, each)
    if any(0 < people < 5 for people in (part, rest)):
        assert split_told(*sides) is None
        assert part_told(*sides) is None
    else:
        assert part_told(*sides) == part * each
    assert told(sides[0]) == (None if 0 < part < 5 else part * each)


@given(cells=st.lists(st.sets(st.integers(0, 14), max_size=9), max_size=6))
def test_what_hidden_cells_hold_together_is_of_nobody_or_of_five(cells: list[set[int]]) -> None:
    ids = [new_id() for _ in range(15)]
    table = {number: ({ids[one] for one in cell},) for number, cell in enumerate(cells)}
    hidden = hidden_of_people(table)
    shown = [cell for number, (cell,) in table.items() if number not in hidden]
    assert all(not cell or len(cell) >= 5 for cell in shown)
    together = set().union(*(table[number][0] for number in hidden))
    assert not together or len(together) >= 5 or not any(shown)


@pytest.mark.parametrize(("people", "half", "nine_in_ten"), [(9, None, None), (10, 30, None), (50, 30, 54)])
def test_no_mark_is_told_of_few_and_the_longest_never(people: int, half: int | None, nine_in_ten: int | None) -> None:
    ages = ages_of([*range(1, 60), 900], people)
    assert (ages.half, ages.nine_in_ten) == (half, nine_in_ten)
