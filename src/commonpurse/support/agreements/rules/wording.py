"""What an agreement says, and what a new wording changes in it, sentence by sentence. Plain values only."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from uuid import UUID

from commonpurse.kernel.money import Money
from commonpurse.kernel.words import Words
from commonpurse.support.agreements.rules.deciding import AgreementRefused

# The end of a sentence, also in other languages' signs; a line of its own is one too.
END_OF_SENTENCE = re.compile(r"(?<=[.!?؟。])\s+|\s*\n\s*")
# Two sentences that share this much are one that was changed; below it, one is gone and another is new.
# Source: our own choice, tried on the worked cases of the tests.
ALIKE = 0.6


class Part(StrEnum):
    """The parts of an agreement, in the order in which it is read."""

    WHAT_FOR = "what_for"
    SUM = "sum"
    SPEND_UP_TO = "spend_up_to"
    MONEY_RULES = "money_rules"
    IF_THINGS_GO_WRONG = "if_things_go_wrong"
    HOW_TO_CHALLENGE = "how_to_challenge"


TEXT_PARTS = (Part.WHAT_FOR, Part.MONEY_RULES, Part.IF_THINGS_GO_WRONG, Part.HOW_TO_CHALLENGE)
PART_WORDS = {
    Part.WHAT_FOR: Words("What the money is for"),
    Part.SUM: Words("How much there is"),
    Part.SPEND_UP_TO: Words("What is a small sum"),
    Part.MONEY_RULES: Words("The rules"),
    Part.IF_THINGS_GO_WRONG: Words("If things go wrong"),
    Part.HOW_TO_CHALLENGE: Words("If you think that something is not right"),
}


class ChangeKind(StrEnum):
    NEW = "new"
    GONE = "gone"
    CHANGED = "changed"


CHANGE_WORDS = {
    ChangeKind.NEW: Words("New"),
    ChangeKind.GONE: Words("Gone"),
    ChangeKind.CHANGED: Words("Changed"),
}


@dataclass(frozen=True)
class Wording:
    """All that is signed: the texts, how much there is, and up to which sum it is a smaller thing to spend."""

    what_for: str
    sum: Money
    spend_up_to: Money | None
    money_rules: str
    if_things_go_wrong: str
    how_to_challenge: str

    def text_of(self, part: Part) -> str:
        texts = {
            Part.WHAT_FOR: self.what_for,
            Part.MONEY_RULES: self.money_rules,
            Part.IF_THINGS_GO_WRONG: self.if_things_go_wrong,
            Part.HOW_TO_CHALLENGE: self.how_to_challenge,
        }
        return texts[part]


@dataclass(frozen=True)
class Change:
    """One thing that a new wording changes. `before` is empty of what is new, `now` of what is gone."""

    part: Part
    kind: ChangeKind
    before: str = ""
    now: str = ""


def content_hash(wording: Wording, *, person_id: UUID) -> str:
    """Return SHA-256, in hex, of exactly what is signed, and by whom it is an agreement with."""
    signed = {part.value: wording.text_of(part) for part in TEXT_PARTS} | {
        "person": str(person_id),
        "currency": wording.sum.currency,
        Part.SUM.value: wording.sum.minor,
        Part.SPEND_UP_TO.value: wording.spend_up_to.minor if wording.spend_up_to else None,
    }
    text = json.dumps(signed, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def check_wording(wording: Wording) -> None:
    """An agreement says all of it, and its sums can be. Raises: AgreementRefused (`part_empty`, `sum_impossible`)."""
    for part in TEXT_PARTS:
        if not wording.text_of(part).strip():
            raise AgreementRefused(
                "Write a few words here. An agreement says all of it.", code="part_empty", field=part.value
            )
    if wording.sum.minor < 0:
        raise AgreementRefused("How much there is cannot be less than nothing.", code="sum_impossible", field="sum")
    if wording.spend_up_to is not None and wording.spend_up_to.minor <= 0:
        raise AgreementRefused("Write a sum above zero, or leave it empty.", code="sum_impossible", field="spend_up_to")


def sentences_in(text: str) -> list[str]:
    """Split a text where its sentences and its lines end."""
    return [sentence.strip() for sentence in END_OF_SENTENCE.split(text.strip()) if sentence.strip()]


def changes_between(before: Wording, now: Wording) -> list[Change]:
    """What is new, gone or changed, in the order in which the agreement is read. Blanks and line ends count nothing."""
    found: list[Change] = []
    for part in Part:
        if part is Part.SUM:
            if before.sum != now.sum:
                words = Words("It is {now} now. It was {before}.", now=now.sum, before=before.sum)
                found.append(Change(part, ChangeKind.CHANGED, now=words))
        elif part is Part.SPEND_UP_TO:
            if before.spend_up_to != now.spend_up_to:
                found.append(_change_of_line(before.spend_up_to, now.spend_up_to))
        else:
            found += _changes_of_text(part, sentences_in(before.text_of(part)), sentences_in(now.text_of(part)))
    return found


def _change_of_line(before: Money | None, now: Money | None) -> Change:
    if now is None:
        words = Words("All sums are alike now. A small sum was up to {before}.", before=before)
        return Change(Part.SPEND_UP_TO, ChangeKind.GONE, before=words)
    if before is None:
        words = Words("A small sum is up to {now}. There was no such line.", now=now)
        return Change(Part.SPEND_UP_TO, ChangeKind.NEW, now=words)
    words = Words("A small sum is up to {now} now. It was up to {before}.", now=now, before=before)
    return Change(Part.SPEND_UP_TO, ChangeKind.CHANGED, now=words)


def _changes_of_text(part: Part, before: Sequence[str], now: Sequence[str]) -> Iterator[Change]:
    same = SequenceMatcher(None, [_bare(each) for each in before], [_bare(each) for each in now], autojunk=False)
    for tag, first, last, first_now, last_now in same.get_opcodes():
        if tag != "equal":
            yield from _changed(part, list(before[first:last]), list(now[first_now:last_now]))


def _changed(part: Part, gone: list[str], new: list[str]) -> Iterator[Change]:
    """Say of sentences that stand in each other's place which became which."""
    for sentence in new:
        alike = max(gone, key=lambda each: _likeness(each, sentence), default=None)
        if alike is not None and _likeness(alike, sentence) >= ALIKE:
            gone.remove(alike)
            yield Change(part, ChangeKind.CHANGED, before=alike, now=sentence)
        else:
            yield Change(part, ChangeKind.NEW, now=sentence)
    for sentence in gone:
        yield Change(part, ChangeKind.GONE, before=sentence)


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, _bare(one), _bare(other), autojunk=False).ratio()


def _bare(sentence: str) -> str:
    return " ".join(sentence.split())
