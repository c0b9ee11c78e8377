"""Who gives way in what, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from commonpurse.support.blockages.queries import MayFlex
from commonpurse.support.blockages.rules import FLEX_WORDS, FlexKind, named_words
from commonpurse.web.parts.words import translated
from commonpurse.web.parts.written import named

MOST_NAMES = 5  # more are no help to whoever looks for one to ask


@dataclass(frozen=True)
class FlexLine:
    """A kind of giving way, who may in this organisation, and who that is now."""

    kind: str
    who: str
    names: str


def flex_lines(partner: MayFlex) -> list[FlexLine]:
    """For each kind of giving way who may in this organisation."""
    return [
        FlexLine(translated(FLEX_WORDS[kind]), who_flexes(partner, kind), names_of(partner.able[kind]))
        for kind in FlexKind
    ]


def who_flexed(flex: Any) -> str:
    """The partner that gave way that once; else somebody who is not of the partnership."""
    return named(flex.organisation.name) if flex.organisation else _("Somebody who is not part of this")


def names_of(able: list[str]) -> str:
    if not able:
        return _("Nobody here can now. It goes up to the group by itself.")
    names = ", ".join(named(each) for each in able[:MOST_NAMES])
    return _("{names} and others").format(names=names) if len(able) > MOST_NAMES else names


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
