from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonpurse.kernel.errors import NotAllowed, Refused
from commonpurse.money.payments.access import can_keep_accounts
from commonpurse.money.payments.business_days import USUAL_CUT_OFF
from commonpurse.money.payments.commands import add_debtor_account
from commonpurse.money.payments.queries import debtor_accounts_visible_to
from commonpurse.parties.partners.queries import the_partnership
from commonpurse.web.doors import ADMINISTRATOR, door
from commonpurse.web.parts.forms import posted
from commonpurse.web.parts.pages import go, refuse, show
from commonpurse.web.parts.payees import AccountForm
from commonpurse.web.parts.written import named
from commonpurse.web.request import PageRequest

# Business days from the file to the payment. Source: Pay.UK, Faster Payments (same day) and Bacs (three-day cycle).
SPEEDS = {"0": _("On the same day (Faster Payments)"), "2": _("Two working days later (Bacs)")}


class OwnAccountForm(AccountForm):
    name = forms.CharField(
        label=_("What do you call this account?"),
        help_text=_("Like: Main account."),
        max_length=100,
        error_messages={"required": _("Give the account a name.")},
    )
    days_ahead = forms.TypedChoiceField(
        label=_("When does the bank pay what is in a file?"),
        choices=list(SPEEDS.items()),
        coerce=int,
        widget=forms.RadioSelect,
        initial="0",
    )
    cut_off = forms.TimeField(
        label=_("Until when does the bank take a file for the same day?"),
        help_text=_("London time, like 15:30."),
        initial=USUAL_CUT_OFF,
        widget=forms.TimeInput(attrs={"class": "short"}, format="%H:%M"),
        error_messages={"required": _("Write a time, like 15:30."), "invalid": _("Write the time like 15:30.")},
    )
    organisation_id = forms.CharField(
        label=_("The bank’s own number for you in files"),
        help_text=_("Leave it empty if the bank gave you none."),
        max_length=35,
        required=False,
    )
    field_order = ("name", "holder_name", "sort_code", "account_number", "iban", "days_ahead", "cut_off")

    def __init__(self, *args: object, currency: str):
        super().__init__(*args, currency=currency)
        self.order_fields(self.field_order)


@door(ADMINISTRATOR, why="to see from which accounts we pay")
def accounts(request: PageRequest) -> HttpResponse:
    rows = [(account, SPEEDS.get(str(account.days_ahead))) for account in debtor_accounts_visible_to(request.viewer)]
    return show(request, "administrator/accounts.html", rows=rows, may_add=can_keep_accounts(request.member))


@door(ADMINISTRATOR, why="to add an account from which we pay", methods="GET POST")
def add(request: PageRequest) -> HttpResponse:
    if not can_keep_accounts(request.member):
        raise NotAllowed
    form = OwnAccountForm(posted(request), currency=the_partnership().currency)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            added = add_debtor_account(
                by=request.member,
                name=given["name"],
                holder_name=given["holder_name"],
                account=form.typed_account,
                organisation_id=given["organisation_id"],
                cut_off=given["cut_off"],
                days_ahead=given["days_ahead"],
                now=request.now,
            )
        except Refused as refused:
            refuse(form, refused)
        else:
            return go(
                request,
                gettext("{name} is here now. Files can be made from it.").format(name=named(added.name)),
                "administrator:accounts",
            )
    return show(request, "administrator/add_account.html", form=form)
