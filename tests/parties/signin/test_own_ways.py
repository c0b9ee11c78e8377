"""What a person chooses for herself, and what happens while somebody sits beside her."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator

from commonpurse.kernel.audit.models import AuditEvent
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.helping import OnlyAlone, helped_by
from commonpurse.parties.consent.models import AccessRow
from commonpurse.parties.partners.models import Member
from commonpurse.parties.signin.commands import (
    PasswordWeak,
    ReasonNeeded,
    Tried,
    UsernameTaken,
    begin_help,
    begin_sign_in,
    choose_own_password,
    choose_pin,
    come_in_by_card,
    come_in_by_first_card,
    end_help,
    end_own_passkey,
    end_own_password,
    go_on_helping,
    make_card,
)
from commonpurse.parties.signin.entrance import user_of_person
from commonpurse.parties.signin.models import SignIn, User, WrongTries
from commonpurse.parties.signin.rules import Method, PinUnfit, PleaseWait
from commonpurse.parties.signin.ways import help_going_on, is_on_shared_phone
from tests.factories import NOW, TODAY, Standing, standing_people

PASSWORD = "four kettles and a quiet roof"
HERE = Tried("address 10.0.0.1", 1000)


@pytest.fixture
def people(db: None) -> Standing:
    return standing_people()


@pytest.fixture
def ada(people: Standing) -> User:
    return user_of_person(people.ada)


def choose(people: Standing, user: User, username: str = "ada.k", password: str = PASSWORD, **given: object) -> None:
    wanted = {"by": people.ada, "here": None, "now": NOW} | given
    choose_own_password(user=user, username=username, password=password, **wanted)  # type: ignore[arg-type]


def test_her_password_is_hers_and_ends_her_other_sessions(people: Standing, ada: User) -> None:
    here, there = (
        begin_sign_in(by=people.ada, user=ada, session_key=key * 32, method=Method.CARD, now=NOW) for key in "ab"
    )
    choose(people, ada, here=here)
    ada.refresh_from_db()
    assert ada.check_password(PASSWORD)
    assert [SignIn.objects.get(id=each.id).ended_at for each in (here, there)] == [None, NOW]
    assert PASSWORD not in str(list(AuditEvent.objects.values()))
    end_own_password(by=people.ada, user=ada, now=NOW)
    ada.refresh_from_db()
    assert not ada.has_usable_password()


def test_a_name_that_is_taken_and_a_weak_password_are_refused(people: Standing, ada: User) -> None:
    User.objects.create(username="wren", member=people.wren)
    for username in ("wren", " "):
        with pytest.raises(UsernameTaken):
            choose(people, ada, username)
    with pytest.raises(PasswordWeak):
        choose(people, ada, password="short")


def test_nobody_else_and_nobody_beside_her_chooses_or_ends_them(people: Standing, ada: User) -> None:
    for by in (people.wren, people.stranger):
        with pytest.raises(NotAllowed):
            choose(people, ada, by=by)
        with pytest.raises(NotAllowed):
            end_own_password(by=by, user=ada, now=NOW)  # type: ignore[arg-type]
        with pytest.raises(NotAllowed):
            end_own_passkey(by=by, user=ada, passkey_id=1, now=NOW)  # type: ignore[arg-type]
    with helped_by(people.wren.id):
        with pytest.raises(OnlyAlone):
            choose(people, ada)
        with pytest.raises(OnlyAlone):
            end_own_password(by=people.ada, user=ada, now=NOW)
        with pytest.raises(OnlyAlone):
            end_own_passkey(by=people.ada, user=ada, passkey_id=1, now=NOW)


def test_a_passkey_of_hers_ends_and_no_other(people: Standing, ada: User) -> None:
    other = user_of_person(people.stranger)
    keys = [Authenticator.objects.create(user=user, type="webauthn", data={}) for user in (ada, other)]
    for key in keys:
        end_own_passkey(by=people.ada, user=ada, passkey_id=key.id, now=NOW)
    assert list(Authenticator.objects.all()) == [keys[1]]


def test_at_the_door_a_card_is_looked_at_only_after_the_try_is_counted(people: Standing) -> None:
    made = make_card(by=people.wren, person=people.ada, now=NOW)
    with pytest.raises(PinUnfit):
        come_in_by_first_card(by=None, code=made.code, pin="1234", came_from=HERE, now=NOW)
    user = come_in_by_first_card(by=None, code=made.code, pin="8305", came_from=HERE, now=NOW)
    assert user == come_in_by_card(by=None, code=made.code, pin="8305", came_from=HERE, now=NOW)
    for _ in range(5):
        assert come_in_by_card(by=None, code=made.code, pin="8306", came_from=HERE, now=NOW) is None
    with pytest.raises(PleaseWait):
        come_in_by_card(by=None, code=made.code, pin="8305", came_from=HERE, now=NOW)
    later = NOW + timedelta(minutes=20)
    assert come_in_by_card(by=None, code=made.code, pin="8305", came_from=HERE, now=later) == user


def test_who_comes_in_by_a_card_of_their_own_guesses_others_no_longer(people: Standing) -> None:
    made = make_card(by=people.wren, person=people.ada, now=NOW)
    one_address = Tried("address 10.0.0.9", 30)
    come_in_by_first_card(by=None, code=made.code, pin="8305", came_from=one_address, now=NOW)

    def guess_and_come_in() -> None:
        come_in_by_card(by=None, code="ACEF-GHJK-MNPR", pin="8305", came_from=one_address, now=NOW)
        come_in_by_card(by=None, code=made.code, pin="8305", came_from=one_address, now=NOW)

    WrongTries.objects.filter(key_hash=one_address.key_hash).update(count=28)
    guess_and_come_in()
    with pytest.raises(PleaseWait):
        guess_and_come_in()


def test_a_house_that_comes_in_rightly_from_one_address_never_waits(people: Standing) -> None:
    made = make_card(by=people.wren, person=people.ada, now=NOW)
    one_address = Tried("address 10.0.0.9", 30)
    user = come_in_by_first_card(by=None, code=made.code, pin="8305", came_from=one_address, now=NOW)
    for _ in range(40):
        assert come_in_by_card(by=None, code=made.code, pin="8305", came_from=one_address, now=NOW) == user


def test_a_birthday_is_no_pin(people: Standing) -> None:
    people.ada.date_of_birth = TODAY.replace(year=1990)
    made = make_card(by=people.wren, person=people.ada, now=NOW)
    with pytest.raises(PinUnfit):
        choose_pin(by=people.ada, card=made.card, code=made.code, pin="1990", now=NOW)


# Beside her -----------------------------------------------------------------------------------------------------------


def help_of(people: Standing, reason: str = "To read a letter") -> SignIn:
    return begin_help(by=people.wren, person=people.ada, reason=reason, device="Firefox", now=NOW)


def going_on(people: Standing, begun: SignIn, minutes: int = 0, member: Member | None = None) -> SignIn | None:
    now = NOW + timedelta(minutes=minutes)
    return help_going_on(sign_in_id=begun.id, member=member or people.wren, now=now, today=TODAY)


def test_a_worker_sits_beside_a_person_for_a_reason_that_she_can_read(people: Standing) -> None:
    begun = help_of(people)
    assert going_on(people, begun) == begun
    row = AccessRow.objects.get(person=people.ada, viewer_id=people.wren.id, why__startswith="beside")
    assert row.why == "beside the person: To read a letter"
    with pytest.raises(ReasonNeeded):
        help_of(people, "  ")


def test_the_help_is_of_who_began_it_and_ends(people: Standing) -> None:
    begun = help_of(people)
    assert going_on(people, begun, member=people.priya) is None
    end_help(by=people.priya, sign_in_id=begun.id, now=NOW)
    assert going_on(people, begun, minutes=14)
    assert go_on_helping(by=people.priya, sign_in_id=begun.id, now=NOW) is None
    assert go_on_helping(by=people.wren, sign_in_id=begun.id, now=NOW) == people.ada
    assert going_on(people, begun, minutes=15) is None  # nothing happened for so long
    SignIn.objects.filter(id=begun.id).update(last_seen_at=NOW + timedelta(minutes=29))
    assert going_on(people, begun, minutes=29)
    assert going_on(people, begun, minutes=30) is None
    end_help(by=people.wren, sign_in_id=begun.id, now=NOW)
    assert going_on(people, begun) is None


@pytest.mark.parametrize("who", ["femi", "ngozi", "callum", "administrator"])
def test_nobody_else_sits_beside_her(people: Standing, who: str) -> None:
    with pytest.raises(NotAllowed):
        begin_help(by=getattr(people, who), person=people.ada, reason="To look", device="", now=NOW)


def test_a_phone_is_shared_while_the_newest_sign_in_says_so(people: Standing, ada: User) -> None:
    assert not is_on_shared_phone(ada.id)
    for number, is_shared in enumerate((True, False)):
        begin_sign_in(
            by=people.ada,
            user=ada,
            session_key=str(number) * 32,
            method=Method.CARD,
            is_shared_phone=is_shared,
            now=NOW + timedelta(minutes=number),
        )
        assert is_on_shared_phone(ada.id) is is_shared
