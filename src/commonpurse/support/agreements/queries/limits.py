"""Limits as they are read: those of one person, with what she said and asked; and those of everybody, for the manager.

A helper's own record is walled off from who works with her: of those who are named, the names alone are read here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import (
    Case,
    Count,
    DateField,
    Exists,
    Func,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from commonpurse.kernel.context import acting_as_system
from commonpurse.parties.consent.rules import Item
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.access import open_on, people_shared_with
from commonpurse.parties.people.models import Person, Support
from commonpurse.parties.people.queries import helpers_of
from commonpurse.support.agreements.access import (
    can_answer_end_ask,
    can_be_named,
    can_list_limits,
    can_see_agreed,
)
from commonpurse.support.agreements.models import Limit, LimitEndAsk, LimitNamed
from commonpurse.support.agreements.queries.deciding import Named, WhoDecides, who_decides_each
from commonpurse.support.agreements.rules import RENEW_WITHIN_DAYS, DecidesHow, DecisionKind


def who_decides_seen_by(
    *, viewer: Member | Person, person: Person, today: date
) -> Mapping[DecisionKind, WhoDecides] | None:
    """Who decides each kind of thing, for a page; None where the viewer is not shown it."""
    return who_decides_each(person=person, on=today) if can_see_agreed(viewer, person, today) else None


@dataclass(frozen=True)
class LimitShown:
    """One limit with whom it names, how often it was agreed anew before, and her ask to end it that is newest."""

    limit: Limit
    named: tuple[Named, ...]
    times_renewed: int
    end_ask: LimitEndAsk | None

    @property
    def kind(self) -> DecisionKind:
        return DecisionKind(self.limit.kind)

    @property
    def how(self) -> DecidesHow:
        return DecidesHow(self.limit.how)

    @property
    def renewable_from(self) -> date:
        return max(self.limit.starts_on, self.limit.ends_on - timedelta(days=RENEW_WITHIN_DAYS))

    def is_running(self, today: date) -> bool:
        return self.limit.as_rule.counts_on(today)

    @property
    def waiting_ask(self) -> LimitEndAsk | None:
        return self.end_ask if self.end_ask is not None and self.end_ask.answered_at is None else None


def limits_of(*, viewer: Member | Person, person: Person, today: date) -> list[LimitShown]:
    """Every limit there ever was of a person, the newest first; nothing where the viewer may not see it."""
    seen = people_shared_with(viewer, today, Item.MONEY_DETAIL).filter(id=person.id).values("id")
    with acting_as_system("to name who is asked under a limit"):
        found = list(_with_names(Limit.objects.filter(person__in=seen)).order_by("-set_at", "-id"))
    return _shown(found, {limit.id: limit.renews_id for limit in found})


def get_limit(*, viewer: Member | Person, person: Person, limit_id: UUID, today: date) -> LimitShown | None:
    """One of them, or None when it is not there or not to be seen."""
    return next((one for one in limits_of(viewer=viewer, person=person, today=today) if one.limit.id == limit_id), None)


def named_offered(*, viewer: Member, person: Person, today: date) -> list[Named]:
    """Who could be named under a limit: who works with the person, the managers, and who helps her with money.

    Whether each of them may see what they would be asked about is for the person to say, and asked by the command.
    """
    seen = people_shared_with(viewer, today).filter(id=person.id).values("id")
    working = Support.objects.filter(open_on(today), person__in=seen).values("member")
    able = Member.objects.filter(Q(id__in=working) | Q(id=viewer.id) | Q(member_roles__role="manager"))
    members = able.filter(is_active=True, is_system=False).distinct().order_by("name", "id")
    helping = [acts.helper for acts in helpers_of(viewer=viewer, person=person, today=today)]
    return [*map(Named, members), *map(Named, helping)]


def may_answer_end_ask(*, viewer: Member, ask: LimitEndAsk, today: date) -> bool:
    """Whether it is this member's turn to answer that she asks to end a limit."""
    return can_answer_end_ask(viewer, ask, today)


def cannot_see_any_more(*, shown: LimitShown, person: Person, today: date) -> list[Named]:
    """Those who are named and could not see what they are asked about now: they are passed over."""
    return [named for named in shown.named if not can_be_named(named.who, person, today)]


# For the manager ------------------------------------------------------------------------------------------------------


