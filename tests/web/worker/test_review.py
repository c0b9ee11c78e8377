"""Talks about money, on the pages of whoever works with her and on her own."""

from __future__ import annotations

from datetime import timedelta

from commonpurse.money.budgets.models import Review
from tests.factories import TODAY
from tests.web.scenes import Scene

SAID = {
    "held_on": TODAY.isoformat(),
    "said": "I want to learn to drive.",
    "changes": "",
    "next_due": (TODAY + timedelta(days=180)).isoformat(),
}


def test_ada_asks_for_a_talk_and_reads_afterwards_what_she_said(scene: Scene, sign_in) -> None:
    ada, wren = sign_in(scene.people.ada), sign_in(scene.people.wren)
    address = f"/worker/people/{scene.people.ada.id}/review/"
    assert ada.post("/money/talk/", {"concern": ""}).status_code == 422
    assert ada.post("/money/talk/", {"concern": "The rent goes up."}).status_code == 303
    assert "The rent goes up." in wren.get(address).content.decode()
    assert "talk with them over their money by" in wren.get(f"/worker/people/{scene.people.ada.id}/").content.decode()
    assert wren.post(address, SAID | {"said": ""}).status_code == 422
    assert wren.post(address, SAID).status_code == 303
    assert "I want to learn to drive." in ada.get("/money/talk/").content.decode()
    assert Review.objects.get().held_by == scene.people.wren


def test_a_worry_is_read_by_her_with_the_name_of_who_has_it(scene: Scene, sign_in) -> None:
    wren = sign_in(scene.people.wren)
    soon = f"/worker/people/{scene.people.ada.id}/review/soon/"
    assert wren.post(soon, {"concern": ""}).status_code == 422
    assert wren.post(soon, {"concern": "The money goes fast."}).status_code == 303
    assert "Wren asked for this talk" in sign_in(scene.people.ada).get("/money/talk/").content.decode()
    assert sign_in(scene.people.femi).get(soon).status_code == 404
