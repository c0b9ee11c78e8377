"""Her plan, and her page for a bad day, as papers to take along: as they stand, in large print, or in easy read.

Easy read: large letters, one sentence a line, a drawing beside each heading.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from commonpurse.kernel.periods import business_date
from commonpurse.web.parts.icons import ICONS
from commonpurse.web.parts.papers.making import PaperLook, make_paper
from commonpurse.web.parts.plans import GoalLine, PartLine, StepLine
from commonpurse.web.parts.reading import PaperForm
from commonpurse.web.parts.written import day, short_day

END_OF_SENTENCE = re.compile(r"(?<=[.!?])\s+")


def plan_paper(
    *,
    called_by: str,
    parts: Sequence[PartLine],
    goals: Sequence[GoalLine],
    steps: Sequence[StepLine],
    done: Sequence[StepLine],
    coordinates: Sequence[str],
    team: Sequence[str],
    form: PaperForm,
    look: PaperLook,
    now: datetime,
) -> bytes:
    """Return the PDF of a plan: her words, her goals with their steps, other steps, what is done, who is with her."""
    in_words = easy_step if form is PaperForm.EASY else step_words
    sections = [section(part.heading, part.words.splitlines(), part.icon) for part in parts if part.words]
    for goal in goals:
        scale = [_("{place}: {words}").format(place=place, words=words) for place, words in goal.scale]
        sections.append(
            section(goal.words, [*scale, *(line for step in goal.steps for line in in_words(step))], "arrow")
        )
    for icon, heading, those in (("list", _("My steps"), steps), ("tick", _("Done"), done)):
        if those:
            sections.append(section(heading, (line for step in those for line in in_words(step)), icon))
    if coordinates:
        sections.append(section(_("Who brings it all together"), coordinates, "person"))
    if team:
        sections.append(section(_("Who sees it"), team, "eye"))
    lead = _("This is the plan of {name}.").format(name=called_by)
    return _paper(_("My plan"), lead, sections, form=form, look=look, now=now)


def bad_day_paper(
    *, parts: Sequence[PartLine], calls: Iterable[str], form: PaperForm, look: PaperLook, now: datetime
) -> bytes:
    """Return the PDF of what helps and who to call. No name stands on it: it may be lost."""
    sections = [section(part.heading, part.words.splitlines(), part.icon) for part in parts if part.words]
    sections.append(section(_("Day and night"), calls, "phone"))
    return _paper(_("On a bad day"), "", sections, form=form, look=look, now=now)


def step_words(step: StepLine) -> Iterator[str]:
    """One step as a line: what, who, by when, or that it is done; and who said thanks."""
    if step.state == "done":
        yield _("Done: {what} ({who}).").format(what=step.what, who=step.who)
        yield from step.thanks
    elif step.when is None:
        yield _("{what} ({who}).").format(what=step.what, who=step.who)
    else:
        yield _("{what} ({who}), by {day}.").format(what=step.what, who=step.who, day=day(step.when))


def easy_step(step: StepLine) -> Iterator[str]:
    """The same, a short sentence each."""
    yield "• " + _("{words}.").format(words=step.what.rstrip("."))
    if step.state == "done":
        yield _("It is done.")
    yield _("Who does it: {name}.").format(name=step.who)
    if step.when is not None and step.state != "done":
        yield _("By {day}.").format(day=day(step.when))
    yield from step.thanks


def section(heading: str, lines: Iterable[str], icon: str = "list") -> dict[str, Any]:
    """One heading with its lines; `icon`: what is drawn beside it in easy read."""
    return {"icon": icon, "heading": heading, "lines": [line for line in lines if line.strip()]}


def drawn(icon: str, colour: str) -> str:
    """One of our icons as a drawing that stands alone."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="{colour}" stroke-width="2"'
        f' stroke-linecap="round" stroke-linejoin="round">{ICONS[icon]}</svg>'
    )


def _paper(
    heading: str, lead: str, sections: list[dict[str, Any]], *, form: PaperForm, look: PaperLook, now: datetime
) -> bytes:
    is_easy = form is PaperForm.EASY
    for each in sections:
        icon = each.pop("icon")
        each["drawing"] = drawn(icon, look.colours["brand"]) if is_easy else ""
        if is_easy:
            each["lines"] = [said for line in each["lines"] for said in END_OF_SENTENCE.split(line.strip())]
    data = {
        "heading": heading,
        "lead": lead,
        "sections": sections,
        "is_large": form is not PaperForm.STANDARD,
        "is_easy": is_easy,
        "foot": _("Made on {day}").format(day=short_day(business_date(now))),
    }
    return make_paper("plan", data, title=_("Page"), look=look, now=now)
