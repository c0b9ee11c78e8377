from __future__ import annotations

from datetime import date

from commonpurse.kernel.money import Money
from commonpurse.money.budgets.rules import LegalBasis
from commonpurse.money.decisions.access import can_see_own_capital
from commonpurse.money.decisions.models import BenefitsRule, OwnCapital
from commonpurse.money.decisions.rules.benefits import CURRENCY, Benefit, BenefitRule, Per, rules_on
from commonpurse.money.decisions.rules.benefits_shipped import SHIPPED
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.models import Person


def benefits_rules() -> list[BenefitRule]:
    """Every rule about savings there is or was, as it came with the product and as the partnership set it since.

    They are the law's, and nobody's: whoever uses the site may read them.
    """
    return [*SHIPPED, *(_rule(row) for row in BenefitsRule.objects.select_related("set_by"))]


def benefits_rules_on(day: date) -> dict[Benefit, BenefitRule]:
    """The rule that counts for each benefit on that day. One statement."""
    return rules_on(benefits_rules(), day)


def _rule(row: BenefitsRule) -> BenefitRule:
    return BenefitRule(
        benefit=Benefit(row.benefit),
        valid_from=row.valid_from,
        lower_minor=row.lower_minor,
        upper_minor=row.upper_minor,
        step_minor=row.step_minor,
        tariff_minor=row.tariff_minor,
        per=Per(row.per),
        source=row.source,
        disregards=tuple(LegalBasis(basis) for basis in row.disregards),
        to_check=row.to_check,
        set_at=row.set_at,
        set_by=row.set_by.name,
    )


def own_capital_of(*, viewer: Member | Person, person: Person) -> Money | None:
    """What she told us she has saved; None for everybody else, with somebody beside her, or where she told nothing."""
    if not can_see_own_capital(viewer, person):
        return None
    told = OwnCapital.objects.filter(person=person).values_list("amount_minor", flat=True).first()
    return None if told is None else Money(told, CURRENCY)
