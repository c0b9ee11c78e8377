from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from commonpurse.insight.promises.rules.scores import half_of
from commonpurse.insight.readiness.access import can_answer_readiness
from commonpurse.insight.readiness.models import ReadinessAnswer, ReadinessScore
from commonpurse.insight.readiness.queries import own_answer
from commonpurse.insight.readiness.rules import check_answers
from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.periods import business_date
from commonpurse.parties.partners.models import Member


def answer_readiness(*, by: Member, role: str, scores: Mapping[str, int], now: datetime) -> ReadinessAnswer:
    """Say for one's own role how ready we are to work together. Until the half-year ends a new answer takes its place.

    Raises: ReadinessRefused (`role_not_held`, `not_all_answered`).
    """
    if not can_answer_readiness(by):
        raise NotAllowed
    organisation = by.organisation
    assert organisation is not None  # noqa: S101  only the system works for none, and the gate keeps it out
    given = check_answers(scores, role=role, roles=by.roles)
    with transaction.atomic():
        Member.objects.select_for_update(no_key=True).get(id=by.id)
        before = own_answer(viewer=by, today=business_date(now))
        if before is not None and before.role == role and before.scores == given:
            return before.answer
        answer = ReadinessAnswer.objects.create(
            member=by,
            organisation=organisation,
            role=role,
            half_year=half_of(business_date(now)),
            answered_at=now,
        )
        ReadinessScore.objects.bulk_create(
            ReadinessScore(answer=answer, statement=statement.value, score=int(score))
            for statement, score in given.items()
        )
        # Who answered, not what: the trail is read by more than the figures are made for.
        record_event("readiness_answered", by=by.id, subject_type="member", subject_id=by.id, now=now)
        return answer
