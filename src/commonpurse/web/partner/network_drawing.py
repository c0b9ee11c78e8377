"""The picture of who works with whom: organisations on a circle, a line for each two, thicker the more they share."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, pi, sin
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonpurse.insight.network.rules import ACT_MEANS, ACT_WORDS, Act, Network, Together
from commonpurse.kernel.small_numbers import SMALLEST_GROUP
from commonpurse.web.parts.words import listed, translated
from commonpurse.web.parts.written import named

SIZE = 200  # units of the drawing
RADIUS = 80
THICKEST = 8
NAMED = 3


@dataclass(frozen=True)
class Dot:
    number: int
    name: str
    x: int
    y: int


@dataclass(frozen=True)
class Line:
    x1: int
    y1: int
    x2: int
    y2: int
    width: int


@dataclass(frozen=True)
class PairLine:
    """One row of the table: the two, and what they did together, in words."""

    first: str
    second: str
    did: str


def dots_of(network: Network) -> dict[UUID, Dot]:
    """Each organisation at its place on the circle, from the top on."""
    count = max(len(network.organisations), 1)
    places = {}
    for number, (id_, name) in enumerate(network.organisations):
        angle = 2 * pi * number / count - pi / 2
        x, y = round(SIZE / 2 + RADIUS * cos(angle)), round(SIZE / 2 + RADIUS * sin(angle))
        places[id_] = Dot(number + 1, name, x, y)
    return places


def lines_of(network: Network, dots: dict[UUID, Dot]) -> list[Line]:
    strongest = max((each.strength for each in network.together), default=0)
    strongest = max(strongest, 2 * SMALLEST_GROUP)  # where nothing is much, nothing is thick
    lines = []
    for each in network.together:
        a, b = (dots[one] for one in each.pair)
        lines.append(Line(a.x, a.y, b.x, b.y, max(THICKEST * each.strength // strongest, 1)))
    return lines


def pair_lines(network: Network) -> list[PairLine]:
    names = dict(network.organisations)
    return [
        PairLine(first, second, did_words(each))
        for each in network.together
        for first, second in [sorted((names[one] for one in each.pair), key=str.casefold)]
    ]


def did_words(each: Together) -> str:
    """What may be told, kind by kind; of the rest, that it is a few or none."""
    told = [
        _("{what}: {count}").format(what=translated(ACT_WORDS[act]), count=count)
        for act, count in each.counts.items()
        if count is not None
    ]
    if len(told) < len(each.counts):
        few = _("fewer than {count}").format(count=SMALLEST_GROUP)
        told.append(_("the rest: {few}").format(few=few))
    return " · ".join(told)


def acts_counted() -> list[tuple[str, str]]:
    """The kinds of what is done together, each with what is counted in it."""
    return [(translated(ACT_WORDS[act]), translated(ACT_MEANS[act])) for act in Act]


def network_said(network: Network) -> list[str]:
    """The picture in words: of how many pairs something may be told, who share most people, to whom no line leads."""
    names = dict(network.organisations)
    count = len(network.together)
    said = [
        ngettext(
            "{count} pair of organisations, of {possible}, did {least} or more of one kind together.",
            "{count} pairs of organisations, of {possible}, did {least} or more of one kind together.",
            count,
        ).format(count=count, possible=network.possible, least=SMALLEST_GROUP)
    ]
    if count < network.possible:
        said.append(_("Of all other pairs: none, or fewer than {count} of each.").format(count=SMALLEST_GROUP))
    strongest = [each for each in network.together if each.counts[Act.PEOPLE]][:NAMED]
    said += [
        _("{first} and {second} share {people} people.").format(
            first=named(names[each.pair[0]]), second=named(names[each.pair[1]]), people=each.counts[Act.PEOPLE]
        )
        for each in strongest
    ]
    if network.untold:
        said.append(
            _("No line leads to {names}: with each partner it is none, or fewer than {count} of each.").format(
                names=listed([named(name) for name in network.untold]), count=SMALLEST_GROUP
            )
        )
    return said
