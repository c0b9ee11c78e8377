"""Where a person is: nothing ends by it, and her money does what she said ahead."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.identity import new_id
from commonpurse.kernel.messages.models import News
from commonpurse.money.decisions.commands import grant_ask, make_ask
from commonpurse.money.decisions.rules import LockRefused
from commonpurse.parties.consent.rules import Item, Level
from commonpurse.parties.people.commands import SharedWith, give_permissions, say_while_away, tell_whereabouts
from commonpurse.parties.people.models import Whereabouts
from commonpurse.parties.people.rules import Meanwhile, Place, WhereaboutsRefused, check_whereabouts
from commonpurse.parties.people.whereabouts import WhereSheIs, told_of, where_she_is
from commonpurse.support.plans.commands import name_coordinator
from commonpurse.support.plans.queries import coordinating
from tests.factories import (
    NOW,
    TODAY,
    Standing,
    make_budget,
    make_fund,
    make_payee,
    pounds,
    release,
    standing_people,
    told,
)


@pytest.fixture
def people(db: None) -> Standing:
    return standing_people()


def gone(people: Standing, place: Place = Place.HOSPITAL, *, by: object = None, **given: object) -> Whereabouts:
    wanted = {"by": by or people.ada, "person": people.ada, "place": place, "since": TODAY, "now": NOW}
    return tell_whereabouts(**(wanted | given))  # type: ignore[arg-type]


def found(people: Standing) -> WhereSheIs:
    where = where_she_is(viewer=people.ada, person=people.ada, today=TODAY)
    assert where is not None
    return where


@pytest.mark.parametrize(
    ("place", "since", "back_on", "code"),
    [
        (Place.HOSPITAL, TODAY + timedelta(days=1), None, "still_to_come"),
        (Place.HOSPITAL, TODAY - timedelta(days=367), None, "too_long_ago"),
        (Place.MOVED, TODAY, TODAY + timedelta(days=1), "is_not_away"),
        (Place.PRISON, TODAY, TODAY, "back_before_gone"),
    ],
)
def test_a_day_that_cannot_be_is_refused(place: Place, since: date, back_on: date | None, code: str) -> None:
    with pytest.raises(WhereaboutsRefused) as refused:
        check_whereabouts(place, since=since, back_on=back_on, today=TODAY)
    assert refused.value.code == code


def test_what_she_tells_counts_at_once_and_the_newest_counts(people: Standing) -> None:
    assert not found(people).is_away
    assert gone(people) == gone(people)
    gone(people, Place.HERE, now=NOW + timedelta(hours=1))
    assert found(people).place is Place.HERE
    assert len(told_of(viewer=people.ada, person=people.ada, today=TODAY)) == 2


def test_who_coordinates_goes_on_wherever_she_is(people: Standing) -> None:
    name_coordinator(by=people.ada, person=people.ada, member=people.wren, now=NOW)
    gone(people, Place.PRISON)
    later = TODAY + timedelta(days=300)
    coordinates = coordinating(viewer=people.ada, person=people.ada, today=later)
    assert coordinates is not None
    assert coordinates.lead is not None
    assert coordinates.lead.member == people.wren


def test_a_member_writes_it_down_only_if_she_lets_them_and_she_is_told(people: Standing) -> None:
    with pytest.raises(NotAllowed):
        gone(people, by=people.femi)
    assert where_she_is(viewer=people.femi, person=people.ada, today=TODAY) is None
    given = told(Item.PLAN, level=Level.COMMENT)
    give_permissions(by=people.ada, person=people.ada, to=SharedWith(member=people.wren), told=given, now=NOW)
    gone(people, by=people.wren)
    assert News.objects.filter(recipient_id=people.ada.id, kind="whereabouts_written").count() == 1
    with pytest.raises(NotAllowed):
        say_while_away(
            by=people.wren,  # type: ignore[arg-type]
            person=people.ada,
            place=Place.PRISON,
            money=Meanwhile.ONLY_HERS,
            now=NOW,
        )


def test_her_money_goes_on_unless_she_said_otherwise_and_then_pays_only_what_she_asks_for(people: Standing) -> None:
    budget, account = make_budget(people, (make_fund(people, received=500), 100)), make_payee(people)
    gone(people)
    release(people, budget, account, 1, by=people.wren)
    said = {"by": people.ada, "person": people.ada, "place": Place.HOSPITAL, "money": Meanwhile.ONLY_HERS, "now": NOW}
    first, again = (say_while_away(**said, words=words) for words in ("The cat.", " The cat. "))  # type: ignore[arg-type]
    assert first == again
    assert found(people).money is Meanwhile.ONLY_HERS
    with pytest.raises(LockRefused) as refused:
        release(people, budget, account, 2, by=people.wren)
    assert (refused.value.code, "hospital" in str(refused.value)) == ("own_rule", False)
    release(people, budget, account, 3, by=people.ada)
    asked = make_ask(
        by=people.ada,
        budget=budget,
        what_for="A coat",
        spend_kind="furniture",
        amount=pounds(4),
        request_id=new_id(),
        now=NOW,
    )
    if asked.state == "waiting":
        asked = grant_ask(by=people.wren, ask=asked, now=NOW)
    assert release(people, budget, account, 4, by=people.wren, ask=asked).state == "ready"
    share = told(Item.PLAN, level=Level.COMMENT)
    give_permissions(by=people.ada, person=people.ada, to=SharedWith(member=people.wren), told=share, now=NOW)
    gone(people, Place.HERE, by=people.wren, now=NOW + timedelta(minutes=30))  # a member's word ends nothing
    assert found(people).only_hers
    with pytest.raises(LockRefused):
        release(people, budget, account, 5, by=people.wren, now=NOW + timedelta(minutes=40))
    gone(people, Place.HERE, now=NOW + timedelta(hours=1))
    release(people, budget, account, 5, by=people.wren, now=NOW + timedelta(hours=2))


def test_what_was_told_is_not_rewritten(people: Standing) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        Whereabouts.objects.filter(id=gone(people).id).update(kind="here")
