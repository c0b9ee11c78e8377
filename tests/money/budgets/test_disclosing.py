"""Nobody is seen in a sum: not in a small one, and not in what is left when the sums that are shown are taken off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain, combinations

from hypothesis import given
from hypothesis import strategies as st

from commonpurse.kernel.small_numbers import count_shown
from commonpurse.money.budgets.rules import ShownKind, SpendKind, kinds_shown

FOOD, TRAVEL, CLOTHING, PETS = SpendKind.FOOD, SpendKind.TRAVEL, SpendKind.CLOTHING, SpendKind.PET_CARE


def each(*people: str, sum: int = 10) -> dict[str, int]:
    return dict.fromkeys(people, sum)


FIVE, SIX, FOUR = each(*"abcde"), each(*"abcdef"), each(*"wxyz")


def test_one_to_four_people_are_not_a_number() -> None:
    assert [count_shown(count) for count in range(7)] == [0, None, None, None, None, 5, 6]


def test_kinds_of_five_people_and_more_are_shown_each() -> None:
    assert kinds_shown({FOOD: FIVE, TRAVEL: SIX}) == [ShownKind(TRAVEL, 60, 6), ShownKind(FOOD, 50, 5)]


def test_small_kinds_are_put_together_and_not_named() -> None:
    shown = kinds_shown({FOOD: FIVE, CLOTHING: each("v", "w"), PETS: FOUR})
    assert shown == [ShownKind(FOOD, 50, 5), ShownKind(None, 60, 5)]


def test_one_small_kind_hides_behind_the_smallest_that_could_be_shown() -> None:
    shown = kinds_shown({FOOD: FIVE, TRAVEL: SIX, CLOTHING: each("z", sum=3)})
    assert shown == [ShownKind(TRAVEL, 60, 6), ShownKind(None, 53, 6)]


def test_people_who_are_in_two_small_kinds_count_once() -> None:
    shown = kinds_shown({FOOD: SIX, TRAVEL: each(*"abcdefg"), CLOTHING: FOUR, PETS: FOUR})
    assert shown == [ShownKind(TRAVEL, 70, 7), ShownKind(None, 140, 10)]


def test_where_too_few_are_left_only_the_total_is_told() -> None:
    assert kinds_shown({FOOD: FOUR}) is None
    assert kinds_shown({FOOD: SIX, TRAVEL: each("z")}) is None
    assert kinds_shown({FOOD: FOUR, TRAVEL: each("v")}) is None


def test_nothing_spent_is_nothing_and_what_came_back_whole_counts_nobody() -> None:
    assert kinds_shown({}) == []
    assert kinds_shown({FOOD: each(*"abcdef", sum=0)}) == []
    assert kinds_shown({FOOD: each(*"abcd") | each("e", sum=0)}) is None


SPENT = st.dictionaries(
    st.sampled_from(list(SpendKind)),
    st.dictionaries(st.integers(0, 12), st.integers(-300, 900), max_size=9),
    max_size=7,
)


def learned(shown: Sequence[ShownKind], total: int) -> list[tuple[frozenset[SpendKind | None], int]]:
    """Every sum that a reader can work out: of any of the lines, and what is left of the total without them."""
    lines = [line for line in shown if line.kind is not None]
    some = chain.from_iterable(combinations(lines, size) for size in range(1, len(lines) + 1))
    sums = [(frozenset(line.kind for line in group), sum(line.amount_minor for line in group)) for group in some]
    named = {line.kind for line in lines}
    return [
        *sums,
        *((frozenset(set(SpendKind) - group), total - amount) for group, amount in sums),
        (frozenset(set(SpendKind) - named), total - sum(line.amount_minor for line in lines)),
    ]


@given(SPENT)
def test_no_sum_that_can_be_worked_out_is_of_fewer_than_five(spent: Mapping[SpendKind, Mapping[int, int]]) -> None:
    shown = kinds_shown(spent)
    if not shown:
        return
    total = sum(minor for by_person in spent.values() for minor in by_person.values())
    assert sum(line.amount_minor for line in shown) == total
    for kinds, amount in learned(shown, total):
        behind = {person for kind in kinds for person, minor in spent.get(kind, {}).items() if minor}
        used = [kind for kind in kinds if any(spent.get(kind, {}).values())]
        assert amount == sum(sum(spent.get(kind, {}).values()) for kind in kinds)
        assert len(behind) >= 5 or not used
    together = [line for line in shown if line.kind is None]
    hidden = [kind for kind in spent if any(spent[kind].values()) and kind not in {line.kind for line in shown}]
    assert (len(together), len(hidden) >= 2) in ((0, False), (1, True))
    assert all(line.people >= 5 for line in shown)
