"""What happened to a plan, told: each line a sentence that says under which heading, of which goal, to which step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonpurse.kernel.periods import business_date
from commonpurse.support.plans.queries import Happened, Happening
from commonpurse.support.plans.rules import PART_WORDS, Part
from commonpurse.web.doors import Viewer
from commonpurse.web.parts.asks import name_for
from commonpurse.web.parts.plans.stories import kind_of, text_of
from commonpurse.web.parts.stories import Said, StoryLine
from commonpurse.web.parts.words import translated, write
from commonpurse.web.parts.written import named

ICONS_OF = {
    Happening.WROTE: "file",
    Happening.TOOK_OFF: "file",
    Happening.CHANGED: "change",
    Happening.PROPOSED: "talk",
    Happening.SAID_YES: "tick",
    Happening.SAID_NO: "stop",
    Happening.TOOK_BACK: "take_back",
    Happening.DONE: "tick",
    Happening.GIVEN_UP: "stop",
    Happening.OPEN_AGAIN: "take_back",
    Happening.THANKED: "heart",
}
Told = tuple[str | Promise, str | Promise]
# Of the reader, and of anybody else.
OF_WORDS: Mapping[Happening, Told] = {
    Happening.WROTE: (
        gettext_lazy("Under “{heading}” you wrote: “{what}”."),
        gettext_lazy("Under “{heading}” {name} wrote: “{what}”."),
    ),
    Happening.TOOK_OFF: (
        gettext_lazy("You took off what stood under “{heading}”."),
        gettext_lazy("{name} took off what stood under “{heading}”."),
    ),
    Happening.PROPOSED: (
        gettext_lazy("You had an idea for “{heading}”: “{what}”."),
        gettext_lazy("{name} had an idea for “{heading}”: “{what}”."),
    ),
    Happening.SAID_YES: (
        gettext_lazy("You said yes. Under “{heading}” it says now: “{what}”."),
        gettext_lazy("{name} said yes. Under “{heading}” it says now: “{what}”."),
    ),
    Happening.SAID_NO: (
        gettext_lazy("You said no to the idea for “{heading}”: “{what}”."),
        gettext_lazy("{name} said no to the idea for “{heading}”: “{what}”."),
    ),
    Happening.TOOK_BACK: (
        gettext_lazy("You took back the idea for “{heading}”: “{what}”."),
        gettext_lazy("{name} took back the idea for “{heading}”: “{what}”."),
    ),
}
OF_GOAL: Mapping[Happening, Told] = {
    Happening.WROTE: (gettext_lazy("You set a goal: “{what}”."), gettext_lazy("{name} set a goal: “{what}”.")),
    Happening.CHANGED: (
        gettext_lazy("You put a goal in other words: “{what}”."),
        gettext_lazy("{name} put a goal in other words: “{what}”."),
    ),
    Happening.PROPOSED: (
        gettext_lazy("You had an idea for a goal: “{what}”."),
        gettext_lazy("{name} had an idea for a goal: “{what}”."),
    ),
    Happening.SAID_YES: (
        gettext_lazy("You said yes to the goal “{what}”."),
        gettext_lazy("{name} said yes to the goal “{what}”."),
    ),
    Happening.SAID_NO: (
        gettext_lazy("You said no to the goal “{what}”."),
        gettext_lazy("{name} said no to the goal “{what}”."),
    ),
    Happening.TOOK_BACK: (
        gettext_lazy("You took back the idea for the goal “{what}”."),
        gettext_lazy("{name} took back the idea for the goal “{what}”."),
    ),
    Happening.DONE: (
        gettext_lazy("You reached your goal “{what}”."),
        gettext_lazy("{name} reached the goal “{what}”."),
    ),
    Happening.GIVEN_UP: (
        gettext_lazy("You let go of the goal “{what}”."),
        gettext_lazy("{name} let go of the goal “{what}”."),
    ),
    Happening.OPEN_AGAIN: (
        gettext_lazy("You took up the goal “{what}” again."),
        gettext_lazy("{name} took up the goal “{what}” again."),
    ),
}
OF_STEP: Mapping[Happening, Told] = {
    Happening.WROTE: (gettext_lazy("You planned a step: “{what}”."), gettext_lazy("{name} planned a step: “{what}”.")),
    Happening.CHANGED: (
        gettext_lazy("You changed a step. It is now: “{what}”."),
        gettext_lazy("{name} changed a step. It is now: “{what}”."),
    ),
    Happening.PROPOSED: (
        gettext_lazy("You had an idea for a step: “{what}”."),
        gettext_lazy("{name} had an idea for a step: “{what}”."),
    ),
    Happening.SAID_YES: (
        gettext_lazy("You said yes to the step “{what}”."),
        gettext_lazy("{name} said yes to the step “{what}”."),
    ),
    Happening.SAID_NO: (
        gettext_lazy("You said no to the step “{what}”."),
        gettext_lazy("{name} said no to the step “{what}”."),
    ),
    Happening.TOOK_BACK: (
        gettext_lazy("You took back the idea for the step “{what}”."),
        gettext_lazy("{name} took back the idea for the step “{what}”."),
    ),
    Happening.DONE: (gettext_lazy("You did the step “{what}”."), gettext_lazy("{name} did the step “{what}”.")),
    Happening.GIVEN_UP: (
        gettext_lazy("You gave up the step “{what}”."),
        gettext_lazy("{name} gave up the step “{what}”."),
    ),
    Happening.OPEN_AGAIN: (
        gettext_lazy("You opened the step “{what}” again."),
        gettext_lazy("{name} opened the step “{what}” again."),
    ),
    Happening.THANKED: (
        gettext_lazy("You said thanks for “{what}”."),
        gettext_lazy("{name} said thanks for “{what}”."),
    ),
}
SENTENCES_OF = {"words": OF_WORDS, "goal": OF_GOAL, "step": OF_STEP}


def history_line(happened: Happened, viewer: Viewer) -> StoryLine:
    """Tell one thing that happened to the plan, with the words that were said along."""
    of: Any = happened.of
    kind = kind_of(of)
    hers, theirs = SENTENCES_OF[kind][happened.what]
    words = hers if happened.by.id == viewer.id else theirs
    facts = {
        "what": write("; ".join(text_of(of).split("\n")).rstrip("."), ""),
        "name": write(name_for(viewer, happened.by), ""),
        "heading": translated(PART_WORDS[Part(of.part)]) if kind == "words" else "",
    }
    said = [Said(ICONS_OF[happened.what], str(words).format(**facts))]
    if happened.words:
        said.append(Said("talk", _("“{words}”").format(words=write(happened.words, ""))))
    return StoryLine(business_date(happened.at), tuple(said))


def history_lines(history: Iterable[Happened], viewer: Viewer) -> list[StoryLine]:
    return [history_line(each, viewer) for each in history]


# Her whole story ------------------------------------------------------------------------------------------------------

Moment = tuple[datetime, StoryLine]


def plan_moments(history: Iterable[Happened], viewer: Viewer) -> list[Moment]:
    """What happened to the plan, the oldest first."""
    return [(each.at, history_line(each, viewer)) for each in reversed(list(history))]


def coordinator_moments(coordinators: Iterable[Any], viewer: Viewer) -> Iterable[Moment]:
    """Who was named to coordinate, what she said, and when they handed over."""
    for one in coordinators:
        name = named(name_for(viewer, one.member))
        by = one.named_by_member
        if by is not None:
            words = _("{by} named {name} to bring it all together.").format(by=named(name_for(viewer, by)), name=name)
            yield (one.named_at, StoryLine(business_date(one.named_at), (Said("person", words),)))
        if one.answered_at is not None:
            words = (
                _("You said yes: {name} brings it all together.")
                if one.is_agreed
                else _("You said no to {name}, who was to bring it all together.")
            )
            said = Said("tick" if one.is_agreed else "stop", words.format(name=name))
            yield (one.answered_at, StoryLine(business_date(one.answered_at), (said,)))


def handover_lines(coordinators: Iterable[Any], viewer: Viewer, today: date) -> list[StoryLine]:
    """Who has handed over by today: a day, and no moment."""
    words = _("{name} has handed over.")
    return [
        StoryLine(one.ends_on, (Said("people", words.format(name=named(name_for(viewer, one.member)))),))
        for one in coordinators
        if one.ends_on is not None and one.ends_on <= today
    ]


@dataclass
class Month:
    """What happened in a month, from its first day on. `is_open`: the newest, which is not folded."""

    first: date
    lines: list[StoryLine] = field(default_factory=list)
    is_open: bool = False


def by_month(lines: Iterable[StoryLine]) -> list[Month]:
    """The lines by months, from the first to the last; within a day as they came."""
    months: dict[date, Month] = {}
    for line in sorted((line for line in lines if line.on is not None), key=lambda line: line.on or date.min):
        assert line.on is not None  # noqa: S101  filtered above
        first = line.on.replace(day=1)
        months.setdefault(first, Month(first)).lines.append(line)
    found = list(months.values())
    if found:
        found[-1].is_open = True
    return found
