from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonpurse.kernel.errors import Refused
from commonpurse.money.budgets.queries import funds_visible_to, get_fund
from commonpurse.money.payments.queries import debtor_accounts_visible_to, payments_visible_to
from commonpurse.money.reconciliation.commands import (
    cancel_lines_out,
    explain_line_as_charge,
    explain_line_as_money_in,
    match_line,
    match_lines,
    undo_match,
)
from commonpurse.money.reconciliation.queries import (
    OpenLine,
    count_open_lines,
    get_line,
    lines_visible_to,
    matches_of,
    work_list,
)
from commonpurse.money.reconciliation.rules import MATCH_WORDS, RULE_WORDS, MatchKind, MatchRule
from commonpurse.web.doors import FINANCE, door
from commonpurse.web.parts.forms import PageForm
from commonpurse.web.parts.pages import go, or_404, refuse, show
from commonpurse.web.parts.words import said
from commonpurse.web.parts.written import money
from commonpurse.web.request import PageRequest, look_at

LINES_A_PAGE = 25
OPPOSITE_SHOWN = 3


@dataclass(frozen=True)
class PaymentChoice:
    """Payments that a line may show, as one button."""

    payments: tuple[Any, ...]
    score: int
    rule_words: str

    @property
    def words(self) -> str:
        first = self.payments[0]
        name = gettext("{sum} to {name}").format(sum=money(first.amount), name=first.payee_account.holder_name)
        more = len(self.payments) - 1
        return gettext("{payment} and {number} more").format(payment=name, number=more) if more else name

    @property
    def ids(self) -> str:
        return ",".join(str(one.id) for one in self.payments)


class FindPaymentForm(PageForm):
    reference = forms.CharField(
        label=_("The payment’s reference"),
        help_text=_("It begins with CP. You find it on the payment’s page."),
        max_length=35,
        error_messages={"required": _("Write the reference of the payment.")},
    )


class UndoForm(PageForm):
    reason = forms.CharField(
        label=_("What was wrong?"), max_length=500, error_messages={"required": _("Say in plain words what was wrong.")}
    )


@door(FINANCE, why="to explain the lines of the bank", methods="GET POST")
def unmatched(request: PageRequest) -> HttpResponse:
    """The lines that nothing explains yet, oldest first, each with what it may be."""
    if request.method == "POST":
        # One account a request: each takes its locks once, and holds them until the request is done.
        account_id = id_or_404(request.POST.get("account", ""))
        account = or_404(debtor_accounts_visible_to(request.viewer).filter(id=account_id).first())
        found = match_lines(by=request.member, debtor_account=account, now=request.now)
        return go(
            request, gettext("Looked again: {number} more explained.").format(number=len(found)), "finance:unmatched"
        )
    count = count_open_lines(viewer=request.viewer)
    number = page_number(request, count)
    lines = work_list(
        viewer=request.viewer, today=request.today, offset=(number - 1) * LINES_A_PAGE, limit=LINES_A_PAGE
    )
    return show(
        request,
        "finance/unmatched.html",
        count=count,
        accounts=list(debtor_accounts_visible_to(request.viewer)),
        rows=with_choices(request, lines),
        number=number,
        last=last_page(count),
    )


