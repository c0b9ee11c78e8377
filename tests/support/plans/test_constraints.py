"""Each constraint of plans is broken once, past every rule, on the database itself; and none is rewritten."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.db.models import Model

from commonpurse.support.plans.models import (
    CalendarFeed,
    CheckIn,
    Coordinator,
    Goal,
    GoalMark,
    MemberCalendar,
    PlanEvent,
    PlanWords,
    Step,
    StepInvite,
    WeekAsk,
)
from tests.factories import NOW, TODAY, Standing
from tests.support.agreements.test_constraints import refused
from tests.support.plans.making import PlanOfAda, plan_of_ada

pytestmark = pytest.mark.django_db
Row = Callable[[PlanOfAda], Model]


def written(table: str, hers: Row, proposed: Row) -> list[tuple[str, Row, dict[str, Any]]]:
    return [
        (f"{table}_taken_back_counts_not", hers, {"is_taken_back": True}),
        (f"{table}_taken_back_counts_not", proposed, {"is_taken_back": True}),
        (f"{table}_written_by_one", hers, {"written_by_person_id": None}),
        (f"{table}_own_words_count", hers, {"answered_at": None, "is_accepted": None, "answer": None}),
        (f"{table}_answer_whole", proposed, {"is_accepted": True}),
    ]


BROKEN: list[tuple[str, Row, dict[str, Any]]] = [
    ("plan_words_part_known", lambda s: s.words, {"part": "x"}),
    *written("plan_words", lambda s: s.words, lambda s: s.proposed_words),
    ("goal_says_what", lambda s: s.goal, {"words": ""}),
    ("goal_state_known", lambda s: s.goal, {"state": "x"}),
    ("goal_scale_has_middle", lambda s: s.goal, {"hoped": ""}),
    *written("goal", lambda s: s.goal, lambda s: s.proposed_goal),
    ("step_says_what", lambda s: s.step, {"what": ""}),
    ("step_state_known", lambda s: s.step, {"state": "x"}),
    ("step_has_one_owner", lambda s: s.step, {"friend_name": "Joe"}),
    ("step_has_one_owner", lambda s: s.wrens_step, {"owner_member_id": None}),
    *written("step", lambda s: s.step, lambda s: s.proposed_step),
    ("plan_event_kind_known", lambda s: s.thanks, {"kind": "x"}),
    ("plan_event_of_one_thing", lambda s: s.thanks, {"step_id": None}),
    ("plan_event_by_one", lambda s: s.thanks, {"done_by_person_id": None}),
    ("check_in_face_known", lambda s: s.check_in, {"face": "x"}),
    ("check_in_says_how", lambda s: s.check_in, {"face": ""}),
    ("check_in_written_by_one", lambda s: s.check_in, {"written_by_person_id": None}),
    ("week_ask_how_known", lambda s: s.week_ask, {"asked_how": "x"}),
    ("week_ask_weekday_known", lambda s: s.week_ask, {"weekday": 7}),
    ("coordinator_one_at_a_time", lambda s: s.coordinator, {}),
    ("coordinator_named_by_one", lambda s: s.coordinator, {"named_by_person_id": None, "ends_on": TODAY}),
    ("coordinator_answer_whole", lambda s: s.coordinator, {"starts_on": None, "is_agreed": True}),
    ("coordinator_answer_whole", lambda s: s.coordinator, {"is_agreed": None}),
    ("coordinator_ends_after_start", lambda s: s.coordinator, {"ends_on": TODAY - timedelta(days=1)}),
    ("calendar_feed_one_open", lambda s: s.calendar.feed, {"secret_hash": "other"}),
    ("goal_mark_level_known", lambda s: s.mark, {"level": "x"}),
    ("member_calendar_one_open", lambda s: s.wrens_calendar.feed, {"secret_hash": "other"}),
    ("member_calendar_secret_once", lambda s: s.wrens_calendar.feed, {"shut_at": NOW}),
    ("step_invite_number_once", lambda s: s.invite, {}),
    ("step_invite_number_once_for_member", lambda s: s.wrens_invite, {}),
    ("step_invite_read_by_one", lambda s: s.wrens_invite, {"reader_member_id": None, "number": 9}),
    ("step_invite_method_known", lambda s: s.invite, {"method": "x", "number": 9}),
    ("step_invite_made_by_one", lambda s: s.invite, {"made_by_member_id": None, "number": 9}),
    ("calendar_feed_secret_once", lambda s: s.calendar.feed, {"shut_at": NOW}),
]
# The names of those that are made by a list, for who looks for them.
NAMED = """plan_words_written_by_one plan_words_own_words_count plan_words_answer_whole goal_written_by_one
goal_own_words_count goal_answer_whole step_written_by_one step_own_words_count step_answer_whole
plan_words_taken_back_counts_not goal_taken_back_counts_not step_taken_back_counts_not"""


def test_each_broken_row_is_refused(people: Standing) -> None:
    rows = plan_of_ada(people, NOW)
    for name, row, changed in BROKEN:
        refused(name, row(rows), **changed)
    assert set(NAMED.split()) <= {name for name, _, _ in BROKEN}


def test_nobody_is_named_while_another_waits(people: Standing) -> None:
    rows = plan_of_ada(people, NOW)
    open_ = {"answered_at": None, "is_agreed": None, "starts_on": None}
    kept = {field.attname: getattr(rows.coordinator, field.attname) for field in Coordinator._meta.concrete_fields}
    waiting = Coordinator.objects.create(**(kept | open_ | {"id": rows.goal.id}))
    refused("coordinator_one_waits", waiting)


@pytest.mark.parametrize(
    ("model", "changed"),
    [
        (PlanWords, {"words": "Other"}),
        (Goal, {"words": "Other"}),
        (Step, {"what": "Other"}),
        (Step, {"state": "replaced", "by_when": None}),
        (PlanEvent, {"words": "Other"}),
        (CheckIn, {"words": "Other"}),
        (Coordinator, {"member": None}),
        (CalendarFeed, {"secret_hash": "Other"}),
        (MemberCalendar, {"secret_hash": "Other"}),
        (StepInvite, {"number": 7}),
        (GoalMark, {"level": "more"}),
        (WeekAsk, {"weekday": 5}),
    ],
)
def test_nobody_rewrites_what_was_written(people: Standing, model: Any, changed: dict[str, Any]) -> None:
    plan_of_ada(people, NOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.update(**changed)
    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.all().delete()
