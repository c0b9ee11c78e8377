"""Each constraint of lawful bases and permissions is broken once, past every rule, on the database itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from commonpurse.parties.consent.models import LawfulBasis, Permission, PermissionRequest
from commonpurse.parties.consent.rules import Item, Level
from tests.factories import NOW, TODAY, Standing, standing_people


def a_basis(p: Standing, **given: Any) -> LawfulBasis:
    wanted: dict[str, Any] = {
        "organisation": p.charity,
        "purpose": "To help",
        "art6": "f",
        "notice_version": "1",
        "review_on": TODAY + timedelta(days=9),
        "set_by": p.priya,
        "set_at": NOW,
    }
    return LawfulBasis.objects.create(**(wanted | given))


def a_permission(p: Standing, **given: Any) -> Permission:
    """Ada's health, shared with Femi by name, unless said otherwise."""
    wanted: dict[str, Any] = {
        "person": p.ada,
        "member": p.femi,
        "item": Item.HEALTH,
        "level": Level.SEE,
        "starts_on": TODAY,
        "ends_on": TODAY + timedelta(days=30),
        "explained": "spoken",
        "explained_format": "standard",
        "wording": "Femi may see my health.",
        "given_at": NOW,
    }
    return Permission.objects.create(**(wanted | given))


def twice(p: Standing, **to: Any) -> None:
    for _time in range(2):
        a_permission(p, **({"member": None} | to))


def a_request(p: Standing, **given: Any) -> PermissionRequest:
    wanted: dict[str, Any] = {
        "person": p.ada,
        "member": p.femi,
        "item": Item.PLAN,
        "level": Level.SEE,
        "why": "To help",
        "asked_at": NOW,
    }
    return PermissionRequest.objects.create(**(wanted | given))


BREACHES: dict[str, Callable[[Standing], object]] = {
    "lawful_basis_art6_known": lambda p: a_basis(p, art6="z"),
    "lawful_basis_ended_by_somebody": lambda p: a_basis(p, ended_at=NOW),
    "permission_to_one": lambda p: a_permission(p, role="worker"),
    "permission_item_known": lambda p: a_permission(p, item="name"),
    "permission_level_known": lambda p: a_permission(p, level=4),
    "permission_ends_after_start": lambda p: a_permission(p, ends_on=TODAY),
    "permission_withdrawn_by_somebody": lambda p: a_permission(p, withdrawn_at=NOW),
    "permission_not_to_herself": lambda p: a_permission(p, member=None, helper=p.ada),
    "permission_once_to_organisation": lambda p: twice(p, organisation=p.charity),
    "permission_once_to_role": lambda p: twice(p, role="worker"),
    "permission_once_to_member": lambda p: twice(p, member=p.femi),
    "permission_request_item_known": lambda p: a_request(p, item="name"),
    "permission_request_level_known": lambda p: a_request(p, level=9),
    "permission_request_answer_whole": lambda p: a_request(p, answered_at=NOW),
    "permission_request_open_once": lambda p: [a_request(p), a_request(p)],
    "permission_once_to_helper": lambda p: twice(p, helper=p.stranger),
}


@pytest.mark.parametrize("name", BREACHES)
def test_the_database_refuses(db: None, name: str) -> None:
    people = standing_people()
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        BREACHES[name](people)
    assert name in str(refused.value) or "UNIQUE" in str(refused.value)


def test_a_permission_to_nobody_is_refused_too(db: None) -> None:
    people = standing_people()
    with pytest.raises(IntegrityError, match=r"permission_to_one"), transaction.atomic():
        a_permission(people, member=None)


@pytest.mark.parametrize(
    "change", [{"item": Item.PLAN}, {"level": Level.ACT}, {"ends_on": TODAY + timedelta(days=31)}, {"wording": "Else"}]
)
def test_what_she_said_cannot_be_rewritten(db: None, change: dict[str, Any]) -> None:
    given = a_permission(standing_people())
    with pytest.raises(DatabaseError), transaction.atomic():
        Permission.objects.filter(id=given.id).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Permission.objects.filter(id=given.id)._raw_delete(using="default")  # past every rule of the program


def test_a_no_cannot_be_made_a_yes_again(db: None) -> None:
    people = standing_people()
    given = a_permission(people, withdrawn_at=NOW, withdrawn_by_id=people.ada.id)
    with pytest.raises(DatabaseError), transaction.atomic():
        Permission.objects.filter(id=given.id).update(withdrawn_at=None, withdrawn_by_id=None)
