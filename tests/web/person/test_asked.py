"""Somebody who helps her is named in a limit: they read of her ask at their own pages, and answer it there."""

from __future__ import annotations

import re

import pytest

from commonpurse.kernel.identity import new_id
from commonpurse.money.budgets.rules import SpendKind
from commonpurse.money.decisions.commands import make_ask
from commonpurse.money.decisions.models import Ask, Decision
from commonpurse.parties.consent.models import AccessRow
from commonpurse.parties.people.commands import end_representative
from commonpurse.support.agreements.rules import DecidesHow
from tests.factories import NOW, Standing, make_budget, make_fund, pounds
from tests.parties.people.acting_for import act_for
from tests.support.agreements.acts import make_limit


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", answer.content.decode()))


@pytest.fixture
def sams(standing: Standing, sign_in, clock):
    """Sam's own browser: they help Ada, and see what she asks for."""
    act_for(standing)
    make_budget(standing, (make_fund(standing, received=500), 100))
    return sign_in(standing.stranger)


def asked(standing: Standing, how: DecidesHow = DecidesHow.AGREE_TOO) -> Ask:
    """Ada asks for a kettle; Sam is named for what she spends."""
    make_limit(standing, how=how, named=[standing.stranger])
    return make_ask(
        by=standing.ada,
        budget=standing.ada.budget,
        what_for="A kettle",
        amount=pounds(20),
        spend_kind=SpendKind.HOUSEHOLD_SETUP,
        request_id=new_id(),
        now=NOW,
    )


def test_a_friend_reads_of_it_in_their_news_and_says_yes(standing, sams):
    ask = asked(standing)
    assert "Somebody you help asks for money. You are asked too." in text_of(sams.get("/money/messages/"))
    for page in ("/money/helping/", "/money/waiting/"):
        assert f'href="/money/helping/asks/{ask.id}/"' in sams.get(page).content.decode()
    page = f"/money/helping/asks/{ask.id}/"
    assert "Waiting for you since" in text_of(sams.get(page))
    assert "You said yes. The money is kept for Ada." in text_of(sams.post(page, {"answer": "yes"}, follow=True))
    ask.refresh_from_db()
    assert (ask.state, ask.decided_by) == ("granted", standing.stranger)
    assert sams.get(page).status_code == 404, "it waits no more"
    looks = AccessRow.objects.filter(person=standing.ada, viewer_id=standing.stranger.id)
    assert any("asks" in look.fields for look in looks)


def test_a_friend_says_no_with_a_reason_that_she_reads_and_can_challenge(standing, sams):
    ask = asked(standing)
    page = f"/money/helping/asks/{ask.id}/"
    assert sams.post(page, {"answer": "no", "reason": ""}).status_code == 422
    sams.post(page, {"answer": "no", "reason": "You have two.", "would_change": "If one breaks."})
    no = Decision.objects.get(ask=ask)
    assert (no.outcome, no.decided_by, no.reason) == ("no", standing.stranger, "You have two.")


def test_after_a_talk_a_friend_says_that_there_was_one_and_cannot_say_no(standing, sams):
    ask = asked(standing, DecidesHow.AFTER_TALKING)
    page = f"/money/helping/asks/{ask.id}/"
    assert "Say no, and why" not in text_of(sams.get(page))
    refused = sams.post(page, {"answer": "no", "reason": "Too dear.", "would_change": "A sale."})
    assert "This is for the person to decide." in text_of(refused)
    assert "You said that you talked." in text_of(sams.post(page, {"answer": "yes"}, follow=True))
    ask.refresh_from_db()
    assert (ask.state, ask.decided_by) == ("granted", standing.ada)


def test_who_helps_no_more_or_is_not_named_finds_nothing(standing, sams, sign_in):
    ask = asked(standing)
    page = f"/money/helping/asks/{ask.id}/"
    assert sign_in(standing.ada).get(page).status_code == 404, "she answers nothing in their place"
    acts = standing.stranger.acts_for.get()
    end_representative(by=standing.ada, representative=acts, is_silent=True, now=NOW)
    assert sams.get(page).status_code == 404
    assert sams.post(page, {"answer": "yes"}).status_code == 404
