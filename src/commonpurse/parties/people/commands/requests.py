"""Asking a person to share one more thing, and her answer."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.errors import NotAllowed, Refused
from commonpurse.kernel.helping import check_alone
from commonpurse.kernel.messages.commands import note_news
from commonpurse.kernel.periods import business_date
from commonpurse.parties.consent.models import PermissionRequest
from commonpurse.parties.consent.rules import (
    ASK_AGAIN_DAYS,
    ITEMS_TO_SHARE,
    LONGEST_WHY,
    MOST_OPEN_REQUESTS,
    NEWS_ASKED_TO_SHARE,
    Item,
    Level,
    Told,
)
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.access import can_see_person, may
from commonpurse.parties.people.commands.permissions import SharedWith, keep_permissions
from commonpurse.parties.people.models import Person
from commonpurse.parties.people.rules import check_text


class CannotAsk(Refused):
    code = "cannot_ask_to_share"


class AnsweredAlready(Refused):
    code = "answered_already"


def ask_permission(
    *, by: Member, person: Person, item: Item, level: Level, why: str, now: datetime
) -> PermissionRequest:
    """Ask the person to share one more thing with this member. She finds it on her page, and may let it be.

    Whether she said no is not told: who asked may ask again after a month, whatever she did. Raises: CannotAsk,
    RecordUnreadable.
    """
    today = business_date(now)
    if not can_see_person(by, person, today):
        raise NotAllowed
    if item not in ITEMS_TO_SHARE:
        raise CannotAsk("Choose what to ask for.", field="item")
    said = check_text(why, field="why", longest=LONGEST_WHY)
    if may(by, person, item, today, level):
        raise CannotAsk("This is shared with you already.", field="item")
    with transaction.atomic():
        Person.objects.select_for_update(no_key=True).get(id=person.id)
        lately = PermissionRequest.objects.filter(
            person=person, member=by, asked_at__gt=now - timedelta(days=ASK_AGAIN_DAYS)
        )
        if lately.filter(item=item).exists():
            raise CannotAsk("You asked for this less than a month ago. Talk with them instead.", field="item")
        if lately.count() >= MOST_OPEN_REQUESTS:
            raise CannotAsk("You asked for three things this month. Let them have time.", field="item")
        # One that she let be is put away, and the new one takes its place.
        PermissionRequest.objects.filter(person=person, member=by, item=item, answered_at=None).update(
            answered_at=now, is_yes=False
        )
        asked = PermissionRequest.objects.create(
            person=person, member=by, item=item, level=level, why=said, asked_at=now
        )
        note_news(recipient_id=person.id, kind=NEWS_ASKED_TO_SHARE, subject_id=asked.id, now=now)
        record_event(
            "permission_asked", by=by.id, subject_type="person", subject_id=person.id, now=now, item=item.value
        )
        return asked


def answer_permission_request(
    *, by: Person, request: PermissionRequest, told: Told | None, now: datetime
) -> PermissionRequest:
    """Say yes, which shares what `told` says with who asked; or no, with None, of which they are not told.

    Raises: OnlyAlone, AnsweredAlready, CannotAsk when who asked has left, PermissionRefused.
    """
    if by.id != request.person_id:
        raise NotAllowed
    check_alone()
    with transaction.atomic():
        Person.objects.select_for_update(no_key=True).get(id=by.id)
        current = PermissionRequest.objects.select_for_update(no_key=True).get(id=request.id)
        if current.answered_at is not None:
            raise AnsweredAlready("You have answered this already.")
        if told is not None:
            member = Member.objects.get(id=current.member_id)
            if not member.is_active:
                raise CannotAsk("They do not work here any more.")
            to = SharedWith(member=member)
            keep_permissions(by=by, person=by, to=to, told=told, starts_on=business_date(now), now=now)
        current.answered_at, current.is_yes = now, told is not None
        current.save(update_fields=["answered_at", "is_yes"])
        record_event("permission_answered", by=by.id, subject_type="person", subject_id=by.id, now=now)
        return current
