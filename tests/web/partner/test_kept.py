"""A funder reads whether the charter is kept; partners say how they keep it and sit down; a person answers one question."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from commonpurse.insight.promises.models import KeptStatement, PeerScore, PersonScore, PromiseQuestion, RepairTalk
from commonpurse.insight.promises.queries import peer_question, question_for, questions_open_to
from commonpurse.kernel.periods import business_date
from commonpurse.parties.partners.commands import sign_charter
from commonpurse.web.person import kept as persons_page
from tests.factories import NOW, TODAY
from tests.insight.promises.promising import clauses, said_by_people
from tests.web.scenes import Scene

KEPT = "partner:kept"


def test_a_funder_sees_what_is_kept_and_what_is_not_and_no_notes(scene: Scene, sign_in: Any) -> None:
    first, second = clauses()[:2]
    last_month = business_date(NOW) - timedelta(days=31)
    said_by_people(first, scene.people.charity, last_month, 5, 5, 4, 4, 5)
    said_by_people(second, scene.people.charity, last_month, *[2] * 10)
    funder = sign_in(scene.people.callum)
    assert reverse(KEPT) in funder.get(reverse("funder:funds")).content.decode()
    shown = funder.get(reverse(KEPT)).content.decode()
    for words in ("Kept", "Not kept", "too few to tell", "1 talk to mend it is agreed"):
        assert words in shown, words
    page = funder.get(reverse("partner:kept_clause", args=[second.id])).content.decode()
    assert "10 answers, half of them say 2" in page
    assert "About your own organisation" not in page
    assert funder.get(reverse("partner:kept_talk", args=[scene.talk.id])).status_code == 404
    own = sign_in(scene.people.wren).get(reverse("partner:kept_clause", args=[second.id])).content.decode()
    assert "Others say that you do not keep this." in own


def test_two_partners_agree_on_a_talk_and_write_down_what_came_of_it(scene: Scene, sign_in: Any) -> None:
    wren, ngozi, second = sign_in(scene.people.wren), sign_in(scene.people.ngozi), clauses()[1]
    sign_charter(by=scene.people.priya, version=second.version, now=NOW)
    page = reverse("partner:kept_clause", args=[second.id])
    assert wren.post(page, {"act": "state", "state-words": ""}).status_code == 422
    assert ngozi.post(page, {"act": "state", "state-words": "Not mine."}).status_code == 403
    said = wren.post(page, {"act": "state", "state-words": "We sit at one table."}, follow=True).content.decode()
    assert "It stands beside your name." in said
    assert KeptStatement.objects.filter(clause_key=second.key).get().organisation == scene.people.charity
    asked = {"act": "talk", "talk-about": str(scene.people.council.id)}
    late = wren.post(page, asked | {"talk-talk_on": "1/1/2026"})
    assert (late.status_code, "Choose today or a day to come." in late.content.decode()) == (422, True)
    done = wren.post(page, asked | {"talk-talk_on": "10/6/2026"}, follow=True)
    assert "The talk has its day." in done.content.decode()
    talk = RepairTalk.objects.get(clause_key=second.key)
    notes = reverse("partner:kept_talk", args=[talk.id])
    written = sign_in(scene.people.priya).post(notes, {"notes": "We ring on Mondays."}, follow=True)
    assert "Written down." in written.content.decode()
    assert "We ring on Mondays." in wren.get(notes).content.decode()


def test_a_member_answers_the_question_of_the_week(scene: Scene, sign_in: Any) -> None:
    priya = sign_in(scene.people.priya)
    question = peer_question(viewer=scene.people.priya, today=TODAY)
    assert question is not None
    answer = {"clause": question.clause.id, "about": question.about.id}
    assert "One question this week" in priya.get(reverse(KEPT)).content.decode()
    assert priya.post(reverse(KEPT), answer).status_code == 422
    assert (
        "It counts without your name." in priya.post(reverse(KEPT), answer | {"value": 3}, follow=True).content.decode()
    )
    assert PeerScore.objects.get().value == 3
    late = priya.post(reverse(KEPT), answer | {"value": 1}, follow=True).content.decode()
    assert "not open any more" in late


def test_after_a_contact_a_person_may_be_asked_one_question(
    scene: Scene, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada, page = sign_in(scene.people.ada), reverse("person:kept_question")
    week = {"face": "good", "words": ""}
    assert ada.post(reverse("person:week"), week).url == reverse("person:week")  # she was asked today
    assert "There is no question for you now." in ada.get(page).content.decode()
    PromiseQuestion.objects.all().delete()
    open_now = questions_open_to(scene.people.ada, TODAY)
    monkeypatch.setattr(persons_page, "question_for", lambda **given: open_now[0] if open_now else None)
    assert question_for(person=scene.people.ada, today=TODAY) in (None, *open_now)
    assert ada.post(reverse("person:week"), week).url == page
    before = PersonScore.objects.count()
    answer = {"clause": open_now[0].clause.id, "about": open_now[0].about.id}
    thanks = ada.post(page, answer | {"value": 5}, follow=True).content.decode()
    assert "Nobody sees that you said it." in thanks
    assert (PersonScore.objects.count(), PromiseQuestion.objects.get().is_answered) == (before + 1, True)
