"""The verbs that bring an answer to an ask that waits: a talk that was had, and time that has gone by."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from django.db import transaction

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.errors import NotAllowed, Refused
from commonpurse.kernel.periods import business_date
from commonpurse.money.decisions.access import can_decide, can_move_asks, is_named
from commonpurse.money.decisions.models import Ask
from commonpurse.money.decisions.queries import known_of_ask, standing_of
from commonpurse.money.decisions.rules import AskRefused, AskState, check_next
from commonpurse.money.decisions.settling import add_assent, lock_ask, settle_ask
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.models import Person
from commonpurse.support.agreements.rules import DecidesHow


def say_we_talked(*, by: Member | Person, ask: Ask, with_whom: Member | Person, now: datetime) -> Ask:
    """Write down that the person talked to who is named: then it is hers, and the answer is yes.

    She says so herself, or who works with her does, or who was talked to. It never is a no. The same again changes
    nothing. Raises: AskRefused (`not_named`, `ask_answered`).
    """
    today = business_date(now)
    was_talked_to = by.id == with_whom.id and is_named(by, ask.person, today)
    if not (by.id == ask.person_id or can_decide(by, ask.budget, today) or was_talked_to):
        raise NotAllowed
    with transaction.atomic(), acting_as_system("to answer an ask as it stands"):
        current = lock_ask(ask)
        if current.state == AskState.GRANTED:
            return current
        check_next(AskState(current.state), AskState.GRANTED, is_used=False)
        standing = standing_of(current, known_of_ask(current, now))
        talks = [need for need in standing.needs if need.how is DecidesHow.AFTER_TALKING and not need.is_met]
        named = [need for need in talks if standing.is_named_in(need, with_whom)]
        if talks and not named:
            raise AskRefused("Talk to {names:or}. They are named for this.", code="not_named", names=talks[0].names)
        for need in named:
            add_assent(current, need, how="talked", who=with_whom, by=by, now=now)
        record_event("ask_talked_about", by=by.id, subject_type="ask", subject_id=current.id, now=now)
        return settle_ask(current, by=by, now=now)


def move_asks_on(*, by: Member, now: datetime) -> Counter[str]:
    """Look at every ask that waits: hand it to the next where a turn is over; make it a yes where it has become one.

    Nobody's silence is ever a no. A job runs it every few minutes; running it twice does nothing twice. One that cannot
    be moved keeps nobody behind it from an answer.
    Returns how many of them became a yes, how many wait on, and, where there are any, how many are `stuck`.
    """
    if not can_move_asks(by):
        raise NotAllowed
    moved: Counter[str] = Counter()
    with acting_as_system("to move asks on that wait"):
        waiting = list(Ask.objects.filter(state=AskState.WAITING.value).order_by("asked_at", "id"))
        for ask in waiting:
            try:
                with transaction.atomic():
                    current = lock_ask(ask)
                    if current.state == AskState.WAITING:
                        moved[settle_ask(current, by=by, now=now).state] += 1
            except (Refused, NotAllowed):
                moved["stuck"] += 1  # it stays as it was, on the desk on which it was
    return moved
