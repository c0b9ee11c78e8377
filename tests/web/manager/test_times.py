from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest
from django.test import Client

from commonpurse.insight.release.rules import DAY, HOUR, Times
from commonpurse.web.manager.said import count_words, time_words
from tests.factories import NOW, TODAY
from tests.insight.release.way import HOURS, Way, make_way

SignIn = Callable[..., Client]


@pytest.fixture
def way(db: None, clock: None) -> Way:
    return make_way()


def let_some_arrive(way: Way, count: int) -> None:
    payments = [way.release(NOW - 80 * HOURS, ask=way.yes(NOW - 90 * HOURS, NOW - 85 * HOURS)) for _ in range(count)]
    way.send(NOW - 70 * HOURS)
    for payment in payments:
        way.arrive(payment, TODAY)


@pytest.mark.parametrize(
    ("minutes", "by_day", "words"),
    [
        (None, True, ""),
        (0, True, "the same day"),
        (0, False, "at once"),
        (1, False, "1 minute"),
        (45, False, "45 minutes"),
        (HOUR, False, "1 hour"),
        (48 * HOUR, False, "48 hours"),
        (3 * DAY, False, "3 days"),
        (DAY, True, "1 day"),
        (2 * DAY, True, "2 days"),
    ],
)
def test_a_time_is_said_as_people_say_it(minutes: int | None, by_day: bool, words: str) -> None:
    assert time_words(minutes, by_day=by_day) == words


def test_a_small_count_is_not_said() -> None:
    assert count_words(None) == count_words(Times(4)) == "Too few to tell"
    assert count_words(Times(0)) == "None"
    assert count_words(Times(1234, 1, 1, 1)) == "1,234"


def test_before_anything_arrived_the_page_says_what_will_be_there(way: Way, sign_in: SignIn) -> None:
    text = sign_in(way.people.priya).get("/manager/").content.decode()
    assert "From five on, you see here how long they took." in text
    assert "Nothing has arrived yet." in text


def test_the_page_says_the_one_number_and_each_step(way: Way, sign_in: SignIn) -> None:
    let_some_arrive(way, 6)
    text = " ".join(sign_in(way.people.priya).get("/manager/").content.decode().split())
    assert '<p class="big">4 <span class="pence">days</span></p>' in text
    assert "Nine in ten took no longer than 4 days. The longest took 4 days." in text
    assert "6 payments have arrived since Tuesday 1 July 2025." in text
    for words in ("From the ask to the answer", "5 hours", "10 hours", "at once", "3 days"):
        assert words in text, words
    assert "100 %" in text
    assert "Open Door" in text


def test_four_payments_are_too_few_for_any_time(way: Way, sign_in: SignIn) -> None:
    let_some_arrive(way, 4)
    text = sign_in(way.people.priya).get("/manager/").content.decode()
    assert "4 days" not in text
    assert "5 hours" not in text
    assert "Too few to tell" in text


def test_the_page_names_nobody_and_says_not_what_for(way: Way, sign_in: SignIn) -> None:
    let_some_arrive(way, 6)
    client = sign_in(way.people.priya)
    for address in ("/manager/", "/manager/times.csv", "/manager/waits/", "/manager/waits.csv"):
        text = client.get(address).content.decode()
        assert [secret for secret in ("Ada", "kettle", "Wren", "Ngozi") if secret in text] == [], address


def rows_of(client: Client) -> list[list[str]]:
    text = client.get("/manager/times.csv").content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def test_the_file_has_the_figures_with_their_units_and_their_time(way: Way, sign_in: SignIn) -> None:
    let_some_arrive(way, 6)
    headings, *rows = rows_of(sign_in(way.people.priya))
    assert headings == [
        *("table", "row", "how_many", "half_within", "nine_in_ten_within", "longest", "unit", "from", "until")
    ]
    time = ["2025-07-01", TODAY.isoformat()]
    assert ["From yes to money", "All", "6", "4", "4", "4", "days", *time] in rows
    assert ["Step by step", "From the ask to the answer", "6", "300", "300", "300", "minutes", *time] in rows
    assert ["By organisation", "Open Door", "6", "4", "4", "4", "days", *time] in rows
    assert ["By month", "2026-05", "0", "", "", "", "days", *time] in rows
    assert ["In the person's own hands", "All", "6", "100", "", "", "per cent", *time] in rows


def test_the_file_tells_no_small_cell(way: Way, sign_in: SignIn) -> None:
    let_some_arrive(way, 3)
    rows = [row for row in rows_of(sign_in(way.people.priya)) if row[0] in ("From yes to money", "By organisation")]
    assert {tuple(row[2:7]) for row in rows} == {("", "", "", "", "too few to tell")}


def test_a_manager_still_lands_with_the_people(way: Way, sign_in: SignIn) -> None:
    assert sign_in(way.people.priya).get("/").headers["Location"] == "/worker/"
