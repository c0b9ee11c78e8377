from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from commonpurse.parties.consent.models import AccessRow
from commonpurse.parties.people.models import Support
from tests.factories import NOW, TODAY
from tests.insight.release.way import DAYS, Way, make_way

SignIn = Callable[..., Client]


@pytest.fixture
def way(db: None, clock: None) -> Way:
    return make_way()


def text_of(client: Client, address: str = "/manager/waits/") -> str:
    return " ".join(client.get(address).content.decode().split())


def test_where_nothing_waits_the_page_says_so(way: Way, sign_in: SignIn) -> None:
    assert "Nothing waits. Every ask is answered" in text_of(sign_in(way.people.priya))


def test_what_waits_is_listed_with_whose_turn_it_is_and_a_way_there(way: Way, sign_in: SignIn) -> None:
    asked = way.ask(NOW - 12 * DAYS)
    payment = way.release(NOW - 3 * DAYS)
    text = text_of(sign_in(way.people.priya))
    assert "asks and payments wait now. The oldest has waited 12 days." in text
    assert "For: Open Door" in text
    assert "For: Finance" in text
    assert f'href="/worker/asks/{asked.id}/"' in text
    assert f'href="/finance/payments/{payment.id}/"' in text
    assert text.index(str(asked.id)) < text.index(str(payment.id))


def test_the_manager_may_open_what_waits_and_that_look_is_written_down(way: Way, sign_in: SignIn) -> None:
    asked = way.ask(NOW - DAYS)
    client = sign_in(way.people.priya)
    text_of(client)
    assert AccessRow.objects.count() == 0
    assert client.get(f"/worker/asks/{asked.id}/").status_code == 200
    assert AccessRow.objects.filter(person=way.people.ada).exists()


def test_an_ask_with_whom_nobody_works_is_the_managers_turn(way: Way, sign_in: SignIn) -> None:
    way.ask(NOW)
    Support.objects.update(ends_on=TODAY)
    assert "Nobody works with this person. It is your turn." in text_of(sign_in(way.people.priya))


def test_one_step_can_be_looked_at_alone_and_a_step_that_is_none_shows_all(way: Way, sign_in: SignIn) -> None:
    asked, payment = way.ask(NOW), way.release(NOW)
    client = sign_in(way.people.priya)
    alone = text_of(client, "/manager/waits/?step=file")
    assert str(payment.id) in alone
    assert str(asked.id) not in alone
    assert "Show all that waits" in alone
    assert "?step=file" in alone
    for address in ("/manager/waits/?step=nonsense", "/manager/waits/?step="):
        assert str(asked.id) in text_of(client, address)
    assert "Nothing waits at this step." in text_of(client, "/manager/waits/?step=send")


def test_a_long_list_comes_in_pages(way: Way, sign_in: SignIn) -> None:
    for number in range(27):
        way.ask(NOW - timedelta(days=number), amount=1)
    client = sign_in(way.people.priya)
    first, second = text_of(client), text_of(client, "/manager/waits/?page=2&step=answer")
    assert first.count("Open the ask") == 25
    assert second.count("Open the ask") == 2
    assert "Page 1 of 2" in first
    assert "step=answer" in second


def test_the_file_has_every_wait_or_those_of_one_step(way: Way, sign_in: SignIn) -> None:
    way.ask(NOW - 2 * DAYS)
    way.release(NOW - DAYS)
    client = sign_in(way.people.priya)

    def rows(address: str) -> list[list[str]]:
        return list(csv.reader(io.StringIO(client.get(address).content.decode("utf-8-sig"))))

    headings, first, second = rows("/manager/waits.csv")
    assert headings == ["step", "waits_since", "days", "how_many", "for_whom"]
    assert first == ["An ask waits for an answer", "2026-05-30", "2", "1", "Open Door"]
    assert second == ["A payment waits for a file", "2026-05-31", "1", "1", "Finance"]
    assert rows("/manager/waits.csv?step=file")[1:] == [second]
