from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from commonpurse.money.reconciliation.models import Closing
from tests.factories import NOW
from tests.web.scenes import Scene

YESTERDAY = (NOW - timedelta(days=1)).date()


def close(client, day=YESTERDAY, **more: str):
    return client.post("/finance/months/close/", {"last_day": day.isoformat(), **more})


def test_the_page_lists_what_is_still_open(scene: Scene, sign_in):
    page = sign_in(scene.people.ngozi).get("/finance/months/").content.decode()
    assert "2 files made and not sent yet" in page
    assert "No day is closed yet." in page


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
