from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from commonpurse.money.payments.queries import debtor_accounts_visible_to
from commonpurse.money.reconciliation.formats import foreign_kind
from commonpurse.money.reconciliation.formats.source import BLOCK, Source
from commonpurse.money.reconciliation.giving_back import as_list, given_back
from commonpurse.money.reconciliation.queries import column_mappings, get_column_mapping, get_difference_request
from commonpurse.web.doors import FINANCE, door
from commonpurse.web.finance import import_jobs
from commonpurse.web.parts.downloads import attachment
from commonpurse.web.parts.forms import PageForm, posted
from commonpurse.web.parts.pages import or_404, show
from commonpurse.web.request import PageRequest

REFRESH_SECONDS = 2
ERRORS_SHOWN = 50
# What a file is that is no statement, and what to do about it.
WHAT_IT_IS = {
    "empty": _("There is nothing in this file. Fetch it from the bank again."),
    "pdf": _("This is a PDF, which is for reading only. Ask the bank for camt.053, MT940, OFX or CSV."),
    "spreadsheet": _("This is a spreadsheet. Save it as CSV, and drop that file here."),
    "old_office": _(
        "This is a spreadsheet or a document of an office program. Save it as CSV, and drop that file here."
    ),
    "packed": _("This is a packed file. Unpack it, and drop what is inside."),
    "picture": _("This is a picture. Ask the bank for camt.053, MT940, OFX or CSV."),
    "web_page": _("This is a web page. The bank’s site may have signed you out. Fetch the statement again."),
    "status_report": _("This is a status report of the bank. Read it in under Bank files."),
    "payment_file": _("This is a file of ours for the bank. A statement says what the bank booked."),
    "unknown": _("We do not know what this is. We take camt.053, camt.054, MT940, OFX and CSV."),
}


