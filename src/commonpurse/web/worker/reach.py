from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonpurse.kernel.errors import Refused
from commonpurse.parties.consent.rules import Item
from commonpurse.parties.people.access import can_arrange_support
from commonpurse.parties.people.commands import add_contact_way, change_contact_way
from commonpurse.parties.people.queries import contact_ways_of, names_of, supports_of
from commonpurse.web.doors import WORKER, door
from commonpurse.web.parts.forms import PageForm, posted
from commonpurse.web.parts.pages import go, or_404, refuse, show
from commonpurse.web.request import PageRequest
from commonpurse.web.worker.people import FORMAT_WORDS, language_words, person_or_404
from commonpurse.web.worker.protected import protected_of
from commonpurse.web.worker.sharing import person_to_act_for, seen_by

KIND_WORDS = {
    "phone": gettext_lazy("Phone call"),
    "text": gettext_lazy("Text message"),
    "email": gettext_lazy("E-mail"),
    "letter": gettext_lazy("Letter"),
    "through": gettext_lazy("Through somebody"),
}
NAME_WORDS = {
    "papers": gettext_lazy("On papers"),
    "bank": gettext_lazy("At the bank"),
    "before": gettext_lazy("Before"),
    "other": gettext_lazy("Other"),
}
# A number as a phone can dial it; anything else that somebody wrote is only shown.
DIALLED = re.compile(r"\+?[0-9][0-9 ()-]{4,}")
SCHEMES = {"phone": "tel", "text": "sms"}


@dataclass(frozen=True)
class Reach:
    """A way to reach the person. `link` opens it on the worker's own device; never for a way that is not safe."""

    way: Any
    kind_words: str | Promise
    link: str


def reaches(ways: Iterable[Any]) -> list[Reach]:
    return [Reach(way, KIND_WORDS[way.kind], link_of(way)) for way in ways]


def link_of(way: Any) -> str:
    if not way.is_safe_to_use:
        return ""
    if way.kind in SCHEMES and DIALLED.fullmatch(way.value):
        # "(0)" is written for whoever dials within the country; with the country's own number before it, it must go.
        written = way.value.replace("(0)", "") if way.value.startswith("+") else way.value
        return f"{SCHEMES[way.kind]}:{re.sub(r'[^+0-9]', '', written)}"
    if way.kind == "email" and re.fullmatch(r"[^\s@?&]+@[^\s@?&]+", way.value):
        return f"mailto:{way.value}"
    return ""


class SafetyForm(PageForm):
    """Whether a way of contact is safe, and how to use it."""

    is_safe_to_use = forms.TypedChoiceField(
        label=gettext_lazy("Is it safe to use?"),
        help_text=gettext_lazy("Ask the person. Others may read their messages or answer their phone."),
        choices=[("yes", gettext_lazy("Yes, it is safe")), ("no", gettext_lazy("No, do not use it"))],
        coerce=lambda answer: answer == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Say whether it is safe to use.")},
    )
    how = forms.CharField(
        label=gettext_lazy("How should we use it?"),
        help_text=gettext_lazy("Like: mornings only, or say you are the library."),
        max_length=300,
        required=False,
    )


class ContactForm(SafetyForm):
    kind = forms.ChoiceField(
        label=gettext_lazy("What is it?"),
        choices=list(KIND_WORDS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what it is.")},
    )
    value = forms.CharField(
        label=gettext_lazy("Number, address or name"),
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Write the number, the address or the name.")},
    )
    field_order = ("kind", "value", "is_safe_to_use", "how")


@door(WORKER, why="to reach the person safely")
def about(request: PageRequest, person_id: UUID) -> HttpResponse:
    """How to reach the person, what helps, who works with her, how she signs in."""
    who = person_or_404(request, person_id, "name", "other names", "ways of contact", "language", "who works with her")
    return show(
        request,
        "worker/about.html",
        person=who,
        seen=seen_by(request, who),
        language_words=language_words(who.language),
        format_words=FORMAT_WORDS[who.page_format],
        reaches=reaches(contact_ways_of(viewer=request.viewer, person=who, today=request.today)),
        protected=protected_of(request, who),
        names=[
            (NAME_WORDS[name.used_for], name.name)
            for name in names_of(viewer=request.viewer, person=who, today=request.today)
        ],
        supports=list(supports_of(viewer=request.viewer, person=who, today=request.today)),
        may_arrange=can_arrange_support(request.member, who, request.today),
    )


@door(WORKER, why="to write down how to reach the person safely", methods="GET POST")
def add(request: PageRequest, person_id: UUID) -> HttpResponse:
    who = person_to_act_for(request, person_id, Item.CONTACT, "name")
    form = ContactForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            add_contact_way(by=request.member, person=who, now=request.now, **form.cleaned_data)
        except Refused as refused:
            refuse(form, refused)
        else:
            return go(request, _("The way to reach them is written down."), "worker:about", who.id)
    return show(request, "worker/add_contact.html", person=who, form=form)


@door(WORKER, why="to say whether a way to reach the person is safe", methods="GET POST")
def change(request: PageRequest, person_id: UUID, way_id: UUID) -> HttpResponse:
    who = person_to_act_for(request, person_id, Item.CONTACT, "name", "ways of contact")
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
            return go(request, _("What you said about it is written down."), "worker:about", who.id)
    return show(
        request, "worker/change_contact.html", person=who, contact=way, kind_words=KIND_WORDS[way.kind], form=form
    )
