"""The rules about savings that come with the product, each with its source and the day from which it counts.

A partnership sets a newer one on the manager's page; these are the first of each history. What was not read in the
source itself says where it is to be checked. Amounts in pence.
"""

from __future__ import annotations

from datetime import date

from commonpurse.money.budgets.rules import LegalBasis
from commonpurse.money.decisions.rules.benefits import Benefit, BenefitRule, Per

LWP = LegalBasis.LOCAL_WELFARE_PROVISION

SHIPPED = (
    BenefitRule(
        Benefit.UNIVERSAL_CREDIT,
        valid_from=date(2013, 4, 29),
        lower_minor=6_000_00,
        upper_minor=16_000_00,
        step_minor=250_00,
        tariff_minor=4_35,
        per=Per.MONTH,
        source="Universal Credit Regulations 2013 (SI 2013/376), regulations 18 and 72",
    ),
    BenefitRule(
        Benefit.UNIVERSAL_CREDIT,
        valid_from=date(2022, 5, 4),
        lower_minor=6_000_00,
        upper_minor=16_000_00,
        step_minor=250_00,
        tariff_minor=4_35,
        per=Per.MONTH,
        source="SI 2013/376, regulations 18 and 72; local welfare money: SI 2022/448, in force 4 May 2022",
        disregards=(LWP,),
    ),
    BenefitRule(
        Benefit.HOUSING_BENEFIT,
        valid_from=date(2013, 4, 1),
        lower_minor=6_000_00,
        upper_minor=16_000_00,
        step_minor=250_00,
        tariff_minor=1_00,
        per=Per.WEEK,
        source="SI 2006/213, regulations 43 and 52; local welfare money: memorandum to SI 2022/448",
        disregards=(LWP,),
        to_check="Check with the council: over pension age, and with Pension Credit, other limits count.",
    ),
    BenefitRule(
        Benefit.OLDER_BENEFITS,
        valid_from=date(2013, 4, 1),
        lower_minor=6_000_00,
        upper_minor=16_000_00,
        step_minor=250_00,
        tariff_minor=1_00,
        per=Per.WEEK,
        source="SI 2008/794, regs 110 and 118; SI 1996/207, regs 107 and 116; memorandum to SI 2022/448",
        disregards=(LWP,),
        to_check="Check with DWP whether it is still paid: most people have moved to Universal Credit.",
    ),
    BenefitRule(
        Benefit.PENSION_CREDIT,
        valid_from=date(2013, 4, 1),
        lower_minor=10_000_00,
        upper_minor=None,
        step_minor=500_00,
        tariff_minor=1_00,
        per=Per.WEEK,
        source="State Pension Credit Regulations 2002 (SI 2002/1792), regulation 15(6)",
        to_check="Check with the Pension Service whether local welfare money counts.",
    ),
    BenefitRule(
        Benefit.COUNCIL_CARE,
        valid_from=date(2015, 4, 1),
        lower_minor=14_250_00,
        upper_minor=23_250_00,
        step_minor=250_00,
        tariff_minor=1_00,
        per=Per.WEEK,
        source="Care Act 2014, charging regulations (SI 2014/2672), regulations 12 and 25; England",
        to_check="Check with the council: it sets its own rules above these, and they can change each April.",
    ),
)
