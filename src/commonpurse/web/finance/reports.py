from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from commonpurse.kernel.errors import FileRefused, Refused, RowError
from commonpurse.money.payments.commands import read_status_report
from commonpurse.money.payments.commands.outcomes import LARGEST_REPORT_BYTES
from commonpurse.web.doors import FINANCE, door
from commonpurse.web.parts.forms import PageForm, posted
from commonpurse.web.parts.pages import refuse, show
from commonpurse.web.request import PageRequest


class ReportForm(PageForm):
    file = forms.FileField(
        label=_("The bank’s status report"),
        help_text=_("A pain.002 file, as the bank gave it."),
        error_messages={"required": _("Choose the file."), "empty": _("This file is empty.")},
    )


@door(FINANCE, why="to read what the bank says of a file", methods="GET POST")
def reports(request: PageRequest) -> HttpResponse:
    form = ReportForm(posted(request), request.FILES or None)
    report, errors = None, list[RowError]()
    if request.method == "POST" and form.is_valid():
        try:
            content = form.cleaned_data["file"].read(LARGEST_REPORT_BYTES + 1)
            report = read_status_report(by=request.member, content=content, now=request.now)
        except Refused as refused:
            refuse(form, refused)
            errors = refused.errors if isinstance(refused, FileRefused) else []
    return show(request, "finance/reports.html", form=form, report=report, errors=errors)
