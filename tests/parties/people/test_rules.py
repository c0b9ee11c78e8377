from __future__ import annotations

from datetime import date

import pytest

from commonpurse.parties.people import models, rules
from commonpurse.parties.people.rules import RecordUnreadable
from tests.factories import TODAY


def test_pages_and_files_offer_what_the_tables_keep() -> None:
    choices = {
        "page_format": (models.Person, rules.PAGE_FORMATS),
        "kind": (models.ContactWay, rules.CONTACT_KINDS),
        "used_for": (models.PersonName, rules.NAME_USES),
    }
    for field, (model, words) in choices.items():
        assert tuple(value for value, _ in model._meta.get_field(field).choices) == words


@pytest.mark.parametrize("tag", ["en", "cy", "pt-BR", "zh-Hant-TW"])
def test_a_language_is_a_short_code(tag: str) -> None:
    assert rules.check_language(tag) == tag


@pytest.mark.parametrize("tag", ["", "English", "e", "en_GB", "en-", "ｅｎ", "en-" + "a" * 40])
def test_another_writing_of_a_language_is_refused(tag: str) -> None:
    with pytest.raises(RecordUnreadable):
        rules.check_language(tag)


@pytest.mark.parametrize("day", [date(1903, 1, 1), date(2026, 6, 2)])
def test_a_date_of_birth_lies_in_a_lifetime(day: date) -> None:
    with pytest.raises(RecordUnreadable, match="cannot be right"):
        rules.check_date_of_birth(day, today=TODAY)


@pytest.mark.parametrize("day", [None, TODAY, date(1904, 1, 1)])
def test_a_possible_date_of_birth_or_none_is_taken(day: date | None) -> None:
    assert rules.check_date_of_birth(day, today=TODAY) == day


@pytest.mark.parametrize("text", ["", "   ", "a" * 101, "A\x07da", "A\ue000"])
def test_a_name_that_cannot_be_shown_is_refused(text: str) -> None:
    with pytest.raises(RecordUnreadable) as refused:
        rules.check_text(text, field="called_by", longest=100)
    assert refused.value.field == "called_by"


def test_blanks_around_a_name_are_taken_off_and_its_letters_composed() -> None:
    assert rules.check_text("  Zoe\u0308 ", field="called_by", longest=100) == "Zo\u00eb"