ENDS_SOON, ENDS_LATER = "soon", "later"  # within the time in which it can be agreed anew, or after it
LONG, SHORT = "long", "short"
LONG_DAYS = 30  # a limit that has run for a month is looked at
AGAIN, FIRST = "again", "first"


def _band(condition: Q, yes: str, no: str) -> Case:
    return Case(When(condition, then=Value(yes)), default=Value(no))


class BeginningOfChain(Func):
    """The day on which the first of a row of renewals began, of the limit whose id is given."""

    # The rows that are read are those of the person whose limit it is: a renewal has the person of what it renews.
    template = (
        "(WITH RECURSIVE before(starts_on, renews_id) AS ("
        "SELECT newest.starts_on, newest.renews_id FROM agreements_limit newest WHERE newest.id = %(expressions)s"
        " UNION ALL "
        "SELECT older.starts_on, older.renews_id FROM agreements_limit older, before WHERE older.id = before.renews_id"
        ") SELECT MIN(before.starts_on) FROM before)"
    )
    output_field = DateField()


def limits_running(*, viewer: Member | Person, today: date) -> QuerySet[Limit]:
    """Every limit that runs now; none for who is not shown the list.

    Each is sorted into bands for a list: by its end, its age, and whether there was one before. `began_on`: when the
    first of its row of renewals began; its age counts from there, for agreeing anew makes none younger.
    `times_before`: how often the person had one of this kind before, agreed anew or set again. `is_asked_to_end`:
    whether she asks to end it and waits.
    """
    if not can_list_limits(viewer):
        return Limit.objects.none()
    people = people_shared_with(viewer, today, Item.MONEY_DETAIL).values("id")
    before = Limit.objects.filter(person=OuterRef("person"), kind=OuterRef("kind"), set_at__lt=OuterRef("set_at"))
    asked = LimitEndAsk.objects.filter(limit=OuterRef("pk"), answered_at=None)
    return (
        Limit.objects.counting_on(today)
        .filter(person__in=people)
        .select_related("person", "author__organisation")
        .annotate(
            times_before=Coalesce(
                Subquery(before.order_by().values("kind").annotate(times=Count("pk")).values("times")), 0
            ),
            is_asked_to_end=Exists(asked),
            began_on=BeginningOfChain("pk"),
            ends_band=_band(Q(ends_on__lte=today + timedelta(days=RENEW_WITHIN_DAYS)), ENDS_SOON, ENDS_LATER),
        )
        .annotate(
            age_band=_band(Q(began_on__lte=today - timedelta(days=LONG_DAYS)), LONG, SHORT),
            times_band=_band(Q(times_before__gt=0), AGAIN, FIRST),
        )
    )


def end_asks_waiting(*, viewer: Member, today: date) -> list[LimitEndAsk]:
    """Asks to end a limit that wait for this member now: of limits they set, and those left to the manager."""
    people = people_shared_with(viewer, today, Item.MONEY_DETAIL).values("id")
    waiting = LimitEndAsk.objects.filter(
        person__in=people, answered_at=None, limit__lifted_on=None, limit__ends_on__gt=today
    ).select_related("person", "limit__author")
    is_manager = viewer.has_role("manager")
    return [
        ask
        for ask in waiting.order_by("author_by", "id")
        if ask.limit.author_id == viewer.id
        or (is_manager and (ask.author_by < today or not ask.limit.author.is_active))
    ]


# The steps of them ----------------------------------------------------------------------------------------------------


def _with_names(limits: QuerySet[Limit]) -> QuerySet[Limit]:
    named = LimitNamed.objects.select_related("member__organisation", "helper").order_by("place")
    asks = LimitEndAsk.objects.select_related("answered_by", "person", "limit__author").order_by("asked_at", "id")
    return limits.select_related(
        "person", "author__organisation", "lifted_by__organisation", "agreement", "risk_record"
    ).prefetch_related(Prefetch("named", named), Prefetch("end_asks", asks))


def _shown(found: Iterable[Limit], chain: Mapping[UUID, UUID | None]) -> list[LimitShown]:
    return [
        LimitShown(
            limit,
            tuple(Named(one.who) for one in limit.named.all()),
            _times_renewed(limit.id, chain),
            next(reversed(limit.end_asks.all()), None),
        )
        for limit in found
    ]


def _times_renewed(limit_id: UUID, chain: Mapping[UUID, UUID | None]) -> int:
    times, before = 0, chain.get(limit_id)
    while before is not None:
        times, before = times + 1, chain.get(before)
    return times
