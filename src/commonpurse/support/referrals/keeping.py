"""What every act on a referral does: keep what was decided, and note the act."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.messages.commands import note_news
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.models import Person
from commonpurse.support.referrals.models import CaseloadDecision, DecidedWith, Referral
from commonpurse.support.referrals.rules import NEWS_REFERRAL_DECIDED, State


def keep_decision(
    referral: Referral,
    *,
    by: Member | Person,
    outcome: State,
    reason: str,
    instead: str = "",
    coordinator: Member | None = None,
    together: Collection[Member] = (),
    now: datetime,
) -> None:
    """Keep what was decided of a referral, with its reason and who decided it together, and move it on."""
    made = CaseloadDecision.objects.create(
        person=referral.person,
        referral=referral,
        outcome=outcome.value,
        reason=reason.strip(),
        instead=instead.strip(),
        coordinator=coordinator,
        decided_by=by if isinstance(by, Member) else None,
        is_by_person=isinstance(by, Person),
        decided_at=now,
    )
    for member in together:
        DecidedWith.objects.create(person=referral.person, decision=made, member=member)
    if referral.person_id is not None and isinstance(by, Member):
        note_news(recipient_id=referral.person_id, kind=NEWS_REFERRAL_DECIDED, subject_id=referral.id, now=now)
    note_act("referral_decided", referral, by=by, now=now, outcome=outcome.value)


def note_act(event: str, referral: Referral, *, by: Member | Person, now: datetime, **facts: Any) -> None:
    """Note an act on a referral in the trail: no name, no words of it."""
    record_event(event, by=by.id, subject_type="referral", subject_id=referral.id, now=now, code=referral.code, **facts)
