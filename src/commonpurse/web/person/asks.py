from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.money import Money
from commonpurse.money.budgets.queries import what_stands_in_the_way
from commonpurse.money.budgets.rules import SPEND_WORDS, SpendKind
from commonpurse.money.decisions.commands import make_ask, withdraw_ask
from commonpurse.money.decisions.queries import get_ask
from commonpurse.money.payments.commands import release_money
from commonpurse.money.payments.queries import PayeeShown, payees_of
from commonpurse.parties.partners.queries import the_partnership
from commonpurse.web.doors import PERSON, door
from commonpurse.web.parts.asks import ask_card
from commonpurse.web.parts.forms import AmountField, AmountForm, PageForm, RequestIdField, posted
from commonpurse.web.parts.pages import go, or_404, refuse, show
from commonpurse.web.person.money import own_budget
from commonpurse.web.request import PageRequest, look_at

SOMEBODY_ELSE = ""


class AskForm(AmountForm):
    request_id = RequestIdField()
    what_for = forms.CharField(
        label="What is it for?",
        help_text="In your own words, like: a kettle.",
        max_length=300,
        error_messages={"required": "Say what the money is for, in your own words."},
    )
    amount = AmountField(
        label="How much?", help_text="Like 12 or 12.50.", error_messages={"required": "Write how much you need."}
    )
    spend_kind = forms.ChoiceField(
        label="What kind of thing is it?",
        choices=[("", "Choose one"), *((kind.value, words) for kind, words in SPEND_WORDS.items())],
        error_messages={"required": "Choose what kind of thing it is."},
    )
    payee = forms.ChoiceField(
        label="Who should get the money?", widget=forms.RadioSelect, required=False, initial=SOMEBODY_ELSE
    )
    pay_to = forms.CharField(
        label="If it is somebody else: who?",
        max_length=200,
        required=False,
        help_text="The name of the shop or person.",
    )

    def __init__(self, *args: Any, payees: list[PayeeShown], **kwargs: Any):
        super().__init__(*args, **kwargs)
        names = [(shown.payee.name, shown.payee.name) for shown in payees]
        self.fields["payee"].choices = [*names, (SOMEBODY_ELSE, "Somebody else")]  # type: ignore[attr-defined]


class PayForm(PageForm):
    request_id = RequestIdField()
    payee = forms.ChoiceField(
        label="Who gets the money?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who gets the money."},
    )

    def __init__(self, *args: Any, payees: list[PayeeShown], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.accounts = {str(shown.payee.id): shown.usable for shown in payees if shown.usable is not None}
        self.fields["payee"].choices = [  # type: ignore[attr-defined]
            (str(shown.payee.id), f"{shown.payee.name}, account ending in {shown.usable.ending}")
            for shown in payees
            if shown.usable is not None
        ]


@door(PERSON, why="to ask for her own money", methods="GET POST")
def ask_to_be_paid(request: PageRequest) -> HttpResponse:
    """Ask. Where no rule stands against it, the answer is yes at once: it is her money."""
    look_at(request, request.person.id, "payees")
    budget = own_budget(request)
    if budget is None:
        return show(request, "person/no_money.html")
    payees = payees_of(viewer=request.person, person=request.person, now=request.now, today=request.today)
    form = AskForm(posted(request), currency=the_partnership().currency, payees=payees)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        try:
            ask = make_ask(
                by=request.person,
                budget=budget,
                what_for=asked["what_for"],
                amount=asked["amount"],
                spend_kind=SpendKind(asked["spend_kind"]),
                pay_to=asked["payee"] or asked["pay_to"],
                request_id=asked["request_id"],
                now=request.now,
            )
        except Refused as refused:
            refuse(form, refused)
        else:
            is_yes = ask.state == "granted"
            happened = "Yes. The money is set aside." if is_yes else "You asked. A worker will answer."
            return go(request, happened, "person:one_ask", ask.id)
    return show(request, "person/ask.html", form=form)


@door(PERSON, why="to follow what she asked for", methods="GET POST")
def one_ask(request: PageRequest, ask_id: UUID) -> HttpResponse:
    """One ask: its answer; who gets the money, once it is set aside; or take it back."""
    look_at(request, request.person.id, "asks", "payees")
    ask = or_404(get_ask(viewer=request.person, ask_id=ask_id, today=request.today))
    amount = Money(ask.amount_minor, the_partnership().currency)
    card = ask_card(ask, viewer=request.person, currency=amount.currency)
    payees: list[PayeeShown] = []
    if card.may_be_paid:
        payees = payees_of(viewer=request.person, person=request.person, now=request.now, today=request.today)
    wanted = next((str(shown.payee.id) for shown in payees if shown.payee.name == ask.pay_to), None)
    form = PayForm(request.POST if "pay" in request.POST else None, payees=payees, initial={"payee": wanted})
    if "take_back" in request.POST:
        withdraw_ask(by=request.person, ask=ask, now=request.now)
        return go(request, "You took it back. The money is free again.", "person:money")
    if "pay" in request.POST and form.is_valid():
        account = form.accounts[form.cleaned_data["payee"]]
        try:
            release_money(
                by=request.person,
                budget=ask.budget,
                payee_account=account,
                amount=amount,
                spend_kind=SpendKind(ask.spend_kind),
                ask=ask,
                request_id=form.cleaned_data["request_id"],
                now=request.now,
            )
        except Refused as refused:
            refuse(form, refused)
        else:
            return go(
                request, f"{amount} goes to {account.payee.name} with the next file for the bank.", "person:money"
            )
    obstacle = None
    if card.is_waiting:
        obstacle = what_stands_in_the_way(
            viewer=request.person,
            budget=ask.budget,
            amount=amount,
            spend_kind=SpendKind(ask.spend_kind),
            on=request.today,
        )
    return show(request, "person/one_ask.html", ask=card, form=form, obstacle=obstacle, has_payees=bool(form.accounts))
