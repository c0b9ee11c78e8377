from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from commonpurse.money.payments.queries import debtor_accounts_visible_to
from commonpurse.money.reconciliation.queries import column_mappings, get_difference_request
from commonpurse.web.doors import FINANCE, door
from commonpurse.web.finance import import_jobs
from commonpurse.web.parts.forms import PageForm, posted
from commonpurse.web.parts.pages import or_404, show
from commonpurse.web.request import PageRequest

REFRESH_SECONDS = 2


class UploadForm(PageForm):
    account = forms.ChoiceField(
        label=_("Of which account?"), widget=forms.RadioSelect, error_messages={"required": _("Choose the account.")}
    )
    file = forms.FileField(
        label=_("The bank’s statement"),
        help_text=_("camt.053, camt.054, MT940, OFX, or CSV. Up to 200 MB."),
        error_messages={"required": _("Choose the file."), "empty": _("This file is empty.")},
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
    facts = job.facts
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
        errors=facts.get("errors", []),
        sums=facts.get("sums", []),
        warnings=facts.get("warnings", []),
        percent=min(100, 100 * facts["done"] // facts["all"]),
        refresh_seconds=REFRESH_SECONDS if state == "running" else 0,
        may_say_columns=facts.get("format") == "csv" and bool(facts.get("errors")),
        is_second_look=facts.get("request") is not None,
    )


def as_date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def find_request(request: PageRequest, asked_for: str) -> Any:
    """The request to accept a difference, by the id in the address."""
    try:
        return get_difference_request(viewer=request.viewer, request_id=forms.UUIDField().clean(asked_for))
    except forms.ValidationError:
        return None
