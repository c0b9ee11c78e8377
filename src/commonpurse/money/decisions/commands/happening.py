"""Say that what an ask is for has happened: from then on its money may be paid."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.periods import business_date
from commonpurse.money.decisions.access import can_ask
from commonpurse.money.decisions.models import Ask
from commonpurse.money.decisions.rules import AskState, check_happening
from commonpurse.money.decisions.settling import lock_ask
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.models import Person


def let_ask_be_paid(*, by: Member | Person, ask: Ask, now: datetime) -> Ask:
    """Write down that what this ask waits for has happened. The same again changes nothing.

    Raises: AskRefused (`ask_not_granted`).
    """
    if not can_ask(by, ask.budget, business_date(now)):
        raise NotAllowed
    with transaction.atomic():
        current = lock_ask(ask)
        if not current.waits_to_happen:
            return current
        check_happening(AskState(current.state))
        current.said_happened_at = now
        current.save(update_fields=["said_happened_at"])
        record_event("ask_happened", by=by.id, subject_type="ask", subject_id=current.id, now=now)
        return current
