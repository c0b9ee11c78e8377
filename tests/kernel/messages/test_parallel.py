"""Several senders at once, committing for real, on both databases: each message goes once."""

from __future__ import annotations

import threading
import time
from collections import Counter
from datetime import timedelta

import pytest
from django.db import IntegrityError, connections, transaction

from commonpurse.kernel.identity import new_id
from commonpurse.kernel.messages.commands import note_news, queue_message, send_due_messages
from commonpurse.kernel.messages.delivery import CannotDeliver, Letter
from commonpurse.kernel.messages.models import Message, MessagePart, News
from commonpurse.kernel.messages.rules import Hours, Way
from tests.factories import NOW, standing_people
from tests.kernel.messages.posting import SITE, Kept, anywhere, make_news, queue
from tests.money.budgets.test_parallel import at_once

SENDERS, MESSAGES = 4, 24


class Slow(Kept):
    """Takes its time, as a mail server does, so that the rounds overlap; refuses every fifth letter for now."""

    def __init__(self) -> None:
        super().__init__()
        self.lock = threading.Lock()
        self.tries: Counter[str] = Counter()

    def hand_over(self, letter: Letter) -> None:
        time.sleep(0.005)
        with self.lock:
            self.tries[str(letter.message_id)] += 1
            if sum(self.tries.values()) % 5 == 0:
                raise CannotDeliver("no_connection")
            self.letters.append(letter)


def test_several_senders_send_each_message_once(fresh_database: str) -> None:
    people = standing_people()
    queued = [queue(people.administrator, NOW) for _ in range(MESSAGES)]
    slow = Slow()

    def rounds(now) -> None:
        def one(number: int) -> None:
            send_due_messages(
                by=people.administrator, post=slow.post, where_to=anywhere, site_address=SITE, now=now, at_most=MESSAGES
            )

        assert at_once(one, SENDERS) == {"done": SENDERS}

    rounds(NOW)
    assert set(slow.tries.values()) == {1}
    assert len(slow.tries) == MESSAGES
    moment = NOW
    while Message.objects.exclude(state="sent").exists():
        moment += timedelta(minutes=45)
        rounds(moment)
    assert Counter(str(letter.message_id) for letter in slow.letters) == {str(message.id): 1 for message in queued}


def test_two_jobs_that_queue_the_same_news_make_one_message(fresh_database: str) -> None:
    people = standing_people()
    reader, contact = new_id(), new_id()
    news = [make_news(reader, NOW)]

    def one(number: int) -> None:
        try:
            queue_message(
                by=people.administrator,
                recipient_id=reader,
                contact_id=contact,
                way=Way.TEXT,
                news=news,
                hours=Hours.DAY,
                now=NOW,
            )
        except IntegrityError:  # the other job was first: the database lets one through
            return

    at_once(one, 8)
    assert (Message.objects.count(), MessagePart.objects.count(), News.objects.count()) == (1, 1, 1)


def test_news_stands_and_falls_with_the_act(fresh_database: str) -> None:
    with pytest.raises(RuntimeError):
        note_news(recipient_id=new_id(), kind="tested", subject_id=new_id(), now=NOW)
    with transaction.atomic():
        note_news(recipient_id=new_id(), kind="tested", subject_id=new_id(), now=NOW)
        transaction.set_rollback(True)  # the act is refused after all
    assert not News.objects.exists()


def test_a_sender_that_is_killed_leaves_a_message_that_was_perhaps_sent(fresh_database: str) -> None:
    """The claim is committed before the letter leaves, so it outlives the process."""
    people = standing_people()
    message = queue(people.administrator, NOW)
    kept = Kept()
    kept.failing = [SystemExit(9)]
    wanted = {"by": people.administrator, "post": kept.post, "where_to": anywhere, "site_address": SITE}
    with pytest.raises(SystemExit):
        send_due_messages(**wanted, now=NOW)
    connections.close_all()
    assert Message.objects.get(id=message.id).state == "handing_over"
    send_due_messages(**wanted, now=NOW + timedelta(hours=2))
    assert (Message.objects.get(id=message.id).state, kept.letters) == ("perhaps_sent", [])
