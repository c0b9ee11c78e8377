from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.periods import business_date
from commonpurse.money.budgets.queries import trace_holds
from commonpurse.money.budgets.rules import SPEND_WORDS, SpendKind
from commonpurse.money.payments.commands import mark_payment_unknown, reject_payments, stop_payment
from commonpurse.money.payments.proofs import proof_states
from commonpurse.money.payments.queries import get_payment, payments_visible_to
from commonpurse.money.payments.rules import AT_THE_BANK, MAY_BE_STOPPED, STATE_WORDS, PaymentState
from commonpurse.web.doors import FINANCE, door
from commonpurse.web.parts.forms import PageForm, posted
from commonpurse.web.parts.lists import Amounts, Choice, Column, Days, ListOf, Search, in_order, show_list
from commonpurse.web.parts.pages import go, or_404, refuse, show
from commonpurse.web.parts.words import translated
from commonpurse.web.request import PageRequest, look_at

BANKS_ANSWER = _("Who at the bank said so, and when?")


class ReasonForm(PageForm):
    reason = forms.CharField(
        label=_("Why?"),
        help_text=_("The person and the worker can read this."),
        max_length=500,
        error_messages={"required": _("Say in plain words why.")},
    )


PAYMENTS = ListOf(
    name="finance:payments",
    counted=lambda count: ngettext("{count} payment", "{count} payments", count),
    columns=(
        Column("reference", _("Reference"), sort=("end_to_end_id",), cell=lambda row: row.end_to_end_id),
        Column("day", _("Day"), "day", sort=("created_at",), cell=lambda row: business_date(row.created_at)),
        Column("to", _("To"), sort=("payee_account__holder_name",), cell=lambda row: row.payee_account.holder_name),
        Column(
            "kind",
            _("What for"),
            "order",
            sort=(in_order("spend_kind", SPEND_WORDS),),
            cell=lambda row: translated(row.kind_words),
        ),
        Column(
            "state",
            _("State"),
            "order",
            sort=(in_order("state", STATE_WORDS),),
            cell=lambda row: translated(row.state_words),
        ),
        Column("sum", _("Sum"), "sum", sort=("amount_minor",), cell=lambda row: row.amount),
    ),
    sort="-day",
    row="finance/payment_row.html",
    filters=(
        Choice("state", _("State"), STATE_WORDS.items(), field="state"),
        Choice("kind", _("What for"), SPEND_WORDS.items(), field="spend_kind"),
        Days("day", _("Released"), "created_at", is_moment=True),
        Amounts("sum", _("Sum"), "amount_minor"),
    ),
    search=Search(_("Find by reference or by who is paid"), lambda found, text: found.found_by(text)),
    views=(
        (_("All"), ""),
        (_("Ready to be paid"), "state=ready"),
        (_("Sent to the bank"), "state=sent"),
        (_("Came back"), "state=returned"),
        (_("We are asking the bank"), "state=unknown"),
    ),
    total="amount_minor",
    person=lambda row: row.budget.person_id,
    looks_at=("payments", "payees"),
    empty=_("No payment is here yet. Payments come here when money is released."),
)


@door(FINANCE, why="to follow payments", methods="GET POST")
def payments(request: PageRequest) -> HttpResponse:
    listed = PAYMENTS.read(request, payments_visible_to(request.viewer, request.today))
    return listed.response or show_list(request, "finance/payments.html", listed)


@door(FINANCE, why="to follow one payment", methods="GET POST")
def payment(request: PageRequest, payment_id: UUID) -> HttpResponse:
    """One payment: its steps, from which funds it came; stop it, say that nobody knows, or what the bank answered."""
    found = or_404(get_payment(viewer=request.viewer, payment_id=payment_id, today=request.today))
    look_at(request, found.budget.person_id, "name", "payment", "payee")
    events = list(found.events.all())
    form = ReasonForm(posted(request))
    if found.state == PaymentState.UNKNOWN:
        form.fields["reason"].label = BANKS_ANSWER
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            if request.POST.get("act") == "stop":
                stop_payment(by=request.member, payment=found, reason=reason, now=request.now)
                return go(
                    request,
                    gettext("The payment is stopped. Its money is in the budget again."),
                    "finance:payment",
                    found.id,
                )
            if request.POST.get("act") == "reject":
                reject_payments(by=request.member, payments=[found.id], reason=reason, now=request.now)
                return go(
                    request,
                    gettext("Its money is in the budget again. It can be paid again."),
                    "finance:payment",
                    found.id,
                )
            mark_payment_unknown(by=request.member, payment=found, reason=reason, now=request.now)
            return go(request, gettext("Written down: we are asking the bank."), "finance:payment", found.id)
        except Refused as refused:
            refuse(form, refused)
    state = PaymentState(found.state)
    return show(
        request,
        "finance/payment.html",
        payment=found,
        form=form,
        kind_words=SPEND_WORDS[SpendKind(found.spend_kind)],
        events=[(event, STATE_WORDS[PaymentState(event.state)]) for event in events],
        legs=trace_holds(viewer=request.viewer, hold_ids=[found.hold_id], today=request.today).get(found.hold_id, []),
        proof=proof_states([found], request.now)[found.id],
        approval=getattr(found, "approval", None),
        may_stop=state in MAY_BE_STOPPED,
        may_reject=state == PaymentState.UNKNOWN,
        is_own_doubt=doubter_of(events) == request.member.id,
        may_doubt=state in AT_THE_BANK and state != PaymentState.UNKNOWN,
    )


def doubter_of(events: Sequence[Any]) -> UUID | None:
    """Who said first that nobody knows, if that is still so: somebody else writes down what the bank answers."""
    doubter: UUID | None = None
    for event in reversed(events):
        if event.state != PaymentState.UNKNOWN:
            break
        doubter = event.actor_id
    return doubter
