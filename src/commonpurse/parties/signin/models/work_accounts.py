from __future__ import annotations

from django.db import models
from django.db.models import Q

from commonpurse.kernel.identity import new_id


class WorkAccount(models.Model):
    """The account at a member's own organisation that lets her in here: who vouches, and its name for her."""

    id = models.UUIDField(primary_key=True, default=new_id)
    user = models.ForeignKey("signin.User", on_delete=models.PROTECT, related_name="work_accounts")
    issuer = models.CharField(max_length=300)
    subject = models.CharField(max_length=255, help_text="what the issuer calls her; never an e-mail address")
    linked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["issuer", "subject"],
                name="work_account_once",
                violation_error_message="This account at work belongs to another sign-in.",
            ),
            models.CheckConstraint(
                condition=~Q(issuer="") & ~Q(subject=""),
                name="work_account_named",
                violation_error_message="An account at work has an issuer and a subject.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
