from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from commonpurse.kernel.constraints import as_choices, values_of
from commonpurse.kernel.identity import new_id
from commonpurse.money.decisions.rules import benefits as rules


class BenefitsRule(models.Model):
    """One version of what counts for one benefit, as the partnership set it. Append-only: a newer one replaces it."""

    id = models.UUIDField(primary_key=True, default=new_id)
    benefit = models.CharField(max_length=30, choices=as_choices(rules.BENEFIT_WORDS))
    valid_from = models.DateField()
    lower_minor = models.BigIntegerField(help_text="savings up to here change nothing")
    upper_minor = models.BigIntegerField(null=True, blank=True, help_text="above it there is none; empty: no limit")
    step_minor = models.BigIntegerField(help_text="for each so much above the lower limit, or part of it")
    tariff_minor = models.BigIntegerField(help_text="so much is taken off")
    per = models.CharField(max_length=10, choices=as_choices(rules.PER_WORDS))
    disregards = models.JSONField(default=list, help_text="the legal bases whose money does not count")
    source = models.CharField(max_length=300)
    to_check = models.CharField(max_length=300, blank=True, help_text="what is still to be checked, and with whom")
    set_at = models.DateTimeField()
    set_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["benefit", "valid_from", "set_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(benefit__in=values_of(rules.Benefit)),
                name="benefits_rule_benefit_known",
                violation_error_message="Choose the benefit from the list.",
            ),
            models.CheckConstraint(
                condition=Q(per__in=values_of(rules.Per)),
                name="benefits_rule_per_known",
                violation_error_message="Choose a week or a month.",
            ),
            models.CheckConstraint(
                condition=Q(lower_minor__gte=0) & (Q(upper_minor=None) | Q(upper_minor__gt=F("lower_minor"))),
                name="benefits_rule_limits_in_order",
                violation_error_message="The upper limit is above the lower one.",
            ),
            models.CheckConstraint(
                condition=Q(step_minor__gt=0, tariff_minor__gt=0),
                name="benefits_rule_tariff_above_zero",
                violation_error_message="Write an amount above zero.",
            ),
            models.CheckConstraint(
                condition=~Q(source=""),
                name="benefits_rule_has_source",
                violation_error_message="Say where this stands: the law, and the day.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.benefit} from {self.valid_from}"


class OwnCapital(models.Model):
    """What a person chooses to tell us about her savings. Hers alone: no member is ever shown it.

    She changes it or takes it away; no history is kept of it.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.OneToOneField("people.Person", on_delete=models.PROTECT, related_name="+")
    amount_minor = models.BigIntegerField()
    told_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_minor__gte=0),
                name="own_capital_not_below_zero",
                violation_error_message="Write zero or more.",
            )
        ]

    def __str__(self) -> str:
        return f"Own capital {self.id}"
