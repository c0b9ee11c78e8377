from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from commonpurse.parties.signin.commands import Tried, forgive_tries, take_try
from commonpurse.parties.signin.models import WrongTries
from commonpurse.parties.signin.rules import LONGEST_WAIT, PleaseWait, code_typed, is_near_our_words, wait_after
from tests.factories import NOW

pytestmark = pytest.mark.django_db
WREN = Tried("account wren")


def attempt(tried: Tried = WREN, **later: float) -> None:
    take_try(tried=[tried], now=NOW + timedelta(**later))


def test_five_tries_are_free_and_the_sixth_waits() -> None:
    for _ in range(5):
        attempt()
    with pytest.raises(PleaseWait, match="wait 1 minutes"):
        attempt()
    with pytest.raises(PleaseWait):
        attempt(seconds=59)
    attempt(minutes=1)


def test_waits_grow_to_a_quarter_of_an_hour_and_no_further() -> None:
    waits = [wait_after(wrong) // timedelta(minutes=1) for wrong in range(1, 12)]
    assert waits == [0, 0, 0, 0, 1, 2, 4, 8, 15, 15, 15]


@given(st.integers(1, 10_000))
def test_nobody_waits_for_ever(wrong: int) -> None:
    assert wait_after(wrong) <= LONGEST_WAIT


def test_trying_while_one_waits_makes_the_wait_no_longer() -> None:
    for _ in range(5):
        attempt()
    for seconds in range(1, 60):
        with pytest.raises(PleaseWait):
            attempt(seconds=seconds)
    attempt(seconds=60)


def test_the_right_answer_forgives_and_so_does_a_day() -> None:
    for _ in range(5):
        attempt()
    forgive_tries(tried=[WREN], now=NOW)
    attempt()
    for _ in range(4):
        attempt()
    for _ in range(5):
        attempt(days=2)
    with pytest.raises(PleaseWait):
        attempt(days=2)


def test_each_account_waits_for_itself_and_an_address_for_all_that_come_from_it() -> None:
    for _ in range(5):
        attempt()
    attempt(Tried("account ada"))
    address = Tried("address 10.0.0.7", free=30)
    for number in range(30):
        take_try(tried=[Tried(f"account {number}"), address], now=NOW)
    with pytest.raises(PleaseWait):
        take_try(tried=[Tried("account another"), address], now=NOW)
    assert not WrongTries.objects.filter(key_hash=Tried("account another").key_hash, count__gt=0).exists()


def test_neither_names_nor_addresses_are_kept() -> None:
    attempt()
    attempt(Tried("address 10.0.0.7"))
    kept = str(list(WrongTries.objects.values_list()))
    assert "wren" not in kept
    assert "10.0.0.7" not in kept


def test_the_database_itself_refuses_a_wait_before_its_try() -> None:
    with pytest.raises(IntegrityError, match="wrong_tries_wait_follows"), transaction.atomic():
        WrongTries.objects.create(key_hash="0" * 64, last_at=NOW, wait_until=NOW - timedelta(seconds=1))


@pytest.mark.parametrize(
    ("password", "is_near"),
    [
        ("commonpurse2026!", True),
        ("Harbour-Harbour-1", True),
        ("wren123456789", True),
        ("CommonPurseWren", True),
        ("a kettle and a quiet room", False),
        ("Harbour kettle lantern", False),
    ],
)
def test_a_password_of_our_own_words_is_too_near(password: str, is_near: bool) -> None:
    assert is_near_our_words(password, ["commonpurse common purse", "wren", "Harbour"]) is is_near


def test_a_code_is_read_as_it_is_said() -> None:
    assert code_typed(" BCDF-ghjk 2345 ") == "bcdfghjk2345"
