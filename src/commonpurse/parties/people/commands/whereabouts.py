"""Tell where a person is; say ahead what is to happen meanwhile."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.messages.commands import note_news
from commonpurse.kernel.periods import business_date
from commonpurse.kernel.texts import check_fits
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.access import can_say_while_away, can_tell_whereabouts
from commonpurse.parties.people.models import Person, Whereabouts, WhileAway
from commonpurse.parties.people.rules import NEWS_WHEREABOUTS, Meanwhile, Place, check_is_away, check_whereabouts


def tell_whereabouts(
    *, by: Member | Person, person: Person, place: Place, since: date, back_on: date | None = None, now: datetime
) -> Whereabouts:
    """Write down where she is. Her plan, her team and her money go along; the money as she said ahead (`WhileAway`).

    What a member writes counts at once, and she is told: she can put it right. The same again is told once.
    Raises: WhereaboutsRefused (`still_to_come`, `too_long_ago`, `is_not_away`, `back_before_gone`).
    """
    today = business_date(now)
    if not can_tell_whereabouts(by, person, today):
        raise NotAllowed
    place = Place(place)
    check_whereabouts(place, since=since, back_on=back_on, today=today)
    with transaction.atomic():
        Person.objects.select_for_update(no_key=True).get(id=person.id)
        newest = Whereabouts.objects.filter(person=person).order_by("-told_at", "-id").first()
        teller = {"told_by_person_id" if isinstance(by, Person) else "told_by_member_id": by.id}
        same = {"kind": place.value, "since": since, "back_on": back_on} | teller
        if newest is not None and all(getattr(newest, name) == value for name, value in same.items()):
            return newest
        made = Whereabouts.objects.create(
            person=person,
            kind=place.value,
            since=since,
            back_on=back_on,
            told_at=now,
            told_by_person=by if isinstance(by, Person) else None,
            told_by_member=by if isinstance(by, Member) else None,
        )
        record_event("whereabouts_told", by=by.id, subject_type="person", subject_id=person.id, now=now)
        if isinstance(by, Member):
            note_news(recipient_id=person.id, kind=NEWS_WHEREABOUTS, subject_id=made.id, now=now)
        return made


def say_while_away(
    *, by: Person, person: Person, place: Place, money: Meanwhile, words: str = "", now: datetime
) -> WhileAway:
    """Say ahead what happens with the money, and what else matters, while one is in such a place. It counts at once.

    The same again is said once. Raises: WhereaboutsRefused (`is_not_away`), TextTooLong, TextUnreadable.
    """
    if not can_say_while_away(by, person):
        raise NotAllowed
    place, money = Place(place), Meanwhile(money)
    check_is_away(place)
    check_fits(WhileAway, words=words)
    words = words.strip()
    with transaction.atomic():
        Person.objects.select_for_update(no_key=True).get(id=person.id)
        newest = WhileAway.objects.filter(person=person, kind=place.value).order_by("-said_at", "-id").first()
        if newest is not None and (newest.money, newest.words) == (money.value, words):
            return newest
        made = WhileAway.objects.create(person=person, kind=place.value, money=money.value, words=words, said_at=now)
        record_event("said_while_away", by=by.id, subject_type="person", subject_id=person.id, now=now)
        return made
