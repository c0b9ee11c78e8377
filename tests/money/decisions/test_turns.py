"""Whose turn it is, on plain values: working hours in London, over changes of the clocks and holidays, and never nobody."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonpurse.kernel.periods import LONDON
from commonpurse.kernel.words import Words
from commonpurse.money.decisions.rules import (
    AnswerKind,
    Desk,
    MayAnswer,
    Need,
    Stop,
    TurnRole,
    WaitsFor,
    answer,
    clock_until,
    may_answer,
    next_need,
    plan_turns,
    turn_now,
    yes_by_silence_at,
)
from commonpurse.support.agreements.rules import DecidesHow, DecisionKind


def at(text: str) -> datetime:
    """A moment as the clock on a wall in London says it."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


TWO_YEARS = 2 * 365 * 24 * 60  # minutes

CLOCKS = [
    ("2026-06-03 10:00", 1, "2026-06-04 10:00"),  # Wednesday to Thursday
    ("2026-06-05 14:00", 1, "2026-06-08 14:00"),  # over a weekend
    ("2026-06-05 22:00", 1, "2026-06-09 09:00"),  # in the evening nobody works: it begins on Monday
    ("2026-06-06 12:00", 1, "2026-06-09 09:00"),  # on a Saturday too
    ("2026-06-03 06:00", 1, "2026-06-04 09:00"),  # before the office opens
    ("2026-03-27 15:00", 1, "2026-03-30 15:00"),  # the clocks go forward on Sunday 29 March
    ("2026-10-23 15:00", 1, "2026-10-26 15:00"),  # and back on Sunday 25 October
    ("2026-12-24 11:00", 1, "2026-12-29 11:00"),  # Christmas, and Boxing Day's substitute on Monday
    ("2026-06-01 10:30", 5, "2026-06-08 10:30"),
]


@pytest.mark.parametrize(("begins", "days", "ends"), CLOCKS, ids=[begins for begins, _, _ in CLOCKS])
def test_a_turn_ends_at_the_same_time_on_the_wall_after_so_many_working_days(begins: str, days: int, ends: str) -> None:
    found = clock_until(at(begins), days)
    assert (found, found.tzinfo) == (at(ends).astimezone(UTC), UTC)


def test_a_change_of_the_clocks_makes_the_wait_an_hour_shorter_or_longer_by_the_sun() -> None:
    spring, autumn = at("2026-03-27 15:00").astimezone(UTC), at("2026-10-23 15:00").astimezone(UTC)
    assert clock_until(spring, 1) - spring == timedelta(days=3, hours=-1)
    assert clock_until(autumn, 1) - autumn == timedelta(days=3, hours=1)


def test_those_named_are_asked_one_after_the_other_then_the_manager_then_the_board() -> None:
    begins = at("2026-06-01 10:00")
    turns = plan_turns(WaitsFor.AGREEMENT, 2, begins)
    assert [turn.role for turn in turns] == [TurnRole.NAMED, TurnRole.NAMED, TurnRole.MANAGER, TurnRole.BOARD]
    assert [turn.until and turn.until.astimezone(LONDON).day for turn in turns] == [2, 3, 4, None]
    assert all(before.until == after.begins_at for before, after in pairwise(turns))


def test_a_talk_is_with_any_of_them_and_then_it_is_hers() -> None:
    turns = plan_turns(WaitsFor.TALK, 2, at("2026-06-01 10:00"))
    assert {turn.until for turn in turns} == {at("2026-06-02 10:00").astimezone(UTC)}
    assert turn_now([(turn.place, turn.until) for turn in turns], at("2026-06-02 10:00"), {1, 2}) is None


@settings(max_examples=60, deadline=None)
@given(
    waits_for=st.sampled_from([WaitsFor.AGREEMENT, WaitsFor.MONEY]),
    named=st.integers(0, 4),
    begins=st.integers(0, TWO_YEARS),
    later=st.integers(0, 60 * 24 * 30),
    able=st.sets(st.integers(1, 6)),
)
def test_there_is_no_moment_at_which_an_ask_waits_for_nobody(
    waits_for: WaitsFor, named: int, begins: int, later: int, able: set[int]
) -> None:
    """Whoever left, was walled off or may not answer: the board's list is always there."""
    start = at("2026-01-01 00:00") + timedelta(minutes=begins)
    turns = plan_turns(waits_for, named, start)
    board = turns[-1].place
    place = turn_now(
        [(turn.place, turn.until) for turn in turns], start + timedelta(minutes=later), {*able, board} & {*range(1, 9)}
    )
    assert place is not None
    held = next(turn for turn in turns if turn.place == place)
    assert held.until is None or held.until > start + timedelta(minutes=later)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, TWO_YEARS))
