from __future__ import annotations

from django.db import models
from django.db.models import Q

from commonpurse.kernel.constraints import both_or_neither
from commonpurse.kernel.identity import new_id
from commonpurse.parties.partners.rules import LONGEST_REASON


class DepartureQuerySet(models.QuerySet["Departure"]):
    def open(self) -> DepartureQuerySet:
        """Those that are said, and not done yet."""
        return self.filter(left_at=None, called_off_at=None)


class Departure(models.Model):
    """That an organisation leaves the partnership: from which day, why, and when it was done, or called off.

    Filled in, never changed. An organisation that comes back keeps this as its history.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    organisation = models.ForeignKey("partners.Organisation", on_delete=models.PROTECT, related_name="departures")
    leaves_on = models.DateField(help_text="the first day without")
    reason = models.CharField(max_length=LONGEST_REASON)
    said_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField()
    left_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    left_at = models.DateTimeField(null=True, blank=True)
    called_off_by = models.ForeignKey(
        "partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    called_off_at = models.DateTimeField(null=True, blank=True)

    objects = DepartureQuerySet.as_manager()

    class Meta:
        ordering = ["said_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(left_at=None, called_off_at=None),
                name="departure_one_open",
                violation_error_message="It is said already that they leave.",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""), name="departure_says_why", violation_error_message="Write why."
            ),
            models.CheckConstraint(
                condition=both_or_neither("left_at", "left_by") & both_or_neither("called_off_at", "called_off_by"),
                name="departure_done_by_somebody",
                violation_error_message="Who did it and when are both said.",
            ),
            models.CheckConstraint(
                condition=Q(left_at=None) | Q(called_off_at=None),
                name="departure_ends_once",
                violation_error_message="They left, or it was called off: not both.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} from {self.leaves_on}"
