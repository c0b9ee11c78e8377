"""Readiness: twelve answers a member and half-year, summed up so that nobody's own can be read."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from commonpurse.insight.promises.rules.scores import half_of, half_words
from commonpurse.insight.readiness.models import ReadinessAnswer, ReadinessScore
from commonpurse.insight.readiness.queries import Readiness, own_answer, readiness_told
from commonpurse.insight.readiness.rules import (
    ROLE_NAMES,
    STATEMENTS,
    Block,
    BlockFigure,
    ReadinessRefused,
    Statement,
    Summed,
    check_answers,
    half_after,
    half_before,
    summed,
    told_in_words,
)
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.periods import business_date
from commonpurse.parties.partners.models import Member
from commonpurse.parties.partners.queries import system_member
from commonpurse.parties.partners.rules import ROLES
from tests.factories import LAST_MONTH, NOW, TODAY, Standing, standing_people
from tests.insight.readiness.answering import make_readiness_answer, more_workers

LAST_AUTUMN = datetime(2025, 10, 1, 9, tzinfo=UTC)
IN_JUNE, IN_JULY = datetime(2026, 6, 9, 9, tzinfo=UTC), datetime(2026, 7, 9, 9, tzinfo=UTC)


@pytest.fixture
def people(db: None) -> Standing:
    return standing_people()


def told(people: Standing, viewer: Member | None = None, today: date = TODAY) -> Readiness:
    found = readiness_told(viewer=viewer or people.wren, today=today)
    assert found is not None
    return found


def of_role(found: Readiness, name: str) -> int | None:
    (group,) = (each for each in found.roles if each.name == name)
    return group.count


def test_each_block_has_two_statements_and_each_role_a_name() -> None:
    assert set(STATEMENTS) == set(Statement)
    blocks = [block for block, _words in STATEMENTS.values()]
    assert {block: blocks.count(block) for block in Block} == dict.fromkeys(Block, 2)
    assert set(ROLE_NAMES) == set(ROLES)


def test_a_half_year_ends_on_the_last_of_june_and_of_december() -> None:
    for day, starts in ((date(2026, 6, 30), date(2026, 1, 1)), (date(2026, 7, 1), date(2026, 7, 1))):
        assert half_of(day) == starts
        assert half_after(half_before(starts)) == starts
    assert half_words(date(2025, 7, 1)) == "July to December 2025"
    assert half_words(half_after(date(2025, 7, 1))) == "January to June 2026"


def test_fewer_than_five_tell_nothing_and_fewer_than_ten_no_spread() -> None:
    assert summed([5, 5, 5, 5]) == Summed()
    assert summed([1, 2, 3, 4, 5]) == Summed(3.0)
    assert summed([1, 1, 1, 1, 2]) == Summed(1.0)  # 1.2
    assert summed([1, 1, 2, 2, 2, 3, 3, 4, 4.5, 5]) == Summed(3.0, (2, 4))  # 2.75


@pytest.mark.parametrize(
    ("now", "before", "words"),
    [
        ((3, 3), (None, None), "All six stand alike. There is nothing of the half-year before to set beside it."),
        (
            (4, 2),
            (4, 2),
            "We are furthest with: People have a say. There is most to do with: Money between us. "
            "Nothing moved since the half-year before.",
        ),
        (
            (4, 2),
            (3, 2.5),
            "We are furthest with: People have a say. There is most to do with: Money between us. "
            "Up since the half-year before: People have a say. Down since the half-year before: Money between us.",
        ),
    ],
)
def test_the_figures_are_said_in_words(now: Any, before: Any, words: str) -> None:
    figures = [
        BlockFigure(block, Summed(mean), Summed(mean_before))
        for block, mean, mean_before in zip((Block.CITIZENS, Block.MARKETS), now, before, strict=True)
    ]
    assert told_in_words(7, figures) == f"7 people who work here answered. {words}"


def test_all_twelve_are_answered_for_a_role_that_one_holds() -> None:
    roles = frozenset({"worker"})
    whole: dict[str, int] = dict.fromkeys(Statement, 3)
    assert set(check_answers(whole, role="worker", roles=roles)) == set(Statement)
    for scores in ({**whole, Statement.TOLD_ONCE: 6}, {k: v for k, v in whole.items() if k != Statement.TOLD_ONCE}):
        with pytest.raises(ReadinessRefused) as refused:
            check_answers(scores, role="worker", roles=roles)
        assert (refused.value.code, refused.value.field) == ("not_all_answered", "told_once")
    with pytest.raises(ReadinessRefused) as refused:
        check_answers(whole, role="manager", roles=roles)
    assert refused.value.code == "role_not_held"


def test_a_member_answers_once_a_half_year_and_the_newest_counts(people: Standing) -> None:
    first = make_readiness_answer(people.wren, 2)
    assert make_readiness_answer(people.wren, 2, NOW) == first
    second = make_readiness_answer(people.wren, 2, NOW, told_once=5)
    own = own_answer(viewer=people.wren, today=TODAY)
    assert own is not None
    assert (own.answer, own.scores[Statement.TOLD_ONCE], own.scores[Statement.KNOWS_WHO]) == (second, 5, 2)
    assert own_answer(viewer=people.femi, today=TODAY) is None
    assert own_answer(viewer=people.wren, today=business_date(IN_JULY)) is None  # a new half-year, a new answer
    with pytest.raises(NotAllowed):
        make_readiness_answer(system_member(), role="worker")
    assert readiness_told(viewer=system_member(), today=TODAY) is None


def test_five_are_told_from_the_next_month_on_and_a_role_of_fewer_is_not(people: Standing) -> None:
    workers = [people.wren, people.femi, *more_workers(people, 3)]
    for worker in workers[:4]:
        make_readiness_answer(worker, 4)
    make_readiness_answer(workers[4], 4, IN_JUNE)
    assert not told(people, today=date(2026, 6, 30)).everybody.is_told  # four up to the end of May
    found = told(people, today=date(2026, 7, 1))
    assert (found.everybody.count, of_role(found, "Workers"), found.half_words) == (5, 5, "January to June 2026")
    assert told(people, today=date(2026, 8, 3)).half_words == "January to June 2026"  # nobody answered in July
    # Two more of other roles: what is told of everybody and of the workers would tell of these two.
    for member in (people.ngozi, people.priya):
        make_readiness_answer(member, 1)
    found = told(people, today=date(2026, 7, 1))
    assert (found.everybody.count, of_role(found, "Workers"), of_role(found, "Finance")) == (7, None, None)
    # Wren's own organisation is four of these.
    assert not found.own.is_told


def test_the_half_year_before_stands_beside_it_and_a_changed_answer_counts_once(people: Standing) -> None:
    workers = [people.wren, *more_workers(people, 4)]
    for worker in workers:
        make_readiness_answer(worker, 2, LAST_AUTUMN)
        make_readiness_answer(worker, 4)
    make_readiness_answer(people.wren, 4, LAST_MONTH + timedelta(minutes=1), money_moves=1, small_ones_too=1)
    found = told(people)
    assert (found.everybody.count, found.own.count, found.own.name) == (5, 5, "Open Door")
    figures = {figure.block: (figure.now.mean, figure.before.mean) for figure in found.own.figures}
    assert figures[Block.CITIZENS] == (4.0, 2.0)
    assert figures[Block.MARKETS] == (3.5, 2.0)  # 3.4
    assert told(people, people.femi).own.count is None  # nobody of the Night Shelter answered


def test_the_database_takes_no_other_answer_and_changes_none(people: Standing) -> None:
    answer = make_readiness_answer(people.wren)
    new: dict[str, Any] = {"member": people.wren, "organisation": people.charity, "half_year": date(2026, 1, 1)}
    for name, wrong in {
        "readiness_answer_role_known": lambda: ReadinessAnswer(role="king", answered_at=NOW, **new),
        "readiness_score_once": lambda: ReadinessScore(answer=answer, statement="told_once", score=1),
        "readiness_score_statement_known": lambda: ReadinessScore(answer=answer, statement="nice", score=1),
        "readiness_score_in_scale": lambda: ReadinessScore(answer=answer, statement="told_once", score=6),
    }.items():
        with pytest.raises(IntegrityError) as refused, transaction.atomic():
            wrong().save()
        assert name in str(refused.value) or "UNIQUE" in str(refused.value)
    for rows in (ReadinessAnswer.objects.all(), ReadinessScore.objects.all()):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        ReadinessScore.objects.update(score=5)
