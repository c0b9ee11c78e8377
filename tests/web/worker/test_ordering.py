"""Ordering with a person who cannot do it alone: for whom, the price and the answer first, then the order."""

from __future__ import annotations

import pytest

from commonpurse.money.orders.models import Order, UnmetWish
from tests.factories import Standing, make_budget, make_fund
from tests.money.orders.making import list_meals, price_of
from tests.web.person.test_agreement import words_of
from tests.web.person.test_orders import hidden

pytestmark = pytest.mark.usefixtures("clock")


def test_who_may_act_for_her_orders_for_her_and_she_reads_who_did(standing: Standing, sign_in) -> None:
    make_budget(standing, (make_fund(standing, received=900), 40))
    service, ada = list_meals(standing), standing.ada
    wren, option = sign_in(standing.wren), price_of(service)
    whom = f"/worker/services/{service.id}/for/"
    assert whom in wren.get(f"/services/{service.id}/").content.decode()
    start = f"/worker/people/{ada.id}/orders/from/{service.id}/"
    assert start in wren.get(whom).content.decode()
    address = f"/worker/people/{ada.id}/orders/new/{option.id}/"
    assert address in wren.get(start).content.decode()
    page = wren.get(address)
    assert "Order it for £12.50" in words_of(page)
    sent = {"seen": hidden(page, "seen"), "request_id": hidden(page, "request_id"), "kind": "food"}
    assert wren.post(address, sent | {"wanted_on": "yesterday"}).status_code == 422
    looked = words_of(wren.post(address, sent | {"wanted_on": "tomorrow", "look": "1"}))
    assert ("Yes" in looked, Order.objects.count()) == (True, 0)
    again = wren.post(address, sent | {"wanted_on": "tomorrow", "seen": "other"})
    assert (again.status_code, "Please look at it all once more." in words_of(again)) == (422, True)
    for _ in range(2):
        said = words_of(wren.post(address, sent | {"wanted_on": "tomorrow"}, follow=True))
    assert "The order is written down for Ada." in said
    assert (order := Order.objects.get()).placed_by_member == standing.wren
    assert "Wren" in words_of(sign_in(ada).get(f"/money/orders/{order.id}/"))
    femi = sign_in(standing.femi)
    assert [femi.get(place).status_code for place in (start, address)] == [404, 404]
    assert "Nobody lets you do things with their money now." in words_of(femi.get(whom))


def test_what_she_could_not_get_is_written_down_and_read_by_her_alone(standing: Standing, sign_in) -> None:
    service, ada = list_meals(standing, price=None), standing.ada
    start = f"/worker/people/{ada.id}/orders/from/{service.id}/"
    wren = sign_in(standing.wren)
    assert "There is no price at which it can be ordered." in words_of(wren.get(start))
    said = words_of(wren.post(f"{start}could-not-get/", {"reason": "full"}, follow=True))
    assert "It is written down. Ada can read it, and take it back." in said
    assert UnmetWish.objects.get().told_by_member == standing.wren
    assert wren.post(f"{start}could-not-get/", {"reason": "x"}).status_code == 404
    assert "Wren wrote it down for you." in words_of(sign_in(ada).get("/money/wanted/"))
