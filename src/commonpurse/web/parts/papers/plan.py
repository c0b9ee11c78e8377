"""Her plan, and her page for a bad day, as papers to take along: in large print, or one sentence a line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from commonpurse.kernel.periods import business_date
from commonpurse.web.parts.papers.making import PaperLook, make_paper
from commonpurse.web.parts.plans import GoalLine, PartLine, StepLine
from commonpurse.web.parts.written import day, short_day


def plan_paper(
    *,
    called_by: str,
    parts: Sequence[PartLine],
    goals: Sequence[GoalLine],
    steps: Sequence[StepLine],
    team: Sequence[str],
    is_large: bool,
    look: PaperLook,
    now: datetime,
) -> bytes:
    """Return the PDF of a plan: her words, her goals with their steps, the other steps, who sees it."""
    sections = [section(part.heading, part.words.splitlines()) for part in parts if part.words]
    for goal in goals:
        scale = [_("{place}: {words}").format(place=place, words=words) for place, words in goal.scale]
        sections.append(section(goal.words, [*scale, *map(step_words, goal.steps)]))
    if steps:
        sections.append(section(_("My steps"), map(step_words, steps)))
    if team:
        sections.append(section(_("Who sees it"), team))
    lead = _("This is the plan of {name}.").format(name=called_by)
    return _paper(_("My plan"), lead, sections, is_large=is_large, look=look, now=now)


def bad_day_paper(
    *, parts: Sequence[PartLine], calls: Iterable[str], is_large: bool, look: PaperLook, now: datetime
) -> bytes:
    """Return the PDF of what helps and who to call. No name stands on it: it may be lost."""
    sections = [section(part.heading, part.words.splitlines()) for part in parts if part.words]
    sections.append(section(_("Day and night"), calls))
    return _paper(_("On a bad day"), "", sections, is_large=is_large, look=look, now=now)


def step_words(step: StepLine) -> str:
    """One step as a line: what, who, by when, or that it is done."""
    if step.state == "done":
        return _("Done: {what} ({who}).").format(what=step.what, who=step.who)
    if step.when is None:
        return _("{what} ({who}).").format(what=step.what, who=step.who)
    return _("{what} ({who}), by {day}.").format(what=step.what, who=step.who, day=day(step.when))


def section(heading: str, lines: Iterable[str]) -> dict[str, Any]:
    return {"heading": heading, "lines": [line for line in lines if line.strip()]}


def _paper(
    heading: str, lead: str, sections: list[dict[str, Any]], *, is_large: bool, look: PaperLook, now: datetime
) -> bytes:
    data = {
        "heading": heading,
        "lead": lead,
        "sections": sections,
        "is_large": is_large,
        "foot": _("Made on {day}").format(day=short_day(business_date(now))),
    }
    return make_paper("plan", data, title=_("Page"), look=look, now=now)
