from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django import forms
from django.utils import translation

from commonpurse.kernel.errors import Refused, RowError
from commonpurse.kernel.money import Money
from commonpurse.kernel.words import Words
from commonpurse.web.parts import written
from commonpurse.web.parts.forms import PageForm
from commonpurse.web.parts.words import said, translated

YEAR = [date(2024, 1, 1) + timedelta(days=n) for n in range(366)]


def test_every_day_of_a_year_is_written_in_english_as_python_does() -> None:
    with translation.override("en-gb"):
        assert [written.weekday(day) for day in YEAR] == [f"{day:%A} {day.day} {day:%B %Y}" for day in YEAR]
        assert [written.long_day(day) for day in YEAR] == [f"{day.day} {day:%B %Y}" for day in YEAR]
        assert [written.short_day(day) for day in YEAR] == [f"{day.day} {day:%b %Y}" for day in YEAR]


def test_a_page_says_in_english_what_the_domain_said() -> None:
    for words in (
        Words("{fund} ends on {day}.", fund="Warm Homes", day=date(2026, 3, 31)),
        Words("Not on {day:weekday}: {names:or}.", day=date(2026, 5, 4), names=["a", "b"]),
        Words("Up to {most:,} of {kind:lower}, {sum}.", most=2000, kind=Words("Food"), sum=Money(100, "GBP")),
        Words.counted("1 line is open.", "{number} lines are open.", 2),
    ):
        assert translated(words) == words
        assert said(Refused(words)) == words
        assert translated(Refused(words)) == words
    error = RowError(2, "reason", Words("Write this in {longest} characters or fewer.", longest=500))
    assert translated(error) == str(error) == "row 2, reason: Write this in 500 characters or fewer."
    assert translated(RowError(None, None, "There are no rows.")) == "There are no rows."
    assert translated("") == translated(None) == ""


def test_a_day_and_a_month_have_the_names_of_the_language() -> None:
    day = date(2024, 11, 26)
    with translation.override("cy"):
        assert "Tachwedd" in written.long_day(day)
    with translation.override("ar"):
        assert "نوفمبر" in written.long_day(day)
        assert "نوفمبر" in translated(Words("{fund} ends on {day}.", fund="Warm Homes", day=day))


def test_a_sum_or_a_name_keeps_its_order_in_a_line_from_right_to_left() -> None:
    with translation.override("ar"):
        assert written.money(Money(-350, "GBP")) == "\u2066−£3.50\u2069"
        assert "\u2068Warm Homes\u2069" in translated(Words("{fund} is there.", fund="Warm Homes"))
    assert written.money(Money(-350, "GBP")) == "−£3.50"


def test_a_moment_is_of_london() -> None:
    assert written.moment(datetime(2020, 6, 30, 23, 30, tzinfo=UTC)) == "Wednesday 1 July 2020 at 00:30"


class Kinds(PageForm):
    kind = forms.ChoiceField(choices=[("", "Choose one"), ("food", Words("Food"))])


@pytest.fixture
def shouting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("commonpurse.web.parts.words.gettext", str.upper)


def test_the_choices_of_a_form_are_said_when_the_page_is_made(shouting: None) -> None:
    page = str(Kinds()["kind"])
    assert "FOOD" in page
    assert "Choose one" in page


def test_a_name_keeps_its_own_direction_wherever_it_and_the_page_run_apart() -> None:
    with translation.override("en-gb"):
        assert written.named("Ada") == "Ada"
        assert written.named("ليلى") == "\u2068ليلى\u2069"
        assert written.named("") == ""
    with translation.override("ar"):
        assert written.named("Ada") == "\u2068Ada\u2069"
