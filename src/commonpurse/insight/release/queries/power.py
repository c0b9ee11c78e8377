"""How much of the power is the person's: what was released, who decided, what limits there are, what was challenged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Case, Count, Q, Sum, Value, When

from commonpurse.insight.release.access import can_see_release_figures
from commonpurse.insight.release.queries.times import arrived_in
from commonpurse.insight.release.rules import (
    Ages,
    LastYear,
    ages_of,
    last_year,
    root_of,
    share_told,
    split_told,
    table_told,
    told,
)
from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.periods import business_date
from commonpurse.money.budgets.models import HoldingPeriod, HoldLeg
from commonpurse.money.budgets.queries import holdings_of
from commonpurse.money.budgets.rules import HoldingType, holding_on
from commonpurse.money.decisions.models import Challenge, Decision, RepaymentNotice
from commonpurse.money.decisions.rules import BY_HERSELF, Outcome, Verdict
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.models import Person
from commonpurse.support.agreements.models import Limit
from commonpurse.support.agreements.rules import DecisionKind, PersonSays

OWN = HoldingType.SELF_HELD.value


@dataclass(frozen=True)
class Released:
    """What arrived in these months, by whose hands it was in when it was released.

    `percent` of the money, `people_percent` of the people who had money go out: those with some in their own hands.
    """

    percent: int | None
    people_percent: int | None
    funds: tuple[tuple[str, int | None], ...]


@dataclass(frozen=True)
class Decided:
    """Answers to asks: how many, what per cent the person decided, how many were a no, and whose noes they were."""

    count: int | None
    percent: int | None
    noes: int | None
    organisations: tuple[tuple[str, int | None], ...]


@dataclass(frozen=True)
class Limits:
    """Limits that count on the day: by kind, how old (from the first of a row of renewals), and how they stand."""

    count: int | None
    kinds: tuple[tuple[DecisionKind, int | None], ...]
    ages: Ages
    renewed: int | None
    disagreed: int | None
    organisations: tuple[tuple[str, int | None], ...]


@dataclass(frozen=True)
class Challenged:
    raised: int | None
    changed: int | None
    kept: int | None
    waiting: int | None
    late: int | None


@dataclass(frozen=True)
class TakenBack:
    """Notices about money back that were given in these months, and those by which money went back."""

    given: int | None
    withdrawn: int | None
    taken: int | None


@dataclass(frozen=True)
class Power:
    """The figures of the twelve months up to a day. A None is a figure too small to be told."""

    year: LastYear
    released: Released
    decided: Decided
    limits: Limits
    challenged: Challenged
    taken_back: TakenBack


def power_figures(*, viewer: Member | Person, today: date) -> Power | None:
    """The figures, or None when they are not to be seen. A fixed number of queries."""
    return public_power(today=today) if can_see_release_figures(viewer) else None


def public_power(*, today: date) -> Power:
    """The same figures, for everybody: small ones are left out, and no person, worker or sum stands in them.

    Counted across everybody: a wall between two people must not change what is published.
    """
    year = last_year(today)
    with acting_as_system("to publish figures in which nobody can be seen"):
        challenged, taken_back = _challenged_and_taken_back(year, today)
        return Power(
            year=year,
            released=_released(year),
            decided=_decided(year),
            limits=_limits(today),
            challenged=challenged,
            taken_back=taken_back,
        )


def _released(year: LastYear) -> Released:
    """By payments that arrived, leg by leg: a payment in hands of its own, else each line on the day of the release.

    The database adds up the whole; only what may have been in other hands is read one by one, as in `whose_hands`.
    """
    legs = HoldLeg.objects.filter(hold__payment__in=arrived_in(year).values("id")).order_by()
    funds = {
        fund: (minor, payments)
        for fund, minor, payments in legs.values_list("line__fund__name").annotate(
            minor=Sum("amount_minor"), payments=Count("hold", distinct=True)
        )
    }
    whole = legs.aggregate(payments=Count("hold", distinct=True), people=Count("person", distinct=True))
    ever_elsewhere = HoldingPeriod.objects.values("line")
    rows = list(
        legs.filter(Q(line__in=ever_elsewhere) | ~Q(hold__payment__holding_type="")).values_list(
            *("line_id", "line__fund__name", "amount_minor", "person_id"),
            *("hold__payment__holding_type", "hold__payment__created_at"),
        )
    )
    holdings = holdings_of({row[0] for row in rows})
    elsewhere, legs_elsewhere = Counter[str](), Counter[UUID]()
    for line, fund, minor, person, named, released_at in rows:
        held = holding_on(holdings.get(line, []), business_date(released_at))
        if (named or (held.holding_type.value if held else OWN)) != OWN:
            elsewhere[fund] += minor
            legs_elsewhere[person] += 1
    hers = dict(legs.filter(person__in=legs_elsewhere).values_list("person").annotate(count=Count("id")))
    people_without = sum(hers[person] == count for person, count in legs_elsewhere.items())
    shown = dict(table_told({fund: payments for fund, (_, payments) in sorted(funds.items())}))
    every = sum(minor for minor, _ in funds.values())
    return Released(
        percent=share_told(every - elsewhere.total(), every, whole["payments"]),
        people_percent=split_told(whole["people"] - people_without, whole["people"]),
        funds=tuple(
            (fund, None if payments is None else share_told(funds[fund][0] - elsewhere[fund], funds[fund][0], payments))
            for fund, payments in shown.items()
        ),
    )


def _decided(year: LastYear) -> Decided:
    made = Decision.objects.filter(decided_at__gte=year.begins_at, decided_at__lt=year.ends_at).order_by()
    answers, hers, noes = 0, 0, Counter[str]()
    whose = "decided_by_member__organisation__name"
    for ground, outcome, organisation, count in made.values_list("ground", "outcome", whose).annotate(
        count=Count("id")
    ):
        answers += count
        hers += count if ground in BY_HERSELF else 0
        noes[organisation or ""] += count if outcome == Outcome.NO else 0
    return Decided(
        count=told(answers),
        percent=split_told(hers, answers),
        noes=told(noes.total()),
        organisations=_by_name({name: count for name, count in noes.items() if name and count}),
    )


def _limits(today: date) -> Limits:
    """One statement reads every limit there was: they are few, and how old one is goes back over its renewals."""
    every = list(Limit.objects.select_related("author__organisation").order_by("set_at", "id"))
    by_id = {limit.id: limit for limit in every}
    # The newest of a kind replaces those before it.
    newest = {(limit.person_id, limit.kind): limit for limit in every if limit.as_rule.counts_on(today)}
    rows = list(newest.values())
    instead_of = {limit.id: limit.renews_id for limit in every if limit.renews_id is not None}
    days = [(today - by_id[root_of(limit.id, instead_of)].starts_on).days for limit in rows]
    authors = [limit.author.organisation for limit in rows]
    kinds = Counter(limit.kind for limit in rows)
    return Limits(
        count=told(len(rows)),
        kinds=tuple((kind, count) for kind, count in table_told({kind: kinds[kind.value] for kind in DecisionKind})),
        ages=ages_of(days),
        renewed=told(sum(limit.renews_id is not None for limit in rows)),
        disagreed=told(sum(limit.person_says == PersonSays.DISAGREE for limit in rows)),
        organisations=_by_name(Counter(organisation.name for organisation in authors if organisation)),
    )


def _challenged_and_taken_back(year: LastYear, today: date) -> tuple[Challenged, TakenBack]:
    """Both in one statement: a row for each way in which a challenge or a notice stands."""
    raised = Challenge.objects.filter(raised_at__gte=year.begins_at, raised_at__lt=year.ends_at)
    open_ = Q(concluded_at=None, withdrawn_at=None)
    states = Case(
        When(verdict=Verdict.CHANGE.value, then=Value("changed")),
        When(verdict=Verdict.KEEP.value, then=Value("kept")),
        When(open_ & Q(hear_by__lt=today), then=Value("late")),
        When(open_, then=Value("waiting")),
        default=Value("withdrawn"),
    )
    given = RepaymentNotice.objects.filter(given_on__gte=year.starts_on, given_on__lt=year.ends_on)
    ends = Case(
        When(reclaimed_at__isnull=False, then=Value("taken")),
        When(withdrawn_at__isnull=False, then=Value("taken_off")),
        default=Value("given"),
    )
    counted = raised.order_by().annotate(stands=states).values_list("stands").annotate(count=Count("id"))
    noticed = given.order_by().annotate(stands=ends).values_list("stands").annotate(count=Count("id"))
    found = Counter(dict(counted.union(noticed, all=True)))
    waiting = found["waiting"] + found["late"]
    parts = dict(table_told({"changed": found["changed"], "kept": found["kept"], "waiting": waiting}))
    challenges = waiting + found["changed"] + found["kept"] + found["withdrawn"]
    notices = found["taken"] + found["taken_off"] + found["given"]
    return (
        Challenged(raised=told(challenges), late=told(found["late"]), **parts),
        TakenBack(given=told(notices), withdrawn=told(found["taken_off"]), taken=told(found["taken"])),
    )


def _by_name(counts: Mapping[str, int]) -> tuple[tuple[str, int | None], ...]:
    return tuple(sorted(table_told(counts), key=lambda row: row[0]))
