"""What a check of benefits says, in pieces that her page and a worker's share: sums, rules and where they are from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.translation import gettext as _

from commonpurse.kernel.money import Money
from commonpurse.money.decisions.rules.benefits import (
    BENEFIT_WORDS,
    CURRENCY,
    PER_WORDS,
    Benefit,
    BenefitRule,
    Option,
    Outcome,
    Reach,
)
from commonpurse.money.payments.benefits import BenefitsCheck
from commonpurse.web.parts.words import translated
from commonpurse.web.parts.written import day, spoken

State = Literal["fine", "waits", "stops"]
STATES: dict[Reach, State] = {Reach.UNDER: "fine", Reach.TARIFF: "waits", Reach.LIMIT: "stops"}


@dataclass(frozen=True)
class BenefitLine:
    """One benefit, and what could become of it. `is_unsure`: somebody must still check its rule."""

    benefit: str
    state: State
    words: str
    is_unsure: bool


@dataclass(frozen=True)
class RuleWords:
    """Where a rule is from, and since when it counts."""

    benefit: str
    words: str
    source: str
    to_check: str


def pounds(minor: int) -> Money:
    return Money(minor, CURRENCY)


def benefit_lines(found: Sequence[Outcome], say: Callable[[Outcome], str]) -> list[BenefitLine]:
    """Each benefit in the words of whoever reads: `say` speaks to her, or of her to a worker."""
    return [
        BenefitLine(name_of(outcome.benefit), STATES[outcome.reach], say(outcome), bool(outcome.rule.to_check))
        for outcome in found
    ]


def name_of(benefit: Benefit) -> str:
    return translated(BENEFIT_WORDS[benefit])


def less_words(outcome: Outcome) -> str:
    """How much less at most: £8.70 a month."""
    return f"{spoken(pounds(outcome.less_at_most_minor))} {translated(PER_WORDS[outcome.rule.per])}"


def span_words(outcome: Outcome) -> str:
    """From how much to how much she could be found to have."""
    low, high = spoken(pounds(outcome.lowest_minor)), spoken(pounds(outcome.highest_minor))
    if outcome.lowest_minor == outcome.highest_minor:
        return high
    return _("{lowest} to {highest}").format(lowest=low, highest=high)


def main_outcome(check: BenefitsCheck) -> Outcome:
    """The benefit that is spoken of first: the worst, of two alike the one that most people live on."""
    order = [Reach.LIMIT, Reach.TARIFF, Reach.UNDER]
    found = check.touched or check.worse or check.outcomes
    return min(found, key=lambda outcome: order.index(outcome.reach))


def rule_words(rules: Sequence[BenefitRule]) -> list[RuleWords]:
    """Say each rule in numbers, with its source."""
    return [RuleWords(name_of(rule.benefit), in_numbers(rule), rule.source, rule.to_check) for rule in rules]


def in_numbers(rule: BenefitRule) -> str:
    said = [_("Up to {sum} changes nothing.").format(sum=spoken(pounds(rule.lower_minor)))]
    said.append(
        _("Above that, each {step} takes off {sum} {per}.").format(
            step=spoken(pounds(rule.step_minor)),
            sum=spoken(pounds(rule.tariff_minor)),
            per=translated(PER_WORDS[rule.per]),
        )
    )
    if rule.upper_minor is not None:
        said.append(_("Above {sum} it stops.").format(sum=spoken(pounds(rule.upper_minor))))
    said.append(_("Since {day}.").format(day=day(rule.valid_from)))
    return " ".join(said)


def rules_of(check: BenefitsCheck) -> list[RuleWords]:
    return rule_words([outcome.rule for outcome in check.outcomes])


def option_sums(option: Option) -> dict[str, Any]:
    """What fills the sentence of an option."""
    return {"sum": spoken(pounds(option.up_to_minor)), "fund": option.fund_name}
