"""Members who say how ready we are to work together."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from commonpurse.insight.readiness.commands import answer_readiness
from commonpurse.insight.readiness.models import ReadinessAnswer
from commonpurse.insight.readiness.rules import Statement
from commonpurse.parties.partners.commands import add_member
from commonpurse.parties.partners.models import Member
from tests.factories import LAST_MONTH, Standing


def make_readiness_answer(
    by: Member, score: int = 3, now: datetime = LAST_MONTH, **given: int | str
) -> ReadinessAnswer:
    """One answer, the same to each statement but to those that are given."""
    role = str(given.pop("role", "") or min(by.roles))
    scores: Mapping[str, int] = dict.fromkeys(Statement, score) | {name: int(said) for name, said in given.items()}
    return answer_readiness(by=by, role=role, scores=scores, now=now)


def more_workers(people: Standing, count: int) -> list[Member]:
    """Colleagues of Wren's."""
    return [
        add_member(
            by=people.administrator,
            organisation=people.charity,
            name=f"Worker {each}",
            roles=["worker"],
            now=LAST_MONTH,
        )
        for each in range(count)
    ]
