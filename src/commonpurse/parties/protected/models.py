from __future__ import annotations

from django.db import models
from django.db.models import Q

from commonpurse.kernel.identity import new_id
from commonpurse.parties.protected.rules import KIND_WORDS, DetailKind

KINDS = [(kind.value, str(words)) for kind, words in KIND_WORDS.items()]


class ProtectedDetail(models.Model):
    """That something of the person is protected, of which kind, since when. What it is lies in the sealed row."""

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="protected_details")
    kind = models.CharField(max_length=20, choices=KINDS)
    added_by = models.ForeignKey(
        "partners.Member",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="empty: the person herself",
    )
    added_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["added_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in DetailKind]),
                name="protected_detail_kind_known",
                violation_error_message="Choose what it is from the list.",
            ),
        ]

    def __str__(self) -> str:
        return f"protected {self.kind}"


class SealedDetail(models.Model):
    """The sealed bytes of one detail. On PostgreSQL the app role may neither read nor write this table. Append-only."""

    detail = models.OneToOneField(
        "protected.ProtectedDetail", on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    sealed = models.BinaryField()

    def __str__(self) -> str:
        return f"sealed {self.detail_id}"


class Reveal(models.Model):
    """That one protected detail was opened: by whom, why, when. Append-only."""

    id = models.UUIDField(primary_key=True, default=new_id)
    detail = models.ForeignKey("protected.ProtectedDetail", on_delete=models.PROTECT, related_name="reveals")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    revealed_to = models.ForeignKey(
        "partners.Member",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="empty: the person herself",
    )
    reason = models.CharField(max_length=200, help_text="as it was typed; empty where she looked at her own")
    revealed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(revealed_to=None) | ~Q(reason=""),
                name="reveal_has_reason",
                violation_error_message="Say why you need it.",
            ),
        ]
        indexes = [models.Index(fields=["person", "revealed_at"], name="reveal_by_person")]

    def __str__(self) -> str:
        return f"reveal of {self.detail_id}"
