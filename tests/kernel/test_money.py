from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonpurse.kernel.money import AmountUnreadable, Money, parse_amount, split_by_weight


@pytest.mark.parametrize(
    ("text", "minor"),
    [("12", 1200), ("12.50", 1250), ("£12.50", 1250), ("0.01", 1), ("0", 0), ("9999999999.99", 999999999999)],
)
def test_amounts_as_people_write_them_are_read(text: str, minor: int) -> None:
    assert parse_amount(text, "GBP") == Money(minor, "GBP")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("12,50", "Write the amount without a comma, like £12.50 or 1200."),
        ("1,200", "Write the amount without a comma, like £12.50 or 1200."),
        ("£12.5", "Write the pence with two figures, like £12.50."),
        ("1.234", "Write the pence with two figures, like £12.50."),
        ("-3", "Write an amount above zero, without a minus, like £12.50."),
        ("1e9", "Write the amount in figures, like 12 or £12.50."),
        ("NaN", "Write the amount in figures, like 12 or £12.50."),
        ("Infinity", "Write the amount in figures, like 12 or £12.50."),
        ("1_000", "Write the amount in figures, like 12 or £12.50."),
        (" 12 ", "Write the amount without a space, like £12.50."),
        ("£ 12.50", "Write the amount without a space, like £12.50."),
        ("1 200", "Write the amount without a space, like £12.50."),
        ("１２.３４", "Write the amount in figures, like 12 or £12.50."),
        ("٣.50", "Write the amount in figures, like 12 or £12.50."),
        ("012", "Write the amount in figures, like 12 or £12.50."),
        ("€12.50", "Write the amount in figures, like 12 or £12.50."),
        ("12.50\n", "Write the amount without a space, like £12.50."),
        ("", "Write the amount in figures, like 12 or £12.50."),
        ("99999999999", "Write the amount in figures, like 12 or £12.50."),
    ],
)
def test_any_other_writing_is_refused_with_what_to_write(text: str, sentence: str) -> None:
    with pytest.raises(AmountUnreadable) as refused:
        parse_amount(text, "GBP")
    assert refused.value.message == sentence
    assert refused.value.field == "amount"


@given(st.integers(min_value=0, max_value=999_999_999_999))
def test_a_sum_written_out_reads_back_the_same(minor: int) -> None:
    assert parse_amount(f"{Money(minor, 'GBP').decimal}", "GBP").minor == minor


@given(st.integers(min_value=0, max_value=10**13), st.lists(st.integers(0, 10**12), min_size=1, max_size=40))
def test_a_split_loses_nothing_and_is_fair_to_the_penny(total: int, weights: list[int]) -> None:
    if not any(weights):
        weights[0] = 1
    parts = split_by_weight(total, weights)
    assert sum(parts) == total
    whole = sum(weights)
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part * whole - total * weight) < whole


def test_the_pennies_left_over_go_to_the_largest_remainders_first() -> None:
    assert split_by_weight(100, [1, 1, 1]) == [34, 33, 33]
    assert split_by_weight(10, [3, 3, 4]) == [3, 3, 4]
    assert split_by_weight(2, [0, 5, 5]) == [0, 1, 1]


def test_two_currencies_are_never_added_or_compared() -> None:
    for act in (lambda a, b: a + b, lambda a, b: a - b, lambda a, b: a < b, lambda a, b: a >= b):
        with pytest.raises(ValueError, match="cannot be added or compared"):
            act(Money(1, "GBP"), Money(1, "EUR"))


def test_half_a_penny_cannot_be_written() -> None:
    with pytest.raises(TypeError):
        Money(1.5, "GBP")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("money", "written"),
    [
        (Money(120000, "GBP"), "£1,200.00"),
        (Money(-350, "GBP"), "-£3.50"),
        (Money(5, "EUR"), "€0.05"),
        (Money(100, "SEK"), "1.00 SEK"),
    ],
)
def test_a_sum_is_written_as_people_read_it(money: Money, written: str) -> None:
    assert str(money) == written
