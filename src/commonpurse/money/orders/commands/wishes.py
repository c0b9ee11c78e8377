from __future__ import annotations

from datetime import datetime

from django.db import transaction

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.periods import business_date, day_begins
from commonpurse.kernel.texts import check_fits
from commonpurse.money.orders.access import can_take_wish_back, can_tell_wish
from commonpurse.money.orders.models import UnmetWish
from commonpurse.money.orders.queries import topic_of_service
from commonpurse.money.orders.rules import Reason
from commonpurse.parties.directory.models import Service
from commonpurse.parties.directory.rules import topic_of
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.models import Person


def say_could_not_get(
    *,
    by: Member | Person,
    person: Person,
    reason: Reason,
    now: datetime,
    service: Service | None = None,
    searched: str = "",
) -> UnmetWish:
    """Tell that she wanted something and could not get it: she herself, or a member who writes down that she did.

    It stands among what she told us, with who wrote it, for her alone to read and to take back.
    `searched`: what she looked for, only where she lets us keep it; without it and without a service nothing is kept
    of what it was. The same again on one day is said once. Raises: TextTooLong, TextUnreadable.
    """
    if not can_tell_wish(by, person, business_date(now)):
        raise NotAllowed
    check_fits(UnmetWish, searched=searched)
    words = " ".join(searched.split())
    with transaction.atomic():
        Person.objects.select_for_update(no_key=True).get(id=person.id)
        with acting_as_system("to write down what she could not get, which nobody reads but her"):
            same = UnmetWish.objects.filter(person=person, reason=Reason(reason).value, service=service, searched=words)
            known = same.filter(told_at__gte=day_begins(business_date(now))).first()
            if known is not None:
                return known
            wish = UnmetWish.objects.create(
                person=person,
                reason=Reason(reason).value,
                service=service,
                topic=topic_of_service(service) if service else topic_of([words]),
                searched=words,
                told_at=now,
                told_by_member=by if isinstance(by, Member) else None,
            )
        # The trail cannot be taken back, so it says nothing of what it was.
        record_event("wish_told", by=by.id, subject_type="person", subject_id=person.id, now=now)
        return wish


def take_back_wish(*, by: Person, wish: UnmetWish, now: datetime) -> Person:
    """Take it back: it is gone, and counts no more. Once more changes nothing."""
    if not can_take_wish_back(by, wish):
        raise NotAllowed
    with transaction.atomic():
        Person.objects.select_for_update(no_key=True).get(id=wish.person_id)
        gone, _by_table = UnmetWish.objects.filter(id=wish.id).delete()
        if gone:
            record_event("wish_taken_back", by=by.id, subject_type="person", subject_id=wish.person_id, now=now)
        return by
