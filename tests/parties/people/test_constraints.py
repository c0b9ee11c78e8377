"""Each constraint of the people's tables is broken once, past every rule, on the database itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from commonpurse.parties.people.models import (
    ContactWay,
    MessageChoice,
    Person,
    PersonName,
    Representative,
    Support,
    Whereabouts,
    WhileAway,
)
from tests.factories import NOW, TODAY, Standing, standing_people


def twice(make: Callable[[], object]) -> None:
    make()
    make()


def an_act(p: Standing, **given: Any) -> Representative:
    """Sam helps Ada, and may pay, unless said otherwise."""
    wanted: dict[str, Any] = {
        "person": p.ada,
        "helper": p.stranger,
        "kind": "helper",
        "may_pay": True,
        "limit_minor": 100,
        "agreed_how": "spoken",
        "starts_on": TODAY,
        "ends_on": TODAY + timedelta(days=366),
        "given_at": NOW,
        "told_to": p.wren,
    }
    return Representative.objects.create(**(wanted | given))


def whereabouts(p: Standing, **given: Any) -> Whereabouts:
    wanted: dict[str, Any] = {"person": p.ada, "kind": "away", "since": TODAY, "told_at": NOW, "told_by_person": p.ada}
    return Whereabouts.objects.create(**(wanted | given))


def while_away(p: Standing, **given: Any) -> WhileAway:
    wanted: dict[str, Any] = {"person": p.ada, "kind": "away", "money": "goes_on", "said_at": NOW}
    return WhileAway.objects.create(**(wanted | given))


DECIDED: dict[str, Any] = {"kind": "authorised", "told_to": None}
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
    "representative_kind_known": lambda p: an_act(p, kind="friend"),
    "representative_not_herself": lambda p: an_act(p, helper=p.ada),
    "representative_limit_of_who_pays": lambda p: an_act(p, may_pay=False),
    "representative_helper_has_limit": lambda p: an_act(p, limit_minor=None),
    "representative_within_a_year": lambda p: an_act(p, ends_on=TODAY + timedelta(days=367)),
    "representative_decided_by_somebody": lambda p: an_act(p, **DECIDED),
    "representative_agreed_by_another": lambda p: an_act(
        p, **DECIDED, decided_by=p.wren, agreed_by=p.wren, agreed_at=NOW
    ),
    "representative_end_whole": lambda p: an_act(p, ended_at=NOW, ended_by_id=p.ada.id),
    "representative_once": lambda p: twice(lambda: an_act(p)),
    "whereabouts_place_known": lambda p: whereabouts(p, kind="x"),
    "whereabouts_back_after_gone": lambda p: whereabouts(p, back_on=TODAY),
    "whereabouts_told_by_one": lambda p: whereabouts(p, told_by_member=p.wren),
    "while_away_place_known": lambda p: while_away(p, kind="here"),
    "while_away_money_known": lambda p: while_away(p, money="x"),
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


def test_who_acts_for_her_stands_as_it_was_said_and_within_a_year(db: None) -> None:
    people = standing_people()
    acts = an_act(people)
    for change in ({"limit_minor": 9999}, {"ends_on": TODAY + timedelta(days=9)}, {"kind": "nominated"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Representative.objects.filter(id=acts.id).update(**change)
