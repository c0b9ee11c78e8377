"""Share something: one question a page, at one address. With whom, what, how far, until when; then all of it once more.

What was answered so far lies in the session, so that no address says it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonpurse.kernel.errors import Refused
from commonpurse.parties.consent.rules import (
    ITEM_WORDS,
    ITEMS_TO_SHARE,
    LEVEL_WORDS,
    LONGEST_DAYS,
    Explained,
    ExplainedFormat,
    Item,
    Level,
    Told,
)
from commonpurse.parties.people.commands import SharedWith, give_permissions
from commonpurse.parties.people.queries import helpers_of, supports_of
from commonpurse.parties.people.sharing import members_to_share_with, organisations_to_share_with
from commonpurse.web.doors import PERSON, door
from commonpurse.web.parts.forms import PageForm, looked_for, posted
from commonpurse.web.parts.pages import go, show
from commonpurse.web.parts.sharing import ROLE_WORDS, ROLES_TO_SHARE_WITH, member_words, wording_of
from commonpurse.web.parts.written import named
from commonpurse.web.request import PageRequest, look_at

SHARE = "share"  # the session's name for what she has answered so far
MOST_FOUND = 8
UNTIL_WORDS = {
    "30": gettext_lazy("A month"),
    "91": gettext_lazy("Three months"),
    "182": gettext_lazy("Half a year"),
    str(LONGEST_DAYS): gettext_lazy("A year"),
}


def until_of(days: str, today: date) -> date:
    return today + timedelta(days=int(days))


@dataclass(frozen=True)
class Pick:
    """One who can be chosen: `value` names them in the form."""

    value: str
    words: str
    icon: str


class WhatForm(PageForm):
    items = forms.MultipleChoiceField(
        label=gettext_lazy("What may they see?"),
        help_text=gettext_lazy("Tick only what you want. Nothing is ticked for you."),
        choices=[(item.value, ITEM_WORDS[item]) for item in ITEMS_TO_SHARE],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Tick one thing, or more.")},
    )


class FarForm(PageForm):
    level = forms.ChoiceField(
        label=gettext_lazy("How far may they go?"),
        choices=[(str(level.value), words) for level, words in LEVEL_WORDS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose how far.")},
    )


class UntilForm(PageForm):
    until = forms.ChoiceField(
        label=gettext_lazy("For how long?"),
        help_text=gettext_lazy("It ends by itself then. You can stop it before."),
        choices=list(UNTIL_WORDS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose how long.")},
    )


FORMS: dict[str, type[PageForm]] = {"items": WhatForm, "level": FarForm, "until": UntilForm}
STEPS = ("to", *FORMS)


@door(PERSON, why="to share something", methods="GET POST", alone=True)
def share(request: PageRequest) -> HttpResponse:
    """Ask what has not been answered yet; when all has, show it once more and share it on a yes."""
    answers = dict(request.session.get(SHARE, {}))
    if request.method == "POST" and "back" in request.POST:
        given = [step for step in STEPS if step in answers]
        if given:
            del answers[given[-1]]
        return kept(request, answers)
    step = next((step for step in STEPS if step not in answers), None)
    if step == "to":
        return with_whom(request, answers)
    to = recipient(request, answers["to"])
    if to is None:  # they left meanwhile
        return kept(request, {})
    if step is None:
        return check(request, answers, *to)
    form = FORMS[step](posted(request))
    if request.method == "POST" and form.is_valid():
        return kept(request, answers | {step: form.cleaned_data[step]})
    return show(request, "person/share.html", form=form, who=to[1], step=step)


def kept(request: PageRequest, answers: dict[str, Any]) -> HttpResponse:
    request.session[SHARE] = answers
    return go(request, "", "person:share")


def with_whom(request: PageRequest, answers: dict[str, Any]) -> HttpResponse:
    """Those who work with her first; then whom she looks for, the organisations, and the roles."""
    person = request.person
    text = looked_for(request, "find", 100)
    is_found = request.method == "POST" and "to" in request.POST
    if is_found and recipient(request, request.POST["to"]) is not None:
        return kept(request, answers | {"to": request.POST["to"]})
    look_at(request, person.id, "who works with her")
    hers = [each.member for each in supports_of(viewer=person, person=person, today=request.today)]
    found = list(members_to_share_with(text)[:MOST_FOUND]) if text else []
    return show(
        request,
        "person/share_whom.html",
        hers=[pick_of(member) for member in hers],
        helpers=[Pick(f"helper:{each.helper_id}", named(each.helper.called_by), "hand") for each in who_help(request)],
        found=[pick_of(member) for member in found],
        text=text,
        organisations=[
            Pick(f"organisation:{each.id}", named(each.name), "home") for each in organisations_to_share_with()
        ],
        roles=[Pick(f"role:{role}", str(ROLE_WORDS[role]), "people") for role in ROLES_TO_SHARE_WITH],
        is_gone=is_found,
    )


def who_help(request: PageRequest) -> list[Any]:
    """Who acts for her now: what else they see of her is hers to say."""
    found = helpers_of(viewer=request.person, person=request.person, today=request.today)
    return [each for each in found if each.starts_on <= request.today]


def pick_of(member: Any) -> Pick:
    return Pick(f"member:{member.id}", member_words(member), "person")


def recipient(request: PageRequest, value: str) -> tuple[SharedWith, str] | None:
    """Whom a choice names, with the words for them; None when they are not there any more."""
    kind, _colon, name = value.partition(":")
    if kind == "role" and name in ROLES_TO_SHARE_WITH:
        return SharedWith(role=name), str(ROLE_WORDS[name])
    try:
        found_id = UUID(name)
    except ValueError:
        return None
    if kind == "member":
        member = members_to_share_with().filter(id=found_id).first()
        return (SharedWith(member=member), member_words(member)) if member else None
    if kind == "helper":
        helper = next((each.helper for each in who_help(request) if each.helper_id == found_id), None)
        return (SharedWith(helper=helper), named(helper.called_by)) if helper else None
    if kind == "organisation":
        organisation = organisations_to_share_with().filter(id=found_id).first()
        words = _("All who work with people at {organisation}")
        if organisation:
            return SharedWith(organisation=organisation), words.format(organisation=named(organisation.name))
    return None


def check(request: PageRequest, answers: dict[str, Any], to: SharedWith, who: str) -> HttpResponse:
    items = [Item(item) for item in answers["items"]]
    level, ends_on = Level(int(answers["level"])), until_of(answers["until"], request.today)
    wording = wording_of(who, items, level, ends_on)
    refusal: Any = ""
    if request.method == "POST":
        told = Told(
            items=dict.fromkeys(items, level),
            explained=Explained.READ_ALONE,
            explained_format=ExplainedFormat(request.person.page_format),
            wording=wording,
            ends_on=ends_on,
        )
        try:
            give_permissions(by=request.person, person=request.person, to=to, told=told, now=request.now)
        except Refused as refused:
            refusal = refused.message
        else:
            del request.session[SHARE]
            return go(request, _("It is shared now. You can stop it here on any day."), "person:shared")
    return show(request, "person/share_check.html", status=422 if refusal else 200, refusal=refusal, wording=wording)
