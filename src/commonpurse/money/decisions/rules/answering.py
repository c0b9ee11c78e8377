"""What an ask is answered at once: yes, you decide; talk first; waiting for somebody, until when; no, because.

It goes by the agreement, by the money there is, and by the person's own locks. Nothing else is asked: no score, and not
what she shares. Plain values only.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from commonpurse.kernel.money import Money
from commonpurse.kernel.periods import LONDON, business_date
from commonpurse.kernel.words import Words
from commonpurse.money.decisions.rules.turns import TurnRole
from commonpurse.support.agreements.rules import DecidesHow, DecisionKind, spend_kind_of


class AnswerKind(StrEnum):
    YES = "yes_you_decide"
    TALK_FIRST = "talk_first"
    WAITING = "waiting"
    NO = "no"


class Holder(StrEnum):
    """Who has it, in words where it is nobody by name."""

    NAMED = "named"
    WORKER = "worker"
    MANAGER = "manager"
    BOARD = "board"
    HERSELF = "herself"


@dataclass(frozen=True)
class Need:
    """One limit that the ask is under. `is_met`: who is named has said what was to be said, or the time is over."""

    kind: DecisionKind
    how: DecidesHow
    names: tuple[str, ...]
    limit: UUID
    is_met: bool = False


@dataclass(frozen=True)
class Stop:
    """What stands in the way beside the agreement: her own lock, or the money. `offer`: what could be paid now."""

    code: str
    sentence: Words
    is_own_lock: bool = False
    offer: Money | None = None


@dataclass(frozen=True)
class Desk:
    """On whose desk it is, until when; `until` is empty for the board's list."""

    role: TurnRole
    names: tuple[str, ...]
    until: datetime | None


@dataclass(frozen=True)
class Answer:
    """The answer, the sentence that says it, and what comes next, each whole and for the person's eyes."""

    kind: AnswerKind
    sentence: Words
    next_step: Words
    names: tuple[str, ...] = ()
    until: datetime | None = None
    code: str = ""


def kinds_touched(amount_minor: int, spend_up_to_minor: int | None, *, is_new_payee: bool) -> tuple[DecisionKind, ...]:
    """Which kinds of decision an ask is: the smaller or the bigger spending, and paying somebody new."""
    spending = spend_kind_of(amount_minor, spend_up_to_minor)
    return (spending, DecisionKind.NEW_PAYEE) if is_new_payee else (spending,)


def next_need(needs: Sequence[Need]) -> Need | None:
    """The limit that the ask waits under now: a talk before a yes, for a talk is quick."""
    unmet = [need for need in needs if not need.is_met]
    talks = [need for need in unmet if need.how is DecidesHow.AFTER_TALKING]
    return next(iter([*talks, *unmet]), None)


def strictest(needs: Collection[Need]) -> Need | None:
    """The furthest step down of those that the ask is under."""
    order = list(DecidesHow)
    return max(needs, key=lambda need: order.index(need.how), default=None)


def answer(
    needs: Sequence[Need],
    stop: Stop | None,
    *,
    desk: Desk | None,
    yes_at: datetime | None,
) -> Answer:
    """Answer an ask. `desk`: who has it while it waits. `yes_at`: when silence makes it a yes.

    First her own lock, for it is hers; then the money, for no yes could be kept; then the agreement.
    """
    if stop is not None and stop.is_own_lock:
        return Answer(
            AnswerKind.WAITING, stop.sentence, Words("You set this rule. You can take it off."), code=stop.code
        )
    if stop is not None:
        return Answer(
            AnswerKind.NO,
            stop.sentence,
            _money_next(stop, desk),
            desk.names if desk else (),
            desk.until if desk else None,
            stop.code,
        )
    need = next_need(needs)
    if need is None:
        met = strictest(needs)
        if met is not None and met.how is not DecidesHow.AFTER_TALKING:
            sentence = Words("Yes. Who had to agree has agreed.")
        else:
            sentence = Words("Yes. You decide this.")
        return Answer(AnswerKind.YES, sentence, Words("The money is kept for you. Say who gets it."), code="yes")
    if need.how is DecidesHow.AFTER_TALKING:
        return Answer(
            AnswerKind.TALK_FIRST,
            Words("Talk to {names:or} first. Then you decide.", names=need.names),
            _talk_next(desk),
            need.names,
            desk.until if desk else None,
            "talk_first",
        )
    return _waiting(need, desk, yes_at)


