from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q

from commonpurse.kernel.identity import new_id
from commonpurse.parties.signin.rules import CARD_END_WORDS


class CardQuerySet(models.QuerySet["Card"]):
    def open(self) -> CardQuerySet:
        """Cards that nobody has ended. One that was never used may be too old all the same."""
        return self.filter(ended_at=None)

    def live(self, now: datetime) -> CardQuerySet:
        """Cards that let somebody in: with a PIN, or young enough to be given one."""
        return self.open().filter(Q(pin_set_at__isnull=False) | Q(unused_until__gt=now))


class Card(models.Model):
    """A printed card with which one person signs in: a code on paper, and a PIN that only she knows.

    `secret_hash` is of the code's secret part, and from the first use on of that part and the PIN together: neither
    can be tried without the other.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="cards")
    public_part = models.CharField(max_length=8, help_text="the first letters of the code; they find the card")
    secret_hash = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    made_by_member = models.ForeignKey(
        "partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    unused_until = models.DateTimeField(help_text="without a PIN by then it lets nobody in")
    pin_set_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_why = models.CharField(
        max_length=20, blank=True, choices=[(why.value, str(words)) for why, words in CARD_END_WORDS.items()]
    )

    objects: ClassVar[models.Manager[Card]] = CardQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["public_part"],
                name="card_public_part_once",
                violation_error_message="Another card begins with these letters.",
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(ended_at=None),
                name="card_open_once",
                violation_error_message="A person has one card at a time.",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_why="") | (Q(ended_at__isnull=False) & ~Q(ended_why="")),
                name="card_end_has_reason",
                violation_error_message="A card that ended says why, and no other does.",
            ),
            models.CheckConstraint(
                condition=Q(last_used_at=None) | Q(pin_set_at__isnull=False),
                name="card_used_with_pin",
                violation_error_message="A card is used only once it has a PIN.",
            ),
        ]

    def __str__(self) -> str:
        return f"card of {self.made_at:%Y-%m-%d}"

    def is_live(self, now: datetime) -> bool:
        return self.ended_at is None and (self.pin_set_at is not None or now < self.unused_until)


class Recognition(models.Model):
    """That a worker knew, face to face, somebody who had lost every way in, and by what. Append-only."""

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="recognitions")
    recognised_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")
    knew = models.JSONField(help_text="codes of the ways in which the worker knew her, two at least")
    recognised_at = models.DateTimeField()

    class Meta:
        ordering = ["-recognised_at", "-id"]
        indexes = [models.Index(fields=["person", "recognised_at"], name="recognition_by_person")]

    def __str__(self) -> str:
        return f"recognised on {self.recognised_at:%Y-%m-%d}"
