"""A list as it is declared, and the reading of one request to it: from the address to rows, or to a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet, Sum
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.money import Money
from commonpurse.parties.partners.queries import Member, the_partnership
from commonpurse.web.parts.downloads import csv_file
from commonpurse.web.parts.lists.columns import Column, Head
from commonpurse.web.parts.lists.filters import Choice, Filter, Option, Read, Search, Words
from commonpurse.web.parts.lists.listed import Chip, Control, Listed, SaveViewForm, Tab
from commonpurse.web.parts.lists.saved import remove_view, save_view, views_of
from commonpurse.web.parts.pages import ROWS_A_PAGE, refuse, show, tell
from commonpurse.web.request import PageRequest, look_at

PAGE_SIZES = (ROWS_A_PAGE, 50, 100)
MOST_ROWS_IN_A_FILE = 5_000  # what a spreadsheet shows with ease; each person in it is one row of the access log
LONGEST_SEARCH = 100
REMOVED = "removed_view"  # in the session, until the list is shown once
BARE = {"view": "all"}  # the address of a list without filters, where a saved view would open otherwise


@dataclass(frozen=True)
class ListOf:
    """A list as it is declared beside its view; see the package for one whole example."""

    name: str
    counted: Callable[[int], str]
    columns: tuple[Column, ...]
    sort: str  # a column's key, with a minus from the other end; empty: as the QuerySet is sorted, by id at last
    row: str
    empty: Words
    filters: tuple[Filter, ...] = ()
    search: Search | None = None
    views: tuple[tuple[Words, str], ...] = ()  # words and query string; the first is the list as it opens
    total: str = ""  # the field in minor units whose sum the page shows
    person: Callable[[Any], UUID | None] | None = None
    looks_at: tuple[str, ...] = ()
    own_order: Words = ""  # what the order of the QuerySet is called, where the list opens with it
    dress: Callable[[PageRequest, Sequence[Any]], Sequence[Any]] | None = None
    foot: str = ""  # a template of the table's foot

    def read(self, request: PageRequest, found: QuerySet[Any]) -> Listed:
        """Answer what the address and the session ask of `found`, which `viewer=` has narrowed already."""
        return Reading(self, request).listed(found)

    def column(self, key: str) -> Column | None:
        return next((column for column in self.columns if column.key == key and column.is_sortable), None)


def parts_of(query: str) -> dict[str, str]:
    """Take a query string apart; of a part that stands twice, the last."""
    return {key: str(value) for key, value in QueryDict(query).items()}


def show_list(request: PageRequest, template: str, listed: Listed, **context: Any) -> HttpResponse:
    """Render the page of a list. `context` is for what stands beside it."""
    return show(request, template, listed=listed, form=listed.form, page=listed.page, **context)


class Reading:
    """One request to one list. Reads the state from the address once; every link of the page is made from it."""

    def __init__(self, declared: ListOf, request: PageRequest):
        self.declared, self.request = declared, request
        self.path = reverse(declared.name)
        self.filters = [each.asked_once(request) if isinstance(each, Choice) else each for each in declared.filters]
        self.find_key = f"find:{declared.name}"
        self.set_state(request.GET)
        self.find = request.session.get(self.find_key, "") if declared.search else ""
        self.saved = (
            views_of(viewer=request.viewer, list_name=declared.name) if isinstance(request.viewer, Member) else []
        )

    # The state and its address ---------------------------------------------------------------------------------------

    def set_state(self, asked: Mapping[str, Any]) -> None:
        self.chosen: dict[str, Read] = {each.key: each.read(asked) for each in self.filters}
        sort = str(asked.get("sort", ""))
        known = self.declared.column(sort.removeprefix("-")) is not None
        self.sort = sort if known else self.declared.sort
        size = str(asked.get("rows", ""))
        self.size = int(size) if size in map(str, PAGE_SIZES) else ROWS_A_PAGE

    def state(self, *, without: str = "", **changed: str) -> dict[str, str]:
        """The state as parts of the address, what is usual left out. `without` one filter, or with another order."""
        parts: dict[str, str] = {}
        for each in self.filters:
            parts |= each.unchosen() if each.key == without else self.chosen[each.key].address
        order = changed.get("sort", self.sort)
        if order != self.declared.sort:
            parts["sort"] = order
        size = changed.get("rows", str(self.size))
        if size != str(ROWS_A_PAGE):
            parts["rows"] = size
        return parts

    def address(self, state: Mapping[str, str]) -> str:
        """The address of a state. A link to the bare list must not open the member's own view instead."""
        opens_with_view = any(view.is_default for view in self.saved)
        parts = state or (BARE if opens_with_view else {})
        return f"{self.path}?{urlencode(parts)}" if parts else self.path

    # The answer ------------------------------------------------------------------------------------------------------

    def listed(self, found: QuerySet[Any]) -> Listed:
        declared = self.declared
        answer = Listed(
            row_template=declared.row,
            foot_template=declared.foot,
            find_label=declared.search.label if declared.search else "",
            empty=declared.empty,
        )
        if self.request.method == "POST":
            self.act(answer)
        elif not self.request.GET:
            self.open_with_view(answer)
        if answer.response is not None:
            return answer
        narrowed = self.narrow(found)
        if self.request.GET.get("as") == "csv" and self.request.method == "GET":
            answer.response = self.file(narrowed)
            return answer
        self.fill(answer, narrowed)
        self.describe(answer, found)
        return answer

    def open_with_view(self, answer: Listed) -> None:
        opens = next((view for view in self.saved if view.is_default), None)
        if opens is not None and opens.query:
            answer.response = HttpResponseRedirect(f"{self.path}?{opens.query}")

    def narrow(self, found: QuerySet[Any], without: str = "") -> QuerySet[Any]:
        if self.find and self.declared.search:
            found = self.declared.search.narrow(found, self.find)
        return self.narrow_by_filters(found, without)

    def narrow_by_filters(self, found: QuerySet[Any], without: str = "") -> QuerySet[Any]:
        for each in self.filters:
            value = self.chosen[each.key].value
            if value and each.key != without:
                found = each.narrow(found, value)
        return found

    def order(self, found: QuerySet[Any]) -> QuerySet[Any]:
        """Sort by the chosen column; equal ones by id, so that no row is on two pages or on none."""
        if not self.sort:
            return found
        descending, key = self.sort.startswith("-"), self.sort.removeprefix("-")
        column = self.declared.column(key)
        by = column.order(descending) if column and column.sort else []
        return found.order_by(*by, "-pk" if descending else "pk")

    def is_read_whole(self) -> bool:
        return any(column.by for column in self.declared.columns)

    def fill(self, answer: Listed, narrowed: QuerySet[Any]) -> None:
        """Read the rows of the page, and write down whose record they show before anybody sees them."""
        if self.is_read_whole():
            rows = self.seen(list(self.order(narrowed)))
            answer.whole = self.sorted_by_python(rows)
            answer.count = len(rows)
            answer.page = self.paged(answer.whole, answer.count)
            answer.rows = list(answer.page.object_list)
        else:
            sums: dict[str, Any] = {"how_many": Count("pk")}
            if self.declared.total:
                sums["total"] = Sum(self.declared.total)
            figures = narrowed.order_by().aggregate(**sums)
            answer.count = figures["how_many"]
            answer.page = self.paged(self.order(narrowed), answer.count)
            answer.rows = self.seen(list(answer.page.object_list))
            if self.declared.total and answer.count:
                answer.total = Money(figures["total"], the_partnership().currency)
        answer.earlier, answer.later = self.beside(answer.page)
        answer.count_words = self.declared.counted(answer.count).format(count=f"{answer.count:,}")

    def paged(self, rows: Any, count: int) -> Page[Any]:
        paginator = Paginator(rows, self.size)
        paginator.__dict__["count"] = count  # it is known: the paginator need not ask for it again
        return paginator.get_page(self.request.GET.get("page"))

    def beside(self, page: Page[Any]) -> tuple[str, str]:
        """The addresses of the page before and the page after; empty where there is none."""
        numbers = (page.number - 1, page.number + 1)
        addresses = [f"{self.path}?{urlencode({**self.state(), 'page': number})}" for number in numbers]
        return (addresses[0] if page.has_previous() else "", addresses[1] if page.has_next() else "")

    def seen(self, rows: list[Any]) -> Sequence[Any]:
        """Write down the look at these rows, then dress them."""
        if self.declared.person is not None:
            whose = [person for row in rows if (person := self.declared.person(row)) is not None]
            look_at(self.request, whose, *self.declared.looks_at)
        return self.declared.dress(self.request, rows) if self.declared.dress else rows

    def sorted_by_python(self, rows: Sequence[Any]) -> Sequence[Any]:
        """Sort what no field says. The rows come sorted by id, which keeps equal ones in their places."""
        column = self.declared.column(self.sort.removeprefix("-"))
        return sorted(rows, key=column.by, reverse=self.sort.startswith("-")) if column and column.by else rows

    def file(self, narrowed: QuerySet[Any]) -> HttpResponse:
        """All rows that the filters leave, in the page's order, as CSV; no more than a spreadsheet shows with ease."""
        rows = self.sorted_by_python(self.seen(list(self.order(narrowed)[:MOST_ROWS_IN_A_FILE])))
        columns = [(column.label, column.cell) for column in self.declared.columns if column.cell]
        name = f"{self.declared.name.partition(':')[2]}-{self.request.today.isoformat()}.csv"
        return csv_file(
            name, [str(label) for label, _cell in columns], ([cell(row) for _label, cell in columns] for row in rows)
        )

    # What stands around the rows -------------------------------------------------------------------------------------

    def describe(self, answer: Listed, found: QuerySet[Any]) -> None:
        declared, state = self.declared, self.state()
        answer.here, answer.bare = self.address(state), self.address({})
        answer.find, answer.size = self.find, self.size
        answer.labels = {column.key: column.label for column in declared.columns}
        answer.heads = [self.head(column) for column in declared.columns]
        answer.chips = [
            Chip(each.label, self.chosen[each.key].words, self.address(self.state(without=each.key)))
            for each in self.filters
            if self.chosen[each.key].words
        ]
        answer.unread = [each.label for each in self.filters if self.chosen[each.key].is_unread]
        counts: dict[str, dict[str, int | None]] = {}
        answer.controls = [self.control(each, found, counts) for each in self.filters]
        ways = [way for column in declared.columns if column.is_sortable for way in column.ways().items()]
        if declared.own_order:
            ways.insert(0, ("", str(declared.own_order)))
        answer.sorts = [(value, words, value == self.sort) for value, words in ways]
        answer.sizes = [(size, self.address(self.state(rows=str(size))), size == self.size) for size in PAGE_SIZES]
        answer.file_address = f"{self.path}?{urlencode({**state, 'as': 'csv'})}"
        answer.file_is_cut = answer.count > MOST_ROWS_IN_A_FILE
        self.describe_views(answer, state, counts)

    def head(self, column: Column) -> Head:
        if not column.is_sortable:
            return Head(column.label, column.kind, "", "")
        now = {column.key: "ascending", f"-{column.key}": "descending"}.get(self.sort, "")
        descends = now == "ascending" if now else column.begins_descending
        after = f"-{column.key}" if descends else column.key
        return Head(column.label, column.kind, self.address(self.state(sort=after)), now)

    def control(self, each: Filter, found: QuerySet[Any], counts: dict[str, dict[str, int | None]]) -> Control:
        """Draw a filter. Where no other one is on, its counts are those of the whole list: kept for the tabs."""
        read = self.chosen[each.key]
        options: Sequence[Option] = ()
        if isinstance(each, Choice):
            options = each.options(read.value, self.narrow(found, without=each.key))
            if not self.find and not any(other.words for key, other in self.chosen.items() if key != each.key):
                counts[each.key] = {option.value: option.count for option in options}
        return Control(each.control, each.key, each.label, read.typed, options, bool(read.words))

    def describe_views(
        self, answer: Listed, state: Mapping[str, str], counts: Mapping[str, Mapping[str, int | None]]
    ) -> None:
        views = [(words, query, None) for words, query in self.declared.views]
        tabs = []
        for words, address, saved in [*views, *((view.name, view.query, view) for view in self.saved)]:
            query = parts_of(address)
            tabs.append(Tab(words, self.address(query), query == state, self.count_of(query, counts), saved))
        here = next((tab for tab in tabs if tab.is_here), None)
        answer.tabs = tabs if len(tabs) > 1 or self.saved else ()
        answer.here_saved = next((tab.saved for tab in tabs if tab.is_here and tab.saved), None)
        answer.may_save = isinstance(self.request.viewer, Member) and bool(state) and here is None
        removed = self.request.session.get(REMOVED)
        if removed and removed["list"] == self.declared.name:
            answer.removed = self.request.session.pop(REMOVED)

    def count_of(self, query: Mapping[str, str], counts: Mapping[str, Mapping[str, int | None]]) -> int | None:
        """How many rows a view has, where that was counted for a filter already; None elsewhere."""
        defaults = {each.key: each.default for each in self.filters if isinstance(each, Choice) and each.default}
        asked = {**defaults, **query}
        if len(asked) != 1:
            return None
        ((key, value),) = asked.items()
        return counts.get(key, {}).get(value)

    # What a form of the list asks for --------------------------------------------------------------------------------

    def act(self, answer: Listed) -> None:
        """Do the one thing that was posted, and come back to the same list; a refusal stays on the page."""
        acts = {"save_view": self.save, "remove_view": self.remove, "put_back": self.put_back}
        act = acts.get(self.request.POST.get("act", ""))
        if act is None:
            # Not 303, which says that something is done: the same words may be looked for again.
            self.look_for(self.request.POST.get("find", ""))
            answer.response = HttpResponseRedirect(self.address(self.state()))
        elif address := act(answer):
            answer.response = HttpResponseRedirect(address, status=303)

    def look_for(self, words: str) -> None:
        # PostgreSQL takes no NUL in a text.
        found = words.replace("\0", "").strip()[:LONGEST_SEARCH]
        if found:
            self.request.session[self.find_key] = found
        else:
            self.request.session.pop(self.find_key, None)

    def save(self, answer: Listed) -> str | None:
        answer.form = SaveViewForm(self.request.POST)
        if not answer.form.is_valid():
            return None
        try:
            self.keep(answer.form.cleaned_data, self.state())
        except Refused as refused:
            refuse(answer.form, refused)
            return None
        tell(self.request, _("The view is kept. It stands over the list."))
        return self.address(self.state())

    def keep(self, given: Mapping[str, Any], state: Mapping[str, str]) -> None:
        save_view(
            by=self.request.member,
            list_name=self.declared.name,
            name=given["name"],
            query=urlencode(state),
            is_default=given["is_default"],
            now=self.request.now,
        )

    def remove(self, answer: Listed) -> str:
        try:
            view_id = UUID(self.request.POST.get("view", ""))
        except ValueError:
            return self.address({})
        gone = remove_view(by=self.request.member, view_id=view_id, list_name=self.declared.name, now=self.request.now)
        if gone is not None:
            self.saved = [view for view in self.saved if view.id != gone.id]
            self.request.session[REMOVED] = {
                "list": self.declared.name,
                "name": gone.name,
                "query": gone.query,
                "is_default": gone.is_default,
            }
        return self.address({})

    def put_back(self, answer: Listed) -> str:
        """Keep a view again that was just taken away. It is read as any address is: nothing else can be in it."""
        given = self.request.POST
        self.set_state(QueryDict(given.get("query", "")))
        try:
            self.keep({"name": given.get("name", ""), "is_default": given.get("is_default") == "True"}, self.state())
        except Refused as refused:
            tell(self.request, refused.message)
        return self.address(self.state())
