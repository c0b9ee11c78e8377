from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from commonpurse.kernel.audit.models import AuditEvent
from commonpurse.kernel.errors import NotAllowed, Refused
from commonpurse.parties.partners.commands import RoleUnknown
from commonpurse.parties.partners.models import Member
from commonpurse.parties.signin.commands import PasswordWeak, UsernameTaken, UserThere, bring_in_member, make_user
from commonpurse.parties.signin.models import User
from commonpurse.parties.signin.queries import members_to_manage, username_of_person, viewer_of
from tests.factories import NOW, TODAY, Standing, standing_people

PASSWORD = "correct horse battery"


@pytest.fixture
def people(db: None) -> Standing:
    return standing_people()


def make(people: Standing, by: str, whose: str, **given: Any) -> User:
    wanted = {"username": whose, "password": None if whose == "ada" else PASSWORD, "now": NOW}
    return make_user(by=getattr(people, by), whose=getattr(people, whose), **(wanted | given))  # type: ignore[arg-type]


def test_a_sign_in_belongs_to_one_member_or_one_person(people: Standing) -> None:
    wren, ada = make(people, "administrator", "wren"), make(people, "wren", "ada")
    assert (viewer_of(wren), viewer_of(ada)) == (people.wren, people.ada)
    assert wren.check_password(PASSWORD)
    assert AuditEvent.objects.filter(event_type="user_made").count() == 2


def test_a_name_is_given_once_and_each_has_one_way_in(people: Standing) -> None:
    make(people, "administrator", "wren")
    with pytest.raises(UsernameTaken):
        make(people, "administrator", "femi", username="wren ")
    with pytest.raises(UsernameTaken):
        make(people, "administrator", "femi", username=" ")
    with pytest.raises(UserThere):
        make(people, "administrator", "wren", username="wren2")


def test_nobody_chooses_a_password_for_a_person(people: Standing) -> None:
    with pytest.raises(NotAllowed):
        make(people, "wren", "ada", password=PASSWORD)
    assert not User.objects.exists()


def test_a_weak_password_is_refused_and_none_lets_nobody_in(people: Standing) -> None:
    with pytest.raises(PasswordWeak):
        make(people, "administrator", "wren", password="short")
    assert not User.objects.exists()
    assert not make(people, "administrator", "wren", password=None).has_usable_password()


def test_who_has_left_is_nobody_any_more(people: Standing) -> None:
    user = make(people, "administrator", "wren")
    Member.objects.filter(id=people.wren.id).update(is_active=False)
    assert viewer_of(User.objects.get(id=user.id)) is None
    ada = make(people, "priya", "ada")
    ada.is_active = False
    assert viewer_of(ada) is None


@pytest.mark.parametrize(
    ("by", "whose", "may"),
    [
        ("administrator", "femi", True),
        ("priya", "femi", True),
        ("wren", "femi", False),
        ("ngozi", "femi", False),
        ("wren", "ada", True),
        ("administrator", "ada", True),
        ("femi", "ada", False),
        ("ngozi", "ada", False),
        ("callum", "ada", False),
    ],
)
def test_who_lets_whom_in(people: Standing, by: str, whose: str, may: bool) -> None:
    if may:
        make(people, by, whose)
    else:
        with pytest.raises(NotAllowed):
            make(people, by, whose)


@pytest.mark.parametrize("name", ["user_is_member_or_person"])
@pytest.mark.parametrize("whose", [(), ("member", "person")])
def test_the_database_refuses(people: Standing, name: str, whose: tuple[str, ...]) -> None:
    both = {"member": people.wren, "person": people.ada}
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        User.objects.create(username="x", **{role: both[role] for role in whose})


def bring_in(people: Standing, by: str = "administrator", **given: Any) -> Member:
    wanted: dict[str, Any] = {"name": "Cleo", "roles": ["worker"], "username": "cleo", "password": PASSWORD}
    return bring_in_member(by=getattr(people, by), organisation=people.charity, now=NOW, **(wanted | given))


def test_a_member_comes_in_with_a_sign_in(people: Standing) -> None:
    cleo = bring_in(people)
    assert cleo.roles == {"worker"}
    user = User.objects.get(username="cleo")
    assert user.member == cleo
    assert user.check_password(PASSWORD)


@pytest.mark.parametrize(
    ("given", "refusal"),
    [({"password": "short"}, PasswordWeak), ({"username": " "}, UsernameTaken), ({"roles": ["boss"]}, RoleUnknown)],
)
def test_a_member_who_cannot_sign_in_does_not_come_in(
    people: Standing, given: dict[str, Any], refusal: type[Refused]
) -> None:
    with pytest.raises(refusal):
        bring_in(people, **given)
    assert not Member.objects.filter(name="Cleo").exists()


def test_the_same_user_name_again_adds_nobody(people: Standing) -> None:
    bring_in(people)
    with pytest.raises(UsernameTaken):
        bring_in(people)
    assert Member.objects.filter(name="Cleo").count() == 1


@pytest.mark.parametrize("by", ["wren", "ngozi", "callum"])
def test_only_who_manages_the_partnership_brings_members_in(people: Standing, by: str) -> None:
    with pytest.raises(NotAllowed):
        bring_in(people, by)
    assert not members_to_manage(getattr(people, by)).exists()


def test_members_are_listed_with_their_sign_in(people: Standing) -> None:
    bring_in(people)
    listed = {member.name: member.username for member in members_to_manage(people.administrator)}
    assert listed["Cleo"] == "cleo"
    assert listed["Wren"] is None
    assert "Commonpurse" not in listed
    assert not members_to_manage(people.ada).exists()


def test_only_who_sees_a_person_sees_what_she_signs_in_with(people: Standing) -> None:
    make(people, "wren", "ada")
    found = {
        who: username_of_person(viewer=getattr(people, who), person=people.ada, today=TODAY)
        for who in ("wren", "priya", "ada", "femi", "administrator", "stranger")
    }
    assert found == {"wren": "ada", "priya": "ada", "ada": "ada", "femi": "", "administrator": "", "stranger": ""}
