"""Teams of a partner, how to reach them, what they offer: who writes it, what ends it, and who reads it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from commonpurse.kernel.audit.models import AuditEvent
from commonpurse.kernel.errors import NotAllowed, Refused
from commonpurse.parties.partners.commands import (
    add_member,
    change_team,
    close_team,
    close_teams_of,
    end_membership,
    end_partner_line,
    name_spokesperson,
    open_team,
    put_in_team,
    take_out_of_team,
    write_contact,
    write_offer,
)
from commonpurse.parties.partners.models import Member, PartnerOffer, Team, TeamMember, WorkContact
from commonpurse.parties.partners.queries import (
    contacts_for_people,
    may_write,
    partner_shown,
    partners_shown,
)
from commonpurse.parties.partners.rules import OfferKind, check_offer_ends, check_reach
from tests.factories import NOW, TODAY, Standing, standing_people

TOMORROW = NOW + timedelta(days=1)


@pytest.fixture
def people(db: None) -> Standing:
    """Wren speaks for the charity that she and Idris work for."""
    made = standing_people()
    name_spokesperson(by=made.priya, member=made.wren, now=NOW)
    return made


@pytest.fixture
def idris(people: Standing) -> Member:
    return add_member(by=people.priya, organisation=people.charity, name="Idris", roles=["worker"], now=NOW)


def street_team(people: Standing, name: str = "Street team") -> Team:
    return open_team(by=people.wren, name=name, does="Out every night", now=NOW)


def contact(by: Member, team: Team | None, **given: Any) -> WorkContact:
    wanted = {"name": "The desk", "about": "A bed tonight", "phone": "01632 960111", "is_for_people": True}
    return write_contact(by=by, team=team, now=NOW, **(wanted | given))


def offer(by: Member, team: Team | None, **given: Any) -> PartnerOffer:
    return write_offer(by=by, team=team, now=NOW, **({"kind": OfferKind.PLACES, "words": "A warm room"} | given))


def code_of(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as caught:
        act()
    return caught.value.code


def test_a_team_is_opened_put_right_and_closed_with_a_day(people: Standing, idris: Member) -> None:
    team = street_team(people)
    assert street_team(people) == team
    assert code_of(lambda: open_team(by=people.wren, name="Street team", does="Else", now=NOW)) == "team_there"
    assert code_of(lambda: open_team(by=people.wren, name=" ", does="x", now=NOW)) == "nothing_said"
    other = street_team(people, "Tenancy team")
    assert code_of(lambda: change_team(by=people.wren, team=other, name=team.name, does="x", now=NOW)) == "team_there"
    assert change_team(by=people.wren, team=other, name="Homes team", does="Keys", now=NOW).name == "Homes team"
    place = put_in_team(by=people.wren, team=team, member=idris, now=NOW)
    assert put_in_team(by=people.wren, team=team, member=idris, now=NOW) == place
    said = (contact(idris, team), offer(idris, team))
    closed = close_team(by=people.wren, team=team, now=TOMORROW)
    assert closed.closed_on == TODAY + timedelta(days=1)
    assert close_team(by=people.wren, team=team, now=TOMORROW) == closed
    place.refresh_from_db()
    assert place.ends_on == closed.closed_on
    assert all(type(each).objects.get(id=each.id).ended_at for each in said)
    assert code_of(lambda: contact(people.wren, team)) == "team_closed"
    assert code_of(lambda: put_in_team(by=people.wren, team=team, member=idris, now=NOW)) == "team_closed"
    assert AuditEvent.objects.filter(event_type="team_closed", subject_id=people.charity.id).exists()


def test_only_who_speaks_for_the_organisation_says_who_is_in_its_teams(people: Standing, idris: Member) -> None:
    team = street_team(people)
    place = put_in_team(by=people.wren, team=team, member=idris, now=NOW)
    assert code_of(lambda: put_in_team(by=people.wren, team=team, member=people.femi, now=NOW)) == "not_of_us"
    acts: list[Callable[[Member], object]] = [
        lambda by: open_team(by=by, name="x", does="x", now=NOW),
        lambda by: change_team(by=by, team=team, name="x", does="x", now=NOW),
        lambda by: close_team(by=by, team=team, now=NOW),
        lambda by: put_in_team(by=by, team=team, member=idris, now=NOW),
        lambda by: take_out_of_team(by=by, place=place, now=NOW),
        lambda by: offer(by, team, kind=OfferKind.DECISION),
        lambda by: contact(by, None),
    ]
    for act in acts:
        with pytest.raises(NotAllowed):
            act(idris)
    for act in acts[1:-1]:
        with pytest.raises(NotAllowed):  # a manager of another organisation speaks for her own
            act(people.priya)
    assert take_out_of_team(by=people.wren, place=place, now=NOW).ends_on == TODAY
    assert take_out_of_team(by=people.wren, place=place, now=TOMORROW).ends_on == TODAY
    with pytest.raises(NotAllowed):
        contact(idris, team)


def test_who_is_in_a_team_writes_its_contacts_and_offers_anew(people: Standing, idris: Member) -> None:
    team, other = street_team(people), street_team(people, "Homes team")
    put_in_team(by=people.wren, team=team, member=idris, now=NOW)
    assert may_write(viewer=idris, today=TODAY).teams == (team,)
    first = contact(idris, team)
    assert contact(idris, team) == first
    second = contact(idris, team, phone="01632 960222", replaces=first)
    first.refresh_from_db()
    assert (first.ended_by, second.ended_at) == (idris, None)
    assert code_of(lambda: contact(idris, team, phone="01632 960333", replaces=first)) == "line_ended"
    decided = offer(people.wren, team, kind=OfferKind.DECISION, words="ID without a deposit")
    for act in (
        lambda: contact(idris, other),
        lambda: offer(idris, other),
        lambda: offer(idris, team, replaces=decided),
        lambda: end_partner_line(by=idris, line=decided, now=NOW),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert end_partner_line(by=idris, line=second, now=NOW).ended_at == NOW
    assert end_partner_line(by=idris, line=second, now=TOMORROW).ended_at == NOW


def test_who_has_no_access_any_more_is_in_no_team(people: Standing, idris: Member) -> None:
    team = street_team(people)
    put_in_team(by=people.wren, team=team, member=idris, now=NOW)
    assert [one.member for one in TeamMember.objects.on(TODAY).filter(team=team)] == [idris]
    end_membership(by=people.priya, member=idris, now=NOW)
    assert not TeamMember.objects.on(TODAY).exists()
    assert TeamMember.objects.get().ends_on == TODAY


def test_every_member_finds_a_partner_by_what_it_says_and_a_person_reads_what_is_for_people(people: Standing) -> None:
    team = street_team(people)
    shown = contact(people.wren, team)
    contact(people.wren, None, name="The manager", is_for_people=False)
    until = offer(people.wren, team, ends_on=TODAY + timedelta(days=1))
    decided = offer(people.wren, team, kind=OfferKind.DECISION, words="ID without a deposit")
    (found,) = partners_shown(viewer=people.femi, today=TODAY, find="warm ROOM")
    assert (found.organisation, found.teams[0].offers, found.teams[0].decisions) == (
        people.charity,
        (until,),
        (decided,),
    )
    assert [each.name for each in found.own.contacts] == ["The manager"]
    assert partners_shown(viewer=people.femi, today=TODAY + timedelta(days=1), find="warm room") == []
    assert len(partners_shown(viewer=people.femi, today=TODAY)) > 1
    assert contacts_for_people([people.charity.id], TODAY) == [shown]
    with pytest.raises(NotAllowed):
        partners_shown(viewer=people.ada, today=TODAY)  # type: ignore[arg-type]
    with pytest.raises(NotAllowed):
        close_teams_of(by=people.femi, organisation=people.charity, now=NOW)
    assert close_teams_of(by=people.priya, organisation=people.charity, now=NOW) == [team]
    left = partner_shown(viewer=people.femi, organisation_id=people.charity.id, today=TODAY)
    assert left is not None
    assert (left.teams, left.own.contacts, contacts_for_people([people.charity.id], TODAY)) == ((), (), [])


def test_a_number_an_address_and_a_day_are_looked_at() -> None:
    check_reach(phone="+44 (0)1632 960123", email="")
    check_reach(phone="", email="desk@example.org")
    assert code_of(lambda: check_reach(phone="", email="")) == "no_way_given"
    assert code_of(lambda: check_reach(phone="ring us", email="")) == "phone_unreadable"
    assert code_of(lambda: check_reach(phone="", email="desk at home")) == "email_unreadable"
    assert code_of(lambda: check_offer_ends(TODAY, today=TODAY)) == "offer_over"


def team_row(people: Standing, **given: Any) -> Team:
    wanted = {"organisation": people.charity, "name": "x", "does": "x", "opened_by": people.wren, "opened_at": NOW}
    return Team.objects.create(**(wanted | given))


def place_row(people: Standing, team: Team, **given: Any) -> TeamMember:
    wanted = {"team": team, "member": people.wren, "put_in_by": people.wren, "starts_on": TODAY}
    return TeamMember.objects.create(**(wanted | given))


def line_row(people: Standing, model: Any, **given: Any) -> Any:
    said: dict[str, Any] = {"kind": "time", "words": "x"}
    if model is WorkContact:
        said = {"name": "x", "about": "x", "phone": "999", "is_for_people": True}
    who = {"organisation": people.charity, "written_by": people.wren, "written_at": NOW}
    return model.objects.create(**(who | said | given))


def place_twice(people: Standing) -> None:
    team = team_row(people)
    place_row(people, team)
    place_row(people, team)


ENDED = {"ended_at": NOW}
BREACHES: dict[str, Callable[[Standing], object]] = {
    "team_name_once": lambda p: (team_row(p), team_row(p)),
    "team_says_what": lambda p: team_row(p, does=""),
    "team_closed_by": lambda p: team_row(p, closed_on=TODAY),
    "team_member_once": place_twice,
    "team_member_ended_by": lambda p: place_row(p, team_row(p), ends_on=TODAY),
    "team_member_in_order": lambda p: place_row(p, team_row(p), ends_on=TODAY - timedelta(days=1), ended_by=p.wren),
    "work_contact_says_what": lambda p: line_row(p, WorkContact, name=""),
    "work_contact_reaches": lambda p: line_row(p, WorkContact, phone=""),
    "work_contact_ended_by": lambda p: line_row(p, WorkContact, **ENDED),
    "partner_offer_kind_known": lambda p: line_row(p, PartnerOffer, kind="x"),
    "partner_offer_says_what": lambda p: line_row(p, PartnerOffer, words=""),
    "partner_offer_ended_by": lambda p: line_row(p, PartnerOffer, **ENDED),
}


@pytest.mark.parametrize("constraint", BREACHES)
def test_the_database_refuses(people: Standing, constraint: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        BREACHES[constraint](people)
