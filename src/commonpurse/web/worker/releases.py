from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.money import Money
from commonpurse.money.budgets.queries import budgets_visible_to, person_money, what_stands_in_the_way
from commonpurse.money.budgets.rules import HOLDING_WORDS, SPEND_WORDS, HoldingType, SpendKind
from commonpurse.money.decisions.queries import get_ask
from commonpurse.money.payments.commands import release_money
from commonpurse.money.payments.queries import PayeeShown, payees_of
from commonpurse.web.doors import WORKER, door
from commonpurse.web.parts.forms import AmountField, AmountForm, RequestIdField, posted
from commonpurse.web.parts.pages import go, or_404, refuse, show
from commonpurse.web.parts.written import moment
from commonpurse.web.request import PageRequest
from commonpurse.web.worker.people import person_or_404

STEPS_DOWN = [kind for kind in HoldingType if kind != HoldingType.SELF_HELD]


class ReleaseForm(AmountForm):
    """What is released to whom. A granted ask fixes the sum and what it is for."""

    request_id = RequestIdField()
    ask = forms.UUIDField(required=False, widget=forms.HiddenInput)
    account = forms.ChoiceField(
        label="Who gets the money?", widget=forms.RadioSelect, error_messages={"required": "Choose who gets the money."}
    )
    amount = AmountField(label="How much?", error_messages={"required": "Write how much."})
    spend_kind = forms.ChoiceField(
        label="What is it for?",
        choices=[("", "Choose one"), *((kind.value, words) for kind, words in SPEND_WORDS.items())],
        error_messages={"required": "Choose what it is for."},
    )
    remittance = forms.CharField(
        label="What should the payee read on their statement?",
        help_text="An order or tenant number, for example. Say nothing about the person.",
        max_length=140,
        required=False,
    )
    holding_type = forms.ChoiceField(
        label="Who holds this payment?",
        help_text="The rule is the person’s own hands. Anything else needs a reason.",
        choices=[
            ("", "As the money is held now"),
            *((kind.value, HOLDING_WORDS[kind]) for kind in STEPS_DOWN),
        ],
        required=False,
    )
    holding_reason = forms.CharField(label="If not in the person’s own hands: why?", max_length=500, required=False)

    def __init__(self, *args: Any, payees: list[PayeeShown], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.accounts: dict[str, Any] = {}
        choices = []
        for shown in payees:
            for account in (shown.usable, shown.waiting):
                if account is not None:
                    words = f"{shown.payee.name}, account ending in {account.ending}"
                    if account is shown.waiting:
                        words += f": it waits until {moment(account.usable_from)}"
                    self.accounts[str(account.id)] = account
                    choices.append((str(account.id), words))
        self.fields["account"].choices = choices  # type: ignore[attr-defined]


@door(WORKER, why="to release the person's money", methods="GET POST")
def release(request: PageRequest, person_id: UUID) -> HttpResponse:
    """Say what, see what would happen, then release. Nothing is kept before the last button."""
    who = person_or_404(request, person_id, "name", "money", "payees")
    budget = or_404(
        budgets_visible_to(request.viewer, request.today).filter(person=who).select_related("person").first()
    )
    money = or_404(person_money(viewer=request.viewer, person=who, today=request.today))
    currency = money.available.currency
    payees = payees_of(viewer=request.viewer, person=who, now=request.now, today=request.today)
    ask_id = request.POST.get("ask") or request.GET.get("ask")
    ask = or_404(find_ask(request, ask_id, budget)) if ask_id else None
    initial: dict[str, Any] = {"holding_type": ""}
    if ask is not None:
        amount = Money(ask.amount_minor, currency)
        wanted = next((str(s.usable.id) for s in payees if s.usable and s.payee.name == ask.pay_to), None)
        initial |= {"ask": ask.id, "amount": str(amount.decimal), "spend_kind": ask.spend_kind, "account": wanted}
    form = ReleaseForm(posted(request), currency=currency, payees=payees, initial=initial)
    context: dict[str, Any] = {
        "person": who,
        "money": money,
        "usable": money.available - money.lapsed,
        "form": form,
        "ask": ask,
        "has_payees": bool(form.accounts),
    }
    if request.method != "POST" or not form.is_valid():
        return show(request, "worker/release.html", **context)
    given = form.cleaned_data
    account = form.accounts[given["account"]]
    try:
        if request.POST.get("step") == "release":
            release_money(
                by=request.member,
                budget=budget,
                payee_account=account,
                amount=given["amount"],
                spend_kind=SpendKind(given["spend_kind"]),
                request_id=given["request_id"],
                ask=ask,
                holding_type=given["holding_type"] or None,
                holding_reason=given["holding_reason"],
                remittance=given["remittance"],
                now=request.now,
            )
            happened = (
                f"{given['amount']} is released to {account.payee.name}. It goes with the next file for the bank."
            )
            return go(request, happened, "worker:person", who.id)
        refused = None if ask else hint(request, budget, given)
        if refused is not None:
            raise refused
    except Refused as refused:
        refuse(form, refused)
        return show(request, "worker/release.html", **context)
    return show(
        request,
        "worker/release_check.html",
        **context,
        account=account,
        is_waiting=not account.is_usable_at(request.now),
        amount=given["amount"],
        kind_words=SPEND_WORDS[SpendKind(given["spend_kind"])],
        holding_words=HOLDING_WORDS[HoldingType(given["holding_type"])] if given["holding_type"] else "",
        left=context["usable"] if ask else context["usable"] - given["amount"],
    )


def find_ask(request: PageRequest, ask_id: str, budget: Any) -> Any:
    """The granted ask whose money is to be released, if it is one of this budget."""
    try:
        ask = get_ask(viewer=request.viewer, ask_id=UUID(ask_id), today=request.today)
    except ValueError:
        return None
    return ask if ask is not None and ask.budget_id == budget.id else None


def hint(request: PageRequest, budget: Any, given: dict[str, Any]) -> Refused | None:
    """What would refuse this release, asked before the last button."""
    return what_stands_in_the_way(
        viewer=request.viewer,
        budget=budget,
        amount=given["amount"],
        spend_kind=SpendKind(given["spend_kind"]),
        on=request.today,
    )
