"""Whom a person is kept apart from: the form that asks it, and the lines of the list.

The names of the fields begin with `protected_`: whatever stands in such a field is never kept as a draft.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonpurse.parties.consent.rules import BOND_WORDS, Bond
from commonpurse.parties.partners.queries import organisations
from commonpurse.web.parts.forms import PageForm
from commonpurse.web.parts.written import named

MEMBER, ORGANISATION = "member", "organisation"


@dataclass(frozen=True)
class WallLine:
    wall: Any
    words: str
    bond_words: Any


def wall_lines(walls: Iterable[Any]) -> list[WallLine]:
    return [WallLine(wall, kept_away(wall), BOND_WORDS[Bond(wall.bond)]) for wall in walls]


def kept_away(wall: Any) -> str:
    """Say whom a wall keeps away."""
    if wall.organisation is not None:
        return gettext("Everybody at {organisation}").format(organisation=named(wall.organisation.name))
    return gettext("{name}, {organisation}").format(
        name=named(wall.member.name), organisation=named(wall.member.organisation.name)
    )


class WallForm(PageForm):
    """One member, or everybody of an organisation, and the bond. A member is told nothing of it."""

    protected_who = forms.ChoiceField(
        label=_("Who must not see my things?"), error_messages={"required": _("Choose one from the list.")}
    )
    protected_bond = forms.ChoiceField(
        label=_("Who is this to you?"),
        choices=[(bond.value, words) for bond, words in BOND_WORDS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one from the list.")},
    )

    def __init__(self, *args: Any, members: Iterable[Any], is_hers: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.known: dict[str, dict[str, Any]] = {}
        one = [
            (self._know(MEMBER, member), f"{member.name}, {member.organisation.name}")
            for member in sorted(members, key=lambda each: (each.name, each.organisation.name))
        ]
        everybody = [
            (self._know(ORGANISATION, each), gettext("Everybody at {organisation}").format(organisation=each.name))
            for each in organisations()
        ]
        who: Any = self.fields["protected_who"]
        who.choices = [("", _("Choose one")), *one, *everybody]
        if not is_hers:
            who.label = _("Who must not meet this person here?")
            self.fields["protected_bond"].label = _("Who are they to this person?")

    def _know(self, kind: str, thing: Any) -> str:
        key = f"{kind}:{thing.id}"
        self.known[key] = {kind: thing}
        return key

    @property
    def given(self) -> dict[str, Any]:
        return {**self.known[self.cleaned_data["protected_who"]], "bond": self.cleaned_data["protected_bond"]}
