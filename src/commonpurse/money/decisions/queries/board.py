"""What waits on the board's list: asks that nobody has answered in their turn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When

from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.periods import business_date
from commonpurse.money.decisions.access import can_see_boards_list
from commonpurse.money.decisions.models import Ask, Assent, Challenge, Turn
from commonpurse.money.decisions.queries.asks import asks_visible_to
from commonpurse.money.decisions.rules import AskState, TurnRole, Verdict, WaitsFor, turn_now, yes_by_silence_at
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.able import has_role_of, helpers_to_see, members_to_act_for, works_with_person
from commonpurse.parties.people.models import Person


@dataclass(frozen=True)
class OnTheList:
    """One ask that waits too long. `ask`: only for who may see it; others see that there is one, since when.

    `yes_at`: when silence makes it a yes, where it waits for an answer; empty where it waits for money.
    """

    ask_id: UUID
    ask: Ask | None
    asked_at: datetime
    on_the_list_since: datetime
    waits_for: WaitsFor
    yes_at: datetime | None


def asks_on_the_boards_list(*, viewer: Member | Person, now: datetime) -> list[OnTheList]:
    """The asks that nobody has answered in their turn, the longest wait first; nothing for who does not keep the list.

    Also those whose every other turn is skipped because nobody is left who could answer. Not those that wait for the
    person alone, by a rule of her own. Two statements, however many there are.
    """
    if not can_see_boards_list(viewer):
        return []
    on = business_date(now)
    with acting_as_system("to see what waits for everybody"):
        turns: list[Any] = list(_turns_that_wait(on))
    found = []
    for ask_id, of_ask in groupby(turns, key=lambda turn: turn.ask_id):
        every = list(of_ask)
        last = [turn for turn in every if turn.round == every[-1].round and turn.over_at is None]
        place = turn_now([(turn.place, turn.until) for turn in last], now, {turn.place for turn in last if turn.can})
        turn = next((each for each in last if each.place == place), None)
        if turn is None or turn.role != TurnRole.BOARD or _is_hers(turn, now):
            continue
        found.append((ask_id, turn))
    shown = asks_visible_to(viewer, on).filter(id__in=[ask_id for ask_id, _ in found])
    seen = {ask.id: ask for ask in shown} if found else {}
    return [_listed(turn, seen.get(ask_id), now) for ask_id, turn in found]


def _turns_that_wait(on: date) -> QuerySet[Turn]:
    """Every turn of every ask that waits, and whether somebody can take it, in one statement."""
    her = OuterRef("person")
    able = members_to_act_for(her, on)
    helping = helpers_to_see(her, on).filter(helper=OuterRef("helper"))
    takes = {
        TurnRole.NAMED: Q(Exists(able.filter(id=OuterRef("member")))) | Q(Exists(helping)),
        TurnRole.WORKER: Q(Exists(able.filter(works_with_person(OuterRef(her), on)))),
        TurnRole.MANAGER: Q(Exists(able.filter(has_role_of("manager")))),
        TurnRole.BOARD: ~Q(pk=None),
    }
    answered = Challenge.objects.filter(decision__ask=OuterRef("ask"), verdict=Verdict.CHANGE.value)
    return (
        Turn.objects.filter(ask__state=AskState.WAITING.value)
        .select_related("ask", "limit")
        .annotate(
            can=Case(
                *(When(Q(role=role.value) & can, then=Value(True)) for role, can in takes.items()),
                default=Value(False),
            ),
            is_said=Exists(Assent.objects.filter(ask=OuterRef("ask"), limit=OuterRef("limit"))),
            by_panel=Exists(answered),
        )
        .order_by("ask__asked_at", "ask_id", "round", "place")
    )


def _is_hers(turn: Any, now: datetime) -> bool:
    """Whether nobody else is asked any more: who had to agree has, or the time is over, or the limit is."""
    if turn.waits_for == WaitsFor.MONEY:
        return False
    is_over = turn.limit is None or not turn.limit.as_rule.counts_on(business_date(now))
    return turn.by_panel or turn.is_said or is_over or now >= yes_by_silence_at(turn.ask.asked_at)


def _listed(turn: Any, ask: Ask | None, now: datetime) -> OnTheList:
    waits_for = WaitsFor(turn.waits_for)
    return OnTheList(
        ask_id=turn.ask_id,
        ask=ask,
        asked_at=turn.ask.asked_at,
        on_the_list_since=min(turn.told_at or now, now),
        waits_for=waits_for,
        yes_at=None if waits_for is WaitsFor.MONEY else yes_by_silence_at(turn.ask.asked_at),
    )
