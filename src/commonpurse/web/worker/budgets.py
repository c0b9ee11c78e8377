from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonpurse.kernel.errors import NotAllowed, Refused
from commonpurse.money.budgets.access import can_allocate
from commonpurse.money.budgets.commands import allocate_money, change_holding_type, open_budget
from commonpurse.money.budgets.queries import budgets_visible_to, fund_figures, funds_visible_to, holdings_of
from commonpurse.money.budgets.rules import HOLDING_WORDS, HoldingType, holding_on
from commonpurse.parties.consent.rules import Item
from commonpurse.parties.partners.queries import organisations, the_partnership
from commonpurse.web.doors import WORKER, door
from commonpurse.web.parts.forms import AmountField, AmountForm, DayField, PageForm, RequestIdField, posted
from commonpurse.web.parts.pages import go, or_404, refuse, show
from commonpurse.web.parts.written import money, named
from commonpurse.web.request import PageRequest
from commonpurse.web.worker.people import person_or_404
from commonpurse.web.worker.sharing import person_to_act_for


class AllocateForm(AmountForm):
    request_id = RequestIdField()
    fund = forms.ChoiceField(
        label=gettext_lazy("From which fund?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose a fund.")},
    )
    amount = AmountField(label=gettext_lazy("How much?"), error_messages={"required": gettext_lazy("Write how much.")})
    reason = forms.CharField(
        label=gettext_lazy("What is it for?"),
        help_text=gettext_lazy("One sentence. The person can read it."),
        max_length=500,
        error_messages={"required": gettext_lazy("Say in plain words what the money is for.")},
    )

    def __init__(self, *args: Any, funds: list[tuple[str, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["fund"].choices = funds  # type: ignore[attr-defined]


class HandsForm(PageForm):
    holding_type = forms.ChoiceField(
        label=gettext_lazy("Who holds this money?"),
        choices=[(kind.value, words) for kind, words in HOLDING_WORDS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose who holds the money.")},
    )
    provider = forms.ChoiceField(
        label=gettext_lazy("Which organisation?"),
        help_text=gettext_lazy(
            "Only where another organisation holds it. For Care Act and NHS money it is a provider under contract "
            "with the council or the NHS."
        ),
        required=False,
    )
    reason = forms.CharField(
        label=gettext_lazy("Why?"),
        help_text=gettext_lazy("The person will read this, with your name under it."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Say in plain words why.")},
    )
    ends_on = DayField(
        label=gettext_lazy("Until when?"),
        help_text=gettext_lazy("The first day on which the money is in the person’s own hands again. Within a year."),
        required=False,
    )

    def __init__(self, *args: Any, providers: list[tuple[str, Any]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["provider"].choices = [("", gettext_lazy("No organisation")), *providers]  # type: ignore[attr-defined]


@door(WORKER, why="to open a budget for the person", methods="GET POST")
def open_one(request: PageRequest, person_id: UUID) -> HttpResponse:
    who = person_to_act_for(request, person_id, Item.MONEY_DETAIL, "name")
    if request.method == "POST":
        open_budget(by=request.member, person=who, now=request.now)
        happened = _("{name} has a budget now. It is empty until a fund gives to it.").format(name=named(who.called_by))
        return go(request, happened, "worker:person", who.id)
    return show(request, "worker/open_budget.html", person=who)


@door(WORKER, why="to give a fund's money to the person", methods="GET POST")
def allocate(request: PageRequest, person_id: UUID) -> HttpResponse:
    if not can_allocate(request.member):
        raise NotAllowed
    who = person_or_404(request, person_id, "name")
    budget = or_404(budgets_visible_to(request.viewer, request.today).filter(person=who).first())
    funds = {str(fund.id): fund for fund in funds_visible_to(request.viewer)}
    figures = fund_figures(viewer=request.viewer, funds=funds.values())
    form = AllocateForm(
        posted(request),
        currency=the_partnership().currency,
        funds=[
            (key, _("{fund}: {sum} not yet given").format(fund=named(fund.name), sum=money(figures[fund.id].left)))
            for key, fund in funds.items()
        ],
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            allocate_money(
                by=request.member,
                fund=funds[given["fund"]],
                budget=budget,
                amount=given["amount"],
                reason=given["reason"],
                request_id=given["request_id"],
                now=request.now,
            )
        except Refused as refused:
            refuse(form, refused)
        else:
            happened = _("{sum} is in {name}’s budget now.").format(
                sum=money(given["amount"]), name=named(who.called_by)
            )
            return go(request, happened, "worker:person", who.id)
    return show(request, "worker/allocate.html", person=who, form=form)


@door(WORKER, why="to say who holds the person's money", methods="GET POST")
def change_hands(request: PageRequest, person_id: UUID, line_id: UUID) -> HttpResponse:
    who = person_to_act_for(request, person_id, Item.MONEY_DETAIL, "name", "who holds the money")
    budget = or_404(budgets_visible_to(request.viewer, request.today).filter(person=who).first())
    line = or_404(budget.lines.select_related("fund", "budget__person").filter(id=line_id).first())
    now_held = holding_on(holdings_of([line.id]).get(line.id, []), request.today)
    providers = {str(one.id): one for one in organisations()}
    form = HandsForm(
        posted(request),
        initial={"holding_type": HoldingType.SELF_HELD.value},
        providers=[(key, one.name) for key, one in providers.items()],
    )
    if request.method == "POST" and form.is_valid():
        try:
            change_holding_type(
                by=request.member,
                line=line,
                holding_type=HoldingType(form.cleaned_data["holding_type"]),
                reason=form.cleaned_data["reason"],
                starts_on=request.today,
                ends_on=form.cleaned_data["ends_on"],
                provider=providers.get(form.cleaned_data["provider"]),
                now=request.now,
            )
        except Refused as refused:
            refuse(form, refused)
        else:
            happened = _("It is written down who holds the money from {fund}.").format(fund=named(line.fund.name))
            return go(request, happened, "worker:person", who.id)
    return show(
        request,
        "worker/change_hands.html",
        person=who,
        line=line,
        now_held=now_held,
        now_words=HOLDING_WORDS[now_held.holding_type] if now_held else "",
        form=form,
    )
