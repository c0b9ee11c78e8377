"""Guesses for a person to choose from: which fund sent this money, is this a charge of the bank?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

# Words that stand in the names of half of all funders and tell none of them apart.
COMMON_WORDS = frozenset({"the", "of", "and", "for", "fund", "trust", "council", "foundation", "grant", "ltd", "plc"})
CHARGE_WORDS = re.compile(
    r"\b(charges?|fees?|commission|overdraft|service charge|entgelt|kosten|frais)\b", re.IGNORECASE
)
CHARGE_CODE = "CHRG"  # ISO 20022 sub-family of a charge
SHORTEST_WORD = 3


@dataclass(frozen=True)
class FundHint:
    """What is known of a fund when money comes in. `expected_minor` is what its funder promised and has not sent."""

    fund: UUID
    fund_name: str
    funder_name: str
    expected_minor: int


def words_of(text: str) -> set[str]:
    """The words that tell one name from another."""
    found = re.findall(r"[^\W_]+", text.casefold())
    return {word for word in found if len(word) >= SHORTEST_WORD and word not in COMMON_WORDS}


def suggest_funds(text: str, amount_minor: int, funds: Iterable[FundHint]) -> list[tuple[int, UUID]]:
    """Rank the funds that this money may be for, best first, with a score of 1 to 100. What fits nothing is left out.

    Half is the funder's name, a quarter the fund's, a quarter that the amount is exactly what is still expected.
    """
    said = words_of(text)
    ranked = []
    for hint in funds:
        score = 50 * _share(words_of(hint.funder_name), said) + 25 * _share(words_of(hint.fund_name), said)
        if hint.expected_minor == amount_minor:
            score += 25
        if round(score):
            ranked.append((round(score), hint.fund))
    return sorted(ranked, key=lambda one: (-one[0], one[1]))


def _share(wanted: set[str], said: set[str]) -> float:
    """The share of the wanted words that were said; a word cut off by the bank counts if four letters are left."""
    if not wanted:
        return 0.0
    hits = sum(1 for word in wanted if word in said or any(len(s) >= 4 and word.startswith(s) for s in said))
    return hits / len(wanted)


def looks_like_charge(amount_minor: int, text: str, transaction_code: str) -> bool:
    """Tell whether money that left looks like a charge of the bank itself."""
    return amount_minor < 0 and (transaction_code.endswith(CHARGE_CODE) or CHARGE_WORDS.search(text) is not None)
