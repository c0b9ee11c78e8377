"""Which money the law lets go out direct: into the person's own hands, or those of somebody who acts for her.

Only a direct payment under the Care Act or for health asks for it. Every other basis is free of these questions.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from commonpurse.kernel.words import Words
from commonpurse.money.budgets.rules.refusing import BudgetRefused
from commonpurse.money.budgets.rules.words import HoldingType, LegalBasis


class Nation(StrEnum):
    """Whose law a fund stands under."""

    ENGLAND = "england"
    WALES = "wales"
    SCOTLAND = "scotland"
    NORTHERN_IRELAND = "northern_ireland"


class CheckResult(StrEnum):
    CLEAR = "clear"
    EXCLUDED = "excluded"


class OrderType(StrEnum):
    """Why a direct payment is barred.

    Source: SI 2014/2871 Sch 1 and SI 2013/1617 Sch; the list as read in the parallel schedule of SI 2014/1652.
    """

    DRUG_REHABILITATION = "drug_rehabilitation"
    ALCOHOL_TREATMENT = "alcohol_treatment"
    LICENCE_CONDITION = "licence_condition"
    DRUG_TREATMENT_AND_TESTING = "drug_treatment_and_testing"
    COMMUNITY_REHABILITATION = "community_rehabilitation"
    YOUTH_REHABILITATION = "youth_rehabilitation"


NATION_WORDS = {
    Nation.ENGLAND: Words("England"),
    Nation.WALES: Words("Wales"),
    Nation.SCOTLAND: Words("Scotland"),
    Nation.NORTHERN_IRELAND: Words("Northern Ireland"),
}
CHECK_RESULT_WORDS = {
    CheckResult.CLEAR: Words("No such order: it can be paid out direct"),
    CheckResult.EXCLUDED: Words("There is such an order: it cannot be paid out direct"),
}
ORDER_WORDS = {
    OrderType.DRUG_REHABILITATION: Words("Drug rehabilitation requirement"),
    OrderType.ALCOHOL_TREATMENT: Words("Alcohol treatment requirement"),
    OrderType.LICENCE_CONDITION: Words("Release on licence, with work on drugs or alcohol"),
    OrderType.DRUG_TREATMENT_AND_TESTING: Words("Drug treatment and testing order"),
    OrderType.COMMUNITY_REHABILITATION: Words("Community rehabilitation order, with drug or alcohol treatment"),
    OrderType.YOUTH_REHABILITATION: Words("Youth rehabilitation order, with drug treatment or testing"),
}

# The two bases whose regulations exclude people under these orders, and which kind of authority checks for each.
NEEDS_CHECK = (LegalBasis.CARE_ACT_DP, LegalBasis.NHS_DP)
# No law says how long a clear check may be relied upon; a review is due at least yearly (SI 2014/2871 reg 7), so it is
# asked again by then. A community order lasts at most three years (Sentencing Act 2020, Part 9); what lasts longer,
# such as a licence, is checked again by then.
LONGEST_CLEAR = timedelta(days=366)
LONGEST_EXCLUDED = timedelta(days=3 * 366)


class PaidTo(StrEnum):
    """Into whose hands a payment goes, so far as this law asks."""

    HERSELF = "herself"
    HELPER = "helper"
    SUPPLIER = "supplier"


PAID_TO_WORDS = {
    PaidTo.HERSELF: Words("The person herself"),
    PaidTo.HELPER: Words("Somebody who helps the person"),
    PaidTo.SUPPLIER: Words("A shop, landlord or other supplier"),
}


@dataclass(frozen=True)
class Going:
    """How money would go out: to whom, and by whom this one payment is managed where that is not as of its line."""

    paid_to: PaidTo = PaidTo.SUPPLIER
    holding_type: HoldingType | None = None


@dataclass(frozen=True)
class FoundCheck:
    """A check that counts, of one person and one basis: the newest. `ends_on`: the first day on which it does not."""

    result: CheckResult
    checked_on: date
    ends_on: date

    def result_on(self, day: date) -> CheckResult | None:
        """What it says on that day; None where it says nothing any more, or not yet."""
        return self.result if self.checked_on <= day < self.ends_on else None


@dataclass(frozen=True)
class Grounds:
    """All that the law asks about before money of one line goes out.

    `has_provider`: a provider under contract with the authority is named for it. `has_suitable_person`: somebody who
    may manage her money has agreed to, and still does.
    """

    legal_basis: LegalBasis
    nation: Nation
    holding_type: HoldingType
    check: FoundCheck | None = None
    has_provider: bool = False
    has_suitable_person: bool = False


def needs_check(legal_basis: LegalBasis) -> bool:
    """Tell whether money of this basis asks for a check before it goes out direct."""
    return legal_basis in NEEDS_CHECK


def hands_of_payment(holding_type: HoldingType, paid_to: PaidTo) -> HoldingType:
    """In whose hands the money really comes: paid into her own account it is in her hands, whoever held it before.

    Without it, money that the council keeps could be paid to an excluded person after all, or to her helper.
    """
    if paid_to is PaidTo.HERSELF:
        return HoldingType.SELF_HELD
    if paid_to is PaidTo.HELPER and holding_type is not HoldingType.SELF_HELD:
        return HoldingType.DELEGATE_HELD
    return holding_type


def may_go_out(grounds: Grounds, on: date) -> bool:
    """Tell whether the law lets this money go out as it is held, on that day.

    A missing check and one that has run out refuse like an exclusion, so that nobody can tell one from another.
    Source: Care Act 2014 s.31-33 with SI 2014/2871 reg 2 and Sch 1; SI 2013/1617. In Wales the
    payment may be made where another suitable person agrees, and keeps agreeing, to manage it: SI 2015/1815
    (W.260) reg 14; that is of care and support, and not of health.
    """
    if not needs_check(grounds.legal_basis) or grounds.holding_type is HoldingType.AUTHORITY_MANAGED:
        return True
    if grounds.check is not None and grounds.check.result_on(on) is CheckResult.CLEAR:
        return True
    if grounds.holding_type is HoldingType.THIRD_PARTY_HELD:
        return grounds.has_provider
    return (
        grounds.holding_type is HoldingType.DELEGATE_HELD
        and grounds.nation is Nation.WALES
        and grounds.legal_basis is LegalBasis.CARE_ACT_DP
        and grounds.has_suitable_person
    )


def check_finding(
    result: CheckResult, order_type: OrderType | None, checked_on: date, ends_on: date, today: date
) -> None:
    """Check what somebody writes down of a check: its days, and that only an exclusion names an order.

    Raises: BudgetRefused (`check_in_future`, `check_end_wrong`, `check_needs_order`, `check_names_order`).
    """
    if checked_on > today:
        raise BudgetRefused("Write the day on which it was checked.", code="check_in_future", field="checked_on")
    if result is CheckResult.EXCLUDED and order_type is None:
        raise BudgetRefused("Choose which order it is.", code="check_needs_order", field="order_type")
    if result is CheckResult.CLEAR and order_type is not None:
        raise BudgetRefused("A clear check names no order.", code="check_names_order", field="order_type")
    longest = LONGEST_CLEAR if result is CheckResult.CLEAR else LONGEST_EXCLUDED
    if not max(checked_on, today) < ends_on <= checked_on + longest:
        raise BudgetRefused(
            "The check is made again by {day} at the latest.",
            code="check_end_wrong",
            field="ends_on",
            day=checked_on + longest,
        )
