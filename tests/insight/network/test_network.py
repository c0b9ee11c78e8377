"""Who works with whom: counted from steps in one plan, without anybody to be found in it."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from uuid import UUID

from commonpurse.insight.network.queries import who_works_with_whom
from commonpurse.insight.network.rules import WINDOW, network_of, pairs_of
from commonpurse.parties.consent.rules import Item
from commonpurse.parties.people.commands import SharedWith, give_permissions
from commonpurse.web.partner.network_drawing import SIZE, dots_of, lines_of, network_said, pair_lines
from tests.factories import NOW, TODAY, standing_people, told
from tests.support.plans.making import by_member, make_step

A, B, C = (UUID(int=number) for number in (1, 2, 3))
NAMED = [(A, "Aid"), (B, "Bread"), (C, "Care")]


def test_each_two_of_a_group_are_a_pair_once() -> None:
    assert pairs_of([[B, A, A], [A, B, C], [C]]) == Counter({(A, B): 2, (A, C): 1, (B, C): 1})


def test_fewer_than_five_are_said_as_few_and_none_as_none() -> None:
    people = Counter({(A, B): 5, (A, C): 4})
    found = network_of(NAMED, people=people, referrals=Counter(), panels=Counter({(B, C): 6}), since=TODAY)
    by_pair = {each.pair: each for each in found.together}
    assert (by_pair[A, B].people, by_pair[A, C].people, by_pair[B, C].people) == (5, None, 0)
    assert {line.people for line in pair_lines(found)} == {"0", "5", "fewer than 5"}
    assert "Aid and Bread share 5 people." in network_said(found)


def test_a_few_referrals_are_a_few_and_no_zero() -> None:
    found = network_of(NAMED, people=Counter(), referrals=Counter({(A, B): 3}), panels=Counter(), since=TODAY)
    (only,) = found.together
    assert (only.people, only.referrals, only.panels) == (0, None, 0)
    assert found.alone == ["Care"]
    assert network_said(found)[-1] == "Nothing was done together with: Care."


def test_the_picture_stays_in_its_frame_and_the_strongest_line_is_the_thickest() -> None:
    people = Counter({(A, B): 40, (A, C): 5})
    found = network_of(NAMED, people=people, referrals=Counter(), panels=Counter(), since=TODAY)
    dots = dots_of(found)
    assert all(0 <= place <= SIZE for dot in dots.values() for place in (dot.x, dot.y))
    first, second = lines_of(found, dots)
    assert first.width > second.width >= 1


def test_two_who_do_steps_in_one_plan_work_together_and_what_is_old_is_left_out(db: None) -> None:
    people = standing_people()
    share = told(Item.PLAN)
    for member in (people.wren, people.priya):
        give_permissions(by=people.ada, person=people.ada, to=SharedWith(member=member), told=share, now=NOW)
        make_step(people, owner=by_member(member))
    found = who_works_with_whom(viewer=people.femi, today=TODAY)
    assert found is not None
    assert [(each.people, set(each.pair)) for each in found.together] == [
        (None, {people.charity.id, people.council.id})
    ]
    later = who_works_with_whom(viewer=people.femi, today=TODAY + WINDOW + timedelta(days=1))
    assert later is not None
    assert later.together == []
    assert who_works_with_whom(viewer=people.ada, today=TODAY) is None
