"""Each constraint of the outbox is broken once, past every rule, and its history cannot be rewritten."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from commonpurse.kernel.identity import new_id
from commonpurse.kernel.messages.models import Message, MessageEvent, MessagePart, News
from commonpurse.kernel.messages.rules import STEPS
from tests.factories import NOW, standing_people
from tests.kernel.messages.posting import SITE, Kept, anywhere, queue


def message(**given: object) -> Message:
    wanted = {"recipient_id": new_id(), "contact_id": new_id(), "way": "text", "queued_at": NOW, "next_try_at": NOW}
    return Message.objects.create(**(wanted | given))


def twice(**given: object) -> None:
    for _ in range(2):
        message(**given)


def same_news() -> None:
    wanted = {"recipient_id": new_id(), "kind": "tested", "subject_id": new_id(), "happened_at": NOW}
    for _ in range(2):
        News.objects.create(**wanted)


def same_part() -> None:
    reader, contact = new_id(), new_id()
    news = News.objects.create(recipient_id=reader, kind="tested", subject_id=new_id(), happened_at=NOW)
    for _ in range(2):
        one = message(recipient_id=reader)
        MessagePart.objects.create(recipient_id=reader, message=one, news=news, contact_id=contact)


BREACHES: dict[str, Callable[[], object]] = {
    "news_once": same_news,
    "message_way_known": lambda: message(way="pigeon"),
    "message_state_known": lambda: message(state="lost", next_try_at=None),
    "message_waits_until": lambda: message(next_try_at=None),
    "message_out_says_what": lambda: message(state="handing_over", next_try_at=None),
    "message_sent_says_when": lambda: message(state="sent", next_try_at=None, content={}, claimed_at=NOW),
    "message_one_open_for_a_contact": lambda: twice(contact_id=new_id()),
    "message_part_once_for_a_contact": same_part,
}


@pytest.mark.parametrize("name", BREACHES)
def test_the_database_refuses(db: None, name: str) -> None:
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        BREACHES[name]()
    if connection.vendor == "postgresql":
        assert name in str(refused.value)


@pytest.fixture
def sent(db: None) -> Message:
    from commonpurse.kernel.messages.commands import send_due_messages

    people = standing_people()
    made = queue(people.administrator, NOW)
    send_due_messages(by=people.administrator, post=Kept().post, where_to=anywhere, site_address=SITE, now=NOW)
    return Message.objects.get(id=made.id)


@pytest.mark.parametrize(
    "change",
    [
        {"content": {"body": "Something else"}},
        {"sent_at": None},
        {"contact_id": new_id()},
        {"recipient_id": new_id()},
        {"way": "email"},
        {"queued_at": NOW.replace(year=2020)},
        {"state": "waiting", "sent_at": None, "next_try_at": NOW},
    ],
    ids=lambda change: "-".join(change),
)
def test_what_a_message_said_to_whom_and_that_it_went_cannot_be_rewritten(sent: Message, change: dict) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        Message.objects.filter(id=sent.id).update(**change)


@pytest.mark.parametrize("model", [Message, MessageEvent, MessagePart, News])
def test_nothing_of_the_outbox_is_deleted(sent: Message, model) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.all()._raw_delete("default")


def test_news_is_done_with_once(sent: Message) -> None:
    News.objects.update(delivered_at=NOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        News.objects.update(delivered_at=None)


def test_the_database_and_the_rules_know_the_same_steps() -> None:
    from importlib import import_module

    migration = import_module("commonpurse.kernel.messages.migrations.0001_message")
    assert {key.value: tuple(state.value for state in after) for key, after in STEPS.items()} == migration.STEPS
