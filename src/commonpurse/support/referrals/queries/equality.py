"""Who was chosen beside who was put forward."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Subquery

from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.periods import business_date, day_begins
from commonpurse.kernel.words import Words
from commonpurse.parties.partners.models import Member
from commonpurse.support.referrals.access import can_hold_meeting
from commonpurse.support.referrals.models import CaseloadDecision, EqualityAnswer, Referral
from commonpurse.support.referrals.rules import (
    ANSWERS,
    QUESTION_WORDS,
    Counted,
    Question,
    State,
    counted,
    months_counted,
)


@dataclass(frozen=True)
class EqualityCheck:
    """How many were put forward and chosen in these whole months, and the counts that may be shown of each question."""

    starts_on: date
    ends_on: date
    put_forward: int
    chosen: int
    questions: list[tuple[Words, list[Counted]]]


def equality_check(*, viewer: Member, now: datetime) -> EqualityCheck:
    """Who was chosen beside who was put forward: counts over everybody, and nobody's answer.

    As it stood when the last whole month was over, in who was put forward, what was decided and what was said.
    """
    if not can_hold_meeting(viewer):
        raise NotAllowed
    starts_on, ends_on = months_counted(business_date(now))
    begins, ends = day_begins(starts_on), day_begins(ends_on)
    with acting_as_system("to count equality answers"):
        decided = CaseloadDecision.objects.filter(referral=OuterRef("id"), decided_at__lt=ends)
        said = EqualityAnswer.objects.filter(referral=OuterRef("id"), said_at__lt=ends)
        asked = Referral.objects.filter(referred_at__gte=begins, referred_at__lt=ends).order_by("referred_at", "id")
        rows = _one_for_each(
            asked.values_list(
                "person",
                "id",
                Subquery(decided.order_by("-decided_at", "-id").values("outcome")[:1]),
                *[Subquery(said.values(question.value)[:1]) for question in Question],
            )
        )
    put, chosen = len(rows), sum(row[0] == State.ACCEPTED for row in rows)
    questions = []
    for place, question in enumerate(Question, start=1):
        of_all = Counter(row[place] or "" for row in rows)
        of_chosen = Counter(row[place] or "" for row in rows if row[0] == State.ACCEPTED)
        questions.append((QUESTION_WORDS[question], counted(of_all, of_chosen, ANSWERS[question])))
    return EqualityCheck(starts_on, ends_on, put, chosen, questions)


def _one_for_each(rows: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """A person who was put forward twice counts once: as chosen where one was, with the answers that are there."""
    found: dict[UUID, tuple[Any, ...]] = {}
    for person, key, state, *answers in rows:
        before = found.get(person or key, ("", *([None] * len(answers))))
        is_chosen = State.ACCEPTED in (before[0], state)
        said = [new or old for new, old in zip(answers, before[1:], strict=True)]
        found[person or key] = (State.ACCEPTED.value if is_chosen else state, *said)
    return list(found.values())
