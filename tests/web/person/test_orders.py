"""Ordering on a phone: the price before, one tap when it happened, a face; and one tap for what could not be had."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from commonpurse.kernel.identity import new_id
from commonpurse.money.decisions.commands import let_ask_be_paid
from commonpurse.money.decisions.models import Ask
from commonpurse.money.orders.models import Order, UnmetWish
from commonpurse.money.payments.commands import stop_payment
from commonpurse.money.payments.models import Payee, Payment
from tests.factories import NOW, TODAY, Standing, make_budget, make_fund, release
from tests.money.orders.making import PROVIDER, list_meals, make_order, price_of, provider
from tests.web.person.test_agreement import words_of

pytestmark = pytest.mark.usefixtures("clock")
ORDERS = "/money/orders/"


def hidden(page: object, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page.content.decode())  # type: ignore[attr-defined]
    assert found is not None
    return found[1]


def test_she_orders_where_she_found_it_pays_when_it_happened_and_says_how_it_was(standing: Standing, sign_in) -> None:
    make_budget(standing, (make_fund(standing, received=900), 40))
    service = list_meals(standing)
    ada, address = sign_in(standing.ada), f"{ORDERS}new/{price_of(service).id}/"
    assert "You have not ordered anything yet." in words_of(ada.get(ORDERS))
    assert address in ada.get(f"/services/{service.id}/").content.decode()
    page = ada.get(address)
    assert "Order it for £12.50" in words_of(page)
    sent = {"seen": hidden(page, "seen"), "request_id": hidden(page, "request_id"), "kind": "food"}
    assert ada.post(address, sent | {"wanted_on": "yesterday"}).status_code == 422
    closed = ada.post(address, sent | {"wanted_on": "tomorrow", "anyway": "2026-06-03"})
    assert closed.status_code == 422
    assert "It is closed on Tuesday 2 June. It is open on Thursday 4 June and Monday 8 June." in words_of(closed)
    assert "Order it for Tuesday 2 June anyway" in words_of(closed)
    said = words_of(ada.post(address, sent | {"wanted_on": "tomorrow", "anyway": "2026-06-02"}, follow=True))
    assert "Ordered. £12.50 is kept for it." in said
    order = Order.objects.get()
    here = f"{ORDERS}{order.id}/"
    said = words_of(ada.post(here, {"act": "happened"}, follow=True))
    assert f"Add the account of {PROVIDER}" in said
    assert ada.post(here, {"act": "pay"}).status_code == 422
    ada.post(f"{here}account/", {"sort_code": "12-34-56", "account_number": "87654321"})
    assert Payee.objects.get().name == PROVIDER
    ada.post(here, {"act": "pay"})
    assert Payment.objects.get().ask_id == order.ask_id
    said = words_of(ada.post(here, {"rating": "good"}, follow=True))
    assert "Thank you. You can change it at any time." in said
    assert "You said: Good." in words_of(ada.get(ORDERS))
    assert ada.post(here, {"act": "else"}).status_code == 404


def test_of_a_closed_day_she_is_told_the_next_open_ones(standing: Standing, sign_in) -> None:
    make_budget(standing, (make_fund(standing, received=900), 40))
    first_friday = {"freq": "MONTHLY", "byday": "1FR"}
    option = price_of(list_meals(standing, schedules=[first_friday]))
    ada, address = sign_in(standing.ada), f"{ORDERS}new/{option.id}/"
    page = ada.get(address)
    sent = {name: hidden(page, name) for name in ("seen", "request_id")} | {"kind": "food", "wanted_on": "12 June"}
    told = words_of(ada.post(address, sent))
    assert "It is closed on Friday 12 June. It is open on Friday 3 July and Friday 7 August." in told


def test_a_price_that_rose_is_shown_before_it_is_paid_and_before_it_is_ordered_again(
    standing: Standing, sign_in
) -> None:
    budget = make_budget(standing, (make_fund(standing, received=900), 40))
    service = list_meals(standing)
    order, ada = make_order(standing, budget, price_of(service)), sign_in(standing.ada)
    seen = hidden(ada.get(f"{ORDERS}new/{price_of(service).id}/"), "seen")
    gone = f"{ORDERS}new/{price_of(service).id}/"
    list_meals(standing, price=15, now=NOW + timedelta(hours=1), last_modified="2026-05-01T09:00:00+00:00")
    assert "This price is not there any more." in words_of(ada.get(gone))
    said = words_of(ada.get(f"{ORDERS}{order.id}/"))
    assert "The price has gone up to £15. You said yes to £12.50. We pay no more than that." in said
    address = f"{ORDERS}{order.id}/anew/"
    page = ada.get(address)
    assert "This takes the place of your order for £12.50." in words_of(page)
    sent = {"request_id": hidden(page, "request_id"), "kind": "food", "wanted_on": "4 June"}
    answer = ada.post(address, sent | {"seen": seen})
    assert (answer.status_code, Order.objects.count()) == (422, 1)
    ada.post(address, sent | {"seen": hidden(answer, "seen")})
    assert Order.objects.filter(replaces=order, outcome=None).exists()


def test_one_tap_says_what_could_not_be_had_and_keeps_the_words_only_where_she_ticked(
    standing: Standing, sign_in, client
) -> None:
    service, ada = list_meals(standing), sign_in(standing.ada)
    assert "could not get it" not in words_of(client.get(f"/services/{service.id}/"))
    ada.post("/services/", {"find": "a dentist"})
    assert "I wanted this and could not get it" in words_of(ada.get("/services/"))
    for kept in ({}, {"keep": "a dentist"}):
        answer = ada.post("/money/wanted/search/", {"reason": "none_here"} | kept, follow=True)
        assert "Thank you. It counts, without your name." in words_of(answer)
    ada.post(f"/money/wanted/service/{service.id}/", {"reason": "full"})
    assert ada.post("/money/wanted/search/", {"reason": "else"}).status_code == 404
    assert sorted(UnmetWish.objects.values_list("reason", "searched", "topic")) == [
        ("full", "", "food"),
        ("none_here", "", ""),
        ("none_here", "a dentist", "health"),
    ]
    wish = UnmetWish.objects.get(searched="a dentist")
    assert "It is gone." in words_of(ada.post("/money/wanted/", {"back": str(wish.id)}, follow=True))
    assert not UnmetWish.objects.filter(id=wish.id).exists()
    assert ada.post("/money/wanted/", {"back": "x"}).status_code == 404


def test_what_she_looked_for_is_offered_only_where_it_led_here_just_now(standing: Standing, sign_in) -> None:
    here, ada = f"/services/{list_meals(standing).id}/", sign_in(standing.ada)
    found, tick = {"HTTP_REFERER": "http://testserver/services/"}, "what I looked for: “meals”"

    def says(client, **given) -> bool:
        return tick in words_of(client.get(here, **given))

    ada.post("/services/", {"find": "meals"})
    assert says(ada, **found)
    assert not says(ada, HTTP_REFERER=f"http://testserver{here}note/")
    assert says(ada, **found)
    assert not says(ada)
    assert not says(ada, **found)  # forgotten with it
    assert "meals" not in words_of(ada.get("/services/"))
    ada.post("/services/", {"find": "meals"})
    session = ada.session
    session["find:services"] = ["meals", session["find:services"][1] - 1801]
    session.save()
    assert not says(ada, **found)


def test_her_worker_writes_down_what_she_told_and_the_manager_reads_numbers(standing: Standing, sign_in) -> None:
    budget = make_budget(standing, (make_fund(standing, received=900), 40))
    order = make_order(standing, budget, price_of(list_meals(standing)), wanted_on=TODAY)
    wren, address = sign_in(standing.wren), f"/worker/people/{standing.ada.id}/orders/"
    assert "Warm Meals: A meal" in words_of(wren.get(address))
    assert wren.post(f"{address}{order.id}/", {"act": "happened"}).status_code == 422
    wren.post(f"{address}{order.id}/", {"act": "happened", "how": "She rang me."})
    assert Order.objects.get().outcome_how == "She rang me."
    assert wren.post(f"{address}{order.id}/", {"act": "pay"}).status_code == 422
    assert "Written down by Wren: She rang me." in words_of(sign_in(standing.ada).get(f"{ORDERS}{order.id}/"))
    assert "Nothing can be shown yet." in words_of(sign_in(standing.priya).get("/manager/wanted/"))


def test_the_pages_of_its_ask_lead_to_the_order_and_pay_nobody(standing: Standing, sign_in) -> None:
    budget = make_budget(standing, (make_fund(standing, received=900), 40))
    account = provider(standing)
    order = make_order(standing, budget, price_of(list_meals(standing)))
    ada, wren = sign_in(standing.ada), sign_in(standing.wren)
    hers, theirs = f"/money/asks/{order.ask_id}/", f"/worker/asks/{order.ask_id}/"
    said = words_of(ada.get(hers))
    assert "Who gets it?" not in said
    assert "Take it back" in said
    assert "You ordered this. Say there if it happened." in words_of(ada.get("/money/waiting/"))
    ada.post(hers, {"payee": str(account.payee_id), "request_id": str(new_id())})
    page = wren.get(theirs).content.decode()
    assert f"/orders/{order.id}/" in page
    assert "Release this money" not in page
    assert not Payment.objects.exists()


def test_what_was_paid_already_can_still_be_said_and_the_answer_says_what_is_so(standing: Standing, sign_in) -> None:
    budget = make_budget(standing, (make_fund(standing, received=900), 40))
    account = provider(standing)
    order, ada = make_order(standing, budget, price_of(list_meals(standing, price=15))), sign_in(standing.ada)
    let_ask_be_paid(by=standing.ada, ask=order.ask, now=NOW)
    payment = release(standing, budget, account, 15, spend_kind="food", ask=Ask.objects.get())
    here = f"{ORDERS}{order.id}/"
    theirs = f"/worker/people/{standing.ada.id}/orders/{order.id}/"
    for page in (words_of(ada.get(here)), words_of(sign_in(standing.wren).get(theirs))):
        assert "It happened" in page
    said = words_of(ada.post(here, {"act": "not_happened"}))
    assert "Stop it first." in said
    stop_payment(by=standing.ada, payment=payment, reason="Not needed.", now=NOW)
    said = words_of(ada.post(here, {"act": "not_happened"}, follow=True))
    assert "There was a payment for it already." in said
    assert "Nobody is paid for it." not in said
