from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from commonpurse.kernel.errors import Refused
from commonpurse.money.payments.commands import add_payee, change_payee_account
from commonpurse.money.payments.queries import payees_of, payees_visible_to
from commonpurse.money.payments.rules import PayeeKind
from commonpurse.parties.partners.queries import the_partnership
from commonpurse.parties.people.queries import names_of
from commonpurse.web.doors import PERSON, door
from commonpurse.web.parts.forms import posted
from commonpurse.web.parts.pages import go, or_404, refuse, show
from commonpurse.web.parts.payees import ADDABLE, AccountForm, NewPayeeForm, written_down
from commonpurse.web.request import PageRequest, look_at


@door(PERSON, why="to see who gets her money")
def payees(request: PageRequest) -> HttpResponse:
    look_at(request, request.person.id, "payees")
    shown = payees_of(viewer=request.person, person=request.person, now=request.now, today=request.today)
    icons = {kind.value: icon for kind, (icon, _words) in ADDABLE.items()}
    return show(request, "person/payees.html", payees=[(each, icons[each.payee.kind]) for each in shown])


@door(PERSON, why="to say who gets her money")
def add(request: PageRequest) -> HttpResponse:
    """Whose account is it? Her own is there once only."""
    look_at(request, request.person.id, "payees")
    own = payees_visible_to(request.person, request.today).filter(person=request.person, kind=PayeeKind.OWN.value)
    has_own = own.exists()
    addable = [
        (icon, words, reverse("person:add_payee_of", args=[kind.value]))
        for kind, (icon, words) in ADDABLE.items()
        if kind != PayeeKind.OWN or not has_own
    ]
    return show(request, "person/add_payee.html", addable=addable)


class NewPayee:
    """The form for somebody new to be paid: the name at the bank is filled in where we know it.

    `name`: what she calls them, where that is settled; then it is not asked.
    """

    def __init__(self, request: PageRequest, kind: PayeeKind, name: str = ""):
        look_at(request, request.person.id, "other names")
        self.request, self.kind, self.name = request, kind, name
        is_own = kind == PayeeKind.OWN
        self.form = NewPayeeForm(
            posted(request),
            currency=the_partnership().currency,
            is_own=is_own,
            initial={"holder_name": name_at_bank(request) if is_own else name},
        )
        if name:
            del self.form.fields["name"]

    def added(self) -> Any:
        """Add the payee where all is well; None where the form is to be shown (again)."""
        if self.request.method != "POST" or not self.form.is_valid():
            return None
        given = self.form.cleaned_data
        name = self.name or given.get("name") or _("My own account")
        try:
            return add_payee(
                by=self.request.person,
                person=self.request.person,
                kind=self.kind,
                name=name,
                holder_name=given["holder_name"] or name,
                account=self.form.typed_account,
                now=self.request.now,
            )
        except Refused as refused:
            refuse(self.form, refused)
            return None


def name_at_bank(request: PageRequest) -> str:
    """The name that her bank has of her, as far as it was ever said here; else the one on her papers."""
    names = {
        each.used_for: each.name for each in names_of(viewer=request.person, person=request.person, today=request.today)
    }
    return names.get("bank") or names.get("papers", "")


@door(PERSON, why="to say who gets her money", methods="GET POST")
def add_of_kind(request: PageRequest, kind: str) -> HttpResponse:
    """Write down the account of somebody new."""
    if kind not in set(PayeeKind):
        raise Http404
    new = NewPayee(request, PayeeKind(kind))
    account = new.added()
    if account is not None:
        return go(request, written_down(account), "person:payees")
    return show(request, "person/new_payee.html", form=new.form, kind=kind, way_out=reverse("person:add_payee"))


@door(PERSON, why="to change where her money goes", methods="GET POST")
def change(request: PageRequest, payee_id: UUID) -> HttpResponse:
    look_at(request, request.person.id, "payees")
    payee = or_404(
        payees_visible_to(request.person, request.today)
        .select_related("person")
        .filter(id=payee_id, person=request.person)
        .first()
    )
    form = AccountForm(posted(request), currency=the_partnership().currency)
    if request.method == "POST" and form.is_valid():
        try:
            account = change_payee_account(
                by=request.person,
                payee=payee,
                holder_name=form.cleaned_data["holder_name"],
                account=form.typed_account,
                now=request.now,
            )
        except Refused as refused:
            refuse(form, refused)
        else:
            return go(request, written_down(account), "person:payees")
    return show(request, "person/change_payee.html", payee=payee, form=form)
