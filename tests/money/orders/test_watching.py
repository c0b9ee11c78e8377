"""A price that rises, and orders beyond what is left: seen early, told once, and paid never."""

from __future__ import annotations

from datetime import timedelta

import pytest

from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.messages.models import News
from commonpurse.kernel.money import Money
from commonpurse.money.orders.commands import cancel_order, say_it_happened, tell_of_dearer_orders
from commonpurse.money.orders.models import Order
from commonpurse.money.orders.rules import is_price_new, more_than_left
from commonpurse.money.orders.watching import watch_over_own, watch_over_people
from commonpurse.parties.consent.models import Permission
from commonpurse.parties.consent.rules import Item
from commonpurse.parties.people.commands import withdraw_permissions
from tests.factories import NOW, TODAY, Standing, make_budget, make_fund, standing_people
from tests.money.orders.making import list_meals, make_order, price_of

DAY = timedelta(days=1)


@pytest.fixture
def people(db: None) -> Standing:
    return standing_people()


def gets_dearer(people: Standing, price: float, now=NOW) -> None:
    list_meals(people, price=price, now=now, last_modified=f"{now:%Y-%m-%dT%H:%M:%S}+00:00")


def news_of_orders(people: Standing, now=NOW) -> int:
    tell_of_dearer_orders(by=people.priya, now=now)
    return News.objects.filter(recipient_id=people.ada.id, kind="price_rose").count()


def test_who_ordered_is_told_of_a_risen_price_once_and_again_when_it_rises_again(people: Standing) -> None:
    budget = make_budget(people, (make_fund(people, received=900), 100))
    order = make_order(people, budget, price_of(list_meals(people)))
    assert news_of_orders(people) == 0
    gets_dearer(people, 15, NOW + DAY)
    assert [news_of_orders(people, NOW + each * DAY) for each in (1, 2)] == [1, 1]
    gets_dearer(people, 16, NOW + 3 * DAY)
    assert news_of_orders(people, NOW + 3 * DAY) == 2
    for seen in (
        watch_over_own(viewer=people.ada, today=TODAY + 3 * DAY),
        watch_over_people(viewer=people.wren, today=TODAY + 3 * DAY),
    ):
        (one,) = seen.risen
        assert (one.order, one.before, one.now, one.is_ahead) == (order, Money(1250, "GBP"), Money(1600, "GBP"), True)
    assert watch_over_people(viewer=people.femi, today=TODAY + 3 * DAY).risen == ()
    for by in (people.wren, people.ngozi):
        with pytest.raises(NotAllowed):
            tell_of_dearer_orders(by=by, now=NOW)


def test_what_she_orders_again_and_again_is_told_of_while_the_price_is_new(people: Standing) -> None:
    budget = make_budget(people, (make_fund(people, received=900), 100))
    option = price_of(list_meals(people))
    once = make_order(people, budget, option)
    say_it_happened(by=people.ada, order=once, now=NOW)
    gets_dearer(people, 13, NOW + DAY)
    assert news_of_orders(people, NOW + DAY) == 0  # ordered once
    for each in (1, 2):
        again = make_order(people, budget, price_of(once.service), now=NOW + each * DAY)
        say_it_happened(by=people.ada, order=again, now=NOW + each * DAY)
    gets_dearer(people, 15, NOW + 3 * DAY)
    assert news_of_orders(people, NOW + 3 * DAY) == 1
    (one,) = watch_over_own(viewer=people.ada, today=TODAY + 3 * DAY).risen
    assert (one.order, one.is_ahead) == (again, False)
    assert watch_over_own(viewer=people.ada, today=TODAY + 34 * DAY).risen == []


def test_more_ordered_ahead_than_is_left_is_told_before_anything_is_paid(people: Standing) -> None:
    budget = make_budget(people, (make_fund(people, received=900), 30))
    option = price_of(list_meals(people))
    for _ in range(2):
        make_order(people, budget, option)  # 25 of 30 are set aside
    assert watch_over_own(viewer=people.ada, today=TODAY).too_much == []
    gets_dearer(people, 16, NOW + DAY)  # twice 3.50 more, and 5 are left
    for seen in (
        watch_over_own(viewer=people.ada, today=TODAY + DAY),
        watch_over_people(viewer=people.wren, today=TODAY + DAY),
    ):
        assert [(one.person, one.over) for one in seen.too_much] == [(people.ada, Money(200, "GBP"))]
    for each in (1, 2):
        tell_of_dearer_orders(by=people.priya, now=NOW + each * DAY)
    assert News.objects.filter(recipient_id=people.ada.id, kind="orders_more_than_left").count() == 1


def test_that_it_is_too_much_is_not_told_to_whom_she_shows_only_what_she_asks_for(people: Standing) -> None:
    budget = make_budget(people, (make_fund(people, received=900), 30))
    for _ in range(2):
        make_order(people, budget, price_of(list_meals(people)))
    gets_dearer(people, 16, NOW + DAY)
    total = Permission.objects.filter(person=people.ada, member=people.wren, item=Item.MONEY_TOTAL)
    assert watch_over_people(viewer=people.wren, today=TODAY + DAY).too_much != []
    withdraw_permissions(by=people.ada, permissions=total, now=NOW)
    seen = watch_over_people(viewer=people.wren, today=TODAY + DAY)
    assert (len(seen.risen), seen.too_much) == (2, [])


def test_one_more_order_or_one_less_does_not_tell_her_again_that_it_is_too_much(people: Standing) -> None:
    budget = make_budget(people, (make_fund(people, received=900), 40))
    option = price_of(list_meals(people))

    def order(hours: int) -> Order:
        return make_order(people, budget, option, by=people.wren, now=NOW + timedelta(hours=hours))

    def tells(hours: int) -> int:
        tell_of_dearer_orders(by=people.priya, now=NOW + timedelta(hours=hours))
        return News.objects.filter(recipient_id=people.ada.id, kind="orders_more_than_left").count()

    made = [order(hours) for hours in range(4)]  # with the last one 50 of 40 are asked for
    (found,) = watch_over_own(viewer=people.ada, today=TODAY).too_much
    assert (found.tipped_by, found.over, tells(5)) == (made[3].id, Money(1000, "GBP"), 1)
    newer = order(6)
    assert tells(7) == 1
    for gone, hours in ((newer, 8), (made[3], 10)):
        cancel_order(by=people.ada, order=gone, now=NOW + timedelta(hours=hours))
        assert tells(hours + 1) == 1
    assert watch_over_own(viewer=people.ada, today=TODAY).too_much == []
    order(12)
    assert tells(13) == 2


def test_what_is_too_much_and_what_is_new_are_plain_sums() -> None:
    def pounds(number: int) -> Money:
        return Money(number, "GBP")

    assert more_than_left(left=pounds(10), waiting=pounds(8), rises=pounds(2)) is None
    assert more_than_left(left=pounds(10), waiting=pounds(8), rises=pounds(3)) == pounds(1)
    assert is_price_new(TODAY, None, TODAY + 29 * DAY)
    assert not is_price_new(TODAY, None, TODAY + 30 * DAY)
    assert is_price_new(TODAY, TODAY + 20 * DAY, TODAY + 30 * DAY)
