"""What the columns of a bank's CSV mean: said once on a page that shows the first rows, then kept for every file."""

from __future__ import annotations

from itertools import islice
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonpurse.kernel.errors import FileRefused, Refused
from commonpurse.kernel.words import Words
from commonpurse.money.payments.queries import debtor_accounts_visible_to
from commonpurse.money.reconciliation.commands import save_column_mapping
from commonpurse.money.reconciliation.formats import read_statements
from commonpurse.money.reconciliation.formats.column_map import SIGNED, SPENDING, read_column_map
from commonpurse.money.reconciliation.formats.records import Entry, Problem
from commonpurse.money.reconciliation.formats.source import Source
from commonpurse.money.reconciliation.formats.table import DATE_FORMATS, Table, guess_mapping, look_at_table
from commonpurse.money.reconciliation.queries import column_mappings, get_column_mapping
from commonpurse.web.doors import FINANCE, door
from commonpurse.web.finance import import_jobs
from commonpurse.web.parts.forms import PageForm, posted
from commonpurse.web.parts.pages import or_404, refuse, show, tell
from commonpurse.web.parts.words import said, translated, write
from commonpurse.web.request import PageRequest

RECORDS_TRIED = 12  # the head of the file and about ten lines: enough to see whether a mapping reads it
COLUMNS = {
    "date": _("Which column is the day?"),
    "description": _("Which one says what it was for?"),
    "name": _("Which one names who paid or was paid?"),
    "amount": _("Which one is the sum, if one column has both ways?"),
    "money_in": _("Which one is money in?"),
    "money_out": _("Which one is money out?"),
    "balance": _("Which one is what the account held then?"),
    "bank_reference": _("Which one is the bank’s own number of the line?"),
    "value_date": _("Which one is the day it counts for interest?"),
    "currency": _("Which one is the currency?"),
}
# An example of each way to write a day, for people who never saw a format.
DAYS_AS_WRITTEN = {
    "%d/%m/%Y": "24/11/2026",
    "%Y-%m-%d": "2026-11-24",
    "%d-%m-%Y": "24-11-2026",
    "%d.%m.%Y": "24.11.2026",
    "%d/%m/%y": "24/11/26",
    "%d %b %Y": "24 Nov 2026",
    "%d-%b-%Y": "24-Nov-2026",
    "%d %B %Y": "24 November 2026",
    "%m/%d/%Y": _("11/24/2026, month first"),
    "%Y-%m-%d %H:%M:%S %z": "2026-11-24 14:05:00 +0000",
    "%Y-%m-%d %H:%M:%S": "2026-11-24 14:05:00",
    "%d/%m/%Y %H:%M": "24/11/2026 14:05",
}
SUMS_AS_WRITTEN = {
    (".", ""): "1234.56",
    (".", ","): "1,234.56",
    (".", " "): "1 234.56",
    (".", "'"): "1'234.56",
    (",", ""): "1234,56",
    (",", "."): "1.234,56",
    (",", " "): "1 234,56",
    (",", "\u00a0"): _("1 234,56 with a fixed space"),
}


