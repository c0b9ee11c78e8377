"""What a payment's receipt pages share: the forms, and what was given and written, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonpurse.web.doors import Viewer
from commonpurse.web.parts.attachments import AttachmentField
from commonpurse.web.parts.forms import PageForm, RequestIdField


class KeepForm(PageForm):
    """A line or a photo, or both."""

    request_id = RequestIdField()
    words = forms.CharField(
        label=gettext_lazy("What was it for?"),
        help_text=gettext_lazy("A few words. Like: a fridge, and a van to bring it."),
        max_length=500,
        required=False,
    )
    file = AttachmentField(required=False)


class WriteForm(PageForm):
    request_id = RequestIdField()
    message = forms.CharField(
        label=gettext_lazy("Your message"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Write a line first.")},
    )


class NotNeededForm(PageForm):
    request_id = RequestIdField()
    reason = forms.CharField(
        label=gettext_lazy("Why is none needed?"),
        help_text=gettext_lazy("The person can read this. Like: I was there when it came."),
        max_length=500,
        error_messages={"required": gettext_lazy("Say in a few words why.")},
    )


@dataclass(frozen=True)
class KeptLine:
    """One thing that was given: who gave it and when, what it says, and where its picture is."""

    who: str
    at: datetime
    words: str
    attachment: Any = None
    address: str = ""


def who_words(viewer: Viewer, actor: Any) -> str:
    """Name whoever did something, as the viewer calls them."""
    if actor.id == viewer.id:
        return _("You")
    return str(getattr(actor, "name", "") or actor.called_by)


def kept_lines(viewer: Viewer, proofs: Iterable[Any], address_of: Callable[[UUID], str]) -> list[KeptLine]:
    """What was given for a payment, the oldest first."""
    lines = []
    for proof in proofs:
        words = (
            _("No receipt needed: {reason}").format(reason=proof.words) if proof.kind == "not_needed" else proof.words
        )
        address = address_of(proof.attachment_id) if proof.attachment_id else ""
        lines.append(KeptLine(who_words(viewer, proof.given_by), proof.given_at, words, proof.attachment, address))
    return lines


def talk_lines(viewer: Viewer, messages: Iterable[Any]) -> list[KeptLine]:
    """The talk about a receipt, the oldest line first."""
    return [KeptLine(who_words(viewer, line.written_by), line.written_at, line.words) for line in messages]
