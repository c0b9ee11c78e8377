"""A person proposes a promise and says something of one; partners read it under the name she chose."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from commonpurse.insight.promises.models import CharterVoice
from tests.web.scenes import Scene

NEW, PAGE = reverse("person:propose_promise"), reverse("person:promises")


def test_she_proposes_a_promise_and_partners_read_the_name_she_chose(scene: Scene, sign_in: Any) -> None:
    ada, femi = sign_in(scene.people.ada), sign_in(scene.people.femi)
    assert ada.post(NEW, {"words": "", "part": "values"}).status_code == 422
    told = ada.post(NEW, {"words": "You ask me first.", "part": "values", "called": "Kestrel"}, follow=True)
    assert "You proposed this." in told.content.decode()
    draft = femi.get(reverse("partner:draft")).content.decode()
    assert "Kestrel, who has a budget here" in draft
    assert "1 thing about it" in draft  # what the scene let her say
    mine = CharterVoice.objects.get(is_proposal=True)
    clause = femi.get(reverse("partner:clause", args=[mine.clause_id])).content.decode()
    assert "Kestrel, who has a budget here" in clause
    assert "Ada" not in draft + clause


def test_she_says_something_and_takes_it_back(scene: Scene, sign_in: Any) -> None:
    ada, femi = sign_in(scene.people.ada), sign_in(scene.people.femi)
    page = reverse("person:speak_to_promise", args=[scene.clause.id])
    read = reverse("partner:clause", args=[scene.clause.id])
    ada.post(page, {"words": "And say it in time."})
    assert "Somebody who has a budget here" in femi.get(read).content.decode()
    said = CharterVoice.objects.get(words="And say it in time.")
    ada.post(page, {"back": str(said.id)})
    assert "And say it in time." not in femi.get(read).content.decode()
    assert ada.post(page, {"back": str(scene.clause.id)}).status_code == 404
    assert femi.get(PAGE).status_code == 403
