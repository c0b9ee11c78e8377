"""Services to check: what people say is not right, and putting it right."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonpurse.kernel.errors import Refused
from commonpurse.parties.directory.commands import answer_note, pass_note_on, put_service_right
from commonpurse.parties.directory.corrections import correction_of
from commonpurse.parties.directory.queries import get_note, notes_of, notes_waiting, services_to_put_right
from commonpurse.parties.directory.rules import STATUS_WORDS
from commonpurse.parties.partners.queries import the_partnership
from commonpurse.web.doors import MEMBER, door
from commonpurse.web.parts.forms import AmountField, AmountForm, posted
from commonpurse.web.parts.pages import go, one_page, or_404, refuse, show
from commonpurse.web.parts.services import shown_note
from commonpurse.web.request import PageRequest


def text(label: Any, *, rows: int = 0, hint: Any = "", needed: Any = "") -> forms.CharField:
    """A field of words: one line, or a box of `rows` lines. `needed`: what to say where it may not be empty."""
    return forms.CharField(
        label=label,
        help_text=hint,
        required=bool(needed),
        max_length=20_000 if rows else 600,
        widget=forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": needed} if needed else {},
    )


class CorrectionForm(AmountForm):
    name = text(_("Name of the service"), needed=_("Write the name of the service."))
    status = forms.ChoiceField(label=_("Is it open?"), choices=list(STATUS_WORDS.items()))
    description = text(_("What it is"), rows=5)
    times = text(_("When"), rows=3, hint=_("A line for each time. Such as: Monday and Thursday, 12:00 to 14:00."))
    address = text(_("Where"), hint=_("Name, street and town of the place. Empty: it has no place."))
    postcode = text(_("Postcode"))
    price = AmountField(label=_("What it costs"), required=False, help_text=_("0 is free. Empty: we do not know."))
    price_words = text(_("What the price is for"), hint=_("Such as: a meal, or one hour."))
    who_for = text(_("Who it is for"), rows=3)
    how_to = text(_("How to get in"), rows=3)
    phone = text(_("Phone"))
    email = text(_("E-mail"))
    website = text(_("Web address"))


@door(MEMBER, why="to see which services are not as they are listed", methods="GET POST")
def service_notes(request: PageRequest) -> HttpResponse:
    """What people say is not right: first of what the reader checked. What is right as it stands is said here, and
    that an office outside was told."""
    if request.method == "POST":
        note = or_404(get_note(request.member, note_id_of(request)))
        if "passed_on" in request.POST:
            pass_note_on(by=request.member, note=note, now=request.now)
            return go(request, gettext("It says now that they were told."), "member:service_notes")
        answer_note(by=request.member, note=note, now=request.now)
        return go(request, gettext("Checked today, by you. Thank you."), "member:service_notes")
    may_put_right = request.member.has_role("worker", "coordinator", "manager", "administrator")
    page = one_page(request, notes_waiting(request.member))
    may_import = request.member.has_role("manager", "administrator")
    return show(
        request,
        "member/service_notes.html",
        page=page,
        notes=[shown_note(each, request.member) for each in page.object_list],
        may_put_right=may_put_right,
        may_import=may_import,
    )


def note_id_of(request: PageRequest) -> UUID:
    try:
        return UUID(request.POST.get("passed_on") or request.POST.get("note", ""))
    except ValueError:
        return UUID(int=0)


@door(MEMBER, why="to put a service right", methods="GET POST")
def put_right(request: PageRequest, service_id: UUID) -> HttpResponse:
    """Write a service as it truly is. Sent as it stands it is checked today too."""
    service = or_404(services_to_put_right(request.member).filter(id=service_id).first())
    now_said = correction_of(service)
    price = f"{now_said.price.decimal}" if now_said.price is not None else ""
    form = CorrectionForm(
        posted(request), currency=the_partnership().currency, initial=vars(now_said) | {"price": price}
    )
    if request.method == "POST" and form.is_valid():
        correction = replace(now_said, **{name: tidy(value) for name, value in form.cleaned_data.items()})
        try:
            put_service_right(by=request.member, service=service, correction=correction, now=request.now)
        except Refused as refused:
            refuse(form, refused)
        else:
            return go(request, gettext("Kept, and checked today by you."), "public:service", service.id)
    notes = list(notes_of(request.member, service))
    return show(request, "member/put_right.html", service=service, form=form, notes=notes)


def tidy(value: Any) -> Any:
    """A browser sends the ends of lines as two signs."""
    return value.replace("\r\n", "\n") if isinstance(value, str) else value
