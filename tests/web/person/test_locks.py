"""She sets rules for herself on her own pages, and takes them off as she set them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from commonpurse.kernel.periods import day_begins
from commonpurse.money.decisions.models import Lock
from tests.factories import TODAY, Standing

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def ada(standing: Standing, sign_in) -> Client:
    return sign_in(standing.ada)


def test_she_pauses_her_spending_until_monday_in_two_taps(ada: Client, standing: Standing) -> None:
    monday = TODAY + timedelta(days=7 - TODAY.weekday())
    page = ada.get("/money/rules/add/pause/").content.decode()
    assert f'value="{monday.isoformat()}"' in page
    answer = ada.post("/money/rules/add/pause/", {"until": monday.isoformat(), "off_after_days": "0"}, follow=True)
    assert "Nothing new is paid until Monday" in answer.content.decode()
    assert Lock.objects.get(person=standing.ada).until == day_begins(monday)


@pytest.mark.parametrize(
    ("kind", "given", "said"),
    [
        ("pause", {"until": "day"}, "Write the day."),
        ("pause", {"until": "day", "until_day": "1 January 2020"}, "still to come"),
        ("friend_first", {"friend_name": "Jo"}, "Write how much."),
        ("block", {"what": "name"}, "Write the name."),
        ("block", {"what": "name", "words": "x"}, "three letters"),
        ("block", {"what": "kind"}, "Choose the kind."),
    ],
)
def test_what_is_missing_is_said_at_its_place(ada: Client, kind: str, given: dict[str, str], said: str) -> None:
    answer = ada.post(f"/money/rules/add/{kind}/", given | {"off_after_days": "0"})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Lock.objects.exists()


def test_she_blocks_gambling_and_a_kind_and_names_a_friend(ada: Client) -> None:
    for kind, given in (
        ("block", {"what": "gambling", "off_after_days": "7"}),
        ("block", {"what": "kind", "spend_kind": "leisure", "off_after_days": "0"}),
        ("friend_first", {"friend_name": "Jo", "over": "50", "off_after_days": "1"}),
    ):
        assert ada.post(f"/money/rules/add/{kind}/", given).status_code == 303
    page = ada.get("/money/rules/").content.decode()
    for words in ("No betting or gambling shop", "Leisure", "Ask Jo first, over £50", "comes off 7 days after"):
        assert words in page


def test_it_comes_off_with_a_clock_and_she_keeps_it_after_all(ada: Client) -> None:
    ada.post("/money/rules/add/block/", {"what": "gambling", "off_after_days": "1"})
    lock = Lock.objects.get()
    answer = ada.post(f"/money/rules/{lock.id}/off/", follow=True).content.decode()
    assert "It comes off on" in answer
    assert "Keep it on" in answer
    assert "It stays on." in ada.post(f"/money/rules/{lock.id}/keep/", follow=True).content.decode()
    assert Lock.objects.get().off_at is None


def test_one_that_comes_off_at_once_is_gone_and_can_be_set_again(ada: Client) -> None:
    ada.post("/money/rules/add/block/", {"what": "gambling", "off_after_days": "0"})
    lock = Lock.objects.get()
    answer = ada.post(f"/money/rules/{lock.id}/off/", follow=True).content.decode()
    assert "It is off now." in answer
    assert "You have no rule now." in answer
    assert ada.post(f"/money/rules/{lock.id}/off/").status_code == 404


def test_a_rule_of_another_kind_is_not_there(ada: Client) -> None:
    assert ada.get("/money/rules/add/worker/").status_code == 404
