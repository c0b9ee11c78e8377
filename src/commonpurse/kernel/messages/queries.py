from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Max, Min, QuerySet

from commonpurse.kernel.messages.access import Actor, can_keep_outbox
from commonpurse.kernel.messages.models import Message, News
from commonpurse.kernel.messages.rules import GATHERS_FOR, MessageState

# So long after it was due, a message that still waits tells that nobody sends.
OVERDUE_AFTER = timedelta(minutes=15)


def messages_visible_to(viewer: Actor) -> QuerySet[Message]:
    """The messages of the outbox, newest first, for who looks after it."""
    return Message.objects.all() if can_keep_outbox(viewer) else Message.objects.none()


def count_messages(viewer: Actor) -> dict[MessageState, int]:
    """How many messages are in each state, every state named."""
    found = dict(messages_visible_to(viewer).order_by().values_list("state").annotate(Count("id")))
    return {state: found.get(state.value, 0) for state in MessageState}


@dataclass(frozen=True)
class Backlog:
    """What should have gone and has not: how many messages of ways that are carried, and since when."""

    overdue: int
    since: datetime | None


def overdue_messages(*, viewer: Actor, ways: Iterable[str], now: datetime) -> Backlog:
    """Tell whether anybody sends: what of the carried ways is due for longer than a round takes."""
    late = messages_visible_to(viewer).filter(
        state__in=[MessageState.WAITING.value, MessageState.FAILED.value],
        way__in=list(ways),
        next_try_at__lte=now - OVERDUE_AFTER,
    )
    found = late.aggregate(overdue=Count("id"), since=Min("next_try_at"))
    return Backlog(**found)


def news_of(*, viewer: Actor, recipient_id: UUID, since: datetime) -> QuerySet[News]:
    """What happened for one reader from that moment on, newest first: for that reader alone."""
    if viewer.id != recipient_id:
        return News.objects.none()
    return News.objects.filter(recipient_id=recipient_id, happened_at__gte=since)


# For the jobs ---------------------------------------------------------------------------------------------------------


def recipients_to_tell(now: datetime) -> list[UUID]:
    """Whom something happened for that nobody has looked at yet, once its time of gathering is over.

    A query of the open rows, never "since the last one seen": a row that commits late is still open.
    """
    undone = News.objects.filter(delivered_at=None).order_by().values("recipient_id")
    due = (
        undone.annotate(first=Min("happened_at")).filter(first__lte=now - GATHERS_FOR).order_by("first", "recipient_id")
    )
    return list(due.values_list("recipient_id", flat=True))


def last_sent_to(contact_id: UUID) -> datetime | None:
    """When the last message went to this contact, or was perhaps sent."""
    went = Message.objects.filter(
        contact_id=contact_id, state__in=[MessageState.SENT.value, MessageState.PERHAPS_SENT.value]
    )
    return went.aggregate(last=Max("claimed_at"))["last"]
