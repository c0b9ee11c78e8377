"""Whether money could touch a means-tested benefit: dated, sourced rules, and the sums that follow. Plain values only.

It warns and never refuses: nothing here raises what a command could pass on, and no command imports it.
Not advice: whoever reads it is told whom to check with.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.words import Words
from commonpurse.money.budgets.rules import LegalBasis


class Benefit(StrEnum):
    """What is looked at, in the order of the page: the first is what most people here live on."""

    UNIVERSAL_CREDIT = "universal_credit"
    HOUSING_BENEFIT = "housing_benefit"
    OLDER_BENEFITS = "older_benefits"
    PENSION_CREDIT = "pension_credit"
    COUNCIL_CARE = "council_care"


BENEFIT_WORDS = {
    Benefit.UNIVERSAL_CREDIT: Words("Universal Credit"),
    Benefit.HOUSING_BENEFIT: Words("Housing Benefit"),
    Benefit.OLDER_BENEFITS: Words("ESA or JSA of the old kind"),
    Benefit.PENSION_CREDIT: Words("Pension Credit"),
    Benefit.COUNCIL_CARE: Words("Care from the council"),
}


class Per(StrEnum):
    """In which stretch of time a benefit is worked out."""

    WEEK = "week"
    MONTH = "month"


PER_WORDS = {Per.WEEK: Words("a week"), Per.MONTH: Words("a month")}

# The rules are those of Great Britain, in pounds. In another currency there is no check.
CURRENCY = "GBP"


@dataclass(frozen=True)
class BenefitRule:
    """What counts for one benefit from a day on, in pence.

    Up to `lower_minor` savings change nothing. Above it each `step_minor`, or part of one, is taken as an income of
    `tariff_minor`, `per` week or month. Above `upper_minor` there is none of it; None: it has no such limit.
    `disregards`: money under these legal bases does not count for twelve months after it came.
    `to_check`: what somebody must still check, and where; empty: it was read in the source.
    `set_at`: when the partnership wrote it down; None: it came with the product.
    """

    benefit: Benefit
    valid_from: date
    lower_minor: int
    upper_minor: int | None
    step_minor: int
    tariff_minor: int
    per: Per
    source: str
    disregards: tuple[LegalBasis, ...] = ()
    to_check: str = ""
    set_at: datetime | None = None
    set_by: str = ""


class BenefitsRefused(Refused):
    """What somebody typed about a rule, or about her own savings, cannot be kept. No payment is ever refused so."""

    code = "benefits_refused"


def check_rule(rule: BenefitRule) -> None:
    """Check a rule that somebody sets.

    Raises: BenefitsRefused (`source_needed`, `limits_crossed`, `tariff_not_positive`).
    """
    if not rule.source.strip():
        raise BenefitsRefused("Say where this stands: the law, and the day.", code="source_needed", field="source")
    if rule.upper_minor is not None and rule.upper_minor <= rule.lower_minor:
        raise BenefitsRefused("The upper limit is above the lower one.", code="limits_crossed", field="upper")
    if rule.step_minor <= 0 or rule.tariff_minor <= 0:
        raise BenefitsRefused("Write an amount above zero.", code="tariff_not_positive", field="tariff")


def rules_on(rules: Iterable[BenefitRule], day: date) -> dict[Benefit, BenefitRule]:
    """The rule that counts for each benefit on that day: the latest to begin, of one day the last that was set.

    What the partnership set goes before what came with the product. A benefit without a rule yet is not in it.
    """
    found: dict[Benefit, BenefitRule] = {}
    for rule in sorted(rules, key=_age):
        if rule.valid_from <= day:
            found[rule.benefit] = rule
    return {benefit: found[benefit] for benefit in Benefit if benefit in found}


def _age(rule: BenefitRule) -> tuple[date, bool, float]:
    return (rule.valid_from, rule.set_at is not None, rule.set_at.timestamp() if rule.set_at else 0.0)


# The sums -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Part:
    """What of a payment came from money of one legal basis; None: it is not known, so it counts."""

    legal_basis: LegalBasis | None
    amount_minor: int


@dataclass(frozen=True)
class Paid:
    """A payment: when its money came, from what, and what of it she may still have. Sums in pence.

    `amount_minor`: less what came back to us. `shown_minor`: what she has shown to be spent. `is_direct`: it went
    straight to a shop or landlord, and was never hers to save.
    """

    came_on: date
    parts: tuple[Part, ...]
    amount_minor: int
    shown_minor: int = 0
    is_direct: bool = False

    def left_minor(self, on: date) -> int:
        """The most of it that she could still have of the last twelve months."""
        if self.is_direct or self.came_on < window_starts(on):
            return 0
        return max(self.amount_minor - self.shown_minor, 0)

    def counted_minor(self, rule: BenefitRule, on: date) -> int:
        """The most of it that could count for this benefit: what is gone went first from what does not count."""
        counting = sum(part.amount_minor for part in self.parts if part.legal_basis not in rule.disregards)
        return min(counting, self.left_minor(on))


def counted_minor(payments: Iterable[Paid], rule: BenefitRule, on: date) -> int:
    """How much of these payments could count for this benefit on that day, in pence."""
    return sum(payment.counted_minor(rule, on) for payment in payments)


def window_starts(on: date) -> date:
    """The first day of the last twelve months: the same day a year before, the last of February for the 29th.

    Money that came on that very day still counts: we look for the most that could be.
    """
    try:
        return on.replace(year=on.year - 1)
    except ValueError:
        return on.replace(year=on.year - 1, day=28)


class Reach(StrEnum):
    """Where savings stand for one benefit: below everything, where it gets less, or where there is none of it."""

    UNDER = "under"
    TARIFF = "tariff"
    LIMIT = "limit"


def reach_of(rule: BenefitRule, capital_minor: int) -> Reach:
    """Exactly at a limit is still below it: the law says "exceeds"."""
    if rule.upper_minor is not None and capital_minor > rule.upper_minor:
        return Reach.LIMIT
    return Reach.TARIFF if capital_minor > rule.lower_minor else Reach.UNDER


def less_minor(rule: BenefitRule, capital_minor: int) -> int:
    """How much less of the benefit there is for these savings, in pence a week or month; 0 where it is all or none."""
    if reach_of(rule, capital_minor) != Reach.TARIFF:
        return 0
    return -((rule.lower_minor - capital_minor) // rule.step_minor) * rule.tariff_minor


@dataclass(frozen=True)
class Outcome:
    """What could become of one benefit. Sums in pence.

    `lowest`, `highest`: what she could be found to have after the payment; `before`: the highest without it.
    """

    rule: BenefitRule
    lowest_minor: int
    highest_minor: int
    before_minor: int

    @property
    def benefit(self) -> Benefit:
        return self.rule.benefit

    @property
    def reach(self) -> Reach:
        """The worst that could be."""
        return reach_of(self.rule, self.highest_minor)

    @property
    def surely(self) -> Reach:
        """What is so in any case, by what she told us alone."""
        return reach_of(self.rule, self.lowest_minor)

    @property
    def less_at_most_minor(self) -> int:
        """How much less it could be each week or month; where the limit is reached, just below that limit."""
        top = self.highest_minor
        if self.rule.upper_minor is not None:
            top = min(top, self.rule.upper_minor)
        return less_minor(self.rule, top)

    @property
    def room_minor(self) -> int:
        """How much more could come before this benefit gets less, whatever we do not know of; never below zero."""
        return max(self.rule.lower_minor - self.before_minor, 0)

    @property
    def is_touched_by_payment(self) -> bool:
        """Whether this payment makes it worse than it could be already."""
        before = (reach_of(self.rule, self.before_minor), less_minor(self.rule, self.before_minor))
        return (self.reach, less_minor(self.rule, self.highest_minor)) != before


def outcomes(
    rules: Mapping[Benefit, BenefitRule],
    *,
    told_minor: int | None,
    paid: Sequence[Paid],
    pays_now: Paid | None = None,
    on: date,
) -> tuple[Outcome, ...]:
    """Say for each benefit what could become of it on that day.

    `told_minor`: what she says she has; None: we do not know, and the lowest is nothing. `paid`: what was paid before;
    `pays_now`: what is looked at.
    """
    told = told_minor or 0
    found = []
    for rule in rules.values():
        before = told + counted_minor(paid, rule, on)
        after = before + (pays_now.counted_minor(rule, on) if pays_now is not None else 0)
        found.append(Outcome(rule, told, after, before))
    return tuple(found)


# What could help ------------------------------------------------------------------------------------------------------


class Way(StrEnum):
    """What could be done instead, where it really helps."""

    SMALLER = "smaller"  # a part now, the rest when it is spent
    DIRECT = "direct"  # straight to the shop or landlord: it is never her savings
    OTHER_FUND = "other_fund"  # money of hers whose basis does not count, where there is enough
    SHOW = "show"  # show what was bought: what is spent does not count


@dataclass(frozen=True)
class Option:
    """One of these; `up_to_minor`: so much now is safe; `fund_name`: which money does not count."""

    way: Way
    up_to_minor: int = 0
    fund_name: str = ""


@dataclass(frozen=True)
class FundBeside:
    """Money of hers in one fund that may pay for this today; `gives_minor`: what the payment takes of it as it is."""

    name: str
    legal_basis: LegalBasis
    payable_minor: int
    gives_minor: int


def options(
    found: Sequence[Outcome], *, amount_minor: int, released_minor: int, funds: Iterable[FundBeside] = ()
) -> list[Option]:
    """Say what could help, best first; nothing where no benefit is touched by this payment or what came before.

    `released_minor`: what she was paid in the last year and has not shown. `amount_minor`: 0 where none is looked at.
    """
    worse = [outcome for outcome in found if outcome.reach != Reach.UNDER]
    listed: list[Option] = []
    touched = [outcome for outcome in worse if outcome.is_touched_by_payment]
    if touched and amount_minor:
        room = min(outcome.room_minor for outcome in touched)
        if 0 < room < amount_minor:
            listed.append(Option(Way.SMALLER, up_to_minor=room))
        listed.append(Option(Way.DIRECT))
        for fund in funds:
            helps = all(fund.legal_basis in outcome.rule.disregards for outcome in touched)
            if helps and fund.gives_minor < amount_minor <= fund.payable_minor:
                listed.append(Option(Way.OTHER_FUND, fund_name=fund.name))
    if worse and released_minor:
        listed.append(Option(Way.SHOW))
    return listed
