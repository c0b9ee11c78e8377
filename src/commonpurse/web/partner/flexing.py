"""Who may give way in what: each partner names the roles, for all to read."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _

from commonpurse.kernel.errors import NotAllowed, Refused
from commonpurse.support.blockages.access import can_name_flex_roles
from commonpurse.support.blockages.commands import name_flex_roles
from commonpurse.support.blockages.queries import who_may_flex
from commonpurse.support.blockages.rules import (
    FLEX_ROLE_WORDS,
    FLEX_WORDS,
    FlexKind,
    FlexRole,
    named_words,
    roles_that_could,
)
from commonpurse.web.doors import MEMBER, door
from commonpurse.web.parts.forms import PageForm, posted
from commonpurse.web.parts.pages import go, refuse, show
from commonpurse.web.parts.words import translated
from commonpurse.web.request import PageRequest


class RolesForm(PageForm):
    """For each kind in which more than one role could give way: which of them do, in one's own organisation."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for kind in KINDS:
            self.fields[kind.value] = forms.MultipleChoiceField(
                label=translated(FLEX_WORDS[kind]),
                choices=[(role.value, translated(FLEX_ROLE_WORDS[role])) for role in roles_that_could(kind)],
                widget=forms.CheckboxSelectMultiple,
                required=False,
            )


KINDS = tuple(kind for kind in FlexKind if len(roles_that_could(kind)) > 1)


@door(MEMBER, why="to see who may give way in what", methods="GET POST")
def flexing(request: PageRequest) -> HttpResponse:
    """What each partner named; and the form for one's own organisation, for who speaks for it."""
    member, found = request.member, who_may_flex(viewer=request.member)
    may_name = can_name_flex_roles(member)
    if request.method == "POST" and not may_name:
        raise NotAllowed
    own = next((each.roles for each in found if each.organisation.id == member.organisation_id), {})
    initial = {kind.value: [role.value for role in own.get(kind, roles_that_could(kind))] for kind in KINDS}
    form = RolesForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            for kind in KINDS:
                roles = [FlexRole(role) for role in form.cleaned_data[kind.value]]
                name_flex_roles(by=member, kind=kind, roles=roles, now=request.now)
        except Refused as refused:
            refuse(form, refused)
        else:
            return go(request, _("It is written down, for all to read."), "partner:flexing")
    lines = [
        (each.organisation, [(translated(FLEX_WORDS[kind]), _who(kind, each.roles.get(kind))) for kind in FlexKind])
        for each in found
    ]
    return show(request, "partner/flexing.html", lines=lines, form=form if may_name else None)


def _who(kind: FlexKind, named: frozenset[FlexRole] | None) -> str:
    return translated(named_words(kind, named or frozenset()))
