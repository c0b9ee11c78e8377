"""How long each step took, over the last twelve months. One pass a step; what comes back is counts, never a payment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.db.models import Case, Count, Expression, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce

from commonpurse.insight.release.access import can_see_release_figures
from commonpurse.insight.release.queries.expressions import days_between, minutes_between, month_number
from commonpurse.insight.release.rules import (
    BY_DAY,
    MEASURED,
    Decider,
    LastYear,
    Step,
    Times,
    days_from,
    hidden_cells,
    join,
    last_year,
    root_of,
    spoken_minutes,
    times_of,
)
from commonpurse.money.decisions.models import Ask
from commonpurse.money.decisions.rules import AskState
from commonpurse.money.payments.models import Approval, BankFile, Instruction, Payment
from commonpurse.money.payments.rules import PaymentState
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.models import Person

Cell = TypeVar("Cell", bound=Hashable)
FROM_ASKING = "from_asking"
BY_HERSELF = ""  # stands for the organisation where the person released the money herself


@dataclass(frozen=True)
class ReleaseTimes:
    """From yes to money: every payment that arrived in the last twelve months, what failed first included.

    `arrived`       from the day of the yes to the day on which the bank's statement shows it as paid
    `from_asking`   the same from the day of the ask, where there was one
    `mended`        those of `arrived` that failed first and were paid again: to the money that truly arrived
    `steps`         each step on the way, as far as it ended within these months
    `answers`       the step of the answer, by who gave it
    `months`        `arrived` by the month in which the money came: its first day and the times
    `organisations` `arrived` by the organisation of who released it; an empty name: the person did it herself
    `deciders`      `arrived` by who said yes
    """

    year: LastYear
    arrived: Times
    from_asking: Times
    mended: Times
    steps: tuple[tuple[Step, Times], ...]
    answers: tuple[tuple[Decider, Times | None], ...]
    months: tuple[tuple[date, Times | None], ...]
    organisations: tuple[tuple[str, Times | None], ...]
    deciders: tuple[tuple[Decider, Times | None], ...]


def release_times(*, viewer: Member | Person, today: date) -> ReleaseTimes | None:
    """The figures of the twelve months up to that day, or None when they are not to be seen. A fixed number of queries.

    Where a cell is None it is too small to be shown, or would tell what a small one holds.
    """
    if not can_see_release_figures(viewer):
        return None
    year = last_year(today)
    steps: dict[str, dict[str, Counter[int]]] = {}
    for step, who, minutes, count in _steps(year):
        by_day = step in (*BY_DAY, FROM_ASKING)
        said = max(minutes, 0) if by_day else spoken_minutes(minutes * 60)
        steps.setdefault(step, {}).setdefault(who, Counter())[said] += count
    months: dict[int, Counter[int]] = {number: Counter() for number in range(len(year.months))}
    deciders: dict[Decider, Counter[int]] = {who: Counter() for who in Decider}
    organisations: dict[str, Counter[int]] = {}
    again = list(_paid_again(year))
    for arrival in (*_arrived_at_once(year), *again):
        minutes = max(arrival.minutes, 0)
        months[arrival.month][minutes] += arrival.count
        deciders[arrival.decider][minutes] += arrival.count
        organisations.setdefault(arrival.organisation, Counter())[minutes] += arrival.count
    asked_again = Counter(arrival.minutes_from_asking for arrival in again if arrival.minutes_from_asking is not None)
    answers = {who: steps.get(Step.ANSWER, {}).get(who.value, Counter()) for who in Decider}
    return ReleaseTimes(
        year=year,
        arrived=times_of(join(months.values())),
        from_asking=times_of(join([*steps.get(FROM_ASKING, {}).values(), asked_again])),
        mended=times_of(Counter(arrival.minutes for arrival in again)),
        steps=tuple((step, times_of(join(steps.get(step, {}).values()))) for step in MEASURED),
        answers=_told(answers),
        months=tuple((year.starts[number], times) for number, times in _told(months)),
        organisations=tuple(sorted(_told(organisations), key=lambda pair: (pair[0] == BY_HERSELF, pair[0]))),
        deciders=_told(deciders),
    )


def _told(cells: Mapping[Cell, Counter[int]]) -> tuple[tuple[Cell, Times | None], ...]:
    """The times of each cell; None for those that may not be told."""
    hidden = hidden_cells({cell: counts.total() for cell, counts in cells.items()})
    return tuple((cell, None if cell in hidden else times_of(counts)) for cell, counts in cells.items())


# The steps ----------------------------------------------------------------------------------------------------------


def _steps(year: LastYear) -> Iterator[tuple[str, str, int, int]]:
    """For each step: who, how many minutes, how often. One statement, which the database counts by itself."""

    def within(moment: str) -> Q:
        return Q(**{f"{moment}__gte": year.begins_at, f"{moment}__lt": year.ends_at})

    answered = Ask.objects.filter(within("decided_at"), state__in=[AskState.GRANTED.value, AskState.DECLINED.value])
    released = Payment.objects.filter(within("created_at"), ask__isnull=False)
    looked_at = Approval.objects.filter(within("agreed_at"))
    in_file = Instruction.objects.filter(within("bank_file__made_at"), taken_back_at=None)
    files = BankFile.objects.filter(taken_back_at=None)
    paid = Instruction.objects.filter(
        _on_a_day_of(year, "payment__settlement__settled_on"), taken_back_at=None, bank_file__sent_at__isnull=False
    )
    asked_for = arrived_in(year).filter(reissues=None, ask__isnull=False)
    payments = Sum("payment_count")
    rows = [
        _counted(answered, Step.ANSWER, minutes_between("asked_at", "decided_at"), who=_decider("decided_by_person")),
        _counted(released, Step.RELEASE, minutes_between("ask__decided_at", "created_at")),
        _counted(looked_at, Step.SECOND, minutes_between("asked_at", "agreed_at")),
        # A payment that a second person looked at could go into a file from then on.
        _counted(
            in_file,
            Step.FILE,
            minutes_between(Coalesce("payment__approval__agreed_at", "payment__created_at"), "bank_file__made_at"),
        ),
        _counted(
            files.filter(within("approved_at")), Step.CHECK, minutes_between("made_at", "approved_at"), times=payments
        ),
        _counted(files.filter(within("sent_at")), Step.SEND, minutes_between("approved_at", "sent_at"), times=payments),
        _counted(paid, Step.BANK, days_between("bank_file__sent_at", "payment__settlement__settled_on", year)),
        _counted(asked_for, FROM_ASKING, days_between("ask__asked_at", "settlement__settled_on", year)),
    ]
    yield from rows[0].union(*rows[1:], all=True)


def _counted(
    rows: QuerySet[Any],
    step: str,
    minutes: Expression | Case,
    *,
    who: Expression | Case | Value | None = None,
    times: Count | Sum | None = None,
) -> QuerySet[Any]:
    named = rows.order_by().annotate(step=Value(str(step)), who=who or Value(""), minutes=minutes)
    return named.values_list("step", "who", "minutes").annotate(times=times or Count("id"))


def _decider(person: str) -> Case:
    """Whether the person or a member did it."""
    return Case(When(Q(**{f"{person}__isnull": False}), then=Value(Decider.PERSON.value)), default=Value("member"))


def _on_a_day_of(year: LastYear, day: str) -> Q:
    return Q(**{f"{day}__gte": year.starts_on, f"{day}__lt": year.ends_on})


# From yes to money --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Arrival:
    """Money that came in one of the year's months, so many times alike."""

    month: int
    organisation: str
    decider: Decider
    minutes: int
    count: int = 1
    minutes_from_asking: int | None = None


