"""An agreement as it is read: by the person, by who works with her, and on paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from commonpurse.kernel.money import Money
from commonpurse.kernel.words import Words
from commonpurse.support.agreements.queries import WhoDecides, wording_of
from commonpurse.support.agreements.rules import (
    CHANGE_WORDS,
    KIND_WORDS,
    PART_WORDS,
    SIGNED_WORDS,
    SIGNER_WORDS,
    Change,
    ChangeKind,
    DecidesHow,
    DecisionKind,
    Part,
    SignedHow,
    SignerRole,
    Wording,
    sentences_in,
)
from commonpurse.web.parts.downloads import attachment
from commonpurse.web.parts.words import listed, translated
from commonpurse.web.parts.written import spoken

# The icon of each part, for who reads with pictures.
PART_ICONS = {
    Part.WHAT_FOR: "heart",
    Part.SUM: "purse",
    Part.SPEND_UP_TO: "money",
    Part.MONEY_RULES: "list",
    Part.IF_THINGS_GO_WRONG: "hand",
    Part.HOW_TO_CHALLENGE: "talk",
}
# Which of the drawn shapes says who decides.
SHAPES = {
    DecidesHow.I_DO: "self",
    DecidesHow.AFTER_TALKING: "after",
    DecidesHow.AGREE_TOO: "both",
    DecidesHow.OTHER_FOR_NOW: "other",
}


@dataclass(frozen=True)
class Said:
    """One sentence with the icon that stands beside it in easy read."""

    icon: str
    words: str
    address: str = ""


@dataclass(frozen=True)
class PartShown:
    """One part: its heading, and its lines, each of whole sentences."""

    name: str
    heading: str
    lines: Sequence[Sequence[Said]]


@dataclass(frozen=True)
class DecidesLine:
    """Who decides one kind of thing: `how` names the shape, `who` is asked, `until` when, and why."""

    words: str
    how: str
    who: str = ""
    until: date | None = None
    because: str = ""


@dataclass(frozen=True)
class SignedLine:
    """Who signed, in which role and how. `note`: what was said aloud, `written_by`: who wrote that down."""

    name: str
    is_person: bool
    role: str
    how: str
    at: datetime
    note: str
    written_by: str
    picture: Any = None  # the id of the paper's picture


@dataclass(frozen=True)
class ChangeLine:
    """One thing that new words change: of which part, whether new, gone or changed, before and now."""

    heading: str
    kind: str
    icon: str
    before: str
    now: str


@dataclass(frozen=True)
class AgreementShown:
    """All that a page or a paper says of one wording."""

    agreement: Any
    parts: Sequence[PartShown]
    decides: Sequence[DecidesLine]
    signed: Sequence[SignedLine]
    changes: Sequence[ChangeLine]

    @property
    def is_in_force(self) -> bool:
        return self.agreement.number is not None

    @property
    def waits(self) -> bool:
        """It can still be signed."""
        return self.agreement.number is None and self.agreement.dropped_at is None

    @property
    def signed_by_person(self) -> bool:
        return any(line.is_person for line in self.signed)


def agreement_shown(
    agreement: Any, answers: Mapping[DecisionKind, WhoDecides], *, currency: str, changes: Sequence[Change] = ()
) -> AgreementShown:
    wording = wording_of(agreement, currency)
    return AgreementShown(
        agreement=agreement,
        parts=parts_of(wording),
        decides=decides_lines(answers, wording.spend_up_to),
        signed=signed_lines(agreement),
        changes=change_lines(changes),
    )


def parts_of(wording: Wording) -> list[PartShown]:
    """The parts in the order in which they are read; a line that somebody broke stays a line."""
    shown = []
    for part in Part:
        if part is Part.SUM:
            lines = [_("There is {sum} for you.").format(sum=spoken(wording.sum))]
        elif part is Part.SPEND_UP_TO:
            lines = [small_sum_words(wording.spend_up_to)] if wording.spend_up_to else []
        else:
            lines = [line for line in wording.text_of(part).splitlines() if line.strip()]
        said = [[Said(PART_ICONS[part], sentence) for sentence in sentences_in(line)] for line in lines]
        if said:
            shown.append(PartShown(part.value, translated(PART_WORDS[part]), said))
    return shown


def small_sum_words(line: Money) -> str:
    return _("Up to {sum} is a small sum. More than that is a big one.").format(sum=spoken(line))


def decides_lines(answers: Mapping[DecisionKind, WhoDecides], line: Money | None) -> list[DecidesLine]:
    """Who decides each kind of thing. Where no line is drawn between small and big sums, all sums are one kind."""
    return [
        DecidesLine(
            words=kind_words(kind, line),
            how=SHAPES[answer.how],
            who=listed([named.name for named in answer.named], "or"),
            until=answer.until,
            because=answer.limit.concern if answer.limit is not None else "",
        )
        for kind, answer in answers.items()
        if kind is not DecisionKind.SPEND_MORE or line is not None
    ]


def kind_words(kind: DecisionKind, line: Money | None) -> str:
    if line is not None and kind is DecisionKind.SPEND:
        return _("Spend up to {sum}").format(sum=spoken(line))
    if line is not None and kind is DecisionKind.SPEND_MORE:
        return _("Spend more than {sum}").format(sum=spoken(line))
    return translated(KIND_WORDS[kind])


def signed_lines(agreement: Any) -> list[SignedLine]:
    return [
        SignedLine(
            name=one.signed_by_member.name if one.signed_by_member else one.signed_by_person.called_by,
            is_person=one.signed_by_person_id is not None,
            role=translated(SIGNER_WORDS[SignerRole(one.role)]),
            how=translated(SIGNED_WORDS[SignedHow(one.how)]),
            at=one.signed_at,
            note=one.note,
            written_by=one.written_down_by.name if one.written_down_by else "",
            picture=one.picture_id,
        )
        for one in agreement.signatures.all()
    ]


CHANGE_ICONS = {ChangeKind.NEW: "add", ChangeKind.GONE: "stop", ChangeKind.CHANGED: "change"}


def change_lines(changes: Sequence[Change]) -> list[ChangeLine]:
    return [
        ChangeLine(
            heading=translated(PART_WORDS[change.part]),
            kind=translated(CHANGE_WORDS[change.kind]),
            icon=CHANGE_ICONS[change.kind],
            before=in_words(change.before),
            now=in_words(change.now),
        )
        for change in changes
    ]


def in_words(sentence: str) -> str:
    """What we say of a sum, in the reader's language; what somebody wrote, as they wrote it."""
    return translated(sentence) if isinstance(sentence, Words) else sentence


def paper_file(opened: Any) -> HttpResponse:
    """The paper that somebody signed, as a file whose name says nothing."""
    ending = "pdf" if opened.content_type == "application/pdf" else "jpg"
    return attachment(f"paper.{ending}", opened.content, opened.content_type)
