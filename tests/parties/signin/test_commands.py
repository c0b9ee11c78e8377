from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from commonpurse.kernel.audit.models import AuditEvent
from commonpurse.kernel.errors import NotAllowed
from commonpurse.parties.partners.models import Member
from commonpurse.parties.signin.commands import PasswordWeak, UsernameTaken, UserThere, make_user
from commonpurse.parties.signin.models import User
from commonpurse.parties.signin.queries import viewer_of
from tests.factories import NOW, Standing, standing_people

PASSWORD = "correct horse battery"


@pytest.fixture
def people(db: None) -> Standing:
    return standing_people()


def make(people: Standing, by: str, whose: str, **given: Any) -> User:
    wanted = {"username": whose, "password": PASSWORD, "now": NOW}
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
