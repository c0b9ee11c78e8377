"""Scores that need leave."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from commonpurse.kernel.identity import new_id
from commonpurse.support.referrals import ndt


class NdtPermission(models.Model):
    """That the partnership has leave for the wording of the NDT assessment: who gave it, when, in which document.

    Without one that counts no score is kept and no page offers any. Ended once, never changed.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    given_by = models.CharField(max_length=ndt.LONGEST_FROM)
    given_on = models.DateField()
    reference = models.CharField(max_length=ndt.LONGEST_REFERENCE)
    written_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["written_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(given_by="") & ~Q(reference=""),
                name="ndt_permission_says_who_and_where",
                violation_error_message="Say who gave leave, and in which document.",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="ndt_permission_ended_by_one",
                violation_error_message="What is ended says when and by whom.",
            ),
        ]

    def __str__(self) -> str:
        return f"NDT permission {self.id}"


class NdtScores(models.Model):
    """The ten scores of a referral on one day. They decide nothing, stand in no list, and are taken off as a whole."""

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    referral = models.ForeignKey("referrals.Referral", on_delete=models.PROTECT, related_name="ndt_scores")
    permission = models.ForeignKey("referrals.NdtPermission", on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    engagement = models.PositiveSmallIntegerField()
    self_harm = models.PositiveSmallIntegerField()
    unmeant_harm = models.PositiveSmallIntegerField()
    risk_to_others = models.PositiveSmallIntegerField()
    risk_from_others = models.PositiveSmallIntegerField()
    stress = models.PositiveSmallIntegerField()
    social = models.PositiveSmallIntegerField()
    substances = models.PositiveSmallIntegerField()
    impulse = models.PositiveSmallIntegerField()
    housing = models.PositiveSmallIntegerField()
    recorded_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["referral", "on"],
                name="ndt_scores_once_a_day",
                violation_error_message="There are scores of that day already.",
            ),
            models.CheckConstraint(
                condition=Q(**{f"{area.value}__lte": 4 for area in ndt.Area if area not in ndt.DOUBLE}),
                name="ndt_scores_by_one",
                violation_error_message="This area has a number from 0 to 4.",
            ),
            models.CheckConstraint(
                condition=Q(**{f"{area.value}__in": list(ndt.BY_TWO) for area in ndt.DOUBLE}),
                name="ndt_scores_by_two",
                violation_error_message="This area has 0, 2, 4, 6 or 8.",
            ),
        ]

    def __str__(self) -> str:
        return f"NDT scores {self.id}"

    @property
    def scores(self) -> dict[ndt.Area, int]:
        return {area: getattr(self, area.value) for area in ndt.Area}

    @property
    def total(self) -> int:
        return ndt.total_of(self.scores)
