"""Pictures and PDFs on our pages: the field that takes one, and the answer that shows one."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from commonpurse.parties.attachments.queries import get_attachment, open_attachment
from commonpurse.web.doors import Viewer
from commonpurse.web.parts.pages import or_404

# What a phone offers first. It is a hint to the browser: what comes is judged by its bytes.
ACCEPTED = "image/*,.heic,.heif,application/pdf"
# Nothing of it runs, loads or is embedded: it is somebody's file, shown from our own address.
CONTENT_POLICY = "default-src 'none'; sandbox"


class AttachmentField(forms.FileField):
    """A photo or a PDF. What is wrong with it the command says, on this field: call it `file`."""

    def __init__(self, **given: Any):
        given.setdefault("label", _("Photo or PDF"))
        given.setdefault("help_text", _("Up to 12 MB. We do not keep where the photo was taken."))
        super().__init__(
            widget=forms.FileInput(attrs={"accept": ACCEPTED}),
            error_messages={
                "required": _("Choose a photo or a PDF."),
                "empty": _("This file is empty. Choose another."),
                "invalid": _("This file did not come through. Choose it again."),
                "missing": _("This file did not come through. Choose it again."),
            },
            **given,
        )


def attachment_of(viewer: Viewer, person_id: UUID, attachment_id: UUID, now: datetime, today: Any) -> HttpResponse:
    """Answer with one picture or PDF of this person, or 404. The view has written down that the viewer looks.

    A picture was drawn anew by us and may stand on a page. A PDF is only ever saved, under a name that says nothing.
    """
    found = get_attachment(viewer=viewer, attachment_id=attachment_id, today=today)
    found = or_404(found if found is not None and found.person_id == person_id else None)
    opened = open_attachment(viewer=viewer, attachment=found, now=now)
    place, name = ("inline", "picture.jpg") if found.is_picture else ("attachment", "paper.pdf")
    return HttpResponse(
        opened.content,
        content_type=opened.content_type,
        headers={
            "Content-Disposition": f'{place}; filename="{name}"',
            "Content-Security-Policy": CONTENT_POLICY,
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store",
        },
    )
