from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.helping import OnlyAlone, helped_by
from commonpurse.kernel.messages.delivery import CannotDeliver
from commonpurse.kernel.messages.rules import is_within_parts
from commonpurse.kernel.messages.rules.texts import WORDS as MESSAGE_WORDS
from commonpurse.parties.people.commands import add_contact_way, change_contact_way
from commonpurse.parties.people.models import ContactWay, Person
from commonpurse.parties.signin.commands import (
    NumberNotSafe,
    TooManyTexts,
    Tried,
    ask_for_codes,
    choose_text_codes,
    come_in_by_text_code,
    confirm_text_codes,
    end_text_codes,
    hand_over_text_codes,
)
from commonpurse.parties.signin.models import TextCode, TextWay, WrongTries
from commonpurse.parties.signin.rules import MOST_SENT, VALID_FOR, compared, write_code
from commonpurse.parties.signin.ways import figures_of, find_text_ways, safe_numbers_of, ways_in_of
from tests.factories import NOW, TODAY, Standing, standing_people
from tests.kernel.messages.posting import Kept

NUMBER = "07700 900123"
HERE = Tried("address 10.0.0.1", 1000)
LATER = NOW + timedelta(hours=2)


@pytest.fixture
def people(db: None) -> Standing:
    return standing_people()


def a_number(people: Standing, person: Person, value: str = NUMBER, **given_: Any) -> ContactWay:
    by = people.wren if person == people.ada else people.priya
    wanted: dict[str, Any] = {"kind": "text", "is_safe_to_use": True, "how": "", "now": NOW}
    return add_contact_way(by=by, person=person, value=value, **(wanted | given_))


def confirmed(person: Person, way: ContactWay) -> TextWay:
    chosen = choose_text_codes(by=person, contact_way_id=way.id, now=NOW)
    assert confirm_text_codes(by=person, text_way=chosen, figures=figures_of(chosen.codes.get()), now=NOW)
    chosen.refresh_from_db()
    return chosen


@pytest.fixture
def adas(people: Standing) -> TextWay:
    return confirmed(people.ada, a_number(people, people.ada))


def asked(number: str = NUMBER, now: Any = LATER) -> list[TextCode]:
    return ask_for_codes(by=None, number=number, came_from=HERE, now=now)


def wrong(code: TextCode) -> str:
    return f"{(int(figures_of(code)) + 1) % 1_000_000:06d}"


@pytest.mark.parametrize("typed", [NUMBER, "+44 7700 900123", "0044 (0) 7700-900-123", "7700900123"])
def test_a_code_lets_in_once(people: Standing, adas: TextWay, typed: str) -> None:
    code = asked(typed)[0]
    figures = figures_of(code)
    user = come_in_by_text_code(
        by=None, came_from=HERE, code_ids=[code.id], figures=f" {figures[:3]} {figures[3:]}", now=LATER
    )
    assert user is not None
    assert user.person == people.ada
    assert come_in_by_text_code(by=None, came_from=HERE, code_ids=[code.id], figures=figures, now=LATER) is None


def test_a_code_of_ones_own_does_not_forgive_what_was_tried_from_the_address_before(adas: TextWay) -> None:
    [code] = asked()
    one_address = Tried("address 10.0.0.9", 30)
    for _ in range(7):
        come_in_by_text_code(by=None, came_from=one_address, code_ids=[], figures="000000", now=LATER)
    come_in_by_text_code(by=None, came_from=one_address, code_ids=[code.id], figures=figures_of(code), now=LATER)
    assert WrongTries.objects.get(key_hash=one_address.key_hash).count == 7


def test_a_code_is_over_after_ten_minutes(adas: TextWay) -> None:
    code, other = asked()[0], asked()[0]
    late = LATER + VALID_FOR
    just = late - timedelta(seconds=1)
    assert come_in_by_text_code(by=None, came_from=HERE, code_ids=[code.id], figures=figures_of(code), now=just)
    assert not come_in_by_text_code(by=None, came_from=HERE, code_ids=[other.id], figures=figures_of(other), now=late)


def test_after_five_wrong_tries_the_right_code_is_refused_too(adas: TextWay) -> None:
    code = asked()[0]
    for _ in range(5):
        assert come_in_by_text_code(by=None, came_from=HERE, code_ids=[code.id], figures=wrong(code), now=LATER) is None
    assert (
        come_in_by_text_code(by=None, came_from=HERE, code_ids=[code.id], figures=figures_of(code), now=LATER) is None
    )


