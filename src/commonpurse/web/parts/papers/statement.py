"""A person's statement as a paper: standard, or in large print with fewer columns."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext as _

from commonpurse.kernel.periods import business_date
from commonpurse.web.parts.papers.making import PaperLook, make_paper
from commonpurse.web.parts.statements import Statement
from commonpurse.web.parts.written import money, short_day


def statement_paper(
    statement: Statement,
    *,
    called_by: str,
    starts_on: date | None,
    last_day: date,
    is_large: bool,
    look: PaperLook,
    now: datetime,
) -> bytes:
    """Return the PDF. `starts_on` None: from the first day on; `last_day` is in it."""
    if starts_on is None:
        lead = _("For {name}. From the first day to {last}.").format(name=called_by, last=short_day(last_day))
    else:
        lead = _("For {name}. From {first} to {last}.").format(
            name=called_by, first=short_day(starts_on), last=short_day(last_day)
        )
    data = {
        "is_large": is_large,
        "lead": lead,
        "foot": _("Made on {day}").format(day=short_day(business_date(now))),
        "labels": {
            "title": _("All money in and out"),
            "rows": _("Newest first"),
            "day": _("Day"),
            "what": _("What"),
            "came_in": _("In"),
            "went_out": _("Out"),
            "moved": _("In or out"),
            "left": _("Left"),
            "nothing": _("Nothing came in or went out in these days."),
            "wrong": _("Is something wrong? Tell us. We put it right with a new line, and you can read why."),
        },
        "sums": [
            {"word": _("Left before"), "sum": money(statement.opening)},
            {"word": _("Came in"), "sum": money(statement.came_in)},
            {"word": _("Went out"), "sum": money(statement.went_out)},
            {"word": _("Left at the end"), "sum": money(statement.closing)},
        ],
        "rows": [
            {
                "day": short_day(row.on),
                "words": row.words,
                "origin": row.origin,
                "came_in": money(row.came_in),
                "went_out": money(row.went_out),
                "left": money(row.left),
            }
            for row in statement.rows
        ],
    }
    return make_paper("statement", data, title=_("List"), look=look, now=now)
