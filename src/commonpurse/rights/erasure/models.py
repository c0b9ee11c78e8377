from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from commonpurse.kernel.identity import new_id


class ErasureRequest(models.Model):
    """That a person asked, or a member for her, to have her erased, and what a second one answered. Filled in once.

    Agreed, it is also the leave by which the database lets her words be blanked (kernel/erasable.py).
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="erasure_requests")
    asked_by_member = models.ForeignKey(
        "partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    asked_at = models.DateTimeField()
    answer_by = models.DateField()
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreed_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    declined_at = models.DateTimeField(null=True, blank=True)
    declined_by = models.ForeignKey(
        "partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decline_reason = models.CharField(max_length=500, null=True, blank=True)  # noqa: DJ001  filled in once

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(declined_at=None),
                name="erasure_request_open_once",
                violation_error_message="This was asked for already.",
            ),
            models.CheckConstraint(
                condition=Q(agreed_at=None, agreed_by=None) | Q(agreed_at__isnull=False, agreed_by__isnull=False),
                name="erasure_request_agreement_whole",
                violation_error_message="An agreement has its moment and its author.",
            ),
            models.CheckConstraint(
                condition=Q(declined_at=None, declined_by=None, decline_reason=None)
                | Q(agreed_at=None, declined_at__isnull=False, declined_by__isnull=False, decline_reason__isnull=False),
                name="erasure_request_declining_whole",
                violation_error_message="A no has its moment, its author and its reason, and stands alone.",
            ),
            models.CheckConstraint(
                condition=Q(asked_by_member=None) | Q(agreed_by=None) | ~Q(agreed_by=F("asked_by_member")),
                name="erasure_request_agreed_by_another",
                violation_error_message="Somebody else than who asked for it agrees.",
            ),
        ]

    def __str__(self) -> str:
        return f"asked on {self.asked_at:%Y-%m-%d}"
