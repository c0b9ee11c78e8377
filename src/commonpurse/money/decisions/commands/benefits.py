from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.helping import check_alone
from commonpurse.kernel.money import LARGEST_MINOR, Money
from commonpurse.kernel.texts import check_fits
from commonpurse.money.budgets.rules import LegalBasis
from commonpurse.money.decisions.access import can_set_benefits_rules, can_tell_own_capital
from commonpurse.money.decisions.models import BenefitsRule, OwnCapital
from commonpurse.money.decisions.rules.benefits import Benefit, BenefitRule, BenefitsRefused, Per, check_rule
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.models import Person


def tell_own_capital(*, by: Person, person: Person, amount: Money, now: datetime) -> OwnCapital:
    """Keep what she says she has saved, in place of what she said before. The trail has no sum.

    Raises: OnlyAlone, where somebody sits beside her; BenefitsRefused (`amount_wrong`).
    """
    if not can_tell_own_capital(by, person):
        raise NotAllowed
    check_alone()
    if not 0 <= amount.minor <= LARGEST_MINOR:
        raise BenefitsRefused("Write zero or more.", code="amount_wrong", field="amount")
    with transaction.atomic():
        Person.objects.select_for_update(no_key=True).get(id=person.id)
        told, _is_new = OwnCapital.objects.update_or_create(
            person=person, defaults={"amount_minor": amount.minor, "told_at": now}
        )
        record_event("own_capital_told", by=by.id, subject_type="person", subject_id=person.id, now=now)
        return told


def remove_own_capital(*, by: Person, person: Person, now: datetime) -> Person:
    """Forget what she said she has saved. Once more changes nothing. Raises: OnlyAlone."""
    if not can_tell_own_capital(by, person):
        raise NotAllowed
    check_alone()
    with transaction.atomic():
        Person.objects.select_for_update(no_key=True).get(id=person.id)
        gone, _by_table = OwnCapital.objects.filter(person=person).delete()
        if gone:
            record_event("own_capital_removed", by=by.id, subject_type="person", subject_id=person.id, now=now)
        return person


def set_benefits_rule(
    *,
    by: Member,
    benefit: Benefit,
    valid_from: date,
    lower: Money,
    upper: Money | None,
    step: Money,
    tariff: Money,
    per: Per,
    disregards: Sequence[LegalBasis],
    source: str,
    to_check: str,
    now: datetime,
) -> BenefitsRule:
    """Set what counts for a benefit from a day on; the history keeps what counted before.

    Raises: BenefitsRefused (as `check_rule`), TextTooLong.
    """
    if not can_set_benefits_rules(by):
        raise NotAllowed
    rule = BenefitRule(
        benefit=Benefit(benefit),
        valid_from=valid_from,
        lower_minor=lower.minor,
        upper_minor=None if upper is None else upper.minor,
        step_minor=step.minor,
        tariff_minor=tariff.minor,
        per=Per(per),
        source=source.strip(),
        disregards=tuple(basis for basis in LegalBasis if basis in disregards),
        to_check=to_check.strip(),
    )
    check_rule(rule)
    check_fits(BenefitsRule, source=source, to_check=to_check)
    with transaction.atomic():
        made = BenefitsRule.objects.create(
            benefit=rule.benefit.value,
            valid_from=rule.valid_from,
            lower_minor=rule.lower_minor,
            upper_minor=rule.upper_minor,
            step_minor=rule.step_minor,
            tariff_minor=rule.tariff_minor,
            per=rule.per.value,
            disregards=[basis.value for basis in rule.disregards],
            source=rule.source,
            to_check=rule.to_check,
            set_at=now,
            set_by=by,
        )
        record_event(
            "benefits_rule_set",
            by=by.id,
            subject_type="benefits_rule",
            subject_id=made.id,
            now=now,
            benefit=made.benefit,
            valid_from=valid_from.isoformat(),
        )
        return made
