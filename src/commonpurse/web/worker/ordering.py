"""Order something with a person who cannot do it alone, or wants it so; or write down that she could not get it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.money import Money
from commonpurse.money.budgets.queries import budgets_visible_to
from commonpurse.money.budgets.rules import SpendKind
from commonpurse.money.orders.access import can_call_off
from commonpurse.money.orders.commands import place_order, say_could_not_get
from commonpurse.money.orders.explaining import before_order
from commonpurse.money.orders.queries import (
    CostOption,
    get_option,
    offer_of,
    orders_of,
    prices_like,
    provider_of,
    topic_of_service,
)
from commonpurse.money.orders.rules import Reason, check_offer, kind_of
from commonpurse.parties.consent.rules import Item, Level
from commonpurse.parties.partners.queries import the_partnership
from commonpurse.parties.people.access import people_shared_with
from commonpurse.parties.people.queries import Person
from commonpurse.web.doors import WORKER, door
from commonpurse.web.parts.explained import answer_shown
from commonpurse.web.parts.forms import posted
from commonpurse.web.parts.orders import OrderForm, first_day_of, reasons, to_order
from commonpurse.web.parts.pages import go, one_page, or_404, refuse, show
from commonpurse.web.parts.words import said
from commonpurse.web.parts.written import named
from commonpurse.web.public.directory import still_there
from commonpurse.web.request import PageRequest, look_at
from commonpurse.web.worker.sharing import person_to_act_for


@door(WORKER, why="to order something for a person")
def for_whom(request: PageRequest, service_id: UUID) -> HttpResponse:
    """Which of those whose money one may do something with, as they said."""
    service = still_there(service_id)
    able = people_shared_with(request.member, request.today, Item.MONEY_DETAIL, Level.ACT)
    page = one_page(request, able.order_by("called_by", "id"))
    people = list(page.object_list)
    look_at(request, {one.id for one in people}, "name")
    return show(request, "worker/order_for_whom.html", service=service, page=page, people=people)


@door(WORKER, why="to order something for the person")
def from_service(request: PageRequest, person_id: UUID, service_id: UUID) -> HttpResponse:
    """At which price; or that it could not be had."""
    who = person_to_act_for(request, person_id, Item.MONEY_DETAIL, "name")
    service = still_there(service_id)
    return show(
        request,
        "worker/order_from.html",
        person=who,
        service=service,
        to_order=to_order(service, the_partnership().currency, request.today),
        reasons=reasons(),
    )


@door(WORKER, why="to write down what the person could not get", methods="POST")
def could_not_get(request: PageRequest, person_id: UUID, service_id: UUID) -> HttpResponse:
    """What she said that she could not get. She alone reads it afterwards, and may take it back."""
    who = person_to_act_for(request, person_id, Item.MONEY_DETAIL, "name")
    reason = request.POST.get("reason", "")
    if reason not in set(Reason):
        raise Http404
    say_could_not_get(
        by=request.member, person=who, reason=Reason(reason), service=still_there(service_id), now=request.now
    )
    happened = _("It is written down. {name} can read it, and take it back.").format(name=named(who.called_by))
    return go(request, happened, "worker:order_from", who.id, service_id)


@door(WORKER, why="to order something for the person", methods="GET POST")
def order_this(request: PageRequest, person_id: UUID, option_id: UUID) -> HttpResponse:
    """What it costs, and the button; before it, what her money and her rules say to it, for who wants to see."""
    who = person_to_act_for(request, person_id, Item.MONEY_DETAIL, "name", "money", "orders")
    return ordering(request, who, or_404(get_option(option_id)))


@door(WORKER, why="to order something for the person", methods="GET POST")
def order_anew(request: PageRequest, person_id: UUID, order_id: UUID) -> HttpResponse:
    """The same for another day or at the price of now, in place of the order that one wrote down for her before."""
    who = person_to_act_for(request, person_id, Item.MONEY_DETAIL, "name", "money", "orders")
    theirs = orders_of(viewer=request.member, person=who, today=request.today)
    before = or_404(theirs.filter(id=order_id).first())
    if (after := getattr(before, "replaced_by", None)) is not None:  # sent twice: this is what came of it
        return redirect("worker:order", who.id, after.id)
    is_open = before.outcome is None and before.ask.used_at is None
    if not is_open or not can_call_off(request.member, before, request.today):
        raise Http404
    option = prices_like([before.cost_option], request.today).get(before.cost_option_id, before.cost_option)
    option.service = before.service  # read with the order
    return ordering(request, who, option, before)


def ordering(request: PageRequest, who: Person, option: CostOption, before: Any = None) -> HttpResponse:
    """The form of an order; `before`: the order of which it takes the place."""
    budgets = budgets_visible_to(request.member, request.today).filter(person=who)
    if before is not None:
        budgets = budgets.filter(id=before.budget_id)
    budget = or_404(budgets.select_related("person").first())
    try:
        amount = check_offer(offer_of(option), the_partnership().currency)
    except Refused as refused:
        return show(request, "worker/cannot_order.html", person=who, why=said(refused))
    form = OrderForm(
        posted(request),
        initial={
            "wanted_on": before.wanted_on if before else first_day_of(option.service, request.today),
            "kind": before.ask.spend_kind if before else kind_of(topic_of_service(option.service)).value,
            "seen": str(amount.minor),
        },
    )
    told = None
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        kind = SpendKind(given["kind"])
        if given["seen"] != str(amount.minor):
            form = form.to_read_again(str(amount.minor))
        elif "look" in request.POST:
            asked: dict[str, Any] = {"viewer": request.member, "budget": budget, "now": request.now}
            told = or_404(before_order(option_id=option.id, kind=kind, replaces=before, **asked))
        elif form.is_day_meant(option.service, request.POST, request.today):
            try:
                made = place_order(
                    by=request.member,
                    budget=budget,
                    option=option,
                    wanted_on=given["wanted_on"],
                    price_seen=amount,
                    spend_kind=kind,
                    request_id=given["request_id"],
                    replaces=before,
                    now=request.now,
                )
            except Refused as refused:
                refuse(form, refused)
            else:
                happened = _("The order is written down for {name}.").format(name=named(who.called_by))
                return go(request, happened, "worker:order", who.id, made.id)
    return show(
        request,
        "worker/order_this.html",
        person=who,
        form=form,
        option=option,
        amount=amount,
        before=before,
        before_amount=Money(before.ask.amount_minor, amount.currency) if before else None,
        provider=provider_of(option.service),
        told=told,
        answer=answer_shown(told.explained, named(who.called_by)) if told else None,
    )
