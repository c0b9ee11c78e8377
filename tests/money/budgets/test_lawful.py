"""What the law lets go out direct: the table of cases that a practitioner can read, and what holds in all of them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonpurse.money.budgets.rules import (
    BudgetRefused,
    CheckResult,
    FoundCheck,
    Grounds,
    HoldingType,
    LegalBasis,
    Nation,
    OrderType,
    PaidTo,
    check_finding,
    hands_of_payment,
    may_go_out,
)
from tests.factories import TODAY

CARE, NHS, CHARITY = LegalBasis.CARE_ACT_DP, LegalBasis.NHS_DP, LegalBasis.CHARITABLE_GRANT
ENGLAND, WALES, SCOTLAND, ULSTER = Nation.ENGLAND, Nation.WALES, Nation.SCOTLAND, Nation.NORTHERN_IRELAND
SELF, HELPER = HoldingType.SELF_HELD, HoldingType.DELEGATE_HELD
PROVIDER, COUNCIL = HoldingType.THIRD_PARTY_HELD, HoldingType.AUTHORITY_MANAGED
DAY = timedelta(days=1)


def found(result: CheckResult, begins: date = TODAY - 30 * DAY, ends: date = TODAY + 30 * DAY) -> FoundCheck:
    return FoundCheck(result, begins, ends)


CHECKS = {
    "none": None,
    "clear": found(CheckResult.CLEAR),
    "clear, last day": found(CheckResult.CLEAR, ends=TODAY + DAY),
    "clear, over": found(CheckResult.CLEAR, ends=TODAY),
    "clear, made today": found(CheckResult.CLEAR, begins=TODAY),
    "excluded": found(CheckResult.EXCLUDED),
    "excluded, over": found(CheckResult.EXCLUDED, ends=TODAY),
}

# fmt: off
CASES = [
    # basis   nation    held by   check                also there    may go out
    (CARE,    ENGLAND,  SELF,     "clear",             "",           True),
    (CARE,    ENGLAND,  SELF,     "clear, made today", "",           True),
    (CARE,    ENGLAND,  SELF,     "clear, last day",   "",           True),
    (CARE,    ENGLAND,  SELF,     "clear, over",       "",           False),
    (CARE,    ENGLAND,  SELF,     "none",              "",           False),
    (CARE,    ENGLAND,  SELF,     "excluded",          "",           False),
    (CARE,    ENGLAND,  SELF,     "excluded, over",    "",           False),  # asked again first
    (CARE,    ENGLAND,  HELPER,   "clear",             "suitable",   True),
    (CARE,    ENGLAND,  HELPER,   "none",              "suitable",   False),
    (CARE,    ENGLAND,  HELPER,   "excluded",          "suitable",   False),  # not to a nominated person either
    (CARE,    ENGLAND,  PROVIDER, "excluded",          "provider",   True),   # under contract with the authority
    (CARE,    ENGLAND,  PROVIDER, "none",              "provider",   True),
    (CARE,    ENGLAND,  PROVIDER, "excluded",          "",           False),  # nobody is named
    (CARE,    ENGLAND,  PROVIDER, "clear",             "",           True),
    (CARE,    ENGLAND,  COUNCIL,  "excluded",          "",           True),
    (CARE,    ENGLAND,  COUNCIL,  "none",              "",           True),
    (NHS,     ENGLAND,  SELF,     "clear",             "",           True),
    (NHS,     ENGLAND,  SELF,     "none",              "",           False),
    (NHS,     ENGLAND,  SELF,     "excluded",          "",           False),
    (NHS,     ENGLAND,  HELPER,   "excluded",          "suitable",   False),
    (NHS,     ENGLAND,  PROVIDER, "excluded",          "provider",   True),
    (NHS,     ENGLAND,  COUNCIL,  "excluded",          "",           True),
    (CARE,    WALES,    HELPER,   "excluded",          "suitable",   True),   # W.260 reg 14
    (CARE,    WALES,    HELPER,   "none",              "suitable",   True),
    (CARE,    WALES,    HELPER,   "excluded",          "",           False),  # they agree no more
    (CARE,    WALES,    SELF,     "excluded",          "suitable",   False),
    (CARE,    WALES,    SELF,     "clear",             "",           True),
    (NHS,     WALES,    HELPER,   "excluded",          "suitable",   False),  # reg 14 is of care and support
    (CARE,    SCOTLAND, HELPER,   "excluded",          "suitable",   False),
    (CARE,    ULSTER,   HELPER,   "excluded",          "suitable",   False),
    (CARE,    SCOTLAND, SELF,     "clear",             "",           True),
    (CHARITY, ENGLAND,  SELF,     "none",              "",           True),   # used at once
    (CHARITY, ENGLAND,  SELF,     "excluded",          "",           True),
    (CHARITY, ENGLAND,  HELPER,   "clear, over",       "",           True),
    (CHARITY, WALES,    PROVIDER, "excluded",          "",           True),
]
# fmt: on


@pytest.mark.parametrize(("basis", "nation", "held", "check", "there", "expected"), CASES)
def test_what_may_go_out(
    basis: LegalBasis, nation: Nation, held: HoldingType, check: str, there: str, expected: bool
) -> None:
    grounds = Grounds(basis, nation, held, CHECKS[check], there == "provider", there == "suitable")
    assert may_go_out(grounds, TODAY) is expected


GROUNDS = st.builds(
    Grounds,
    legal_basis=st.sampled_from(LegalBasis),
    nation=st.sampled_from(Nation),
    holding_type=st.sampled_from(HoldingType),
    check=st.sampled_from([None, *(each for each in CHECKS.values() if each)]),
    has_provider=st.booleans(),
    has_suitable_person=st.booleans(),
)


@given(grounds=GROUNDS)
def test_a_missing_check_says_no_more_than_an_exclusion(grounds: Grounds) -> None:
    """Nobody can tell from what may be paid whether there is an order of a court, or nobody has asked."""
    missing = Grounds(**(vars(grounds) | {"check": None}))
    excluded = Grounds(**(vars(grounds) | {"check": CHECKS["excluded"]}))
    assert may_go_out(missing, TODAY) == may_go_out(excluded, TODAY)


@given(grounds=GROUNDS)
def test_only_the_two_bases_are_ever_refused(grounds: Grounds) -> None:
    assert may_go_out(grounds, TODAY) or grounds.legal_basis in (CARE, NHS)


@given(grounds=GROUNDS)
def test_there_is_always_a_lawful_way(grounds: Grounds) -> None:
    assert may_go_out(Grounds(**(vars(grounds) | {"holding_type": COUNCIL})), TODAY)


# fmt: off
HANDS = [
    # held by  paid to           in whose hands it comes
    (SELF,     PaidTo.SUPPLIER,  SELF),
    (SELF,     PaidTo.HERSELF,   SELF),
    (SELF,     PaidTo.HELPER,    SELF),
    (HELPER,   PaidTo.SUPPLIER,  HELPER),
    (HELPER,   PaidTo.HERSELF,   SELF),
    (PROVIDER, PaidTo.SUPPLIER,  PROVIDER),
    (PROVIDER, PaidTo.HERSELF,   SELF),
    (PROVIDER, PaidTo.HELPER,    HELPER),
    (COUNCIL,  PaidTo.SUPPLIER,  COUNCIL),
    (COUNCIL,  PaidTo.HERSELF,   SELF),
    (COUNCIL,  PaidTo.HELPER,    HELPER),
]
# fmt: on


@pytest.mark.parametrize(("held", "paid_to", "expected"), HANDS)
def test_money_paid_into_her_hands_is_in_her_hands(held: HoldingType, paid_to: PaidTo, expected: HoldingType) -> None:
    assert hands_of_payment(held, paid_to) is expected


ORDER = OrderType.ALCOHOL_TREATMENT
CLEAR, EXCLUDED = CheckResult.CLEAR, CheckResult.EXCLUDED
# fmt: off
FINDINGS = [
    # result   order  checked          ends                 refused for
    (CLEAR,    None,  TODAY,           TODAY + 366 * DAY,   None),
    (CLEAR,    None,  TODAY,           TODAY + 367 * DAY,   "check_end_wrong"),
    (CLEAR,    None,  TODAY,           TODAY,               "check_end_wrong"),
    (CLEAR,    None,  TODAY - 9 * DAY, TODAY,               "check_end_wrong"),
    (CLEAR,    None,  TODAY + DAY,     TODAY + 9 * DAY,     "check_in_future"),
    (CLEAR,    ORDER, TODAY,           TODAY + 9 * DAY,     "check_names_order"),
    (EXCLUDED, None,  TODAY,           TODAY + 9 * DAY,     "check_needs_order"),
    (EXCLUDED, ORDER, TODAY,           TODAY + 1098 * DAY,  None),
    (EXCLUDED, ORDER, TODAY,           TODAY + 1099 * DAY,  "check_end_wrong"),
]
# fmt: on


@pytest.mark.parametrize(("result", "order", "checked_on", "ends_on", "code"), FINDINGS)
def test_a_finding_has_its_days_and_an_exclusion_its_order(
    result: CheckResult, order: OrderType | None, checked_on: date, ends_on: date, code: str | None
) -> None:
    if code is None:
        check_finding(result, order, checked_on, ends_on, TODAY)
        return
    with pytest.raises(BudgetRefused) as refused:
        check_finding(result, order, checked_on, ends_on, TODAY)
    assert refused.value.code == code
