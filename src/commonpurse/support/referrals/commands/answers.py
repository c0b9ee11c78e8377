"""What a person answers for counting: hers, and nobody's else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.errors import NotAllowed
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.models import Person
from commonpurse.support.referrals.access import can_give_own_answers, can_hand_on_answers
from commonpurse.support.referrals.models import EqualityAnswer, Referral
from commonpurse.support.referrals.rules import ANSWERS, Question, ReferralRefused


def hand_on_answers(
    *, by: Member, referral: Referral, answers: Mapping[Question, str], now: datetime
) -> EqualityAnswer | None:
    """Hand on what the person herself wants to say for counting. Nothing said: nothing is kept, and what was, goes.

    Raises: ReferralRefused (`answer_unknown`, `answers_are_hers`).
    """
    if not can_hand_on_answers(by, referral):
        raise NotAllowed
    said = _said(answers)
    with transaction.atomic(), acting_as_system("to keep equality answers, which nobody reads but as counts"):
        current = Referral.objects.select_for_update(no_key=True, of=("self",)).get(id=referral.id)
        of_hers = EqualityAnswer.objects.filter(person=current.person, person__isnull=False, kept_by=None)
        if of_hers.exists():
            raise ReferralRefused(
                "They have given their answers on their own page. Those count.", code="answers_are_hers"
            )
        if not any(said.values()):
            EqualityAnswer.objects.filter(referral=current).delete()
            return None
        given = {"person": current.person, "kept_by": by, "said_at": now}
        kept, _ = EqualityAnswer.objects.update_or_create(referral=current, defaults=said | given)
        return kept


def give_own_answers(*, by: Person, answers: Mapping[Question, str], now: datetime) -> EqualityAnswer | None:
    """Give, change or take back one's own answers for counting. They stand in place of any handed on for her.

    Nothing said: nothing is kept, and what was, goes. Raises: ReferralRefused (`answer_unknown`, `not_put_forward`).
    """
    if not can_give_own_answers(by):
        raise NotAllowed
    said = _said(answers)
    with transaction.atomic(), acting_as_system("to keep the equality answers of a person herself"):
        person = Person.objects.select_for_update(no_key=True).get(id=by.id)
        newest = Referral.objects.filter(person=person).order_by("referred_at", "id").last()
        EqualityAnswer.objects.filter(person=person).delete()
        if not any(said.values()):
            return None
        if newest is None:
            raise ReferralRefused("Nobody has put you forward, so there is nothing to count.", code="not_put_forward")
        return EqualityAnswer.objects.create(person=person, referral=newest, said_at=now, **said)


def _said(answers: Mapping[Question, str]) -> dict[str, str]:
    said = {question.value: answers.get(question, "") for question in Question}
    if any(answer and answer not in ANSWERS[Question(key)] for key, answer in said.items()):
        raise ReferralRefused("Choose one of the answers, or none.", code="answer_unknown")
    return said
