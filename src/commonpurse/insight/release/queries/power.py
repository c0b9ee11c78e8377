"""How much of the power is the person's: what was released, who decided, what limits there are, what was challenged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Sum, Value, When

from commonpurse.insight.release.access import can_see_release_figures
from commonpurse.insight.release.rules import (
    Ages,
    LastYear,
    Tally,
    ages_of,
    end_of_last_month,
    last_year,
    part_told,
    root_of,
    shares_told,
    split_told,
    table_told,
    tallies,
    told,
)
from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.periods import business_date
from commonpurse.money.budgets.models import HoldingPeriod, HoldLeg
from commonpurse.money.budgets.queries import holdings_of
from commonpurse.money.budgets.rules import HoldingType, holding_on
from commonpurse.money.decisions.models import Challenge, Decision, RepaymentNotice
from commonpurse.money.decisions.rules import BY_HERSELF, Outcome, Verdict, is_as_told
from commonpurse.money.payments.models import MoneyBack, Payment
from commonpurse.money.payments.rules import PaymentState
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
    """Decisions that count: how many, what per cent the person made, how many were a no, and whose noes they were.

    `as_told`: what a worker released with nothing asked for before. It is counted here and nowhere else.
    An empty name of an organisation: somebody who works for none.
    """

    count: int | None
    percent: int | None
    noes: int | None
    as_told: int | None
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
    withdrawn: int | None
    waiting: int | None
    late: int | None


@dataclass(frozen=True)
class TakenBack:
    """Notices about money back that were given in these months: taken off, open, and those by which money went back."""

    given: int | None
    withdrawn: int | None
    taken: int | None
    open: int | None


@dataclass(frozen=True)
class Power:
    """The figures of the twelve months up to a day, `until`. A None is a figure of too few people to be told."""

    year: LastYear
    until: date
    released: Released
    decided: Decided
    limits: Limits
    challenged: Challenged
    taken_back: TakenBack


def power_figures(*, viewer: Member | Person, today: date) -> Power | None:
    """The figures up to today, or None when they are not to be seen. A fixed number of queries."""
    return _figures(today) if can_see_release_figures(viewer) else None


def public_power(*, today: date) -> Power:
    """The same for everybody, as they stood when the last whole month was over: what happens today changes none of it,
    so that who reads it on two days learns of nobody what happened between.
    """
    return _figures(end_of_last_month(today))


def _figures(day: date) -> Power:
    """Figures of fewer than five people are left out, and no person, worker or sum stands in them.

    As things stood at the end of that day's month, which for today is as they stand. Counted across everybody: a wall
    between two people must not change what is published.
    """
    year = last_year(day)
    with acting_as_system("to publish figures in which nobody can be seen"):
        challenged, taken_back = _challenged_and_taken_back(year, day)
        return Power(
            year=year,
            until=day,
            released=_released(year),
            decided=_decided(year),
            limits=_limits(year, day),
            challenged=challenged,
            taken_back=taken_back,
        )


def _arrived(year: LastYear) -> QuerySet[Payment]:
    """The payments that the bank showed as paid by the end of these months, and that had not come back by then."""
    back_later = MoneyBack.objects.filter(payment=OuterRef("id"), recorded_at__gte=year.ends_at)
    return Payment.objects.filter(
        Q(state=PaymentState.SETTLED.value) | Exists(back_later),
        settlement__settled_on__gte=year.starts_on,
        settlement__settled_on__lt=year.ends_on,
        settlement__recorded_at__lt=year.ends_at,
    ).order_by()


def _released(year: LastYear) -> Released:
    """By payments that arrived, leg by leg: a payment in hands of its own, else each line on the day of the release.

    The database adds up the whole; only what may have been in other hands is read one by one, as in `whose_hands`.
    """
    legs = HoldLeg.objects.filter(hold__payment__in=_arrived(year).values("id")).order_by()
    whole = {
        (fund, person): minor
        for fund, person, minor in legs.values_list("line__fund__name", "person").annotate(minor=Sum("amount_minor"))
    }
    ever_elsewhere = HoldingPeriod.objects.values("line")
    rows = list(
        legs.filter(Q(line__in=ever_elsewhere) | ~Q(hold__payment__holding_type="")).values_list(
            *("line_id", "line__fund__name", "amount_minor", "person_id"),
            *("hold__payment__holding_type", "hold__payment__created_at"),
        )
    )
    holdings = holdings_of({row[0] for row in rows})
    elsewhere = Counter[tuple[str, UUID]]()
    for line, fund, minor, person, named, released_at in rows:
        held = holding_on(holdings.get(line, []), business_date(released_at))
        if (named or (held.holding_type.value if held else OWN)) != OWN:
            elsewhere[fund, person] += minor
    own = tallies((fund, person, minor - elsewhere[fund, person]) for (fund, person), minor in _some(whole, elsewhere))
    others = tallies((fund, person, minor) for (fund, person), minor in elsewhere.items())
    hers, theirs = sum(own.values(), Tally()), sum(others.values(), Tally())
    without = theirs.people - hers.people
    funds = {fund: (own.get(fund, Tally()), others.get(fund, Tally())) for fund, _ in sorted(whole)}
    return Released(
        percent=split_told(hers, theirs),
        people_percent=split_told(Tally(len(hers.people), hers.people), Tally(len(without), without)),
        funds=tuple(shares_told(funds)),
    )


def _some(
    whole: dict[tuple[str, UUID], int], elsewhere: Counter[tuple[str, UUID]]
) -> Iterable[tuple[tuple[str, UUID], int]]:
    """Those of whose money of a fund at least something was in their own hands."""
    return ((key, minor) for key, minor in whole.items() if minor > elsewhere[key])


def _decided(year: LastYear) -> Decided:
    """Only what counted when these months were over: an answer that another one had replaced by then is none."""
    made = Decision.objects.filter(
        Q(replaced_by=None) | Q(replaced_by__decided_at__gte=year.ends_at),
        decided_at__gte=year.begins_at,
        decided_at__lt=year.ends_at,
    ).order_by()
    hers, others, noes, yeses, as_told = Tally(), Tally(), Tally(), Tally(), Tally()
    whose_noes: dict[str, Tally] = {}
    rows = made.annotate(has_ask=Case(When(ask=None, then=Value(False)), default=Value(True))).values_list(
        *("ground", "outcome", "decided_by_member__organisation__name", "person", "has_ask")
    )
    for ground, outcome, organisation, person, has_ask, count in rows.annotate(count=Count("id")):
        tally = Tally(count, frozenset({person}))
        if is_as_told(ground, has_ask=has_ask):
            as_told += tally
            continue
        if ground in BY_HERSELF:
            hers += tally
        else:
            others += tally
        if outcome == Outcome.NO:
            noes += tally
            whose_noes[organisation or ""] = whose_noes.get(organisation or "", Tally()) + tally
        else:
            yeses += tally
    shown = part_told(noes, yeses)
    return Decided(
        count=told(hers + others),
        percent=split_told(hers, others),
        noes=shown,
        as_told=told(as_told),
        # The parts of what is not told are not told.
        organisations=_by_name(whose_noes) if shown is not None else (),
    )


def _limits(year: LastYear, day: date) -> Limits:
    """One statement reads every limit there was: they are few, and how old one is goes back over its renewals."""
    set_by_then = Limit.objects.filter(set_at__lt=year.ends_at)
    every = list(set_by_then.select_related("author__organisation").order_by("set_at", "id"))
    by_id = {limit.id: limit for limit in every}
    # The newest of a kind replaces those before it.
    newest = {(limit.person_id, limit.kind): limit for limit in every if limit.as_rule.counts_on(day)}
    rows = list(newest.values())
    instead_of = {limit.id: limit.renews_id for limit in every if limit.renews_id is not None}
    days = [(day - by_id[root_of(limit.id, instead_of)].starts_on).days for limit in rows]
    kinds = tallies((limit.kind, limit.person_id, 1) for limit in rows)
    renewed = tallies((limit.renews_id is not None, limit.person_id, 1) for limit in rows)
    disagreed = tallies((limit.person_says == PersonSays.DISAGREE, limit.person_id, 1) for limit in rows)
    organisation = {limit.id: limit.author.organisation for limit in rows}
    authors = tallies((found.name if (found := organisation[limit.id]) else "", limit.person_id, 1) for limit in rows)
    whole = sum(kinds.values(), Tally())
    return Limits(
        count=told(whole),
        kinds=tuple(table_told({kind: kinds.get(kind.value, Tally()) for kind in DecisionKind})),
        ages=ages_of(days, len(whole.people)),
        renewed=part_told(renewed.get(True, Tally()), renewed.get(False, Tally())),
        disagreed=part_told(disagreed.get(True, Tally()), disagreed.get(False, Tally())),
        organisations=_by_name(authors),
    )


def _challenged_and_taken_back(year: LastYear, day: date) -> tuple[Challenged, TakenBack]:
    """Both in one statement: for each person and each way in which a challenge or a notice stood, how many."""
    over = year.ends_at
    raised = Challenge.objects.filter(raised_at__gte=year.begins_at, raised_at__lt=over)
    states = Case(
        When(withdrawn_at__lt=over, then=Value("withdrawn")),
        When(verdict=Verdict.CHANGE.value, concluded_at__lt=over, then=Value("changed")),
        When(verdict=Verdict.KEEP.value, concluded_at__lt=over, then=Value("kept")),
        When(hear_by__lt=day, then=Value("late")),
        default=Value("waiting"),
    )
    given = RepaymentNotice.objects.filter(given_on__gte=year.starts_on, given_on__lt=year.ends_on, issued_at__lt=over)
    ends = Case(
        When(reclaimed_at__lt=over, then=Value("taken")),
        When(withdrawn_at__lt=over, then=Value("taken_off")),
        default=Value("given"),
    )
    counted = raised.order_by().annotate(stands=states).values_list("stands", "person").annotate(count=Count("id"))
    noticed = given.order_by().annotate(stands=ends).values_list("stands", "person").annotate(count=Count("id"))
    found: dict[str, Tally] = tallies(counted.union(noticed, all=True))
    late, in_time = found.get("late", Tally()), found.get("waiting", Tally())
    challenges = {name: found.get(name, Tally()) for name in ("changed", "kept", "withdrawn")}
    challenges["waiting"] = late + in_time
    notices = {name: found.get(name, Tally()) for name in ("taken", "taken_off", "given")}
    back = dict(table_told(notices))
    return (
        Challenged(
            raised=told(sum(challenges.values(), Tally())),
            late=part_told(late, in_time),
            **dict(table_told(challenges)),
        ),
        TakenBack(
            given=told(sum(notices.values(), Tally())),
            withdrawn=back["taken_off"],
            taken=back["taken"],
            open=back["given"],
        ),
    )


def _by_name(cells: dict[str, Tally]) -> tuple[tuple[str, int | None], ...]:
    """By the name of the organisation; without one last."""
    return tuple(sorted(table_told(cells), key=lambda row: (row[0] == "", row[0])))
