"""What the system counts by itself: of each partner, as far as it may be told, over the last twelve whole months.

Counted across everybody: a wall between two people must not change what partners read of each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce

from commonpurse.insight.promises.rules import MEASURE_WORDS, Measure
from commonpurse.insight.release.rules import LastYear, Tally, end_of_last_month, last_year, shares_told, split_told
from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.periods import business_date
from commonpurse.kernel.words import Words
from commonpurse.money.budgets.models import Line
from commonpurse.money.budgets.queries import figures_of_all_funds
from commonpurse.money.decisions.models import Turn
from commonpurse.parties.consent.models import BreakGlass
from commonpurse.parties.people.models import Support
from commonpurse.support.blockages.models import Blockage
from commonpurse.support.blockages.rules import Outcome
from commonpurse.support.plans.models import PlanEvent, Step
from commonpurse.support.plans.rules import EventKind, State

# Of each organisation, by name: done as promised, and not.
Sides = dict[str, tuple[Tally, Tally]]


@dataclass(frozen=True)
class Measured:
    """What is counted of a clause, in per cent: of all partners together, and of each by name. None: of too few."""

    measure: Measure
    since: date
    until: date
    percent: int | None
    organisations: tuple[tuple[str, int | None], ...]

    @property
    def words(self) -> Words:
        return MEASURE_WORDS[self.measure]


def measured(measure: Measure, today: date) -> Measured:
    """Count one measure. A fixed number of statements."""
    until = end_of_last_month(today)
    year = last_year(until)
    if measure is Measure.RELEASED:
        sides = _released()
    else:
        with acting_as_system("to publish figures in which nobody can be seen"):
            sides = COUNTED[measure](year, until)
    percent, organisations = _told(sides)
    return Measured(measure, year.starts_on, until, percent, organisations)


def _told(sides: Sides) -> tuple[int | None, tuple[tuple[str, int | None], ...]]:
    """What per cent was done as promised: of all together, and of each by name."""
    kept, rest = Tally(), Tally()
    for part, other in sides.values():
        kept, rest = kept + part, rest + other
    return split_told(kept, rest), tuple(sorted(shares_told(sides), key=lambda pair: pair[0]))


def _sides(rows: Iterable[tuple[str | None, UUID, bool]]) -> Sides:
    """Add up rows of: whose, about which person, whether as promised."""
    found: Sides = {}
    for organisation, person, is_kept in rows:
        if organisation is not None:
            kept, rest = found.get(organisation, (Tally(), Tally()))
            one = Tally(1, frozenset({person}))
            found[organisation] = (kept + one, rest) if is_kept else (kept, rest + one)
    return found


def _steps(year: LastYear, until: date) -> Sides:
    """Steps of members whose day came: done by it, or not."""
    due = Step.objects.counting().filter(
        replaced_by=None, owner_member__isnull=False, by_when__gte=year.starts_on, by_when__lte=until
    )
    done = PlanEvent.objects.filter(step=OuterRef("id"), kind=EventKind.DONE.value).order_by("-happened_at")
    rows = due.order_by().annotate(done_at=Subquery(done.values("happened_at")[:1]))
    return _sides(
        (organisation, person, state == State.DONE and done_at is not None and business_date(done_at) <= by_when)
        for organisation, person, by_when, state, done_at in rows.values_list(
            "owner_member__organisation__name", "person", "by_when", "state", "done_at"
        )
    )


def _answers(year: LastYear, until: date) -> Sides:
    """Asks whose first turn had an end: answered by then, or not. The turn of who is named, or works with her."""
    turns = list(
        Turn.objects.filter(place=1, until__gte=year.begins_at, until__lt=year.ends_at)
        .exclude(helper__isnull=False)
        .order_by()
        .values_list("member__organisation__name", "person", "until", "ask__decided_at", "begins_at")
    )
    workers: dict[UUID, list[tuple[str | None, date, date | None]]] = {}
    supports = Support.objects.filter(person__in={person for _, person, *_ in turns}).order_by()
    for person, organisation, starts_on, ends_on in supports.values_list(
        "person", "member__organisation__name", "starts_on", "ends_on"
    ):
        workers.setdefault(person, []).append((organisation, starts_on, ends_on))

    def rows() -> Iterator[tuple[str | None, UUID, bool]]:
        for named, person, ends_at, decided_at, begins_at in turns:
            is_kept = decided_at is not None and ends_at is not None and decided_at <= ends_at
            day = business_date(begins_at)
            at_work = {
                organisation
                for organisation, starts_on, ends_on in workers.get(person, [])
                if starts_on <= day and (ends_on is None or day < ends_on)
            }
            for organisation in {named} if named else at_work:
                yield organisation, person, is_kept

    return _sides(rows())


def _sharing(year: LastYear, until: date) -> Sides:
    """Records that were opened without a yes: reviewed and found right, or found wrong, or never reviewed in time."""
    opened = BreakGlass.objects.filter(review_by__gte=year.begins_at, review_by__lt=year.ends_at).order_by()
    rows = opened.values_list("member__organisation__name", "person", "was_right")
    return _sides((organisation, person, was_right is True) for organisation, person, was_right in rows)


def _blockages(year: LastYear, until: date) -> Sides:
    """What stood in somebody's way, with a day for an answer: bent or changed by then; or refused, late or open."""
    due = Blockage.objects.filter(answer_by__gte=year.starts_on, answer_by__lte=until).order_by()
    due = due.filter(asked_words="")  # who is asked in words is no partner, and who carries it does not answer for them
    asked = Coalesce("asked_organisation__name", "asked_member__organisation__name")
    rows = due.annotate(asked_name=asked).values_list("asked_name", "person", "outcome", "decided_at", "answer_by")
    moved = (Outcome.FLEXED, Outcome.CHANGED)
    return _sides(
        (organisation, person, outcome in moved and decided_at is not None and business_date(decided_at) <= answer_by)
        for organisation, person, outcome, decided_at, answer_by in rows
    )


def _released() -> Sides:
    """Of what came in for the funds of each funder, how much was released. None where few people have it."""
    people: dict[UUID, set[UUID]] = {}
    with acting_as_system("to see that five people or more are behind a sum"):
        for fund_id, person in Line.objects.order_by().values_list("fund", "budget__person").distinct():
            people.setdefault(fund_id, set()).add(person)
    sides: Sides = {}
    for fund, figures in figures_of_all_funds().items():
        behind = frozenset(people.get(fund.id, ()))
        spent, rest = sides.get(fund.funder.name, (Tally(), Tally()))
        kept_back = figures.received.minor - figures.spent.minor
        sides[fund.funder.name] = (spent + Tally(figures.spent.minor, behind), rest + Tally(kept_back, behind))
    return sides


COUNTED: Mapping[Measure, Callable[[LastYear, date], Sides]] = {
    Measure.STEPS: _steps,
    Measure.ANSWERS: _answers,
    Measure.SHARING: _sharing,
    Measure.BLOCKAGES: _blockages,
}
