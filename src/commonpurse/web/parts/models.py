"""What the doors themselves keep for a day: words that were typed and not sent, and forms that were sent once."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Draft(models.Model):
    """What somebody typed into the form of one page when it could not be sent: shown to them alone, on that page."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    path = models.CharField(max_length=300)
    query = models.CharField(max_length=300, blank=True)
    content = models.TextField()  # JSON, {name: [values]}; not JSONField, which cannot hold every character here
    kept_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "path"],
                name="draft_one_a_page",
                violation_error_message="There is one draft a page for each of us.",
            ),
        ]

    def __str__(self) -> str:
        return self.path


class SentForm(models.Model):
    """One form that was sent. `location` is where its act led to, empty while it is being done."""

    key = models.CharField(max_length=64, primary_key=True)  # SHA-256, in hex, of the form's mark and content
    location = models.CharField(max_length=500, blank=True)
    sent_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.key
