from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonpurse.kernel.money import Money
from commonpurse.money.budgets.queries import allocations_of, trace_holds
from commonpurse.money.decisions.queries import notices_of
from commonpurse.parties.partners.queries import the_partnership
from commonpurse.web.doors import PERSON, door
from commonpurse.web.parts.downloads import attachment, csv_file
from commonpurse.web.parts.forms import DayField, PageForm
from commonpurse.web.parts.pages import one_page, show
from commonpurse.web.parts.papers.making import paper_look
from commonpurse.web.parts.papers.statement import statement_paper
from commonpurse.web.parts.reading import reading_of
from commonpurse.web.parts.statements import Statement, statement_of, statement_rows
from commonpurse.web.person.money import own_budget, own_payments
from commonpurse.web.request import PageRequest, look_at

MONTH, THREE_MONTHS, ALL, BY_DAYS = "month", "three", "all", "days"


class DaysForm(PageForm):
    """Two days that she types. Either may stay empty: then it is open on that side."""

    first = DayField(label=gettext_lazy("First day"), required=False)
    last = DayField(label=gettext_lazy("Last day"), required=False)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        first, last = found.get("first"), found.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day is before the first. Change one of them."))
        return found


@dataclass(frozen=True)
class Days:
    """Which days she looks at: by name, or typed. `ends_on` is the first day after them; None is open."""

    name: str
    starts_on: date | None
    ends_on: date | None
    form: DaysForm

    def asked(self) -> dict[str, str]:
        """What an address says to show the same days again."""
        if self.name != BY_DAYS:
            return {} if self.name == ALL else {"days": self.name}
        last = self.ends_on - timedelta(days=1) if self.ends_on else None
        typed = {"first": self.starts_on, "last": last}
        return {"days": BY_DAYS} | {key: day.isoformat() for key, day in typed.items() if day}


def days_of(request: PageRequest) -> Days:
    """Read from the address which days are asked for; what cannot be read shows all, with the error on its field."""
    name = request.GET.get("days", ALL)
    this_month = request.today.replace(day=1)
    if name == MONTH:
        return Days(MONTH, this_month, None, DaysForm())
    if name == THREE_MONTHS:
        return Days(THREE_MONTHS, _months_before(this_month, 2), None, DaysForm())
    if name == BY_DAYS:
        form = DaysForm(request.GET)
        if form.is_valid():
            first, last = form.cleaned_data["first"], form.cleaned_data["last"]
            return Days(BY_DAYS, first, last + timedelta(days=1) if last else None, form)
        return Days(ALL, None, None, form)
    return Days(ALL, None, None, DaysForm())


def _months_before(first: date, months: int) -> date:
    """The first day of the month so many months before."""
    year, month = divmod(first.year * 12 + first.month - 1 - months, 12)
    return date(year, month + 1, 1)


def own_statement(request: PageRequest, days: Days) -> Statement | None:
    """Her statement of these days, None before her budget is opened. Where the money is from only if she asks."""
    look_at(request, request.person.id, "money", "payments")
    budget = own_budget(request)
    if budget is None:
        return None
    payments = list(own_payments(request).prefetch_related("events", "money_back"))
    allocations = allocations_of(viewer=request.person, budget=budget, today=request.today)
    moved = [each.amount.currency for each in [*allocations, *payments]]
    nothing = Money(0, moved[0] if moved else the_partnership().currency)
    origins = None
    if shows_origins(request):
        holds = [payment.hold_id for payment in payments]
        origins = trace_holds(viewer=request.person, hold_ids=holds, today=request.today)
    notices = notices_of(viewer=request.person, person=request.person, today=request.today)
    rows = statement_rows(payments, allocations, request.person, nothing, origins, notices)
    return statement_of(rows, nothing, starts_on=days.starts_on, ends_on=days.ends_on)


def shows_origins(request: PageRequest) -> bool:
    return request.GET.get("from") == "shown"


def address(name: str, **asked: str) -> str:
    return f"{reverse(name)}?{urlencode(asked)}" if asked else reverse(name)


def ways_to_show(request: PageRequest, days: Days) -> dict[str, Any]:
    """The links of the page: other days, the same as a file, each keeping what was chosen."""
    origins = {"from": "shown"} if shows_origins(request) else {}
    asked = days.asked()
    names = {MONTH: _("This month"), THREE_MONTHS: _("Last three months"), ALL: _("All")}
    return {
        "tabs": [
            {
                "label": label,
                "address": address("person:statement", **({} if name == ALL else {"days": name}), **origins),
                "is_here": name == days.name,
                "count": None,
            }
            for name, label in names.items()
        ],
        "origins_address": address("person:statement", **asked, **({} if origins else {"from": "shown"})),
        "shows_origins": bool(origins),
        "whole_address": address("person:statement", **asked, **origins, rows="all"),
        "pdf_address": address("person:statement_pdf", **asked, **origins, print="standard"),
        "large_address": address("person:statement_pdf", **asked, **origins, print="large"),
        "csv_address": address("person:statement_csv", **asked, **origins),
    }


def show_statement(request: PageRequest, days: Days, found: Statement | None) -> HttpResponse:
    if found is None:
        return show(request, "person/no_money.html")
    is_whole = request.GET.get("rows") == "all"
    page = one_page(request, found.rows, max(len(found.rows), 1)) if is_whole else one_page(request, found.rows)
    return show(
        request,
        "person/statement.html",
        statement=found,
        page=page,
        is_whole=is_whole,
        form=days.form,
        by_days=days.name == BY_DAYS or bool(days.form.errors),
        starts_on=days.starts_on,
        last_day=last_day_of(request, days),
        **ways_to_show(request, days),
    )


def last_day_of(request: PageRequest, days: Days) -> date:
    return days.ends_on - timedelta(days=1) if days.ends_on else request.today


@door(PERSON, why="to see all her money in and out")
def statement(request: PageRequest) -> HttpResponse:
    days = days_of(request)
    return show_statement(request, days, own_statement(request, days))


@door(PERSON, why="to take her own statement along")
def statement_csv(request: PageRequest) -> HttpResponse:
    days = days_of(request)
    found = own_statement(request, days)
    if days.form.errors:
        return show_statement(request, days, found)
    with_origins = shows_origins(request)
    headings = ["day", "what", "in", "out", "left", *(["from"] if with_origins else [])]
    rows = [
        (row.on, row.words, row.came_in, row.went_out, row.left, *([row.origin] if with_origins else []))
        for row in (found.rows if found else ())
    ]
    return csv_file(f"statement-{request.today}.csv", headings, rows)


@door(PERSON, why="to take her own statement along")
def statement_pdf(request: PageRequest) -> HttpResponse:
    """The same as a paper with tags. Large print where she asks for it, or always reads so."""
    days = days_of(request)
    found = own_statement(request, days)
    if found is None or days.form.errors:
        return show_statement(request, days, found)
    asked = request.GET.get("print")
    content = statement_paper(
        found,
        called_by=request.person.called_by,
        starts_on=days.starts_on,
        last_day=last_day_of(request, days),
        is_large=asked == "large" or (asked != "standard" and reading_of(request).text_size != "normal"),
        look=paper_look(),
        now=request.now,
    )
    return attachment(f"statement-{request.today}.pdf", content, "application/pdf")
