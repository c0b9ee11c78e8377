from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from commonpurse.kernel.errors import NotAllowed, Refused
from commonpurse.parties.partners.commands import add_member
from commonpurse.parties.signin.commands import (
    PasswordWeak,
    ResetRefused,
    ask_factor_reset,
    begin_sign_in,
    change_password,
    close_access,
    close_factor_reset,
    give_set_up_code,
    invite_member,
    invite_to_sign_in,
    make_user,
    use_set_up_code,
)
from commonpurse.parties.signin.models import FactorReset, SetUpCode, SignIn, User
from commonpurse.parties.signin.queries import has_second_factor, open_factor_reset, user_of_member
from commonpurse.parties.signin.rules import CodeWrong, Method
from tests.factories import NOW, Standing, add_app_code, standing_people

PASSWORD = "a kettle and a quiet room"


@pytest.fixture
def people(db: None) -> Standing:
    return standing_people()


@pytest.fixture
def wren(people: Standing) -> User:
    return make_user(by=people.administrator, username="wren", password=None, whose=people.wren, now=NOW)


def use(code: str, username: str = "wren", password: str = PASSWORD, now: datetime = NOW) -> User:
    return use_set_up_code(username=username, typed=code, password=password, now=now)


def session_of(people: Standing, user: User) -> SignIn:
    return begin_sign_in(by=people.wren, user=user, session_key="a key", method=Method.PASSWORD, now=NOW)


def test_a_member_chooses_the_password_with_the_code(people: Standing, wren: User) -> None:
    code = give_set_up_code(by=people.administrator, user=wren, now=NOW)
    session = session_of(people, wren)
    assert use(code.upper()).check_password(PASSWORD)
    session.refresh_from_db()
    assert session.ended_why == "new_password"
    assert code.replace("-", "") not in str(SetUpCode.objects.values_list().get())


def test_a_code_is_good_once_and_for_half_an_hour(people: Standing, wren: User) -> None:
    code = give_set_up_code(by=people.administrator, user=wren, now=NOW)
    with pytest.raises(CodeWrong):
        use(code, now=NOW + timedelta(minutes=30))
    use(code, now=NOW + timedelta(minutes=29))
    with pytest.raises(CodeWrong):
        use(code, now=NOW + timedelta(minutes=29))


def test_a_new_code_voids_the_one_before(people: Standing, wren: User) -> None:
    first = give_set_up_code(by=people.administrator, user=wren, now=NOW)
    second = give_set_up_code(by=people.priya, user=wren, now=NOW)
    with pytest.raises(CodeWrong):
        use(first)
    use(second)


def test_another_name_a_leaver_and_a_wrong_code_are_told_apart_by_nobody(people: Standing, wren: User) -> None:
    code = give_set_up_code(by=people.administrator, user=wren, now=NOW)
    people.wren.is_active = False
    people.wren.save(update_fields=["is_active"])
    answers = set()
    for name, typed in (("wren", code), ("nobody", code), ("wren", "bcdf")):
        with pytest.raises(CodeWrong) as refused:
            use(typed, username=name)
        answers.add(str(refused.value))
    assert len(answers) == 1


def test_a_weak_password_leaves_the_code_as_it_is(people: Standing, wren: User) -> None:
    code = give_set_up_code(by=people.administrator, user=wren, now=NOW)
    for weak in ("short", "commonpurse-wren-1", "passwordpassword"):
        with pytest.raises(PasswordWeak):
            use(code, password=weak)
    use(code)


def test_who_may_give_a_code(people: Standing, wren: User) -> None:
    ada = make_user(by=people.wren, username="ada", password=None, whose=people.ada, now=NOW)
    for by, whose in ((people.ngozi, wren), (people.femi, wren), (people.administrator, ada)):
        with pytest.raises(NotAllowed):
            give_set_up_code(by=by, user=whose, now=NOW)
    own = make_user(by=people.priya, username="alex", password=None, whose=people.administrator, now=NOW)
    with pytest.raises(ResetRefused):
        give_set_up_code(by=people.administrator, user=own, now=NOW)


def test_the_code_keeps_the_second_factor(people: Standing, wren: User) -> None:
    add_app_code(wren, NOW)
    use(give_set_up_code(by=people.administrator, user=wren, now=NOW))
    assert has_second_factor(wren)


def test_a_new_member_comes_with_a_code_and_without_a_password(people: Standing) -> None:
    member, code = invite_member(
        by=people.administrator, organisation=people.charity, name="Cleo", roles=["worker"], username="cleo", now=NOW
    )
    assert not User.objects.get(member=member).has_usable_password()
    use(code, username="cleo")
    femi = invite_to_sign_in(by=people.administrator, member=people.femi, username="femi", now=NOW)
    assert use(femi, username="femi").member == people.femi


