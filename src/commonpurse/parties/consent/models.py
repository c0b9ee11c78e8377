from __future__ import annotations

from django.db import models

from commonpurse.kernel.identity import new_id


class AccessRow(models.Model):
    """One look at a person's things: by whom, for which organisation, why, which fields. Append-only.

    Written and committed on its own connection before anything is read, so the row stays when the request fails.
    `person` is an id without a database key for the same reason: the row must not wait for the request's locks.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey("people.Person", on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")
    viewer_kind = models.CharField(max_length=10, choices=[("member", "Member"), ("person", "Person")])
    viewer_id = models.UUIDField()
    organisation_id = models.UUIDField(null=True, blank=True)
    why = models.CharField(max_length=200)
    fields = models.JSONField()
    looked_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["person", "looked_at"], name="access_row_by_person")]

    def __str__(self) -> str:
        return f"{self.viewer_kind} {self.viewer_id} at {self.looked_at:%Y-%m-%d %H:%M}"