def test_the_code_that_another_browser_asked_for_opens_nothing_here(adas: TextWay) -> None:
    mine, other = asked()[0], asked()[0]
    assert (
        come_in_by_text_code(by=None, came_from=HERE, code_ids=[mine.id], figures=figures_of(other), now=LATER) is None
    )
    assert come_in_by_text_code(by=None, came_from=HERE, code_ids=[], figures=figures_of(other), now=LATER) is None


def test_two_who_share_a_phone_have_a_code_each(people: Standing, adas: TextWay) -> None:
    confirmed(people.stranger, a_number(people, people.stranger, "+447700900123"))
    codes = asked()
    assert {code.person_id for code in codes} == {people.ada.id, people.stranger.id}
    for code in codes:
        user = come_in_by_text_code(
            by=None, came_from=HERE, code_ids=[each.id for each in codes], figures=figures_of(code), now=LATER
        )
        assert user is not None
        assert user.person_id == code.person_id


def test_nothing_goes_to_a_number_that_she_has_not_confirmed(people: Standing) -> None:
    way = a_number(people, people.ada)
    chosen = choose_text_codes(by=people.ada, contact_way_id=way.id, now=NOW)
    assert find_text_ways(number=NUMBER) == []
    assert not confirm_text_codes(by=people.ada, text_way=chosen, figures=wrong(chosen.codes.get()), now=NOW)
    assert find_text_ways(number=NUMBER) == []
    with pytest.raises(NotAllowed):
        confirm_text_codes(by=people.stranger, text_way=chosen, figures="", now=NOW)


@pytest.mark.parametrize(
    "change", [{"is_safe_to_use": False, "how": ""}, {"is_safe_to_use": True, "how": "Ring first"}]
)
def test_a_number_that_changed_takes_no_code_until_she_confirms_it_anew(
    people: Standing, adas: TextWay, change: dict[str, Any]
) -> None:
    code = asked()[0]
    change_contact_way(by=people.wren, contact_way=adas.contact_way, now=NOW, **change)
    assert find_text_ways(number=NUMBER) == []
    assert (
        come_in_by_text_code(by=None, came_from=HERE, code_ids=[code.id], figures=figures_of(code), now=LATER) is None
    )
    kept = Kept()
    assert hand_over_text_codes(by=people.administrator, post=kept.post, now=LATER) == {"called_off": 1}
    assert kept.letters == []
    shown = ways_in_of(viewer=people.ada, person=people.ada, now=NOW, today=TODAY)
    assert shown is not None
    assert shown.text_way_masked == ""
    assert not shown.are_any


def test_a_new_number_takes_over_only_when_confirmed_and_the_old_one_hears_nothing(
    people: Standing, adas: TextWay
) -> None:
    new = a_number(people, people.ada, "07700 900777")
    chosen = choose_text_codes(by=people.ada, contact_way_id=new.id, now=NOW)
    assert find_text_ways(number=NUMBER) == [adas]
    kept = Kept()
    hand_over_text_codes(by=people.administrator, post=kept.post, now=NOW)
    assert confirm_text_codes(by=people.ada, text_way=chosen, figures=figures_of(chosen.codes.get()), now=NOW)
    assert find_text_ways(number=NUMBER) == []
    assert [way.id for way in find_text_ways(number="07700 900777")] == [chosen.id]
    hand_over_text_codes(by=people.administrator, post=kept.post, now=NOW)
    assert [letter.address for letter in kept.letters if letter.content.body.startswith(figures_of_all(chosen))] == [
        "07700900777"
    ]


def figures_of_all(way: TextWay) -> str:
    return figures_of(way.codes.get())


def test_only_her_own_safe_numbers_take_codes(people: Standing) -> None:
    unsafe = a_number(people, people.ada, is_safe_to_use=False)
    mail = a_number(people, people.ada, "ada@example.org", kind="email")
    other = a_number(people, people.stranger)
    for way in (unsafe, mail, other):
        with pytest.raises(NumberNotSafe):
            choose_text_codes(by=people.ada, contact_way_id=way.id, now=NOW)
    assert safe_numbers_of(viewer=people.ada, today=TODAY) == []
    assert [masked for _, masked in safe_numbers_of(viewer=people.stranger, today=TODAY)] == ["… 123"]


