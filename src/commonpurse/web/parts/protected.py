"""What pages say of protected details: their kinds, the form that adds one, the form that asks why one is opened.

The names of these fields begin with `protected_`: whatever stands in such a field is never kept as a draft.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commonpurse.parties.protected.rules import KIND_WORDS, LONGEST_DETAIL, LONGEST_REASON, DetailKind
from commonpurse.web.parts.forms import PageForm

THERE_IS_WORDS = {
    DetailKind.ADDRESS: _("There is a protected address"),
    DetailKind.PHONE: _("There is a protected phone number"),
    DetailKind.WORKPLACE: _("There is a protected place of work"),
    DetailKind.SCHOOL: _("There is a protected school"),
    DetailKind.OTHER: _("There is something else that is protected"),
}


@dataclass(frozen=True)
class ProtectedLine:
    """One protected detail as a list shows it: that it is there."""

    detail: Any
    words: str | Promise
    kind_words: Any


def protected_lines(details: list[Any]) -> list[ProtectedLine]:
    return [
        ProtectedLine(each, THERE_IS_WORDS[DetailKind(each.kind)], KIND_WORDS[DetailKind(each.kind)])
        for each in details
    ]


class ProtectForm(PageForm):
    protected_kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=[(kind.value, words) for kind, words in KIND_WORDS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what it is.")},
    )
    protected_value = forms.CharField(
        label=_("Write it here"),
        help_text=_("We lock it away at once. It then stands on no page and in no list."),
        max_length=LONGEST_DETAIL,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Write what we should keep safe.")},
    )

    @property
    def given(self) -> dict[str, str]:
        return {"kind": self.cleaned_data["protected_kind"], "value": self.cleaned_data["protected_value"]}


class RevealForm(PageForm):
    protected_reason = forms.CharField(
        label=_("Why do you need it?"),
        help_text=_("A few words. The person can read them later."),
        max_length=LONGEST_REASON,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Say why you need it.")},
    )
