"""Each constraint of walls and emergency openings is broken once, past every rule, on the database itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from commonpurse.parties.consent.models import Absence, BreakGlass, Guardian, StandIn, Wall
from tests.factories import NOW, TODAY, Standing, standing_people


def wall(people: Standing, **given: Any) -> Wall:
    wanted = {"person": people.ada, "bond": "relative", "raised_by_id": people.ada.id, "raised_at": NOW}
    return Wall.objects.create(**(wanted | given))


def opening(people: Standing, **given: Any) -> BreakGlass:
    wanted = {
        "person": people.ada,
        "member": people.femi,
        "reason": "She rang us from the hospital.",
        "opened_at": NOW,
        "closes_at": NOW + timedelta(minutes=60),
        "guardian": people.priya,
        "alarmed_at": NOW,
        "review_by": NOW + timedelta(days=2),
    }
    return BreakGlass.objects.create(**(wanted | given))


def twice(make: Callable[[], object]) -> None:
    make()
    make()


def guardian(people: Standing, **given: Any) -> Guardian:
    wanted = {"member": people.priya, "asked_by": people.administrator, "asked_at": NOW}
    return Guardian.objects.create(**(wanted | given))


def absence(people: Standing, **given: Any) -> Absence:
    wanted = {
        "member": people.wren,
        "starts_on": TODAY,
        "ends_on": TODAY + timedelta(days=14),
        "said_by": people.wren,
        "said_at": NOW,
    }
    return Absence.objects.create(**(wanted | given))


def stand_in(people: Standing, **given: Any) -> StandIn:
    wanted = {"person": people.ada, "member": people.femi, "named_at": NOW}
    if "absence" not in given:
        wanted["absence"] = absence(people)
    return StandIn.objects.create(**(wanted | given))


def stand_in_twice(people: Standing) -> None:
    away = absence(people)
    twice(lambda: stand_in(people, absence=away))


BREACHES: dict[str, Callable[[Standing], object]] = {
    "wall_against_one": lambda p: wall(p, member=p.femi, organisation=p.charity),
    "wall_ended_by_somebody": lambda p: wall(p, member=p.femi, ended_at=NOW),
    "wall_once_for_member": lambda p: twice(lambda: wall(p, member=p.femi)),
    "wall_once_for_organisation": lambda p: twice(lambda: wall(p, organisation=p.charity)),
    "absence_within_its_days": lambda p: absence(p, ends_on=TODAY + timedelta(days=85)),
    "absence_ended_by_somebody": lambda p: absence(p, ended_at=NOW),
    "stand_in_one_at_a_time": stand_in_twice,
    "stand_in_ends_once": lambda p: stand_in(p, refused_at=NOW, ended_at=NOW),
    "break_glass_one_hour": lambda p: opening(p, closes_at=NOW + timedelta(minutes=61)),
    "break_glass_has_reason": lambda p: opening(p, reason=""),
    "break_glass_reviewed_by_another": lambda p: opening(p, guardian=p.femi),
    "guardian_agreed_by_somebody": lambda p: guardian(p, agreed_at=NOW),
    "guardian_declined_by_somebody": lambda p: guardian(p, declined_by=p.priya),
    "guardian_answered_once": lambda p: guardian(
        p, agreed_at=NOW, agreed_by=p.priya, declined_at=NOW, declined_by=p.priya
    ),
    "guardian_agreed_by_another": lambda p: guardian(p, agreed_at=NOW, agreed_by=p.administrator),
    "break_glass_review_whole": lambda p: opening(p, reviewed_at=NOW, reviewed_by=p.priya),
}


@pytest.mark.parametrize("name", BREACHES)
def test_the_database_refuses(db: None, name: str) -> None:
    people = standing_people()
    with pytest.raises(IntegrityError), transaction.atomic():
        BREACHES[name](people)


def test_whoever_opened_it_cannot_be_written_down_as_its_reviewer(db: None) -> None:
    people = standing_people()
    made = opening(people)
    reviewed = {"reviewed_at": NOW, "reviewed_by": people.femi, "was_right": True}
    with pytest.raises(IntegrityError), transaction.atomic():
        BreakGlass.objects.filter(id=made.id).update(**reviewed)


def test_a_wall_that_ended_leaves_room_for_a_new_one(db: None) -> None:
    people = standing_people()
    wall(people, member=people.femi, ended_at=NOW, ended_by_id=people.ada.id)
    wall(people, member=people.femi)
    assert Wall.objects.filter(member=people.femi).count() == 2
