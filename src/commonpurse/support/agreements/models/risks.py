from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from commonpurse.kernel.constraints import both_or_neither
from commonpurse.kernel.identity import new_id
from commonpurse.support.agreements.models.agreements import LONGEST_TEXT


class RiskRecord(models.Model):
    """A risk that is taken on purpose, written down together. Changing a word makes a new row that `replaces` it.

    It counts from the moment when the person, a worker and a manager have signed. Filled in, never changed.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    concern = models.CharField(max_length=500, help_text="the worry that it answers, by name")
    what_matters = models.CharField(max_length=LONGEST_TEXT)
    what_could_go_wrong = models.CharField(max_length=LONGEST_TEXT)
    how_bad = models.CharField(max_length=LONGEST_TEXT)
    what_helps = models.CharField(max_length=LONGEST_TEXT)
    signs = models.CharField(max_length=LONGEST_TEXT, help_text="what would show that it goes wrong")
    who_does_what = models.CharField(max_length=LONGEST_TEXT)
    why_worth_it = models.CharField(max_length=LONGEST_TEXT)
    review_on = models.DateField()
    made_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")
    made_on = models.DateField()
    made_at = models.DateTimeField()
    in_force_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    end_reason = models.CharField(max_length=500, null=True, blank=True)  # noqa: DJ001  filled in once

    class Meta:
        ordering = ["made_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(concern="")
                & ~Q(what_matters="")
                & ~Q(what_could_go_wrong="")
                & ~Q(how_bad="")
                & ~Q(what_helps="")
                & ~Q(signs="")
                & ~Q(who_does_what="")
                & ~Q(why_worth_it=""),
                name="risk_record_says_all",
                violation_error_message="A risk record says all of it. Write a few words in each part.",
            ),
            models.CheckConstraint(
                condition=Q(review_on__gt=F("made_on")),
                name="risk_record_reviewed_later",
                violation_error_message="Choose a day to look at it again that comes later.",
            ),
            models.CheckConstraint(
                condition=both_or_neither("ended_at", "ended_by") & both_or_neither("ended_at", "end_reason"),
                name="risk_record_end_whole",
                violation_error_message="An end has its moment, its author and its reason.",
            ),
        ]

    def __str__(self) -> str:
        return f"Risk record {self.id}"
