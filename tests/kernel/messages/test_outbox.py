"""The outbox: each message goes once, and what nobody knows is said as such."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from commonpurse.kernel.audit.models import AuditEvent
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.identity import new_id
from commonpurse.kernel.messages.commands import (
    hold_message,
    lock_open_messages,
    note_news,
    queue_message,
    requeue_message,
    send_due_messages,
    take_news,
)
from commonpurse.kernel.messages.delivery import CannotDeliver, Destination, Post
from commonpurse.kernel.messages.models import Message, MessageEvent, MessagePart, News
from commonpurse.kernel.messages.queries import (
    count_messages,
    messages_visible_to,
    news_of,
    overdue_messages,
    recipients_to_tell,
)
from commonpurse.kernel.messages.rules import Hours, MessageRefused, MessageState, Way
from tests.factories import NOW, Standing, standing_people
from tests.kernel.messages.posting import SITE, Kept, anywhere, make_news, queue

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def people(db: None) -> Standing:
    return standing_people()


@pytest.fixture
def kept() -> Kept:
    return Kept()


def send(people: Standing, kept: Kept, now: Any = NOW, **given: Any) -> dict[MessageState, int]:
    wanted = {"post": kept.post, "where_to": anywhere, "site_address": SITE} | given
    return dict(send_due_messages(by=people.administrator, now=now, **wanted))


def again(message: Message) -> Message:
    return Message.objects.get(id=message.id)


# Queueing -------------------------------------------------------------------------------------------------------------


def test_news_is_written_down_once(people):
    subject, reader = new_id(), new_id()
    for _ in range(3):
        note_news(recipient_id=reader, kind="tested", subject_id=subject, now=NOW)
    assert News.objects.filter(subject_id=subject).count() == 1


def test_a_message_is_queued_once_for_a_subject_a_kind_and_a_contact(people):
    reader, contact = new_id(), new_id()
    news = [make_news(reader, NOW), make_news(reader, NOW)]
    wanted = {"by": people.administrator, "recipient_id": reader, "contact_id": contact, "way": Way.TEXT}
    first = queue_message(**wanted, news=news[:1], hours=Hours.DAY, now=NOW)
    assert queue_message(**wanted, news=news[:1], hours=Hours.DAY, now=NOW) is None
    assert queue_message(**wanted, news=news, hours=Hours.DAY, now=NOW) == first
    assert Message.objects.count() == 1
    assert MessagePart.objects.count() == 2


def test_who_was_told_is_not_told_again_even_after_the_message_went(people, kept):
    reader, contact = new_id(), new_id()
    news = [make_news(reader, NOW)]
    wanted = {"by": people.administrator, "recipient_id": reader, "contact_id": contact, "way": Way.TEXT}
    queue_message(**wanted, news=news, hours=Hours.DAY, now=NOW)
    send(people, kept)
    assert queue_message(**wanted, news=news, hours=Hours.DAY, now=NOW + HOUR) is None
    assert send(people, kept, NOW + HOUR) == {}
    assert len(kept.letters) == 1


def test_while_a_message_goes_out_nothing_can_join_it(people):
    message = queue(people.administrator, NOW)
    Message.objects.filter(id=message.id).update(
        state="handing_over", content={"body": "x"}, claimed_at=NOW, next_try_at=None
    )
    with pytest.raises(MessageRefused) as refused:
        queue(people.administrator, NOW, contact_id=message.contact_id)
    assert refused.value.code == "going_out"


def test_news_is_taken_once_and_oldest_first(people):
    reader = new_id()
    later, first = make_news(reader, NOW), make_news(reader, NOW - HOUR)
    assert recipients_to_tell(NOW) == [reader]
    assert [news.id for news in take_news(by=people.administrator, recipient_id=reader, now=NOW)] == [
        first.id,
        later.id,
    ]
    assert take_news(by=people.administrator, recipient_id=reader, now=NOW) == []
    assert recipients_to_tell(NOW) == []


def test_what_happened_just_now_is_gathered_first(people):
    reader = new_id()
    make_news(reader, NOW)
    assert recipients_to_tell(NOW + 9 * MINUTE) == []
    assert recipients_to_tell(NOW + 10 * MINUTE) == [reader]


# Handing over ---------------------------------------------------------------------------------------------------------


def test_a_due_message_goes_once_and_what_it_said_is_kept(people, kept):
    message = queue(people.administrator, NOW)
    assert send(people, kept) == {MessageState.SENT: 1}
    assert send(people, kept, NOW + HOUR) == {}
    (letter,) = kept.letters
    sent = again(message)
    assert (sent.state, sent.sent_at, sent.next_try_at) == ("sent", NOW, None)
    assert sent.content["body"] == letter.content.body
    assert [event.state for event in sent.events.all()] == ["waiting", "handing_over", "sent"]


def test_no_address_is_kept_anywhere(people, kept):
    queue(people.administrator, NOW)
    send(people, kept)
    assert kept.letters[0].address == "07700900123"
    rows = [
        str(row) for model in (Message, MessageEvent, MessagePart, News, AuditEvent) for row in model.objects.values()
    ]
    assert not any("07700900123" in row for row in rows)


def test_what_no_carrier_takes_stays_in_the_outbox(people, kept):
    message, mail = queue(people.administrator, NOW), queue(people.administrator, NOW, way=Way.EMAIL)
    assert send(people, kept, post=Post()) == {}
    assert send(people, kept, post=Post({Way.EMAIL: kept})) == {MessageState.SENT: 1}
    assert (again(message).state, again(mail).state) == ("waiting", "sent")


def test_in_the_night_a_message_waits_for_the_morning(people, kept):
    night = NOW.replace(hour=21)
    message = queue(people.administrator, NOW)
    assert send(people, kept, night) == {MessageState.WAITING: 1}
    assert kept.letters == []
    assert again(message).next_try_at == (NOW + timedelta(days=1)).replace(hour=7, minute=0)  # 8:00 in London
    assert send(people, kept, again(message).next_try_at) == {MessageState.SENT: 1}


def test_who_may_not_be_written_to_any_more_is_not(people, kept):
    message = queue(people.administrator, NOW)
    assert send(people, kept, where_to=lambda message: None) == {MessageState.CALLED_OFF: 1}
    assert kept.letters == []
    assert (again(message).state, again(message).content) == ("called_off", None)


def test_where_it_cannot_be_asked_nothing_goes(people, kept):
    message = queue(people.administrator, NOW)

    def broken(message: Message) -> Destination | None:
        raise DatabaseError("no answer")

    with pytest.raises(DatabaseError), transaction.atomic():
        send(people, kept, where_to=broken)
    assert kept.letters == []
    assert again(message).state == "waiting"


def test_what_fails_for_now_is_tried_again_and_then_given_up(people, kept):
    message = queue(people.administrator, NOW)
    kept.failing = [CannotDeliver("no_connection") for _ in range(5)]
    moment, states = NOW, []
    for _ in range(5):
        states += send(people, kept, moment)
        moment = again(message).next_try_at or moment
    assert states == [MessageState.FAILED] * 4 + [MessageState.GIVEN_UP]
    assert (again(message).failures, again(message).code, kept.letters) == (5, "no_connection", [])
    assert send(people, kept, moment + timedelta(days=1)) == {}


def test_a_failed_try_is_not_repeated_before_its_time(people, kept):
    message = queue(people.administrator, NOW)
    kept.failing = [CannotDeliver("no_connection")]
    send(people, kept)
    assert again(message).next_try_at == NOW + 5 * MINUTE
    assert send(people, kept, NOW + 4 * MINUTE) == {}
    assert send(people, kept, NOW + 5 * MINUTE) == {MessageState.SENT: 1}
    assert len(kept.letters) == 1


def test_what_fails_for_good_is_given_up_at_once(people, kept):
    message = queue(people.administrator, NOW)
    kept.failing = [CannotDeliver("address_refused", permanent=True)]
    assert send(people, kept) == {MessageState.GIVEN_UP: 1}
    assert again(message).code == "address_refused"


def test_one_failure_holds_nobody_else_up(people, kept):
    for _ in range(3):
        queue(people.administrator, NOW)
    kept.failing = [CannotDeliver("address_refused", permanent=True)]
    assert send(people, kept) == {MessageState.GIVEN_UP: 1, MessageState.SENT: 2}


def test_where_nobody_knows_nothing_is_sent_again_by_itself(people, kept):
    message = queue(people.administrator, NOW)
    kept.failing = [CannotDeliver("no_answer", may_have_gone=True)]
    assert send(people, kept) == {MessageState.PERHAPS_SENT: 1}
    assert send(people, kept, NOW + timedelta(days=1)) == {}
    assert (again(message).state, again(message).code) == ("perhaps_sent", "no_answer")


def test_a_crash_between_hand_over_and_mark_is_shown_as_perhaps_sent(people, kept):
    """The sender dies after the carrier took the letter: the message is never sent a second time by itself."""
    message = queue(people.administrator, NOW)
    kept.failing = [KeyboardInterrupt()]
    with pytest.raises(KeyboardInterrupt):
        send(people, kept)
    assert again(message).state == "handing_over"
    assert send(people, kept, NOW + 59 * MINUTE) == {}
    assert send(people, kept, NOW + HOUR) == {MessageState.PERHAPS_SENT: 1}
    assert (again(message).code, kept.letters) == ("stopped_midway", [])
    requeue_message(by=people.administrator, message=message, now=NOW + 2 * HOUR)
    assert send(people, kept, NOW + 2 * HOUR) == {MessageState.SENT: 1}
    assert [event.state for event in again(message).events.all()] == [
        *("waiting", "handing_over", "perhaps_sent", "waiting", "handing_over", "sent")
    ]


def test_a_message_that_waited_too_long_is_no_news(people, kept):
    message = queue(people.administrator, NOW)
    late = NOW + timedelta(days=7, minutes=1)
    assert send(people, kept, late) == {MessageState.GIVEN_UP: 1}
    assert again(message).code == "too_old"
    requeue_message(by=people.administrator, message=message, now=late)
    assert send(people, kept, late) == {MessageState.SENT: 1}


# Somebody decides -----------------------------------------------------------------------------------------------------


def test_what_is_held_back_waits_until_it_is_let_go(people, kept):
    message = queue(people.administrator, NOW)
    for _ in range(2):
        assert hold_message(by=people.administrator, message=message, now=NOW).state == "held"
    assert send(people, kept, NOW + HOUR) == {}
    requeue_message(by=people.priya, message=message, now=NOW + HOUR)
    assert send(people, kept, NOW + HOUR) == {MessageState.SENT: 1}
    assert [e.event_type for e in AuditEvent.objects.filter(subject_id=message.id)] == [
        "message_held",
        "message_requeued",
    ]


def test_who_lets_a_message_go_at_night_lets_it_go_in_the_morning(people, kept):
    message = queue(people.administrator, NOW)
    current = requeue_message(by=people.administrator, message=message, now=NOW.replace(hour=22))
    assert current.next_try_at == (NOW + timedelta(days=1)).replace(hour=7, minute=0)
    assert send(people, kept, NOW.replace(hour=22)) == {}


def test_what_went_is_neither_held_nor_sent_again(people, kept):
    message = queue(people.administrator, NOW)
    send(people, kept)
    with pytest.raises(MessageRefused) as held:
        hold_message(by=people.administrator, message=message, now=NOW)
    with pytest.raises(MessageRefused) as requeued:
        requeue_message(by=people.administrator, message=message, now=NOW)
    assert (held.value.code, requeued.value.code) == ("cannot_hold", "cannot_requeue")
    assert requeued.value.message == "This message is “Sent”. It cannot go again."


def test_an_old_message_rests_when_a_newer_one_says_the_same(people, kept):
    message = queue(people.administrator, NOW)
    kept.failing = [CannotDeliver("address_refused", permanent=True)]
    send(people, kept)
    newer = queue(people.administrator, NOW, contact_id=message.contact_id)
    assert lock_open_messages([message.contact_id]) == {message.contact_id: newer}
    with pytest.raises(MessageRefused) as refused:
        requeue_message(by=people.administrator, message=message, now=NOW)
    assert refused.value.code == "newer_message"


def test_a_failed_message_begins_its_tries_anew(people, kept):
    message = queue(people.administrator, NOW)
    kept.failing = [CannotDeliver("no_connection")]
    send(people, kept)
    current = requeue_message(by=people.administrator, message=message, now=NOW)
    assert (current.state, current.failures, current.next_try_at) == ("waiting", 0, NOW)


@pytest.mark.parametrize("who", ["ngozi", "wren", "femi", "callum", "ada", "stranger"])
def test_only_who_keeps_the_outbox_sees_or_moves_anything(people, kept, who):
    message = queue(people.administrator, NOW)
    actor = getattr(people, who)
    for act in (hold_message, requeue_message):
        with pytest.raises(NotAllowed):
            act(by=actor, message=message, now=NOW)
    with pytest.raises(NotAllowed):
        send_due_messages(by=actor, post=kept.post, where_to=anywhere, site_address=SITE, now=NOW)
    with pytest.raises(NotAllowed):
        take_news(by=actor, recipient_id=message.recipient_id, now=NOW)
    with pytest.raises(NotAllowed):
        queue(actor, NOW)
    assert not messages_visible_to(actor).exists()
    assert messages_visible_to(actor).filter(id=message.id).first() is None
    assert set(count_messages(actor).values()) == {0}


def test_news_is_for_its_reader_alone(people):
    make_news(people.ada.id, NOW)
    wanted = {"recipient_id": people.ada.id, "since": NOW}
    assert news_of(viewer=people.ada, **wanted).count() == 1
    assert not news_of(viewer=people.ada, recipient_id=people.ada.id, since=NOW + MINUTE).exists()
    for other in (people.stranger, people.wren, people.administrator, people.priya):
        assert not news_of(viewer=other, **wanted).exists()


def test_it_shows_when_nobody_sends(people):
    queue(people.administrator, NOW)
    queue(people.administrator, NOW, way=Way.EMAIL)
    wanted = {"viewer": people.administrator, "ways": ["text"]}
    assert overdue_messages(**wanted, now=NOW + 14 * MINUTE).overdue == 0
    found = overdue_messages(**wanted, now=NOW + 15 * MINUTE)
    assert (found.overdue, found.since) == (1, NOW)
    assert overdue_messages(viewer=people.administrator, ways=[], now=NOW + HOUR).overdue == 0


def test_every_state_is_counted(people, kept):
    queue(people.administrator, NOW)
    send(people, kept)
    queue(people.administrator, NOW)
    counts = count_messages(people.administrator)
    assert set(counts) == set(MessageState)
    assert (counts[MessageState.SENT], counts[MessageState.WAITING], counts[MessageState.HELD]) == (1, 1, 0)
