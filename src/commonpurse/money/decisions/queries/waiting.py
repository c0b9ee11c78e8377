"""What waits, on whose desk and until when: for lists, in a fixed number of statements; and a person's own count."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from commonpurse.kernel.periods import business_date
from commonpurse.money.decisions.models import Ask, Decision, Turn
from commonpurse.money.decisions.queries.answering import whose_turn
from commonpurse.money.decisions.queries.asks import asks_visible_to
from commonpurse.money.decisions.queries.known import Known
from commonpurse.money.decisions.rules import BY_HERSELF, AskState, Outcome, TurnRole, WaitsFor, is_as_told
from commonpurse.parties.consent.rules import Item
from commonpurse.parties.partners.models import Member, Partnership
from commonpurse.parties.people.access import may, working_on
from commonpurse.parties.people.models import Person
from commonpurse.support.agreements.queries import Named


@dataclass(frozen=True)
class Clock:
    """Whose turn it is, since when and until when; `until` is empty on the board's list. `then`: whose turn is next."""

    waits_for: WaitsFor
    role: TurnRole
    names: tuple[str, ...]
    who: frozenset[UUID]
    since: datetime
    until: datetime | None
    then: TurnRole | None


def clocks_of(*, viewer: Member | Person, asks: Collection[Ask], now: datetime) -> Mapping[UUID, Clock]:
    """The clock of each of these asks that waits for somebody, in one statement.

    Who has left is passed over. Whether somebody was walled off meanwhile is found out where one ask is looked at
    (`desk_of`): asked of each row it would cost a statement a row. The caller shows asks that the viewer may see.
    """
    seen = asks_visible_to(viewer, business_date(now)).filter(id__in=[ask.id for ask in asks]).order_by().values("id")
    turns = Turn.objects.filter(ask__in=seen).select_related("member", "helper").order_by("ask", "round", "place")
    clocks = {}
    for ask_id, of_ask in groupby(turns, key=lambda turn: turn.ask_id):
        clock = _clock(list(of_ask), now)
        if clock is not None:
            clocks[ask_id] = clock
    return clocks


def clock_of(known: Known) -> Clock | None:
    """The clock of one ask, with whoever is passed over because they cannot answer now."""
    turns = known.last_round
    turn = whose_turn(turns, known)
    return _clock_at(turns, turns.index(turn)) if turn is not None else None


def _clock(turns: Sequence[Turn], now: datetime) -> Clock | None:
    round_now = [turn for turn in turns if turn.round == turns[-1].round and turn.over_at is None]
    place = next((place for place, turn in enumerate(round_now) if _counts(turn, now)), None)
    return None if place is None else _clock_at(round_now, place)


def _clock_at(round_now: Sequence[Turn], place: int) -> Clock:
    turn = round_now[place]
    is_talk = turn.waits_for == WaitsFor.TALK
    named = round_now if is_talk else [turn]
    rest = [] if is_talk else round_now[place + 1 :]
    return Clock(
        WaitsFor(turn.waits_for),
        TurnRole(turn.role),
        tuple(Named(each.who).name for each in named if each.who is not None),
        frozenset(each.who.id for each in named if each.who is not None),
        turn.begins_at,
        turn.until,
        TurnRole(rest[0].role) if rest else None,
    )


def _counts(turn: Turn, now: datetime) -> bool:
    is_here = turn.member is None or turn.member.is_active
    return is_here and (turn.until is None or now < turn.until)


@dataclass(frozen=True)
class WaitingForMember:
    """The asks that wait for this member, by how: `mine` now, `soon` by a later turn. Of the rest the board keeps a
    list (`asks_on_the_boards_list`).
    """

    mine: Sequence[Ask]
    soon: Sequence[Ask]
    clocks: Mapping[UUID, Clock]
    currency: str  # of their sums; empty where nothing waits