def arrived_in(year: LastYear) -> QuerySet[Payment]:
    """The payments that the bank shows as paid and that did not come back since."""
    return Payment.objects.filter(
        _on_a_day_of(year, "settlement__settled_on"), state=PaymentState.SETTLED.value
    ).order_by()


def _arrived_at_once(year: LastYear) -> Iterator[_Arrival]:
    """What arrived at its first try, counted by the database. Without an ask the release is the yes."""
    decider = Case(
        When(ask__decided_by_person__isnull=False, then=Value(Decider.PERSON.value)),
        When(ask=None, created_by_person__isnull=False, then=Value(Decider.PERSON.value)),
        default=Value(Decider.MEMBER.value),
    )
    rows = (
        arrived_in(year)
        .filter(reissues=None)
        .annotate(
            month=month_number("settlement__settled_on", year),
            organisation=Coalesce("created_by_member__organisation__name", Value(BY_HERSELF)),
            decider=decider,
            minutes=days_between(Coalesce("ask__decided_at", "created_at"), "settlement__settled_on", year),
        )
        .values_list("month", "organisation", "decider", "minutes")
        .annotate(times=Count("id"))
    )
    for month, organisation, who, minutes, times in rows:
        yield _Arrival(month, organisation, Decider(who), minutes, times)


def _paid_again(year: LastYear) -> Iterator[_Arrival]:
    """What failed first and arrived in the end, each from the yes to its first payment. Few, so read one by one."""
    rows = list(
        Payment.objects.filter(reissues__isnull=False)
        .order_by()
        .values_list(
            *("id", "reissues_id", "state", "settlement__settled_on", "reissues__created_at"),
            *("reissues__ask__asked_at", "reissues__ask__decided_at"),
            *("reissues__ask__decided_by_person_id", "reissues__created_by_person_id"),
            "reissues__created_by_member__organisation__name",
            named=True,
        )
    )
    instead_of = {row.id: row.reissues_id for row in rows}
    told_by = {row.reissues_id: row for row in rows}  # what is known of each payment that was paid again
    for row in rows:
        came_on = row.settlement__settled_on
        if row.state != PaymentState.SETTLED or not year.starts_on <= came_on < year.ends_on:
            continue
        first = told_by[root_of(row.id, instead_of)]
        asked_at = first.reissues__ask__asked_at
        person = first.reissues__ask__decided_by_person_id if asked_at else first.reissues__created_by_person_id
        yield _Arrival(
            month=year.number_of(came_on),
            organisation=first.reissues__created_by_member__organisation__name or BY_HERSELF,
            decider=Decider.PERSON if person else Decider.MEMBER,
            minutes=days_from(first.reissues__ask__decided_at or first.reissues__created_at, came_on),
            minutes_from_asking=days_from(asked_at, came_on) if asked_at else None,
        )
