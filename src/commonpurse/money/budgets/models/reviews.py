from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from commonpurse.kernel.constraints import one_actor
from commonpurse.kernel.identity import new_id
from commonpurse.money.budgets import rules

NOT_HELD = Q(held_on=None, held_at=None, held_by=None, said=None, changes=None, next_due=None)
HELD = Q(
    held_on__isnull=False,
    held_at__isnull=False,
    held_by__isnull=False,
    said__gt="",
    changes__isnull=False,
    next_due__isnull=False,
)


class Review(models.Model):
    """That somebody sat down with a person over her budget, or was asked to do so soon. Filled in once, never changed.

    One that was held without being asked for is written whole. When the next is due stands in the newest; of a budget
    that had none it follows from its funds.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(help_text="by when it was to be held")
    concern = models.CharField(max_length=500, blank=True, help_text="why it was asked for")
    raised_at = models.DateTimeField(null=True, blank=True)
    raised_by_member = models.ForeignKey(
        "partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    raised_by_person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    held_on = models.DateField(null=True, blank=True)
    held_at = models.DateTimeField(null=True, blank=True, help_text="when it was written down")
    held_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    said = models.CharField(max_length=1000, null=True, blank=True)  # noqa: DJ001  filled in once
    changes = models.CharField(max_length=1000, null=True, blank=True)  # noqa: DJ001
    next_due = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["held_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(held_on=None),
                name="review_open_once",
                violation_error_message="A review is asked for already.",
            ),
            models.CheckConstraint(
                condition=NOT_HELD | HELD,
                name="review_held_whole",
                violation_error_message="A review says when it was held, by whom, what was said, and when the next is.",
            ),
            models.CheckConstraint(
                condition=Q(concern="", raised_at=None, raised_by_member=None, raised_by_person=None)
                | (~Q(concern="") & Q(raised_at__isnull=False) & one_actor("raised_by")),
                name="review_raised_whole",
                violation_error_message="Who asks for a review says why, and when.",
            ),
            models.CheckConstraint(
                condition=Q(held_on__isnull=False) | Q(raised_at__isnull=False),
                name="review_held_or_asked_for",
                violation_error_message="A review is held, or somebody asked for it.",
            ),
            models.CheckConstraint(
                condition=Q(next_due=None)
                | Q(next_due__gt=F("held_on"), next_due__lte=F("held_on") + rules.LONGEST_BETWEEN_REVIEWS),
                name="review_next_within_a_year",
                violation_error_message="The next review is within a year.",
            ),
        ]

    def __str__(self) -> str:
        return f"Review {self.id}"
