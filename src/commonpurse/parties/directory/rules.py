from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.words import Words

LONGEST_ID = 200
LONGEST_LINE = 300
LONGEST = 2_000
LONGEST_DESCRIPTION = 20_000  # ten pages; the longest honest ones have four
LONGEST_NOTE = 500

# A feed that suddenly lacks most of what it had is broken more often than a place lost most of its services.
FEW_SERVICES = 10
MOST_GONE_SHARE = 0.5

MOST_OPEN_NOTES = 20  # about one service: whoever looks at it reads no more
MOST_NOTES_AN_HOUR = 60  # about all of them: nobody is known who sends them

# After so long nobody should trust an entry blindly. Source: Open Referral UK guidance, "assured within six months".
STALE_AFTER_DAYS = 183


class Status(StrEnum):
    """How a service stands. Source: HSDS 3.0, service.status."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    DEFUNCT = "defunct"
    CLOSED = "temporarily closed"


STATUS_WORDS = {
    Status.ACTIVE: Words("Open"),
    Status.CLOSED: Words("Closed for a while"),
    Status.INACTIVE: Words("Not open now"),
    Status.DEFUNCT: Words("Closed for good"),
}
# What a search shows. One that is closed for a while is shown, with that word.
FINDABLE = (Status.ACTIVE.value, Status.CLOSED.value)


class NoteKind(StrEnum):
    """What somebody says is not right."""

    CLOSED = "closed"
    TIMES = "times"
    COST = "cost"
    PLACE = "place"
    WHO_FOR = "who_for"
    CONTACT = "contact"
    OTHER = "other"


NOTE_WORDS = {
    NoteKind.CLOSED: Words("It is not there any more"),
    NoteKind.TIMES: Words("The times are wrong"),
    NoteKind.COST: Words("The price is wrong"),
    NoteKind.PLACE: Words("The place is wrong"),
    NoteKind.WHO_FOR: Words("It is not for who it says"),
    NoteKind.CONTACT: Words("The phone or e-mail is wrong"),
    NoteKind.OTHER: Words("Something else"),
}


class NoteOutcome(StrEnum):
    PUT_RIGHT = "put_right"
    WAS_RIGHT = "was_right"


OUTCOME_WORDS = {
    NoteOutcome.PUT_RIGHT: Words("Put right"),
    NoteOutcome.WAS_RIGHT: Words("It was right"),
}

DAY_WORDS = {
    "MO": Words("Monday"),
    "TU": Words("Tuesday"),
    "WE": Words("Wednesday"),
    "TH": Words("Thursday"),
    "FR": Words("Friday"),
    "SA": Words("Saturday"),
    "SU": Words("Sunday"),
}


@dataclass(frozen=True)
class Topic:
    """A need that many people have: its name on the page, and the words by which people and services call it."""

    key: str
    words: Words
    said: tuple[str, ...]


# Each word stands for all words beside it. One that belongs to two needs would join them: a test keeps them apart.
TOPICS = (
    Topic("food", Words("Food"), ("food", "foodbank", "meal", "meals", "hungry", "eat", "pantry", "breakfast")),
    Topic(
        "home",
        Words("A place to live"),
        ("housing", "homeless", "homelessness", "shelter", "hostel", "rent", "tenancy"),
    ),
    Topic("debt", Words("Debt and bills"), ("debt", "debts", "bills", "arrears", "owe", "skint", "bailiff")),
    Topic("benefits", Words("Benefits"), ("benefits", "benefit", "welfare", "pip", "dwp", "jobcentre")),
    Topic(
        "mind",
        Words("How I feel"),
        ("mental", "wellbeing", "counselling", "therapy", "anxiety", "depression", "sad", "worried"),
    ),
    Topic(
        "using",
        Words("Drugs and drink"),
        ("drugs", "drug", "alcohol", "drinking", "addiction", "recovery", "substance", "sober"),
    ),
    Topic("safety", Words("Being safe"), ("abuse", "violence", "domestic", "refuge", "unsafe", "stalking")),
    Topic("work", Words("Work and learning"), ("job", "jobs", "employment", "training", "learning", "courses", "cv")),
    Topic("company", Words("People to be with"), ("lonely", "loneliness", "friends", "befriending", "social", "club")),
    Topic("health", Words("Health"), ("health", "doctor", "gp", "clinic", "dentist", "nurse")),
)
SAID_AS = {word: topic.said for topic in TOPICS for word in topic.said}


def topic_of(texts: Iterable[str]) -> str:
    """Return the key of the need that these texts speak of most; empty where they speak of none."""
    found = [word for text in texts for word in folded(text).split()]
    counts = {topic.key: sum(found.count(word) for word in topic.said) for topic in TOPICS}
    best = max(counts, key=lambda key: counts[key])
    return best if counts[best] else ""


# Words that tell nothing of what is looked for.
_EMPTY_WORDS = (
    "a about am an and any are at can do find for from get have help how i in is it me my near need of on or "
    "place please service services some somebody someone that the there this to want what when where which who "
    "with you"
)
EMPTY_WORDS = frozenset(_EMPTY_WORDS.split())
MOST_WORDS = 8
# Source: the Royal Mail's forms of a postcode (outward and inward part).
POSTCODE = re.compile(r"\b([a-z]{1,2}[0-9][0-9a-z]?)\s*([0-9][a-z]{2})\b")
WORD = re.compile(r"\w+")


class ReportRefused(Refused):
    code = "note_refused"


class CorrectionRefused(Refused):
    code = "correction_refused"


class FeedRefused(Refused):
    code = "feed_refused"


def folded(text: str) -> str:
    """Return the text as it is searched in: small letters without accents, words with one blank between them."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(letter for letter in plain if not unicodedata.combining(letter))
    joined = POSTCODE.sub(r"\1 \1\2", kept.replace("'", "").replace("’", ""))
    return " ".join(WORD.findall(joined.replace("_", " ")))


