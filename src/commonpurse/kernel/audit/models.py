from __future__ import annotations

from django.db import models

from commonpurse.kernel.identity import new_id


class AuditEvent(models.Model):
    """One act. Append-only: triggers on both databases refuse UPDATE and DELETE."""

    id = models.UUIDField(primary_key=True, default=new_id)
    event_type = models.CharField(max_length=60)
    actor_id = models.UUIDField(help_text="the Member, Person or System member who acted")
    subject_type = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    facts = models.JSONField(default=dict, help_text="values of the act; never names, notes or account numbers")
    system_user = models.CharField(
        max_length=100, blank=True, help_text="the user of the machine, where a command line acted"
    )
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["subject_id", "recorded_at"], name="audit_by_subject"),
            models.Index(fields=["recorded_at"], name="audit_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.event_type} {self.subject_type} {self.subject_id}"
