"""Each constraint of the people's tables is broken once, past every rule, on the database itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from commonpurse.parties.people.models import ContactWay, MessageChoice, Person, PersonName, Support
from tests.factories import NOW, TODAY, Standing, standing_people


def twice(make: Callable[[], object]) -> None:
    make()
    make()


BREACHES: dict[str, Callable[[Standing], object]] = {
    "person_reference_once": lambda p: Person.objects.create(
        called_by="Noor", reference="H-001", added_at=NOW, added_by=p.wren
    ),
    "person_name_once": lambda p: twice(
        lambda: PersonName.objects.create(person=p.ada, name="Ada Lowe", used_for="bank")
    ),
    "contact_way_once": lambda p: twice(
        lambda: ContactWay.objects.create(person=p.ada, kind="phone", value="1", is_safe_to_use=True)
    ),
    "message_choice_hours_known": lambda p: MessageChoice.objects.create(
        person=p.ada,
        contact_way=ContactWay.objects.create(person=p.ada, kind="text", value="1", is_safe_to_use=True),
        is_wanted=True,
        hours="night",
        chosen_at=NOW,
    ),
    "support_ends_not_before_start": lambda p: Support.objects.create(
        person=p.ada, member=p.femi, starts_on=TODAY, ends_on=TODAY - timedelta(days=1)
    ),
    "support_open_once": lambda p: Support.objects.create(person=p.ada, member=p.wren, starts_on=TODAY),
}


@pytest.mark.parametrize("name", BREACHES)
def test_the_database_refuses(db: None, name: str) -> None:
    people = standing_people()
    with pytest.raises(IntegrityError), transaction.atomic():
        BREACHES[name](people)


def test_what_she_chose_of_messages_cannot_be_rewritten(db: None) -> None:
    people = standing_people()
    way = ContactWay.objects.create(person=people.ada, kind="text", value="1", is_safe_to_use=True)
    MessageChoice.objects.create(person=people.ada, contact_way=way, is_wanted=False, hours="day", chosen_at=NOW)
    with pytest.raises(DatabaseError), transaction.atomic():  # the app role may not even try
        MessageChoice.objects.update(is_wanted=True)
