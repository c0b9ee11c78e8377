"""How answers are counted, and what is left out so that nobody's own can be read."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonpurse.insight.promises.rules import (
    Keeping,
    PromiseRefused,
    Scored,
    check_score,
    check_talk_on,
    check_words,
    chosen,
    half_of,
    is_day_to_ask,
    last_halves,
    may_rest,
    newest_told,
    pairs,
    part_scored,
    scored,
    week_of,
)

HALF = date(2026, 1, 1)
ANSWERS = st.dictionaries(st.integers(1, 5), st.integers(0, 12))


@settings(max_examples=50)
@given(ANSWERS)
def test_fewer_than_five_answers_tell_nothing_not_even_how_many(counts: dict[int, int]) -> None:
    found, whole = scored(HALF, counts), sum(counts.values())
    if whole < 5:
        assert found == Scored(HALF)
        assert found.keeping is Keeping.UNTOLD
    else:
        assert found.count == whole
        assert found.mean is not None
        assert (found.mean * 2) % 1 == 0
        assert abs(found.mean - sum(value * n for value, n in counts.items()) / whole) <= 0.25


@settings(max_examples=50)
@given(ANSWERS)
def test_half_of_the_answers_lie_in_the_spread_and_none_is_told_below_ten(counts: dict[int, int]) -> None:
    found, whole = scored(HALF, counts), sum(counts.values())
    if whole < 10:
        assert found.spread is None
    else:
        assert found.spread is not None
        low, high = found.spread
        assert sum(n for value, n in counts.items() if low <= value <= high) * 2 >= whole


@pytest.mark.parametrize(
    ("counts", "keeping"),
    [
        ({5: 3, 4: 2}, Keeping.KEPT),
        ({4: 5}, Keeping.KEPT),
        ({3: 5}, Keeping.PARTLY),
        ({2: 4, 4: 1}, Keeping.NOT),
        ({5: 4}, Keeping.UNTOLD),
    ],
)
def test_a_promise_is_kept_from_mostly_on_and_not_below_in_part(counts: dict[int, int], keeping: Keeping) -> None:
    assert scored(HALF, counts).keeping is keeping


@pytest.mark.parametrize(("part", "is_told"), [({4: 6}, True), ({4: 7}, False), ({4: 10}, False), ({4: 11}, True)])
def test_a_part_is_not_told_where_the_rest_of_the_whole_is_of_a_few(part: dict[int, int], is_told: bool) -> None:
    assert part_scored(HALF, part, {4: 11}).is_told == is_told


def test_the_newest_half_year_that_may_be_told_says_how_it_stands() -> None:
    old, untold = scored(HALF, {5: 5}), scored(date(2026, 7, 1), {5: 4})
    assert newest_told([old, untold]) == old
    assert newest_told([untold]) is None


def test_half_years_end_with_the_last_whole_month() -> None:
    assert last_halves(date(2026, 7, 31)) == [date(2024, 7, 1), date(2025, 1, 1), date(2025, 7, 1), date(2026, 1, 1)]
    assert last_halves(date(2026, 8, 1))[-1] == date(2026, 7, 1)
    assert half_of(date(2026, 6, 30)) == date(2026, 1, 1)


def test_one_is_asked_on_one_day_in_three_by_chance_and_the_same_all_day() -> None:
    days = [date(2026, 1, 1).fromordinal(date(2026, 1, 1).toordinal() + n) for n in range(300)]
    asked = [day for day in days if is_day_to_ask("ada", day)]
    assert 70 < len(asked) < 130
    assert asked == [day for day in days if is_day_to_ask("ada", day)]
    among = list(range(10))
    assert chosen("ada", days[0], among) == chosen("ada", days[0], among)
    assert {chosen("ada", day, among) for day in days} == set(among)
    assert chosen("ada", days[0], []) is None


def test_a_person_is_left_in_peace_for_four_weeks() -> None:
    last = date(2026, 3, 2)
    assert may_rest(last, date(2026, 3, 29))
    assert not may_rest(last, date(2026, 3, 30))
    assert not may_rest(None, last)
    assert week_of(date(2026, 3, 8)) == last


def test_what_was_said_is_not_asked_again() -> None:
    assert pairs(["a", "b"], ["x", "y"], {("a", "y")}) == [("a", "x"), ("b", "x"), ("b", "y")]


def test_what_cannot_be_is_refused_with_a_sentence() -> None:
    for code, wrong in {
        "score_unknown": lambda: check_score(6),
        "nothing_said": lambda: check_words(" ", field="words"),
        "talk_over": lambda: check_talk_on(date(2026, 3, 1), date(2026, 3, 2)),
    }.items():
        with pytest.raises(PromiseRefused) as refused:
            wrong()
        assert refused.value.code == code
