"""Ordering with a person who cannot do it alone: for whom, the price and the answer first, then the order."""

from __future__ import annotations

from datetime import timedelta

import pytest

from commonpurse.money.orders.models import Order, UnmetWish
from tests.factories import NOW, Standing, make_budget, make_fund
from tests.money.orders.making import list_meals, make_order, price_of
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
    closed = words_of(wren.post(address, sent | {"wanted_on": "tomorrow"}))
    assert ("It is open on Thursday 4 June and" in closed, Order.objects.count()) == (True, 0)
    again = wren.post(address, sent | {"wanted_on": "tomorrow", "seen": "other"})
    assert (again.status_code, "Please look at it all once more." in words_of(again)) == (422, True)
    for _ in range(2):
        said = words_of(wren.post(address, sent | {"wanted_on": "4 June"}, follow=True))
    assert "The order is written down for Ada." in said
    assert (order := Order.objects.get()).placed_by_member == standing.wren
    assert "Wren" in words_of(sign_in(ada).get(f"/money/orders/{order.id}/"))
    femi = sign_in(standing.femi)
    assert [femi.get(place).status_code for place in (start, address)] == [404, 404]
    assert "Nobody lets you do things with their money now." in words_of(femi.get(whom))


def test_what_a_worker_wrote_down_is_ordered_anew_by_them_at_the_price_of_now_and_what_she_ordered_is_not(
    standing: Standing, sign_in
) -> None:
    budget = make_budget(standing, (make_fund(standing, received=900), 40))
    option = price_of(list_meals(standing))
    by_wren, by_ada = (make_order(standing, budget, option, by=by) for by in (standing.wren, standing.ada))
    later = {"now": NOW + timedelta(hours=1), "last_modified": "2026-05-01T09:00:00+00:00"}
    list_meals(standing, price=15, **later)
    wren, orders = sign_in(standing.wren), f"/worker/people/{standing.ada.id}/orders/"
    address = f"{orders}{by_wren.id}/anew/"
    assert "Order it anew for £15" in words_of(wren.get(f"{orders}{by_wren.id}/"))
    page = wren.get(address)
    assert "This takes the place of the order for Wednesday 3 June, £12.50." in words_of(page)
    sent = {name: hidden(page, name) for name in ("seen", "request_id")} | {"kind": "food", "wanted_on": "4 June"}
    made = [wren.post(address, sent)["Location"] for _ in range(2)]
    assert made[0] == made[1]
    new = Order.objects.get(replaces=by_wren)
    assert (new.ask.amount_minor, new.placed_by_member, new.replaces.outcome) == (1500, standing.wren, "cancelled")
    assert wren.get(f"{orders}{by_ada.id}/anew/").status_code == 404
    assert "Order it anew" not in words_of(wren.get(f"{orders}{by_ada.id}/"))


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
