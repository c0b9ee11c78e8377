"""Limits and risk records at the doors: of who works with her, of herself, of the manager."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from commonpurse.parties.consent.models import AccessRow
from commonpurse.support.agreements.commands import ask_to_end_limit
from commonpurse.support.agreements.models import Limit, LimitEndAsk, RiskRecord
from commonpurse.support.agreements.rules import DecisionKind
from tests.factories import NOW, TODAY, Standing
from tests.support.agreements.acts import RISK_TEXTS, make_limit, make_risk_record, sign_all
from tests.web.scenes import Scene, picture


@pytest.fixture
def wrens(standing: Standing, sign_in, clock):
    return sign_in(standing.wren)


@pytest.fixture
def hers(standing: Standing, sign_in, clock):
    return sign_in(standing.ada)


@pytest.fixture
def femis(standing: Standing, sign_in, clock):
    return sign_in(standing.femi)


@pytest.fixture
def priyas(standing: Standing, sign_in, clock):
    return sign_in(standing.priya)


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", answer.content.decode()))


def of(standing: Standing, rest: str) -> str:
    return f"/worker/people/{standing.ada.id}/{rest}"


def typed(standing: Standing, **changed: Any) -> dict[str, Any]:
    return {
        "kind": "new_payee",
        "how": "agree_too",
        "named_1": str(standing.wren.id),
        "named_2": str(standing.priya.id),
        "concern": "A neighbour asks for money at the door.",
        "lifts_when": "Three weeks without a knock.",
        "ends_on": "1/7/2026",
        "person_says": "disagree",
        "persons_words": "I can say no to him.",
        "why_no_risk_record": "It happened twice this week.",
    } | changed


def test_who_set_a_limit_finds_the_ask_to_end_it_among_what_waits_for_them(standing, wrens, priyas, femis):
    held = make_limit(standing, kind=DecisionKind.NEW_PAYEE)
    ask_to_end_limit(by=standing.ada, limit=held, persons_words="It is quiet now.", now=NOW)
    page = wrens.get("/worker/asks/waiting/")
    assert f'href="{of(standing, f"decides/{held.id}/end/")}"' in page.content.decode()
    assert "Waiting for you since" in text_of(page)
    assert "If you do not answer, the manager does." in text_of(page)
    assert ["name", "who decides"] in AccessRow.objects.filter(person=standing.ada).values_list("fields", flat=True)
    for others in (priyas, femis):
        assert str(held.id) not in others.get("/worker/asks/waiting/").content.decode()


def test_a_risk_record_is_offered_before_the_form_of_a_limit(standing, wrens):
    page = text_of(wrens.get(of(standing, "decides/limit/")))
    assert page.index("Would a risk record answer this worry?") < page.index("What is it about?")
    answer = wrens.post(of(standing, "decides/limit/"), typed(standing, why_no_risk_record=""))
    assert answer.status_code == 422
    assert "Make a risk record first, or say why it is not enough." in text_of(answer)
    assert not Limit.objects.exists()


def test_a_worker_sets_a_limit_and_the_person_reads_all_of_it(standing, wrens, hers):
    answer = wrens.post(of(standing, "decides/limit/"), typed(standing), follow=True)
    assert "ends by itself on Wednesday 1 July" in text_of(answer)
    assert "Ada decides, and Wren or Priya must agree too." in text_of(answer)
    limit = Limit.objects.get()
    seen = text_of(hers.get("/money/decides/"))
    assert "You decide, and Wren or Priya must agree too. This ends on Wednesday 1 July." in seen
    whole = text_of(hers.get(f"/money/decides/{limit.id}/"))
    for words in (
        "A neighbour asks for money at the door.",
        "Wren, Open Door",
        "Three weeks without a knock.",
        "You did not agree. “I can say no to him.”",
    ):
        assert words in whole


@pytest.mark.parametrize("missing", ["kind", "how", "named_1", "concern", "lifts_when", "ends_on", "person_says"])
def test_nothing_of_a_limit_can_be_left_out_of_the_form(standing, wrens, missing):
    assert wrens.post(of(standing, "decides/limit/"), typed(standing, **{missing: ""})).status_code == 422
    assert not Limit.objects.exists()


def test_she_asks_to_end_it_and_its_author_answers(standing, wrens, hers, priyas):
    limit = make_limit(standing)
    page = f"/money/decides/{limit.id}/"
    asked = text_of(hers.post(page, {"persons_words": "He has moved out."}, follow=True))
    assert "You asked to end this" in asked
    assert "Wren" in asked
    ask = LimitEndAsk.objects.get()
    end = of(standing, f"decides/{limit.id}/end/")
    assert "Or it stays until its end" not in text_of(priyas.get(end)), "it is not the manager's turn"
    assert "He has moved out." in text_of(wrens.get(end))
    assert wrens.post(end, {"act": "keep", "keep-reason": ""}).status_code == 422
    wrens.post(end, {"act": "keep", "keep-reason": "He was here on Sunday."})
    ask.refresh_from_db()
    assert ask.is_ended is False
    assert "Wren answered on Monday 1 June: He was here on Sunday." in text_of(hers.get(page))
    priyas.post(end, {"reason": "He has moved out now."})
    assert "Priya ended it on Monday 1 June. He has moved out now." in text_of(hers.get(page))
    assert wrens.get(end).status_code == 404


def test_to_go_on_both_talk_anew(standing, wrens):
    limit = make_limit(standing)
    page = of(standing, f"decides/{limit.id}/anew/")
    seen = text_of(wrens.get(page))
    assert "It can be agreed anew from Wednesday 17 June on." in seen
    assert "A neighbour asks for money at the door." in seen, "what was said last time stands beside it"
    answer = wrens.post(page, typed(standing, concern="He knocked again on Sunday."))
    assert answer.status_code == 422
    assert "By then you know how it went." in text_of(answer)


def test_a_risk_record_is_written_signed_by_three_and_printed(standing, wrens, hers, priyas):
    wrens.post(of(standing, "risks/add/"), RISK_TEXTS | {"review_on": "1/9/2026"})
    record = RiskRecord.objects.get()
    page, own = of(standing, f"risks/{record.id}/"), f"/money/risks/{record.id}/"
    assert "Sign it as a worker" in text_of(wrens.get(page))
    wrens.post(page, {"step": "worker"})
    assert "Waits for: The person, Manager." in text_of(priyas.get("/manager/limits/risks/"))
    assert "Yes, I sign this" in text_of(hers.get(own))
    hers.post(own)
    assert "Yes, I sign this" not in text_of(hers.get(own))
    priyas.post(page, {"step": "manager"})
    record.refresh_from_db()
    assert record.in_force_at is not None
    assert "It counts" in text_of(hers.get(own))
    for answer in (wrens.get(f"{page}risk.pdf"), hers.get(f"{own}page.pdf")):
        assert answer["Content-Type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF")


def test_who_reads_no_screen_agrees_aloud_and_it_is_written_down(standing, wrens):
    page = of(standing, f"risks/{make_risk_record(standing).id}/")
    assert wrens.post(page, {"step": "said", "note": ""}).status_code == 422
    answer = text_of(wrens.post(page, {"step": "said", "note": "Yes, that is how I want it."}, follow=True))
    assert "Ada (The person), Monday 1 June. Said aloud, written down by Wren" in answer


def test_a_paper_that_she_signed_is_kept_as_a_picture(standing, wrens):
    page = of(standing, f"risks/{make_risk_record(standing).id}/")
    assert wrens.post(page, {"step": "paper"}).status_code == 422
    photo = SimpleUploadedFile("paper.png", picture(), "image/png")
    answer = text_of(wrens.post(page, {"step": "paper", "file": photo}, follow=True))
    assert "Ada (The person), Monday 1 June. On paper, written down by Wren" in answer


def test_a_new_wording_begins_with_the_old_one(standing, wrens):
    record = sign_all(standing, make_risk_record(standing))
    page = of(standing, f"risks/{record.id}/anew/")
    assert RISK_TEXTS["signs"] in text_of(wrens.get(page))
    wrens.post(page, RISK_TEXTS | {"signs": "I sleep badly.", "review_on": "1/9/2026"})
    assert RiskRecord.objects.get(replaces=record).signs == "I sleep badly."
    assert "ended" in text_of(
        wrens.post(of(standing, f"risks/{record.id}/"), {"step": "end", "reason": "x"}, follow=True)
    )


def test_the_manager_sorts_filters_and_takes_along_what_runs(scene: Scene, sign_in):
    priyas = sign_in(scene.people.priya)
    running = Limit.objects.counting_on(TODAY)
    soon = running.filter(ends_on__lte=TODAY + timedelta(days=14)).count()
    assert 0 < soon < running.count()
    assert priyas.get("/manager/limits/").status_code == 200

    def ends_of(query: str) -> list[str]:
        rows = priyas.get(f"/manager/limits/?as=csv{query}").content.decode().splitlines()[1:]
        return [row.split(",")[2] for row in rows]

    assert ends_of("") == [str(limit.ends_on) for limit in running.order_by("ends_on", "set_at")]
    assert ends_of("&sort=-ends") == ends_of("")[::-1]
    assert len(ends_of("&when=soon")) == soon
    assert ends_of("&before=again") == []
    looks = AccessRow.objects.filter(viewer_id=scene.people.priya.id, person=scene.people.ada)
    assert any("who decides" in look.fields for look in looks)


def test_what_she_does_not_share_is_not_there(standing, sign_in, clock):
    femis = sign_in(standing.femi)
    limit, record = make_limit(standing), make_risk_record(standing)
    for rest in ("decides/", "decides/limit/", f"decides/{limit.id}/end/", "risks/add/", f"risks/{record.id}/"):
        assert femis.get(of(standing, rest)).status_code == 404
    sams = sign_in(standing.stranger)
    assert sams.get(f"/money/decides/{limit.id}/").status_code == 404
    assert sams.get(f"/money/risks/{record.id}/").status_code == 404
    assert sams.post(f"/money/risks/{record.id}/").status_code == 404