def test_silence_becomes_a_yes_after_the_first_turn_and_within_a_fortnight(begins: int) -> None:
    asked = at("2026-01-01 00:00") + timedelta(minutes=begins)
    assert clock_until(asked, 1) < yes_by_silence_at(asked) <= asked + timedelta(days=14)


def need(how: DecidesHow, *, is_met: bool = False) -> Need:
    return Need(DecisionKind.SPEND, how, ("Sam",), uuid4(), is_met)


UNTIL = at("2026-06-04 10:00")


def test_the_four_answers_as_the_person_reads_them() -> None:
    desk = Desk(TurnRole.NAMED, ("Sam",), UNTIL)
    assert answer([], None, desk=None, yes_at=None).sentence == "Yes. You decide this."
    talk = answer([need(DecidesHow.AFTER_TALKING)], None, desk=desk, yes_at=None)
    assert (talk.kind, talk.sentence) == (AnswerKind.TALK_FIRST, "Talk to Sam first. Then you decide.")
    waits = answer([need(DecidesHow.AGREE_TOO)], None, desk=desk, yes_at=UNTIL + timedelta(days=4))
    assert waits.sentence == "Sam must agree too. It waits for Sam until Thursday 4 June 2026 at 10:00."
    assert waits.next_step == "If no answer comes, it is yes on Monday 8 June 2026 at 10:00."
    short = answer([], Stop("short_of_money", Words("There is £5.00 left.")), desk=None, yes_at=None)
    assert (short.kind, short.sentence) == (AnswerKind.NO, "There is £5.00 left.")


def test_her_own_lock_comes_before_the_money_and_the_money_before_the_agreement() -> None:
    lock = Stop("own_pause", Words("You paused your spending."), is_own_lock=True)
    money = Stop("short_of_money", Words("There is £5.00 left."))
    needs = [need(DecidesHow.AGREE_TOO)]
    assert answer(needs, lock, desk=None, yes_at=None).code == "own_pause"
    assert answer(needs, money, desk=None, yes_at=None).code == "short_of_money"


def test_a_talk_comes_before_a_yes_and_what_is_met_is_asked_no_more() -> None:
    talk, agree = need(DecidesHow.AFTER_TALKING), need(DecidesHow.AGREE_TOO)
    assert next_need([agree, talk]) == talk
    assert next_need([agree, need(DecidesHow.AFTER_TALKING, is_met=True)]) == agree
    assert next_need([need(DecidesHow.AGREE_TOO, is_met=True)]) is None


@pytest.mark.parametrize(
    ("how", "named", "desk", "manager", "found"),
    [
        (None, False, None, True, MayAnswer.HERS),
        (DecidesHow.AFTER_TALKING, True, TurnRole.NAMED, False, MayAnswer.HERS),
        (DecidesHow.AGREE_TOO, True, TurnRole.NAMED, False, MayAnswer.YES),
        (DecidesHow.AGREE_TOO, True, TurnRole.BOARD, False, MayAnswer.YES),
        (DecidesHow.AGREE_TOO, False, TurnRole.NAMED, True, MayAnswer.OTHERS_TURN),
        (DecidesHow.OTHER_FOR_NOW, False, TurnRole.MANAGER, True, MayAnswer.YES),
        (DecidesHow.OTHER_FOR_NOW, False, TurnRole.MANAGER, False, MayAnswer.OTHERS_TURN),
        (DecidesHow.AGREE_TOO, False, TurnRole.BOARD, False, MayAnswer.YES),
    ],
)
def test_who_may_say_yes_or_no(
    how: DecidesHow | None, named: bool, desk: TurnRole | None, manager: bool, found: MayAnswer
) -> None:
    asked = need(how) if how else None
    assert may_answer(asked, is_named=named, desk_role=desk, is_manager=manager, works_with_her=True) is found
