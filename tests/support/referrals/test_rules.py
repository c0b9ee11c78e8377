"""What may be counted aloud, and which names are close."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonpurse.kernel.small_numbers import SMALLEST_GROUP
from commonpurse.support.referrals.rules import (
    ANSWERS,
    KEPT_AFTER_NO,
    Question,
    counted,
    may_be_same,
    months_counted,
)

BORN = date(1984, 3, 9)
GROUPS = ANSWERS[Question.ETHNIC_GROUP]


@pytest.mark.parametrize(
    ("name", "born", "is_maybe"),
    [
        ("Nell Brook", BORN, True),
        ("BROOK  Nell", BORN, True),
        ("Nél Brooke", BORN, True),
        ("Nell", BORN, True),
        ("Nell Brook", date(1984, 9, 3), True),
        ("Nell Brook", None, True),
        ("Nel Brooks", None, False),
        ("Nell Brook", date(1985, 3, 9), False),
        ("Omar Said", BORN, False),
        ("", BORN, False),
    ],
)
def test_a_close_name_with_the_same_day_is_possibly_the_same(name: str, born: date | None, is_maybe: bool) -> None:
    assert may_be_same("Nell Brook", BORN, name, born) is is_maybe
    assert may_be_same(name, born, "Nell Brook", BORN) is is_maybe


NUMBERS = st.lists(st.integers(0, 12), min_size=len(GROUPS) + 1, max_size=len(GROUPS) + 1)


@settings(max_examples=60)
@given(NUMBERS, NUMBERS)
def test_no_count_under_five_is_shown_or_told_by_the_rest(put: list[int], others: list[int]) -> None:
    keys = [*GROUPS, ""]
    put_forward = {key: a + b for key, a, b in zip(keys, put, others, strict=True)}
    chosen = dict(zip(keys, put, strict=True))
    rows = counted(put_forward, chosen, GROUPS)
    for shown, true in (
        ([row.put_forward for row in rows], put_forward),
        ([row.chosen for row in rows], chosen),
    ):
        assert all(count is None or count >= SMALLEST_GROUP for count in shown)
        hidden = sum(true.values()) - sum(count or 0 for count in shown)
        number = shown.count(None)
        assert number != 1
        assert number in (0, len(rows)) or hidden >= SMALLEST_GROUP
    for row in rows:
        assert row.chosen is None or row.put_forward is None or row.put_forward - row.chosen >= SMALLEST_GROUP


def test_nothing_that_is_counted_is_erased_before_the_month_is_over() -> None:
    for month in range(1, 13):
        last = date(2027, month, monthrange(2027, month)[1])
        starts_on, ends_on = months_counted(last)
        assert (starts_on.day, ends_on) == (1, last.replace(day=1))
        assert timedelta(days=110) < last + timedelta(days=1) - starts_on <= KEPT_AFTER_NO


def test_large_counts_are_shown() -> None:
    keys = [*ANSWERS[Question.DISABLED], ""]
    rows = counted(dict.fromkeys(keys, 20), dict.fromkeys(keys, 10), ANSWERS[Question.DISABLED])
    assert {(row.put_forward, row.chosen) for row in rows} == {(20, 10)}
