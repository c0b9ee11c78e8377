"""Asking to be part of this on her own page, taking it back, and what is only counted."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from commonpurse.support.referrals.models import EqualityAnswer, Referral
from commonpurse.support.referrals.rules import State
from tests.factories import Standing
from tests.web.scenes import Scene

TYPED = {
    "strengths": "I can cook for ten.",
    "hopes": "A door of my own.",
    "summary": "I tell it new at each desk.",
    "what": "",
    "by_when": "1 December 2026",
    "agrees": "on",
}


def test_she_asks_reads_where_it_stands_and_takes_it_back(standing: Standing, sign_in: Any) -> None:
    stranger = standing.stranger
    client, address = sign_in(stranger), reverse("person:ask_part")
    page = client.post(address, TYPED)
    assert page.status_code == 422
    assert "I can cook for ten." in page.content.decode()
    assert client.post(address, TYPED | {"what": "Write it all down"}).status_code == 303
    own = client.get(reverse("person:part")).content.decode()
    assert "It waits for the group" in own
    asked = Referral.objects.get(person=stranger)
    assert asked.wording.startswith("The group that says who")
    assert client.post(reverse("person:take_back_part", args=[asked.id])).status_code == 303
    assert Referral.objects.get(id=asked.id).state == State.REVOKED


def test_who_has_money_here_is_part_of_this_and_is_not_invited_to_ask(scene: Scene, sign_in: Any) -> None:
    client, said = sign_in(scene.people.stranger), "You are part of this already."
    for page in ("person:part", "person:ask_part"):
        shown = client.get(reverse(page)).content.decode()
        assert (said in shown, "Why now?" in shown, "Ask to be part of this</a>" in shown) == (True, False, False)
    assert client.post(reverse("person:take_back_part", args=[scene.referrals.of_ada.id])).status_code == 404


def test_she_reads_who_opened_her_name_and_why_and_her_answers_are_hers(scene: Scene, sign_in: Any) -> None:
    client = sign_in(scene.people.ada)
    assert "To see whether they are here" in client.get(reverse("person:part")).content.decode()
    address = reverse("person:counted")
    assert "Wren wrote these down for you." in client.get(address).content.decode()
    assert client.post(address, {"act": "keep", "disabled": "yes"}).status_code == 303
    kept = EqualityAnswer.objects.get(person=scene.people.ada)
    assert (kept.gender, kept.disabled, kept.kept_by) == ("", "yes", None)
    assert client.post(address, {"act": "forget"}).status_code == 303
    assert not EqualityAnswer.objects.filter(person=scene.people.ada).exists()
