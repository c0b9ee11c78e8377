"""Whether a person is written to, and the job that gathers what happened, for people and for members at work. Handing
over is `parties.protected`'s.

Everything about her is read when a message is gathered, and again when it goes out: what she said last counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.errors import NotAllowed, Refused
from commonpurse.kernel.messages.access import can_keep_outbox
from commonpurse.kernel.messages.commands import (
    lock_open_messages,
    queue_message,
    take_news,
)
from commonpurse.kernel.messages.queries import last_sent_to, recipients_to_tell
from commonpurse.kernel.messages.rules import Hours, MessageState, Way, is_to_be_told
from commonpurse.kernel.periods import business_date
from commonpurse.parties.partners.models import Member, WorkAddress
from commonpurse.parties.partners.rules import NEWS_STEP_INVITE
from commonpurse.parties.people.access import can_choose_messages
from commonpurse.parties.people.models import ContactWay, MessageChoice, Person
from commonpurse.parties.people.queries import is_written_to, message_ways_of, newest_choices


class WayNotOffered(Refused):
    code = "way_not_offered"


def choose_messages(*, by: Member | Person, person: Person, wanted: Mapping[UUID, Hours], now: datetime) -> None:
    """Say on which ways, and in which hours, the person wants to be written to; on all others she is not.

    Only she says so. An empty choice ends all messages, also those that wait. Raises: WayNotOffered.
    """
    if not can_choose_messages(by, person):
        raise NotAllowed
    with transaction.atomic():
        Person.objects.select_for_update(no_key=True).get(id=person.id)
        offered = message_ways_of(viewer=by, person=person, today=business_date(now))
        if set(wanted) - {way.id for way in offered}:
            raise WayNotOffered("This way is not safe to use any more. Look at the list again.")
        changed = [
            MessageChoice(
                person=person,
                contact_way_id=way.id,
                is_wanted=way.id in wanted,
                hours=wanted.get(way.id, way.hours).value,
                how=way.how,
                chosen_at=now,
            )
            for way in offered
            if (way.id in wanted) != way.is_on or way.asks_anew or wanted.get(way.id, way.hours) != way.hours
        ]
        MessageChoice.objects.bulk_create(changed)
        if changed:
            record_event(
                "messages_chosen",
                by=by.id,
                subject_type="person",
                subject_id=person.id,
                now=now,
                ways=sorted(way.kind for way in offered if way.id in wanted),
            )


def gather_news(*, by: Member, now: datetime) -> int:
    """Turn what happened into messages to those who want them; return how many messages there are to send more.

    One message a contact, however much happened. Who wants none is written to by none, and the news is done with.
    """
    if not can_keep_outbox(by):
        raise NotAllowed
    return sum(_gather_for(person_id, by=by, now=now) for person_id in recipients_to_tell(now))


def _gather_for(person_id: UUID, *, by: Member, now: datetime) -> int:
    with transaction.atomic():
        # Passed over while another job, or she herself, is at it: the news stays open for the next round.
        person = Person.objects.select_for_update(skip_locked=True, no_key=True).filter(id=person_id).first()
        if person is None:
            return 0 if Person.objects.filter(id=person_id).exists() else _gather_at_work(person_id, by=by, now=now)
        ways = list(ContactWay.objects.filter(person=person, is_safe_to_use=True))
        choices = newest_choices(way.id for way in ways)
        chosen = [(way, choices[way.id]) for way in ways if is_written_to(way, choices.get(way.id))]
        is_open = lock_open_messages([way.id for way, _ in chosen])
        if any(message.state == MessageState.HANDING_OVER for message in is_open.values()):
            return 0  # what goes out this moment cannot take it in any more
        news = take_news(by=by, recipient_id=person_id, now=now)
        added = 0
        for way, choice in chosen:
            queued = queue_message(
                by=by,
                recipient_id=person_id,
                contact_id=way.id,
                way=Way(way.kind),
                news=[each for each in news if is_to_be_told(each.happened_at, choice.chosen_at, now)],
                hours=Hours(choice.hours),
                now=now,
            )
            added += queued is not None and way.id not in is_open
        return added


def _gather_at_work(member_id: UUID, *, by: Member, now: datetime) -> int:
    """The same for a member, at the address that they have proven. A day for the calendar goes when it is news; that
    something waits is told in one message a day.
    """
    if not Member.objects.select_for_update(skip_locked=True, no_key=True).filter(id=member_id).exists():
        return 0 if Member.objects.filter(id=member_id).exists() else _nobody_to_tell(member_id, by=by, now=now)
    address = WorkAddress.objects.proven().filter(member=member_id).first()
    if address is None:
        return _nobody_to_tell(member_id, by=by, now=now)
    is_open = lock_open_messages([address.id])
    if any(message.state == MessageState.HANDING_OVER for message in is_open.values()):
        return 0
    last = last_sent_to(address.id)
    was_told_today = last is not None and business_date(last) == business_date(now)
    news = take_news(by=by, recipient_id=member_id, kinds=[NEWS_STEP_INVITE] if was_told_today else None, now=now)
    wanted = []
    for each in news:
        since = address.wanted_since(each.kind)
        if since is not None and is_to_be_told(each.happened_at, since, now):
            wanted.append(each)
    queued = queue_message(
        by=by,
        recipient_id=member_id,
        contact_id=address.id,
        way=Way.EMAIL,
        news=wanted,
        hours=Hours.DAY,
        now=now,
    )
    return int(queued is not None and address.id not in is_open)


def _nobody_to_tell(recipient_id: UUID, *, by: Member, now: datetime) -> int:
    take_news(by=by, recipient_id=recipient_id, now=now)
    return 0
