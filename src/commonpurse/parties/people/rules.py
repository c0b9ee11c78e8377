"""What may stand in a person's record, whether typed on a page or read from a file. Plain values only."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from enum import StrEnum

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.messages.rules import Way, is_email_address
from commonpurse.kernel.words import Words

PAGE_FORMATS = ("standard", "large_print", "easy_read", "audio")
CONTACT_KINDS = ("phone", "text", "email", "letter", "through")
NAME_USES = ("papers", "bank", "before", "other")
# Source: RFC 5646 (BCP 47), the shape of a tag: a language, then parts of two to eight letters or figures.
LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", re.ASCII)
# Nobody alive was born earlier: the oldest age ever verified is 122 years (J. Calment, 1875-1997).
LONGEST_LIFE_YEARS = 122

LONGEST_CALLED_BY = 200
LONGEST_NAME = 200
LONGEST_REFERENCE = 40
LONGEST_CONTACT = 300


class RecordUnreadable(Refused):
    """Something written about a person cannot be taken as it is. `field` says which."""

    code = "record_unreadable"


def check_text(text: str, *, field: str, longest: int, may_be_empty: bool = False) -> str:
    """Return the text without blanks around it. Raises: RecordUnreadable."""
    clean = unicodedata.normalize("NFC", text).strip()
    if not clean and not may_be_empty:
        raise RecordUnreadable("This is empty. Write something here.", field=field)
    if len(clean) > longest:
        raise RecordUnreadable(
            "This is longer than {longest} characters. Write it shorter.", field=field, longest=longest
        )
    if any(unicodedata.category(character) in ("Cc", "Co", "Cs") for character in clean):
        raise RecordUnreadable("This holds a character that cannot be shown. Type it again.", field=field)
    return clean


def check_language(tag: str) -> str:
    """Return the language tag. Raises: RecordUnreadable."""
    if len(tag) > 35 or not LANGUAGE_TAG.fullmatch(tag):  # 35: RFC 5646 section 4.4.1
        raise RecordUnreadable("Write the language as a short code, like en, cy or pt-BR.", field="language")
    return tag


def check_page_format(page_format: str) -> str:
    """Return the format. Raises: RecordUnreadable."""
    if page_format not in PAGE_FORMATS:
        raise RecordUnreadable("The format is one of: {formats}.", field="page_format", formats=PAGE_FORMATS)
    return page_format


def check_date_of_birth(day: date | None, *, today: date) -> date | None:
    """Return the day, if any. Raises: RecordUnreadable when it lies ahead, or too far back for anybody alive."""
    if day is not None and not (today.year - LONGEST_LIFE_YEARS <= day.year and day <= today):
        raise RecordUnreadable("This date of birth cannot be right. Look at the year.", field="date_of_birth")
    return day


def check_choice(value: str, choices: tuple[str, ...], *, field: str) -> str:
    """Return the value if it is one of the choices. Raises: RecordUnreadable."""
    if value not in choices:
        raise RecordUnreadable("Choose one of: {choices}.", field=field, choices=choices)
    return value


# Messages -------------------------------------------------------------------------------------------------------------

# Source: ITU-T E.164 (2010), 6.1: at most 15 figures; nothing shorter than 7 is a number of one's own.
WRITTEN_NUMBER = re.compile(r"\+?[0-9]{7,15}", re.ASCII)
BETWEEN_FIGURES = re.compile(r"[\s().\-/]+")
FIGURES_SHOWN = 3


def address_of(kind: str, value: str) -> str | None:
    """Return the address that a machine can write to: a number without spaces, an e-mail. None where it is none."""
    if kind == Way.TEXT:
        # "(0)" is dialled within the country alone; after the country's own number it must go.
        written = value.replace("(0)", "") if value.startswith("+") else value
        number = BETWEEN_FIGURES.sub("", written)
        return number if WRITTEN_NUMBER.fullmatch(number) else None
    if kind == Way.EMAIL:
        return value if is_email_address(value) else None
    return None


def mask_contact(kind: str, value: str) -> str:
    """Return as much of a contact as its owner needs to know it again, and as little as tells nobody else."""
    address = address_of(kind, value)
    if address is None:
        return "…"
    if kind == Way.TEXT:
        return f"… {address[-FIGURES_SHOWN:]}"
    return f"{address[0]}…@…{address[address.rindex('.') :]}"


def may_write_to(
    *, kind: str, value: str, is_safe_to_use: bool, how: str, is_wanted: bool, how_when_chosen: str
) -> bool:
    """Tell whether a machine may write to a contact: it is safe, she wants it, and she saw the note that it bears.

    A machine cannot follow a note like "say you are the library". So a note that is new calls her choice off.
    """
    return is_safe_to_use and is_wanted and how == how_when_chosen and address_of(kind, value) is not None


# Where she is ---------------------------------------------------------------------------------------------------------


class Place(StrEnum):
    """Where a person is, as far as it changes how she is reached. Nothing ends by it."""

    HERE = "here"
    MOVED = "moved"
    HOSPITAL = "hospital"
    PRISON = "prison"
    AWAY = "away"


PLACE_WORDS = {
    Place.HERE: Words("Here as usual"),
    Place.MOVED: Words("Moved"),
    Place.HOSPITAL: Words("In hospital"),
    Place.PRISON: Words("In prison"),
    Place.AWAY: Words("Away for a while"),
}
# For these she says ahead what is to happen meanwhile.
AWAY = (Place.HOSPITAL, Place.PRISON, Place.AWAY)


class Meanwhile(StrEnum):
    """What happens with her money while she is away: she said it before, or it goes on."""

    GOES_ON = "goes_on"
    ONLY_HERS = "only_hers"


MEANWHILE_WORDS = {
    Meanwhile.GOES_ON: Words("My money goes on as it does now"),
    Meanwhile.ONLY_HERS: Words("Only what I ask for myself"),
}
NEWS_WHEREABOUTS = "whereabouts_written"
# What is written down later than that is no news of where she is.
OLDEST_NEWS_DAYS = 366


class WhereaboutsRefused(Refused):
    code = "whereabouts_refused"


def check_whereabouts(place: Place, *, since: date, back_on: date | None, today: date) -> None:
    """Since when she is there, and until when if that is known.

    Raises: WhereaboutsRefused (`still_to_come`, `too_long_ago`, `is_not_away`, `back_before_gone`).
    """
    if since > today:
        raise WhereaboutsRefused("That day is still to come.", code="still_to_come", field="since")
    if since < today - timedelta(days=OLDEST_NEWS_DAYS):
        raise WhereaboutsRefused("That is over a year ago. Check the day.", code="too_long_ago", field="since")
    if back_on is not None and place not in AWAY:
        raise WhereaboutsRefused("Leave this empty. Nobody is away.", code="is_not_away", field="back_on")
    if back_on is not None and back_on <= since:
        raise WhereaboutsRefused("The day back comes after the day away.", code="back_before_gone", field="back_on")


def check_is_away(place: Place) -> None:
    """Raises: WhereaboutsRefused (`is_not_away`)."""
    if place not in AWAY:
        raise WhereaboutsRefused("Choose from the list.", code="is_not_away", field="place")
