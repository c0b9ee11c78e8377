"""What the doors themselves keep: words not sent, payments begun, forms sent once, and how a member likes a list."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from commonpurse.kernel.identity import new_id


class Draft(models.Model):
    """What somebody typed into the form of one page when it could not be sent: shown to them alone, on that page."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    path = models.CharField(max_length=300)
    query = models.CharField(max_length=300, blank=True)
    content = models.TextField()  # JSON, {name: [values]}, sealed under a key of the keyring
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


class BegunPayment(models.Model):
    """The answers of a person on her way to a payment: kept a day at most, for her alone. See `web.person.answers`."""

    id = models.UUIDField(primary_key=True, default=new_id)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    content = models.TextField()  # JSON; not JSONField, which cannot hold every character here
    kept_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return str(self.id)


class SavedView(models.Model):
    """How a member likes to see one list: its filters and order, under a name of theirs. No name searched is in it."""

    id = models.UUIDField(primary_key=True, default=new_id)
    member = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")
    list_name = models.CharField(max_length=60, help_text="the name of the list's address")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=500, blank=True, help_text="what stands in the address after the question mark")
    is_default = models.BooleanField(default=False, help_text="the list opens with it")
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["saved_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "list_name", "name"],
                name="saved_view_name_once",
                violation_error_message="You have a view of this name already.",
            ),
            models.UniqueConstraint(
                fields=["member", "list_name"],
                condition=Q(is_default=True),
                name="saved_view_one_default",
                violation_error_message="A list opens with one view.",
            ),
            models.CheckConstraint(
                condition=~Q(name=""),
                name="saved_view_has_name",
                violation_error_message="Give the view a name.",
            ),
        ]

    def __str__(self) -> str:
        return self.name
