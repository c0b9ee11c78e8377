"""What waits on the board's list: asks that nobody has answered in their turn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.periods import business_date
from commonpurse.money.decisions.access import can_see_boards_list
from commonpurse.money.decisions.models import Ask
from commonpurse.money.decisions.queries.answering import last_round, whose_turn
from commonpurse.money.decisions.rules import AskState, TurnRole, WaitsFor, yes_by_silence_at
from commonpurse.parties.consent.rules import Item
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.models import Person
from commonpurse.parties.people.queries import people_visible_to


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

    Also those whose every other turn is skipped because nobody is left who could answer.
    """
    if not can_see_boards_list(viewer):
        return []
    on = business_date(now)
    seen = set(people_visible_to(viewer, on, Item.MONEY_DETAIL).values_list("id", flat=True))
    found = []
    with acting_as_system("to see what waits for everybody"):
        waiting = Ask.objects.filter(state=AskState.WAITING.value, turns__role=TurnRole.BOARD.value).distinct()
        for ask in waiting.select_related("person", "budget__person").order_by("asked_at", "id"):
            turns = last_round(ask)
            turn = whose_turn(turns, ask.person, now)
            if turn is None or turn.role != TurnRole.BOARD:
                continue
            waits_for = WaitsFor(turn.waits_for)
            found.append(
                OnTheList(
                    ask_id=ask.id,
                    ask=ask if ask.person_id in seen else None,
                    asked_at=ask.asked_at,
                    on_the_list_since=min(turn.told_at or now, now),
                    waits_for=waits_for,
                    yes_at=None if waits_for is WaitsFor.MONEY else yes_by_silence_at(ask.asked_at),
                )
            )
    return found
