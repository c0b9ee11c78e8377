"""Each organisation names the roles and the team that give way in a kind of thing; the command asks, and says who can."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from commonpurse.kernel.errors import NotAllowed
from commonpurse.parties.partners.commands import (
    add_member,
    close_team,
    name_spokesperson,
    name_to_group,
    open_team,
    put_in_team,
)
from commonpurse.parties.partners.rules import Group
from commonpurse.support.blockages.commands import name_flex_roles, name_flex_team
from commonpurse.support.blockages.models import Flex, FlexAuthority, FlexTeam
from commonpurse.support.blockages.queries import named_team, who_may_flex
from commonpurse.support.blockages.rules import (
    BlockageRefused,
    FlexKind,
    FlexRole,
    Level,
    check_named_role,
    could_flex,
    named_words,
)
from tests.factories import NOW, TODAY, Standing, standing_people
from tests.support.blockages.making import make_blockage, make_flex
from tests.support.plans.making import show_plan_to


@pytest.fixture
def people(db: None) -> Standing:
    made = standing_people()
    name_spokesperson(by=made.priya, member=made.wren, now=NOW)
    return made


def name(people: Standing, *roles: FlexRole, kind: FlexKind = FlexKind.CULTURAL) -> list[FlexAuthority]:
    return name_flex_roles(by=people.wren, kind=kind, roles=roles, now=NOW)


def test_who_is_not_named_is_told_who_can_and_nothing_is_bent(people: Standing) -> None:
    blockage = make_blockage(people)
    name(people, FlexRole.COORDINATOR, FlexRole.MANAGER)
    with pytest.raises(BlockageRefused, match="At Open Door this is for a coordinator or a manager") as caught:
        make_flex(people, blockage)
    assert caught.value.code == "role_needed"
    assert not Flex.objects.exists()
    name(people, FlexRole.WORKER)
    assert make_flex(people, blockage).organisation == people.charity


def test_named_roles_shut_out_neither_the_group_nor_the_board(people: Standing) -> None:
    name_spokesperson(by=people.administrator, member=people.priya, now=NOW)
    show_plan_to(people, people.priya)
    name_flex_roles(by=people.priya, kind=FlexKind.CULTURAL, roles=[FlexRole.WORKER], now=NOW)
    asked_here, asked_elsewhere = make_blockage(people, words="x", asked=people.priya), make_blockage(people)
    with pytest.raises(BlockageRefused, match="this is for"):
        make_flex(people, asked_here, by=people.priya)
    in_the_group = NOW + (asked_elsewhere.answer_by - TODAY + timedelta(days=1))
    assert make_flex(people, asked_elsewhere, by=people.priya, now=in_the_group).organisation == people.council


def test_roles_are_named_for_ones_own_organisation_and_widen_nothing(people: Standing) -> None:
    with pytest.raises(NotAllowed):
        name_flex_roles(by=people.femi, kind=FlexKind.CULTURAL, roles=[FlexRole.WORKER], now=NOW)
    with pytest.raises(BlockageRefused) as caught:
        name(people, FlexRole.WORKER, kind=FlexKind.ECONOMIC)
    assert caught.value.code == "role_too_low"
    (named,) = name(people, FlexRole.COORDINATOR)
    assert name(people, FlexRole.COORDINATOR) == [named]
    found = {each.organisation: each.roles for each in who_may_flex(viewer=people.femi, today=TODAY)}
    assert found[people.charity] == {FlexKind.CULTURAL: {FlexRole.COORDINATOR}}
    assert found[people.council] == {}
    assert name(people, *FlexRole) == name(people) == []  # all of them is as the levels have it
    assert FlexAuthority.objects.get().ended_at == NOW


def test_who_gives_way_in_words() -> None:
    assert named_words(FlexKind.LEGAL, frozenset()) == "a manager"
    assert named_words(FlexKind.CULTURAL, frozenset()) == "whoever works with people"
    check_named_role(named=[], held=["worker"], organisation="x")
    check_named_role(named=["worker"], held=["worker"], organisation="x")


def test_a_team_narrows_to_who_is_in_it_and_when_nobody_is_the_roles_stand_again(people: Standing) -> None:
    team = open_team(by=people.wren, name="Home team", does="Homes", now=NOW)
    idris = add_member(by=people.priya, organisation=people.charity, name="Idris", roles=["worker"], now=NOW)
    with pytest.raises(NotAllowed):
        name_flex_team(by=people.femi, kind=FlexKind.CULTURAL, team=team, now=NOW)
    named = name_flex_team(by=people.wren, kind=FlexKind.CULTURAL, team=team, now=NOW)
    assert name_flex_team(by=people.wren, kind=FlexKind.CULTURAL, team=team, now=NOW) == named
    assert make_flex(people, make_blockage(people, words="a")).organisation == people.charity  # nobody is in it yet
    put_in_team(by=people.wren, team=team, member=idris, now=NOW)
    blockage = make_blockage(people)
    with pytest.raises(BlockageRefused, match="At Open Door this is for the team Home team") as caught:
        make_flex(people, blockage)
    assert caught.value.code == "team_needed"
    name(people, FlexRole.COORDINATOR)  # whoever is in the team does not hold it, so the role alone counts
    with pytest.raises(BlockageRefused) as caught:
        make_flex(people, blockage)
    assert caught.value.code == "role_needed"
    name(people)
    put_in_team(by=people.wren, team=team, member=people.wren, now=NOW)
    assert make_flex(people, blockage).organisation == people.charity
    close_team(by=people.wren, team=team, now=NOW)
    (shown,) = who_may_flex(viewer=people.femi, today=TODAY, partners=[people.charity])
    assert (shown.teams[FlexKind.CULTURAL].is_closed, shown.teams[FlexKind.CULTURAL].binds) == (True, False)
    with pytest.raises(BlockageRefused) as caught:
        name_flex_team(by=people.wren, kind=FlexKind.LEGAL, team=team, now=NOW)
    assert caught.value.code == "team_not_ours"
    assert name_flex_team(by=people.wren, kind=FlexKind.CULTURAL, team=None, now=NOW) is None
    assert FlexTeam.objects.get().ended_at == NOW


def test_a_team_never_widens_what_the_level_allows() -> None:
    assert not could_flex(FlexKind.LEGAL, at=Level.GROUP, held=["coordinator"], named=[])
    assert could_flex(FlexKind.CULTURAL, at=Level.PRACTITIONER, held=[], named=[])
    assert not could_flex(FlexKind.ECONOMIC, at=Level.BOARD, held=["manager"], named=["coordinator"])


def test_who_sits_in_the_group_may_in_the_named_team_what_their_role_alone_may_not(people: Standing) -> None:
    team = open_team(by=people.wren, name="Home team", does="Homes", now=NOW)
    put_in_team(by=people.wren, team=team, member=people.wren, now=NOW)
    name_flex_team(by=people.wren, kind=FlexKind.ECONOMIC, team=team, now=NOW)
    before = named_team(people.charity, FlexKind.ECONOMIC, TODAY)
    name_to_group(by=people.priya, group=Group.OPERATIONAL, member=people.wren, now=NOW)
    after = named_team(people.charity, FlexKind.ECONOMIC, TODAY)
    assert before is not None
    assert after is not None
    assert (before.binds, after.able) == (False, {people.wren.id})


def authority(people: Standing, **given: Any) -> FlexAuthority:
    wanted: dict[str, Any] = {"organisation": people.charity, "kind": "cultural", "role": "worker", "named_at": NOW}
    return FlexAuthority.objects.create(**(wanted | {"named_by": people.wren} | given))


def flex_team(people: Standing, **given: Any) -> FlexTeam:
    wanted: dict[str, Any] = {"organisation": people.charity, "kind": "cultural", "named_at": NOW}
    team = open_team(by=people.wren, name="x", does="x", now=NOW)
    return FlexTeam.objects.create(**(wanted | {"team": team, "named_by": people.wren} | given))


BREACHES: dict[str, Any] = {
    "flex_authority_once": lambda p: (authority(p), authority(p)),
    "flex_authority_known": lambda p: authority(p, role="funder"),
    "flex_authority_ended_by": lambda p: authority(p, ended_at=NOW),
    "flex_team_once": lambda p: (flex_team(p), flex_team(p)),
    "flex_team_kind_known": lambda p: flex_team(p, kind="x"),
    "flex_team_ended_by": lambda p: flex_team(p, ended_at=NOW),
}


@pytest.mark.parametrize("constraint", BREACHES)
def test_the_database_refuses(people: Standing, constraint: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        BREACHES[constraint](people)
