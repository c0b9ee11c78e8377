"""A name keeps its own direction of writing wherever it stands: no page lets it turn the words around it."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from django.test import Client

from commonpurse.money.budgets.models import Fund
from commonpurse.parties.partners.models import Member, Organisation
from commonpurse.parties.people.models import Person
from tests.web.scenes import Scene
from tests.web.site_map import SHOWN

pytestmark = pytest.mark.alike

# Somebody, a fund, an organisation and a member whose names run from right to left.
NAMES = {"person": "ليلى", "fund": "صندوق البيت", "organisation": "جمعية", "member": "سامر"}
ISOLATE = "\N{FIRST STRONG ISOLATE}"
# A choice of a list and a title hold words only; the browser takes their direction from what is in them.
BY_THEMSELVES = {"title", "option"}
EMPTY = {"br", "circle", "hr", "img", "input", "line", "link", "meta", "path", "rect"}


class Bare(HTMLParser):
    """Finds the names that stand in the text with nothing around them that keeps their direction."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self.open and tag in self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if "bdi" in self.open or BY_THEMSELVES & set(self.open):
            return
        for name in NAMES.values():
            parts = data.split(name)
            if any(not before.endswith(ISOLATE) for before in parts[:-1]):
                self.found.append(f"<{self.open[-1]}> {' '.join(data.split())[:80]}")


def bare_names(scene: Scene, sign_in) -> Iterator[tuple[str, str]]:
    clients = {None: Client()}
    for page in SHOWN:
        if page.opened_by not in clients:
            clients[page.opened_by] = sign_in(getattr(scene.people, page.opened_by))
        for found in Bare(clients[page.opened_by].get(page.address(scene)).content.decode()).found:
            yield page.name, found


def test_every_name_keeps_its_own_direction(scene: Scene, sign_in):
    Person.objects.filter(id=scene.people.ada.id).update(called_by=NAMES["person"])
    Fund.objects.filter(id=scene.fund.id).update(name=NAMES["fund"])
    Organisation.objects.filter(id=scene.people.charity.id).update(name=NAMES["organisation"])
    Member.objects.filter(id=scene.people.wren.id).update(name=NAMES["member"])
    found = sorted(set(bare_names(scene, sign_in)))
    assert not found, "\n".join(map(": ".join, found))


def test_a_name_that_stands_bare_is_found():
    assert Bare(f"<p>For {NAMES['person']}.</p>").found == [f"<p> For {NAMES['person']}."]
    assert Bare(f"<p>For <bdi>{NAMES['person']}</bdi>, {ISOLATE}{NAMES['fund']}.</p>").found == []
