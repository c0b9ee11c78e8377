"""Each constraint of the partnership's tables is broken once, past every rule, on the database itself."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction

from commonpurse.parties.partners.models import Member, MemberRole, Organisation, Partnership
from tests.factories import NOW, Standing, standing_people

BREACHES: dict[str, Callable[[Standing], object]] = {
    "partnership_only_one": lambda p: Partnership.objects.create(
        id=2, name="B", place="B", currency="GBP", created_at=NOW
    ),
    "partnership_currency_known": lambda p: Partnership.objects.update(currency="USD"),
    "organisation_name_once": lambda p: Organisation.objects.create(name="Open Door", kind="charity", created_at=NOW),
    "member_of_an_organisation": lambda p: Member.objects.create(name="Nobody's", created_at=NOW),
    "member_one_system": lambda p: Member.objects.create(name="Second", is_system=True, created_at=NOW),
    "member_role_once": lambda p: MemberRole.objects.create(member=p.wren, role="worker", given_at=NOW),
}


@pytest.mark.parametrize("name", BREACHES)
def test_the_database_refuses(db: None, name: str) -> None:
    people = standing_people()
    with pytest.raises(IntegrityError), transaction.atomic():
        BREACHES[name](people)