def test_a_number_is_not_flooded(people: Standing, adas: TextWay) -> None:
    sent = [len(asked()) for _ in range(MOST_SENT + 1)]
    assert sent == [1] * MOST_SENT + [0]
    with pytest.raises(TooManyTexts):
        choose_text_codes(by=people.ada, contact_way_id=adas.contact_way_id, now=LATER)
    assert len(asked(now=LATER + timedelta(hours=1))) == 1


def test_she_ends_it_in_one_step(people: Standing, adas: TextWay) -> None:
    end_text_codes(by=people.ada, now=NOW)
    assert find_text_ways(number=NUMBER) == []


def test_with_somebody_beside_her_no_number_is_chosen_or_ended(people: Standing, adas: TextWay) -> None:
    with helped_by(people.wren.id):
        for act in (
            lambda: choose_text_codes(by=people.ada, contact_way_id=adas.contact_way_id, now=NOW),
            lambda: confirm_text_codes(by=people.ada, text_way=adas, figures="", now=NOW),
            lambda: end_text_codes(by=people.ada, now=NOW),
        ):
            with pytest.raises(OnlyAlone):
                act()


def test_a_code_goes_out_once_at_any_hour_and_says_nothing_of_what_it_is_for(people: Standing, adas: TextWay) -> None:
    night = NOW + timedelta(hours=14)
    kept = Kept()
    hand_over_text_codes(by=people.administrator, post=kept.post, now=NOW)
    code = asked(now=night)[0]
    before = len(kept.letters)
    assert hand_over_text_codes(by=people.administrator, post=kept.post, now=night) == {"sent": 1}
    assert hand_over_text_codes(by=people.administrator, post=kept.post, now=night) == {}
    letter = kept.letters[before]
    assert (letter.address, letter.content.body) == (
        "07700900123",
        f"{figures_of(code)} is your code. It works for 10 minutes. Tell it to nobody.",
    )


def test_a_code_that_did_not_go_is_not_tried_again(people: Standing, adas: TextWay) -> None:
    kept = Kept()
    kept.failing = [CannotDeliver("no_connection")]
    assert hand_over_text_codes(by=people.administrator, post=kept.post, now=NOW) == {"failed": 1}
    assert hand_over_text_codes(by=people.administrator, post=kept.post, now=NOW) == {}


@pytest.mark.parametrize("who", ["wren", "ngozi", "ada"])
def test_only_who_keeps_the_outbox_hands_codes_over(people: Standing, who: str) -> None:
    with pytest.raises(NotAllowed):
        hand_over_text_codes(by=getattr(people, who), post=Kept().post, now=NOW)


@pytest.mark.parametrize("language", sorted(MESSAGE_WORDS))
def test_a_code_fits_one_message_in_every_language(language: str) -> None:
    content = write_code("048213", language, "standard")
    assert content.language == language
    assert "048213" in content.body
    assert is_within_parts(content.body)


@given(st.text(max_size=40))
def test_only_a_number_is_compared(typed: str) -> None:
    assert compared(typed) == "" or len(compared(typed)) == 9


@pytest.mark.parametrize(
    ("name", "given_"),
    [
        ("text_way_confirmed_once", {"confirmed_at": NOW}),
        ("text_way_waiting_once", {}),
        ("text_way_used_once_confirmed", {"last_used_at": NOW}),
    ],
)
def test_the_database_refuses_a_way(people: Standing, adas: TextWay, name: str, given_: dict[str, Any]) -> None:
    fields = {
        "person": people.ada,
        "contact_way": adas.contact_way,
        "number_hash": "",
        "seen_hash": "",
        "chosen_at": NOW,
    }
    if name == "text_way_waiting_once":
        TextWay.objects.create(**fields)
    with pytest.raises(IntegrityError), transaction.atomic():
        TextWay.objects.create(**fields, **given_)


def test_the_database_refuses_a_sixth_try_and_somebody_elses_code(people: Standing, adas: TextWay) -> None:
    """`text_code_tries_end`"""
    with pytest.raises(IntegrityError), transaction.atomic():
        TextCode.objects.create(person=people.ada, text_way=adas, made_at=NOW, tries=6)
    with pytest.raises(IntegrityError):
        write_at_once(person=people.stranger, text_way=adas, made_at=NOW)


def write_at_once(**fields: Any) -> None:
    """Write a code and let the database judge it now, not when the test's transaction ends."""
    with transaction.atomic():
        TextCode.objects.create(**fields)
        transaction.get_connection().check_constraints()
