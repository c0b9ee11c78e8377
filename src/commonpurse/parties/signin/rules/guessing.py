"""How long somebody waits who guessed wrong, and what counts as a code. Plain values only."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from math import ceil
from unicodedata import normalize

from commonpurse.kernel.errors import Refused

FREE_TRIES = 5
FREE_TRIES_OF_AN_ADDRESS = 30  # a whole office may come from one address
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(minutes=15)
# After a day without a wrong try an account, or an address, begins anew.
FORGOTTEN_AFTER = timedelta(days=1)

SET_UP_CODE_LASTS = timedelta(minutes=30)
SECOND_STEP_LASTS = timedelta(minutes=10)
# How long a second factor that was shown opens what asks for it. docs/adr/0072 says why ten minutes.
SHOWN_HOLDS_FOR = timedelta(minutes=10)


class PleaseWait(Refused):
    """Too many wrong tries: even the right answer is not looked at before the wait is over."""

    code = "please_wait"

    def __init__(self, left: timedelta) -> None:
        super().__init__(
            "That was wrong too many times. Please wait {minutes} minutes, then try again.",
            minutes=max(1, ceil(left.total_seconds() / 60)),
        )


class CodeWrong(Refused):
    code = "code_wrong"

    def __init__(self) -> None:
        super().__init__(
            "This code does not fit. It may be used up, or a moment too old. Please type the newest one.",
            field="code",
        )


def wait_after(wrong: int, free: int = FREE_TRIES) -> timedelta:
    """Return how long to wait after the `wrong`-th wrong try: nothing, then 1, 2, 4, 8 and 15 minutes at most."""
    if wrong < free:
        return timedelta(0)
    return min(FIRST_WAIT * 2 ** min(wrong - free, 10), LONGEST_WAIT)


def is_near_our_words(password: str, words: Iterable[str]) -> bool:
    """Tell whether a password is little more than words that anybody here would guess first."""
    left = normalize("NFKC", password).casefold()
    for word in sorted({one.casefold() for given in words for one in given.split() if len(one) > 2}, key=len)[::-1]:
        left = left.replace(word, "")
    return sum(sign.isalpha() for sign in left) < 6


def code_typed(text: str) -> str:
    """Return a code as it was given, from how it was typed: without blanks and dashes, in small letters."""
    return "".join(sign for sign in normalize("NFKC", text).casefold() if sign.isalnum())
