from __future__ import annotations

import hashlib
from datetime import datetime
from uuid import UUID

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.identity import new_id
from commonpurse.kernel.keys.commands import seal_content_for_subject
from commonpurse.kernel.periods import business_date
from commonpurse.kernel.requests import check_same_request, hash_request, one_request
from commonpurse.parties.attachments.access import can_keep_attachment
from commonpurse.parties.attachments.models import Attachment, SealedAttachment
from commonpurse.parties.attachments.papers import check_paper
from commonpurse.parties.attachments.pictures import write_picture
from commonpurse.parties.attachments.queries import field_of
from commonpurse.parties.attachments.rules import LARGEST_UPLOAD_BYTES, AttachmentKind, UploadedFile, check_size
from commonpurse.parties.attachments.virus_check import check_for_viruses
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.models import Person


def keep_attachment(
    *, by: Member | Person, person: Person, file: UploadedFile, now: datetime, request_id: UUID | None = None
) -> Attachment:
    """Keep a picture or a PDF of the person: made small and clean, or found to be harmless, and sealed with her key.

    What it is, its bytes say; its name and the type that it claims are not read. The same again is the one that is
    there. Raises: AttachmentRefused (`attachment_too_large`, `attachment_empty`, `attachment_unreadable`,
    `attachment_pixels`, `attachment_unsafe_pdf`, `attachment_virus`, `attachment_unchecked`), RequestReused,
    KeyringMissing, KeyDestroyed, CannotOpen.
    """
    if not can_keep_attachment(by, person, business_date(now)):
        raise NotAllowed
    check_size(file.size or 0)
    came = file.read(LARGEST_UPLOAD_BYTES + 1)
    check_size(len(came))
    request_hash = hash_request(person=person.id, content=hashlib.sha256(came).hexdigest()) if request_id else ""
    if request_id is not None and (known := Attachment.objects.filter(request_id=request_id).first()) is not None:
        check_same_request(known.request_hash, request_hash)
        return known
    check_for_viruses(came)
    kind, content, width, height = _made_clean(came)
    with one_request(lambda: Attachment.objects.filter(request_id=request_id, request_id__isnull=False).exists()):
        attachment_id = new_id()
        sealed = seal_content_for_subject(subject_id=person.id, field=field_of(attachment_id), content=content, now=now)
        attachment = Attachment.objects.create(
            id=attachment_id,
            person=person,
            kind=kind.value,
            size_bytes=len(content),
            sha256=hashlib.sha256(sealed).hexdigest(),
            width=width,
            height=height,
            made_at=now,
            made_by_member=by if isinstance(by, Member) else None,
            made_by_person=by if isinstance(by, Person) else None,
            request_id=request_id,
            request_hash=request_hash,
        )
        SealedAttachment.objects.bulk_create([SealedAttachment(attachment=attachment, person=person, sealed=sealed)])
        record_event(
            "attachment_kept",
            by=by.id,
            subject_type="attachment",
            subject_id=attachment.id,
            now=now,
            kind=kind.value,
            sha256=attachment.sha256,
        )
        return attachment


def _made_clean(came: bytes) -> tuple[AttachmentKind, bytes, int | None, int | None]:
    """What is kept of what came, and for a picture its width and height."""
    if came.startswith(b"%PDF-"):
        check_paper(came)
        return AttachmentKind.PAPER, came, None, None
    return AttachmentKind.PICTURE, *write_picture(came)
