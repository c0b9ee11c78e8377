from __future__ import annotations

from django.db import models
from django.db.models import Q

from commonpurse.kernel.constraints import as_choices, one_actor
from commonpurse.kernel.identity import new_id
from commonpurse.kernel.words import Words
from commonpurse.parties.attachments.rules import CONTENT_TYPES, KIND_WORDS, AttachmentKind
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.models import Person


class Attachment(models.Model):
    """That a picture or a paper of the person is kept. What it shows lies in the sealed row. Append-only.

    Its name is not kept: a phone or a person may have put anything into it.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=as_choices(KIND_WORDS))
    size_bytes = models.PositiveIntegerField(help_text="of what opens, not of what came")
    sha256 = models.CharField(max_length=64, help_text="of the sealed bytes: of the open ones it would tell them apart")
    width = models.PositiveSmallIntegerField(null=True, blank=True, help_text="pixels; empty for a PDF")
    height = models.PositiveSmallIntegerField(null=True, blank=True, help_text="pixels; empty for a PDF")
    made_at = models.DateTimeField()
    made_by_member = models.ForeignKey(
        "partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    made_by_person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    request_id = models.UUIDField(unique=True, null=True, blank=True)
    request_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["made_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    kind=AttachmentKind.PICTURE.value,
                    width__isnull=False,
                    height__isnull=False,
                    width__gt=0,
                    height__gt=0,
                )
                | Q(kind=AttachmentKind.PAPER.value, width=None, height=None),
                name="attachment_kind_known",
                violation_error_message="Send a picture or a PDF.",
            ),
            models.CheckConstraint(
                condition=Q(size_bytes__gt=0),
                name="attachment_not_empty",
                violation_error_message="This file is empty. Choose another.",
            ),
            models.CheckConstraint(
                condition=one_actor("made_by"),
                name="attachment_made_by_one",
                violation_error_message="One person or one member sent it.",
            ),
        ]
        indexes = [models.Index(fields=["person", "made_at"], name="attachment_by_person")]

    def __str__(self) -> str:
        return self.kind_words

    @property
    def kind_words(self) -> Words:
        return KIND_WORDS[AttachmentKind(self.kind)]

    @property
    def content_type(self) -> str:
        return CONTENT_TYPES[AttachmentKind(self.kind)]

    @property
    def is_picture(self) -> bool:
        return self.kind == AttachmentKind.PICTURE

    @property
    def made_by(self) -> Member | Person:
        made_by = self.made_by_member or self.made_by_person
        assert made_by is not None, "by constraint"  # noqa: S101
        return made_by


class SealedAttachment(models.Model):
    """The sealed bytes of one attachment. Beside it, so that no list reads them along. Append-only."""

    attachment = models.OneToOneField(
        "attachments.Attachment", on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    sealed = models.BinaryField()

    def __str__(self) -> str:
        return f"sealed {self.attachment_id}"
