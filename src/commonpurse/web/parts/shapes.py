"""What the drawn parts of a page are given: a step, a wait, a tab, a line of a summary."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

StepState = Literal["done", "now", "next", "failed"]


@dataclass(frozen=True)
class Wait:
    """One wait, as the clock shows it. `who` is a name or a role; `then` a sentence for when time is up."""

    who: str
    since: date | datetime | None = None
    until: date | datetime | None = None
    then: str = ""

    @property
    def has_time(self) -> bool:
        """It ends at a time of day, and not with one."""
        return isinstance(self.until, datetime)


@dataclass(frozen=True)
class Step:
    """One step of something that takes several: done at a moment, going on now, still to come, or failed."""

    words: str
    state: StepState
    at: date | datetime | None = None
    note: str = ""
    wait: Wait | None = None


@dataclass(frozen=True)
class Tab:
    """One of several views of a thing; a link, so that each has its address."""

    label: str
    address: str
    is_here: bool
    count: int | None = None


@dataclass(frozen=True)
class Fact:
    """A line of a summary list: the word, the value, and where it can be changed."""

    word: str
    value: object
    address: str = ""
