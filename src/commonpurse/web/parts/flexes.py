"""Who gives way in what, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from commonpurse.support.blockages.queries import MayFlex
from commonpurse.support.blockages.rules import FLEX_WORDS, FlexKind, named_words
from commonpurse.web.parts.words import translated
from commonpurse.web.parts.written import named


def flex_lines(partner: MayFlex) -> list[tuple[str, str]]:
    """For each kind of giving way who may in this organisation."""
    return [(translated(FLEX_WORDS[kind]), who_flexes(partner, kind)) for kind in FlexKind]


def who_flexes(partner: MayFlex, kind: FlexKind) -> str:
    """The roles, and the team where one is named; a team that binds nobody is said to."""
    who = translated(named_words(kind, partner.roles.get(kind, frozenset())))
    team = partner.teams.get(kind)
    if team is None:
        return who
    name = named(team.name)
    if team.binds:
        return _("{who}, in the team {team}").format(who=who, team=name)
    if team.is_closed:
        return _("{who}. The team {team} was named, and is closed.").format(who=who, team=name)
    return _("{who}. The team {team} is named, and nobody in it may do this yet.").format(who=who, team=name)
