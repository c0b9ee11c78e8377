from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse

from commonpurse.kernel.errors import Refused
from commonpurse.money.payments.commands import add_payee, change_payee_account
from commonpurse.money.payments.queries import payees_of, payees_visible_to
from commonpurse.money.payments.rules import PayeeKind
from commonpurse.parties.partners.queries import the_partnership
from commonpurse.web.doors import PERSON, door
from commonpurse.web.parts.forms import posted
from commonpurse.web.parts.pages import go, or_404, refuse, show
from commonpurse.web.parts.payees import KINDS_TO_HER, AccountForm, PayeeForm
from commonpurse.web.request import PageRequest, look_at


@door(PERSON, why="to see who gets her money")
def payees(request: PageRequest) -> HttpResponse:
    look_at(request, request.person.id, "payees")
    shown = payees_of(viewer=request.person, person=request.person, now=request.now, today=request.today)
    return show(request, "person/payees.html", payees=shown)


@door(PERSON, why="to say who gets her money", methods="GET POST")
def add(request: PageRequest) -> HttpResponse:
    form = PayeeForm(posted(request), currency=the_partnership().currency, kinds=KINDS_TO_HER)
    if request.method == "POST" and form.is_valid():
        try:
            account = add_payee(
                by=request.person,
                person=request.person,
                kind=PayeeKind(form.cleaned_data["kind"]),
                name=form.cleaned_data["name"],
                holder_name=form.cleaned_data["holder_name"],
                account=form.typed_account,
                now=request.now,
            )
        except Refused as refused:
            refuse(form, refused)
        else:
            return go(request, f"{account.payee.name} can be paid now.", "person:payees")
    return show(request, "person/add_payee.html", form=form)


@door(PERSON, why="to change where her money goes", methods="GET POST")
def change(request: PageRequest, payee_id: UUID) -> HttpResponse:
    look_at(request, request.person.id, "payees")
    payee = or_404(
        payees_visible_to(request.person, request.today).select_related("person").filter(id=payee_id).first()
    )
    form = AccountForm(posted(request), currency=the_partnership().currency)
    if request.method == "POST" and form.is_valid():
        try:
            change_payee_account(
                by=request.person,
                payee=payee,
                holder_name=form.cleaned_data["holder_name"],
                account=form.typed_account,
                now=request.now,
            )
        except Refused as refused:
            refuse(form, refused)
        else:
            return go(request, f"The new account of {payee.name} is written down. It waits 72 hours.", "person:payees")
    return show(request, "person/change_payee.html", payee=payee, form=form)
