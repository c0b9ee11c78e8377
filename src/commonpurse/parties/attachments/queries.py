from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.keys.queries import open_sealed_content
from commonpurse.kernel.periods import business_date
from commonpurse.parties.attachments.access import can_open_attachment
from commonpurse.parties.attachments.models import Attachment, SealedAttachment
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.models import Person

# For the key: a picture's bytes sealed for another row do not open here.
FIELD = "attachment"


@dataclass(frozen=True)
class OpenedAttachment:
    """What an attachment shows, open. It is not shown by an error or a log."""

    content: bytes
    content_type: str

    def __repr__(self) -> str:
        return f"OpenedAttachment({self.content_type})"


def field_of(attachment_id: UUID) -> str:
    """Name the place for which an attachment is sealed."""
    return f"{FIELD} {attachment_id}"


def get_attachment(*, viewer: Member | Person, attachment_id: UUID, today: date) -> Attachment | None:
    """One of them, or None when it is not there or not the viewer's to open: the two look alike."""
    found = Attachment.objects.select_related("person").filter(id=attachment_id).first()
    if found is None or not can_open_attachment(viewer, found.person, today):
        return None
    return found


def open_attachment(*, viewer: Member | Person, attachment: Attachment, now: datetime) -> OpenedAttachment:
    """Open one attachment for who may see it. Whoever calls has written down that they look.

    Raises: NotAllowed, KeyringMissing, KeyDestroyed, CannotOpen.
    """
    if not can_open_attachment(viewer, attachment.person, business_date(now)):
        raise NotAllowed
    sealed = SealedAttachment.objects.values_list("sealed", flat=True).get(attachment=attachment)
    content = open_sealed_content(subject_id=attachment.person_id, field=field_of(attachment.id), sealed=bytes(sealed))
    return OpenedAttachment(content, attachment.content_type)
