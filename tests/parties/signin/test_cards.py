from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from commonpurse.kernel.audit.models import AuditEvent
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.helping import OnlyAlone, helped_by
from commonpurse.kernel.messages.models import News
from commonpurse.parties.people.models import Person
from commonpurse.parties.signin.commands import (
    CardSpent,
    NewCard,
    RecognitionNeeded,
    begin_sign_in,
    choose_pin,
    end_card,
    make_card,
    recognise_person,
    use_card,
)
from commonpurse.parties.signin.models import Card, Recognition, SignIn, User
from commonpurse.parties.signin.rules import (
    UNUSED_FOR,
    CardEnd,
    Known,
    Method,
    NotKnownEnough,
    PinUnfit,
    check_pin,
    new_code,
    read_code,
    written,
)
from commonpurse.parties.signin.rules.cards import ALPHABET
from commonpurse.parties.signin.ways import find_card, find_unused_card, recognised_lately, ways_in_of, who_let_in
from tests.factories import NOW, TODAY, Standing, standing_people

PIN = "8305"
TWO_WAYS = [Known.WE_MET_BEFORE, Known.KNOWS_HER_PLAN]


@pytest.fixture
def people(db: None) -> Standing:
    return standing_people()


@pytest.fixture
def printed(people: Standing) -> NewCard:
    return make_card(by=people.wren, person=people.ada, now=NOW)


@pytest.fixture
def used(people: Standing, printed: NewCard) -> NewCard:
    """Ada's card with its PIN."""
    choose_pin(by=people.ada, card=printed.card, code=printed.code, pin=PIN, now=NOW)
    return printed


def test_a_printed_card_lets_in_once_it_has_a_pin_of_her_own(people: Standing, printed: NewCard) -> None:
    assert find_card(code=printed.code, pin=PIN, now=NOW) is None
    found = find_unused_card(code=printed.code, now=NOW)
    assert found is not None
    user = choose_pin(by=found.person, card=found, code=printed.code, pin=PIN, now=NOW)
    assert user.person == people.ada
    assert not user.has_usable_password()
    again = find_card(code=printed.code.lower().replace("-", " "), pin=PIN, now=NOW + timedelta(days=400))
    assert again is not None
    assert use_card(by=again.person, card=again, now=NOW + timedelta(days=400)) == user
    again.refresh_from_db()
    assert again.last_used_at == NOW + timedelta(days=400)


def test_neither_the_code_nor_the_pin_opens_anything_alone(used: NewCard) -> None:
    other = "-".join([used.code[:9], "AAAA"])
    assert find_card(code=used.code, pin="8306", now=NOW) is None
    assert find_card(code=used.code, pin="", now=NOW) is None
    assert find_card(code=other, pin=PIN, now=NOW) is None
    assert find_unused_card(code=used.code, now=NOW) is None
    assert find_card(code="", pin="", now=NOW) is None
    assert find_card(code="\x00" * 500, pin="1" * 500, now=NOW) is None


def test_nothing_that_is_kept_tells_the_code_or_the_pin(used: NewCard) -> None:
    secret = read_code(used.code)[1]
    card = Card.objects.values().get()
    events = str(list(AuditEvent.objects.values()))
    assert secret not in str(card) + events
    assert PIN not in "".join(str(value) for name, value in card.items() if name != "id") + events


def test_a_card_takes_one_pin(people: Standing, used: NewCard) -> None:
    with pytest.raises(CardSpent):
        choose_pin(by=people.ada, card=used.card, code=used.code, pin="7352", now=NOW)
    assert find_card(code=used.code, pin=PIN, now=NOW)


def test_a_card_that_lay_about_for_thirty_days_lets_nobody_in(people: Standing, printed: NewCard) -> None:
    late = NOW + UNUSED_FOR
    assert find_unused_card(code=printed.code, now=late - timedelta(seconds=1))
    assert find_unused_card(code=printed.code, now=late) is None
    with pytest.raises(CardSpent):
        choose_pin(by=people.ada, card=printed.card, code=printed.code, pin=PIN, now=late)


