from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from commonpurse.kernel.identity import new_id


class SetUpCode(models.Model):
    """A code given by an administrator, with which a member chooses a password. Good once, for half an hour."""

    id = models.UUIDField(primary_key=True, default=new_id)
    user = models.ForeignKey("signin.User", on_delete=models.PROTECT, related_name="set_up_codes")
    code_hash = models.CharField(max_length=64)
    made_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("made_at")),
                name="set_up_code_ends",
                violation_error_message="A code ends after it was made.",
            ),
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(used_at=None),
                name="set_up_code_one_open",
                violation_error_message="A member has one open code at a time.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class FactorReset(models.Model):
    """A member lost every second factor: one administrator or manager asks to take it off, another agrees."""

    id = models.UUIDField(primary_key=True, default=new_id)
    user = models.ForeignKey("signin.User", on_delete=models.PROTECT, related_name="factor_resets")
    asked_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    closed_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    is_agreed = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_by=None, closed_at=None) | Q(closed_by__isnull=False, closed_at__isnull=False),
                name="factor_reset_closed_by_and_when",
                violation_error_message="What is closed says by whom and when.",
            ),
            models.CheckConstraint(
                condition=Q(is_agreed=False) | (Q(closed_by__isnull=False) & ~Q(closed_by=F("asked_by"))),
                name="factor_reset_needs_two",
                violation_error_message="Whoever asked for it cannot agree to it.",
            ),
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(closed_at=None),
                name="factor_reset_one_open",
                violation_error_message="This was asked for already.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
