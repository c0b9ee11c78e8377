"""How a person signs in, as who works with her sees it: a card to print, a lost one to stop, all ways made anew."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonpurse.kernel.errors import NotAllowed, Refused
from commonpurse.parties.signin.access import can_sit_beside
from commonpurse.parties.signin.commands import LONGEST_REASON, end_card, make_card, recognise_person
from commonpurse.parties.signin.rules import KNOWN_WORDS, CardEnd
from commonpurse.parties.signin.ways import ways_in_of
from commonpurse.web.doors import WORKER, door
from commonpurse.web.parts.beside import sit_beside
from commonpurse.web.parts.cards import card_attachment, new_card_page
from commonpurse.web.parts.forms import PageForm, posted
from commonpurse.web.parts.pages import go, or_404, refuse, show
from commonpurse.web.parts.words import said
from commonpurse.web.parts.written import named
from commonpurse.web.request import PageRequest
from commonpurse.web.worker.people import person_or_404


class RecogniseForm(PageForm):
    knew = forms.MultipleChoiceField(
        label=gettext_lazy("How do you know that it is them?"),
        help_text=gettext_lazy("You are together now. Tick all that are true, at least two. No papers are needed."),
        choices=[(known.value, words) for known, words in KNOWN_WORDS.items()],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Tick at least two ways in which you knew them.")},
    )


@door(WORKER, why="to help the person sign in")
def sign_in(request: PageRequest, person_id: UUID) -> HttpResponse:
    return show_ways(request, person_id)


def show_ways(request: PageRequest, person_id: UUID, refusal: str = "") -> HttpResponse:
    who = person_or_404(request, person_id, "name", "sign-in")
    ways = or_404(ways_in_of(viewer=request.viewer, person=who, now=request.now, today=request.today))
    return show(request, "worker/sign_in.html", status=422 if refusal else 200, person=who, ways=ways, refusal=refusal)


@door(WORKER, why="to print a card for the person", methods="POST", step_up=True)
def new_card(request: PageRequest, person_id: UUID) -> HttpResponse:
    """Make a card and show its code once: in this answer, and on the paper made from it."""
    who = person_or_404(request, person_id, "name", "sign-in")
    try:
        made = make_card(by=request.member, person=who, now=request.now)
    except Refused as refused:
        return show_ways(request, person_id, said(refused))
    return show_card(request, who, made.code)


@door(WORKER, why="to print a card for the person", methods="POST")
def card_paper(request: PageRequest, person_id: UUID) -> HttpResponse:
    person_or_404(request, person_id, "name")
    return card_attachment(request)


@door(WORKER, why="to stop a lost card", methods="POST")
def stop_card(request: PageRequest, person_id: UUID) -> HttpResponse:
    who = person_or_404(request, person_id, "name", "sign-in")
    ways = or_404(ways_in_of(viewer=request.viewer, person=who, now=request.now, today=request.today))
    if ways.card is not None:
        end_card(by=request.member, card=ways.card, why=CardEnd.LOST, now=request.now)
    happened = _("The card of {name} is stopped. It lets nobody in any more.").format(name=named(who.called_by))
    return go(request, happened, "worker:sign_in", who.id)


@door(WORKER, why="to let the person in again who lost every way", methods="GET POST", step_up=True)
def recognise(request: PageRequest, person_id: UUID) -> HttpResponse:
    """Say how one knows the person. Then all older ways and sessions end, and there is one new card."""
    who = person_or_404(request, person_id, "name", "sign-in")
    form = RecogniseForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = recognise_person(by=request.member, person=who, knew=form.cleaned_data["knew"], now=request.now)
        except Refused as refused:
            refuse(form, refused)
        else:
            return show_card(request, who, made.code)
    return show(request, "worker/recognise.html", person=who, form=form)


def show_card(request: PageRequest, who: object, code: str) -> HttpResponse:
    paper = reverse("worker:card_paper", args=[who.id])  # type: ignore[attr-defined]
    return new_card_page(request, "worker/new_card.html", code, paper, person=who)


class BesideForm(PageForm):
    reason = forms.CharField(
        label=gettext_lazy("What do you do together?"),
        help_text=gettext_lazy("A few words. The person can read them afterwards."),
        max_length=LONGEST_REASON,
        error_messages={"required": gettext_lazy("Say in a few words what you do together.")},
    )


@door(WORKER, why="to open the person's own pages beside her", methods="GET POST", step_up=True)
def beside(request: PageRequest, person_id: UUID) -> HttpResponse:
    """Open her own pages on the worker's device, with her in the room."""
    who = person_or_404(request, person_id, "name")
    if not can_sit_beside(request.member, who, request.today):
        raise NotAllowed
    form = BesideForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            sit_beside(request, who, form.cleaned_data["reason"])
        except Refused as refused:
            refuse(form, refused)
        else:
            return go(request, _("These are the pages of {name}.").format(name=named(who.called_by)), "person:money")
    return show(request, "worker/beside.html", person=who, form=form)