def test_a_lost_card_ends_at_once(people: Standing, used: NewCard) -> None:
    end_card(by=people.wren, card=used.card, why=CardEnd.LOST, now=NOW)
    end_card(by=people.wren, card=used.card, why=CardEnd.NOT_WANTED, now=NOW)
    assert find_card(code=used.code, pin=PIN, now=NOW) is None
    assert Card.objects.get().ended_why == CardEnd.LOST
    with pytest.raises(CardSpent):
        use_card(by=people.ada, card=used.card, now=NOW)


def test_a_card_that_never_opened_anything_is_printed_again_and_the_first_is_dead(
    people: Standing, printed: NewCard
) -> None:
    second = make_card(by=people.wren, person=people.ada, now=NOW)
    assert find_unused_card(code=printed.code, now=NOW) is None
    assert find_unused_card(code=second.code, now=NOW)


def test_a_worker_makes_no_second_way_in_behind_a_persons_back(people: Standing, used: NewCard) -> None:
    with pytest.raises(RecognitionNeeded):
        make_card(by=people.wren, person=people.ada, now=NOW)
    own = make_card(by=people.ada, person=people.ada, now=NOW)
    assert find_card(code=used.code, pin=PIN, now=NOW) is None
    assert own.card.made_by_member is None


@pytest.mark.parametrize("who", ["femi", "ngozi", "callum", "administrator", "stranger"])
def test_nobody_else_prints_ends_or_makes_anew(people: Standing, used: NewCard, who: str) -> None:
    other = getattr(people, who)
    with pytest.raises(NotAllowed):
        make_card(by=other, person=people.ada, now=NOW)
    with pytest.raises(NotAllowed):
        end_card(by=other, card=used.card, why=CardEnd.LOST, now=NOW)
    with pytest.raises(NotAllowed):
        recognise_person(by=other, person=people.ada, knew=TWO_WAYS, now=NOW)
    with pytest.raises(NotAllowed):
        choose_pin(by=people.stranger, card=used.card, code=used.code, pin=PIN, now=NOW)
    with pytest.raises(NotAllowed):
        use_card(by=people.stranger, card=used.card, now=NOW)


def test_with_somebody_beside_her_she_changes_no_way_in(people: Standing, used: NewCard) -> None:
    with helped_by(people.wren.id):
        with pytest.raises(OnlyAlone):
            make_card(by=people.ada, person=people.ada, now=NOW)
        with pytest.raises(OnlyAlone):
            end_card(by=people.ada, card=used.card, why=CardEnd.NOT_WANTED, now=NOW)
        with pytest.raises(OnlyAlone):
            recognise_person(by=people.wren, person=people.ada, knew=TWO_WAYS, now=NOW)


def test_who_lost_everything_is_known_by_two_things_and_all_older_ways_end(people: Standing, used: NewCard) -> None:
    user = User.objects.get(person=people.ada)
    user.set_password("a kettle and a quiet room")
    user.save(update_fields=["password"])
    session = begin_sign_in(by=people.ada, user=user, session_key="k" * 32, method=Method.CARD, now=NOW)
    with pytest.raises(NotKnownEnough):
        recognise_person(by=people.wren, person=people.ada, knew=[Known.WE_MET_BEFORE, "made up"], now=NOW)
    fresh = recognise_person(by=people.wren, person=people.ada, knew=TWO_WAYS, now=NOW)
    assert find_card(code=used.code, pin=PIN, now=NOW) is None
    assert find_unused_card(code=fresh.code, now=NOW)
    user.refresh_from_db()
    assert not user.has_usable_password()
    assert SignIn.objects.get(id=session.id).ended_at == NOW
    recognition = Recognition.objects.get()
    assert recognition.knew == sorted(TWO_WAYS)
    assert recognised_lately(people.ada, NOW + timedelta(days=6)) == recognition
    assert recognised_lately(people.ada, NOW + timedelta(days=7)) is None
    assert who_let_in(people.ada) == people.wren


