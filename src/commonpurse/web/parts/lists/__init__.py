"""One way to declare a list: what it shows, by what it is narrowed, sorted, found, kept as a view, taken away as CSV.

Owns the address of a list (its state is the query string, so that a link shows the same), the pages, the saved views
and the export. Knows no domain: the view gives a QuerySet that `viewer=` has narrowed already.

A list stands beside its view::

    PEOPLE = ListOf(
        name="worker:people",                       # its address; saved views belong to it
        counted=lambda n: ngettext("{count} person", "{count} people", n),
        columns=(
            Column("name", _("Name"), sort=("called_by",), cell=lambda row: row.called_by),
            Column("day", _("Since"), "day", sort=("added_at",), cell=lambda row: business_date(row.added_at)),
        ),
        sort="name",                                # "-name" begins with the last
        row="worker/person_row.html",               # one <tr>; it gets `row` and `labels`, the columns' words
        filters=(Choice("language", _("Language"), LANGUAGES, field="language"),),
        search=Search(_("Find by name or reference"), lambda found, text: found.named(text)),
        person=lambda row: row.id,                  # whose record a row shows: each look is written down first,
        looks_at=("name", "reference"),             # ... with these fields
        empty=_("You work with nobody here yet."),
    )

    @door(WORKER, why="to see my people", methods="GET POST")
    def people(request: PageRequest) -> HttpResponse:
        listed = PEOPLE.read(request, people_visible_to(request.viewer, request.today))
        return listed.response or show_list(request, "worker/people.html", listed)

and its template says `{% include "parts/list.html" %}`. `dress=` turns the rows of one page into what the row template
and the CSV cells get. What is looked for by name goes by POST into the session, never into the address.
Wrong values in the address are left out; the page says which where a person may have typed them.
"""

from __future__ import annotations

from commonpurse.web.parts.lists.columns import Column, in_order
from commonpurse.web.parts.lists.filters import Amounts, Choice, Days, Search
from commonpurse.web.parts.lists.listed import Listed
from commonpurse.web.parts.lists.reading import ListOf, show_list

__all__ = ["Amounts", "Choice", "Column", "Days", "ListOf", "Listed", "Search", "in_order", "show_list"]
