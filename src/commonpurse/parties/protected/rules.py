"""What may be protected, and what a reason to look must be. Plain values only."""

from __future__ import annotations

import unicodedata
from enum import StrEnum

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.texts import TextTooLong, TextUnreadable, is_readable
from commonpurse.kernel.words import Words

LONGEST_DETAIL = 300
LONGEST_REASON = 200
# Fewer letters than this say nothing to whoever reads the list of who looked: "ok", "need", "work".
SHORTEST_REASON_LETTERS = 8


class DetailKind(StrEnum):
    ADDRESS = "address"
    PHONE = "phone"
    WORKPLACE = "workplace"
    SCHOOL = "school"
    OTHER = "other"


KIND_WORDS = {
    DetailKind.ADDRESS: Words("A safe address"),
    DetailKind.PHONE: Words("A phone number"),
    DetailKind.WORKPLACE: Words("A place of work"),
    DetailKind.SCHOOL: Words("A school"),
    DetailKind.OTHER: Words("Something else"),
}


class DetailUnreadable(Refused):
    """What was written cannot be kept. The sentence never repeats it."""

    code = "detail_unreadable"


class ReasonTooShort(Refused):
    code = "reason_too_short"


def check_kind(kind: str) -> DetailKind:
    """Return the kind. Raises: DetailUnreadable."""
    try:
        return DetailKind(kind)
    except ValueError:
        raise DetailUnreadable("Choose what it is from the list.", field="protected_kind") from None


def check_detail(text: str) -> str:
    """Return what is to be sealed, without blanks around it. Raises: DetailUnreadable, TextTooLong, TextUnreadable."""
    clean = unicodedata.normalize("NFC", text).strip()
    if not clean:
        raise DetailUnreadable("This is empty. Write what is to be protected.", field="protected_value")
    return _fitting(clean, field="protected_value", longest=LONGEST_DETAIL)


def check_reason(text: str) -> str:
    """Return the reason to look. Raises: ReasonTooShort, TextTooLong, TextUnreadable."""
    clean = " ".join(unicodedata.normalize("NFC", text).split())
    if sum(character.isalpha() for character in clean) < SHORTEST_REASON_LETTERS:
        raise ReasonTooShort(
            "Say why you need it, in a few words. The person can read them later.", field="protected_reason"
        )
    return _fitting(clean, field="protected_reason", longest=LONGEST_REASON)


def bare(text: str) -> str:
    """Return the letters and figures of a text alone, to compare two that are written differently."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", text).casefold() if sign.isalnum())


def _fitting(clean: str, *, field: str, longest: int) -> str:
    if not is_readable(clean):
        raise TextUnreadable(field)
    if len(clean) > longest:
        raise TextTooLong("Write this in {longest} characters or fewer.", field=field, longest=longest)
    return clean


class PlainText:
    """What was sealed, open for a moment. It shows itself only where it is asked to, never in a log or an error."""

    __slots__ = ("_text",)

    def __init__(self, text: str):
        self._text = text

    def shown(self) -> str:
        return self._text

    def __repr__(self) -> str:
        return "PlainText(…)"

    __str__ = __repr__
