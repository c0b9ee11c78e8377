"""The words that funds, budgets and spending are described in, and how they read on a page."""

from __future__ import annotations

from enum import StrEnum

from commonpurse.kernel.words import Words


class LegalBasis(StrEnum):
    """The power under which a fund may be given. Release hangs on it: see the sources beside each."""

    CARE_ACT_DP = "care_act_dp"  # Care Act 2014 s.31-33: excludes people under some court orders (SI 2014/2871 Sch 1)
    NHS_DP = "nhs_dp"  # National Health Service (Direct Payments) Regulations 2013, SI 2013/1617
    LOCAL_WELFARE_PROVISION = "local_welfare_provision"  # disregarded as capital from 4 May 2022, SI 2022/448
    HOMELESSNESS_PREVENTION_GRANT = "homelessness_prevention_grant"
    CHARITABLE_GRANT = "charitable_grant"
    COUNCIL_GENERAL_POWER = "council_general_power"  # Localism Act 2011 s.1


class FundKind(StrEnum):
    """How the funder's money stands beside other funders' money. Pooled: National Health Service Act 2006 s.75."""

    GRANT = "grant"
    ALIGNED = "aligned"
    POOLED_S75 = "pooled_s75"
    CHARITABLE = "charitable"
    LWP = "lwp"


class UnspentRule(StrEnum):
    """What becomes of money not spent when the fund ends."""

    RETURNS_TO_FUND = "returns_to_fund"
    ROLLS_OVER = "rolls_over"
    STAYS_WITH_PERSON = "stays_with_person"


class HoldingType(StrEnum):
    """In whose hands a line is. `self_held` is the rule; each other one is a step down with a reason and an end."""

    SELF_HELD = "self_held"
    DELEGATE_HELD = "delegate_held"
    THIRD_PARTY_HELD = "third_party_held"
    AUTHORITY_MANAGED = "authority_managed"


class SpendKind(StrEnum):
    """What money is for. The categories that recur in published evaluations of budgets in homelessness."""

    RENT_DEPOSIT = "rent_deposit"
    RENT_ARREARS_AND_DEBTS = "rent_arrears_and_debts"
    FURNITURE = "furniture"
    HOUSEHOLD_SETUP = "household_setup"
    CLOTHING = "clothing"
    FOOD = "food"
    PHONE_AND_DATA = "phone_and_data"
    TRAVEL = "travel"
    IDENTITY_DOCUMENTS = "identity_documents"
    COURSE_FEES = "course_fees"
    WORK_TOOLS = "work_tools"
    FAMILY_AND_ACTIVITIES = "family_and_activities"
    LEISURE = "leisure"
    HEALTH_AIDS = "health_aids"
    TEMPORARY_STAY = "temporary_stay"
    UNUSUAL_HOME = "unusual_home"
    PET_CARE = "pet_care"
    CELEBRATION_OR_GIFT = "celebration_or_gift"
    OTHER = "other"


class FundStage(StrEnum):
    """Where a day lies in the time of a fund."""

    COMING = "coming"
    RUNNING = "running"
    ENDED = "ended"


FUND_STAGE_WORDS = {
    FundStage.RUNNING: Words("Runs now"),
    FundStage.COMING: Words("Starts later"),
    FundStage.ENDED: Words("Has ended"),
}
LEGAL_BASIS_WORDS = {
    LegalBasis.CARE_ACT_DP: Words("Care Act direct payment"),
    LegalBasis.NHS_DP: Words("NHS direct payment"),
    LegalBasis.LOCAL_WELFARE_PROVISION: Words("Local welfare provision"),
    LegalBasis.HOMELESSNESS_PREVENTION_GRANT: Words("Homelessness prevention grant"),
    LegalBasis.CHARITABLE_GRANT: Words("Charitable grant"),
    LegalBasis.COUNCIL_GENERAL_POWER: Words("Council's general power"),
}
FUND_KIND_WORDS = {
    FundKind.GRANT: Words("Grant"),
    FundKind.ALIGNED: Words("Aligned budget"),
    FundKind.POOLED_S75: Words("Pooled budget (section 75)"),
    FundKind.CHARITABLE: Words("Charitable money"),
    FundKind.LWP: Words("Local welfare money"),
}
UNSPENT_WORDS = {
    UnspentRule.RETURNS_TO_FUND: Words("Goes back to the fund"),
    UnspentRule.ROLLS_OVER: Words("Rolls over"),
    UnspentRule.STAYS_WITH_PERSON: Words("Stays with the person"),
}
HOLDING_WORDS = {
    HoldingType.SELF_HELD: Words("In the person's own hands"),
    HoldingType.DELEGATE_HELD: Words("Held by a helper the person chose"),
    HoldingType.THIRD_PARTY_HELD: Words("Held by another organisation"),
    HoldingType.AUTHORITY_MANAGED: Words("Held by the council or NHS"),
}
SPEND_WORDS = {
    SpendKind.RENT_DEPOSIT: Words("Rent deposit or first rent"),
    SpendKind.RENT_ARREARS_AND_DEBTS: Words("Rent owed and debts"),
    SpendKind.FURNITURE: Words("Furniture and white goods"),
    SpendKind.HOUSEHOLD_SETUP: Words("Setting up a home"),
    SpendKind.CLOTHING: Words("Clothes and shoes"),
    SpendKind.FOOD: Words("Food"),
    SpendKind.PHONE_AND_DATA: Words("Phone, data or laptop"),
    SpendKind.TRAVEL: Words("Travel"),
    SpendKind.IDENTITY_DOCUMENTS: Words("Identity papers"),
    SpendKind.COURSE_FEES: Words("Course fees"),
    SpendKind.WORK_TOOLS: Words("Tools and clothes for work"),
    SpendKind.FAMILY_AND_ACTIVITIES: Words("Family and activities"),
    SpendKind.LEISURE: Words("Leisure"),
    SpendKind.HEALTH_AIDS: Words("Health aids"),
    SpendKind.TEMPORARY_STAY: Words("A place to stay for now"),
    SpendKind.UNUSUAL_HOME: Words("A caravan or other home"),
    SpendKind.PET_CARE: Words("Pet care"),
    SpendKind.CELEBRATION_OR_GIFT: Words("A celebration or gift"),
    SpendKind.OTHER: Words("Something else"),
}


def as_sentence(text: str) -> str:
    """The reason that somebody typed, with a full stop if it has no end of its own."""
    clean = text.strip()
    return clean if not clean or clean[-1] in ".!?" else f"{clean}."
