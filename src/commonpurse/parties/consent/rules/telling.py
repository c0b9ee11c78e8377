"""What she said that somebody may see and do, and asking for more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.words import Words
from commonpurse.parties.consent.rules.sharing import (
    ASKED_ALONE,
    ITEMS_TO_SHARE,
    LONGEST_DAYS,
    NEVER_FOR_ONESELF,
    Item,
    Level,
)


class Explained(StrEnum):
    """How it was explained before she said yes."""

    READ_ALONE = "read_alone"
    SPOKEN = "spoken"
    WITH_INTERPRETER = "with_interpreter"
    WITH_HELPER = "with_helper"


EXPLAINED_WORDS = {
    Explained.READ_ALONE: Words("Read by myself"),
    Explained.SPOKEN: Words("Talked through"),
    Explained.WITH_INTERPRETER: Words("Talked through with an interpreter"),
    Explained.WITH_HELPER: Words("Talked through with somebody I brought"),
}


class ExplainedFormat(StrEnum):
    """In which format; the six formats of DAPB1605 that we have."""

    STANDARD = "standard"
    LARGE_PRINT = "large_print"
    EASY_READ = "easy_read"
    AUDIO = "audio"
    BSL = "bsl"


EXPLAINED_FORMAT_WORDS = {
    ExplainedFormat.STANDARD: Words("Plain words"),
    ExplainedFormat.LARGE_PRINT: Words("Large print"),
    ExplainedFormat.EASY_READ: Words("Easy read"),
    ExplainedFormat.AUDIO: Words("Listened to"),
    ExplainedFormat.BSL: Words("British Sign Language"),
}


@dataclass(frozen=True)
class Told:
    """What a person said may be shared, and how it was explained to her before she said it.

    `items` maps each item to how far it goes. `wording` is the text she heard or read, kept word for word: what was
    shared is later read under it. `ends_on` is the first day without; None is LONGEST_DAYS from the start.
    """

    items: dict[Item, Level]
    explained: Explained
    explained_format: ExplainedFormat
    wording: str
    ends_on: date | None = None


class PermissionRefused(Refused):
    code = "permission_refused"


def check_told(told: Told, *, starts_on: date) -> date:
    """Return the first day without. Raises: PermissionRefused."""
    if not told.items or set(told.items) - set(ITEMS_TO_SHARE):
        raise PermissionRefused("Choose what may be shared.", field="items")
    if not told.wording.strip():
        raise PermissionRefused("Keep the words under which this was agreed.", field="wording")
    last = starts_on + timedelta(days=LONGEST_DAYS)
    ends_on = told.ends_on or last
    if not starts_on < ends_on <= last:
        raise PermissionRefused("Choose an end within a year. It can be agreed again then.", field="ends_on")
    return ends_on


def check_told_for_oneself(told: Told) -> None:
    """What a member writes down in their own favour shows something, and lets them do nothing, until she says so.

    Raises: PermissionRefused.
    """
    check_asked_alone(told)
    if set(told.items) & set(NEVER_FOR_ONESELF) or max(told.items.values(), default=Level.SEE) > Level.SEE:
        raise PermissionRefused(
            "For yourself you can write down that you may see something, not how to reach them and not that you may do "
            "things. They say yes to that on their own page, or another member writes it down.",
            field="items",
        )


def check_asked_alone(told: Told) -> None:
    """Raises: PermissionRefused, where a member would write down health or offences in their own favour."""
    if set(told.items) & set(ASKED_ALONE):
        raise PermissionRefused(
            "Health, and police and courts, they share on their own page, or another member writes it down.",
            field="items",
        )


# Asking for more. A no is never told: a worker may ask again only after a month, and for few things at a time, so that
# asking is no pressure.
LONGEST_WHY = 300
ASK_AGAIN_DAYS = 30
MOST_OPEN_REQUESTS = 3

# News for the person: somebody asks to be shown more; a worker wrote down what she said.
NEWS_ASKED_TO_SHARE = "asked_to_share"
NEWS_SHARING_WRITTEN = "sharing_written"

# Whom she shared with has left the partnership, and is shown nothing any more.
NEWS_SHARING_ENDED = "sharing_ended"
