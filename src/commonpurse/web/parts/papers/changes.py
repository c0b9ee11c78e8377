"""An agenda, and the year's log of what was bent and changed, as papers. No person stands on either."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonpurse.kernel.periods import business_date
from commonpurse.web.parts.flexes import who_flexed
from commonpurse.web.parts.papers.making import PaperLook, make_paper
from commonpurse.web.parts.papers.plan import section
from commonpurse.web.parts.words import translated
from commonpurse.web.parts.written import day, short_day


def agenda_paper(
    *, heading: str, waiting: int, rules: Iterable[Any], to_do: Iterable[Any], look: PaperLook, now: datetime
) -> bytes:
    """Return the PDF of an agenda. What stands in people's way is counted: who it is about is read on the page."""
    count = ngettext(
        "{number} person or more waits. Read on the page whom it is about.",
        "{number} blockages wait. Read on the page whom they are about.",
        waiting,
    ).format(number=waiting)
    bent = [_("{rule} (bent {number} times)").format(rule=one.rule.words, number=one.flexes) for one in rules]
    sections = [
        section(_("In people’s way"), [count] if waiting else [_("Nothing waits.")]),
        section(_("Rules to decide about"), bent or [_("None.")]),
        section(_("Decided, and not done yet"), map(to_do_words, to_do)),
    ]
    return _paper(heading, sections, look=look, now=now)


def changes_paper(found: Any, *, look: PaperLook, now: datetime) -> bytes:
    """Return the PDF of the log of one year."""
    decided = [
        _("{day}: {rule}. {verdict}: {words}. {reason} {then}").format(
            day=short_day(business_date(each.decided_at)),
            rule=each.rule.words,
            verdict=translated(each.verdict_words),
            words=each.words.rstrip("."),
            reason=each.reason,
            then=then_words(each),
        )
        for each in found.decisions
    ]
    bent = [
        _("{month}: {rule}. {done} ({kind}. {organisation})").format(
            month=f"{each.month:%m/%Y}",
            rule=each.rule.words,
            done=each.done,
            kind=translated(each.kind_words),
            organisation=who_flexed(each),
        )
        for each in found.flexes
    ]
    sections = [
        section(_("Rules decided"), decided or [_("None.")]),
        section(_("Rules bent once"), bent or [_("None.")]),
    ]
    return _paper(_("What changed in {year}").format(year=found.year), sections, look=look, now=now)


def then_words(decision: Any) -> str:
    """Say when it was done, or who sees to it by when."""
    if decision.done_at is None:
        return _("({who} sees to it, by {day})").format(who=decision.owner.name, day=day(decision.due_on))
    return _("({who} saw to it, done on {day})").format(
        who=decision.owner.name, day=short_day(business_date(decision.done_at))
    )


def to_do_words(decision: Any) -> str:
    return _("{words} ({who}, by {day})").format(
        words=decision.words, who=decision.owner.name, day=day(decision.due_on)
    )


def _paper(heading: str, sections: Sequence[dict[str, Any]], *, look: PaperLook, now: datetime) -> bytes:
    data = {
        "heading": heading,
        "lead": "",
        "sections": [one for one in sections if one["lines"]],
        "is_large": False,
        "foot": _("Made on {day}").format(day=short_day(business_date(now))),
    }
    return make_paper("plan", data, title=heading, look=look, now=now)
