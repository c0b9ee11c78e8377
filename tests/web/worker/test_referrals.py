"""Putting somebody forward on the page, and the meeting that reads and decides without the name."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from commonpurse.parties.people.models import Person
from commonpurse.parties.signin.commands import make_card
from commonpurse.support.plans.commands import answer_proposal
from commonpurse.support.plans.models import Step
from commonpurse.support.referrals.commands import revoke_referral
from commonpurse.support.referrals.models import Referral
from commonpurse.web.parts.referrals import asker_words
from tests.factories import NOW
from tests.support.referrals.making import make_referral
from tests.web.scenes import Scene

TYPED = {
    "name": "Nell Brook",
    "strengths": "Good with dogs.",
    "hopes": "A door of my own.",
    "summary": "Nobody holds the thread.",
    "what": "",
    "by_when": "",
    "ground": "agrees",
    "explained": "spoken",
    "agreed_on": "1 November 2026",
    "wording": "You may put me forward.",
}


def test_without_an_offer_it_is_refused_and_nothing_that_was_typed_is_lost(scene: Scene, sign_in: Any) -> None:
    client = sign_in(scene.people.femi)
    before = Referral.objects.count()
    answer = client.post(reverse("worker:refer"), TYPED)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Say what you will do yourself. A referral comes with an offer." in page
    assert "Good with dogs." in page
    assert "You may put me forward." in page
    assert Referral.objects.count() == before


def test_the_meeting_reads_no_name_until_it_says_why_and_takes_her_on(scene: Scene, sign_in: Any) -> None:
    client = sign_in(scene.people.priya)
    waiting = scene.referrals.waiting
    agenda = client.get(reverse("partner:caseload")).content.decode()
    assert "up to the end of" in agenda
    assert agenda.count(f"Who asks: {asker_words(waiting)}") == 2  # who waits, and who is on the list
    assert waiting.code in agenda
    assert "Nell Brook" not in agenda
    address = reverse("partner:referral", args=[waiting.id])
    assert "Nell Brook" not in client.get(address).content.decode()
    assert client.post(address, {"open": "1", "why": "To see whether they are here"}).status_code == 303
    opened = client.get(address).content.decode()
    assert "Nell Brook" in opened
    assert "To see whether they are here" in opened
    decided = {"decide": "1", "outcome": "declined", "reason": "Not now.", "instead": ""}
    assert client.post(address, decided).status_code == 422
    told = {"shares": ["contact", "plan"], "explained": "spoken", "explained_format": "standard"}
    taken = {"decide": "1", "outcome": "accepted", "reason": "Wanted."} | told
    assert "Choose who coordinates." in client.post(address, taken).content.decode()
    wren = scene.people.wren
    assert client.post(address, taken | {"coordinator": str(wren.id)}).status_code == 303
    nell = Person.objects.get(called_by="Nell Brook")
    assert nell.supports.get().member == wren
    after = client.get(address).content.decode()
    assert 'name="reason"' in after  # it can be taken back, and nothing else is asked
    assert not {field for field in ("instead", "coordinator", "shares", "explained") if f'name="{field}"' in after}
    assert make_card(by=wren, person=nell, now=NOW).code  # they can let her in: she said that they may act


def test_a_yes_taken_back_while_the_meeting_reads_it_is_said_on_the_page(scene: Scene, sign_in: Any) -> None:
    client, people = sign_in(scene.people.priya), scene.people
    referral = make_referral(people, person=people.ada, what="Ring the college")
    address = reverse("partner:referral", args=[referral.id])
    assert referral.hopes in client.get(address).content.decode()
    revoke_referral(by=people.ada, referral=referral, now=NOW)
    decided = {"decide": "1", "outcome": "accepted", "reason": "Wanted."}
    answer = client.post(address, decided)
    assert answer.status_code == 422
    assert "This was taken back in the meantime." in answer.content.decode()
    after = client.get(address).content.decode()
    assert referral.hopes not in after
    assert "Write it down" not in after


def test_who_offered_reads_that_she_said_yes_and_says_there_that_it_is_done(scene: Scene, sign_in: Any) -> None:
    client, people, offered = sign_in(scene.people.wren), scene.people, scene.referrals.of_ada
    address = reverse("worker:referral", args=[offered.id])
    before = client.get(address).content.decode()
    assert "Waits for the person’s yes" in before
    assert 'name="done"' not in before
    step = Step.objects.get(person=people.ada, what=offered.what, written_by_member=people.wren)
    answer_proposal(by=people.ada, proposal=step, is_yes=True, now=NOW)
    assert "The person said yes to it" in client.get(address).content.decode()
    assert client.post(address, {"done": "1"}).status_code == 303
    assert "Done" in client.get(address).content.decode()
    assert "Put them forward" not in client.get(reverse("worker:person", args=[people.ada.id])).content.decode()
    assert "Done" in sign_in(people.priya).get(reverse("partner:caseload")).content.decode()
