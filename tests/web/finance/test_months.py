from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from commonpurse.kernel.identity import new_id
from commonpurse.money.budgets.commands import agree_correction
from commonpurse.money.payments.commands import mark_payment_unknown, reissue_payment, take_back_bank_file
from commonpurse.money.reconciliation.models import Closing
from tests.factories import NOW
from tests.web.scenes import Scene

YESTERDAY = (NOW - timedelta(days=1)).date()


def close(client, day=YESTERDAY, **more: str):
    return client.post("/finance/months/close/", {"last_day": day.isoformat(), **more})


def ticks(client) -> dict[str, bool]:
    """Each line of the list, and whether it has ticked itself."""
    page = client.get("/finance/months/").content.decode()
    found = re.findall(r'<li class="step-(\w+)">.*?<strong>(.*?)</strong>', page, re.DOTALL)
    return {html.unescape(words): state == "done" for state, words in found}


@pytest.fixture
def a_month_later(monkeypatch: pytest.MonkeyPatch) -> None:
    """The month of the scene is over, so its list is the one to look at."""
    monkeypatch.setattr(timezone, "now", lambda: NOW + timedelta(days=30))


def test_what_is_of_this_month_does_not_hold_up_the_last(scene: Scene, sign_in):
    still = [words for words, is_done in ticks(sign_in(scene.people.ngozi)).items() if not is_done]
    assert still == ["What failed is paid again, or nobody wants it"], "released in May; the rest is of June"


def test_the_list_ticks_what_is_done_and_says_what_is_missing(scene: Scene, a_month_later, sign_in):
    client = sign_in(scene.people.ngozi)
    page = client.get("/finance/months/").content.decode()
    assert "2 files" in page
    assert "No day is closed yet." in page
    assert [words for words, is_done in ticks(client).items() if not is_done] == [
        "Every statement is read in up to Tuesday 30 June",
        "Every line of the bank has its explanation",
        "Every file that was made is sent or taken back",
        "What failed is paid again, or nobody wants it",
        "Our own errors are put right",
    ]


def test_a_line_ticks_itself_when_the_thing_is_done_and_never_by_hand(scene: Scene, a_month_later, sign_in):
    client, people = sign_in(scene.people.ngozi), scene.people
    agree_correction(by=people.tom, correction=scene.to_put_right, now=NOW)
    assert ticks(client)["Our own errors are put right"]
    for each in (scene.made_file, scene.checked_file):
        take_back_bank_file(by=people.ngozi, bank_file=each, now=NOW)
    assert ticks(client)["Every file that was made is sent or taken back"]
    reissue_payment(by=people.wren, payment=scene.back, request_id=new_id(), now=NOW)
    assert ticks(client)["What failed is paid again, or nobody wants it"]
    mark_payment_unknown(by=people.ngozi, payment=scene.sent, reason="The bank lost the file.", now=NOW)
    assert not ticks(client)["Of every payment we know what became of it"], "and it unticks itself"


def test_closing_asks_first_and_says_what_it_means(scene: Scene, sign_in):
    client = sign_in(scene.people.ngozi)
    asked = close(client, step="check").content.decode()
    assert "What closing means" in asked
    assert "Nobody can open them again." in asked
    assert not Closing.objects.exists()
    done = client.post("/finance/months/close/", {"last_day": YESTERDAY.isoformat(), "step": "close"}, follow=True)
    page = done.content.decode()
    assert "The books are closed up to that day." in page
    assert scene.people.ngozi.name in page
    assert Closing.objects.get().period.ends_on == NOW.date()


def test_a_day_that_is_not_over_is_refused_on_the_first_page(scene: Scene, sign_in):
    answer = close(sign_in(scene.people.ngozi), day=NOW.date(), step="check")
    assert answer.status_code == 422
    assert "This day is not over yet." in answer.content.decode()
    assert f'value="{NOW.date().isoformat()}"' in answer.content.decode()


def test_with_lines_open_a_reason_is_asked_for(scene: Scene, sign_in, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW + timedelta(days=1))
    client = sign_in(scene.people.ngozi)
    assert "Why do you close all the same?" in close(client, day=NOW.date(), step="check").content.decode()
    refused = close(client, day=NOW.date(), step="close", reason="")
    assert refused.status_code == 422
    assert "no explanation yet. Explain them first, or say why you close all the same." in refused.content.decode()
    assert not Closing.objects.exists()
    assert close(client, day=NOW.date(), step="close", reason="The bank answers next week.").status_code == 303
    assert "The bank answers next week." in client.get("/finance/months/").content.decode()


def test_the_day_can_be_changed_before_anything_is_closed(scene: Scene, sign_in):
    page = close(sign_in(scene.people.ngozi), step="change").content.decode()
    assert "Up to which day?" in page
    assert f'value="{YESTERDAY.isoformat()}"' in page


def test_a_worker_and_a_funder_close_nothing(scene: Scene, sign_in):
    for who in (scene.people.wren, scene.people.callum):
        assert close(sign_in(who), step="close").status_code == 403
    assert not Closing.objects.exists()
