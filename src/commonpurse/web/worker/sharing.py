"""What a person shares with whoever works with her; asking her for more; writing down what she said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonpurse.kernel.errors import Refused
from commonpurse.parties.consent.rules import (
    ASK_AGAIN_DAYS,
    EXPLAINED_WORDS,
    ITEM_WORDS,
    ITEMS_TO_SHARE,
    LEVEL_WORDS,
    LONGEST_WHY,
    Explained,
    Item,
    Level,
)
from commonpurse.parties.people.access import people_shared_with
from commonpurse.parties.people.commands import SharedWith, ask_permission, give_permissions, withdraw_permissions
from commonpurse.parties.people.queries import Person
from commonpurse.parties.people.sharing import items_seen, requests_of, shared_with_me
from commonpurse.web.doors import WORKER, door
from commonpurse.web.parts.forms import PageForm, posted
from commonpurse.web.parts.pages import go, or_404, refuse, show
from commonpurse.web.parts.sharing import member_words
from commonpurse.web.parts.told import ToldMyselfForm
from commonpurse.web.parts.written import named
from commonpurse.web.request import PageRequest, look_at
from commonpurse.web.worker.people import person_or_404


class NotSharedNow(Refused):
    """The person took it back, or it ran out, between the page and its button."""

    code = "not_shared_now"


@dataclass(frozen=True)
class Seen:
    """What this worker may see and do of a person, for a page to show no more and no less."""

    items: dict[Item, Level]

    def sees(self, item: Item) -> bool:
        return item in self.items

    def acts(self, item: Item) -> bool:
        return self.items.get(item, 0) >= Level.ACT

    @property
    def money(self) -> bool:
        return self.sees(Item.MONEY_TOTAL)

    @property
    def detail(self) -> bool:
        return self.sees(Item.MONEY_DETAIL)

    @property
    def contact(self) -> bool:
        return self.sees(Item.CONTACT)

    @property
    def may_move_money(self) -> bool:
        return self.acts(Item.MONEY_DETAIL)

    @property
    def may_change_contact(self) -> bool:
        return self.acts(Item.CONTACT)

    @property
    def everything(self) -> bool:
        """Whether there is nothing left to ask for. It hangs on what was said alone, never on what there is."""
        return all(self.acts(item) for item in ITEMS_TO_SHARE)


def seen_by(request: PageRequest, who: Any) -> Seen:
    return Seen(items_seen(viewer=request.member, person=who, today=request.today))


def person_to_act_for(request: PageRequest, person_id: UUID, item: Item, *fields: str) -> Person:
    """Find a person with whose things of this kind the worker may do something; else the page is not there."""
    able = people_shared_with(request.member, request.today, item, Level.ACT)
    found = able.filter(id=person_id).first()
    if found is not None:
        look_at(request, found.id, *fields)
        return found
    if request.method == "POST":  # it was open to them a moment ago: what they typed stays a draft
        who = person_or_404(request, person_id, "name")
        raise NotSharedNow(
            "{name} does not share this with you now. Nothing was done. You can ask.", name=who.called_by
        )
    raise Http404


class AskForm(PageForm):
    item = forms.ChoiceField(
        label=gettext_lazy("What do you need to see?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose one thing.")},
    )
    level = forms.ChoiceField(
        label=gettext_lazy("How far?"),
        choices=[(str(level.value), words) for level, words in LEVEL_WORDS.items()],
        widget=forms.RadioSelect,
        initial=str(Level.SEE.value),
    )
    why = forms.CharField(
        label=gettext_lazy("Why? They read this."),
        help_text=gettext_lazy("Say what it is good for, in words that they use themselves."),
        max_length=LONGEST_WHY,
        error_messages={"required": gettext_lazy("Say why.")},
    )

    def __init__(self, *args: Any, seen: Seen):
        super().__init__(*args)
        left = [(item.value, ITEM_WORDS[item]) for item in ITEMS_TO_SHARE if not seen.acts(item)]
        self.fields["item"].choices = left  # type: ignore[attr-defined]


@door(WORKER, why="to see what a person shares with me")
def shared(request: PageRequest, person_id: UUID) -> HttpResponse:
    """What she shares with this worker, until when and how it was agreed; what was asked for."""
    who = person_or_404(request, person_id, "name", "who sees what")
    asked = requests_of(viewer=request.member, person=who, since=request.now - timedelta(days=ASK_AGAIN_DAYS))
    return show(
        request,
        "worker/shared.html",
        person=who,
        lines=[shared_line(each) for each in shared_with_me(viewer=request.member, person=who, today=request.today)],
        asked=[(ITEM_WORDS[Item(each.item)], each.asked_at) for each in asked],
    )


def shared_line(permission: Any) -> dict[str, Any]:
    return {
        "id": permission.id,
        "item": ITEM_WORDS[Item(permission.item)],
        "level": LEVEL_WORDS[Level(permission.level)],
        "ends_on": permission.ends_on,
        "explained": EXPLAINED_WORDS[Explained(permission.explained)],
        "told_to": member_words(permission.told_to) if permission.told_to_id else "",
    }


@door(WORKER, why="to ask a person to share one thing more", methods="GET POST")
def ask(request: PageRequest, person_id: UUID) -> HttpResponse:
    who = person_or_404(request, person_id, "name", "who sees what")
    form = AskForm(posted(request), seen=seen_by(request, who))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            ask_permission(
                by=request.member,
                person=who,
                item=Item(given["item"]),
                level=Level(int(given["level"])),
                why=given["why"],
                now=request.now,
            )
        except Refused as refused:
            refuse(form, refused)
        else:
            happened = _("{name} finds it on their page now.").format(name=named(who.called_by))
            return go(request, happened, "worker:shared", who.id)
    return show(request, "worker/ask_to_share.html", person=who, form=form)


@door(WORKER, why="to write down what a person said may be shared", methods="GET POST")
def told(request: PageRequest, person_id: UUID) -> HttpResponse:
    """Write down a yes that was said aloud: to be shown something. She reads on her page who wrote it."""
    who = person_or_404(request, person_id, "name", "who sees what")
    form = ToldMyselfForm(posted(request), seen=seen_by(request, who).items)
    if request.method == "POST" and form.is_valid():
        said = form.told()
        if said is None:
            form.add_error("shares", _("Tick what they said yes to."))
        else:
            try:
                to = SharedWith(member=request.member)
                give_permissions(by=request.member, person=who, to=to, told=said, now=request.now)
            except Refused as refused:
                refuse(form, refused)
            else:
                return go(request, _("It is written down. They see who wrote it."), "worker:shared", who.id)
    return show(request, "worker/told.html", person=who, form=form)


@door(WORKER, why="to write down what a person said may be shared", methods="POST")
def told_to_stop(request: PageRequest, person_id: UUID, permission_id: UUID) -> HttpResponse:
    """Write down a no that was said aloud: what this worker was shown is closed to them at once."""
    who = person_or_404(request, person_id, "name", "who sees what")
    mine = shared_with_me(viewer=request.member, person=who, today=request.today)
    wanted = or_404(next((each for each in mine if each.id == permission_id and each.member_id), None))
    withdraw_permissions(by=request.member, permissions=[wanted], now=request.now)
    happened = _("It has stopped. {name} sees that you wrote it down.").format(name=named(who.called_by))
    return go(request, happened, "worker:shared", who.id)