def last_page(count: int) -> int:
    return max(1, -(-count // LINES_A_PAGE))


def page_number(request: PageRequest, count: int) -> int:
    asked = request.GET.get("page", "1")
    return min(max(int(asked), 1), last_page(count)) if asked.isdecimal() and len(asked) < 8 else 1


def with_choices(request: PageRequest, lines: Iterable[OpenLine]) -> list[tuple[OpenLine, list[PaymentChoice]]]:
    """Put names to the payments that are suggested, in one statement; each person named is written down."""
    listed = list(lines)
    ids = {part.payment for line in listed for found in line.payments for part in found.parts}
    payments = {
        payment.id: payment for payment in payments_visible_to(request.viewer, request.today).filter(id__in=ids)
    }
    look_at(request, [payment.budget.person_id for payment in payments.values()], "payments", "payees")
    return [
        (
            line,
            [
                PaymentChoice(
                    tuple(payments[part.payment] for part in found.parts if part.payment in payments),
                    found.score,
                    RULE_WORDS[MatchRule(found.rule)],
                )
                for found in line.payments
            ],
        )
        for line in listed
    ]


@door(FINANCE, why="to explain one line of the bank", methods="GET POST")
def line(request: PageRequest, line_id: UUID) -> HttpResponse:
    """One line: say what it is, or take back what was said."""
    found = or_404(get_line(viewer=request.viewer, line_id=line_id))
    act = request.POST.get("act", "")
    find_form = FindPaymentForm(request.POST if act == "find" else None)
    undo_form = UndoForm(request.POST if act == "undo" else None)
    form = find_form if act == "find" else undo_form if act == "undo" else None
    refusal = ""
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            happened = explain(request, found, act, form)
            return go(request, happened, *(["finance:line", found.id] if act == "undo" else ["finance:unmatched"]))
        except Refused as refused:
            if form is None:
                refusal = said(refused)
            else:
                refuse(form, refused)
    matches = list(matches_of(viewer=request.viewer, line=found))
    live = next((match for match in matches if match.undone_at is None), None)
    return show(
        request,
        "finance/line.html",
        status=422 if refusal else 200,
        line=found,
        form=form,
        find_form=find_form,
        undo_form=undo_form,
        refusal=refusal,
        live=live,
        matches=[(match, MATCH_WORDS[MatchKind(match.kind)]) for match in matches],
        may_undo=live is not None and live.kind not in (MatchKind.PAYMENT, MatchKind.RETURNED),
        opposite=opposite_lines(request, found) if live is None else [],
        funds=list(funds_visible_to(request.viewer)) if live is None and found.is_money_in else [],
    )


def opposite_lines(request: PageRequest, found: Any) -> list[Any]:
    """Open lines of the same account that are exactly as much the other way: the bank may have put itself right."""
    same_account = lines_visible_to(request.viewer).filter(series=found.series_id, amount_minor=-found.amount_minor)
    return list(same_account.exclude(matches__undone_at=None, matches__isnull=False)[:OPPOSITE_SHOWN])


def explain(request: PageRequest, found: Any, act: str, form: PageForm | None) -> str:
    """Do what one button says of a line, and say what happened."""
    by, now = request.member, request.now
    if act == "charge":
        explain_line_as_charge(by=by, line=found, now=now)
        return gettext("{sum} is written down as a charge of the bank.").format(sum=money(-found.amount))
    if act == "fund":
        fund = or_404(get_fund(viewer=request.viewer, fund_id=id_or_404(request.POST.get("fund", ""))))
        explain_line_as_money_in(by=by, line=found, fund=fund, now=now)
        return gettext("{sum} is in {fund} now.").format(sum=money(found.amount), fund=fund.name)
    if act in ("payment", "find"):
        seen = payments_visible_to(request.viewer, request.today)
        if form is not None:
            chosen = list(seen.filter(end_to_end_id=form.cleaned_data["reference"].strip().upper()))
        else:
            chosen = list(seen.filter(id__in=[id_or_404(one) for one in request.POST.get("payments", "").split(",")]))
        if not chosen:
            raise Refused("There is no payment of this reference. Look at it again.", field="reference")
        match_line(by=by, line=found, payments=chosen, now=now)
        return gettext("The line of {sum} is matched with its payment.").format(sum=money(found.amount))
    if act == "cancel":
        other = or_404(get_line(viewer=request.viewer, line_id=id_or_404(request.POST.get("other", ""))))
        cancel_lines_out(by=by, line=found, other=other, now=now)
        return gettext("The two lines cancel each other out.")
    if act == "undo" and form is not None:
        live = next((match for match in matches_of(viewer=request.viewer, line=found) if match.undone_at is None), None)
        undo_match(by=by, match=or_404(live), reason=form.cleaned_data["reason"], now=now)
        return gettext("It is taken back. The line is open again.")
    raise Refused("Choose what the line is.")


def id_or_404(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return or_404(None)
