from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from commonpurse.kernel.errors import Refused
from commonpurse.money.payments.commands import add_payee, call_back_payee_account, change_payee_account
from commonpurse.money.payments.queries import payees_of, payees_visible_to, waiting_account
from commonpurse.money.payments.rules import PayeeKind
from commonpurse.parties.consent.rules import Item
from commonpurse.parties.partners.queries import the_partnership
from commonpurse.web.doors import WORKER, door
from commonpurse.web.parts.forms import posted
from commonpurse.web.parts.pages import go, or_404, refuse, show
from commonpurse.web.parts.payees import KINDS_ABOUT, AccountForm, PayeeForm, written_down
from commonpurse.web.parts.words import said
from commonpurse.web.parts.written import named
from commonpurse.web.request import PageRequest
from commonpurse.web.worker.people import person_or_404
from commonpurse.web.worker.sharing import person_to_act_for


@door(WORKER, why="to see who gets the person's money")
def payees(request: PageRequest, person_id: UUID) -> HttpResponse:
    who = person_to_act_for(request, person_id, Item.MONEY_DETAIL, "name", "payees")
    shown = payees_of(viewer=request.viewer, person=who, now=request.now, today=request.today)
    return show(request, "worker/payees.html", person=who, payees=shown)


@door(WORKER, why="to write down who gets the person's money", methods="GET POST")
def add(request: PageRequest, person_id: UUID) -> HttpResponse:
    who = person_to_act_for(request, person_id, Item.MONEY_DETAIL, "name", "payees")
    form = PayeeForm(posted(request), currency=the_partnership().currency, kinds=KINDS_ABOUT)
    if request.method == "POST" and form.is_valid():
        try:
            account = add_payee(
                by=request.member,
                person=who,
                kind=PayeeKind(form.cleaned_data["kind"]),
                name=form.cleaned_data["name"],
                holder_name=form.cleaned_data["holder_name"],
                account=form.typed_account,
                now=request.now,
            )
        except Refused as refused:
            refuse(form, refused)
        else:
            # Whoever came from a release goes on with it.
            onwards = "worker:release" if request.GET.get("then") == "release" else "worker:payees"
            return go(request, written_down(account), onwards, who.id)
    return show(request, "worker/add_payee.html", person=who, form=form)


@door(WORKER, why="to change where the person's money goes", methods="GET POST")
def change(request: PageRequest, person_id: UUID, payee_id: UUID) -> HttpResponse:
    who = person_to_act_for(request, person_id, Item.MONEY_DETAIL, "name", "payees")
    payee = or_404(payees_visible_to(request.viewer, request.today).filter(id=payee_id, person=who).first())
    form = AccountForm(posted(request), currency=the_partnership().currency)
    if request.method == "POST" and form.is_valid():
        try:
            account = change_payee_account(
                by=request.member,
                payee=payee,
                holder_name=form.cleaned_data["holder_name"],
                account=form.typed_account,
                now=request.now,
            )
        except Refused as refused:
            refuse(form, refused)
        else:
            return go(request, written_down(account), "worker:payees", who.id)
    return show(request, "worker/change_payee.html", person=who, payee=payee, form=form)


@door(WORKER, why="to check a changed account by a call", methods="GET POST")
def call_back(request: PageRequest, person_id: UUID, payee_id: UUID) -> HttpResponse:
    """Say that one has called the payee, on a number known before. Somebody else than who wrote the account down."""
    who = person_or_404(request, person_id, "name", "payees")
    payee = or_404(payees_visible_to(request.viewer, request.today).filter(id=payee_id, person=who).first())
    account = or_404(waiting_account(payee.accounts.select_related("payee__person", "added_by_member"), request.now))
    refusal = ""
    if request.method == "POST":
        try:
            call_back_payee_account(by=request.member, payee_account=account, now=request.now)
        except Refused as refused:
            refusal = said(refused)
        else:
            happened = _("The account of {name} can be paid now.").format(name=named(payee.name))
            return go(request, happened, "worker:payees", who.id)
    return show(
        request,
        "worker/call_back.html",
        status=422 if refusal else 200,
        person=who,
        payee=payee,
        account=account,
        refusal=refusal,
        is_own_entry=account.added_by_member_id == request.member.id,
        is_own_door=account.let_in_by_id == request.member.id,
    )
