"""How an order stands, and what makes a price dearer: by plain values."""

from __future__ import annotations

import pytest

from commonpurse.kernel.money import Money
from commonpurse.money.budgets.rules import SpendKind
from commonpurse.money.orders.rules import Stage, kind_of, over_by, rise, stage_of
from commonpurse.parties.directory.rules import TOPICS, topic_of


@pytest.mark.parametrize(
    ("ask_state", "outcome", "payment_state", "stage"),
    [
        ("waiting", None, None, Stage.WAITING),
        ("declined", None, None, Stage.NO),
        ("withdrawn", None, None, Stage.CANCELLED),
        ("granted", None, None, Stage.AGREED),
        ("granted", "happened", None, Stage.TO_PAY),
        ("granted", "happened", "sent", Stage.ON_ITS_WAY),
        ("granted", None, "settled", Stage.PAID),
        ("granted", "happened", "returned", Stage.CAME_BACK),
        ("granted", "not_happened", "settled", Stage.NOT_HAPPENED),
        ("withdrawn", "cancelled", None, Stage.CANCELLED),
    ],
)
def test_what_is_sent_is_not_paid_yet(
    ask_state: str, outcome: str | None, payment_state: str | None, stage: Stage
) -> None:
    assert stage_of(ask_state=ask_state, outcome=outcome, payment_state=payment_state) is stage


def test_only_more_of_the_same_money_is_dearer_or_too_much() -> None:
    ten, twelve = Money(1000, "GBP"), Money(1200, "GBP")
    assert rise(ten, twelve) == Money(200, "GBP")
    assert [rise(ten, ten), rise(twelve, ten), rise(ten, None), rise(ten, Money(1200, "EUR"))] == [None] * 4
    assert over_by(left=ten, waiting=ten, price=twelve) == twelve
    assert over_by(left=ten, waiting=Money(0, "GBP"), price=twelve) is None  # the ask itself says so


def test_each_need_has_its_kind_and_words_without_one_have_none() -> None:
    assert topic_of(["Food bank and meals", "Talk"]) == "food"
    assert topic_of(["Nothing of that"]) == ""
    assert {kind_of(topic.key) for topic in TOPICS} > {SpendKind.FOOD, SpendKind.OTHER}
