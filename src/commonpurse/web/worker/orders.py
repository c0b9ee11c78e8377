"""What a person ordered, for who works with her: to see it, and to write down what she says became of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonpurse.kernel.errors import Refused
from commonpurse.money.orders.access import can_call_off, can_say_it_happened
from commonpurse.money.orders.commands import cancel_order, pay_order, say_it_did_not_happen, say_it_happened
from commonpurse.money.orders.queries import get_order, orders_of, shown_orders
from commonpurse.money.orders.rules import LONGEST_HOW
from commonpurse.parties.consent.rules import Item
from commonpurse.parties.people.access import people_shared_with
from commonpurse.web.doors import WORKER, door
from commonpurse.web.parts.forms import PageForm
from commonpurse.web.parts.orders import order_card, order_cards, order_facts, paid_words
from commonpurse.web.parts.pages import go, one_page, or_404, refuse, show
from commonpurse.web.parts.words import said
from commonpurse.web.request import PageRequest, look_at


class HowForm(PageForm):
    how = forms.CharField(
        label=gettext_lazy("How did the person tell you?"),
        help_text=gettext_lazy("Such as: on the phone this morning, or on paper. They read it."),
        max_length=LONGEST_HOW,
        error_messages={"required": gettext_lazy("Write how the person told you. They read it.")},
    )


def who_shows_orders(request: PageRequest, person_id: UUID) -> Any:
    """A person who shows the worker what she asks for; else the page is not there."""
    found = or_404(people_shared_with(request.member, request.today, Item.MONEY_DETAIL).filter(id=person_id).first())
    look_at(request, found.id, "name", "orders")
    return found


@door(WORKER, why="to see what the person ordered")
def orders(request: PageRequest, person_id: UUID) -> HttpResponse:
    who = who_shows_orders(request, person_id)
    page = one_page(request, orders_of(viewer=request.member, person=who, today=request.today))
    cards = order_cards(shown_orders(page.object_list, request.today), request.member)
    return show(request, "worker/orders.html", person=who, page=page, orders=cards)


@door(WORKER, why="to write down what became of the person's order", methods="GET POST")
def order(request: PageRequest, person_id: UUID, order_id: UUID) -> HttpResponse:
    """One order: what the person says became of it, and the payment."""
    who = who_shows_orders(request, person_id)
    member = request.member
    shown = or_404(get_order(viewer=member, person=who, order_id=order_id, today=request.today))
    act = request.POST.get("act", "")
    form = HowForm(request.POST if act and act != "pay" else None)
    refusal = ""
    given: dict[str, Any] = {"by": member, "order": shown.order, "now": request.now}
    try:
        if act == "pay":
            return go(request, paid_words(pay_order(**given)), "worker:order", who.id, order_id)
        if act and form.is_valid():
            verbs = {"happened": say_it_happened, "not_happened": say_it_did_not_happen, "cancel": cancel_order}
            if act not in verbs:
                raise Http404
            verbs[act](how=form.cleaned_data["how"], **given)
            return go(request, _("It is written down. They can read it."), "worker:order", who.id, order_id)
    except Refused as refused:
        if act == "pay":
            refusal = said(refused)
        else:
            refuse(form, refused)
    card = order_card(shown, member)
    return show(
        request,
        "worker/order.html",
        status=422 if refusal else 200,
        refusal=refusal,
        person=who,
        card=card,
        facts=order_facts(card),
        ask=card.order.ask,
        has_account=card.order.has_account,
        form=form,
        may_say=can_say_it_happened(member, shown.order, request.today),
        may_call_off=can_call_off(member, shown.order, request.today),
    )