class ColumnsForm(PageForm):
    """What the columns mean. A column is named by its place, from 1, so that any heading can be chosen."""

    bank = forms.CharField(
        label=_("Which bank is it from?"),
        help_text=_("A name for these columns. Choose it the next time you read in a CSV."),
        max_length=100,
        error_messages={"required": _("Give the bank’s name.")},
    )

    def __init__(self, *args: Any, table: Table, guess: dict[str, Any], bank: str = "", **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.table, self.guess = table, guess
        self.fields["bank"].initial = bank
        places = [(str(at), label) for at, label in enumerate(labels_of(table), 1)]
        guessed = guess["columns"]
        for field, question in COLUMNS.items():
            self.fields[field] = forms.ChoiceField(
                label=question,
                choices=[("", _("None")), *places],
                required=field == "date",
                error_messages={"required": _("Choose the column of the day.")},
                initial=str(table.headings.index(guessed[field]) + 1) if field in guessed else "",
            )
        self.fields["date_format"] = forms.ChoiceField(
            label=_("How is a day written?"),
            choices=[(one, DAYS_AS_WRITTEN[one]) for one in DATE_FORMATS],
            initial=guess["date_formats"][0],
        )
        ways = list(SUMS_AS_WRITTEN)
        written = (guess["decimal_point"], guess["thousands"])
        self.fields["sums"] = forms.ChoiceField(
            label=_("How is a sum written?"),
            choices=[(str(at), SUMS_AS_WRITTEN[way]) for at, way in enumerate(ways)],
            initial=str(ways.index(written)) if written in ways else "0",
        )
        self.fields["amount_means"] = forms.ChoiceField(
            label=_("In one column: what does a sum without a sign mean?"),
            choices=[(SIGNED, _("Money in")), (SPENDING, _("Money out, as on a card"))],
            initial=SIGNED,
        )

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if not any(given.get(field) for field in ("amount", "money_in", "money_out")):
            self.add_error("amount", gettext("Choose the column of the sum, or those of money in and money out."))
        elif given.get("amount") and (given.get("money_in") or given.get("money_out")):
            self.add_error("amount", gettext("Choose one column with both ways, or one for each way. Not both."))
        return given

    def content(self) -> dict[str, Any]:
        """The mapping as it is kept."""
        given = self.cleaned_data
        point, thousands = list(SUMS_AS_WRITTEN)[int(given["sums"])]
        chosen = {field: int(given[field]) for field in COLUMNS if given[field]}
        has_headings = bool(self.table.headings)
        content = {
            "delimiter": self.table.delimiter,
            "has_headings": has_headings,
            "columns": {field: self.table.headings[at - 1] if has_headings else at for field, at in chosen.items()},
            "date_formats": [given["date_format"]],
            "decimal_point": point,
            "thousands": thousands,
            "symbols": ["£", "€", "$"],
            "amount_means": given["amount_means"],
        }
        return content if "currency" in chosen else content | {"currency": self.guess["account_currency"]}


def labels_of(table: Table) -> list[str]:
    """What to call each column: its heading, or its place with what stands in the first row."""
    width = max([len(table.headings), *(len(row) for row in table.rows)], default=0)
    first = table.rows[0] if table.rows else ()
    labels = []
    for at in range(width):
        heading = table.headings[at] if at < len(table.headings) else ""
        label = heading or gettext("Column {number}").format(number=at + 1)
        if not heading and at < len(first) and first[at].strip():
            label = gettext("Column {number}, such as {example}").format(number=at + 1, example=first[at][:30])
        labels.append(label)
    return labels


@door(FINANCE, why="to see what the columns of each bank mean")
def mappings(request: PageRequest) -> HttpResponse:
    kept = [
        (mapping, [(question_words(field), named(heading)) for field, heading in mapping.content["columns"].items()])
        for mapping in column_mappings(request.viewer)
    ]
    return show(request, "finance/mappings.html", kept=kept)


def question_words(field: str) -> str:
    """A column's meaning in a word or two, for a list."""
    words = {
        "date": gettext("Day"),
        "description": gettext("What it was for"),
        "name": gettext("Who"),
        "amount": gettext("Sum"),
        "money_in": gettext("Money in"),
        "money_out": gettext("Money out"),
        "balance": gettext("Held then"),
        "bank_reference": gettext("Number of the line"),
        "value_date": gettext("Day for interest"),
        "currency": gettext("Currency"),
        "direction": gettext("In or out"),
        "account": gettext("Account"),
        "end_to_end_id": gettext("Our reference"),
        "counterparty_account": gettext("Their account"),
        "code": gettext("Kind"),
    }
    return words[field]


def named(heading: Any) -> str:
    headings = heading if isinstance(heading, list) else [heading]
    return ", ".join(
        gettext("column {number}").format(number=one) if isinstance(one, int) else str(one) for one in headings
    )


@door(FINANCE, why="to say what the columns of a bank's file mean", methods="GET POST")
def columns(request: PageRequest, name: str) -> HttpResponse:
    """Show the first rows of an uploaded CSV with our guess; try what was chosen; then keep it and read the file."""
    job = or_404(import_jobs.find_job(name, request.member.id))
    if job.facts.get("format") != "csv" or not job.facts.get("errors") or not job.file.is_file():
        raise Http404
    account = or_404(debtor_accounts_visible_to(request.viewer).filter(id=job.facts["account"]).first())
    table = look_at_table(Source(job.file))
    known = job.facts["mapping"]
    before = get_column_mapping(viewer=request.viewer, mapping_id=known) if known else None
    guess = guess_mapping(table, account.currency) | {"account_currency": account.currency}
    form = ColumnsForm(posted(request), table=table, guess=guess, bank=before.name if before else "")
    step = request.POST.get("step", "")
    page: dict[str, Any] = {
        "name": name,
        "facts": job.facts,
        "form": form,
        "labels": labels_of(table),
        "rows": table.rows,
    }
    if request.method != "POST" or not form.is_valid() or step == "change":
        return show(request, "finance/columns.html", **page)
    try:
        content = form.content()
        entries, problems = try_out(job, content)
        if step == "save":
            kept = save_column_mapping(
                by=request.member, name=form.cleaned_data["bank"], content=content, now=request.now
            )
            job.note(mapping=str(kept.id))
            import_jobs.start(job, "look")
            tell(
                request, gettext("The columns of {name} are kept for the next file.").format(name=write(kept.name, ""))
            )
            return redirect("finance:one_import", name)
    except FileRefused as refused:
        form.add_error(None, " ".join([said(refused), *(f"{translated(error)}." for error in refused.errors)]))
    except Refused as refused:
        refuse(form, refused)
    else:
        return show(
            request,
            "finance/columns_check.html",
            **page,
            entries=[(entry, written(entry, is_in=True), written(entry, is_in=False)) for entry in entries],
            problems=problems,
        )
    return show(request, "finance/columns.html", **page)


def written(entry: Entry, *, is_in: bool) -> str:
    """The sum of a line that was tried, for the column of money in or out; empty where it belongs to the other."""
    return "" if entry.amount is None or entry.is_credit is not is_in else f"{entry.amount:,f}"


def try_out(job: import_jobs.Job, content: dict[str, Any]) -> tuple[list[Entry], list[str]]:
    """Read the first lines with a mapping that is not kept yet. Raises: Refused when none of them can be read."""
    records = list(islice(read_statements(Source(job.file), read_column_map(content)), RECORDS_TRIED))
    entries = [record for record in records if isinstance(record, Entry)]
    problems = [str(record) for record in records if isinstance(record, Problem)]
    readable = [entry for entry in entries if entry.amount is not None and entry.booked_on is not None]
    if not readable:
        nothing = Words("No line can be read like this.")
        first = [Words("The first one: {problem}", problem=problems[0])] if problems else []
        raise Refused(Words.paragraph(nothing, *first), code="nothing_read")
    return entries, problems
