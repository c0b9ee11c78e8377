"""A printed card: the code on it, the PIN that only its owner knows, how long it waits. docs/adr/0073 says why so."""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Collection
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.words import Words

# Letters and figures that nobody takes for another, by eye, by ear or in handwriting: no 0 O D Q, 1 I L, 2 Z, 5 S, 8 B,
# U V. So what is typed as one of those can only be a slip, and is said to be wrong like any other.
ALPHABET = "34679ACEFGHJKMNPRTWXY"
PUBLIC_LENGTH = 4  # 194,481 of them; they are spent, not secret
SECRET_LENGTH = 8  # 21 ** 8 = 2 ** 35; with a PIN of four figures 2 ** 48, and each wrong try slows the next
GROUP = 4
UNUSED_FOR = timedelta(days=30)  # a card that lies about unused lets in whoever finds it

SHORTEST_PIN, LONGEST_PIN = 4, 8

NEWS_WAYS_IN = "ways_in_changed"


class CardEnd(StrEnum):
    """Why a card ended."""

    LOST = "lost"
    REPLACED = "replaced"
    NOT_WANTED = "not_wanted"
    PROVED_ANEW = "proved_anew"


CARD_END_WORDS = {
    CardEnd.LOST: Words("It was lost"),
    CardEnd.REPLACED: Words("A newer card took its place"),
    CardEnd.NOT_WANTED: Words("It was not wanted any more"),
    CardEnd.PROVED_ANEW: Words("All ways in were made anew"),
}


class PinUnfit(Refused):
    code = "pin_unfit"


def new_code() -> tuple[str, str]:
    """Make the two parts of a code: the first finds the card, the second is the secret."""
    return (_letters(PUBLIC_LENGTH), _letters(SECRET_LENGTH))


def _letters(count: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(count))


def written(public_part: str, secret_part: str) -> str:
    """Write a code as it stands on the card: groups that the eye can hold."""
    whole = public_part + secret_part
    return "-".join(whole[start : start + GROUP] for start in range(0, len(whole), GROUP))


def read_code(typed: str) -> tuple[str, str]:
    """Return the two parts of a typed code. Small letters, blanks and dashes do not matter.

    What cannot be a code comes back as it is: it finds no card, and is answered like any wrong one.
    """
    folded = unicodedata.normalize("NFKC", typed[:100]).upper()
    plain = re.sub(r"[^A-Z0-9]+", "", folded)[:40]
    return plain[:PUBLIC_LENGTH], plain[PUBLIC_LENGTH:]


def is_written_code(text: str) -> bool:
    """Tell whether a text is a code just as we write it."""
    signs = f"[{ALPHABET}]{{{GROUP}}}"
    return re.fullmatch("-".join([signs] * ((PUBLIC_LENGTH + SECRET_LENGTH) // GROUP)), text) is not None


def check_pin(pin: str, *, born_on: date | None) -> str:
    """Return the PIN that somebody chose. Raises: PinUnfit for too few figures, and for what others guess first.

    `born_on`: the year and the day of birth are what those guess who know her.
    """
    figures = pin.strip()
    if not re.fullmatch(r"[0-9]+", figures, re.ASCII) or not SHORTEST_PIN <= len(figures) <= LONGEST_PIN:
        raise PinUnfit(
            "A PIN has {shortest} to {longest} figures.", field="pin", shortest=SHORTEST_PIN, longest=LONGEST_PIN
        )
    if is_easily_guessed(figures) or figures in _birthdays(born_on):
        raise PinUnfit("Others could guess this PIN. Choose one with no pattern and no birthday.", field="pin")
    return figures


def is_easily_guessed(figures: str) -> bool:
    """Tell whether figures are all alike, run up or down by one, or repeat a pair."""
    steps = {int(after) - int(before) for before, after in pairwise(figures)}
    return (len(steps) == 1 and steps <= {-1, 0, 1}) or figures == figures[:2] * (len(figures) // 2)


def _birthdays(born_on: date | None) -> Collection[str]:
    if born_on is None:
        return ()
    return {f"{born_on:{shape}}" for shape in ("%Y", "%d%m", "%m%d", "%d%m%y", "%d%m%Y", "%y%m%d", "%Y%m%d")}


# Somebody who lost everything ----------------------------------------------------------------------------------------


class Known(StrEnum):
    """By what a worker knew a person face to face. No papers are needed: two of these are."""

    WE_MET_BEFORE = "we_met_before"
    COLLEAGUE_KNOWS = "colleague_knows"
    KNOWS_HER_PLAN = "knows_her_plan"
    KNOWS_HER_MONEY = "knows_her_money"
    CALLED_HER_NUMBER = "called_her_number"
    SHOWED_PAPER = "showed_paper"


KNOWN_WORDS = {
    Known.WE_MET_BEFORE: Words("I have met them before and know their face or voice"),
    Known.COLLEAGUE_KNOWS: Words("A colleague who knows them was there"),
    Known.KNOWS_HER_PLAN: Words("They told me what we agreed on, and it is right"),
    Known.KNOWS_HER_MONEY: Words("They told me what they were last paid for, and it is right"),
    Known.CALLED_HER_NUMBER: Words("I called a number that we had before, and their phone rang"),
    Known.SHOWED_PAPER: Words("They showed me a card or paper with their name"),
}
FEWEST_KNOWN = 2
# For so long after it a new place for her money waits for a second worker.
SECOND_WORKER_FOR = timedelta(days=7)


class NotKnownEnough(Refused):
    code = "not_known_enough"


def check_known(ways: Collection[str]) -> list[str]:
    """Return by what a person was known, in a fixed order. Raises: NotKnownEnough for fewer than two ways."""
    known = sorted(set(ways) & set(Known))
    if len(known) < FEWEST_KNOWN:
        raise NotKnownEnough("Tick at least two ways in which you knew them.", field="knew")
    return known
