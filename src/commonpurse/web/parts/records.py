"""A decision as it is written down: who, under which agreement, the options, her view, why, and the time taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from commonpurse.money.decisions.rules import (
    GROUND_WORDS,
    OUTCOME_WORDS,
    TURN_WORDS,
    WAITS_WORDS,
    Ground,
    Outcome,
    TurnRole,
    WaitsFor,
)
from commonpurse.web.doors import Viewer
from commonpurse.web.parts.asks import name_for
from commonpurse.web.parts.words import translated
from commonpurse.web.parts.written import moment


@dataclass(frozen=True)
class Record:
    """`steps`: each desk it lay on, with from when until when. `is_replaced`: a later decision counts."""

    number: int
    outcome: str
    is_yes: bool
    ground: str
    decided_by: str
    decided_at: datetime
    agreement: str
    limit: str
    options: Sequence[str]
    persons_view: str
    reason: str
    would_change: str
    steps: Sequence[str]
    is_replaced: bool


def records_of(decisions: Sequence[Any], viewer: Viewer) -> list[Record]:
    """The newest first: it counts."""
    return [
        Record(
            number=each.number,
            outcome=translated(OUTCOME_WORDS[Outcome(each.outcome)]),
            is_yes=each.is_yes,
            ground=translated(GROUND_WORDS[Ground(each.ground)]),
            decided_by=who_decided_it(each, viewer),
            decided_at=each.decided_at,
            agreement=_("Number {number}").format(number=each.agreement.number) if each.agreement else _("None yet"),
            limit=each.limit.concern if each.limit else "",
            options=each.options,
            persons_view=each.persons_view,
            reason=each.reason,
            would_change=each.would_change,
            steps=[step_words(step) for step in each.steps],
            is_replaced=place > 0,
        )
        for place, each in enumerate(decisions)
    ]


def who_decided_it(decision: Any, viewer: Viewer) -> str:
    """Say who decided; of a panel's yes, who wrote down what it said."""
    who = name_for(viewer, decision.decided_by)
    if decision.ground == Ground.PANEL:
        return _("A panel. Written down by {name}").format(name=who)
    return who


def step_words(step: dict[str, str]) -> str:
    """One step of the way, with its time; the step's codes in words."""
    begun, ended = datetime.fromisoformat(step["from"]), datetime.fromisoformat(step["until"])
    if step["step"] == "asked":
        return _("Asked on {moment}").format(moment=moment(begun))
    waits_for, _colon, role = step["step"].partition(":")
    return _("{what}. {who}. From {begun} until {ended}").format(
        what=translated(WAITS_WORDS[WaitsFor(waits_for)]),
        who=translated(TURN_WORDS[TurnRole(role)]),
        begun=moment(begun),
        ended=moment(ended),
    )
