from __future__ import annotations

from uuid import UUID

from django import forms
from django.http import HttpResponse

from commonpurse.kernel.errors import Refused
from commonpurse.parties.people.commands import add_contact_way, change_contact_way
from commonpurse.parties.people.queries import contact_ways_of
from commonpurse.web.doors import WORKER, door
from commonpurse.web.parts.forms import PageForm, posted
from commonpurse.web.parts.pages import go, or_404, refuse, show
from commonpurse.web.request import PageRequest
from commonpurse.web.worker.people import person_or_404

KIND_WORDS = {
    "phone": "Phone call",
    "text": "Text message",
    "email": "E-mail",
    "letter": "Letter",
    "through": "Through somebody",
}


class SafetyForm(PageForm):
    """Whether a way of contact is safe, and how to use it."""

    is_safe_to_use = forms.TypedChoiceField(
        label="Is it safe to use?",
        help_text="Ask the person. Others may read their messages or answer their phone.",
        choices=[("yes", "Yes, it is safe"), ("no", "No, do not use it")],
        coerce=lambda answer: answer == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether it is safe to use."},
    )
    how = forms.CharField(
        label="How should we use it?",
        help_text="Like: mornings only, or say you are the library.",
        max_length=300,
        required=False,
    )


class ContactForm(SafetyForm):
    kind = forms.ChoiceField(
        label="What is it?",
        choices=list(KIND_WORDS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what it is."},
    )
    value = forms.CharField(
        label="Number, address or name",
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Write the number, the address or the name."},
    )
    field_order = ("kind", "value", "is_safe_to_use", "how")


@door(WORKER, why="to write down how to reach the person safely", methods="GET POST")
def add(request: PageRequest, person_id: UUID) -> HttpResponse:
    who = person_or_404(request, person_id, "name")
    form = ContactForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            add_contact_way(by=request.member, person=who, now=request.now, **form.cleaned_data)
        except Refused as refused:
            refuse(form, refused)
        else:
            return go(request, "The way to reach them is written down.", "worker:about", who.id)
    return show(request, "worker/add_contact.html", person=who, form=form)


@door(WORKER, why="to say whether a way to reach the person is safe", methods="GET POST")
def change(request: PageRequest, person_id: UUID, way_id: UUID) -> HttpResponse:
    who = person_or_404(request, person_id, "name", "ways of contact")
    ways = contact_ways_of(viewer=request.viewer, person=who, today=request.today).select_related("person")
    way = or_404(ways.filter(id=way_id).first())
    now_so = {"is_safe_to_use": "yes" if way.is_safe_to_use else "no", "how": way.how}
    form = SafetyForm(posted(request), initial=now_so)
    if request.method == "POST" and form.is_valid():
        try:
            change_contact_way(by=request.member, contact_way=way, now=request.now, **form.cleaned_data)
        except Refused as refused:
            refuse(form, refused)
        else:
            return go(request, "What you said about it is written down.", "worker:about", who.id)
    return show(request, "worker/change_contact.html", person=who, contact=way, form=form)
