"""What people challenged: asking a panel, and writing down what it said."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonpurse.kernel.errors import Refused
from commonpurse.money.decisions.access import can_convene_panel, said_no
from commonpurse.money.decisions.commands import call_panel, conclude_challenge
from commonpurse.money.decisions.queries import Offered, challenges_visible_to, panel_offered, seats_shown
from commonpurse.parties.partners.queries import the_partnership
from commonpurse.web.doors import MANAGER, door
from commonpurse.web.parts.challenges import shown_challenge
from commonpurse.web.parts.forms import PageForm
from commonpurse.web.parts.hearing import count_anew
from commonpurse.web.parts.pages import go, one_page, or_404, refuse, show
from commonpurse.web.parts.shapes import Tab
from commonpurse.web.parts.written import named
from commonpurse.web.request import PageRequest, look_at


class PanelForm(PageForm):
    """Whom to ask. Only those are offered who stand apart from the person and from the no."""

    members = forms.MultipleChoiceField(label=_("Who works here"), widget=forms.CheckboxSelectMultiple, required=False)
    peers = forms.MultipleChoiceField(
        label=_("Who holds a budget"),
        help_text=_("They read what was asked for, and never by whom."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, offered: Offered):
        super().__init__(*args)
        everybody: list[Any] = [*offered.members, *offered.peers]
        self.offered = {str(one.id): one for one in everybody}
        self.fields["members"].choices = [  # type: ignore[attr-defined]
            (str(member.id), f"{named(member.name)}, {named(member.organisation.name) if member.organisation else ''}")
            for member in offered.members
        ]
        self.fields["peers"].choices = [(str(peer.id), named(peer.called_by)) for peer in offered.peers]  # type: ignore[attr-defined]

    def chosen(self, field: str) -> list[Any]:
        return [self.offered[each] for each in self.cleaned_data[field]]


class ConcludeForm(PageForm):
    reason = forms.CharField(
        label=_("Why the panel says so"),
        help_text=_("The person reads this, with your name under it."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Say in plain words why. The person will read it.")},
    )
    learning = forms.CharField(
        label=_("What we learn from it"),
        help_text=_("Everybody can read this. Leave out names, places and what could tell whose it is."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say what we learn from it.")},
    )


@door(MANAGER, why="to see what people challenged")
def challenges(request: PageRequest) -> HttpResponse:
    """Those that are not heard yet, the nearest day first; or those that are."""
    found = challenges_visible_to(request.member, request.today)
    is_open = request.GET.get("show") != "heard"
    found = found.open().order_by("hear_by", "id") if is_open else found.exclude(concluded_at=None)
    page = one_page(request, found)
    look_at(request, {one.person_id for one in page.object_list}, "name", "asks")
    currency = the_partnership().currency
    shown = [shown_challenge(one, today=request.today, currency=currency) for one in page.object_list]
    tabs = [
        Tab(gettext("To be heard"), "?", is_open),
        Tab(gettext("Heard"), "?show=heard", not is_open),
    ]
    return show(request, "manager/challenges.html", page=page, challenges=shown, tabs=tabs, is_open=is_open)


@door(MANAGER, why="to have a challenge heard", methods="GET POST")
def challenge(request: PageRequest, challenge_id: UUID) -> HttpResponse:
    found = or_404(challenges_visible_to(request.member, request.today).filter(id=challenge_id).first())
    look_at(request, found.person_id, "name", "asks")
    shown = shown_challenge(found, today=request.today, currency=the_partnership().currency)
    may_convene = can_convene_panel(request.member, found, request.today)
    # Who said the no, and is the only manager, asks once.
    is_own_no = may_convene and said_no(request.member, found)
    may_ask = may_convene and shown.is_open and shown.panel.may_grow and not (is_own_no and shown.seats)
    nobody = Offered((), ())
    offered = panel_offered(viewer=request.member, challenge=found, today=request.today) if may_ask else nobody
    is_panel, is_end = "call" in request.POST, "conclude" in request.POST
    panel = PanelForm(request.POST if is_panel else None, offered=offered)
    end = ConcludeForm(request.POST if is_end else None)
    if is_panel and panel.is_valid():
        try:
            call_panel(
                by=request.member,
                challenge=found,
                members=panel.chosen("members"),
                peers=panel.chosen("peers"),
                now=request.now,
            )
        except Refused as refused:
            refuse(panel, refused)
        else:
            count_anew()
            return go(request, gettext("The panel is asked."), "manager:challenge", found.id)
    if is_end and end.is_valid():
        try:
            conclude_challenge(by=request.member, challenge=found, now=request.now, **end.cleaned_data)
        except Refused as refused:
            refuse(end, refused)
        else:
            count_anew()
            return go(request, gettext("It is written down, and the person is told."), "manager:challenge", found.id)
    return show(
        request,
        "manager/challenge.html",
        shown=shown,
        challenge=found,
        seats=seats_shown(found, request.today),
        panel=panel,
        end=end,
        may_convene=may_convene,
        may_ask=may_ask,
        is_own_no=is_own_no,
    )
