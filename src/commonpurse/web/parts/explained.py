"""The answer to an ask as a page shows it: first the answer, then why, then what comes next, and the clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from commonpurse.money.decisions.queries import Clock, Explanation
from commonpurse.money.decisions.rules import AnswerKind, TurnRole, WaitsFor
from commonpurse.web.parts.asks import AskCard
from commonpurse.web.parts.shapes import Wait
from commonpurse.web.parts.words import listed, translated, write
from commonpurse.web.parts.written import moment

ICONS = {
    AnswerKind.YES: "tick",
    AnswerKind.TALK_FIRST: "talk",
    AnswerKind.WAITING: "clock",
    AnswerKind.NO: "stop",
}


@dataclass(frozen=True)
class AnswerShown:
    """`says`: the answer in a few words; `why` and `then`: whole sentences; `reasons`: step by step, for who asks.

    `warnings`: what else is to be known, which stops nothing.
    """

    icon: str
    is_yes: bool
    is_talk: bool
    says: str
    why: str
    then: str
    reasons: Sequence[str]
    warnings: Sequence[str]
    code: str

    @property
    def is_own_rule(self) -> bool:
        """A rule that she set for herself stands against it."""
        return self.code.startswith("own_")

    @property
    def is_own_friend(self) -> bool:
        return self.code == "own_friend_first"


def answer_shown(found: Explanation, name: str = "") -> AnswerShown:
    """`name`: the person, where somebody else reads it; empty for herself."""
    return AnswerShown(
        icon=ICONS[found.answer],
        is_yes=found.answer is AnswerKind.YES,
        is_talk=found.answer is AnswerKind.TALK_FIRST,
        says=says_of(found, name),
        why=translated(found.sentence),
        then=translated(found.next_step),
        reasons=[translated(each.says) for each in found.reasons],
        warnings=[translated(words) for words in found.warnings],
        code=found.code,
    )


def says_of(found: Explanation, name: str) -> str:
    """Say the answer as one would to her; to somebody else, with her name."""
    who = listed([write(each, "") for each in found.names], "or") or _("a worker")
    if found.answer is AnswerKind.YES:
        return _("Yes, {name} decides.").format(name=name) if name else _("Yes, you decide.")
    if found.answer is AnswerKind.TALK_FIRST:
        return _("First a talk with {who}.").format(who=who) if name else _("Talk to {who} first.").format(who=who)
    if found.answer is AnswerKind.NO:
        return _("Not yet.") if found.until else _("No.")
    if found.until:
        return _("This waits for {who}, until {moment}.").format(who=who, moment=moment(found.until))
    if found.code.startswith("own_"):
        return _("This waits for {name}.").format(name=name) if name else _("This waits for you.")
    return _("This waits for an answer.")


# Whom it waits for where nobody is named, to her; and what happens when the time is over.
def role_words(role: TurnRole, is_hers: bool) -> str:
    return {
        TurnRole.NAMED: _("who is named"),
        TurnRole.WORKER: _("a worker who works with you") if is_hers else _("who works with them"),
        TurnRole.MANAGER: _("the manager"),
        TurnRole.BOARD: _("the board"),
    }[role]


def then_words(clock: Clock, is_hers: bool) -> str:
    """What happens at the end of a turn."""
    if clock.waits_for is WaitsFor.TALK:
        return _("If there is no talk by then, you decide.") if is_hers else _("After that the person decides.")
    if clock.role is TurnRole.BOARD:
        return _("It stays on their list until somebody answers.")
    if clock.then is TurnRole.BOARD:
        return _("After that it is on the board’s list.")
    if clock.then is TurnRole.MANAGER:
        return _("After that the manager is asked.")
    return _("After that the next one is asked.")


def wait_of(clock: Clock, reader: UUID | None = None) -> Wait:
    """A turn as the clock shows it: whom it waits for, since when, until when, and what happens then.

    `reader`: the member who reads it, where it is not the person.
    """
    who = listed([write(each, "") for each in clock.names], "or") or role_words(clock.role, reader is None)
    if reader in clock.who:
        who = _("you")
    return Wait(who, since=clock.since, until=clock.until, then=then_words(clock, reader is None))


def own_rule_wait(since: datetime) -> Wait:
    return Wait(_("you"), since=since, then=_("A rule of your own stands against it. You can take it off."))


def waits_shown(cards: Sequence[AskCard], clocks: Mapping[UUID, Clock]) -> list[tuple[AskCard, Any]]:
    """Give each ask that waits its clock. One without a turn waits for her: by a rule of her own."""
    return [
        (card, wait_of(clocks[card.ask_id]) if card.ask_id in clocks else own_rule_wait(card.asked_at))
        for card in cards
    ]
