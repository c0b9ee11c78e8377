from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.messages.access import Actor, can_keep_outbox
from commonpurse.kernel.messages.delivery import CannotDeliver, Destination, Letter, Post
from commonpurse.kernel.messages.models import Message, MessageEvent, MessagePart, News
from commonpurse.kernel.messages.queries import last_sent_to
from commonpurse.kernel.messages.rules import (
    MAY_BE_HELD,
    MAY_BE_REQUEUED,
    MOST_A_ROUND,
    OPEN,
    PERHAPS_AFTER,
    STATE_WORDS,
    EnclosedDay,
    Hours,
    MessageRefused,
    MessageState,
    Way,
    as_kept,
    check_message_step,
    first_try,
    from_kept,
    is_open,
    is_too_old,
    joined_since,
    next_opening,
    next_try,
    write_content,
)


def note_news(*, recipient_id: UUID, kind: str, subject_id: UUID, now: datetime) -> None:
    """Write down that something happened of which this reader may be told, inside the transaction of the act itself.

    The same again writes nothing. Whether anybody is told, and how, is found out later.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("an act and its news stand or fall together: call inside the act's transaction")
    News.objects.bulk_create(
        [News(recipient_id=recipient_id, kind=kind, subject_id=subject_id, happened_at=now)], ignore_conflicts=True
    )


def take_news(*, by: Actor, recipient_id: UUID, kinds: Collection[str] | None = None, now: datetime) -> list[News]:
    """Take what nobody has looked at yet for one reader, oldest first, and mark it as done with.

    Inside the transaction that makes a message of it: both are kept, or neither is. What is not of `kinds`, where
    they are named, waits.
    """
    if not can_keep_outbox(by):
        raise NotAllowed
    if not connection.in_atomic_block:
        raise RuntimeError("news and its message stand or fall together: call inside one transaction")
    undone = News.objects.select_for_update(skip_locked=True, no_key=True).filter(
        recipient_id=recipient_id, delivered_at=None, **({} if kinds is None else {"kind__in": kinds})
    )
    taken = list(undone.order_by("happened_at", "id"))
    News.objects.filter(id__in=[news.id for news in taken]).update(delivered_at=now)
    return taken


def lock_open_messages(contact_ids: Collection[UUID]) -> dict[UUID, Message]:
    """Lock the message that is open for each of these contacts, so that none goes out meanwhile."""
    found = Message.objects.select_for_update(no_key=True).filter(
        contact_id__in=contact_ids, state__in=[state.value for state in OPEN]
    )
    return {message.contact_id: message for message in found.order_by("id")}


def queue_message(
    *,
    by: Actor,
    recipient_id: UUID,
    contact_id: UUID,
    way: Way,
    news: Sequence[News],
    hours: Hours,
    now: datetime,
) -> Message | None:
    """Let one contact be told of these things. What it is told of already is left out; where nothing is left, None.

    A message that still waits for this contact takes them in. While one is going out this very moment, call again
    later. Raises: MessageRefused (`going_out`).
    """
    if not can_keep_outbox(by):
        raise NotAllowed
    with transaction.atomic():
        current = lock_open_messages([contact_id]).get(contact_id)
        if current is not None and current.state == MessageState.HANDING_OVER:
            raise MessageRefused("A message to this contact is going out just now.", code="going_out")
        told = MessagePart.objects.filter(contact_id=contact_id, news__in=news).values_list("news_id", flat=True)
        fresh = [each for each in news if each.id not in set(told)]
        if not fresh:
            return None
        if current is None:
            current = Message.objects.create(
                recipient_id=recipient_id,
                contact_id=contact_id,
                way=way.value,
                queued_at=now,
                next_try_at=first_try(hours, now, last_sent_to(contact_id)),
            )
            _note(current, by=by, now=now)
        MessagePart.objects.bulk_create(
            MessagePart(recipient_id=current.recipient_id, message=current, news=each, contact_id=contact_id)
            for each in fresh
        )
        return current


# Handing over ---------------------------------------------------------------------------------------------------------


WhereTo = Callable[[Message], Destination | None]
Encloses = Callable[[Message, datetime], Sequence[EnclosedDay] | None]


def send_due_messages(
    *,
    by: Actor,
    post: Post,
    where_to: WhereTo,
    encloses: Encloses | None = None,
    site_address: str,
    now: datetime,
    at_most: int = MOST_A_ROUND,
) -> Counter[MessageState]:
    """Hand over what is due, each message once, however many senders run. Return how many came to which state.

    `where_to` is asked for each message inside the transaction that claims it; None calls the message off. Where it
    fails, nothing goes out. Call outside a transaction: the claim must be kept before the message leaves.
    `encloses` is asked there too, at each try, for the days that go with an e-mail: a later one leaves out what is not
    to be told any more, and takes along what joined since. None: nothing is left to tell, and it is called off.
    """
    if not can_keep_outbox(by):
        raise NotAllowed
    came_to: Counter[MessageState] = Counter()
    came_to[MessageState.PERHAPS_SENT] += _give_up_lost_ones(by=by, now=now)
    for _ in range(at_most):
        claimed = _claim(by=by, post=post, where_to=where_to, encloses=encloses, site_address=site_address, now=now)
        if claimed is None:
            break
        message, letter = claimed
        if letter is not None:
            _hand_over(message, letter, post, by=by, now=now)
        came_to[MessageState(message.state)] += 1
    return +came_to


def _claim(
    *, by: Actor, post: Post, where_to: WhereTo, encloses: Encloses | None, site_address: str, now: datetime
) -> tuple[Message, Letter | None] | None:
    """Take the next message that is due, and write down that it is about to go out, before it does.

    Two senders never hold the same one: on PostgreSQL the second passes over a locked row, on SQLite it waits.
    """
    with transaction.atomic():
        due = _taken(
            Message.objects.filter(
                state__in=[MessageState.WAITING.value, MessageState.FAILED.value],
                next_try_at__lte=now,
                way__in=post.ways,
            ).order_by("next_try_at", "id")
        )
        if due is None:
            return None
        if is_too_old(due.queued_at, now) and due.code != "asked_for":
            _step(due, MessageState.GIVEN_UP, code="too_old", by=by, now=now)
            return due, None
        destination = where_to(due)
        if destination is None:
            _step(due, MessageState.CALLED_OFF, code="not_safe", by=by, now=now)
            return due, None
        if not is_open(destination.hours, now):
            due.next_try_at = next_opening(destination.hours, now)
            due.save(update_fields=["next_try_at"])
            return due, None
        way = Way(due.way)
        days = encloses(due, now) if encloses is not None and way is Way.EMAIL else ()
        if days is None:
            _step(due, MessageState.CALLED_OFF, code="nothing_left", by=by, now=now)
            return due, None
        joined = 0
        if due.content is None:
            content = write_content(way, destination.language, destination.page_format, site_address, days)
            due.content = as_kept(content)
        else:
            content = from_kept(due.content)
            # Hours or days may have passed: whom it tells may not see the plan any more, or news has joined it.
            joined = joined_since(content.days, days)
            if content.days or days:
                content = write_content(way, content.language, content.page_format, site_address, days)
        due.claimed_at = now
        due.save(update_fields=["content", "claimed_at"])
        _step(due, MessageState.HANDING_OVER, by=by, now=now)
        return due, Letter(due.id, way, destination.address, content, joined)


def _taken(due: QuerySet[Message]) -> Message | None:
    return due.select_for_update(skip_locked=True, no_key=True).first()


def _hand_over(message: Message, letter: Letter, post: Post, *, by: Actor, now: datetime) -> None:
    """Let it go, and write down what came of it. What stops in between is found by `_give_up_lost_ones`."""
    try:
        post.hand_over(letter)
    except CannotDeliver as failure:
        _mark_failed(message, failure, by=by, now=now)
        return
    with transaction.atomic():
        _step(_locked(message), MessageState.SENT, by=by, now=now, shown_on=message)


def _mark_failed(message: Message, failure: CannotDeliver, *, by: Actor, now: datetime) -> None:
    with transaction.atomic():
        current = _locked(message)
        if failure.may_have_gone:
            _step(current, MessageState.PERHAPS_SENT, code=failure.code, by=by, now=now, shown_on=message)
            return
        current.failures += 1
        later = None if failure.permanent else next_try(now, current.failures)
        current.save(update_fields=["failures"])
        state = MessageState.GIVEN_UP if later is None else MessageState.FAILED
        _step(current, state, code=failure.code, next_try_at=later, by=by, now=now, shown_on=message)


def _give_up_lost_ones(*, by: Actor, now: datetime) -> int:
    """Say of what went out long ago, and of which nobody heard, that it was perhaps sent: its sender is gone."""
    with transaction.atomic():
        lost = Message.objects.select_for_update(skip_locked=True, no_key=True).filter(
            state=MessageState.HANDING_OVER.value, claimed_at__lte=now - PERHAPS_AFTER
        )
        found = list(lost)
        for message in found:
            _step(message, MessageState.PERHAPS_SENT, code="stopped_midway", by=by, now=now)
        return len(found)


# Somebody decides -----------------------------------------------------------------------------------------------------


def hold_message(*, by: Actor, message: Message, now: datetime) -> Message:
    """Hold a message back until somebody lets it go. Holding it again changes nothing.

    Raises: MessageRefused (`cannot_hold`).
    """
    if not can_keep_outbox(by):
        raise NotAllowed
    with transaction.atomic():
        current = _locked(message)
        if current.state == MessageState.HELD:
            return current
        if MessageState(current.state) not in MAY_BE_HELD:
            raise MessageRefused(
                "This message is “{state}”. Only one that waits is held back.",
                code="cannot_hold",
                state=STATE_WORDS[MessageState(current.state)],
            )
        _step(current, MessageState.HELD, code="held_back", by=by, now=now)
        record_event("message_held", by=by.id, subject_type="message", subject_id=current.id, now=now)
        return current


def requeue_message(*, by: Actor, message: Message, now: datetime) -> Message:
    """Let a message go with the next round: one that waits, was held or failed, or was perhaps sent already.

    It keeps to its reader's hours all the same. Raises: MessageRefused (`cannot_requeue`, `newer_message`).
    """
    if not can_keep_outbox(by):
        raise NotAllowed
    with transaction.atomic():
        current = _locked(message)
        state = MessageState(current.state)
        if state not in MAY_BE_REQUEUED:
            raise MessageRefused(
                "This message is “{state}”. It cannot go again.", code="cannot_requeue", state=STATE_WORDS[state]
            )
        if state not in OPEN and lock_open_messages([current.contact_id]):
            raise MessageRefused(
                "A newer message to this contact is on its way. It says the same, so this one can rest.",
                code="newer_message",
            )
        goes_at = next_opening(Hours.DAY, now)
        if state == MessageState.WAITING:
            current.next_try_at, current.code = goes_at, "asked_for"
            current.save(update_fields=["next_try_at", "code"])
            _note(current, by=by, now=now)
        else:
            current.failures = 0
            current.save(update_fields=["failures"])
            _step(current, MessageState.WAITING, code="asked_for", next_try_at=goes_at, by=by, now=now)
        record_event(
            "message_requeued", by=by.id, subject_type="message", subject_id=current.id, now=now, was=state.value
        )
        return current


def _locked(message: Message) -> Message:
    return Message.objects.select_for_update(no_key=True).get(id=message.id)


def _step(
    message: Message,
    state: MessageState,
    *,
    by: Actor,
    now: datetime,
    code: str = "",
    next_try_at: datetime | None = None,
    shown_on: Message | None = None,
) -> None:
    """Move a locked message one step and write it down. Raises: MessageRefused (`wrong_message_state`)."""
    check_message_step(message.state, state)
    message.state, message.code, message.next_try_at = state.value, code, next_try_at
    if state is MessageState.SENT:
        message.sent_at = now
    message.save(update_fields=["state", "code", "next_try_at", "sent_at"])
    _note(message, by=by, now=now)
    if shown_on is not None:
        shown_on.state = message.state


def _note(message: Message, *, by: Actor, now: datetime) -> None:
    MessageEvent.objects.create(
        recipient_id=message.recipient_id,
        message=message,
        state=message.state,
        code=message.code,
        happened_at=now,
        actor_id=by.id,
    )
