"""Month end: which days are closed, what is still open, and closing the books up to a day."""

from __future__ import annotations

from datetime import date, timedelta

from django import forms
from django.http import HttpResponse

from commonpurse.kernel.errors import Refused
from commonpurse.money.reconciliation.commands import close_month
from commonpurse.money.reconciliation.queries import closings_visible_to, still_open
from commonpurse.money.reconciliation.rules import check_closing
from commonpurse.web.doors import FINANCE, door
from commonpurse.web.parts.forms import DayField, PageForm, posted
from commonpurse.web.parts.pages import go, one_page, refuse, show
from commonpurse.web.request import PageRequest


class DayForm(PageForm):
    last_day = DayField(
        label="Up to which day?",
        help_text="This day is closed too. Most close on the last day of a month.",
        error_messages={"required": "Write the last day to be closed."},
    )


class CloseForm(PageForm):
    last_day = DayField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label="Why do you close all the same?",
        help_text="One sentence. It is kept for the audit.",
        max_length=500,
        required=False,
    )


@door(FINANCE, why="to see which days of the books are closed")
def months(request: PageRequest) -> HttpResponse:
    page = one_page(request, closings_visible_to(request.viewer))
    return show(
        request,
        "finance/months.html",
        page=page,
        rows=[(closing, closing.period.ends_on - timedelta(days=1)) for closing in page.object_list],
        open=still_open(viewer=request.viewer, last_day=end_of_last_month(request.today)),
    )


@door(FINANCE, why="to close the books up to a day", methods="GET POST")
def close(request: PageRequest) -> HttpResponse:
    """Say up to which day, see what is still open and what closing means, then close."""
    form = DayForm(posted(request), initial={"last_day": end_of_last_month(request.today)})
    step = request.POST.get("step", "")
    if request.method != "POST" or not form.is_valid() or step == "change":
        return show(request, "finance/close.html", form=form)
    last_day = form.cleaned_data["last_day"]
    if step != "close":
        try:
            check_closing(last_day, today=request.today, open_count=0, reason="")
        except Refused as refused:
            refuse(form, refused)
            return show(request, "finance/close.html", form=form)
        return sure(request, CloseForm(initial={"last_day": last_day}), last_day)
    asked = CloseForm(request.POST)
    if asked.is_valid():
        try:
            close_month(by=request.member, last_day=last_day, reason=asked.cleaned_data["reason"], now=request.now)
        except Refused as refused:
            refuse(asked, refused)
        else:
            return go(request, "The books are closed up to that day.", "finance:months")
    return sure(request, asked, last_day)


def sure(request: PageRequest, form: CloseForm, last_day: date) -> HttpResponse:
    """The page that says what closing means, with what is still open on these days."""
    found = still_open(viewer=request.viewer, last_day=last_day)
    if found.lines:
        form.fields["reason"].required = True
    return show(request, "finance/close_check.html", form=form, last_day=last_day, open=found)


def end_of_last_month(today: date) -> date:
    return today.replace(day=1) - timedelta(days=1)
