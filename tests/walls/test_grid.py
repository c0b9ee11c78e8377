"""Every address of the site against eight who come to it, with what each must get: grid.txt, a line an address.

The lines come from the list of addresses: a new page without a line fails, and so does a line without a page. By test
client, without filter: what is asked here is the door and the gate behind it, not what the page looks like.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client

from commonpurse.parties.partners.commands import add_member, end_membership
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.commands import end_support, start_support
from commonpurse.parties.people.models import Person, Support
from tests.factories import EVERYTHING, NOW, TODAY
from tests.web.conftest import let_in, user_of
from tests.web.scenes import Scene
from tests.web.site_map import PAGES, PageOf

GRID = Path(__file__).with_name("grid.txt")
# ada: the person; wren: her worker; femi: another organisation's worker; ngozi: finance; stranger: another person;
# leaver: worked with her and has left; ex: works here, and what she shared with them was taken back.
# beside: wren, once she has opened the pages of ada beside her.
WHO = ("ada", "wren", "femi", "ngozi", "stranger", "leaver", "ex", "beside")
# What is ada's alone: shut to whoever sits beside her.
ALONE = {
    *("ways_in", "end_way_in", "new_card", "card_paper", "own_password", "passkey", "passkey_asked", "text_codes"),
    *("confirm_number", "walls", "add_wall", "end_wall", "openings", "looks", "looks_csv", "complain_of_look"),
    *("shared", "stop_sharing", "undo_stop", "share", "answer_request", "shared_before", "held", "take_held", "erase"),
    *("protected", "protect", "one_protected", "end_protected"),
    *("not_this_one", "promises", "propose_promise", "speak_to_promise", "let_read"),
}


def those_who_come(scene: Scene) -> dict[str, Member | Person]:
    people = scene.people

    def worked_with_her(name: str) -> Member:
        member = add_member(by=people.administrator, organisation=people.charity, name=name, roles=["worker"], now=NOW)
        start_support(
            by=people.priya, person=people.ada, member=member, starts_on=TODAY - timedelta(days=9), told=EVERYTHING,
            now=NOW - timedelta(days=9),
        )  # fmt: skip
        return member

    leaver, ex = worked_with_her("Lee"), worked_with_her("Exa")
    support = Support.objects.get(person=people.ada, member=ex)
    end_support(by=people.priya, support=support, ends_on=TODAY, now=NOW)
    named: dict[str, Member | Person] = {who: getattr(people, who) for who in WHO if hasattr(people, who)}
    return named | {"leaver": leaver, "ex": ex}


def answer(client: Client, page: PageOf, address: str) -> str:
    """In a word: open, denied, not there, sign in, or the number of another answer."""
    cookies = client.cookies.output()
    with transaction.atomic():  # what one does, be it to sign out, is not there for the next
        answer = client.post(address, {}) if page.is_post_only else client.get(address)
        transaction.set_rollback(True)
    client.cookies.clear()
    client.cookies.load(cookies.replace("Set-Cookie: ", "").replace("\r\n", "; "))
    place = answer.headers.get("Location", "")
    if answer.status_code == 302 and place.startswith("/sign-in/"):
        return "sign-in"
    named = {200: "open", 302: "open", 303: "open", 422: "open", 401: "sign-in", 403: "denied", 404: "not-there"}
    return named.get(answer.status_code, str(answer.status_code))


def lines_of(scene: Scene) -> Iterator[str]:
    """The grid as it is now, a line for each address and who it is for."""
    clients, comers = {}, those_who_come(scene)
    for who, comer in comers.items():
        clients[who] = Client()
        let_in(clients[who], user_of(comer))
    clients["beside"] = Client()
    let_in(clients["beside"], user_of(scene.people.wren))
    begun = clients["beside"].post(
        f"/worker/people/{scene.people.ada.id}/beside/", {"reason": "To read a letter together"}
    )
    assert begun.status_code == 303
    end_membership(by=scene.people.administrator, member=comers["leaver"], now=NOW)  # type: ignore[arg-type]
    seen: set[str] = set()
    counted: Counter[str] = Counter()
    for page in PAGES:
        address = page.address(scene)
        if address not in seen:
            seen.add(address)
            counted[page.name] += 1
            answers = [answer(clients[who], page, address) for who in WHO]
            yield " ".join([page.name, str(counted[page.name]), *answers])


@pytest.fixture
def grid() -> list[str]:
    return [line for line in GRID.read_text().splitlines() if line and not line.startswith("#")]


def test_each_gets_at_each_address_what_the_grid_says(scene: Scene, grid: list[str]) -> None:
    found = list(lines_of(scene))
    if os.environ.get("COMMONPURSE_ACCEPT") == "1":
        GRID.write_text("\n".join([f"# address number {' '.join(WHO)}", *found, ""]))
        pytest.fail("the grid was written anew: read what changed, and run again")
    assert found == grid


def test_nobody_but_her_and_hers_opens_what_is_about_her(grid: list[str]) -> None:
    """What the grid says is itself held against a rule: no address about one person opens for who may not see her."""
    for line in grid:
        name, _number, *answers = line.split()
        of = dict(zip(WHO, answers, strict=True))
        assert of["leaver"] == "sign-in" or name.startswith("public:"), line
        if name.startswith("person:"):
            assert {of[who] for who in ("wren", "femi", "ngozi", "ex")} <= {"denied", "sign-in"}, line
        if name.startswith("api:") and name != "api:description":
            assert {of[who] for who in ("femi", "ngozi", "ex")} == {"not-there"}, line
        if name.startswith("worker:"):
            assert {of["ada"], of["stranger"]} <= {"denied", "sign-in"}, line
            assert of["ngozi"] == "denied", line
            assert of["femi"] == of["ex"], line


def test_what_is_hers_alone_is_shut_to_who_sits_beside_her(grid: list[str]) -> None:
    of = {line.split()[0]: line.split()[-1] for line in grid}
    assert {f"person:{name}" for name in ALONE} <= set(of)
    assert {name for name in ALONE if of[f"person:{name}"] != "denied"} == set()
    for line in grid:
        name, *answers = line.split()
        if not name.startswith(("public:", "person:", "member:", "api:")):
            assert answers[-1] == "denied", line
