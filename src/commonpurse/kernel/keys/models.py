from __future__ import annotations

from django.db import models
from django.db.models import Q

from commonpurse.kernel.identity import new_id


class DataKey(models.Model):
    """The key of one subject, wrapped by a version of the keyring. Destroyed, nothing is left of it but that it was."""

    subject_id = models.UUIDField(primary_key=True)
    wrapped = models.BinaryField(null=True)
    keyring_version = models.CharField(max_length=40, blank=True)
    made_at = models.DateTimeField()
    destroyed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(wrapped__isnull=False, destroyed_at=None)
                | Q(wrapped=None, keyring_version="", destroyed_at__isnull=False),
                name="data_key_there_or_destroyed",
                violation_error_message="A key is there, or it is destroyed and nothing is left of it.",
            ),
        ]
        indexes = [models.Index(fields=["keyring_version"], name="data_key_by_version")]

    def __str__(self) -> str:
        return f"key of {self.subject_id}"


class Erasure(models.Model):
    """That the key of a subject was destroyed for good. The same stands in the file beside the keyring. Append-only."""

    id = models.UUIDField(primary_key=True, default=new_id)
    subject_id = models.UUIDField()
    erased_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_id"],
                name="erasure_once",
                violation_error_message="This key was destroyed already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_id} erased"
