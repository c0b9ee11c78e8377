from __future__ import annotations

from itertools import pairwise

from django.template import engines
from hypothesis import given
from hypothesis import strategies as st

from commonpurse.kernel.money import Money
from commonpurse.money.budgets.queries import FundFigures
from commonpurse.web.parts.bands import BAND_WIDTH, GAP, band_of
from commonpurse.web.parts.flows import HEIGHT, WIDTH, flow_of
from commonpurse.web.parts.rivers import MOST_FUNDS, river_of_funds

sums = st.lists(st.integers(0, 10**12).map(lambda minor: Money(minor, "GBP")), min_size=1, max_size=6)


@given(sums)
def test_the_parts_of_a_band_lie_beside_each_other_within_it(amounts):
    parts = band_of([(str(i), amount) for i, amount in enumerate(amounts)])
    drawn = [part for part in parts if part.width]
    assert [part.amount for part in parts] == amounts
    assert [part.amount.minor > 0 for part in parts] == [part.width > 0 for part in parts]
    for before, after in pairwise(drawn):
        assert after.x == before.x + before.width + GAP
    assert not drawn or 0 <= drawn[-1].x + drawn[-1].width <= BAND_WIDTH


@given(sums)
def test_a_larger_sum_is_never_drawn_smaller(amounts):
    parts = sorted(band_of([("", amount) for amount in amounts]), key=lambda part: part.amount.minor)
    widths = [part.width for part in parts]
    assert widths == sorted(widths)


def test_a_band_draws_no_inline_style_because_our_policy_forbids_it():
    page = engines["django"].from_string('{% band "Your money" parts %}')
    drawn = page.render({"parts": [("Yours now", Money(3000, "GBP")), ("On its way", Money(1000, "GBP"))]})
    assert "style" not in drawn
    assert "Yours now" in drawn
    assert "£30.00" in drawn
    assert drawn.count("<rect") == 3  # the bed and two parts


@given(sums)
def test_every_bar_of_a_flow_lies_within_the_drawing(amounts):
    whole = Money(sum(amount.minor for amount in amounts), "GBP")
    drawn = flow_of([[("Received", whole)], [(str(i), amount) for i, amount in enumerate(amounts)]])
    for bar in drawn["bars"]:
        assert 0 <= bar.x <= WIDTH
        assert 0 <= bar.y <= bar.y + bar.height <= HEIGHT + 2 * len(amounts)
    assert len(drawn["streams"]) == (sum(amount.minor > 0 for amount in amounts) if whole else 0)


def test_a_fund_of_nothing_draws_nothing():
    assert flow_of([[("Received", Money(0, "GBP"))]])["bars"] == []


funds = st.lists(st.tuples(*[st.integers(0, 10_000_000)] * 4), max_size=12)


@given(funds)
def test_the_river_of_all_funds_loses_no_penny_between_its_columns(sums):
    def pence(*minors: int) -> list[Money]:
        return [Money(minor, "GBP") for minor in minors]

    figures = [
        # expected, received, committed, held, spent, returned, left
        FundFigures(*pence(expected, left + committed + spent, committed, committed // 3, spent, 0, left))
        for expected, left, committed, spent in sums
    ]
    drawn = river_of_funds([(f"Fund {number}", each) for number, each in enumerate(figures)])
    if not figures:
        assert flow_of(drawn["columns"], drawn["streams"])["bars"] == []
        return
    totals = {label: amount for column in drawn["columns"] for label, amount in column}
    assert len(drawn["columns"][0]) <= MOST_FUNDS + 1
    for label, amount in totals.items():
        came = [amount for _source, target, amount in drawn["streams"] if target == label]
        went = [amount for source, _target, amount in drawn["streams"] if source == label]
        for side in (came, went):
            assert not side or sum(side[1:], side[0]) == amount
    whole = flow_of(drawn["columns"], drawn["streams"])
    assert len(whole["streams"]) == sum(amount.minor > 0 for _source, _target, amount in drawn["streams"])
    columns = {
        x: sorted((bar.y, bar.y + bar.height) for bar in whole["bars"] if bar.x == x)
        for x in {b.x for b in whole["bars"]}
    }
    for bars in columns.values():
        for (_, ends), (starts, _) in pairwise(bars):
            assert starts - ends >= 20, "no label lies on the bar above it"