def _waiting(need: Need, desk: Desk | None, yes_at: datetime | None) -> Answer:
    names = desk.names if desk else need.names
    role = desk.role if desk else TurnRole.NAMED
    until = desk.until if desk else None
    must = (
        Words("{names:or} must agree too.", names=need.names)
        if need.how is DecidesHow.AGREE_TOO
        else Words("{names:or} decides this for now.", names=need.names)
    )
    silence = when(yes_at, Words("If no answer comes, it is yes on {day:weekday} at {time}.", **_facts(yes_at)))
    if role is TurnRole.BOARD:
        here = Words("It is on the board’s list now. It stays there until somebody answers.")
    elif role is TurnRole.MANAGER:
        here = when(
            until,
            Words("It waits for the partnership’s manager. They have until {day:weekday} at {time}.", **_facts(until)),
        )
    else:
        here = when(
            until, Words("It waits for {names:or} until {day:weekday} at {time}.", names=names, **_facts(until))
        )
    return Answer(AnswerKind.WAITING, Words.paragraph(must, here), silence, names, until, "waiting")


def _talk_next(desk: Desk | None) -> Words:
    until = desk.until if desk else None
    return when(
        until,
        Words("Say here when you have talked. If not, it is yours on {day:weekday} at {time}.", **_facts(until)),
    )


def _money_next(stop: Stop, desk: Desk | None) -> Words:
    """What there is instead, and who looks after it until when."""
    until = desk.until if desk else None
    if desk is None or desk.role is TurnRole.BOARD:
        waits = Words("It stays on the board’s list until there is money.")
    elif desk.role is TurnRole.MANAGER:
        waits = Words(
            "The partnership’s manager looks for money. They have until {day:weekday} at {time}. Then the board looks.",
            **_facts(until),
        )
    else:
        waits = Words(
            "{names:or} looks for money until {day:weekday} at {time}.",
            names=desk.names or (Words("A worker"),),
            **_facts(until),
        )
    if stop.offer is not None and stop.offer.minor > 0:
        return Words.paragraph(Words("You can have {sum} of it now.", sum=stop.offer), waits)
    return waits


def when(moment: datetime | None, words: Words) -> Words:
    """The sentence, or none where there is no moment for it."""
    return words if moment is not None else Words("")


def _facts(moment: datetime | None) -> dict[str, object]:
    if moment is None:
        return {"day": "", "time": ""}
    return {"day": business_date(moment), "time": f"{moment.astimezone(LONDON):%H:%M}"}


class MayAnswer(StrEnum):
    """Whether somebody may say yes or no to an ask now, or why not."""

    YES = "yes"
    HERS = "hers_to_decide"  # the person decides: nobody says no in her place
    OTHERS_TURN = "others_turn"  # who is named is asked first


def may_answer(
    need: Need | None, *, is_named: bool, desk_role: TurnRole | None, is_manager: bool, works_with_her: bool
) -> MayAnswer:
    """Who may say yes, or no, to what waits under `need`; None: it is hers, and waits for money alone.

    Who is named may at any time, so that two may answer at once and one wins. The manager from her turn on, and once it
    is on the board's list whoever works with the person too.
    """
    if need is None or need.how is DecidesHow.AFTER_TALKING:
        return MayAnswer.HERS
    if is_named:
        return MayAnswer.YES
    if desk_role is TurnRole.BOARD and (is_manager or works_with_her):
        return MayAnswer.YES
    if desk_role is TurnRole.MANAGER and is_manager:
        return MayAnswer.YES
    return MayAnswer.OTHERS_TURN
