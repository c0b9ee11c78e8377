"""What is asked when the books and the bank differ, and the months that were closed."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from commonpurse.kernel.identity import new_id


class DifferenceRequest(models.Model):
    """That a file does not add up, and that somebody asks to take it so. Another one accepts, once."""

    id = models.UUIDField(primary_key=True, default=new_id)
    series = models.ForeignKey(
        "reconciliation.StatementSeries", on_delete=models.PROTECT, related_name="difference_requests"
    )
    sha256 = models.CharField(max_length=64, help_text="of the file")
    file_name = models.CharField(max_length=255)
    differences = models.JSONField(help_text="[number of the statement, difference in minor units] of each")
    reason = models.CharField(max_length=500)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        "partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["series", "sha256"],
                name="difference_request_once_a_file",
                violation_error_message="Somebody asked for this file already.",
            ),
            models.CheckConstraint(
                condition=Q(accepted_by=None) | ~Q(accepted_by=F("asked_by")),
                name="difference_accepted_by_another",
                violation_error_message="Somebody else than who asked must accept a difference.",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None, accepted_by=None)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="difference_acceptance_whole",
                violation_error_message="An acceptance has its moment and its author.",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="difference_has_reason",
                violation_error_message="Say in plain words why the difference is taken.",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def total_minor(self) -> int:
        return sum(minor for _, minor in self.differences)


class Closing(models.Model):
    """That finance closed the books up to a day, and why, where lines were still open. Append-only."""

    id = models.UUIDField(primary_key=True, default=new_id)
    period = models.OneToOneField("ledger.Period", on_delete=models.PROTECT, related_name="+")
    open_count = models.PositiveIntegerField(help_text="lines of these days that nothing explained then")
    open_minor = models.BigIntegerField(help_text="their sum, money in and money out added up, minor units")
    reason = models.CharField(max_length=500, blank=True, help_text="why it was closed with lines open")
    closed_at = models.DateTimeField()
    closed_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-period__ends_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(open_count=0) | ~Q(reason=""),
                name="closing_has_reason",
                violation_error_message="Say in plain words why the books close with lines open.",
            ),
            models.CheckConstraint(
                condition=Q(open_minor__gte=0),
                name="closing_sum_from_zero",
                violation_error_message="What is open is added up, never set off.",
            ),
        ]

    def __str__(self) -> str:
        return f"books closed at {self.closed_at}"
