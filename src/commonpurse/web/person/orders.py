"""What she orders from the directory: before she orders, each order until it is paid, and all of them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from commonpurse.kernel.errors import Refused
from commonpurse.money.budgets.rules import SpendKind
from commonpurse.money.orders.commands import (
    cancel_order,
    pay_order,
    place_order,
    rate_order,
    say_it_did_not_happen,
    say_it_happened,
)
from commonpurse.money.orders.explaining import BeforeOrder, before_order
from commonpurse.money.orders.queries import (
    OrderShown,
    get_option,
    get_order,
    orders_of,
    shown_orders,
)
from commonpurse.money.orders.rules import Rating
from commonpurse.money.orders.watching import watch_over_own
from commonpurse.money.payments.rules import PayeeKind
from commonpurse.web.doors import PERSON, door
from commonpurse.web.parts.explained import answer_shown
from commonpurse.web.parts.forms import posted
from commonpurse.web.parts.orders import (
    OrderForm,
    faces,
    mark_of,
    order_card,
    order_cards,
    order_facts,
    paid_words,
)
from commonpurse.web.parts.pages import go, one_page, or_404, refuse, show
from commonpurse.web.parts.words import said
from commonpurse.web.parts.written import spoken
from commonpurse.web.person.money import own_budget
from commonpurse.web.person.payees import NewPayee
from commonpurse.web.request import PageRequest, look_at


def own_order(request: PageRequest, order_id: UUID) -> OrderShown:
    """One of her own orders; never one of somebody she helps."""
    look_at(request, request.person.id, "orders")
    person = request.person
    return or_404(get_order(viewer=person, person=person, order_id=order_id, today=request.today))


@door(PERSON, why="to see what she ordered")
def orders(request: PageRequest) -> HttpResponse:
    """All she ordered, newest first."""
    look_at(request, request.person.id, "orders")
    page = one_page(request, orders_of(viewer=request.person, person=request.person, today=request.today))
    cards = order_cards(shown_orders(page.object_list, request.today), request.person)
    seen = watch_over_own(viewer=request.person, today=request.today)
    return show(request, "person/orders.html", page=page, orders=cards, watch=seen)


@door(PERSON, why="to order something", methods="GET POST")
def order_this(request: PageRequest, option_id: UUID) -> HttpResponse:
    """What it costs, what her money and her rules say to it, and the button."""
    return ordering(request, option_id, None)


@door(PERSON, why="to order something", methods="GET POST")
def order_anew(request: PageRequest, order_id: UUID) -> HttpResponse:
    """The same for another day or at the price of now, in place of the order before: her new yes."""
    look_at(request, request.person.id, "money", "orders")
    hers = orders_of(viewer=request.person, person=request.person, today=request.today)
    before = or_404(hers.filter(id=order_id).first())
    if (after := getattr(before, "replaced_by", None)) is not None:  # sent twice: this is what came of it
        return redirect("person:one_order", after.id)
    if before.outcome is not None or before.ask.used_at is not None:
        raise Http404
    return ordering(request, before.cost_option_id, before)


def ordering(request: PageRequest, option_id: UUID, before: Any) -> HttpResponse:
    look_at(request, request.person.id, "money", "orders")
    budget = own_budget(request)
    if budget is None:
        return show(request, "person/no_money.html")
    asked: dict[str, Any] = {
        "viewer": request.person,
        "budget": budget,
        "option_id": option_id,
        "replaces": before,
        "now": request.now,
    }
    try:
        told = or_404(before_order(**asked, kind=SpendKind(before.ask.spend_kind) if before is not None else None))
    except Refused as refused:
        return show(request, "person/cannot_order.html", option=get_option(option_id), why=said(refused))
    form = OrderForm(
        posted(request),
        initial={
            "wanted_on": before.wanted_on if before else request.today,
            "kind": told.kind.value,
            "seen": mark_of(told),
        },
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if given["kind"] != told.kind:
            told = or_404(before_order(**asked, kind=SpendKind(given["kind"])))
        if given["seen"] != mark_of(told):
            form = form.to_read_again(mark_of(told))
        elif form.is_day_meant(told.option.service, request.POST, request.today):
            try:
                made = place_order(
                    by=request.person,
                    budget=budget,
                    option=told.option,
                    wanted_on=given["wanted_on"],
                    price_seen=told.amount,
                    spend_kind=told.kind,
                    request_id=given["request_id"],
                    replaces=before,
                    now=request.now,
                )
            except Refused as refused:
                refuse(form, refused)
            else:
                return go(request, placed_words(made, told), "person:one_order", made.id)
    return show(
        request,
        "person/order_this.html",
        form=form,
        option=told.option,
        told=told,
        before=before,
        answer=answer_shown(told.explained),
        left=told.explained.available,
    )


def placed_words(made: Any, told: BeforeOrder) -> str:
    if made.ask.state == "granted":
        return _("Ordered. {sum} is kept for it.").format(sum=spoken(told.amount))
    return _("You asked for it. You read the answer here.")


@door(PERSON, why="to follow what she ordered", methods="GET POST")
def one_order(request: PageRequest, order_id: UUID) -> HttpResponse:
    """One order: say that it happened, or not; pay for it; say how it was."""
    shown = own_order(request, order_id)
    refusal = ""
    if request.method == "POST":
        try:
            happened = act_on(request, shown)
        except Refused as refused:
            refusal = said(refused)
        else:
            return go(request, happened, "person:one_order", order_id)
    card = order_card(shown, request.person)
    return show(
        request,
        "person/one_order.html",
        status=422 if refusal else 200,
        refusal=refusal,
        card=card,
        facts=order_facts(card),
        faces=faces(card) if card.happened else [],
        ask=card.order.ask,
        service=card.order.service,
        has_account=card.order.has_account,
        replaced_by=getattr(card.order, "replaced_by", None),
    )


def act_on(request: PageRequest, shown: OrderShown) -> str:
    """Do what the button says, and say what happened. The page may have been old: what is so now is said."""
    given: dict[str, Any] = {"by": request.person, "order": shown.order, "now": request.now}
    act, rating = request.POST.get("act", ""), request.POST.get("rating", "")
    if act == "happened":
        say_it_happened(**given)
        return _("Good. You said that it happened.")
    if act == "pay":
        paid = pay_order(**given)
        if shown.payment is not None:
            return _("There is a payment for it already. You can see where the money is.")
        return paid_words(paid)
    if act == "not_happened":
        say_it_did_not_happen(**given)
        if shown.payment is not None:
            return _("We wrote it down. There was a payment for it already.")
        return _("We wrote it down. Nobody is paid for it.")
    if act == "cancel":
        cancel_order(**given)
        if shown.payment is not None:
            return _("You called it off. There was a payment for it already.")
        return _("You called it off. The money is free again.")
    if rating in set(Rating):
        rate_order(rating=Rating(rating), **given)
        return _("Thank you. You can change it at any time.")
    raise Http404


@door(PERSON, why="to say who gets her money", methods="GET POST")
def account(request: PageRequest, order_id: UUID) -> HttpResponse:
    """Write down the account of who gave it. It was ordered from them, so their name is known."""
    shown = own_order(request, order_id)
    new = NewPayee(request, PayeeKind.SUPPLIER, name=shown.order.ask.pay_to)
    if new.added() is not None:
        return go(request, _("The account is written down. Now you can pay."), "person:one_order", order_id)
    return show(request, "person/order_account.html", form=new.form, order=shown.order, who=shown.order.ask.pay_to)
