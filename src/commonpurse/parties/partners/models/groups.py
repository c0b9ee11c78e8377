from __future__ import annotations

from django.db import models
from django.db.models import Q

from commonpurse.kernel.constraints import as_choices, both_or_neither, values_of
from commonpurse.kernel.identity import new_id
from commonpurse.parties.partners.rules import GROUP_WORDS, Group


class GroupSeatQuerySet(models.QuerySet["GroupSeat"]):
    def now(self) -> GroupSeatQuerySet:
        """The seats of today."""
        return self.filter(ended_at=None, member__is_active=True)


class GroupSeat(models.Model):
    """That a member of any partner sits in a group of the partnership. Ended once, never changed."""

    id = models.UUIDField(primary_key=True, default=new_id)
    group = models.CharField(max_length=20, choices=as_choices(GROUP_WORDS), db_column="group_name")  # a word of SQL
    member = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="seats")
    named_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")
    named_at = models.DateTimeField()
    ended_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = GroupSeatQuerySet.as_manager()

    class Meta:
        ordering = ["named_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "member"],
                condition=Q(ended_at=None),
                name="group_seat_once",
                violation_error_message="They sit in this group already.",
            ),
            models.CheckConstraint(
                condition=Q(group__in=values_of(Group)),
                name="group_seat_group_known",
                violation_error_message="Choose one of the groups.",
            ),
            models.CheckConstraint(
                condition=both_or_neither("ended_at", "ended_by"),
                name="group_seat_ended_by",
                violation_error_message="Who ended it and when are both said.",
            ),
            models.CheckConstraint(
                condition=~Q(named_by=models.F("member")),
                name="group_seat_named_by_another",
                violation_error_message="Nobody names themselves.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} in {self.group}"