def test_whoever_changes_the_password_stays_in_and_is_out_elsewhere(people: Standing, wren: User) -> None:
    here = session_of(people, wren)
    there = begin_sign_in(by=people.wren, user=wren, session_key="other", method=Method.PASSWORD, now=NOW)
    change_password(by=people.wren, user=wren, password=PASSWORD, here=here, now=NOW)
    assert list(SignIn.objects.filter(ended_at=None)) == [here]
    there.refresh_from_db()
    assert there.ended_why == "new_password"
    with pytest.raises(NotAllowed):
        change_password(by=people.administrator, user=wren, password=PASSWORD, now=NOW)


def test_two_take_off_a_lost_factor(people: Standing, wren: User) -> None:
    add_app_code(wren, NOW)
    session_of(people, wren)
    asked = ask_factor_reset(by=people.administrator, user=wren, now=NOW)
    assert ask_factor_reset(by=people.priya, user=wren, now=NOW) == asked
    with pytest.raises(ResetRefused):
        close_factor_reset(by=people.administrator, user=wren, is_agreed=True, now=NOW)
    assert has_second_factor(wren)
    assert close_factor_reset(by=people.priya, user=wren, is_agreed=True, now=NOW)
    assert not has_second_factor(wren)
    assert not SignIn.objects.filter(ended_at=None).exists()
    assert not close_factor_reset(by=people.priya, user=wren, is_agreed=True, now=NOW)


def test_no_made_up_member_agrees_that_a_factor_is_taken_off(people: Standing, wren: User) -> None:
    add_app_code(wren, NOW)
    ask_factor_reset(by=people.priya, user=wren, now=NOW)
    bob = add_member(by=people.priya, organisation=people.council, name="Bob", roles=["administrator"], now=NOW)
    with pytest.raises(ResetRefused):
        close_factor_reset(by=bob, user=wren, is_agreed=True, now=NOW)
    assert has_second_factor(wren)


def test_whoever_asked_can_leave_it(people: Standing, wren: User) -> None:
    add_app_code(wren, NOW)
    ask_factor_reset(by=people.administrator, user=wren, now=NOW)
    assert open_factor_reset(viewer=people.priya, user=wren) is not None
    assert open_factor_reset(viewer=people.femi, user=wren) is None
    assert close_factor_reset(by=people.administrator, user=wren, is_agreed=False, now=NOW)
    assert has_second_factor(wren)
    assert open_factor_reset(viewer=people.priya, user=wren) is None


def test_nobody_resets_ones_own_factor_and_no_worker_anybodys(people: Standing) -> None:
    own = make_user(by=people.priya, username="alex", password=None, whose=people.administrator, now=NOW)
    with pytest.raises(ResetRefused):
        ask_factor_reset(by=people.administrator, user=own, now=NOW)
    with pytest.raises(NotAllowed):
        ask_factor_reset(by=people.femi, user=own, now=NOW)
    ask_factor_reset(by=people.priya, user=own, now=NOW)
    for by, refusal in ((people.administrator, ResetRefused), (people.ngozi, NotAllowed)):
        with pytest.raises(refusal):
            close_factor_reset(by=by, user=own, is_agreed=True, now=NOW)


def test_ending_access_ends_every_session_with_it(people: Standing, wren: User) -> None:
    session = session_of(people, wren)
    close_access(by=people.administrator, member=people.wren, now=NOW)
    session.refresh_from_db()
    assert session.ended_why == "access_ended"
    assert user_of_member(viewer=people.administrator, member=people.wren) == wren
    with pytest.raises(Refused):
        close_access(by=people.administrator, member=people.wren, now=NOW)


BREACHES = {
    "set_up_code_ends": lambda wren, by: SetUpCode(user=wren, code_hash="0", made_by=by, made_at=NOW, ends_at=NOW),
    "factor_reset_closed_by_and_when": lambda wren, by: FactorReset(
        user=wren, asked_by=by, asked_at=NOW, closed_at=NOW
    ),
    "factor_reset_needs_two": lambda wren, by: FactorReset(
        user=wren, asked_by=by, asked_at=NOW, closed_by=by, closed_at=NOW, is_agreed=True
    ),
}


@pytest.mark.parametrize("constraint", BREACHES)
def test_the_database_itself_refuses_it(people: Standing, wren: User, constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        BREACHES[constraint](wren, people.administrator).save(force_insert=True)


def test_the_database_itself_keeps_one_open_of_each(people: Standing, wren: User) -> None:
    """`set_up_code_one_open` and `factor_reset_one_open`."""
    by, after = people.administrator, NOW + timedelta(minutes=1)
    SetUpCode.objects.create(user=wren, code_hash="0", made_by=by, made_at=NOW, ends_at=after)
    with pytest.raises(IntegrityError), transaction.atomic():
        SetUpCode.objects.create(user=wren, code_hash="1", made_by=by, made_at=NOW, ends_at=after)
    FactorReset.objects.create(user=wren, asked_by=by, asked_at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        FactorReset.objects.create(user=wren, asked_by=by, asked_at=NOW)
