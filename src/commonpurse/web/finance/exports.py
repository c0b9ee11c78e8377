"""Files for the council's ledger: look first, make one, fetch it, and say that it was not posted."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonpurse.kernel.errors import Refused
from commonpurse.money.budgets.queries import funds_visible_to
from commonpurse.money.exports.commands import export_ledger, take_export_back
from commonpurse.money.exports.queries import (
    export_mappings,
    exports_visible_to,
    first_rows_of_export,
    get_export,
    late_movements,
    next_days_to_export,
    preview_export,
)
from commonpurse.money.exports.rules import check_period
from commonpurse.web.doors import FINANCE, door
from commonpurse.web.parts.downloads import attachment
from commonpurse.web.parts.forms import DayField, PageForm, posted
from commonpurse.web.parts.pages import go, one_page, or_404, refuse, show
from commonpurse.web.request import PageRequest


class ExportForm(PageForm):
    mapping = forms.ChoiceField(
        label=gettext_lazy("For which ledger?"),
        error_messages={"required": gettext_lazy("Choose the ledger.")},
    )
    fund = forms.ChoiceField(
        label=gettext_lazy("Which movements?"),
        required=False,
        help_text=gettext_lazy("Those of one fund leave out the lines of the bank that no fund has yet."),
    )
    first_day = DayField(
        label=gettext_lazy("From which day?"), error_messages={"required": gettext_lazy("Write the first day.")}
    )
    last_day = DayField(
        label=gettext_lazy("Up to which day?"),
        help_text=gettext_lazy("This day is in it. It counts on which day money moved, not when it was written down."),
        error_messages={"required": gettext_lazy("Write the last day.")},
    )

    def __init__(self, *args: Any, mappings: list[Any], funds: list[Any], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.mappings = {str(one.id): one for one in mappings}
        self.funds = {str(one.id): one for one in funds}
        self.fields["mapping"].choices = [(key, one.name) for key, one in self.mappings.items()]  # type: ignore[attr-defined]
        self.fields["fund"].choices = [  # type: ignore[attr-defined]
            ("", _("All of our books")),
            *((key, one.name) for key, one in self.funds.items()),
        ]

    def wanted(self) -> dict[str, Any]:
        """What the domain is asked for: the days half-open."""
        given = self.cleaned_data
        return {
            "mapping": self.mappings[given["mapping"]],
            "fund": self.funds.get(given["fund"]),
            "starts_on": given["first_day"],
            "ends_on": given["last_day"] + timedelta(days=1),
        }

    def hide(self) -> None:
        """Keep the answers on the page that asks once more."""
        for field in self.fields.values():
            field.widget = forms.HiddenInput()


class NotPostedForm(PageForm):
    reason = forms.CharField(
        label=gettext_lazy("Why was it not posted?"),
        max_length=500,
        error_messages={"required": gettext_lazy("Say in plain words why it is taken back.")},
    )


@door(FINANCE, why="to see what was exported for the council's ledger")
def exports(request: PageRequest) -> HttpResponse:
    return show(
        request,
        "finance/exports.html",
        page=one_page(request, exports_visible_to(request.viewer)),
        mappings=export_mappings(request.viewer),
        late=late_movements(request.viewer),
    )


def is_last_step(request: HttpRequest) -> bool:
    return request.POST.get("step") == "make"


@door(FINANCE, why="to export for the council's ledger", methods="GET POST", step_up=is_last_step)
def export(request: PageRequest) -> HttpResponse:
    """Choose the days, see the first rows and what they add up to, then make the file."""
    first_day, last_day = next_days_to_export(viewer=request.viewer, today=request.today)
    late = late_movements(request.viewer) if request.GET.get("late") else None
    if late is not None:
        first_day, last_day = late.starts_on, late.last_day
    form = ExportForm(
        posted(request),
        mappings=export_mappings(request.viewer),
        funds=list(funds_visible_to(request.viewer).order_by("name")),
        initial={"first_day": first_day, "last_day": last_day},
    )
    step = request.POST.get("step", "")
    if request.method != "POST" or not form.is_valid() or step == "change":
        return show(request, "finance/export.html", form=form)
    wanted = form.wanted()
    try:
        check_period(wanted["starts_on"], wanted["ends_on"], today=request.today)
        preview = or_404(preview_export(viewer=request.viewer, **wanted))
        if step == "make" and preview.count and request.POST.get("seen") != preview.seen:
            raise Refused("More was booked while you looked. Look at the sums again.", code="seen_other")
        if step == "make":
            made = export_ledger(by=request.member, now=request.now, **wanted)
            if preview.count:
                return go(request, _("The export is made. Fetch it here."), "finance:one_export", made.id)
            return go(request, _("These days were exported before. Here is that file."), "finance:one_export", made.id)
    except Refused as refused:
        refuse(form, refused)
        return show(request, "finance/export.html", form=form)
    form.hide()
    return show(
        request,
        "finance/export_check.html",
        form=form,
        preview=preview,
        mapping=wanted["mapping"],
        fund=wanted["fund"],
        first_day=wanted["starts_on"],
        last_day=form.cleaned_data["last_day"],
    )


@door(FINANCE, why="to see one export, or to say that it was not posted", methods="GET POST")
def one_export(request: PageRequest, export_id: UUID) -> HttpResponse:
    found = or_404(get_export(viewer=request.viewer, export_id=export_id))
    form = NotPostedForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            take_export_back(by=request.member, export=found, reason=form.cleaned_data["reason"], now=request.now)
        except Refused as refused:
            refuse(form, refused)
        else:
            happened = _("It is taken back. Its movements go into the next export.")
            return go(request, happened, "finance:one_export", found.id)
    headings, rows = first_rows_of_export(viewer=request.viewer, export=found)
    return show(request, "finance/one_export.html", export=found, labels=headings, rows=rows, form=form)


@door(FINANCE, why="to fetch an export for the council's ledger", step_up=True)
def export_csv(request: PageRequest, export_id: UUID) -> HttpResponse:
    """The bytes, the same each time."""
    found = or_404(get_export(viewer=request.viewer, export_id=export_id))
    return attachment(found.file_name, bytes(found.content), "text/csv; charset=utf-8")
