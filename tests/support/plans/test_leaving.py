"""An organisation leaves the partnership: said ahead, done on its day, called off; and joined anew."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.messages.models import News
from commonpurse.parties.consent.models import Absence, LawfulBasis, Permission, StandIn
from commonpurse.parties.consent.rules import Item
from commonpurse.parties.partners.commands import (
    add_member,
    call_off_leaving,
    end_signatures_of,
    name_spokesperson,
    open_charter_draft,
    say_organisation_leaves,
)
from commonpurse.parties.partners.models import Departure, Member, TeamMember
from commonpurse.parties.partners.queries import contacts_for_people, departure_of, get_organisation, partners_shown
from commonpurse.parties.partners.rules import LeavingRefused
from commonpurse.parties.people.access import may
from commonpurse.parties.people.commands import (
    end_sharing_with_organisation,
    end_wall,
    end_work_of_organisation,
    raise_wall,
    start_support,
)
from commonpurse.parties.people.models import Support
from commonpurse.support.plans.commands import let_organisation_leave, make_own_calendar, name_coordinator, say_away
from commonpurse.support.plans.commands.touch import shut_calendars_of
from commonpurse.support.plans.models import MemberCalendar
from commonpurse.support.plans.queries import days_of_secret, open_in_plans, plan_with_team
from tests.factories import EVERYTHING, LAST_MONTH, NOW, TODAY, Standing, standing_people
from tests.parties.partners.offering import offering_of_open_door
from tests.support.plans.making import by_member, make_step

LATER = TODAY + timedelta(days=30)


@pytest.fixture
def people(db: None) -> Standing:
    """Wren, of the charity, coordinates for Ada and has a step to do."""
    made = standing_people()
    name_coordinator(by=made.ada, person=made.ada, member=made.wren, now=LAST_MONTH)
    make_step(made, what="Ring them", owner=by_member(made.wren), by_when=None)
    return made


def leaving(people: Standing, **given: Any) -> Departure:
    wanted: dict[str, Any] = {"by": people.priya, "organisation": people.charity, "leaves_on": TODAY, "now": NOW}
    return say_organisation_leaves(**(wanted | {"reason": "Their lease ends."} | given))


def next_one(people: Standing) -> Member:
    """Somebody of another organisation is named to coordinate next."""
    start_support(by=people.priya, person=people.ada, member=people.femi, starts_on=TODAY, told=EVERYTHING, now=NOW)
    name_coordinator(by=people.priya, person=people.ada, member=people.femi, now=NOW)
    return people.femi


def refused(act: Any) -> str:
    with pytest.raises(LeavingRefused) as caught:
        act()
    return str(caught.value.code)


def test_it_is_said_once_ahead_of_its_day_by_another_organisation_and_called_off(people: Standing) -> None:
    for nobody in (people.wren, people.ngozi):
        with pytest.raises(NotAllowed):
            leaving(people, by=nobody)
    with pytest.raises(NotAllowed):
        leaving(people, organisation=people.council)  # her own
    assert get_organisation(viewer=people.priya, organisation_id=people.council.id) is None
    assert refused(lambda: leaving(people, leaves_on=TODAY - timedelta(days=1))) == "leaves_on_impossible"
    said = leaving(people, leaves_on=LATER)
    assert leaving(people, leaves_on=LATER) == said == departure_of(people.charity)
    assert refused(lambda: leaving(people)) == "leaving_already"
    assert refused(lambda: let_organisation_leave(by=people.priya, departure=said, now=NOW)) == "leaves_later"
    assert may(people.wren, people.ada, Item.PLAN, TODAY)
    off = call_off_leaving(by=people.priya, departure=said, now=NOW)
    assert call_off_leaving(by=people.priya, departure=off, now=NOW) == off
    assert refused(lambda: let_organisation_leave(by=people.priya, departure=off, now=NOW)) == "called_off"
    assert departure_of(people.charity) is None
    with pytest.raises(NotAllowed):
        call_off_leaving(by=people.wren, departure=off, now=NOW)


def test_nobody_is_left_without_a_coordinator(people: Standing) -> None:
    said = leaving(people)
    found = open_in_plans(viewer=people.priya, organisation=people.charity)
    assert (found.steps, found.led, found.alone, found.without_next) == (1, 1, 1, [people.ada])
    assert open_in_plans(viewer=people.administrator, organisation=people.charity).without_next == []
    with pytest.raises(NotAllowed):
        open_in_plans(viewer=people.wren, organisation=people.charity)
    assert refused(lambda: let_organisation_leave(by=people.priya, departure=said, now=NOW)) == "nobody_next"
    wall = raise_wall(by=people.ada, person=people.ada, member=people.priya, bond="relative", now=NOW)
    assert open_in_plans(viewer=people.priya, organisation=people.charity).alone == 0
    assert refused(lambda: let_organisation_leave(by=people.priya, departure=said, now=NOW)) == "another_looks"
    assert refused(lambda: let_organisation_leave(by=people.administrator, departure=said, now=NOW)) == "nobody_next"
    end_wall(by=people.ada, wall=wall, now=NOW)
    next_one(people)
    assert open_in_plans(viewer=people.priya, organisation=people.charity).alone == 0
    assert let_organisation_leave(by=people.priya, departure=said, now=NOW).left_at == NOW


def test_on_its_day_all_ends_that_it_had_and_its_steps_say_that_somebody_else_is_needed(people: Standing) -> None:
    open_charter_draft(by=people.priya, now=NOW)
    jo = add_member(by=people.administrator, organisation=people.charity, name="Jo", roles=["worker"], now=LAST_MONTH)
    say_away(by=people.wren, member=people.wren, stand_in=jo, starts_on=TODAY, ends_on=LATER, now=NOW)
    said, _ = leaving(people), next_one(people)
    secret = make_own_calendar(by=people.wren, now=NOW).secret
    name_spokesperson(by=people.priya, member=people.wren, now=NOW)
    offering_of_open_door(people, NOW)
    with pytest.raises(NotAllowed):
        let_organisation_leave(by=people.ngozi, departure=said, now=NOW)
    done = let_organisation_leave(by=people.priya, departure=said, now=NOW)
    assert let_organisation_leave(by=people.priya, departure=done, now=NOW) == done
    people.charity.refresh_from_db()
    assert people.charity.left_on == TODAY
    assert not Member.objects.filter(organisation=people.charity, is_active=True).exists()
    assert not Support.objects.filter(member__organisation=people.charity, ends_on=None).exists()
    assert partners_shown(viewer=people.priya, today=TODAY, find="Street team") == []
    assert contacts_for_people([people.charity.id], TODAY) == []
    assert not TeamMember.objects.filter(ends_on=None).exists()
    assert Absence.objects.get().ended_at == StandIn.objects.get().ended_at == NOW
    assert not MemberCalendar.objects.filter(member=people.wren, shut_at=None).exists()
    assert days_of_secret(secret, today=TODAY) is None
    assert not LawfulBasis.objects.filter(organisation=people.charity, ended_at=None).exists()
    assert not Permission.objects.filter(member=people.wren, withdrawn_at=None).exists()
    assert News.objects.filter(recipient_id=people.ada.id, kind="sharing_ended").count() == 1
    page = plan_with_team(viewer=people.ada, person=people.ada, today=TODAY)
    assert page is not None
    (step,) = page.plan.open_steps
    assert step.owner_member is not None
    assert not step.owner_member.is_active
    assert page.coordinating.is_gap  # until she says yes to the next one, who is named
    assert refused(lambda: call_off_leaving(by=people.priya, departure=done, now=NOW)) == "left_already"


def test_it_joins_anew_when_a_member_is_let_in_and_its_history_stays(people: Standing) -> None:
    said, _ = leaving(people), next_one(people)
    let_organisation_leave(by=people.priya, departure=said, now=NOW)
    add_member(by=people.priya, organisation=people.charity, name="Jo", roles=["worker"], now=NOW)
    people.charity.refresh_from_db()
    assert people.charity.left_on is None
    assert Departure.objects.get().left_at == NOW
    assert leaving(people, leaves_on=LATER).left_at is None


def test_what_ends_is_ended_by_who_may_let_it_leave_alone(people: Standing) -> None:
    with pytest.raises(NotAllowed):
        end_signatures_of(by=people.wren, organisation=people.charity, reason="x", now=NOW)
    with pytest.raises(NotAllowed):
        end_sharing_with_organisation(by=people.wren, organisation=people.charity, now=NOW)
    with pytest.raises(NotAllowed):
        end_work_of_organisation(by=people.wren, organisation=people.charity, now=NOW)
    with pytest.raises(NotAllowed):
        shut_calendars_of(by=people.wren, organisation=people.charity, now=NOW)
    assert shut_calendars_of(by=people.priya, organisation=people.charity, now=NOW) == 0
    assert end_signatures_of(by=people.priya, organisation=people.charity, reason="x", now=NOW) == []


def departure(people: Standing, **given: Any) -> Departure:
    wanted: dict[str, Any] = {
        "organisation": people.charity,
        "leaves_on": TODAY,
        "reason": "x",
        "said_by": people.priya,
    }
    return Departure.objects.create(**(wanted | {"said_at": NOW} | given))


def twice(people: Standing) -> None:
    departure(people)
    departure(people, leaves_on=date(2026, 9, 1))


DONE = {"left_at": NOW, "called_off_at": NOW}
BREACHES: dict[str, Any] = {
    "departure_one_open": twice,
    "departure_says_why": lambda p: departure(p, reason=""),
    "departure_done_by_somebody": lambda p: departure(p, left_at=NOW),
    "departure_ends_once": lambda p: departure(p, **DONE, left_by=p.priya, called_off_by=p.priya),
}


@pytest.mark.parametrize("name", BREACHES)
def test_the_database_refuses(people: Standing, name: str) -> None:
    with pytest.raises(IntegrityError, match=rf"{name}|UNIQUE"), transaction.atomic():
        BREACHES[name](people)
