"""Each constraint of the partnership's tables is broken once, past every rule, on the database itself."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction

from commonpurse.parties.partners.models import Member, MemberRole, Organisation, Partnership
from commonpurse.parties.partners.rules import CLASHES
from tests.factories import NOW, Standing, standing_people

BREACHES: dict[str, Callable[[Standing], object]] = {
    "partnership_only_one": lambda p: Partnership.objects.create(
        id=2, name="B", place="B", currency="GBP", created_at=NOW
    ),
    "partnership_currency_known": lambda p: Partnership.objects.update(currency="USD"),
    "organisation_name_once": lambda p: Organisation.objects.create(name="Open Door", kind="charity", created_at=NOW),
    "member_of_an_organisation": lambda p: Member.objects.create(name="Nobody's", created_at=NOW),
    "member_one_system": lambda p: Member.objects.create(name="Second", is_system=True, created_at=NOW),
    "member_let_in_by_another": lambda p: Member.objects.filter(id=p.wren.id).update(added_by=p.wren),
    "member_role_once": lambda p: MemberRole.objects.create(member=p.wren, role="worker", given_at=NOW),
}

ROLES_APART = {
    "member_role_lets_in_or_pays": ("administrator", "finance"),
    "member_role_works_or_pays": ("worker", "finance"),
    "member_role_coordinates_or_pays": ("coordinator", "finance"),
    "member_role_works_or_funds": ("worker", "funder"),
    "member_role_coordinates_or_funds": ("coordinator", "funder"),
    "member_role_manages_or_funds": ("manager", "funder"),
}


@pytest.mark.parametrize("name", BREACHES)
def test_the_database_refuses(db: None, name: str) -> None:
    people = standing_people()
    with pytest.raises(IntegrityError), transaction.atomic():
        BREACHES[name](people)


@pytest.mark.parametrize("name", ROLES_APART)
@pytest.mark.parametrize("order", [1, -1], ids=["as written", "the other way round"])
def test_the_database_keeps_clashing_roles_apart(db: None, name: str, order: int) -> None:
    people = standing_people()
    member = Member.objects.create(organisation=people.charity, name="Sol", created_at=NOW)
    first, second = ROLES_APART[name][::order]
    MemberRole.objects.create(member=member, role=first, given_at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        MemberRole.objects.create(member=member, role=second, given_at=NOW)


def test_each_clash_of_roles_is_in_the_table_above() -> None:
    assert {clash.name: clash.roles for clash in CLASHES} == ROLES_APART
