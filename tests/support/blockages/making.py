"""Blockages that tests begin with, raised and answered by the real commands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from commonpurse.kernel.periods import business_date
from commonpurse.parties.consent.rules import Explained, ExplainedFormat
from commonpurse.support.blockages.commands import answer_blockage, answer_reading, decide_rule, raise_blockage
from commonpurse.support.blockages.models import Blockage, BlockageShown, Flex, RuleDecision
from commonpurse.support.blockages.rules import FlexKind, Outcome, ReadingTold, Verdict
from tests.factories import NOW, TODAY, Standing

LINE = "The housing list needs an ID he can’t get"
RULE = "Photo ID before somebody can join the housing list"
DONE = "A letter from the day centre counted as ID"


def make_blockage(people: Standing, **given: Any) -> Blockage:
    """Ada raises one, and asks Wren."""
    wanted: dict[str, Any] = {"by": people.ada, "person": people.ada, "words": LINE, "asked": people.wren, "now": NOW}
    return raise_blockage(**(wanted | given))


def make_flex(people: Standing, blockage: Blockage | None = None, **given: Any) -> Flex:
    """Wren bends the rule once."""
    blockage = blockage or make_blockage(people)
    wanted: dict[str, Any] = {
        "by": people.wren,
        "blockage": blockage,
        "outcome": Outcome.FLEXED,
        "reason": "Nobody should wait for a paper.",
        "rule": RULE,
        "done": DONE,
        "kind": FlexKind.CULTURAL,
        "now": NOW,
    }
    answered = answer_blockage(**(wanted | given))
    return Flex.objects.filter(rule=answered.rule).order_by("-id")[0]


def make_no(people: Standing, blockage: Blockage) -> Blockage:
    """Wren says no, or writes that those said it to whom Wren took it."""
    said: dict[str, Any] = {"outcome": Outcome.REFUSED, "reason": "They said no.", "now": NOW}
    return answer_blockage(by=people.wren, blockage=blockage, **said)


def flex_three_times(people: Standing, **given: Any) -> Flex:
    """Three people's worth of the same wall; each line its own blockage."""
    made = [make_flex(people, make_blockage(people, words=f"{LINE} ({number})"), **given) for number in range(3)]
    return made[-1]


def make_rule_decision(people: Standing, rule: Any, **given: Any) -> RuleDecision:
    """Priya says for the board that the rule changes."""
    wanted: dict[str, Any] = {
        "by": people.priya,
        "rule": rule,
        "verdict": Verdict.CHANGED,
        "words": "A letter from any partner counts as ID",
        "reason": "It kept out those who need a home most.",
        "owner": people.wren,
        "due_on": TODAY,
        "now": NOW,
    }
    return decide_rule(**(wanted | given))


def make_unread(people: Standing, now: datetime = NOW, **given: Any) -> Blockage:
    """Ada asks somebody who is not here, five weeks ago, when nobody saw her plan: by now the board has it, unread."""
    wanted: dict[str, Any] = {"words": "The bank wants an address", "asked": None, "asked_words": "The Harbour bank"}
    return make_blockage(people, **(wanted | {"now": now - timedelta(days=35)} | given))


def make_let(people: Standing, blockage: Blockage, **given: Any) -> BlockageShown:
    """Ada lets whose turn it is read this one line."""
    told = ReadingTold(Explained.READ_ALONE.value, ExplainedFormat.STANDARD.value, "The board can read this one line.")
    wanted: dict[str, Any] = {"by": people.ada, "blockage": blockage, "is_yes": True, "told": told, "now": NOW}
    wanted |= given
    return answer_reading(**({"level": blockage.level_on(business_date(wanted["now"]))} | wanted))


@dataclass(frozen=True)
class BlockagesOfAda:
    """One that is open, one that was bent, and a rule with a decision to see to."""

    open: Blockage
    bent: Blockage
    flex: Flex
    decision: RuleDecision
    waiting: Flex  # of a rule that waits for the board
    unread: Blockage  # with the board, and nobody there may read it
    let: BlockageShown  # what she let the board read


def blockages_of_ada(people: Standing, now: datetime) -> BlockagesOfAda:
    at: dict[str, Any] = {"now": now}
    decided = flex_three_times(people, **at)
    other = "Two weeks of no drink before the rehab takes somebody"
    waiting = flex_three_times(people, rule=other, done="They began on the day", **at)
    bent = make_blockage(people, words="No bank account without an address", **at)
    flex = make_flex(
        people, bent, rule="An address before a bank account", done="The bank took the office's address", **at
    )
    return BlockagesOfAda(
        open=make_blockage(people, words="The clinic sees nobody without a letter", **at),
        bent=Blockage.objects.get(id=bent.id),
        flex=flex,
        decision=make_rule_decision(people, decided.rule, due_on=now.date(), **at),
        waiting=waiting,
        unread=make_unread(people, now),
        let=make_let(people, make_unread(people, now, words="The bus stops before the class ends"), **at),
    )