class UploadForm(PageForm):
    account = forms.ChoiceField(
        label=_("Of which account?"), widget=forms.RadioSelect, error_messages={"required": _("Choose the account.")}
    )
    file = forms.FileField(
        label=_("The bank’s statement"),
        help_text=_(
            "Drop one file on the field, or choose it. We take camt.053, camt.054, MT940, OFX and CSV, up to 200 MB."
        ),
        widget=forms.FileInput(attrs={"class": "drop"}),
        error_messages={
            "required": _("Choose the file."),
            "empty": _("There is nothing in this file. Fetch it from the bank again."),
        },
    )
    mapping = forms.ChoiceField(
        label=_("If it is a CSV: whose columns?"),
        required=False,
        help_text=_("Banks order their columns differently. If it is new here, you say next what they mean."),
    )

    def __init__(self, *args: Any, accounts: list[Any], mappings: list[Any], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["account"].choices = [(str(one.id), one.name) for one in accounts]  # type: ignore[attr-defined]
        if len(accounts) == 1:
            self.fields["account"].initial = str(accounts[0].id)
        self.fields["mapping"].choices = [  # type: ignore[attr-defined]
            ("", _("It is no CSV, or this bank is new")),
            *((str(one.id), one.name) for one in mappings),
        ]
        if not mappings:
            del self.fields["mapping"]

    def clean(self) -> dict[str, Any]:
        """Say at once what a file is that is no statement, by its first bytes and never by its name."""
        file: UploadedFile | None = self.cleaned_data.get("file")
        if file is not None:
            kind = foreign_kind(Source(file.read(BLOCK)))
            file.seek(0)
            is_a_table = kind == "unknown" and self.cleaned_data.get("mapping")
            if kind and not is_a_table:
                self.add_error("file", forms.ValidationError(WHAT_IT_IS[kind], code=kind))
        return self.cleaned_data


class ReasonForm(PageForm):
    reason = forms.CharField(
        label=_("Why may it be taken all the same?"),
        help_text=_("A second member of finance reads this and decides."),
        max_length=500,
        error_messages={"required": _("Say in plain words why it may be taken.")},
    )


@door(FINANCE, why="to read a bank statement in", methods="GET POST")
def upload(request: PageRequest) -> HttpResponse:
    """Take a file and look at it. It may be the second look at a file whose difference somebody asks to accept."""
    asked_for = request.GET.get("accept", "")
    asked = or_404(find_request(request, asked_for)) if asked_for else None
    accounts = list(debtor_accounts_visible_to(request.viewer))
    form = UploadForm(
        posted(request), request.FILES or None, accounts=accounts, mappings=column_mappings(request.viewer)
    )
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        job = import_jobs.keep_upload(
            file.chunks(),
            member=str(request.member.id),
            account=form.cleaned_data["account"],
            mapping=form.cleaned_data.get("mapping") or None,
            file_name=file.name,
            request=str(asked.id) if asked else None,
        )
        import_jobs.start(job, "look")
        return redirect("finance:one_import", job.name)
    return show(request, "finance/upload.html", form=form, asked=asked, has_accounts=bool(accounts))


@door(FINANCE, why="to check and import a bank statement", methods="GET POST")
def one_import(request: PageRequest, name: str) -> HttpResponse:
    """What the file holds, before anything is kept; then how far the import is, and what came of it."""
    job = or_404(import_jobs.find_job(name, request.member.id))
    state, act = job.state, request.POST.get("act")
    form = ReasonForm(request.POST if act == "ask" else None)
    if act == "import" and state in ("looked_at", "stopped"):
        import_jobs.start(job, "import")
        return redirect("finance:one_import", name)
    if act == "look" and state == "stopped":
        import_jobs.start(job, "look")
        return redirect("finance:one_import", name)
    if act == "ask" and state == "looked_at" and form.is_valid():
        import_jobs.start(job, "ask", reason=form.cleaned_data["reason"])
        return redirect("finance:one_import", name)
    if request.headers.get("HX-Request"):
        return still_running(request, job, state)
    facts, errors = job.facts, import_jobs.errors_of(job)
    statements = [
        each | {day: as_date(each[day]) for day in ("first_day", "last_day")} for each in facts.get("statements", [])
    ]
    return show(
        request,
        "finance/one_import.html",
        name=name,
        state=state,
        facts=facts,
        statements=statements,
        form=form,
        errors=errors[:ERRORS_SHOWN],
        error_count=len(errors),
        is_given_back=bool(errors) and job.file.is_file() and may_be_mended(job),
        sample=[each | {"day": as_date(each["day"])} for each in facts.get("sample", [])],
        sums=facts.get("sums", []),
        warnings=facts.get("warnings", []),
        percent=percent_of(job),
        refresh_seconds=REFRESH_SECONDS if state == "running" else 0,
        may_say_columns=facts.get("format") == "csv" and bool(errors),
        is_second_look=facts.get("request") is not None,
    )


def may_be_mended(job: import_jobs.Job) -> bool:
    """Whether somebody can put the file right by hand: a CSV of which we know the columns."""
    return job.facts.get("format") == "csv" and bool(job.facts.get("mapping"))


@door(FINANCE, why="to fetch what is wrong in a statement")
def errors(request: PageRequest, name: str) -> HttpResponse:
    """A CSV as it was with what is wrong beside each row, to be mended; of any other file a list."""
    job = or_404(import_jobs.find_job(name, request.member.id))
    found = import_jobs.errors_of(job)
    if not found:
        raise Http404
    stem = re.sub(r"[^A-Za-z0-9_-]+", "-", Path(job.facts["file_name"]).stem)[:60] or "statement"
    mapping = None
    if may_be_mended(job) and job.file.is_file():
        mapping = get_column_mapping(viewer=request.viewer, mapping_id=UUID(job.facts["mapping"]))
    if mapping is None:
        return attachment(f"{stem}-errors.txt", as_list(found).encode(), "text/plain; charset=utf-8")
    mended = given_back(Source(job.file), mapping.columns, found, job.facts.get("heading_line"))
    return attachment(f"{stem}-to-mend.csv", mended, "text/csv")


def percent_of(job: import_jobs.Job) -> int:
    return int(min(100, 100 * job.facts["done"] // job.facts["all"]))


def still_running(request: PageRequest, job: import_jobs.Job, state: str) -> HttpResponse:
    """Answer the page that asks how far it is: that part only, or that the whole page is another one now."""
    if state != "running":
        return HttpResponse(headers={"HX-Refresh": "true"})
    return show(request, "finance/import_progress.html", name=job.name, facts=job.facts, percent=percent_of(job))


def as_date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def find_request(request: PageRequest, asked_for: str) -> Any:
    """The request to accept a difference, by the id in the address."""
    try:
        return get_difference_request(viewer=request.viewer, request_id=forms.UUIDField().clean(asked_for))
    except forms.ValidationError:
        return None
