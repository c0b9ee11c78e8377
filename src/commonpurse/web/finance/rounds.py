"""Give a fund's money to many people at once, by a file: every row is checked first, and all are given or none."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid5

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from commonpurse.kernel.errors import FileRefused, Refused
from commonpurse.kernel.money import Money
from commonpurse.money.budgets.commands import NewAllocation, allocate_many
from commonpurse.money.budgets.queries import RoundLook, get_fund, look_at_round
from commonpurse.money.budgets.round_files import (
    LARGEST_BYTES,
    RoundFile,
    read_round,
    round_given_back,
    round_template,
)
from commonpurse.web.doors import FINANCE, door
from commonpurse.web.parts.downloads import BYTE_ORDER_MARK, attachment
from commonpurse.web.parts.forms import PageForm, RequestIdField, posted
from commonpurse.web.parts.pages import go, or_404, refuse, show
from commonpurse.web.parts.templatetags.parts import money
from commonpurse.web.parts.words import translated
from commonpurse.web.request import PageRequest, look_at

ROWS_SHOWN = 50
CSV = "text/csv; charset=utf-8"


class RoundForm(PageForm):
    file = forms.FileField(
        label=_("The file of the round"),
        help_text=_("Drop one CSV file on the field, or choose it. Its columns are reference, amount and reason."),
        widget=forms.FileInput(attrs={"class": "drop", "accept": ".csv,text/csv"}),
        error_messages={"required": _("Choose the file."), "empty": _("There is nothing in this file.")},
    )


class GiveForm(PageForm):
    """The file that was looked at, carried along: nothing of it is kept before it is given."""

    content = forms.CharField(widget=forms.HiddenInput, strip=False)
    request_id = RequestIdField()


@door(FINANCE, why="to give a fund's money to many people", methods="GET POST")
def allocate_many_by_file(request: PageRequest, fund_id: UUID) -> HttpResponse:
    """Take the file, show every row with what is wrong, give the file back to be mended, then give the money."""
    fund = or_404(get_fund(viewer=request.viewer, fund_id=fund_id))
    step = request.POST.get("step", "")
    form = RoundForm(posted(request), request.FILES or None)
    if request.method == "POST" and step in ("give", "mend"):
        asked = GiveForm(request.POST)
        if asked.is_valid():
            return decide(request, fund, asked, step)
        form = RoundForm()
    elif request.method == "POST" and form.is_valid():
        file: UploadedFile = form.cleaned_data["file"]
        content = file.read(LARGEST_BYTES + 1)
        try:
            read = read_round(content, currency=fund.currency)
        except FileRefused as refused:
            refuse_whole(form, refused)
        else:
            carried = GiveForm(initial={"content": content.decode("utf-8-sig")})
            return looked_at(request, fund, carried, read)
    return show(request, "finance/allocate_many.html", fund=fund, form=form)


def decide(request: PageRequest, fund: Any, asked: GiveForm, step: str) -> HttpResponse:
    """Give the money of the file that was looked at, or give the file back."""
    try:
        read = read_round(asked.cleaned_data["content"].encode(), currency=fund.currency)
    except FileRefused as refused:
        form = RoundForm({})
        refuse_whole(form, refused)
        return show(request, "finance/allocate_many.html", fund=fund, form=form)
    look = or_404(look_at_round(viewer=request.viewer, fund=fund, read=read, today=request.today))
    if step == "mend":
        text = BYTE_ORDER_MARK + round_given_back(read.cells, look.errors)
        return attachment("round-to-mend.csv", text.encode(), CSV)
    round_id = asked.cleaned_data["request_id"]
    wanted = [
        NewAllocation(
            fund=fund,
            budget=budget,
            amount=row.amount,
            reason=row.reason,
            request_id=uuid5(round_id, str(row.row)),
        )
        for row, budget in look.found
    ]
    if read.errors or len(look.found) < len(read.rows):
        return looked_at(request, fund, asked, read)
    try:
        made = allocate_many(by=request.member, allocations=wanted, now=request.now)
    except Refused as refused:
        refuse(asked, refused)
        return looked_at(request, fund, asked, read)
    happened = ngettext("{sum} went to {count} budget.", "{sum} went to {count} budgets.", len(made))
    total = sum((each.amount for each in wanted), Money(0, fund.currency))
    return go(request, happened.format(sum=money(total), count=len(made)), "finance:fund", fund.id)


def looked_at(request: PageRequest, fund: Any, form: GiveForm, read: RoundFile) -> HttpResponse:
    look: RoundLook = or_404(look_at_round(viewer=request.viewer, fund=fund, read=read, today=request.today))
    shown = look.rows[:ROWS_SHOWN]
    look_at(request, [budget.person_id for _row, budget in shown], "budget")
    return show(
        request,
        "finance/allocate_many_check.html",
        status=422 if look.errors else 200,
        fund=fund,
        form=form,
        rows=[row for row, _budget in shown],
        errors=look.errors[:ROWS_SHOWN],
        error_count=len(look.errors),
        count=len(look.rows),
        total=look.total,
        left=look.left,
    )


def refuse_whole(form: PageForm, refused: FileRefused) -> None:
    """Put what is wrong with a file as a whole on its field."""
    form.is_valid()
    for sentence in (refused.message, *refused.errors):
        form.add_error("file", translated(sentence))


@door(FINANCE, why="to fetch an empty file for a round")
def round_file(request: PageRequest) -> HttpResponse:
    return attachment("round.csv", (BYTE_ORDER_MARK + round_template()).encode(), CSV)
