"""Whose turn it is to answer an ask, and until when. Nobody waits on nobody, and silence is never a no.

Plain values only; times are moments, counted in working hours of London.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from enum import StrEnum

from commonpurse.kernel.periods import LONDON
from commonpurse.kernel.words import Words
from commonpurse.kernel.workdays import is_working_day, working_days_after

# Source: our own choice (docs/adr/0094): an office day, so that nobody's turn passes in a night or on a holiday.
OPENS, CLOSES = time(9), time(17)
# Each who is asked has a working day; after five of them without an answer what a person asked for is a yes.
# Source: our own choice (docs/adr/0094).
DAYS_OF_A_TURN = 1
DAYS_UNTIL_YES = 5


class WaitsFor(StrEnum):
    """What an ask waits for: a talk, somebody's yes, or money."""

    TALK = "talk"
    AGREEMENT = "agreement"
    MONEY = "money"


class TurnRole(StrEnum):
    NAMED = "named"  # a member or helper named in the limit
    WORKER = "worker"  # who works with her
    MANAGER = "manager"  # the partnership's manager
    BOARD = "board"  # the board's list: shown every day until it is answered


TURN_WORDS = {
    TurnRole.NAMED: Words("Named in the agreement"),
    TurnRole.WORKER: Words("Works with the person"),
    TurnRole.MANAGER: Words("The partnership’s manager"),
    TurnRole.BOARD: Words("The board’s list"),
}
WAITS_WORDS = {
    WaitsFor.TALK: Words("A talk"),
    WaitsFor.AGREEMENT: Words("Somebody’s yes"),
    WaitsFor.MONEY: Words("Money"),
}


def clock_until(begins: datetime, working_days: int) -> datetime:
    """The moment so many working days later, at the same time of day in London.

    What begins outside of office hours begins when the office opens next. The time of day is the one on the wall: over
    a change of the clocks a working day is an hour shorter or longer, and ends when the wall says so.
    """
    local = begins.astimezone(LONDON)
    day, at = local.date(), local.time()
    if not is_working_day(day) or at >= CLOSES:
        day, at = working_days_after(day, 1), OPENS
    at = max(at, OPENS)
    return datetime.combine(working_days_after(day, working_days), at, LONDON).astimezone(UTC)


def yes_by_silence_at(asked_at: datetime) -> datetime:
    """When what a person asked for is a yes, where nobody has answered: five working days on."""
    return clock_until(asked_at, DAYS_UNTIL_YES)


@dataclass(frozen=True)
class PlannedTurn:
    """One turn: `place` from 1; `named` is who of those named, from 0; `until` is empty for the board's list."""

    place: int
    role: TurnRole
    named: int | None
    begins_at: datetime
    until: datetime | None


def plan_turns(waits_for: WaitsFor, named: int, begins: datetime) -> list[PlannedTurn]:
    """The turns of an ask, from the moment on from which it waits; `named`: how many are named.

    A talk is with any of those named, all at once, and then it is hers. A yes is asked of one after the other, then of
    the manager, then it is on the board's list. For money her workers are asked, then the same.
    """
    if waits_for is WaitsFor.TALK:
        until = clock_until(begins, DAYS_OF_A_TURN)
        return [PlannedTurn(place + 1, TurnRole.NAMED, place, begins, until) for place in range(named)]
    roles: list[tuple[TurnRole, int | None]] = [(TurnRole.NAMED, place) for place in range(named)]
    if waits_for is WaitsFor.MONEY:
        roles = [(TurnRole.WORKER, None)]
    planned = []
    for place, (role, index) in enumerate([*roles, (TurnRole.MANAGER, None)], start=1):
        until = clock_until(begins, DAYS_OF_A_TURN)
        planned.append(PlannedTurn(place, role, index, begins, until))
        begins = until
    return [*planned, PlannedTurn(len(planned) + 1, TurnRole.BOARD, None, begins, None)]


def turn_now(turns: Sequence[tuple[int, datetime | None]], now: datetime, who_can: Collection[int]) -> int | None:
    """The place whose turn it is: the first whose time is not over, of those who can answer.

    Who left, was walled off or may not answer is skipped: the time is then the next one's. The board's list has no end
    and always counts, so where it is planned somebody has it. None: every turn is over (after a talk it is hers).
    """
    for place, until in turns:
        if place in who_can and (until is None or now < until):
            return place
    return None
