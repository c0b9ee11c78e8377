"""What the council's ledger takes: which columns in which order, and its own codes for our accounts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonpurse.kernel.errors import Refused
from commonpurse.money.budgets.rules import SPEND_WORDS
from commonpurse.money.exports.commands import save_export_mapping
from commonpurse.money.exports.queries import get_export_mapping
from commonpurse.money.exports.rules import (
    ACCOUNT_WORDS,
    DAYS_AS_WRITTEN,
    HOLDS_WORDS,
    LONGEST_TEXT,
    Holds,
    code_key,
)
from commonpurse.money.ledger.rules import AccountCode
from commonpurse.web.doors import FINANCE, door
from commonpurse.web.parts.forms import PageForm, posted
from commonpurse.web.parts.pages import go, or_404, refuse, show
from commonpurse.web.parts.words import translated
from commonpurse.web.request import PageRequest

FIXED = ("fixed_1", "fixed_2", "fixed_3")  # columns of which every row says the same: company, cost centre, period
SLOTS = [*(each.value for each in Holds if each != Holds.FIXED), *FIXED]
PLACES = [(str(place), str(place)) for place in range(1, len(SLOTS) + 1)]
# What a ledger that takes journals asks for most; the clerk changes it.
USUAL = [
    Holds.DATE,
    Holds.ACCOUNT,
    Holds.DEBIT,
    Holds.CREDIT,
    Holds.REFERENCE,
    Holds.MEANING,
    Holds.FUND,
    Holds.MOVEMENT,
]
DEBIT_ABOVE, CREDIT_ABOVE = "debit", "credit"


@dataclass(frozen=True)
class ColumnRow:
    """One line of the table: what a column may hold, where it stands, and what stands over it."""

    words: str
    place: forms.BoundField
    heading: forms.BoundField
    value: forms.BoundField | None


class ExportMappingForm(PageForm):
    name = forms.CharField(
        label=gettext_lazy("Which ledger is it for?"),
        help_text=gettext_lazy("A name that your colleagues know, such as Council general ledger."),
        max_length=100,
        error_messages={"required": gettext_lazy("Give the mapping the name of the ledger.")},
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for slot in SLOTS:
            words = slot_words(slot)
            self.fields[f"place_{slot}"] = forms.ChoiceField(
                label=_("Column of: {what}").format(what=words),
                choices=[("", _("Not in the file")), *PLACES],
                required=False,
            )
            self.fields[f"heading_{slot}"] = short_text(_("Heading of: {what}").format(what=words))
            if slot in FIXED:
                self.fields[f"value_{slot}"] = short_text(_("Text of: {what}").format(what=words))
        self.fields["has_headings"] = forms.BooleanField(label=_("The first row has the headings"), required=False)
        self.fields["date_format"] = forms.ChoiceField(
            label=_("How is a day written?"), choices=list(DAYS_AS_WRITTEN.items())
        )
        self.fields["above_zero"] = forms.ChoiceField(
            label=_("In one column with its sign: which side is above zero?"),
            choices=[(DEBIT_ABOVE, _("Debit")), (CREDIT_ABOVE, _("Credit"))],
        )
        for account, words in ACCOUNT_WORDS.items():
            self.fields[f"code_{code_key(account)}"] = code_text(translated(words), required=True)
        for kind, words in SPEND_WORDS.items():
            self.fields[f"code_{code_key(AccountCode.SPENT, kind)}"] = code_text(translated(words), required=False)

    @property
    def column_rows(self) -> list[ColumnRow]:
        return [
            ColumnRow(
                words=slot_words(slot),
                place=self[f"place_{slot}"],
                heading=self[f"heading_{slot}"],
                value=self[f"value_{slot}"] if slot in FIXED else None,
            )
            for slot in SLOTS
        ]

    @property
    def codes_of_accounts(self) -> list[forms.BoundField]:
        return [self[f"code_{code_key(account)}"] for account in ACCOUNT_WORDS]

    @property
    def codes_of_kinds(self) -> list[forms.BoundField]:
        return [self[f"code_{code_key(AccountCode.SPENT, kind)}"] for kind in SPEND_WORDS]

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        taken: set[str] = set()
        for slot in SLOTS:
            place = given.get(f"place_{slot}")
            if place and place in taken:
                self.add_error(f"place_{slot}", _("Another column stands in this place."))
            elif place:
                taken.add(place)
        return given

    def content(self) -> dict[str, Any]:
        """The mapping as it is kept."""
        given = self.cleaned_data
        chosen = sorted((int(given[f"place_{slot}"]), slot) for slot in SLOTS if given[f"place_{slot}"])
        columns = [
            {"holds": "fixed", "heading": given[f"heading_{slot}"], "value": given[f"value_{slot}"]}
            if slot in FIXED
            else {"holds": slot, "heading": given[f"heading_{slot}"]}
            for _place, slot in chosen
        ]
        return {
            "columns": columns,
            "has_headings": given["has_headings"],
            "date_format": given["date_format"],
            "credit_is_above_zero": given["above_zero"] == CREDIT_ABOVE,
            "codes": {
                name.removeprefix("code_"): code for name, code in given.items() if name.startswith("code_") and code
            },
        }


def slot_words(slot: str) -> str:
    if slot in FIXED:
        return _("{what}, number {number}").format(
            what=translated(HOLDS_WORDS[Holds.FIXED]), number=FIXED.index(slot) + 1
        )
    return translated(HOLDS_WORDS[Holds(slot)])


def short_text(label: str) -> forms.CharField:
    return forms.CharField(label=label, max_length=LONGEST_TEXT, required=False)


def code_text(label: str, *, required: bool) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=30,
        required=required,
        widget=forms.TextInput(attrs={"class": "short", "autocomplete": "off"}),
        error_messages={"required": _("Write the nominal code for: {account}.").format(account=label)},
    )


def usual_answers() -> dict[str, Any]:
    """What an empty form suggests."""
    places = {f"place_{holds.value}": str(place) for place, holds in enumerate(USUAL, 1)}
    return places | {"has_headings": True}


def answers_of(content: Mapping[str, Any]) -> dict[str, Any]:
    """A kept mapping as answers of the form."""
    fixed = iter(FIXED)
    answers: dict[str, Any] = {f"code_{key}": code for key, code in content["codes"].items()}
    for place, column in enumerate(content["columns"], 1):
        slot = next(fixed) if column["holds"] == Holds.FIXED else column["holds"]
        answers |= {f"place_{slot}": str(place), f"heading_{slot}": column["heading"]}
        answers[f"value_{slot}"] = column.get("value", "")
    return answers | {
        "has_headings": content["has_headings"],
        "date_format": content["date_format"],
        "above_zero": CREDIT_ABOVE if content["credit_is_above_zero"] else DEBIT_ABOVE,
    }


def field_of(refused: Refused) -> str:
    """Where on this form a refusal of the domain belongs."""
    return f"place_{refused.field}" if refused.field in SLOTS else f"code_{refused.field}"


@door(FINANCE, why="to say what the council's ledger takes", methods="GET POST")
def export_mapping(request: PageRequest, mapping_id: UUID | None = None) -> HttpResponse:
    """Say it for a new ledger, or change it: then it is a new version, and what was exported stays as it is."""
    known = or_404(get_export_mapping(viewer=request.viewer, mapping_id=mapping_id)) if mapping_id else None
    form = ExportMappingForm(posted(request), initial=answers_of(known.content) if known else usual_answers())
    if known:
        del form.fields["name"]
    if request.method == "POST" and form.is_valid():
        name = known.name if known else form.cleaned_data["name"]
        try:
            save_export_mapping(by=request.member, name=name, content=form.content(), now=request.now)
        except Refused as refused:
            refused.field = refused.field if refused.field in form.fields else field_of(refused)
            refuse(form, refused)
        else:
            return go(request, _("Kept. The next export is written like this."), "finance:exports")
    return show(request, "finance/export_mapping.html", form=form, mapping=known)
