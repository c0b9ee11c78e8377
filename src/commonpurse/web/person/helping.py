"""Whom she helps: their money as far as they show it, and a payment for them within the limit."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.money import Money
from commonpurse.money.budgets.queries import budgets_visible_to, person_money
from commonpurse.money.budgets.rules import SPEND_WORDS, SpendKind
from commonpurse.money.payments.acting_for import may_be_paid_for_her
from commonpurse.money.payments.commands import release_money
from commonpurse.money.payments.queries import payees_of
from commonpurse.parties.partners.queries import the_partnership
from commonpurse.parties.people.queries import helped_by_me
from commonpurse.support.plans.queries import plans_shown_to
from commonpurse.web.doors import PERSON, door
from commonpurse.web.parts.asked import asked_of_you
from commonpurse.web.parts.forms import AmountField, AmountForm, RequestIdField, posted
from commonpurse.web.parts.pages import go, or_404, refuse, show
from commonpurse.web.parts.written import named, spoken
from commonpurse.web.request import PageRequest, look_at


class PayForForm(AmountForm):
    payee = forms.ChoiceField(
        label=gettext_lazy("Who gets it?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose who gets it.")},
    )
    spend_kind = forms.ChoiceField(
        label=gettext_lazy("What is it for?"),
        choices=[(kind.value, words) for kind, words in SPEND_WORDS.items()],
        error_messages={"required": gettext_lazy("Choose what it is for.")},
    )
    amount = AmountField(
        label=gettext_lazy("How much?"),
        help_text=gettext_lazy("Like 12 or 12.50."),
        error_messages={"required": gettext_lazy("Write how much.")},
    )
    request_id = RequestIdField()


@door(PERSON, why="to help somebody with their money")
def helping(request: PageRequest) -> HttpResponse:
    """Each whom she helps, with what they have, a way to pay for them where she may, and their plan if they show it."""
    found = helped_by_me(viewer=request.person, today=request.today)
    look_at(request, [each.person_id for each in found], "name", "money")
    shown = [] if request.helper else plans_shown_to(viewer=request.person, today=request.today)
    plans = {one.person.id: one.person for one in shown}
    with_plan_alone = [one for one in plans.values() if one.id not in {each.person_id for each in found}]
    look_at(request, [one.id for one in with_plan_alone], "name")
    currency = the_partnership().currency
    lines = []
    for each in found:
        has = person_money(viewer=request.person, person=each.person, today=request.today)
        limit = Money(each.limit_minor, currency) if each.limit_minor is not None else None
        usable = has.available - has.lapsed if has is not None else None
        lines.append((each, usable, has.held if has is not None else None, limit))
    return show(
        request,
        "person/helping.html",
        lines=lines,
        plans=plans,
        with_plan_alone=with_plan_alone,
        asked=asked_of_you(request),
    )


@door(PERSON, why="to pay for somebody who lets her", methods="GET POST")
def pay_for(request: PageRequest, person_id: UUID) -> HttpResponse:
    """Choose who gets it, what for and how much, and pay it for them. New names are written down by them alone."""
    found = helped_by_me(viewer=request.person, today=request.today)
    acts: Any = or_404(next((each for each in found if each.person_id == person_id and each.may_pay), None))
    her = acts.person
    look_at(request, her.id, "name", "money", "payees")
    budget = or_404(
        budgets_visible_to(request.person, request.today).filter(person=her).select_related("person").first()
    )
    has = or_404(person_money(viewer=request.person, person=her, today=request.today))
    known = payees_of(viewer=request.person, person=her, now=request.now, today=request.today)
    payable = {str(each.payee.id): each.usable for each in known if may_be_paid_for_her(each.usable, request.now)}
    form = PayForForm(posted(request), currency=has.available.currency)
    field: Any = form.fields["payee"]
    field.choices = [(key, named(account.payee.name)) for key, account in payable.items() if account is not None]
    if request.method == "POST" and form.is_valid():
        account: Any = payable[form.cleaned_data["payee"]]
        amount = form.cleaned_data["amount"]
        try:
            release_money(
                by=request.person,
                budget=budget,
                payee_account=account,
                amount=amount,
                spend_kind=SpendKind(form.cleaned_data["spend_kind"]),
                request_id=form.cleaned_data["request_id"],
                now=request.now,
            )
        except Refused as refused:
            refuse(form, refused)
        else:
            happened = _("You paid {sum} for {name}. We tell them.").format(
                sum=spoken(amount), name=named(her.called_by)
            )
            return go(request, happened, "person:helping")
    limit = Money(acts.limit_minor, has.available.currency) if acts.limit_minor is not None else None
    return show(
        request,
        "person/pay_for.html",
        form=form,
        her=her,
        usable=has.available - has.lapsed,
        limit=limit,
        has_payees=bool(payable),
    )
