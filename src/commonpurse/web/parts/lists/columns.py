"""The columns of a list: how each is sorted, what its head links to, what stands in its cell of the file."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal

from django.db.models import Case, F, Value, When
from django.db.models.expressions import OrderBy
from django.utils.translation import gettext as _

from commonpurse.kernel.spreadsheets import Cell
from commonpurse.web.parts.lists.filters import Words

Kind = Literal["text", "order", "sum", "count", "day"]
Descending = bool


def in_order(field: str, codes: Iterable[str]) -> Case:
    """Sort a field of codes as the codes stand here, not by their spelling, which nobody sees."""
    return Case(*(When(**{field: code}, then=Value(place)) for place, code in enumerate(codes)), default=Value(-1))


@dataclass(frozen=True)
class Column:
    """A column: `key` in the address, its word, by which fields the database sorts it, its cell in the file.

    A field of codes is sorted by `in_order` of its words, with kind `order`. `by` sorts in Python what no field says
    (a figure of the ledger): the list is then read whole, so it must stay short. `may_be_empty`: empty ones stand
    last, on both databases alike.
    """

    key: str
    label: Words
    kind: Kind = "text"
    sort: tuple[str | Case, ...] = ()
    by: Callable[[Any], Any] | None = None
    cell: Callable[[Any], Cell] | None = None
    may_be_empty: bool = False

    @property
    def is_sortable(self) -> bool:
        return bool(self.sort or self.by)

    @property
    def begins_descending(self) -> Descending:
        """The newest and the most first: what somebody means who asks for it once."""
        return self.kind in ("sum", "count", "day")

    def order(self, descending: Descending) -> list[OrderBy]:
        last = {"nulls_last": True} if self.may_be_empty else {}
        fields = [F(each) if isinstance(each, str) else each for each in self.sort]
        return [each.desc(**last) if descending else each.asc(**last) for each in fields]

    def ways(self) -> dict[str, str]:
        """Say both orders of it in words, for the select of a phone."""
        up, down = {
            "text": (_("A to Z"), _("Z to A")),
            "order": (_("first to last"), _("last to first")),
            "sum": (_("least first"), _("most first")),
            "count": (_("least first"), _("most first")),
            "day": (_("oldest first"), _("newest first")),
        }[self.kind]
        return {self.key: f"{self.label}: {up}", f"-{self.key}": f"{self.label}: {down}"}


@dataclass(frozen=True)
class Head:
    """The head of a column. `address` sorts by it; `direction` is its aria-sort while the list is sorted so."""

    label: Words
    kind: Kind
    address: str
    direction: str
