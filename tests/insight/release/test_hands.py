"""How much of the money was in the person's own hands when it was released."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from commonpurse.insight.release.queries import OtherHands, WhoseHands, whose_hands
from commonpurse.money.budgets.commands import change_holding_type
from commonpurse.money.budgets.models import Line
from commonpurse.money.budgets.rules import HoldingType
from commonpurse.money.payments.models import Payment
from tests.factories import NOW, TODAY, pounds
from tests.insight.release.way import DAYS, Way


def hands(way: Way, today: date = TODAY) -> WhoseHands:
    found = whose_hands(viewer=way.people.priya, today=today)
    assert found is not None
    return found


def let_a_helper_hold(way: Way, from_day: int, to_day: int) -> None:
    change_holding_type(
        by=way.people.wren,
        line=Line.objects.select_related("budget__person").get(budget=way.budget),
        holding_type=HoldingType.DELEGATE_HELD,
        reason="She asked her sister.",
        starts_on=TODAY + timedelta(days=from_day),
        ends_on=TODAY + timedelta(days=to_day),
        now=NOW + from_day * DAYS,
    )


def all_arrive(way: Way, payments: list[Payment], day: int) -> None:
    way.send(NOW + day * DAYS)
    for payment in payments:
        way.arrive(payment, TODAY + timedelta(days=day))


def test_nobody_but_the_manager_sees_it(way: Way) -> None:
    for name in ("wren", "ngozi", "callum", "ada", "administrator", "femi"):
        assert whose_hands(viewer=getattr(way.people, name), today=TODAY) is None


def test_of_nothing_there_is_no_share(way: Way) -> None:
    assert hands(way) == WhoseHands(pounds(0), 0, None, ())


def test_money_is_in_her_own_hands_unless_somebody_said_why_not(way: Way) -> None:
    all_arrive(way, [way.release(), way.release()], 0)
    assert hands(way) == WhoseHands(pounds(20), 2, 100, ())


def test_the_day_of_the_release_says_in_whose_hands_it_was(way: Way) -> None:
    """A helper holds it from the first day on, and not on the third any more."""
    before = [way.release(NOW)]
    let_a_helper_hold(way, 1, 3)
    within = [way.release(NOW + days * DAYS) for days in (1, 1, 2, 2, 2)]
    after = [way.release(NOW + 3 * DAYS)]
    all_arrive(way, [*before, *within, *after], 3)
    assert hands(way) == WhoseHands(pounds(20), 7, 28, (OtherHands(HoldingType.DELEGATE_HELD, pounds(50), 5),))


def test_a_payment_with_a_holding_of_its_own_goes_by_that(way: Way) -> None:
    named = [
        way.release(holding_type=HoldingType.AUTHORITY_MANAGED, holding_reason="The landlord asks for it.")
        for _ in range(5)
    ]
    all_arrive(way, [*named, *(way.release() for _ in range(15))], 0)
    others = (OtherHands(HoldingType.AUTHORITY_MANAGED, pounds(50), 5),)
    assert hands(way) == WhoseHands(pounds(150), 20, 75, others)


def test_a_few_payments_in_other_hands_are_counted_and_their_sum_is_not_told(way: Way) -> None:
    let_a_helper_hold(way, 0, 30)
    own = {"holding_type": HoldingType.SELF_HELD, "holding_reason": "She does this one herself."}
    few, many = [way.release() for _ in range(4)], [way.release(**own) for _ in range(6)]
    all_arrive(way, [*few, *many], 0)
    assert hands(way) == WhoseHands(pounds(60), 10, 60, (OtherHands(None, None, 4),))


def test_kinds_of_a_few_are_told_together(way: Way) -> None:
    def elsewhere(kind: HoldingType) -> Payment:
        return way.release(holding_type=kind, holding_reason="So agreed.")

    few = [elsewhere(HoldingType.THIRD_PARTY_HELD) for _ in range(2)]
    more = [elsewhere(HoldingType.AUTHORITY_MANAGED) for _ in range(6)]
    all_arrive(way, [*few, *more], 0)
    assert hands(way).others == (OtherHands(None, pounds(80), 8),)


def test_what_has_not_arrived_is_not_counted(way: Way) -> None:
    sent = way.release()
    all_arrive(way, [], 0)
    way.release()
    assert hands(way).count == 0
    way.arrive(sent, TODAY)
    assert hands(way).count == 1
    way.come_back(sent, TODAY)
    assert hands(way).count == 0


def test_it_costs_a_fixed_number_of_questions(way: Way) -> None:
    let_a_helper_hold(way, 0, 30)
    assert way.people.priya.roles
    for _ in range(2):
        all_arrive(way, [way.release() for _ in range(6)], 0)
        with CaptureQueriesContext(connection) as asked:
            hands(way)
        assert len(asked) == 5
