"""Remind a person of her own days, and ask how her week was: by the way that she chose, in words that say nothing."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid5

from django.db import transaction

from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.messages.access import can_keep_outbox
from commonpurse.kernel.messages.commands import note_news
from commonpurse.kernel.periods import business_date
from commonpurse.parties.partners.models import Member
from commonpurse.support.plans.models import Step
from commonpurse.support.plans.queries.asking import weeks_to_ask_about
from commonpurse.support.plans.rules import (
    ASKED_LATE_DAYS,
    NEWS_STEP_SOON,
    NEWS_WEEK_ASKED,
    REMINDED_EARLY_DAYS,
    OwnerKind,
    State,
)


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


def ask_about_weeks(*, by: Member, now: datetime) -> int:
    """Write down, as news for each person who wants to be asked, that today is the day; once for each week.

    Not of whom we know already how it was. A round that comes a day late asks then; later, the week is left in peace.
    Return how many.
    """
    if not can_keep_outbox(by):
        raise NotAllowed
    today = business_date(now)
    with acting_as_system("to ask people how their week was"), transaction.atomic():
        found = [each for each in weeks_to_ask_about(today=today) if (today - each.asked_on).days <= ASKED_LATE_DAYS]
        for each in found:
            week = uuid5(each.person.id, str(each.asked_on))
            note_news(recipient_id=each.person.id, kind=NEWS_WEEK_ASKED, subject_id=week, now=now)
    return len(found)
