from __future__ import annotations

from django.db import models
from django.db.models import Q

from commonpurse.kernel.constraints import both_or_neither
from commonpurse.kernel.identity import new_id

LONGEST_TEXT = 2_000


class AgreementTemplate(models.Model):
    """Words that an agreement may begin with, as the partnership writes them.

    Append-only: the newest version of a name counts.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    name = models.CharField(max_length=100)
    version = models.PositiveIntegerField()
    what_for = models.CharField(max_length=LONGEST_TEXT, blank=True)
    money_rules = models.CharField(max_length=LONGEST_TEXT, blank=True)
    if_things_go_wrong = models.CharField(max_length=LONGEST_TEXT, blank=True)
    how_to_challenge = models.CharField(max_length=LONGEST_TEXT, blank=True)
    is_offered = models.BooleanField(default=True, help_text="false: it is not offered any more")
    made_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["name", "version"]
        constraints = [
            models.UniqueConstraint(
                fields=["name", "version"],
                name="agreement_template_version_once",
                violation_error_message="Somebody changed this template at the same moment. Look at it again.",
            ),
            models.CheckConstraint(
                condition=Q(version__gt=0),
                name="agreement_template_version_from_one",
                violation_error_message="Versions count from 1.",
            ),
            models.CheckConstraint(
                condition=~Q(name=""),
                name="agreement_template_named",
                violation_error_message="Give the template a name.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} (version {self.version})"


class Agreement(models.Model):
    """What a person and a worker wrote down together, in one wording. Changing a word makes a new row.

    It counts from the moment when both have signed: then it has its `number`, 1, 2, 3 for each person, and the one of
    the highest number is in force. `sum_minor`: how much there was when it was made, as she was told it.
    `spend_up_to_minor`: up to this sum it is a smaller thing to spend, above it a bigger one; empty: no line is drawn.
    Filled in, never changed.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    template = models.ForeignKey(
        "agreements.AgreementTemplate", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    what_for = models.CharField(max_length=LONGEST_TEXT)
    sum_minor = models.BigIntegerField()
    spend_up_to_minor = models.BigIntegerField(null=True, blank=True)
    money_rules = models.CharField(max_length=LONGEST_TEXT)
    if_things_go_wrong = models.CharField(max_length=LONGEST_TEXT)
    how_to_challenge = models.CharField(max_length=LONGEST_TEXT)
    made_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    number = models.PositiveIntegerField(null=True, blank=True)
    in_force_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True, help_text="it was never signed by both, and is put aside")

    class Meta:
        ordering = ["made_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(sum_minor__gte=0),
                name="agreement_sum_not_below_zero",
                violation_error_message="How much there is cannot be less than nothing.",
            ),
            models.CheckConstraint(
                condition=Q(spend_up_to_minor=None) | Q(spend_up_to_minor__gt=0),
                name="agreement_line_above_zero",
                violation_error_message="Write a sum above zero, or leave it empty.",
            ),
            models.CheckConstraint(
                condition=~Q(what_for="") & ~Q(money_rules="") & ~Q(if_things_go_wrong="") & ~Q(how_to_challenge=""),
                name="agreement_says_all",
                violation_error_message="An agreement says what for, the rules, what if, and how to challenge.",
            ),
            models.CheckConstraint(
                condition=both_or_neither("in_force_at", "number"),
                name="agreement_in_force_has_number",
                violation_error_message="An agreement that counts has its number.",
            ),
            models.CheckConstraint(
                condition=Q(in_force_at=None) | Q(dropped_at=None),
                name="agreement_in_force_or_dropped",
                violation_error_message="An agreement that counts cannot be put aside; a new one replaces it.",
            ),
            models.UniqueConstraint(
                fields=["person", "number"],
                name="agreement_number_once",
                violation_error_message="Another agreement was signed at the same moment. Look at it again.",
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(number=None, dropped_at=None),
                name="agreement_one_draft",
                violation_error_message="Somebody wrote a new wording at the same moment. Look at it first.",
            ),
        ]

    def __str__(self) -> str:
        return f"Agreement {self.id}"
