from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from commonpurse.web.manager.drawings import EDGE, LEAST_WIDTH, LINE_WIDTH, columns_of, line_of, spans_of

SIZES = st.lists(st.integers(0, 10**7), min_size=1, max_size=7)


@given(SIZES)
def test_the_steps_fill_the_line_end_to_end_and_each_has_room_for_its_words(sizes: list[int]) -> None:
    laid = line_of([("words", "station", size) for size in sizes])
    assert laid[0].x == EDGE
    assert laid[-1].end == LINE_WIDTH - EDGE
    assert all(before.end == after.x for before, after in pairwise(laid))
    assert all(stretch.end - stretch.x >= LEAST_WIDTH for stretch in laid)


@given(SIZES)
def test_a_longer_step_is_no_shorter_on_the_line(sizes: list[int]) -> None:
    widths = [stretch.end - stretch.x for stretch in line_of([("", "", size) for size in sizes])]
    for (one, width), (other, wide) in pairwise(sorted(zip(sizes, widths, strict=True))):
        assert one == other or width <= wide + 1  # one unit of rounding


def test_a_month_without_a_figure_has_no_column_and_one_of_no_days_can_be_seen() -> None:
    empty, none, some = columns_of([("Mar", "", None), ("Apr", "0", 0), ("May", "2", 2880)])["columns"]
    assert empty.height == 0
    assert 0 < none.height < some.height


@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)).map(sorted), max_size=9))
def test_half_never_reaches_beyond_nine_in_ten(times: list[list[int]]) -> None:
    spans = spans_of([(half, nine) for half, nine in times])
    assert all(0 <= span.half <= span.nine_in_ten <= 100 for span in spans)
