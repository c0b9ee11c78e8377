"""Who may give way in what: each partner names the roles, and a team of theirs, for all to read."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _

from commonpurse.kernel.errors import NotAllowed, Refused
from commonpurse.parties.partners.queries import Team, may_write
from commonpurse.support.blockages.access import can_name_flex_roles
from commonpurse.support.blockages.commands import name_flex_roles, name_flex_team
from commonpurse.support.blockages.queries import MayFlex, who_may_flex
from commonpurse.support.blockages.rules import FLEX_ROLE_WORDS, FLEX_WORDS, FlexKind, FlexRole, roles_that_could
from commonpurse.web.doors import MEMBER, door
from commonpurse.web.parts.flexes import flex_lines
from commonpurse.web.parts.forms import PageForm, posted
from commonpurse.web.parts.pages import go, refuse, show
from commonpurse.web.parts.words import translated
from commonpurse.web.request import PageRequest

KINDS = tuple(kind for kind in FlexKind if len(roles_that_could(kind)) > 1)


class FlexForm(PageForm):
    """For each kind which of the roles give way that could, and which team; in one's own organisation."""

    def __init__(self, *args: Any, teams: tuple[Team, ...], **kwargs: Any):
        super().__init__(*args, **kwargs)
        for kind in FlexKind:
            if kind in KINDS:
                self.fields[kind.value] = forms.MultipleChoiceField(
                    label=translated(FLEX_WORDS[kind]),
                    choices=[(role.value, translated(FLEX_ROLE_WORDS[role])) for role in roles_that_could(kind)],
                    widget=forms.CheckboxSelectMultiple,
                    required=False,
                )
            if teams:
                self.fields[team_field(kind)] = forms.ChoiceField(
                    label=_("{kind}: only in this team").format(kind=translated(FLEX_WORDS[kind])),
                    choices=[("", _("in any team, or in none")), *((str(team.id), team.name) for team in teams)],
                    required=False,
                )
        self.teams = {str(team.id): team for team in teams}

    def team_for(self, kind: FlexKind) -> Team | None:
        return self.teams.get(self.cleaned_data.get(team_field(kind), ""))


@door(MEMBER, why="to see who may give way in what", methods="GET POST")
def flexing(request: PageRequest) -> HttpResponse:
    """What each partner named; and the form for one's own organisation, for who speaks for it."""
    member, found = request.member, who_may_flex(viewer=request.member, today=request.today)
    may_name = can_name_flex_roles(member)
    if request.method == "POST" and not may_name:
        raise NotAllowed
    form = None
    if may_name:
        teams = may_write(viewer=member, today=request.today).teams
        own = next((each for each in found if each.organisation.id == member.organisation_id), None)
        form = FlexForm(posted(request), teams=teams, initial=named_before(own))
    if form is not None and request.method == "POST" and form.is_valid():
        try:
            for kind in FlexKind:
                if kind in KINDS:
                    roles = [FlexRole(role) for role in form.cleaned_data[kind.value]]
                    name_flex_roles(by=member, kind=kind, roles=roles, now=request.now)
                name_flex_team(by=member, kind=kind, team=form.team_for(kind), now=request.now)
        except Refused as refused:
            refuse(form, refused)
        else:
            return go(request, _("It is written down, for all to read."), "partner:flexing")
    lines = [(each.organisation, flex_lines(each)) for each in found]
    return show(request, "partner/flexing.html", lines=lines, form=form)


def named_before(own: MayFlex | None) -> dict[str, list[str] | UUID]:
    roles, teams = (own.roles, own.teams) if own else ({}, {})
    before: dict[str, list[str] | UUID] = {
        kind.value: [role.value for role in roles.get(kind, roles_that_could(kind))] for kind in KINDS
    }
    return before | {team_field(kind): team.team_id for kind, team in teams.items()}


def team_field(kind: FlexKind) -> str:
    return f"{kind.value}_team"
