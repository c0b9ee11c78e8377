"""What a plan is made of, who can own a step, and what moves it. Plain values only."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.words import Words


class PlanRefused(Refused):
    code = "plan_refused"


class Part(StrEnum):
    """What the person says of herself; the last two stand on her page for a bad day."""

    MATTERS = "matters"
    GOOD_AT = "good_at"
    CORNER = "corner"
    HOPE = "hope"
    HELPS = "helps"
    CALL = "call"


OWN_PARTS = (Part.MATTERS, Part.GOOD_AT, Part.CORNER, Part.HOPE)
CRISIS_PARTS = (Part.HELPS, Part.CALL)
PART_WORDS = {
    Part.MATTERS: Words("What matters to me"),
    Part.GOOD_AT: Words("What I’m good at"),
    Part.CORNER: Words("Who is in my corner"),
    Part.HOPE: Words("What I hope for"),
    Part.HELPS: Words("What helps me on a bad day"),
    Part.CALL: Words("Who to call"),
}
LONGEST_PART = 2000


class Level(StrEnum):
    """One place on the scale that she writes for a goal. The middle is what she hopes for.

    Source: goal attainment scaling (Kiresuk and Sherman 1968), -2 to +2; domain.md 5.
    """

    MUCH_LESS = "much_less"
    LESS = "less"
    HOPED = "hoped"
    MORE = "more"
    MUCH_MORE = "much_more"


LEVEL_WORDS = {
    Level.MUCH_LESS: Words("Much less than I hope"),
    Level.LESS: Words("A bit less than I hope"),
    Level.HOPED: Words("What I hope for"),
    Level.MORE: Words("A bit better"),
    Level.MUCH_MORE: Words("Much better"),
}


# How far each place is from what she hopes for. For drawing alone: it is added up to nothing, and compared with nobody.
LEVEL_PLACES = {Level.MUCH_LESS: -2, Level.LESS: -1, Level.HOPED: 0, Level.MORE: 1, Level.MUCH_MORE: 2}


class OwnerKind(StrEnum):
    """Who does a step."""

    ME = "me"
    MEMBER = "member"
    HELPER = "helper"
    FRIEND = "friend"


OWNER_WORDS = {
    OwnerKind.ME: Words("I do it"),
    OwnerKind.MEMBER: Words("Somebody who works here does it"),
    OwnerKind.HELPER: Words("Somebody who helps me does it"),
    OwnerKind.FRIEND: Words("A friend does it"),
}


class State(StrEnum):
    """How far a step or a goal is. What was replaced lives on in what replaced it."""

    OPEN = "open"
    DONE = "done"
    GIVEN_UP = "given_up"
    REPLACED = "replaced"


STATE_WORDS = {
    State.OPEN: Words("Open"),
    State.DONE: Words("Done"),
    State.GIVEN_UP: Words("Given up"),
    State.REPLACED: Words("Changed"),
}
# The migration lets a state move along exactly these; what was done by mistake is open again.
STATE_STEPS = {
    State.OPEN.value: (State.DONE.value, State.GIVEN_UP.value, State.REPLACED.value),
    State.DONE.value: (State.OPEN.value,),
    State.GIVEN_UP.value: (State.OPEN.value,),
}


class EventKind(StrEnum):
    """What happened to a step or a goal after it was written."""

    DONE = "done"
    GIVEN_UP = "given_up"
    OPEN_AGAIN = "open_again"
    THANKED = "thanked"


EVENT_WORDS = {
    EventKind.DONE: Words("Done"),
    EventKind.GIVEN_UP: Words("Given up"),
    EventKind.OPEN_AGAIN: Words("Open again"),
    EventKind.THANKED: Words("Thanks"),
}
EVENT_OF = {State.DONE: EventKind.DONE, State.GIVEN_UP: EventKind.GIVEN_UP, State.OPEN: EventKind.OPEN_AGAIN}

# The farthest day of a step: what is farther off is a hope, or a goal.
FARTHEST_DAYS = 3 * 366

# News for the person.
NEWS_PLAN_PROPOSED = "plan_proposed"
NEWS_STEP_DONE = "step_done"
NEWS_STEP_THANKED = "step_thanked"
# For somebody who helps her.
NEWS_HELPER_THANKED = "helper_thanked"
NEWS_COORDINATOR_NAMED = "coordinator_named"
NEWS_STEP_SOON = "step_soon"
# So long before its day a step is called to mind.
REMINDED_EARLY_DAYS = 1


def check_says_something(words: str, *, field: str) -> None:
    """Raises: PlanRefused (`words_needed`)."""
    if not words.strip():
        raise PlanRefused("Write a few words.", code="words_needed", field=field)


def check_by_when(by_when: date | None, *, today: date) -> None:
    """Raises: PlanRefused (`day_impossible`), where the day is over or too far off. No day is no fault."""
    if by_when is not None and not today <= by_when <= today + timedelta(days=FARTHEST_DAYS):
        raise PlanRefused("Choose a day from today on, within three years.", code="day_impossible", field="by_when")


def check_scale(scale: Mapping[str, str]) -> None:
    """A scale has its middle before it has anything beside it. Raises: PlanRefused (`scale_without_middle`)."""
    if any(scale.values()) and not scale.get(Level.HOPED):
        raise PlanRefused(
            "Say first what you hope for. Then say what is less, and what is better.",
            code="scale_without_middle",
            field=Level.HOPED.value,
        )


def check_move(state: State, to: State) -> None:
    """Raises: PlanRefused (`moved_meanwhile`), where this step or goal does not move so any more."""
    if to.value not in STATE_STEPS.get(state.value, ()):
        raise PlanRefused("This has changed in the meantime. Look at the plan again.", code="moved_meanwhile")


def check_can_mark(state: State, *, is_accepted: bool, has_scale: bool) -> None:
    """Raises: PlanRefused (`moved_meanwhile`, `scale_needed`)."""
    if state is not State.OPEN or not is_accepted:
        raise PlanRefused("This has changed in the meantime. Look at the plan again.", code="moved_meanwhile")
    if not has_scale:
        raise PlanRefused("Say first what you hope for. Then say where you are.", code="scale_needed")


def check_can_take_back(*, is_answered: bool) -> None:
    """Raises: PlanRefused (`answered_meanwhile`)."""
    if is_answered:
        raise PlanRefused(
            "The person has answered this already. Propose something else instead.", code="answered_meanwhile"
        )


def check_waits(*, is_answered: bool) -> None:
    """Raises: PlanRefused (`answered_already`)."""
    if is_answered:
        raise PlanRefused("You have answered this already.", code="answered_already")


def is_late(*, state: State, by_when: date | None, today: date) -> bool:
    """Whether the day of an open step is over. A step without a day is never late."""
    return state is State.OPEN and by_when is not None and by_when < today
