"""How little is asked for, by sum and fund."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonpurse.money.payments.proof_tiers import (
    DEFAULT_TIERS,
    ProofRefused,
    Tier,
    Tiers,
    check_tiers,
    is_missing,
    strictest,
    talk_opens_at,
)
from tests.factories import NOW

TABLE = """
    sum       default      from 20 / 50   never / 300   never
    0.01      nothing      nothing        nothing       nothing
    19.99     nothing      nothing        nothing       nothing
    20.00     nothing      line           nothing       nothing
    50.00     nothing      beforehand     nothing       nothing
    99.99     nothing      beforehand     nothing       nothing
    100.00    line         beforehand     nothing       nothing
    300.00    line         beforehand     beforehand    nothing
    499.99    line         beforehand     beforehand    nothing
    500.00    beforehand   beforehand     beforehand    nothing
"""
FUNDS = (DEFAULT_TIERS, Tiers(2_000, 5_000), Tiers(None, 30_000), Tiers(None, None))
ROWS = [line.split() for line in TABLE.strip().splitlines()[1:]]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_the_sum_says_how_much_is_asked_for(row: list[str]) -> None:
    minor = int(row[0].replace(".", ""))
    assert [tiers.tier_of(minor).name.lower() for tiers in FUNDS] == row[1:]


sums = st.none() | st.integers(1, 100_000)


@settings(max_examples=40)
@given(st.lists(st.builds(Tiers, sums, sums), max_size=4), st.integers(1, 100_000))
def test_of_several_funds_the_strictest_counts(tiers: list[Tiers], minor: int) -> None:
    found = strictest(tiers, minor)
    assert all(found >= each.tier_of(minor) for each in tiers)
    assert not tiers or any(found == each.tier_of(minor) for each in tiers)
    assert is_missing(found, has_proof=True, was_agreed=False) is False


def test_an_answer_before_is_enough_only_where_that_is_asked_for() -> None:
    assert not is_missing(Tier.BEFOREHAND, has_proof=False, was_agreed=True)
    assert is_missing(Tier.BEFOREHAND, has_proof=False, was_agreed=False)
    assert is_missing(Tier.LINE, has_proof=False, was_agreed=True)
    assert not is_missing(Tier.NOTHING, has_proof=False, was_agreed=False)


def test_nobody_talks_about_it_for_two_weeks() -> None:
    assert talk_opens_at(NOW) == NOW + timedelta(days=14)


@pytest.mark.parametrize(
    ("tiers", "field"),
    [(Tiers(0, None), "line_from"), (Tiers(None, -5), "agreed_from"), (Tiers(500, 500), "agreed_from")],
)
def test_sums_that_make_no_order_are_refused(tiers: Tiers, field: str) -> None:
    with pytest.raises(ProofRefused) as refused:
        check_tiers(tiers)
    assert refused.value.field == field
    for right in FUNDS:
        check_tiers(right)
