from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Count, Sum
from django.http import HttpResponse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.money import Money
from commonpurse.kernel.periods import business_date
from commonpurse.money.payments.commands import (
    approve_bank_file,
    fetch_bank_file,
    make_bank_file,
    mark_file_unknown,
    reject_payments,
    send_bank_file,
    take_back_bank_file,
)
from commonpurse.money.payments.queries import (
    NextFile,
    bank_files_visible_to,
    debtor_accounts_visible_to,
    get_bank_file,
    instructions_of,
    next_execution_day,
    next_files,
    payments_for_next_file,
    what_to_check,
)
from commonpurse.money.payments.rules import FILE_STEP_WORDS, FileStep, PaymentState
from commonpurse.web.doors import FINANCE, door
from commonpurse.web.finance.payments import BANKS_ANSWER, ReasonForm
from commonpurse.web.parts.downloads import attachment
from commonpurse.web.parts.forms import DayField, PageForm, posted
from commonpurse.web.parts.lists import Amounts, Choice, Column, Days, ListOf, Search, in_order, show_list
from commonpurse.web.parts.pages import go, one_page, or_404, refuse, show
from commonpurse.web.parts.words import said, translated
from commonpurse.web.request import PageRequest, look_at

VERSIONS = [("09", "pain.001.001.09"), ("03", _("pain.001.001.03, for older banks"))]
WHAT_IT_DID = {
    "approve": _("You checked the file. It can be sent now."),
    "send": _("The file is marked as sent. Fetch it and give it to the bank."),
    "doubt": _("Written down: we are asking the bank about this file."),
    "reject": _("The money of these payments is in their budgets again. They can be paid again."),
    "take_back": _("The file is taken back. Its payments wait for another file."),
}

ASKS_WHY = ("doubt", "reject")


class MakeFileForm(PageForm):
    requested_on = DayField(
        label=_("On which day should the bank pay?"), error_messages={"required": _("Write the day.")}
    )
    version = forms.ChoiceField(
        label=_("Which format does the bank take?"), choices=VERSIONS, widget=forms.RadioSelect, initial="09"
    )


def files_to_make(request: Any) -> list[NextFile]:
    """What the next file from each account of ours would hold, asked once a page."""
    if not hasattr(request, "files_to_make"):
        request.files_to_make = next_files(viewer=request.viewer, now=request.now)
    found: list[NextFile] = request.files_to_make
    return found


def our_accounts(request: Any) -> list[tuple[str, str]]:
    return [(str(each.account.id), each.account.name) for each in files_to_make(request)]


FILES = ListOf(
    name="finance:files",
    counted=lambda count: ngettext("{count} file", "{count} files", count),
    columns=(
        Column("file", _("File"), sort=("message_id",), cell=lambda row: row.message_id),
        Column("account", _("From"), sort=("debtor_account__name",), cell=lambda row: row.debtor_account.name),
        Column("made", _("Made"), "day", sort=("made_at",), cell=lambda row: business_date(row.made_at)),
        Column("day", _("To be paid on"), "day", sort=("requested_on",), cell=lambda row: row.requested_on),
        Column(
            "state",
            _("State"),
            "order",
            sort=(in_order("step", FILE_STEP_WORDS),),
            cell=lambda row: translated(FILE_STEP_WORDS[row.step]),
        ),
        Column("payments", _("Payments"), "count", sort=("payment_count",), cell=lambda row: row.payment_count),
        Column("sum", _("Sum"), "sum", sort=("total_minor",), cell=lambda row: row.total),
    ),
    sort="-made",
    row="finance/file_row.html",
    filters=(
        Choice("state", _("State"), FILE_STEP_WORDS.items(), field="step"),
        Choice("account", _("From"), our_accounts, field="debtor_account"),
        Days("day", _("To be paid"), "requested_on"),
        Amounts("sum", _("Sum"), "total_minor"),
    ),
    search=Search(_("Find by name, or by the reference of a payment"), lambda found, text: found.found_by(text)),
    views=(
        (_("All"), ""),
        (FILE_STEP_WORDS[FileStep.MADE], "state=made"),
        (FILE_STEP_WORDS[FileStep.CHECKED], "state=checked"),
    ),
    empty=_("No file has been made yet. Make one when payments are ready."),
)


@door(FINANCE, why="to see the files for the bank", methods="GET POST")
def files(request: PageRequest) -> HttpResponse:
    listed = FILES.read(request, bank_files_visible_to(request.viewer).with_step())
    if listed.response is not None:
        return listed.response
    ready = files_to_make(request)
    waits = sum({each.account.currency: each.not_direct for each in ready}.values())
    return show_list(request, "finance/files.html", listed, ready=ready, not_direct=waits)


