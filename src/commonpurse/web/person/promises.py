"""The promises that partners are writing: a person reads them, proposes one, and says something about one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonpurse.insight.promises.commands import propose_as_person, remark_as_person, take_back_remark
from commonpurse.insight.promises.queries import get_draft_clause, own_voices
from commonpurse.insight.promises.rules import LONGEST_CALLED, LONGEST_VOICE
from commonpurse.kernel.errors import Refused
from commonpurse.parties.partners.queries import charter_draft, draft_lines
from commonpurse.parties.partners.rules import CHARTER_PART_WORDS, CharterPart
from commonpurse.web.doors import PERSON, door
from commonpurse.web.parts.forms import PageForm, posted
from commonpurse.web.parts.pages import go, or_404, refuse, show
from commonpurse.web.request import PageRequest


class VoiceForm(PageForm):
    """What she says, and under which name."""

    words = forms.CharField(
        label=_("What do you want to say?"),
        help_text=_("Keep it short. Name nobody."),
        max_length=LONGEST_VOICE,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write a sentence at least.")},
    )
    called = forms.CharField(
        label=_("Which name shall stand there?"),
        help_text=_("Any name you like. Leave it empty, and it says: somebody who has a budget here."),
        max_length=LONGEST_CALLED,
        required=False,
    )


class ProposalForm(VoiceForm):
    part = forms.ChoiceField(
        label=_("What is it about?"), choices=list(CHARTER_PART_WORDS.items()), initial=CharterPart.VALUES
    )
    field_order = ("words", "part", "called")


@door(PERSON, why="to read the promises that partners are writing", alone=True)
def promises(request: PageRequest) -> HttpResponse:
    """The promises of the draft, and what she said to them."""
    draft = charter_draft()
    own = own_voices(viewer=request.person)
    return show(
        request,
        "person/promises.html",
        headings=draft_lines(draft) if draft else [],
        proposed=[one for one in own if one.is_proposal],
        said=[one for one in own if not one.is_proposal],
    )


@door(PERSON, why="to propose a promise", methods="GET POST", alone=True)
def propose_promise(request: PageRequest) -> HttpResponse:
    form = ProposalForm(posted(request))
    form.fields["words"].label = gettext("What should they promise?")
    if request.method == "POST" and form.is_valid():
        try:
            propose_as_person(by=request.person, **form.cleaned_data, now=request.now)
        except Refused as refused:
            refuse(form, refused)
        else:
            return go(request, gettext("It stands there now. The partners read it."), "person:promises")
    return show(request, "person/propose_promise.html", form=form, is_open=charter_draft() is not None)


@door(PERSON, why="to say something about a promise", methods="GET POST", alone=True)
def speak_to_promise(request: PageRequest, clause_id: UUID) -> HttpResponse:
    """One promise of the draft: what she said of it, and a word more."""
    clause = or_404(get_draft_clause(viewer=request.person, clause_id=clause_id))
    said = [one for one in own_voices(viewer=request.person) if one.clause_id == clause.id and not one.is_proposal]
    taken: Any = request.POST.get("back")
    form = VoiceForm(posted(request) if not taken else None)
    try:
        if taken:
            voice = or_404(next((one for one in said if str(one.id) == taken), None))
            take_back_remark(by=request.person, voice=voice, now=request.now)
            return go(request, gettext("Taken back. No one reads it now."), "person:promises")
        if request.method == "POST" and form.is_valid():
            remark_as_person(by=request.person, clause=clause, **form.cleaned_data, now=request.now)
            return go(request, gettext("Thank you. The partners read it."), "person:promises")
    except Refused as refused:
        refuse(form, refused)
    return show(request, "person/speak_to_promise.html", clause=clause, said=said, form=form)
