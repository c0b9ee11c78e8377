from __future__ import annotations

from django.db import models
from django.db.models import Q


class WrongTries(models.Model):
    """How often in a row somebody was wrong about one account, one factor, or from one address. Hashed: no list."""

    key_hash = models.CharField(
        max_length=64, primary_key=True, help_text="keyed hash of what was tried: an account's name, an address"
    )
    count = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()
    wait_until = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(wait_until__gte=models.F("last_at")),
                name="wrong_tries_wait_follows",
                violation_error_message="A wait begins at the try that caused it.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.count} wrong"
