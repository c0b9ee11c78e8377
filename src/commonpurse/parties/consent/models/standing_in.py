from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import models
from django.db.models import F, Q

from commonpurse.kernel.identity import new_id
from commonpurse.parties.consent import rules


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def not_over(self, today: date) -> AbsenceQuerySet:
        """Those that run on that day, or begin later."""
        return self.filter(ends_on__gt=today, ended_at=None)


class Absence(models.Model):
    """That a member who coordinates is away, from a day until a day. Why is nobody's business, and is nowhere kept.

    It may go on longer; it ends by itself, or earlier where somebody says so.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    member = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField(help_text="the first day back")
    said_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on"))
                & Q(ends_on__lte=F("starts_on") + timedelta(days=rules.AWAY_DAYS_IN_ALL)),
                name="absence_within_its_days",
                violation_error_message="The day back comes after the first day away, and not too long after it.",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="absence_ended_by_somebody",
                violation_error_message="What ended earlier says when and by whom.",
            ),
        ]

    def __str__(self) -> str:
        return f"from {self.starts_on} until {self.ends_on}"


class StandInQuerySet(models.QuerySet["StandIn"]):
    def standing(self) -> StandInQuerySet:
        """Those that nobody ended and she did not turn away, whatever the day."""
        return self.filter(refused_at=None, ended_at=None, absence__ended_at=None)

    def live_on(self, today: date) -> StandInQuerySet:
        """Those that stand in on that day."""
        return self.standing().filter(absence__starts_on__lte=today, absence__ends_on__gt=today)

    def stood_at(self, at: datetime, day: date) -> StandInQuerySet:
        """Those that stood in at a moment of that day, whatever became of them since."""
        running = self.filter(named_at__lte=at, absence__starts_on__lte=day, absence__ends_on__gt=day)
        for end in ("refused_at", "ended_at", "absence__ended_at"):
            running = running.filter(Q(**{end: None}) | Q(**{f"{end}__gt": at}))
        return running


class StandIn(models.Model):
    """That a member stands in for who is away, for one person. She may turn this one away. Filled in, never changed.

    It is a ground of sight: while it lives, what she shares with who is away, by name, is shown to who stands in.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    absence = models.ForeignKey("consent.Absence", on_delete=models.PROTECT, related_name="stand_ins")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")
    named_at = models.DateTimeField()
    refused_at = models.DateTimeField(null=True, blank=True, help_text="when she said: not this one")
    ended_at = models.DateTimeField(null=True, blank=True, help_text="when another took it on")

    objects = StandInQuerySet.as_manager()

    class Meta:
        ordering = ["named_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["absence", "person"],
                condition=Q(refused_at=None, ended_at=None),
                name="stand_in_one_at_a_time",
                violation_error_message="Somebody stands in for them already.",
            ),
            models.CheckConstraint(
                condition=Q(refused_at=None) | Q(ended_at=None),
                name="stand_in_ends_once",
                violation_error_message="It was turned away, or taken on by another: not both.",
            ),
        ]

    def __str__(self) -> str:
        return f"Stand-in {self.id}"
