from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.models import Person
from commonpurse.support.agreements.models import Agreement, Limit, LimitNamed
from commonpurse.support.agreements.queries import who_decides, who_decides_each
from commonpurse.support.agreements.rules import (
    DecidesHow,
    DecisionKind,
    LimitInForce,
    limit_on,
    spend_kind_of,
)
from tests.factories import NOW, TODAY, Standing

pytestmark = pytest.mark.django_db


def limit(person: Person, author: Member, *named: Member, now: datetime = NOW, **said: Any) -> Limit:
    row = Limit.objects.create(
        **{
            "person": person,
            "kind": DecisionKind.SPEND,
            "how": DecidesHow.AGREE_TOO,
            "concern": "A neighbour asks for money at the door.",
            "lifts_when": "Three weeks without a knock.",
            "author": author,
            "starts_on": TODAY,
            "ends_on": TODAY + timedelta(days=30),
            "person_says": "go_along",
            "why_no_risk_record": "It happened twice this week.",
            "set_at": now,
        }
        | said
    )
    for place, who in enumerate(named, start=1):
        LimitNamed.objects.create(person=person, limit=row, place=place, member=who)
    return row


def test_the_start_is_that_the_person_decides(people: Standing) -> None:
    answers = who_decides_each(person=people.ada, on=TODAY)
    assert set(answers) == set(DecisionKind)
    assert all(answer.is_hers and answer.until is None for answer in answers.values())
    assert str(answers[DecisionKind.SPEND].words) == "I do"


def test_a_limit_counts_from_its_day_names_who_is_asked_and_ends_by_itself(people: Standing) -> None:
    limit(people.ada, people.wren, people.wren, people.priya)
    answer = who_decides(person=people.ada, kind=DecisionKind.SPEND, on=TODAY)
    assert answer.how is DecidesHow.AGREE_TOO
    assert [named.who for named in answer.named] == [people.wren, people.priya]
    assert answer.until == TODAY + timedelta(days=30)
    assert str(answer.words) == f"{people.wren.name} or {people.priya.name} must agree too"
    assert who_decides(person=people.ada, kind=DecisionKind.PLAN, on=TODAY).is_hers
    assert who_decides(person=people.ada, kind=DecisionKind.SPEND, on=TODAY - timedelta(days=1)).is_hers
    assert who_decides(person=people.ada, kind=DecisionKind.SPEND, on=TODAY + timedelta(days=30)).is_hers


def test_the_newest_limit_of_a_kind_counts_and_a_lifted_one_counts_no_more(people: Standing) -> None:
    limit(people.ada, people.wren, people.wren)
    newer = limit(people.ada, people.wren, people.wren, now=NOW + timedelta(hours=1), how=DecidesHow.AFTER_TALKING)
    assert who_decides(person=people.ada, kind=DecisionKind.SPEND, on=TODAY).limit == newer
    Limit.objects.filter(id=newer.id).update(
        lifted_on=TODAY, lifted_at=NOW, lifted_by=people.wren, lift_reason="It is quiet now."
    )
    assert who_decides(person=people.ada, kind=DecisionKind.SPEND, on=TODAY).how is DecidesHow.AGREE_TOO


def test_the_sum_in_the_agreement_is_still_the_smaller_kind(people: Standing) -> None:
    Agreement.objects.create(
        person=people.ada,
        what_for="A home.",
        sum_minor=100_000,
        spend_up_to_minor=50_00,
        money_rules="None.",
        if_things_go_wrong="We talk.",
        how_to_challenge="Say so.",
        made_by=people.wren,
        made_at=NOW,
        number=1,
        in_force_at=NOW,
    )
    limit(people.ada, people.wren, people.wren, kind=DecisionKind.SPEND_MORE)
    assert who_decides(person=people.ada, kind=DecisionKind.SPEND, on=TODAY, amount_minor=50_00).is_hers
    above = who_decides(person=people.ada, kind=DecisionKind.SPEND, on=TODAY, amount_minor=50_01)
    assert above.kind is DecisionKind.SPEND_MORE
    assert not above.is_hers


def test_a_line_that_is_not_drawn_makes_every_sum_the_smaller_kind() -> None:
    assert spend_kind_of(10**9, None) is DecisionKind.SPEND


def test_a_limit_that_was_lifted_today_counts_no_more_today() -> None:
    day = date(2026, 3, 2)
    lifted = LimitInForce(uuid4(), DecisionKind.CASH, DecidesHow.AGREE_TOO, day, day + timedelta(days=9), day)
    assert limit_on([lifted], DecisionKind.CASH, day) is None
