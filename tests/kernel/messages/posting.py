"""A post for tests: it keeps what it was given, or fails as it is told to."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from commonpurse.kernel.identity import new_id
from commonpurse.kernel.messages.commands import note_news, queue_message
from commonpurse.kernel.messages.delivery import CannotDeliver, Destination, Letter, Post
from commonpurse.kernel.messages.models import Message, News
from commonpurse.kernel.messages.rules import Hours, Way
from commonpurse.parties.partners.models import Member

SITE = "https://pages.example.org/"


class Kept:
    """Takes letters for both ways; `failing` says how the next ones fail."""

    def __init__(self) -> None:
        self.letters: list[Letter] = []
        self.failing: list[CannotDeliver | BaseException] = []

    def hand_over(self, letter: Letter) -> None:
        if self.failing:
            raise self.failing.pop(0)
        self.letters.append(letter)

    @property
    def post(self) -> Post:
        return Post({Way.TEXT: self, Way.EMAIL: self})


def make_news(recipient_id: UUID, now: datetime, kind: str = "tested") -> News:
    subject = new_id()
    with transaction.atomic():
        note_news(recipient_id=recipient_id, kind=kind, subject_id=subject, now=now)
    return News.objects.get(subject_id=subject)


def queue(by: Member, now: datetime, *, way: Way = Way.TEXT, contact_id: UUID | None = None) -> Message:
    """A message about one thing, to a contact of its own unless one is named."""
    recipient_id = new_id()
    queued = queue_message(
        by=by,
        recipient_id=recipient_id,
        contact_id=contact_id or new_id(),
        way=way,
        news=[make_news(recipient_id, now)],
        hours=Hours.DAY,
        now=now,
    )
    assert queued is not None
    return queued


def anywhere(message: Message) -> Destination:
    return Destination("07700900123", "en", "standard", Hours.DAY)
