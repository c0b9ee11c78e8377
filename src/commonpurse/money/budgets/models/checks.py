from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from commonpurse.kernel.constraints import as_choices, values_of
from commonpurse.kernel.identity import new_id
from commonpurse.money.budgets import rules


class ExclusionCheck(models.Model):
    """What an authority found when it asked whether the law bars a direct payment to this person. Append-only.

    Of each basis the last one checked counts, until its end. It is a record of offences: who is shown it is another
    question than what may be paid.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    legal_basis = models.CharField(
        max_length=40, choices=[(basis.value, rules.LEGAL_BASIS_WORDS[basis]) for basis in rules.NEEDS_CHECK]
    )
    result = models.CharField(max_length=10, choices=as_choices(rules.CHECK_RESULT_WORDS))
    order_type = models.CharField(max_length=30, blank=True, choices=as_choices(rules.ORDER_WORDS))
    checked_on = models.DateField()
    ends_on = models.DateField(help_text="the first day on which it is to be made again, or the order is over")
    authority = models.ForeignKey(
        "partners.Organisation", on_delete=models.PROTECT, related_name="+", help_text="who checked"
    )
    checked_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["written_at", "id"]
        indexes = [models.Index(fields=["person", "legal_basis"], name="exclusion_check_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(legal_basis__in=values_of(rules.NEEDS_CHECK)),
                name="exclusion_check_basis_known",
                violation_error_message="Only direct payments under the Care Act or for health are checked.",
            ),
            models.CheckConstraint(
                condition=Q(result__in=values_of(rules.CheckResult)),
                name="exclusion_check_result_known",
                violation_error_message="Choose from the list what was found.",
            ),
            models.CheckConstraint(
                condition=~Q(result="excluded") & Q(order_type="")
                | Q(result="excluded", order_type__in=values_of(rules.OrderType)),
                name="exclusion_check_names_order",
                violation_error_message="An exclusion names its order, and a clear check names none.",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("checked_on"), ends_on__lte=F("checked_on") + rules.LONGEST_EXCLUDED)
                & (Q(result="excluded") | Q(ends_on__lte=F("checked_on") + rules.LONGEST_CLEAR)),
                name="exclusion_check_is_made_again",
                violation_error_message="A check is made again within a year, or when the order is over.",
            ),
        ]

    def __str__(self) -> str:
        return f"Check {self.id}"
