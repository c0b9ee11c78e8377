"""Who works with whom: counted from steps in one plan, without anybody to be found in it."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from uuid import UUID

import pytest

from commonpurse.insight.network import rules
from commonpurse.insight.network.queries import who_works_with_whom
from commonpurse.insight.network.rules import WINDOW, Act, Network, Pair, each_with, network_of, pairs_of
from commonpurse.parties.consent.rules import Item
from commonpurse.parties.partners.commands import name_to_group
from commonpurse.parties.partners.rules import Group
from commonpurse.parties.people.commands import SharedWith, give_permissions
from commonpurse.support.referrals.commands import list_referral
from commonpurse.web.partner.network_drawing import SIZE, dots_of, lines_of, network_said, pair_lines
from tests.factories import NOW, TODAY, Standing, stand_on_a_basis, standing_people, told
from tests.money.pooling.pooled import make_agreed, make_funding_agreement, make_pool
from tests.support.blockages.making import make_blockage, make_flex
from tests.support.plans.making import by_member, make_step
from tests.support.referrals.making import make_referral

A, B, C = (UUID(int=number) for number in (1, 2, 3))
NAMED = [(A, "Aid"), (B, "Bread"), (C, "Care")]


def test_each_two_of_a_group_are_a_pair_once() -> None:
    assert pairs_of([[B, A, A], [A, B, C], [C]]) == Counter({(A, B): 2, (A, C): 1, (B, C): 1})


def counted(**acts: Counter[Pair]) -> Network:
    """The network of these counts, named by their kinds."""
    return network_of(NAMED, acts={act: acts.get(act.value, Counter()) for act in Act}, since=TODAY)


def test_fewer_than_five_are_said_as_few_and_so_is_none() -> None:
    found = counted(people=Counter({(A, B): 5, (A, C): 4}), decisions=Counter({(B, C): 6}))
    assert [(each.pair, each.counts[Act.PEOPLE]) for each in found.together] == [((B, C), None), ((A, B), 5)]
    assert [line.did for line in pair_lines(found)] == [
        "Decided together: 6 · the rest: fewer than 5",
        "People they share: 5 · the rest: fewer than 5",
    ]
    assert network_said(found) == [
        "2 pairs of organisations, of 3, did 5 or more of one kind together.",
        "Of all other pairs: none, or fewer than 5 of each.",
        "Aid and Bread share 5 people.",
    ]


def test_a_pair_with_a_few_looks_like_one_with_none_and_who_left_is_in_no_pair() -> None:
    many, left = {(A, B): 5}, UUID(int=9)
    none, few = (
        counted(people=Counter(many), rules=Counter({(C, left): 7}), referrals=Counter(given))
        for given in ({}, {(A, C): 4, (B, C): 1})
    )
    assert none == few
    assert network_said(few)[-1] == "No line leads to Care: with each partner it is none, or fewer than 5 of each."


def test_the_picture_stays_in_its_frame_and_the_strongest_line_is_the_thickest() -> None:
    found = counted(people=Counter({(A, B): 40, (A, C): 5}))
    dots = dots_of(found)
    assert all(0 <= place <= SIZE for dot in dots.values() for place in (dot.x, dot.y))
    first, second = lines_of(found, dots)
    assert first.width > second.width >= 1


@pytest.fixture
def all_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each count is told, so that one is enough to see what is counted."""
    monkeypatch.setattr(rules, "SMALLEST_GROUP", 1)


def test_the_first_step_of_two_in_one_plan_is_told_to_nobody(db: None) -> None:
    people = standing_people()
    give_permissions(
        by=people.ada, person=people.ada, to=SharedWith(member=people.priya), told=told(Item.PLAN), now=NOW
    )
    before = who_works_with_whom(viewer=people.femi, today=TODAY)
    for member in (people.wren, people.priya):
        make_step(people, owner=by_member(member))
    assert who_works_with_whom(viewer=people.femi, today=TODAY) == before


@pytest.mark.usefixtures("all_told")
def test_two_who_do_steps_in_one_plan_work_together_and_what_is_old_is_left_out(db: None) -> None:
    people = standing_people()
    share = told(Item.PLAN)
    for member in (people.wren, people.priya):
        give_permissions(by=people.ada, person=people.ada, to=SharedWith(member=member), told=share, now=NOW)
        make_step(people, owner=by_member(member))
    found = who_works_with_whom(viewer=people.femi, today=TODAY)
    assert found is not None
    assert [(each.counts[Act.PEOPLE], set(each.pair)) for each in found.together] == [
        (1, {people.charity.id, people.council.id})
    ]
    later = who_works_with_whom(viewer=people.femi, today=TODAY + WINDOW + timedelta(days=1))
    assert later is not None
    assert later.together == []
    assert who_works_with_whom(viewer=people.ada, today=TODAY) is None


def pairs_seen(people: Standing) -> list[set[UUID]]:
    found = who_works_with_whom(viewer=people.femi, today=TODAY)
    assert found is not None
    return [set(each.pair) for each in found.together]


@pytest.mark.usefixtures("all_told")
def test_a_rule_bent_for_somebody_with_whom_another_works_is_done_together(db: None) -> None:
    people = standing_people()
    give_permissions(
        by=people.ada, person=people.ada, to=SharedWith(member=people.priya), told=told(Item.PLAN), now=NOW
    )
    elsewhere = make_blockage(people, by=people.priya, words="x", asked=None, asked_words="The water company")
    make_flex(people, elsewhere, by=people.priya)
    assert pairs_seen(people) == []  # Priya only wrote down what the water company did
    make_flex(people, make_blockage(people, asked=people.priya), by=people.priya)
    both = {people.charity.id, people.council.id}
    assert pairs_seen(people) == [both]
    people.council.left_on = TODAY
    people.council.save()
    assert pairs_seen(people) == []


@pytest.mark.usefixtures("all_told")
def test_money_that_both_agreed_to_put_together_is_decided_together(db: None) -> None:
    people = standing_people()
    pool = make_pool(people)
    make_funding_agreement(pool)
    assert pairs_seen(people) == []
    make_agreed(pool, name="Another one")
    assert pairs_seen(people) == [{people.council.id, pool.trust.id}]


@pytest.mark.usefixtures("all_told")
def test_who_decided_with_another_in_the_caseload_meeting_is_counted(db: None) -> None:
    people = standing_people()
    stand_on_a_basis(people.femi.organisation, by=people.administrator)
    name_to_group(by=people.priya, group=Group.CASELOAD, member=people.femi, now=NOW)
    list_referral(by=people.priya, referral=make_referral(people), reason="Full.", together=[people.femi], now=NOW)
    assert pairs_seen(people) == [{people.council.id, people.femi.organisation_id}]


def test_each_with_names_nobody_with_themselves_and_no_two_of_the_others() -> None:
    assert each_with(A, [B, C, A, None, B]) in ([{A, B}, {A, C}], [{A, C}, {A, B}])
    assert each_with(None, [B]) == []
