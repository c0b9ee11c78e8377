from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q

from commonpurse.kernel.identity import new_id
from commonpurse.parties.signin.rules import MOST_TRIES, VALID_FOR


class TextWay(models.Model):
    """That a person wants to sign in by codes to one of her numbers. It works once she has typed a first one.

    The number itself stays on her contact way. Both hashes are keyed: `number_hash` finds the way when she types the
    number, `seen_hash` is of the number and its note as she confirmed them. When either changes, no code goes there.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="text_ways")
    contact_way = models.ForeignKey("people.ContactWay", on_delete=models.PROTECT, related_name="+")
    number_hash = models.CharField(max_length=64)
    seen_hash = models.CharField(max_length=64)
    chosen_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-chosen_at", "-id"]
        indexes = [models.Index(fields=["number_hash"], condition=Q(ended_at=None), name="text_way_by_number")]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(ended_at=None, confirmed_at__isnull=False),
                name="text_way_confirmed_once",
                violation_error_message="Codes go to one number at a time.",
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(ended_at=None, confirmed_at=None),
                name="text_way_waiting_once",
                violation_error_message="One number at a time waits for its first code.",
            ),
            models.CheckConstraint(
                condition=Q(last_used_at=None) | Q(confirmed_at__isnull=False),
                name="text_way_used_once_confirmed",
                violation_error_message="A number is confirmed before it lets anybody in.",
            ),
        ]

    def __str__(self) -> str:
        return f"codes since {self.chosen_at:%Y-%m-%d}"


class TextCode(models.Model):
    """One code that is to go, or went, to a person's number. The code itself is kept nowhere: it is reckoned anew.

    `handed_over_at`: when it was about to leave. It leaves once, and is not tried again: she asks for another.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    text_way = models.ForeignKey("signin.TextWay", on_delete=models.PROTECT, related_name="codes")
    made_at = models.DateTimeField()
    handed_over_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0, help_text="how often a wrong code was typed for it")
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-id"]
        indexes = [
            models.Index(fields=["text_way", "made_at"], name="text_code_by_way"),
            models.Index(fields=["made_at"], condition=Q(handed_over_at=None), name="text_code_to_hand_over"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(tries__lte=MOST_TRIES),
                name="text_code_tries_end",
                violation_error_message="A code is tried five times at most.",
            ),
        ]

    def __str__(self) -> str:
        return f"code of {self.made_at:%Y-%m-%d %H:%M}"

    def is_open(self, now: datetime) -> bool:
        """Tell whether the code can still be typed."""
        return self.used_at is None and self.tries < MOST_TRIES and now < self.made_at + VALID_FOR
