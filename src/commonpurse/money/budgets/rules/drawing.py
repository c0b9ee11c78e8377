"""Which money may pay for what, and in which order, so that the least is wasted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from commonpurse.kernel.money import Money
from commonpurse.kernel.periods import Period
from commonpurse.kernel.words import Words
from commonpurse.money.budgets.rules.funding import lapses_on
from commonpurse.money.budgets.rules.refusing import BudgetRefused
from commonpurse.money.budgets.rules.words import SPEND_WORDS, LegalBasis, SpendKind, UnspentRule, as_sentence


@dataclass(frozen=True)
class Rule:
    """What one fund says about one kind of spending. `limit_minor`: the most that one payment may take from it."""

    is_allowed: bool = True
    reason: str = ""
    limit_minor: int | None = None


ALLOWED = Rule()


def rule_for(fund_rules: Mapping[SpendKind, Rule], spend_kind: SpendKind) -> Rule:
    """What the fund says about this kind. Everything is allowed that no rule names."""
    return fund_rules.get(spend_kind, ALLOWED)


def may_pay_for(fund_rules: Mapping[SpendKind, Rule], spend_kind: SpendKind) -> bool:
    """Tell whether the fund may pay for this kind of spending at all."""
    return rule_for(fund_rules, spend_kind).is_allowed


def check_rule(spend_kind: SpendKind, rule: Rule) -> None:
    """Check a rule that somebody sets. Raises: BudgetRefused (`rule_needs_reason`, `rule_limit_wrong`)."""
    if rule.limit_minor is not None and (not rule.is_allowed or rule.limit_minor <= 0):
        raise BudgetRefused(
            "A limit for {kind:lower} is above zero, and only for what is allowed.",
            code="rule_limit_wrong",
            field="limit",
            kind=SPEND_WORDS[spend_kind],
        )
    if rule != ALLOWED and not rule.reason.strip():
        raise BudgetRefused(
            "Say in plain words why there is a rule for {kind:lower}.",
            code="rule_needs_reason",
            field="reason",
            kind=SPEND_WORDS[spend_kind],
        )


@dataclass(frozen=True)
class Source:
    """One line of a budget as money that might pay. `available_minor`: what it holds and nothing else reserves.

    `is_barred`: the law does not let it go out as it is held and to whom it would go; see `lawful.may_go_out`.
    """

    line: UUID
    account: UUID
    fund_name: str
    period: Period
    unspent_rule: UnspentRule
    available_minor: int
    rules: Mapping[SpendKind, Rule]
    legal_basis: LegalBasis | None = None
    is_barred: bool = False

    @property
    def lapses_on(self) -> date | None:
        """The first day on which the money no longer pays, if any."""
        return lapses_on(self.unspent_rule, self.period.ends_on)

    def is_usable_on(self, on: date) -> bool:
        """Tell whether it can be used on that day, whatever for: its time is not over, and the law lets it go out."""
        return not self.is_barred and (self.lapses_on is None or on < self.lapses_on)

    def payable_minor(self, spend_kind: SpendKind, on: date) -> int:
        """How much of it may pay for this, in one payment, on that day."""
        rule = rule_for(self.rules, spend_kind)
        if obstacle(self, spend_kind, on) is not None:
            return 0
        return self.available_minor if rule.limit_minor is None else min(self.available_minor, rule.limit_minor)


@dataclass(frozen=True)
class Obstacle:
    """Why a source may not pay for something: a stable code and a sentence."""

    code: str
    sentence: Words


def obstacle(source: Source, spend_kind: SpendKind, on: date) -> Obstacle | None:
    """Say what keeps this money from paying for that kind on that day, if anything does."""
    if on < source.period.starts_on:
        day = source.period.starts_on
        return Obstacle("fund_not_started", Words("{fund} starts on {day}.", fund=source.fund_name, day=day))
    if source.lapses_on is not None and on >= source.lapses_on:
        day = source.lapses_on - timedelta(days=1)
        return Obstacle("fund_ended", Words("{fund} could be used until {day}.", fund=source.fund_name, day=day))
    if source.is_barred:
        return Obstacle("not_direct_now", Words("{fund} cannot be paid out direct now.", fund=source.fund_name))
    rule = rule_for(source.rules, spend_kind)
    if not rule.is_allowed:
        words = Words("{fund} does not pay for {kind:lower}.", fund=source.fund_name, kind=SPEND_WORDS[spend_kind])
        return Obstacle("rule_says_no", Words.paragraph(words, as_sentence(rule.reason)))
    return None


def draw_order(sources: Iterable[Source], spend_kind: SpendKind, on: date) -> list[Source]:
    """Order the money that may pay for this on that day so that the least is wasted.

    First what lapses soonest; then what is most restricted, since the freest money is the most useful to keep: more
    kinds barred, then more kinds limited. What is still equal goes by the line's id, so the order never wavers.
    """
    payable = [source for source in sources if source.payable_minor(spend_kind, on) > 0]
    return sorted(payable, key=_waste)


def _waste(source: Source) -> tuple[date, int, int, UUID]:
    barred = sum(not rule.is_allowed for rule in source.rules.values())
    limited = sum(rule.limit_minor is not None for rule in source.rules.values())
    return (source.lapses_on or date.max, -barred, -limited, source.line)


@dataclass(frozen=True)
class Draw:
    """What one source gives to a payment."""

    source: Source
    amount_minor: int


def draw(sources: Sequence[Source], amount: Money, spend_kind: SpendKind, on: date) -> list[Draw]:
    """Split an amount over the sources in draw order; the parts add up to it exactly.

    Raises: BudgetRefused. The code is `short_of_money` where all money together is too little, else what stands in
    the way: `not_direct_now`, `rule_says_no`, `over_limit`, `fund_ended`, `fund_not_started`. Facts: `payable_minor`,
    `available_minor`.
    """
    left = amount.minor
    draws = []
    for source in draw_order(sources, spend_kind, on):
        part = min(left, source.payable_minor(spend_kind, on))
        if part > 0:
            draws.append(Draw(source, part))
            left -= part
    if left > 0:
        raise cannot_pay(sources, amount, spend_kind, on)
    return draws


@dataclass(frozen=True)
class Share:
    """What one source that holds money gives to a payment, and what keeps the rest of it back, if anything does."""

    source: Source
    gives_minor: int
    obstacle: Obstacle | None


def shares(sources: Iterable[Source], amount: Money, spend_kind: SpendKind, on: date) -> list[Share]:
    """Say of each source with money what it would give, in draw order, and then of those that may not pay why not.

    As far as the money goes: whether that is the whole amount is for `draw` to say.
    """
    with_money = [source for source in sources if source.available_minor > 0]
    in_order = draw_order(with_money, spend_kind, on)
    left, found = amount.minor, []
    for source in [*in_order, *(source for source in with_money if source not in in_order)]:
        gives = max(min(left, source.payable_minor(spend_kind, on)), 0)
        left -= gives
        why = obstacle(source, spend_kind, on) or limit(source, spend_kind, amount)
        found.append(Share(source, gives, why))
    return found


def cannot_pay(sources: Sequence[Source], amount: Money, spend_kind: SpendKind, on: date) -> BudgetRefused:
    """Make the refusal of an amount that the sources cannot pay: what is there, what stands in the way, what to do."""
    with_money = [source for source in sources if source.available_minor > 0]
    available = sum(source.available_minor for source in with_money)
    payable = sum(source.payable_minor(spend_kind, on) for source in with_money)
    found = [obstacle(source, spend_kind, on) or limit(source, spend_kind, amount) for source in with_money]
    obstacles = [each for each in found if each is not None]
    can_use = Money(payable, amount.currency)
    if not obstacles:
        there = Words("There is {left} left, and this needs {amount}.", left=can_use, amount=amount)
    elif payable:
        names = [source.fund_name for source in draw_order(with_money, spend_kind, on)]
        there = Words("Of the money here, {funds:and} can pay {amount} for this.", funds=names, amount=can_use)
    else:
        there = Words("None of the money here can pay for this now.")
    less = Words("Choose {amount} or less, or ask for money to be added.", amount=can_use)
    todo = less if payable else Words("Ask for money to be added.")
    codes = {each.code for each in obstacles}
    if "not_direct_now" in codes:
        todo = Words.paragraph(Words("The council or the NHS can hold it and pay from it."), todo)
    ranked = ("not_direct_now", "rule_says_no", "over_limit", "fund_ended", "fund_not_started")
    code = next((name for name in ranked if name in codes), "short_of_money")
    return BudgetRefused(
        Words.paragraph(there, *(each.sentence for each in obstacles), todo),
        code="short_of_money" if available < amount.minor else code,
        field="amount",
        payable_minor=payable,
        available_minor=available,
    )


def limit(source: Source, spend_kind: SpendKind, amount: Money) -> Obstacle | None:
    """Say when a limit of the fund keeps back money that is there."""
    rule = rule_for(source.rules, spend_kind)
    if rule.limit_minor is None or rule.limit_minor >= min(source.available_minor, amount.minor):
        return None
    most = Money(rule.limit_minor, amount.currency)
    words = Words("{fund} pays up to {most} at a time for this.", fund=source.fund_name, most=most)
    return Obstacle("over_limit", Words.paragraph(words, as_sentence(rule.reason)))
