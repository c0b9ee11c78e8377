"""Month end: which days are closed, what is still open, and closing the books up to a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from commonpurse.kernel.errors import Refused
from commonpurse.money.reconciliation.commands import close_month
from commonpurse.money.reconciliation.queries import StillOpen, closings_visible_to, still_open
from commonpurse.money.reconciliation.rules import check_closing
from commonpurse.web.doors import FINANCE, door
from commonpurse.web.parts.forms import DayField, PageForm, posted
from commonpurse.web.parts.pages import go, one_page, refuse, show
from commonpurse.web.parts.templatetags.parts import day, money
from commonpurse.web.parts.written import named
from commonpurse.web.request import PageRequest


@dataclass(frozen=True)
class Tick:
    """One line of the list: what must hold, whether it does, and else what is missing and where to do it."""

    words: str
    is_done: bool
    missing: str
    address: str


class DayForm(PageForm):
    last_day = DayField(
        label=gettext_lazy("Up to which day?"),
        help_text=gettext_lazy("This day is closed too. Most close on the last day of a month."),
        error_messages={"required": gettext_lazy("Write the last day to be closed.")},
    )


class CloseForm(PageForm):
    last_day = DayField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=gettext_lazy("Why do you close all the same?"),
        help_text=gettext_lazy("One sentence. It is kept for the audit."),
        max_length=500,
        required=False,
    )


@door(FINANCE, why="to see which days of the books are closed")
def months(request: PageRequest) -> HttpResponse:
    page = one_page(request, closings_visible_to(request.viewer))
    found = still_open(viewer=request.viewer, last_day=end_of_last_month(request.today))
    return show(
        request,
        "finance/months.html",
        page=page,
        rows=[(closing, closing.period.ends_on - timedelta(days=1)) for closing in page.object_list],
        ticks=ticks_of(found),
        open=found,
        is_closed=any(closing.period.ends_on > found.last_day for closing in page.object_list),
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
            return go(request, _("The books are closed up to that day."), "finance:months")
    return sure(request, asked, last_day)


def sure(request: PageRequest, form: CloseForm, last_day: date) -> HttpResponse:
    """The page that says what closing means, with what is still open on these days."""
    found = still_open(viewer=request.viewer, last_day=last_day)
    if found.lines:
        form.fields["reason"].required = True
    return show(request, "finance/close_check.html", form=form, last_day=last_day, open=found, ticks=ticks_of(found))


def ticks_of(found: StillOpen) -> list[Tick]:
    """The list of a month's end. Each line ticks itself by what the books say; nobody ticks by hand."""
    day_words = day(found.last_day)
    unread = [
        _("{name}: up to {day}").format(name=named(name), day=day(until))
        if until
        else _("{name}: none yet").format(name=named(name))
        for name, until in found.unread
    ]
    lines = ngettext("{count} line, {sum}", "{count} lines, {sum}", found.lines)
    return [
        Tick(
            _("Every statement is read in up to {day}").format(day=day_words),
            not found.unread,
            "; ".join(unread),
            reverse("finance:import"),
        ),
        Tick(
            _("The bank and our books hold the same"),
            not found.missing,
            money(found.missing),
            reverse("finance:statements"),
        ),
        Tick(
            _("Every line of the bank has its explanation"),
            not found.lines,
            lines.format(count=found.lines, sum=money(found.amount)),
            reverse("finance:unmatched"),
        ),
        Tick(
            _("Every file that was made is sent or taken back"),
            not found.files,
            ngettext("{count} file", "{count} files", found.files).format(count=found.files),
            reverse("finance:files"),
        ),
        Tick(
            _("Of every payment we know what became of it"),
            not found.payments,
            payments_words(found.payments),
            reverse("finance:payments") + "?state=unknown",
        ),
        Tick(
            _("What failed is paid again, or nobody wants it"),
            not found.failed,
            payments_words(found.failed),
            reverse("finance:payments") + "?state=returned",
        ),
        Tick(
            _("Our own errors are put right"),
            not found.errors,
            ngettext("{count} waits for a second person", "{count} wait for a second person", found.errors).format(
                count=found.errors
            ),
            reverse("finance:corrections"),
        ),
    ]


def payments_words(count: int) -> str:
    return ngettext("{count} payment", "{count} payments", count).format(count=count)


def end_of_last_month(today: date) -> date:
    return today.replace(day=1) - timedelta(days=1)
