"""The goals of a plan and its parts in words, and where she is with each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from commonpurse.kernel.periods import business_date
from commonpurse.support.plans.queries import PlanShown
from commonpurse.support.plans.rules import LEVEL_PLACES, LEVEL_WORDS, PART_WORDS, Level, Part, State
from commonpurse.web.doors import Viewer
from commonpurse.web.parts.plans.steps import StepLine, step_line
from commonpurse.web.parts.words import translated, write

PART_ICONS = {
    Part.MATTERS: "heart",
    Part.GOOD_AT: "gift",
    Part.CORNER: "people",
    Part.HOPE: "home",
    Part.HELPS: "hand",
    Part.CALL: "phone",
}


@dataclass(frozen=True)
class PartLine:
    """What stands under one heading, or nothing yet."""

    part: str
    icon: str
    heading: str
    words: str


def part_lines(words: Any, parts: Iterable[Part]) -> list[PartLine]:
    return [
        PartLine(part.value, PART_ICONS[part], translated(PART_WORDS[part]), words[part].words if part in words else "")
        for part in parts
    ]


def place_words(level: Level, goal: Any) -> str:
    """A place of a scale, with her own words for it where she wrote some."""
    own, words = getattr(goal, level.value), translated(LEVEL_WORDS[level])
    return _("{place}: {words}").format(place=words, words=write(own, "")) if own else words


PLACE_WIDTH = 20  # of 100 units of the drawing: five places beside each other


@dataclass(frozen=True)
class MarkLine:
    """Where she said that she was, on a day. `left`: how far from the edge it is drawn."""

    on: date
    words: str
    left: int
    said: str


def mark_lines(marks: Iterable[Any]) -> list[MarkLine]:
    """The newest first; each in the words of the scale of its day."""
    lines = [
        MarkLine(
            business_date(mark.said_at),
            place_words(Level(mark.level), mark.goal),
            (LEVEL_PLACES[Level(mark.level)] + 2) * PLACE_WIDTH,
            mark.words,
        )
        for mark in marks
    ]
    return lines[::-1]


@dataclass(frozen=True)
class GoalLine:
    """A goal, its scale in words, its steps, those that are done first: they are behind her."""

    id: UUID
    words: str
    scale: list[tuple[str, str]]
    steps: list[StepLine]

    @property
    def done(self) -> list[StepLine]:
        return [step for step in self.steps if step.state == State.DONE]

    @property
    def to_do(self) -> list[StepLine]:
        return [step for step in self.steps if step.state != State.DONE]


def goal_lines(plan: PlanShown, viewer: Viewer, today: date) -> list[GoalLine]:
    return [
        GoalLine(
            each.goal.id,
            each.goal.words,
            [(translated(LEVEL_WORDS[level]), words) for level, words in each.goal.scale.items()],
            [
                step_line(step, viewer, today, plan.thanks.get(step.id, ()))
                for step in sorted(each.steps, key=lambda step: step.state != State.DONE)
            ],
        )
        for each in plan.goals
    ]
