"""A risk record as one page: what was known, why it was worth it, who signed. For whoever asks later."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from commonpurse.kernel.periods import business_date
from commonpurse.web.parts.limits import RiskLine
from commonpurse.web.parts.papers.making import PaperLook, make_paper
from commonpurse.web.parts.written import long_day, short_day


def risk_paper(line: RiskLine, *, called_by: str, look: PaperLook, now: datetime) -> bytes:
    """Return the PDF: always one page. A line's end in a text becomes a blank, to leave room for all of it."""
    lead = _("For {name}. {state}. To be looked at again on {day}.").format(
        name=called_by, state=line.state_words, day=long_day(line.review_on)
    )
    data = {
        "heading": _("A risk taken on purpose"),
        "lead": f"{lead} {line.end}".strip(),
        "parts": [{"title": part.word, "text": " ".join(str(part.value).split())} for part in line.parts],
        "signed_title": _("Signed by"),
        "signed": line.signed or [_("Nobody yet.")],
        "why": _(
            "Everybody who signed knew this and thought it right. Whoever did their part of it did what was agreed."
        ),
        "foot": _("Made on {day}").format(day=short_day(business_date(now))),
    }
    return make_paper("risk", data, title=_("Page"), look=look, now=now)
