from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q

from commonpurse.kernel.identity import new_id
from commonpurse.kernel.periods import business_date
from commonpurse.support.agreements import rules


class ChangeWish(models.Model):
    """What the person wants to be changed in her agreement, in her words, and what came of it.

    It is answered by a new wording, or in words by who talked about it with her. Filled in, never changed.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    agreement = models.ForeignKey(
        "agreements.Agreement",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="the wording that she read; empty: there was none yet",
    )
    words = models.CharField(max_length=500)
    wished_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        "partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answer = models.CharField(max_length=500, null=True, blank=True)  # noqa: DJ001  filled in once
    new_wording = models.ForeignKey(
        "agreements.Agreement", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["wished_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(words=""),
                name="change_wish_says_what",
                violation_error_message="Say what you want to be different.",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None, answer=None, new_wording=None)
                | Q(answered_at__isnull=False, answered_by__isnull=False, new_wording__isnull=False)
                | (Q(answered_at__isnull=False, answered_by__isnull=False, answer__isnull=False) & ~Q(answer="")),
                name="change_wish_answer_whole",
                violation_error_message="An answer is a new wording or words, with who gave it and when.",
            ),
        ]

    def __str__(self) -> str:
        return f"Change wish {self.id}"

    @property
    def answer_by(self) -> date:
        """The last day of who works with her; after it the manager sees it too."""
        return rules.answer_wish_by(business_date(self.wished_at))