def waiting_for_member(*, viewer: Member, now: datetime) -> WaitingForMember:
    """What waits for this member's answer now, and what comes to them next. The shortest time first."""
    today = business_date(now)
    waiting: QuerySet[Any] = asks_visible_to(viewer, today).filter(state=AskState.WAITING.value)
    asks = list(
        waiting.annotate(
            is_named=Exists(Turn.objects.filter(ask=OuterRef("id"), member=viewer)),
            works_with=Exists(working_on(viewer.id, today).filter(person=OuterRef("person"))),
            home_currency=Subquery(Partnership.objects.values("currency")[:1]),
        ).order_by("asked_at", "id")
    )
    clocks = clocks_of(viewer=viewer, asks=asks, now=now)
    found: dict[str, list[Ask]] = {"mine": [], "soon": []}
    for ask in asks:
        clock = clocks.get(ask.id)
        if clock is None:
            continue
        where = _where(clock, viewer, is_named=ask.is_named, works_with=ask.works_with)
        if where:
            found[where].append(ask)
    for listed in found.values():
        listed.sort(key=lambda ask: (clocks[ask.id].until or ask.asked_at, ask.id))
    return WaitingForMember(found["mine"], found["soon"], clocks, asks[0].home_currency if asks else "")


def _where(clock: Clock, viewer: Member, *, is_named: bool, works_with: bool) -> str:
    if clock.role is TurnRole.BOARD:
        return "mine" if works_with else ""
    if viewer.id in clock.who:
        return "mine"
    if clock.role is TurnRole.WORKER and works_with:
        return "mine"
    is_manager = viewer.has_role("manager")
    if clock.role is TurnRole.MANAGER and is_manager:
        return "mine"
    comes_to_manager = is_manager and clock.then is TurnRole.MANAGER
    return "soon" if comes_to_manager or (is_named and clock.role is TurnRole.NAMED) else ""


@dataclass(frozen=True)
class WaitingForHelper:
    """An ask of somebody whom this helper is named for, and its clock: they may answer it while it waits for a yes."""

    ask: Ask
    clock: Clock


def asks_waiting_for_helper(*, viewer: Person, now: datetime) -> list[WaitingForHelper]:
    """The asks that a helper is named for, as long as one waits for those named or after them: the shortest first."""
    named = Turn.objects.filter(helper=viewer, over_at=None, ask__state=AskState.WAITING.value).values("ask")
    seen = asks_visible_to(viewer, business_date(now)).filter(id__in=named).exclude(person=viewer)
    asks = {ask.id: ask for ask in seen}
    turns = Turn.objects.filter(ask__in=asks).select_related("member", "helper").order_by("ask", "round", "place")
    found = []
    for ask_id, of_ask in groupby(turns, key=lambda turn: turn.ask_id):
        every = list(of_ask)
        clock = _clock(every, now)
        if clock is not None and any(turn.helper_id == viewer.id and turn.round == every[-1].round for turn in every):
            found.append(WaitingForHelper(asks[ask_id], clock))
    return sorted(found, key=lambda each: (each.clock.until or each.ask.asked_at, each.ask.id))


def decisions_of(*, viewer: Member | Person, ask: Ask, today: date) -> Sequence[Decision]:
    """Every decision about an ask, the newest first: the first one counts, the others it has replaced."""
    if not may(viewer, ask.person, Item.MONEY_DETAIL, today):
        return ()
    found = Decision.objects.filter(ask=ask).select_related(
        "agreement", "limit", "decided_by_member__organisation", "decided_by_person", "challenge"
    )
    return list(found.order_by("-number"))


@dataclass(frozen=True)
class OwnCount:
    """How many of the things about her money she decided herself, of how many; and the last no, where there is one.

    `as_told`: what a worker released with nothing asked for before, as they say she told them. It is in neither.
    """

    hers: int
    all: int
    as_told: int
    last_no: Decision | None


def own_count(*, viewer: Person) -> OwnCount:
    """Count her own decisions. What replaced another counts once. They are her own figures: none is left out."""
    counting = Decision.objects.filter(person=viewer, replaced_by=None)
    rows = list(counting.order_by().values_list("ground", "ask_id"))
    grounds = [ground for ground, ask in rows if not is_as_told(ground, has_ask=ask is not None)]
    noes = counting.filter(outcome=Outcome.NO.value).select_related("ask").order_by("-decided_at", "-id")
    hers = sum(ground in BY_HERSELF for ground in grounds)
    return OwnCount(hers, len(grounds), len(rows) - len(grounds), noes.first())
