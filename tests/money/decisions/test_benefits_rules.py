"""The rules about savings: what came with the product, what the manager sets, and that none of it is rewritten."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from commonpurse.kernel.audit.models import AuditEvent
from commonpurse.kernel.errors import NotAllowed
from commonpurse.money.budgets.rules import LegalBasis
from commonpurse.money.decisions.commands import set_benefits_rule, tell_own_capital
from commonpurse.money.decisions.models import BenefitsRule, OwnCapital
from commonpurse.money.decisions.queries import benefits_rules, benefits_rules_on
from commonpurse.money.decisions.rules.benefits import Benefit, BenefitsRefused, Per, rules_on
from commonpurse.money.decisions.rules.benefits_shipped import SHIPPED
from tests.factories import NOW, TODAY, Standing, pounds, standing_people


@pytest.fixture
def people(db: None) -> Standing:
    return standing_people()


def set_rule(people: Standing, by: str = "priya", **given: Any) -> BenefitsRule:
    """Universal Credit with other limits, from NOW's day on."""
    wanted: dict[str, Any] = {
        "benefit": Benefit.UNIVERSAL_CREDIT,
        "valid_from": TODAY,
        "lower": pounds(7_000),
        "upper": pounds(17_000),
        "step": pounds(250),
        "tariff": pounds(5),
        "per": Per.MONTH,
        "disregards": [LegalBasis.LOCAL_WELFARE_PROVISION],
        "source": "Made up for this test, 2026",
        "to_check": "",
        "now": NOW,
    }
    return set_benefits_rule(by=getattr(people, by), **(wanted | given))


def test_what_came_with_the_product_has_a_source_and_a_day() -> None:
    assert {rule.benefit for rule in SHIPPED} == set(Benefit)
    assert all("SI 20" in rule.source or "SI 19" in rule.source for rule in SHIPPED)
    assert all(rule.to_check for rule in SHIPPED if rule.benefit != Benefit.UNIVERSAL_CREDIT)


def test_local_welfare_money_counts_for_universal_credit_until_3_may_2022() -> None:
    before = rules_on(SHIPPED, date(2022, 5, 3))[Benefit.UNIVERSAL_CREDIT]
    after = rules_on(SHIPPED, date(2022, 5, 4))[Benefit.UNIVERSAL_CREDIT]
    assert (before.disregards, after.disregards) == ((), (LegalBasis.LOCAL_WELFARE_PROVISION,))


def test_before_its_first_day_a_benefit_has_no_rule() -> None:
    assert rules_on(SHIPPED, date(2013, 4, 28)).keys() == {
        Benefit.HOUSING_BENEFIT,
        Benefit.OLDER_BENEFITS,
        Benefit.PENSION_CREDIT,
    }


def test_what_the_manager_sets_counts_from_its_day_on(people: Standing) -> None:
    set_rule(people)
    assert benefits_rules_on(TODAY - timedelta(days=1))[Benefit.UNIVERSAL_CREDIT].lower_minor == 6_000_00
    rule = benefits_rules_on(TODAY)[Benefit.UNIVERSAL_CREDIT]
    assert (rule.lower_minor, rule.tariff_minor, rule.set_by) == (7_000_00, 5_00, "Priya")


def test_of_two_for_the_same_day_the_last_that_was_set_counts(people: Standing) -> None:
    set_rule(people, lower=pounds(8_000))
    set_rule(people, lower=pounds(9_000), now=NOW + timedelta(minutes=1))
    set_rule(people, valid_from=date(2022, 5, 4), lower=pounds(1), now=NOW + timedelta(minutes=2))
    assert benefits_rules_on(TODAY)[Benefit.UNIVERSAL_CREDIT].lower_minor == 9_000_00
    assert benefits_rules_on(date(2022, 5, 4))[Benefit.UNIVERSAL_CREDIT].lower_minor == 1_00
    assert len([rule for rule in benefits_rules() if rule.benefit == Benefit.UNIVERSAL_CREDIT]) == 5


def test_setting_one_is_written_down(people: Standing) -> None:
    made = set_rule(people)
    event = AuditEvent.objects.get(event_type="benefits_rule_set")
    assert (event.actor_id, event.subject_id) == (people.priya.id, made.id)
    assert event.facts == {"benefit": "universal_credit", "valid_from": "2026-06-01"}


@pytest.mark.parametrize("who", ["ada", "stranger", "wren", "femi", "ngozi", "callum", "administrator"])
def test_only_the_manager_sets_one(people: Standing, who: str) -> None:
    with pytest.raises(NotAllowed):
        set_rule(people, by=who)
    assert not BenefitsRule.objects.exists()


WRONG: dict[str, dict[str, Any]] = {
    "source_needed": {"source": " "},
    "limits_crossed": {"upper": pounds(7_000)},
    "tariff_not_positive": {"tariff": pounds(0)},
}


@pytest.mark.parametrize("code", WRONG)
def test_a_rule_that_cannot_be_is_refused_in_words(people: Standing, code: str) -> None:
    with pytest.raises(BenefitsRefused) as refused:
        set_rule(people, **WRONG[code])
    assert refused.value.code == code


BREACHES: dict[str, dict[str, Any]] = {
    "benefits_rule_benefit_known": {"benefit": "lottery"},
    "benefits_rule_per_known": {"per": "hour"},
    "benefits_rule_limits_in_order": {"upper_minor": 1},
    "benefits_rule_tariff_above_zero": {"step_minor": 0},
    "benefits_rule_has_source": {"source": ""},
}


@pytest.mark.parametrize("name", BREACHES)
def test_the_database_refuses(people: Standing, name: str) -> None:
    row = set_rule(people)
    kept = {
        field.attname: getattr(row, field.attname)
        for field in BenefitsRule._meta.concrete_fields
        if not field.primary_key
    }
    BenefitsRule.objects.create(**kept)  # what is copied would be taken as it is
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        BenefitsRule.objects.create(**(kept | BREACHES[name]))
    if connection.vendor == "postgresql":
        assert name in str(refused.value)


def test_own_capital_not_below_zero(people: Standing) -> None:
    tell_own_capital(by=people.ada, person=people.ada, amount=pounds(1), now=NOW)
    with pytest.raises(IntegrityError, match="own_capital_not_below_zero"), transaction.atomic():
        OwnCapital.objects.update(amount_minor=-1)


def test_what_counted_is_never_rewritten(people: Standing) -> None:
    set_rule(people)
    with pytest.raises(DatabaseError, match=r"permission denied|append.only"), transaction.atomic():
        BenefitsRule.objects.update(lower_minor=1)
    with pytest.raises(DatabaseError, match=r"permission denied|append.only"), transaction.atomic():
        BenefitsRule.objects.all().delete()
