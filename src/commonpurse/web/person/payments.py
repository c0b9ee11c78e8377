from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.money import Money
from commonpurse.kernel.words import Words
from commonpurse.money.payments.commands import reissue_payment, stop_payment
from commonpurse.money.payments.proofs import NOT_SPENT, has_own_proof
from commonpurse.money.payments.queries import ON_ITS_WAY, expected_pay, newest_account, with_money_back, with_named_day
from commonpurse.money.payments.rules import AT_THE_BANK, MAY_BE_REISSUED, MAY_BE_STOPPED, PayeeKind, PaymentState
from commonpurse.parties.people.queries import name_of_helper
from commonpurse.parties.signin.ways import who_helped
from commonpurse.web.doors import PERSON, door
from commonpurse.web.parts.forms import PageForm, RequestIdField
from commonpurse.web.parts.pages import go, one_page, or_404, show
from commonpurse.web.parts.paths import ACCOUNT_IS_WRONG, payment_path
from commonpurse.web.parts.shapes import Fact, Tab
from commonpurse.web.parts.stories import payment_story, who_decided, whom
from commonpurse.web.parts.words import said
from commonpurse.web.parts.written import money, named, spoken
from commonpurse.web.person.money import own_payments
from commonpurse.web.request import PageRequest, look_at

# What is written down as the reason when she stops a payment herself. Nobody asks her why.
STOPPED_BY_HER = Words("The person stopped it herself.")

SHOWN = {
    "all": (gettext_lazy("All"), tuple(PaymentState)),
    "on_its_way": (gettext_lazy("On its way"), ON_ITS_WAY),
    "paid": (gettext_lazy("Paid"), (PaymentState.SETTLED,)),
    "not_paid": (
        gettext_lazy("Not paid"),
        (PaymentState.RETURNED, PaymentState.REJECTED, PaymentState.STOPPED),
    ),
}


class AgainForm(PageForm):
    """`account` is where the page said that it goes: another one written down meanwhile is shown first."""

    request_id = RequestIdField()
    account = forms.UUIDField(widget=forms.HiddenInput, required=False)


@door(PERSON, why="to see where her money went")
def payments(request: PageRequest) -> HttpResponse:
    """Every payment, newest first, each as a sentence that leads on."""
    look_at(request, request.person.id, "payments")
    here = request.GET.get("show", "all")
    here = here if here in SHOWN else "all"
    page = one_page(request, own_payments(request).filter(state__in=SHOWN[here][1]))
    address = reverse("person:payments")
    return show(
        request,
        "person/payments.html",
        page=page,
        story=[payment_story(payment, request.person) for payment in page.object_list],
        tabs=[Tab(str(words), f"{address}?show={name}", name == here) for name, (words, _states) in SHOWN.items()],
        is_all=here == "all",
    )


def own_payment(request: PageRequest, payment_id: UUID) -> Any:
    """One of her payments with all its steps, or 404."""
    look_at(request, request.person.id, "payments")
    found = own_payments(request).select_related("reissued_as").prefetch_related("events").filter(id=payment_id)
    return or_404(with_named_day(with_money_back(found)).first())


def who_did_it(payment: Any, person: Any) -> str:
    """Say whose decision it was; of somebody who acts for her, by their name."""
    helper = payment.created_by_person_id
    name = name_of_helper(viewer=person, helper_id=helper) if helper not in (None, person.id) else ""
    return _("{name} did this for you.").format(name=named(name)) if name else who_decided(payment, person)


@door(PERSON, why="to follow one of her payments")
def payment(request: PageRequest, payment_id: UUID) -> HttpResponse:
    """One payment: where it is on its path, and what can be done."""
    found = own_payment(request, payment_id)
    state = PaymentState(found.state)
    expected = expected_pay([found], request.now).get(found.id)
    codes = [event.code for event in found.events.all()]
    is_reissued = hasattr(found, "reissued_as")
    return show(
        request,
        "person/payment.html",
        payment=found,
        whom=whom(found, request.person),
        told=[replace(payment_story(found, request.person).said[0], address="")],
        decided=who_did_it(found, request.person),
        helped=who_helped(found.id),
        steps=payment_path(found, expected, request.person, request.today),
        may_stop=state in MAY_BE_STOPPED,
        may_keep=state not in NOT_SPENT,
        has_receipt=has_own_proof(viewer=request.person, payment=found),
        is_stopped=state == PaymentState.STOPPED,
        is_in_file=state == PaymentState.IN_FILE,
        is_at_the_bank=state in AT_THE_BANK,
        may_pay_again=state in MAY_BE_REISSUED and not is_reissued,
        may_repeat=state not in MAY_BE_REISSUED,
        is_account_wrong=state in MAY_BE_REISSUED and codes[-1] in ACCOUNT_IS_WRONG,
        reissued_as=found.reissued_as if is_reissued else None,
    )


@door(PERSON, why="to stop one of her payments", methods="GET POST")
def stop(request: PageRequest, payment_id: UUID) -> HttpResponse:
    """Ask once, then stop it: the money is hers again."""
    found = own_payment(request, payment_id)
    refusal = ""
    if request.method == "POST":
        try:
            stop_payment(by=request.person, payment=found, reason=STOPPED_BY_HER, now=request.now)
        except Refused as refused:
            refusal = said(refused)
        else:
            happened = _("It is stopped. {sum} is yours again.").format(sum=spoken(found.amount))
            return go(request, happened, "person:payment", found.id)
    return show(
        request,
        "person/stop_payment.html",
        status=422 if refusal else 200,
        payment=found,
        whom=whom(found, request.person),
        is_to_herself=found.payee_account.payee.kind == PayeeKind.OWN,
        refusal=refusal,
    )


@door(PERSON, why="to pay again what came back", methods="GET POST")
def again(request: PageRequest, payment_id: UUID) -> HttpResponse:
    """Say where it would go this time, then pay it again."""
    found = own_payment(request, payment_id)
    back = Money(found.back_minor, found.currency)
    newest = newest_account(found.payee_account.payee.accounts.all()) or found.payee_account
    form = AgainForm(request.POST if request.method == "POST" else None, initial={"account": newest.id})
    refusal = ""
    if form.is_valid() and form.cleaned_data["account"] != newest.id:
        refusal = _("The account is another one now. Look where it goes, then press again.")
        form = AgainForm(initial={"account": newest.id})
    elif form.is_valid():
        try:
            fresh = reissue_payment(
                by=request.person,
                payment=found,
                payee_account=newest,
                request_id=form.cleaned_data["request_id"],
                now=request.now,
            )
        except Refused as refused:
            refusal = said(refused)
        else:
            happened = _("{sum} goes out again, with our next file for the bank.").format(sum=spoken(fresh.amount))
            return go(request, happened, "person:payment", fresh.id)
    facts = [
        Fact(_("To"), whom(found, request.person)),
        Fact(_("Account"), _("ending in {figures}").format(figures=newest.ending)),
        Fact(_("How much"), money(back)),
    ]
    return show(
        request,
        "person/pay_again.html",
        status=422 if refusal else 200,
        payment=found,
        amount=back,
        whom=whom(found, request.person),
        facts=facts,
        form=form,
        refusal=refusal,
        is_same_account=newest.id == found.payee_account_id,
    )
