"""The picture of who works with whom: organisations on a circle, a line for each two, thicker the more they share."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, pi, sin
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonpurse.insight.network.rules import Network
from commonpurse.kernel.small_numbers import SMALLEST_GROUP
from commonpurse.web.parts.words import listed
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
    people: str
    referrals: str
    panels: str


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
    strongest = max((each.strength for each in network.together), default=1)
    lines = []
    for each in network.together:
        a, b = (dots[one] for one in each.pair)
        lines.append(Line(a.x, a.y, b.x, b.y, max(THICKEST * each.strength // strongest, 1)))
    return lines


def pair_lines(network: Network) -> list[PairLine]:
    names = dict(network.organisations)
    return [
        PairLine(
            names[each.pair[0]],
            names[each.pair[1]],
            count_words(each.people),
            count_words(each.referrals),
            count_words(each.panels),
        )
        for each in network.together
    ]


def count_words(count: int | None) -> str:
    return _("fewer than {count}").format(count=SMALLEST_GROUP) if count is None else str(count)


def network_said(network: Network) -> list[str]:
    """The picture in words: how many of the possible pairs work together, which most, who with nobody."""
    names = dict(network.organisations)
    count = len(network.together)
    said = [
        ngettext(
            "{count} pair of organisations works together, of {possible} that could.",
            "{count} pairs of organisations work together, of {possible} that could.",
            count,
        ).format(count=count, possible=network.possible)
    ]
    strongest = [each for each in network.together if each.people][:NAMED]
    said += [
        _("{first} and {second} share {people} people.").format(
            first=named(names[each.pair[0]]), second=named(names[each.pair[1]]), people=each.people
        )
        for each in strongest
    ]
    if network.alone:
        said.append(
            _("Nothing was done together with: {names}.").format(names=listed([named(name) for name in network.alone]))
        )
    return said
