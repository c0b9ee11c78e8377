"""Remind a person of her own days, by the way that she chose and in words that say nothing."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.messages.access import can_keep_outbox
from commonpurse.kernel.messages.commands import note_news
from commonpurse.kernel.periods import business_date
from commonpurse.parties.partners.models import Member
from commonpurse.support.plans.models import Step
from commonpurse.support.plans.rules import NEWS_STEP_SOON, REMINDED_EARLY_DAYS, OwnerKind, State


def remind_of_steps(*, by: Member, now: datetime) -> int:
    """Write down, as news for each person, that a day of a step of her own, or of a friend's, comes tomorrow.

    Once for each step: another day is a new step. What is due today already is late for a word. Return how many.
    """
    if not can_keep_outbox(by):
        raise NotAllowed
    today = business_date(now)
    with acting_as_system("to remind people of their own days"), transaction.atomic():
        soon = Step.objects.counting().filter(
            state=State.OPEN.value,
            owner_kind__in=[OwnerKind.ME.value, OwnerKind.FRIEND.value],
            by_when__gt=today,
            by_when__lte=today + timedelta(days=REMINDED_EARLY_DAYS),
        )
        found = list(soon.order_by("id").values_list("id", "person"))
        for step, person in found:
            note_news(recipient_id=person, kind=NEWS_STEP_SOON, subject_id=step, now=now)
    return len(found)
