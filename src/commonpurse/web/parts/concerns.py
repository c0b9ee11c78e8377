"""What is said of a complaint or a correction on the pages of both sides: how it stands, and by when it is answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from commonpurse.kernel.words import Words
from commonpurse.rights.concerns.rules import KIND_WORDS, OUTCOME_WORDS, SUBJECT_WORDS, ConcernKind, Outcome, Subject
from commonpurse.rights.held.rules import GROUP_WORDS, Group
from commonpurse.web.parts.written import day


@dataclass(frozen=True)
class ShownConcern:
    """`about`: its subject, or the part of what is held. `state`: the name of a mark, `state_words` beside it."""

    concern: Any
    kind_words: Words
    about: Words
    state: str
    state_words: str
    outcome_words: Words | None


def shown_concern(concern: Any, today: date) -> ShownConcern:
    about = GROUP_WORDS[Group(concern.about_group)] if concern.about_group else SUBJECT_WORDS[Subject(concern.subject)]
    outcome = OUTCOME_WORDS[Outcome(concern.outcome)] if concern.outcome else None
    if concern.answered_at:
        state, words = "done", _("Answered on {day}").format(day=day(concern.answered_at))
    elif concern.is_overdue(today):
        state, words = "declined", _("Late: the answer was due on {day}").format(day=day(concern.answer_by))
    else:
        state, words = "waiting", _("The answer comes by {day}").format(day=day(concern.answer_by))
    return ShownConcern(concern, KIND_WORDS[ConcernKind(concern.kind)], about, state, words, outcome)