@door(FINANCE, why="to make a file for the bank", methods="GET POST", step_up=True)
def make(request: PageRequest, account_id: UUID) -> HttpResponse:
    """Show what goes into the file; then make it. Another person checks it."""
    account = or_404(debtor_accounts_visible_to(request.viewer).filter(id=account_id).first())
    inside = payments_for_next_file(viewer=request.viewer, debtor_account=account, now=request.now)
    sums = inside.aggregate(count=Count("id"), total=Sum("amount_minor"))
    total = Money(sums["total"] or 0, account.currency)
    seen = f"{sums['count']}:{total.minor}"
    earliest = next_execution_day(account, request.now)
    form = MakeFileForm(posted(request), initial={"requested_on": earliest})
    if request.method == "POST" and form.is_valid():
        try:
            if request.POST.get("seen") != seen:
                raise Refused("Other payments became ready while you looked. Look at the list again.")
            made = make_bank_file(
                by=request.member,
                debtor_account=account,
                version=form.cleaned_data["version"],
                requested_on=form.cleaned_data["requested_on"],
                now=request.now,
            )
        except Refused as refused:
            refuse(form, refused)
        else:
            return go(request, gettext("The file is made. Somebody else must check it now."), "finance:file", made.id)
    page = one_page(request, inside)
    look_at(request, [payment.budget.person_id for payment in page.object_list], "payments", "payees")
    return show(
        request,
        "finance/make_file.html",
        account=account,
        page=page,
        total=total,
        earliest=earliest,
        seen=seen,
        form=form,
    )


@door(FINANCE, why="to check, send or take back a file for the bank", methods="GET POST", step_up=True)
def bank_file(request: PageRequest, file_id: UUID) -> HttpResponse:
    found = or_404(get_bank_file(viewer=request.viewer, file_id=file_id))
    acts: dict[str, Any] = {
        "approve": approve_bank_file,
        "send": send_bank_file,
        "take_back": take_back_bank_file,
    }
    inside = instructions_of(viewer=request.viewer, bank_file=found)
    states = dict(inside.order_by().values_list("payment_id", "payment__state")) if found.sent_at else {}
    unknown = [payment for payment, state in states.items() if state == PaymentState.UNKNOWN]
    act = request.POST.get("act", "")
    form = ReasonForm(request.POST if act in ASKS_WHY else None)
    if unknown:
        form.fields["reason"].label = BANKS_ANSWER
    refusal = ""
    if act in ASKS_WHY and form.is_valid():
        given: dict[str, Any] = {"by": request.member, "reason": form.cleaned_data["reason"], "now": request.now}
        try:
            if act == "doubt":
                mark_file_unknown(bank_file=found, **given)
            else:
                reject_payments(payments=unknown, **given)
        except Refused as refused:
            refuse(form, refused)
        else:
            return go(request, str(WHAT_IT_DID[act]), "finance:file", found.id)
    if act in acts:
        try:
            acts[act](by=request.member, bank_file=found, now=request.now)
        except Refused as refused:
            refusal = said(refused)
        else:
            return go(request, str(WHAT_IT_DID[act]), "finance:file", found.id)
    page = one_page(request, inside)
    check = what_to_check(viewer=request.viewer, bank_file=found) if is_open(found) else None
    noted = [*check.changed, *check.first, *check.largest] if check else []
    look_at(request, [row.payment.budget.person_id for row in [*page.object_list, *noted]], "payments", "payees")
    return show(
        request,
        "finance/file.html",
        check=check,
        status=422 if refusal else 200,
        file=found,
        refusal=refusal,
        form=form,
        unknown_count=len(unknown),
        may_doubt=PaymentState.SENT in states.values(),
        page=page,
        is_own=found.made_by_id == request.member.id,
        is_late=found.is_check_late(request.today),
    )


def is_open(bank_file: Any) -> bool:
    """Nobody has let it go or taken it back: there is still something to check."""
    return bank_file.sent_at is None and bank_file.taken_back_at is None


@door(FINANCE, why="to fetch a file for the bank", methods="POST", step_up=True)
def content(request: PageRequest, file_id: UUID) -> HttpResponse:
    """The bytes, once it is marked as sent. Each fetch is written down, so it is no GET."""
    found = or_404(get_bank_file(viewer=request.viewer, file_id=file_id))
    whole = fetch_bank_file(by=request.member, bank_file=found, now=request.now)
    return attachment(f"{found.message_id}.xml", whole, "application/xml")
