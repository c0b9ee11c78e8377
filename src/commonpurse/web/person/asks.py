from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.money import Money
from commonpurse.money.budgets.rules import SpendKind
from commonpurse.money.decisions.commands import say_we_talked, withdraw_ask
from commonpurse.money.decisions.queries import (
    Explanation,
    asks_visible_to,
    decisions_of,
    explain_waiting,
    own_count,
)
from commonpurse.money.orders.queries import order_of_ask
from commonpurse.money.payments.commands import release_money
from commonpurse.money.payments.queries import PayeeShown
from commonpurse.parties.partners.queries import the_partnership
from commonpurse.parties.signin.ways import who_helped
from commonpurse.web.doors import PERSON, door
from commonpurse.web.parts.asks import ask_card, ask_cards
from commonpurse.web.parts.explained import answer_shown, own_rule_wait, wait_of
from commonpurse.web.parts.forms import PageForm, RequestIdField
from commonpurse.web.parts.pages import go, one_page, or_404, refuse, show
from commonpurse.web.parts.records import records_of
from commonpurse.web.parts.shapes import Tab, Wait
from commonpurse.web.parts.written import spoken
from commonpurse.web.person.money import own_ask
from commonpurse.web.person.pay import own_payees
from commonpurse.web.request import PageRequest, look_at

SHOWN: dict[str, tuple[Any, dict[str, Any]]] = {
    "all": (gettext_lazy("All"), {}),
    "open": (gettext_lazy("Waiting"), {"state__in": ["waiting", "granted"], "used_at": None}),
    "no": (gettext_lazy("No, or taken back"), {"state__in": ["declined", "withdrawn"]}),
}


class PayForm(PageForm):
    """Who gets the money that is kept. Each payee is a button of this form."""

    request_id = RequestIdField()
    payee = forms.ChoiceField(error_messages={"required": gettext_lazy("Choose who gets the money.")})

    def __init__(self, *args: Any, payees: list[PayeeShown], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.accounts = {str(shown.payee.id): shown.payable for shown in payees if shown.payable is not None}
        self.fields["payee"].choices = [(each, each) for each in self.accounts]  # type: ignore[attr-defined]


@door(PERSON, why="to see what she asked for")
def asks(request: PageRequest) -> HttpResponse:
    """Everything she asked for, newest first, with its answer."""
    look_at(request, request.person.id, "asks")
    here = request.GET.get("show", "all")
    here = here if here in SHOWN else "all"
    hers = asks_visible_to(request.person, request.today).filter(budget__person=request.person)
    page = one_page(request, hers.filter(**SHOWN[here][1]))
    address = reverse("person:asks")
    return show(
        request,
        "person/asks.html",
        page=page,
        asks=ask_cards(page.object_list, viewer=request.person, currency=the_partnership().currency),
        tabs=[Tab(str(words), f"{address}?show={name}", name == here) for name, (words, _filter) in SHOWN.items()],
        is_all=here == "all",
        count=own_count(viewer=request.person) if here == "all" else None,
    )


@door(PERSON, why="to follow what she asked for", methods="GET POST")
def one_ask(request: PageRequest, ask_id: UUID) -> HttpResponse:
    """One ask: its answer; who gets the money, once it is kept; or take it back."""
    look_at(request, request.person.id, "asks", "payees")
    ask = or_404(own_ask(request, ask_id))
    amount = Money(ask.amount_minor, ask.currency)
    card = ask_card(ask, viewer=request.person, currency=amount.currency)
    payees = own_payees(request) if card.may_be_paid else []
    form = PayForm(request.POST if "payee" in request.POST else None, payees=payees)
    if "take_back" in request.POST:
        withdraw_ask(by=request.person, ask=ask, now=request.now)
        return go(request, _("You took it back. The money is free again."), "person:one_ask", ask.id)
    explained = explain_waiting(viewer=request.person, ask=ask, now=request.now)
    talks = explained.talk_with if explained is not None else ()
    talked = next((named.who for named in talks if str(named.who.id) == request.POST.get("talked")), None)
    if talked is not None:
        settled = say_we_talked(by=request.person, ask=ask, with_whom=talked, now=request.now)
        is_yes = settled.state == "granted"
        happened = _("Good. The money is kept for you.") if is_yes else _("Good. We wrote down that you talked.")
        return go(request, happened, "person:one_ask", ask.id)
    if form.is_valid():
        try:
            payment = release_money(
                by=request.person,
                budget=ask.budget,
                payee_account=form.accounts[form.cleaned_data["payee"]],
                amount=amount,
                spend_kind=SpendKind(ask.spend_kind),
                ask=ask,
                request_id=form.cleaned_data["request_id"],
                now=request.now,
            )
        except Refused as refused:
            refuse(form, refused)
        else:
            happened = _("Done. {sum} goes out with our next file for the bank.").format(sum=spoken(amount))
            return go(request, happened, "person:payment", payment.id)
    wanted = next((shown for shown in payees if shown.payee.name == ask.pay_to), None)
    decided = decisions_of(viewer=request.person, ask=ask, today=request.today)
    return show(
        request,
        "person/one_ask.html",
        helped=who_helped(ask_id),
        order=order_of_ask(viewer=request.person, ask_id=ask_id, today=request.today),
        ask=card,
        form=form,
        answer=answer_shown(explained) if explained is not None else None,
        wait=wait_shown(explained, ask) if explained is not None else None,
        talks=talks,
        would_change=decided[0].would_change if decided else "",
        is_recorded=bool(decided),
        no_to_challenge=decided[0].id if decided and not decided[0].is_yes else None,
        challenge=getattr(decided[0], "challenge", None) if decided else None,
        wanted=wanted,
        others=[shown for shown in payees if shown is not wanted],
        payment=getattr(ask, "payment", None) if card.is_used else None,
    )


def wait_shown(explained: Explanation, ask: Any) -> Wait:
    """The clock of an ask that waits; of one that nobody else has, that it waits for her."""
    return wait_of(explained.clock) if explained.clock is not None else own_rule_wait(ask.asked_at)


@door(PERSON, why="to read how it was decided")
def record(request: PageRequest, ask_id: UUID) -> HttpResponse:
    """The decision as it is written down, to keep and to print."""
    look_at(request, request.person.id, "asks")
    ask = or_404(own_ask(request, ask_id))
    decided = decisions_of(viewer=request.person, ask=ask, today=request.today)
    card = ask_card(ask, viewer=request.person, currency=the_partnership().currency)
    return show(
        request,
        "person/record.html",
        ask=card,
        records=records_of(or_404(decided or None), viewer=request.person),
    )
