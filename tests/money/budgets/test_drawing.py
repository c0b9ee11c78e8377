"""Which money pays, in which order, and how a refusal reads. Amounts in the tables are whole pounds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonpurse.kernel.money import Money
from commonpurse.kernel.periods import Period
from commonpurse.money.budgets.rules import (
    SPEND_WORDS,
    BudgetRefused,
    Rule,
    Source,
    SpendKind,
    UnspentRule,
    check_rule,
    draw,
    draw_order,
    may_pay_for,
    obstacle,
)
from tests.factories import TODAY, pounds

FOOD, TRAVEL, LEISURE = SpendKind.FOOD, SpendKind.TRAVEL, SpendKind.LEISURE
NO = Rule(is_allowed=False, reason="The grant is for a home")
BACK, ROLLS, STAYS = UnspentRule.RETURNS_TO_FUND, UnspentRule.ROLLS_OVER, UnspentRule.STAYS_WITH_PERSON


def source(
    name: str,
    available: int,
    ends_on: date | None = None,
    rules: Mapping[SpendKind, Rule] | None = None,
    unspent: UnspentRule = BACK,
    starts_on: date = date(2026, 1, 1),
) -> Source:
    return Source(
        line=UUID(int=int.from_bytes(name.encode(), "big")),
        account=UUID(int=0),
        fund_name=name,
        period=Period(starts_on, ends_on),
        unspent_rule=unspent,
        available_minor=available * 100,
        rules=rules or {},
    )


def at_most(amount: int) -> Rule:
    return Rule(limit_minor=amount * 100, reason="So that it lasts for many")


JULY, AUGUST, YESTERDAY = date(2026, 7, 1), date(2026, 8, 1), TODAY - timedelta(days=1)

# fmt: off
ORDERS = [
    # sources                                                                               drawn on, in order
    ([source("a", 10, AUGUST), source("b", 10, JULY), source("c", 10)],                     ["b", "a", "c"]),
    ([source("a", 10), source("b", 10, rules={TRAVEL: NO})],                                ["b", "a"]),
    ([source("a", 10, rules={TRAVEL: NO}), source("b", 10, rules={TRAVEL: NO, LEISURE: NO})], ["b", "a"]),
    ([source("a", 10), source("b", 10, rules={TRAVEL: at_most(5)})],                        ["b", "a"]),
    ([source("a", 10, rules={TRAVEL: at_most(5)}), source("b", 10, rules={TRAVEL: NO})],    ["b", "a"]),
    ([source("a", 10, JULY), source("b", 10, AUGUST, rules={TRAVEL: NO})],                  ["a", "b"]),
    ([source("a", 10, JULY, unspent=STAYS), source("b", 10, AUGUST)],                       ["b", "a"]),
    ([source("a", 10, JULY, unspent=ROLLS), source("b", 10, AUGUST)],                       ["b", "a"]),
    ([source("a", 10, rules={FOOD: NO}), source("b", 10)],                                  ["b"]),
    ([source("a", 10, TODAY), source("b", 10)],                                             ["b"]),
    ([source("a", 10, TODAY, unspent=STAYS), source("b", 10, unspent=ROLLS, ends_on=YESTERDAY)], ["a", "b"]),
    ([source("a", 10, starts_on=JULY), source("b", 10)],                                    ["b"]),
    ([source("a", 0), source("b", 10)],                                                     ["b"]),
    ([source("b", 10), source("a", 10)],                                                    ["a", "b"]),
    ([],                                                                                    []),
]
SPLITS = [
    # sources                                                              pounds   parts
    ([source("a", 50, JULY), source("b", 50)],                             30,      {"a": 30}),
    ([source("a", 50, JULY), source("b", 50)],                             50,      {"a": 50}),
    ([source("a", 50, JULY), source("b", 50)],                             80,      {"a": 50, "b": 30}),
    ([source("a", 50, JULY), source("b", 50)],                             100,     {"a": 50, "b": 50}),
    ([source("a", 50, JULY, rules={FOOD: at_most(20)}), source("b", 50)],  60,      {"a": 20, "b": 40}),
    ([source("a", 50, JULY, rules={FOOD: NO}), source("b", 50)],           50,      {"b": 50}),
]
REFUSALS = [
    # sources                                                   pounds  code                payable  available
    ([source("a", 60)],                                         100,    "short_of_money",    60,      60),
    ([],                                                        1,      "short_of_money",    0,       0),
    ([source("a", 60, rules={FOOD: NO})],                       50,     "rule_says_no",      0,       60),
    ([source("a", 60, rules={FOOD: NO}), source("b", 40)],      50,     "rule_says_no",      40,      100),
    ([source("a", 60, rules={FOOD: at_most(20)})],              50,     "over_limit",        20,      60),
    ([source("a", 60, TODAY)],                                  50,     "fund_ended",        0,       60),
    ([source("a", 60, starts_on=JULY)],                         50,     "fund_not_started",  0,       60),
    ([source("a", 60, TODAY), source("b", 60, rules={FOOD: NO})], 50,   "rule_says_no",      0,       120),
    ([source("a", 60, TODAY)],                                  70,     "short_of_money",    0,       60),
]
# fmt: on


@pytest.mark.parametrize(("sources", "names"), ORDERS)
def test_money_is_drawn_so_that_the_least_is_wasted(sources: list[Source], names: list[str]) -> None:
    assert [each.fund_name for each in draw_order(sources, FOOD, TODAY)] == names


@pytest.mark.parametrize(("sources", "amount", "parts"), SPLITS)
def test_an_amount_is_split_over_the_lines_exactly(sources: list[Source], amount: int, parts: dict[str, int]) -> None:
    drawn = draw(sources, pounds(amount), FOOD, TODAY)
    assert {each.source.fund_name: each.amount_minor // 100 for each in drawn} == parts


@pytest.mark.parametrize(("sources", "amount", "code", "payable", "available"), REFUSALS)
def test_what_cannot_be_paid_says_what_there_is(
    sources: list[Source], amount: int, code: str, payable: int, available: int
) -> None:
    with pytest.raises(BudgetRefused) as refused:
        draw(sources, pounds(amount), FOOD, TODAY)
    assert refused.value.code == code
    assert refused.value.facts == {"payable_minor": payable * 100, "available_minor": available * 100}


@pytest.mark.parametrize(
    ("sources", "sentence"),
    [
        (
            [source("Home Fund", 60)],
            "There is £60.00 left, and this needs £100.00. Choose £60.00 or less, or ask for money to be added.",
        ),
        (
            [source("Home Fund", 60, rules={FOOD: NO}), source("Warm Fund", 40)],
            "Of the money here, Warm Fund can pay £40.00 for this. Home Fund does not pay for food. "
            "The grant is for a home. Choose £40.00 or less, or ask for money to be added.",
        ),
        (
            [source("Home Fund", 100, rules={FOOD: at_most(20)})],
            "Of the money here, Home Fund can pay £20.00 for this. Home Fund pays up to £20.00 at a time for this. "
            "So that it lasts for many. Choose £20.00 or less, or ask for money to be added.",
        ),
        (
            [source("Home Fund", 100, TODAY)],
            "None of the money here can pay for this now. Home Fund could be used until 31 May 2026. "
            "Ask for money to be added.",
        ),
        (
            [source("Home Fund", 100, starts_on=JULY)],
            "None of the money here can pay for this now. Home Fund starts on 1 July 2026. Ask for money to be added.",
        ),
    ],
)
def test_a_refusal_reads_as_sentences_a_person_can_act_on(sources: list[Source], sentence: str) -> None:
    with pytest.raises(BudgetRefused) as refused:
        draw(sources, pounds(100), FOOD, TODAY)
    assert refused.value.message == sentence
    assert all(len(part.split()) <= 25 for part in refused.value.message.split(". "))


def test_everything_is_allowed_that_no_rule_names() -> None:
    assert all(may_pay_for({}, kind) for kind in SpendKind)
    assert not may_pay_for({FOOD: NO}, FOOD)
    assert may_pay_for({FOOD: NO}, TRAVEL)
    assert set(SPEND_WORDS) == set(SpendKind)


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        (Rule(is_allowed=False), "rule_needs_reason"),
        (Rule(is_allowed=False, reason="  "), "rule_needs_reason"),
        (Rule(limit_minor=100), "rule_needs_reason"),
        (Rule(limit_minor=0, reason="x"), "rule_limit_wrong"),
        (Rule(is_allowed=False, limit_minor=100, reason="x"), "rule_limit_wrong"),
    ],
)
def test_a_rule_has_a_reason_and_a_limit_above_zero(rule: Rule, code: str) -> None:
    with pytest.raises(BudgetRefused) as refused:
        check_rule(FOOD, rule)
    assert refused.value.code == code


RULES = st.dictionaries(
    st.sampled_from(SpendKind),
    st.one_of(
        st.just(NO), st.integers(1, 20_000).map(lambda minor: Rule(limit_minor=minor, reason="So that it lasts"))
    ),
)
DAYS = st.integers(-40, 40).map(lambda days: TODAY + timedelta(days=days))


@st.composite
def sources_to_draw(drawn: st.DrawFn) -> list[Source]:
    found = []
    for number in range(drawn(st.integers(0, 5))):
        starts_on = drawn(DAYS)
        ends_on = drawn(st.none() | DAYS.filter(lambda day, start=starts_on: day > start))
        found.append(
            Source(
                line=UUID(int=number),
                account=UUID(int=number),
                fund_name=f"Fund {number}",
                period=Period(starts_on, ends_on),
                unspent_rule=drawn(st.sampled_from(UnspentRule)),
                available_minor=drawn(st.integers(0, 30_000)),
                rules=drawn(RULES),
            )
        )
    return found


@given(sources_to_draw(), st.integers(1, 60_000), st.sampled_from(SpendKind))
def test_a_split_loses_nothing_and_takes_only_what_may_pay(
    sources: list[Source], amount_minor: int, kind: SpendKind
) -> None:
    payable = sum(each.payable_minor(kind, TODAY) for each in sources)
    try:
        parts = draw(sources, Money(amount_minor, "GBP"), kind, TODAY)
    except BudgetRefused as refusal:
        was_refused = refusal.facts["payable_minor"]
    else:
        was_refused = None
        assert sum(part.amount_minor for part in parts) == amount_minor
        assert len({part.source.line for part in parts}) == len(parts)
        for part in parts:
            rule = part.source.rules.get(kind, Rule())
            assert 0 < part.amount_minor <= part.source.available_minor
            assert rule.is_allowed
            assert rule.limit_minor is None or part.amount_minor <= rule.limit_minor
            assert obstacle(part.source, kind, TODAY) is None
    assert was_refused == (payable if payable < amount_minor else None)


@given(sources_to_draw(), st.sampled_from(SpendKind), st.randoms())
def test_the_order_depends_on_the_money_not_on_how_it_was_listed(
    sources: list[Source], kind: SpendKind, random: st.random.Random
) -> None:
    shuffled = list(sources)
    random.shuffle(shuffled)
    ordered = draw_order(sources, kind, TODAY)
    assert draw_order(shuffled, kind, TODAY) == ordered
    lapses = [each.lapses_on or date.max for each in ordered]
    assert lapses == sorted(lapses)


@given(sources_to_draw(), st.integers(1, 60_000), st.sampled_from(SpendKind))
def test_no_later_money_is_touched_while_sooner_money_could_pay(
    sources: list[Source], amount_minor: int, kind: SpendKind
) -> None:
    ordered = draw_order(sources, kind, TODAY)
    amount = Money(min(amount_minor, sum(each.payable_minor(kind, TODAY) for each in ordered)), "GBP")
    parts = draw(ordered, amount, kind, TODAY)
    assert [part.source for part in parts] == ordered[: len(parts)]
    assert all(part.amount_minor == part.source.payable_minor(kind, TODAY) for part in parts[:-1])
