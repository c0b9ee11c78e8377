from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator

from commonpurse.kernel.errors import NotAllowed
from commonpurse.parties.signin.commands import (
    FactorThere,
    LastFactor,
    add_passkey,
    make_recovery_codes,
    make_user,
    note_passkey_used,
    remove_second_factor,
    set_up_app_code,
    use_second_factor,
)
from commonpurse.parties.signin.models import User
from commonpurse.parties.signin.queries import has_second_factor, second_factors_of
from commonpurse.parties.signin.rules import CodeWrong
from tests.factories import APP_SECRET, NOW, Standing, add_app_code, app_code, standing_people


@pytest.fixture
def people(db: None) -> Standing:
    return standing_people()


@pytest.fixture
def wren(people: Standing) -> User:
    return make_user(by=people.administrator, username="wren", password=None, whose=people.wren, now=NOW)


def use(people: Standing, wren: User, typed: str, seconds: int = 0) -> str:
    return use_second_factor(by=people.wren, user=wren, typed=typed, now=NOW + timedelta(seconds=seconds))


def test_the_code_of_the_app_opens_once(people: Standing, wren: User) -> None:
    add_app_code(wren, NOW)
    assert use(people, wren, app_code(NOW)) == "app"
    for seconds in (0, 20, 40):
        with pytest.raises(CodeWrong):
            use(people, wren, app_code(NOW), seconds)


def test_a_code_from_before_the_last_used_one_is_used_up_too(people: Standing, wren: User) -> None:
    add_app_code(wren, NOW)
    use(people, wren, app_code(NOW, steps=1))
    with pytest.raises(CodeWrong):
        use(people, wren, app_code(NOW))


@pytest.mark.parametrize(("steps", "fits"), [(-3, False), (-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_code_is_good_for_half_a_minute_to_either_side(people: Standing, wren: User, steps: int, fits: bool) -> None:
    add_app_code(wren, NOW)
    if fits:
        assert use(people, wren, app_code(NOW, steps=steps)) == "app"
    else:
        with pytest.raises(CodeWrong):
            use(people, wren, app_code(NOW, steps=steps))


def test_a_code_may_be_typed_with_blanks(people: Standing, wren: User) -> None:
    add_app_code(wren, NOW)
    code = app_code(NOW)
    assert use(people, wren, f" {code[:3]} {code[3:]} ") == "app"


def test_the_app_is_taken_only_when_it_shows_a_right_code(people: Standing, wren: User) -> None:
    with pytest.raises(CodeWrong):
        set_up_app_code(by=people.wren, user=wren, secret=APP_SECRET, typed="000000", now=NOW)
    assert not has_second_factor(wren)
    add_app_code(wren, NOW)
    assert has_second_factor(wren)
    with pytest.raises(FactorThere):
        set_up_app_code(by=people.wren, user=wren, secret=APP_SECRET, typed=app_code(NOW), now=NOW)


def test_the_code_that_set_it_up_is_used_up(people: Standing, wren: User) -> None:
    set_up_app_code(by=people.wren, user=wren, secret=APP_SECRET, typed=app_code(NOW), now=NOW)
    with pytest.raises(CodeWrong):
        use(people, wren, app_code(NOW))


def test_what_the_database_keeps_makes_no_code(people: Standing, wren: User) -> None:
    add_app_code(wren, NOW)
    codes = make_recovery_codes(by=people.wren, user=wren, now=NOW)
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert APP_SECRET not in kept
    assert not any(code in kept for code in codes)


def test_each_recovery_code_opens_once(people: Standing, wren: User) -> None:
    add_app_code(wren, NOW)
    codes = make_recovery_codes(by=people.wren, user=wren, now=NOW)
    assert len(set(codes)) == 10
    assert use(people, wren, f"{codes[3][:5]} {codes[3][5:]}") == "recovery_code"
    with pytest.raises(CodeWrong):
        use(people, wren, codes[3])
    assert second_factors_of(viewer=people.wren, user=wren).codes_left == 9
    again = make_recovery_codes(by=people.wren, user=wren, now=NOW)
    with pytest.raises(CodeWrong):
        use(people, wren, codes[0])
    assert use(people, wren, again[0]) == "recovery_code"


def test_the_last_one_stays(people: Standing, wren: User) -> None:
    add_app_code(wren, NOW)
    add_passkey(by=people.wren, user=wren, name=" my phone ", credential={}, now=NOW)
    app, passkey = Authenticator.objects.order_by("id")
    assert passkey.data["name"] == "my phone"
    note_passkey_used(by=people.wren, user=wren, passkey=passkey, now=NOW)
    assert Authenticator.objects.get(id=passkey.id).last_used_at == NOW
    remove_second_factor(by=people.wren, user=wren, factor_id=app.id, now=NOW)
    with pytest.raises(LastFactor):
        remove_second_factor(by=people.wren, user=wren, factor_id=passkey.id, now=NOW)
    assert has_second_factor(wren)


def test_nobody_touches_the_factors_of_another(people: Standing, wren: User) -> None:
    add_app_code(wren, NOW)
    shared = {"by": people.administrator, "user": wren, "now": NOW}
    for act in (
        lambda: use_second_factor(typed=app_code(NOW), **shared),  # type: ignore[arg-type]
        lambda: make_recovery_codes(**shared),  # type: ignore[arg-type]
        lambda: remove_second_factor(factor_id=Authenticator.objects.get().id, **shared),  # type: ignore[arg-type]
        lambda: add_passkey(name="mine", credential={}, **shared),  # type: ignore[arg-type]
        lambda: set_up_app_code(secret=APP_SECRET, typed=app_code(NOW), **shared),  # type: ignore[arg-type]
    ):
        with pytest.raises(NotAllowed):
            act()
    assert not second_factors_of(viewer=people.administrator, user=wren).is_there
