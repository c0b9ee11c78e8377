"""The administrator's outbox: what waits, how it reads, and the two acts. Never to whom."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import override_settings
from django.utils import timezone

from commonpurse.kernel.messages.models import Message
from commonpurse.parties.consent.models import AccessRow
from tests.factories import NOW
from tests.web.scenes import Scene

LIST = "/administrator/messages/"


@pytest.fixture
def client(scene: Scene, sign_in):
    return sign_in(scene.people.administrator)


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", answer.content.decode()))


def test_the_outbox_is_listed_with_masks_and_each_look_is_written_down(scene, client):
    before = AccessRow.objects.filter(person=scene.people.ada).count()
    page = client.get(LIST).content.decode()
    assert "3 messages" in page
    assert "… 123" in page
    assert "a…@….org" in page
    assert not re.search(r"07700|ada@example|Ada\b", page)
    assert AccessRow.objects.filter(person=scene.people.ada).count() > before


@pytest.mark.parametrize(("state", "count"), [("failed", 1), ("perhaps_sent", 1), ("sent", 1), ("held", 0)])
def test_the_list_is_narrowed_by_state(client, state, count):
    page = client.get(LIST, {"state": state}).content.decode()
    assert len(re.findall(r'<th scope="row">', page)) == count


def test_the_file_of_the_list_holds_no_contact(scene, client):
    answer = client.get(LIST, {"as": "csv"})
    assert answer["Content-Type"].startswith("text/csv")
    file = answer.content.decode("utf-8-sig")
    assert len(file.splitlines()) == 4
    assert not re.search(r"07700|ada@|Ada\b", file)


def test_the_page_says_that_nothing_leaves(client, tmp_path):
    assert "they stay in the outbox" in text_of(client.get(LIST))
    with override_settings(TEXTS_FOLDER=tmp_path, MAIL_LEAVES=True):
        assert "they stay in the outbox" not in text_of(client.get(LIST))


def test_the_page_says_when_nobody_sends(scene, sign_in, client, tmp_path, monkeypatch):
    with override_settings(TEXTS_FOLDER=tmp_path, MAIL_LEAVES=True):
        assert "Nobody seems to be sending" not in text_of(client.get(LIST))
        monkeypatch.setattr(timezone, "now", lambda: NOW + timedelta(hours=2))
        client = sign_in(scene.people.administrator)
        assert "Nobody seems to be sending One message should have gone." in text_of(client.get(LIST))


def test_a_message_is_shown_as_it_was_read_with_its_steps(scene, client):
    said = text_of(client.get(f"{LIST}{scene.sent_message.id}/"))
    assert "There is news on your page." in said
    assert "Waiting to go" in said
    assert "Send now" not in said
    assert "Hold it back" not in said


def test_one_that_waits_is_held_back_and_let_go_after_asking(scene, client):
    address = f"{LIST}{scene.waiting_message.id}/"
    assert "Hold this message back?" in text_of(client.get(f"{address}hold/"))
    assert Message.objects.get(id=scene.waiting_message.id).state == "failed"
    assert "The message is held back." in text_of(client.post(f"{address}hold/", follow=True))
    assert Message.objects.get(id=scene.waiting_message.id).state == "held"
    assert "The message goes with the next round." in text_of(client.post(f"{address}send/", follow=True))
    current = Message.objects.get(id=scene.waiting_message.id)
    assert (current.state, current.next_try_at) == ("waiting", NOW)


def test_one_that_was_perhaps_sent_says_that_it_may_come_twice(scene, client):
    address = f"{LIST}{scene.doubtful_message.id}/"
    assert "We do not know whether it arrived." in text_of(client.get(address))
    assert "Send this message a second time? " in text_of(client.get(f"{address}send/"))
    assert "Then it comes twice." in text_of(client.get(f"{address}send/"))
    client.post(f"{address}send/")
    assert Message.objects.get(id=scene.doubtful_message.id).state == "waiting"


def test_what_cannot_be_done_is_said_in_a_sentence(scene, client):
    answer = client.post(f"{LIST}{scene.sent_message.id}/send/")
    assert answer.status_code == 422
    assert "This message is “Sent”. It cannot go again." in text_of(answer)
    assert client.get(f"{LIST}{scene.sent_message.id}/burn/").status_code == 404


def test_what_messages_say_is_there_with_an_empty_outbox(standing, sign_in):
    page = sign_in(standing.administrator).get(f"{LIST}texts/").content.decode()
    for words in ("There is news on your page.", "Mae newyddion ar eich tudalen.", "هناك خبر جديد في صفحتك."):
        assert words in page
    # Of each language one, and one with a day for the calendar.
    assert page.count('class="message large"') == 6
    assert "Standard, Large print, Read aloud:" in text_of(sign_in(standing.administrator).get(f"{LIST}texts/"))
    assert "The outbox is empty." in text_of(sign_in(standing.administrator).get(LIST))


def test_who_does_not_keep_the_outbox_has_no_door_to_it(scene, sign_in):
    for who in ("ngozi", "wren", "femi", "callum", "ada"):
        for address in (LIST, f"{LIST}texts/", f"{LIST}{scene.sent_message.id}/"):
            assert sign_in(getattr(scene.people, who)).get(address).status_code == 403
