"""Two at the same moment, committing for real, on both databases: no hidden stand-in, nobody let in by what left."""

from __future__ import annotations

from datetime import timedelta

from commonpurse.parties.consent.models import StandIn
from commonpurse.parties.partners.commands import add_member, say_organisation_leaves
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.commands import start_support
from commonpurse.support.plans.commands import (
    answer_coordinator,
    let_organisation_leave,
    name_coordinator,
    say_away,
)
from tests.factories import LAST_MONTH, NOW, TODAY, standing_people
from tests.money.budgets.test_parallel import at_once


def test_her_yes_to_the_next_one_leaves_nobody_standing_in_for_the_one_before(fresh_database: str) -> None:
    people = standing_people()
    name_coordinator(by=people.ada, person=people.ada, member=people.wren, now=LAST_MONTH)
    omar, june = (
        add_member(by=people.administrator, organisation=people.charity, name=name, roles=["worker"], now=LAST_MONTH)
        for name in ("Omar", "June")
    )
    start_support(by=people.priya, person=people.ada, member=june, starts_on=TODAY, now=NOW)
    named = name_coordinator(by=people.priya, person=people.ada, member=june, now=NOW)
    back = TODAY + timedelta(days=7)

    def act(number: int) -> None:
        if number:
            answer_coordinator(by=people.ada, named=named, is_yes=True, now=NOW)
        else:
            say_away(by=people.wren, member=people.wren, stand_in=omar, starts_on=TODAY, ends_on=back, now=NOW)

    assert at_once(act, 2)["done"] >= 1
    assert not StandIn.objects.standing().exists()


def test_whoever_joins_while_it_leaves_has_left_with_it_or_joined_anew(fresh_database: str) -> None:
    people = standing_people()
    said = say_organisation_leaves(
        by=people.priya, organisation=people.charity, leaves_on=TODAY, reason="Their lease ends.", now=NOW
    )

    def act(number: int) -> None:
        if number:
            add_member(by=people.administrator, organisation=people.charity, name="Jo", roles=["worker"], now=NOW)
        else:
            let_organisation_leave(by=people.priya, departure=said, now=NOW)

    assert at_once(act, 2) == {"done": 2}
    people.charity.refresh_from_db()
    is_open = Member.objects.filter(organisation=people.charity, is_active=True).exists()
    assert is_open is (people.charity.left_on is None)