def test_she_is_told_when_a_worker_makes_her_a_card(people: Standing, printed: NewCard) -> None:
    assert News.objects.filter(recipient_id=people.ada.id, kind="ways_in_changed").count() == 1


def test_her_ways_in_are_for_her_and_who_works_with_her(people: Standing, used: NewCard) -> None:
    def seen(who: str) -> Any:
        return ways_in_of(viewer=getattr(people, who), person=people.ada, now=NOW, today=TODAY)

    for who in ("ada", "wren", "priya"):
        assert seen(who).card == used.card
        assert seen(who).are_any
    for who in ("femi", "ngozi", "callum", "administrator", "stranger"):
        assert seen(who) is None


@pytest.mark.parametrize(
    "pin", ["", "123", "1234", "4321", "0000", "7777", "2525", "252525", "123456789", "12a4", "١٢٣٤", "1990", "3112"]
)
def test_a_pin_that_others_guess_first_is_refused(pin: str) -> None:
    with pytest.raises(PinUnfit):
        check_pin(pin, born_on=date(1990, 12, 31))


@pytest.mark.parametrize("pin", ["8305", " 83051 ", "19902", "73521946"])
def test_a_pin_of_four_to_eight_figures_is_taken(pin: str) -> None:
    assert check_pin(pin, born_on=None) == pin.strip()


@given(st.text(ALPHABET, min_size=4, max_size=4), st.text(ALPHABET, min_size=8, max_size=8))
def test_codes_are_read_as_they_are_written(public_part: str, secret_part: str) -> None:
    code = written(public_part, secret_part)
    assert read_code(code) == read_code(f"  {code.lower()} ") == (public_part, secret_part)


@given(st.text())
def test_whatever_is_typed_as_a_code_is_read(typed: str) -> None:
    assert sum(map(len, read_code(typed))) <= 40


def test_no_two_signs_of_a_code_look_alike() -> None:
    letters = set("".join("".join(new_code()) for _ in range(300)))
    assert letters == set(ALPHABET)
    assert not letters & set("0ODQ1IL2Z5S8BUV")


BROKEN: dict[str, dict[str, Any]] = {
    "card_public_part_once": {"public_part": "SAME", "is_hers": False},
    "card_open_once": {"public_part": "FREE"},
    "card_end_has_reason": {"public_part": "FREE", "ended_at": NOW, "is_hers": False},
    "card_used_with_pin": {"public_part": "FREE", "last_used_at": NOW, "is_hers": False},
}


@pytest.mark.parametrize("name", sorted(BROKEN))
def test_the_database_refuses_a_card(people: Standing, name: str) -> None:
    wanted = {"secret_hash": "x", "made_at": NOW, "unused_until": NOW}
    Card.objects.create(person=people.ada, public_part="SAME", **wanted)
    given_ = dict(BROKEN[name])
    whose: Person = people.ada if given_.pop("is_hers", True) else people.stranger
    with pytest.raises(IntegrityError), transaction.atomic():
        Card.objects.create(person=whose, **(wanted | given_))


def test_the_history_of_a_card_cannot_be_rewritten(people: Standing, used: NewCard) -> None:
    recognise_person(by=people.wren, person=people.ada, knew=TWO_WAYS, now=NOW)
    for rows, change in (
        (Card.objects.filter(id=used.card.id), {"person": people.stranger}),
        (Card.objects.filter(id=used.card.id), {"ended_at": None, "ended_why": ""}),
        (Recognition.objects.all(), {"recognised_by": people.priya}),
    ):
        with pytest.raises(DatabaseError, match=r"append.only|permission denied"), transaction.atomic():
            rows.update(**change)
