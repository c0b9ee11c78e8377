from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.template import engines
from django.utils import timezone

from commonpurse.kernel.money import Money
from commonpurse.web.parts.templatetags import parts


@pytest.mark.parametrize(
    ("minor", "currency", "written", "said"),
    [
        (1250, "GBP", "£12.50", "12 pounds and 50 pence"),
        (100, "GBP", "£1.00", "1 pound"),
        (101, "GBP", "£1.01", "1 pound and 1 penny"),
        (0, "GBP", "£0.00", "0 pounds"),
        (123456789, "GBP", "£1,234,567.89", "1234567 pounds and 89 pence"),
        (-350, "GBP", "−£3.50", "minus 3 pounds and 50 pence"),
        (250, "EUR", "€2.50", "2 euros and 50 cents"),
    ],
)
def test_a_sum_is_written_and_said_as_people_do(minor, currency, written, said):
    assert parts.money(Money(minor, currency)) == written
    assert parts.aloud(Money(minor, currency)) == said


def test_the_big_number_has_one_sum_for_the_eye_and_one_for_the_ear():
    page = engines["django"].from_string("{% big_money amount %}").render({"amount": Money(124050, "GBP")})
    assert '<span class="unseen">1240 pounds and 50 pence</span>' in page
    assert '£1,240<span class="pence">.50</span>' in page
    assert 'aria-hidden="true">£' in page


@pytest.fixture
def this_year(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 11, 23, 12, tzinfo=UTC))


def test_a_day_of_this_year_is_said_without_the_year(this_year):
    assert parts.day(date(2026, 11, 24)) == "Tuesday 24 November"
    assert parts.day(date(2027, 3, 3)) == "Wednesday 3 March 2027"


def test_a_moment_counts_on_the_london_day(this_year):
    assert parts.day(datetime(2026, 6, 30, 23, 30, tzinfo=UTC)) == "Wednesday 1 July"
    assert parts.moment(datetime(2026, 6, 30, 23, 30, tzinfo=UTC)) == "Wednesday 1 July at 00:30"
    assert parts.iso(datetime(2026, 6, 30, 23, 30, tzinfo=UTC)) == "2026-07-01"
    assert parts.short_day(date(2026, 7, 1)) == "1 Jul 2026"


def test_no_day_is_nothing():
    assert (parts.day(None), parts.moment(None), parts.iso(None), parts.short_day(None)) == ("", "", "", "")


def test_a_count_takes_its_word():
    assert parts.counted(1, "person,people") == "1 person"
    assert parts.counted(1200, "person,people") == "1,200 people"
    assert parts.counted(2, "line") == "2 lines"