def words_of(typed: str, said_as: Mapping[str, tuple[str, ...]] = SAID_AS) -> list[tuple[str, ...]]:
    """Return what to look for: a group for each word typed, in which any word will do. Nothing typed: an empty list.

    A whole postcode looks for its district, so that what is round the corner is found too.
    """
    plain = unicodedata.normalize("NFKD", typed.casefold().replace("'", "").replace("’", "").replace("_", " "))
    kept = POSTCODE.sub(r"\1", "".join(letter for letter in plain if not unicodedata.combining(letter)))
    found = list(dict.fromkeys(WORD.findall(kept)))
    told = [word for word in found if word not in EMPTY_WORDS] or found
    return [said_as.get(word, (word,)) for word in told[:MOST_WORDS]]


def check_note(kind: str, words: str) -> str:
    """Check what somebody says is not right, and return their words. Raises: ReportRefused."""
    if kind not in set(NoteKind):
        raise ReportRefused("Choose what is not right.", field="kind")
    clean = " ".join(words.split())
    if kind == NoteKind.OTHER and not clean:
        raise ReportRefused("Say in a few words what is not right.", field="words")
    return clean


def check_removals(known: int, gone: int, *, is_meant: bool) -> None:
    """Refuse to take most of a feed away at once, unless somebody says that it is meant. Raises: FeedRefused."""
    if not is_meant and known >= FEW_SERVICES and gone > known * MOST_GONE_SHARE:
        raise FeedRefused(
            "{gone} of {known} services are not in it any more. That may be a broken feed. Look at it first. "
            "If it is right, say so with --most-may-go.",
            code="most_gone",
            gone=gone,
            known=known,
        )


def same_office(one: str, other: str) -> bool:
    """Whether two e-mail addresses are of one office: what stands behind the @ is the same."""
    ours, theirs = (each.rpartition("@")[2].casefold() for each in (one, other))
    return bool(ours) and ours == theirs


def is_stale(assured_on: date | None, today: date) -> bool:
    """Whether nobody has looked for so long that it may not be so any more."""
    return assured_on is None or (today - assured_on).days > STALE_AFTER_DAYS


def ours_stands(ours_on: date, feeds_on: date | None) -> bool:
    """Whether what a member put right stays when the feed says something new: until somebody there looked later."""
    return feeds_on is None or feeds_on <= ours_on


def days_in_order(days: str) -> Sequence[Words]:
    """Return the days of a schedule (`FR,MO`; `1MO` is the first Monday) as words, Monday first."""
    given = {part.strip().upper()[-2:] for part in days.split(",")}
    return [words for code, words in DAY_WORDS.items() if code in given]


def joined(parts: Iterable[str], between: str = ", ") -> str:
    return between.join(part for part in parts if part)
