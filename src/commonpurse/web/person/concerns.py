from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonpurse.kernel.errors import Refused
from commonpurse.parties.partners.queries import Member
from commonpurse.rights.concerns.commands import add_note, ask_to_correct, make_complaint
from commonpurse.rights.concerns.queries import get_own_concern, member_who_looked, members_to_name, own_concerns
from commonpurse.rights.concerns.rules import GROUPS_TO_CORRECT, OFFICE, SUBJECT_WORDS, Subject
from commonpurse.rights.held.rules import GROUP_WORDS, Group
from commonpurse.web.doors import PERSON, door
from commonpurse.web.parts.concerns import shown_concern
from commonpurse.web.parts.forms import PageForm, posted
from commonpurse.web.parts.pages import go, or_404, refuse, show
from commonpurse.web.parts.words import translated
from commonpurse.web.parts.written import named
from commonpurse.web.request import PageRequest, look_at

# Where she can change the thing herself, without asking anybody.
OWN_PAGES = {
    Group.ABOUT: "public:reading",
    Group.CONTACT: "person:messages",
    Group.SAFE: "person:protected",
    Group.PAYMENTS: "person:payees",
}


class WordsForm(PageForm):
    words = forms.CharField(
        label=_("What is wrong?"),
        help_text=_("Write it as you would say it."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Say in your own words what is wrong.")},
    )


class ComplaintForm(WordsForm):
    """What it is about, and about whom where it is about somebody. With a look of somebody's both are known."""

    subject = forms.ChoiceField(label=_("What is it about?"), widget=forms.RadioSelect)
    about = forms.ChoiceField(
        label=_("Is it about somebody who works with you?"),
        help_text=_("They do not see this. They do not answer it."),
        widget=forms.RadioSelect,
        required=False,
    )
    field_order = ("subject", "about", "words")

    def __init__(self, *args: Any, members: list[Member]):
        super().__init__(*args, initial={"about": ""})
        self.members = {str(member.id): member for member in members}
        self.fields["subject"].choices = [(each.value, words) for each, words in SUBJECT_WORDS.items()]  # type: ignore[attr-defined]
        self.fields["about"].choices = [  # type: ignore[attr-defined]
            *((id, named(member.name)) for id, member in self.members.items()),
            ("", _("No, or I do not want to say")),
        ]


class NoteForm(PageForm):
    note = forms.CharField(
        label=_("Your note"),
        help_text=_("It stands beside our answer. Who reads one reads both."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write your note first.")},
    )


@door(PERSON, why="to see what she told us is wrong")
def concerns(request: PageRequest) -> HttpResponse:
    look_at(request, request.person.id, "complaints")
    found = own_concerns(viewer=request.person, beside=request.helper)
    shown = [shown_concern(one, request.today) for one in found]
    groups = [(group.value, GROUP_WORDS[group]) for group in GROUPS_TO_CORRECT]
    return show(request, "person/concerns.html", concerns=shown, groups=groups)


@door(PERSON, why="to complain", methods="GET POST")
def complain(request: PageRequest) -> HttpResponse:
    members = members_to_name(viewer=request.person, today=request.today)
    form = ComplaintForm(posted(request), members=members)
    if request.method == "POST" and form.is_valid():
        about = form.members.get(form.cleaned_data["about"])
        return keep_complaint(request, form, form.cleaned_data["subject"], about)
    return show(request, "person/complain.html", form=form, looked=None)


@door(PERSON, why="to complain that somebody looked", methods="GET POST", alone=True)
def complain_of_look(request: PageRequest, look_id: UUID) -> HttpResponse:
    """The same for one look at her things: she only says what is wrong with it."""
    looked = or_404(member_who_looked(viewer=request.person, look_id=look_id, now=request.now))
    form = WordsForm(posted(request))
    if request.method == "POST" and form.is_valid():
        return keep_complaint(request, form, Subject.LOOK, looked)
    return show(request, "person/complain.html", form=form, looked=looked)


def keep_complaint(request: PageRequest, form: PageForm, subject: str, about: Member | None) -> HttpResponse:
    try:
        concern = make_complaint(
            by=request.person, subject=subject, about=about, words=form.cleaned_data["words"], now=request.now
        )
    except Refused as refused:
        refuse(form, refused)
        return show(request, "person/complain.html", form=form, looked=about)
    return go(request, gettext("We have it. You can read our answer here."), "person:concern", concern.id)


@door(PERSON, why="to say that something held about her is wrong", methods="GET POST")
def wrong(request: PageRequest, group_name: str) -> HttpResponse:
    """Ask that one part of what is held be put right; or go to the page where she changes it herself."""
    if group_name not in GROUPS_TO_CORRECT:
        raise Http404
    group = Group(group_name)
    form = WordsForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            concern = ask_to_correct(by=request.person, group=group, words=form.cleaned_data["words"], now=request.now)
        except Refused as refused:
            refuse(form, refused)
        else:
            return go(request, gettext("We have it. You can read our answer here."), "person:concern", concern.id)
    about = translated(GROUP_WORDS[group])
    return show(request, "person/wrong.html", form=form, about=about, own_page=OWN_PAGES.get(group, ""))


@door(PERSON, why="to see what came of what she told us", methods="GET POST")
def concern(request: PageRequest, concern_id: UUID) -> HttpResponse:
    look_at(request, request.person.id, "complaints")
    found = or_404(get_own_concern(viewer=request.person, concern_id=concern_id, beside=request.helper))
    form = NoteForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            add_note(by=request.person, concern=found, note=form.cleaned_data["note"], now=request.now)
        except Refused as refused:
            refuse(form, refused)
        else:
            return go(request, gettext("Your note is there now."), "person:concern", found.id)
    may_note = found.answered_at is not None and found.noted_at is None
    shown = shown_concern(found, request.today)
    return show(request, "person/concern.html", form=form, shown=shown, may_note=may_note, office=OFFICE)
