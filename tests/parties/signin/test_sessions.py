from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from commonpurse.kernel.audit.models import AuditEvent
from commonpurse.kernel.errors import NotAllowed
from commonpurse.parties.signin.commands import (
    begin_sign_in,
    end_all_sign_ins,
    end_sign_in,
    make_user,
    note_second_factor,
    note_seen,
)
from commonpurse.parties.signin.models import SignIn, User
from commonpurse.parties.signin.queries import sign_in_of_session
from commonpurse.parties.signin.rules import MEMBER_LIMITS, EndReason, Method, limits_of, why_over
from tests.factories import NOW, Standing, standing_people

minutes = st.integers(0, 2000).map(lambda number: timedelta(minutes=number))


@pytest.fixture
def people(db: None) -> Standing:
    return standing_people()


@pytest.fixture
def wren(people: Standing) -> User:
    return make_user(by=people.administrator, username="wren", password=None, whose=people.wren, now=NOW)


@pytest.fixture
def ada(people: Standing) -> User:
    return make_user(by=people.wren, username="ada", password=None, whose=people.ada, now=NOW)


def begin(user: User, key: str = "a key", **more: Any) -> SignIn:
    whose = user.member or user.person
    assert whose is not None
    return begin_sign_in(by=whose, user=user, session_key=key, **({"method": Method.PASSWORD, "now": NOW} | more))


@pytest.mark.parametrize(
    ("kind", "idle", "whole"),
    [
        ({"is_member": True}, 15, 600),
        ({"is_member": False}, 30, 600),
        ({"is_member": False, "is_shared_phone": True}, 5, 60),
        ({"is_member": False, "is_assisted": True}, 15, 30),
        ({"is_member": False, "is_assisted": True, "is_shared_phone": True}, 5, 60),
    ],
)
def test_how_long_a_session_may_last(kind: dict[str, bool], idle: int, whole: int) -> None:
    limits = limits_of(**({"is_shared_phone": False, "is_assisted": False} | kind))  # type: ignore[arg-type]
    assert (limits.idle, limits.whole) == (timedelta(minutes=idle), timedelta(minutes=whole))


@given(seen_after=minutes, asked_after=minutes)
def test_a_session_lasts_until_its_first_limit_and_not_a_moment_more(
    seen_after: timedelta, asked_after: timedelta
) -> None:
    over = why_over(
        started_at=NOW, last_seen_at=NOW + seen_after, now=NOW + seen_after + asked_after, limits=MEMBER_LIMITS
    )
    if seen_after + asked_after >= MEMBER_LIMITS.whole:
        assert over is EndReason.TOO_LONG
    else:
        assert over is (EndReason.IDLE if asked_after >= MEMBER_LIMITS.idle else None)


def test_a_session_is_found_by_its_key_and_the_key_is_not_kept(wren: User) -> None:
    begun = begin(wren, "a key")
    assert sign_in_of_session("a key") == begun
    assert sign_in_of_session("another") is None
    assert "a key" not in str(SignIn.objects.values_list().get())
    assert AuditEvent.objects.get(event_type="signed_in").facts == {"method": "password"}


def test_nobody_begins_a_session_of_somebody_else(people: Standing, wren: User) -> None:
    with pytest.raises(NotAllowed):
        begin_sign_in(by=people.femi, user=wren, session_key="a key", method=Method.PASSWORD, now=NOW)


def test_being_seen_is_kept_to_half_a_minute(people: Standing, wren: User) -> None:
    begun = begin(wren)
    for seconds, kept in [(29, 0), (30, 30), (10, 30)]:
        note_seen(by=people.wren, sign_in=begun, now=NOW + timedelta(seconds=seconds))
        assert SignIn.objects.get().last_seen_at == NOW + timedelta(seconds=kept)


def test_what_ended_is_not_seen_again(people: Standing, wren: User) -> None:
    begun = begin(wren)
    end_sign_in(by=people.wren, sign_in=begun, now=NOW)
    note_seen(by=people.wren, sign_in=begun, now=NOW + timedelta(minutes=1))
    note_second_factor(by=people.wren, sign_in=begun, now=NOW + timedelta(minutes=1))
    kept = SignIn.objects.get()
    assert (kept.last_seen_at, kept.second_factor_at, kept.ended_at) == (NOW, None, NOW)


def test_the_second_factor_is_kept_for_its_own_session(people: Standing, wren: User) -> None:
    begun = begin(wren)
    note_second_factor(by=people.wren, sign_in=begun, now=NOW + timedelta(minutes=1))
    assert SignIn.objects.get().second_factor_at == NOW + timedelta(minutes=1)
    with pytest.raises(NotAllowed):
        note_second_factor(by=people.femi, sign_in=begun, now=NOW)


def test_a_session_ends_once_and_says_why(people: Standing, wren: User) -> None:
    begun = begin(wren)
    assert end_sign_in(by=people.wren, sign_in=begun, why=EndReason.IDLE, now=NOW)
    assert not end_sign_in(by=people.wren, sign_in=begun, now=NOW)
    assert SignIn.objects.get().ended_why == "idle"
    assert AuditEvent.objects.filter(event_type="sign_ins_ended").count() == 1


def test_all_end_but_the_one_that_is_named(people: Standing, wren: User, ada: User) -> None:
    here, _there, _elsewhere = (begin(wren, key) for key in ("one", "two", "three"))
    hers = begin(ada, "hers")
    assert end_all_sign_ins(by=people.wren, user=wren, but=here, now=NOW) == 2
    assert set(SignIn.objects.filter(ended_at=None)) == {here, hers}
    assert end_all_sign_ins(by=people.administrator, user=wren, why=EndReason.BY_ANOTHER, now=NOW) == 1


@pytest.mark.parametrize(
    ("actor", "whose", "may"),
    [
        ("wren", "wren", True),
        ("administrator", "wren", True),
        ("priya", "wren", True),
        ("femi", "wren", False),
        ("ngozi", "wren", False),
        ("ada", "wren", False),
        ("ada", "ada", True),
        ("wren", "ada", True),
        ("femi", "ada", False),
        ("stranger", "ada", False),
    ],
)
def test_who_may_end_whose_sessions(people: Standing, request: Any, actor: str, whose: str, may: bool) -> None:
    user = request.getfixturevalue(whose)
    begin(user)
    by = getattr(people, actor)
    if may:
        assert end_all_sign_ins(by=by, user=user, now=NOW) == 1
    else:
        with pytest.raises(NotAllowed):
            end_all_sign_ins(by=by, user=user, now=NOW)


BREACHES = {
    "sign_in_session_once": {"session_hash": "0" * 64},
    "sign_in_end_has_reason": {"ended_at": NOW},
    "sign_in_assisted_names_worker": {"method": "assisted"},
    "sign_in_seen_after_start": {"last_seen_at": NOW - timedelta(seconds=1)},
}


@pytest.mark.parametrize("constraint", BREACHES)
def test_the_database_itself_refuses_a_session_that_cannot_be(wren: User, constraint: str) -> None:
    right = {"user": wren, "method": "password", "started_at": NOW, "last_seen_at": NOW}
    SignIn.objects.create(session_hash="0" * 64, **right)
    with pytest.raises(IntegrityError) as broken, transaction.atomic():
        SignIn.objects.create(**({"session_hash": "1" * 64} | right | BREACHES[constraint]))
    assert constraint in str(broken.value) or "session_hash" in str(broken.value)
