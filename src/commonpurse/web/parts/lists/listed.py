"""What came of a list for one request, ready for its template: rows, chips, sort links, tabs, pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.paginator import Page
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from commonpurse.kernel.money import Money
from commonpurse.web.parts.forms import PageForm
from commonpurse.web.parts.lists.columns import Head
from commonpurse.web.parts.lists.filters import Option, Words
from commonpurse.web.parts.models import SavedView
from commonpurse.web.parts.pages import ROWS_A_PAGE


@dataclass(frozen=True)
class Chip:
    """A filter that is on, and the address without it."""

    label: Words
    words: str
    address: str


@dataclass(frozen=True)
class Tab:
    """A view of the list as a tab: one that we give, or one that the member saved."""

    label: Words
    address: str
    is_here: bool
    count: int | None = None
    saved: SavedView | None = None


@dataclass(frozen=True)
class Control:
    """A filter as its part of the form."""

    template: str
    key: str
    label: Words
    typed: Mapping[str, str]
    options: Sequence[Option] = ()
    is_chosen: bool = False


class SaveViewForm(PageForm):
    name = forms.CharField(
        label=_("Name of this view"),
        max_length=60,
        error_messages={"required": _("Give the view a name.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    is_default = forms.BooleanField(label=_("Open the list with this view"), required=False)


@dataclass
class Listed:
    """What a list template draws. `response` is set where the answer is no page: a redirect or a file."""

    row_template: str
    foot_template: str
    find_label: Words
    empty: Words
    response: HttpResponse | None = None
    form: SaveViewForm = field(default_factory=SaveViewForm)
    # the rows
    rows: Sequence[Any] = ()
    whole: Sequence[Any] = ()  # all rows that the filters leave, of a list that is read whole
    page: Page[Any] | None = None
    earlier: str = ""  # the addresses of the pages beside this one
    later: str = ""
    count: int = 0
    count_words: str = ""
    total: Money | None = None
    heads: Sequence[Head] = ()
    labels: Mapping[str, Words] = field(default_factory=dict)
    # what narrows and sorts them
    find: str = ""
    chips: Sequence[Chip] = ()
    controls: Sequence[Control] = ()
    unread: Sequence[Words] = ()  # filters whose part of the address cannot be read
    sorts: Sequence[tuple[str, str, bool]] = ()  # value, words, whether it is so now
    sizes: Sequence[tuple[int, str, bool]] = ()  # rows a page, address, whether it is so now
    size: int = ROWS_A_PAGE
    here: str = ""
    bare: str = ""
    # views and the file
    tabs: Sequence[Tab] = ()
    here_saved: SavedView | None = None
    may_save: bool = False
    removed: Mapping[str, Any] | None = None
    file_address: str = ""
    file_is_cut: bool = False

    @property
    def is_whole_list(self) -> bool:
        """The list stands as it opens: where it has no row then, it says what comes here."""
        return self.here == self.bare and not self.find
