"""How the week was, who coordinates, and a calendar that says nothing."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.messages.commands import note_news
from commonpurse.kernel.periods import business_date
from commonpurse.kernel.texts import check_fits
from commonpurse.parties.consent.models import StandIn
from commonpurse.parties.partners.access import can_let_organisation_leave
from commonpurse.parties.partners.models import Member, Organisation
from commonpurse.parties.people.models import Person
from commonpurse.support.plans.access import (
    can_answer_proposal,
    can_check_in,
    can_choose_asking,
    can_keep_calendar,
    can_keep_own_calendar,
    can_name_coordinator,
    can_note_contact,
)
from commonpurse.support.plans.models import CalendarFeed, CheckIn, Coordinator, MemberCalendar, WeekAsk
from commonpurse.support.plans.queries.coordinating import works_with_her
from commonpurse.support.plans.rules import (
    NEWS_COORDINATOR_NAMED,
    SECRET_BYTES,
    SENT_TWICE,
    AskedHow,
    Face,
    check_can_coordinate,
    check_waits,
    check_weekday,
    hash_of_secret,
    overlap_ends_on,
)


def check_in(*, by: Member | Person, person: Person, face: Face, words: str = "", now: datetime) -> CheckIn:
    """Say how the week was, with a face and, if she likes, a line; or write down what she said.

    The same again within ten minutes is a form that was sent twice.
    Raises: TextTooLong, TextUnreadable.
    """
    if not can_check_in(by, person, business_date(now)):
        raise NotAllowed
    check_fits(CheckIn, words=words)
    return _keep(by=by, person=person, face=Face(face).value, words=words.strip(), now=now)


def choose_week_ask(*, by: Person, person: Person, how: AskedHow, weekday: int, now: datetime) -> WeekAsk:
    """Say whether she wants to be asked each week how it was, how, and on which day. Hers alone; the newest counts.

    The same again is said once. Raises: PlanRefused (`weekday_unknown`).
    """
    if not can_choose_asking(by, person):
        raise NotAllowed
    how = AskedHow(how)
    check_weekday(weekday)
    with transaction.atomic():
        _lock(person.id)
        newest = WeekAsk.objects.filter(person=person).order_by("-chosen_at", "-id").first()
        if newest is not None and (newest.asked_how, newest.weekday) == (how, weekday):
            return newest
        made = WeekAsk.objects.create(person=person, asked_how=how.value, weekday=weekday, chosen_at=now)
        record_event("week_ask_chosen", by=by.id, subject_type="person", subject_id=person.id, now=now, how=how.value)
        return made


def note_contact(*, by: Member, person: Person, now: datetime) -> CheckIn:
    """Write down that one was in touch with the person, and nothing of what was said. Twice a day is once."""
    if not can_note_contact(by, person, business_date(now)):
        raise NotAllowed
    return _keep(by=by, person=person, face="", words="", now=now)


def name_coordinator(*, by: Member | Person, person: Person, member: Member, now: datetime) -> Coordinator:
    """Name who coordinates, of those who work with the person. Named by herself it counts at once.

    Else it waits for her yes. Whoever coordinates goes on beside them for two weeks: see `answer_coordinator`.
    The same name again while it waits is named once.
    Raises: CoordinatorRefused (`works_not_with_her`, `is_it_already`, `one_waits`).
    """
    if not can_name_coordinator(by, person, business_date(now)):
        raise NotAllowed
    return keep_coordinator_named(by=by, person=person, member=member, now=now)


def keep_coordinator_named(*, by: Member | Person, person: Person, member: Member, now: datetime) -> Coordinator:
    """Write down who is named to coordinate. Call inside the verb that asked whether `by` may.

    Raises: as `name_coordinator`.
    """
    today = business_date(now)
    with transaction.atomic():
        _lock(person.id)
        waiting = Coordinator.objects.filter(person=person, answered_at=None).first()
        is_named = waiting is not None and waiting.member_id == member.id
        if waiting is not None and is_named and isinstance(by, Member):
            return waiting
        lead = _lead_of(person.id)
        check_can_coordinate(
            works_with_her=works_with_her(member, person=person, today=today),
            is_it_already=lead is not None and lead.member_id == member.id,
            one_waits=waiting is not None and isinstance(by, Member),
        )
        if waiting is not None and isinstance(by, Person):  # her own choice answers it
            _answer(waiting, is_yes=is_named, by=by, now=now)
            if is_named:
                return waiting
        made = Coordinator.objects.create(
            person=person,
            member=member,
            named_at=now,
            takes_over_from=lead,
            named_by_person=by if isinstance(by, Person) else None,
            named_by_member=by if isinstance(by, Member) else None,
        )
        _noted("coordinator_named", made, by=by, now=now)
        if isinstance(by, Person):
            _answer(made, is_yes=True, by=by, now=now)
        else:
            note_news(recipient_id=person.id, kind=NEWS_COORDINATOR_NAMED, subject_id=made.id, now=now)
        return made


def answer_coordinator(*, by: Person, named: Coordinator, is_yes: bool, now: datetime) -> Coordinator:
    """Say yes or no to who is named. With her yes they begin; the one before goes on beside them for two weeks.

    The same answer again changes nothing. Raises: PlanRefused (`answered_already`), CoordinatorRefused.
    """
    if not can_answer_proposal(by, named.person):
        raise NotAllowed
    with transaction.atomic():
        _lock(named.person_id)
        current = Coordinator.objects.select_for_update(no_key=True, of=("self",)).get(id=named.id)
        if current.answered_at is not None and current.is_agreed is is_yes:
            return current
        check_waits(is_answered=current.answered_at is not None)
        if is_yes:
            check_can_coordinate(
                works_with_her=works_with_her(current.member, person=by, today=business_date(now)),
                is_it_already=False,
                one_waits=False,
            )
        _answer(current, is_yes=is_yes, by=by, now=now)
        return current


@dataclass(frozen=True)
class Calendar:
    """A calendar with the secret of its address, which is shown now and never again."""

    feed: CalendarFeed | MemberCalendar
    secret: str


def make_calendar(*, by: Person, person: Person, now: datetime) -> Calendar:
    """Make a secret address for a calendar of her own steps. The one before is shut by it."""
    if not can_keep_calendar(by, person):
        raise NotAllowed
    secret = secrets.token_urlsafe(SECRET_BYTES)
    with transaction.atomic():
        _lock(person.id)
        _shut(person.id, by=by, now=now)
        feed = CalendarFeed.objects.create(person=person, secret_hash=hash_of_secret(secret), made_at=now)
        record_event("calendar_made", by=by.id, subject_type="person", subject_id=person.id, now=now)
        return Calendar(feed, secret)


def shut_calendar(*, by: Person, person: Person, now: datetime) -> CalendarFeed | None:
    """Shut the secret address: whoever has it sees nothing from now on. Where none is open there is nothing to do."""
    if not can_keep_calendar(by, person):
        raise NotAllowed
    with transaction.atomic():
        _lock(person.id)
        return _shut(person.id, by=by, now=now)


def make_own_calendar(*, by: Member, now: datetime) -> Calendar:
    """Make a secret address for a calendar of the steps that the member does. The one before is shut by it."""
    if not can_keep_own_calendar(by):
        raise NotAllowed
    secret = secrets.token_urlsafe(SECRET_BYTES)
    with transaction.atomic():
        Member.objects.select_for_update(no_key=True).get(id=by.id)
        _shut_own(by, now=now)
        feed = MemberCalendar.objects.create(member=by, secret_hash=hash_of_secret(secret), made_at=now)
        record_event("calendar_made", by=by.id, subject_type="member", subject_id=by.id, now=now)
        return Calendar(feed, secret)


def shut_own_calendar(*, by: Member, now: datetime) -> MemberCalendar | None:
    """Shut the member's secret address: whoever has it sees nothing from now on. Without one there is nothing to do."""
    if not can_keep_own_calendar(by):
        raise NotAllowed
    with transaction.atomic():
        Member.objects.select_for_update(no_key=True).get(id=by.id)
        return _shut_own(by, now=now)


def shut_calendars_of(*, by: Member, organisation: Organisation, now: datetime) -> int:
    """Shut the secret address of each member of an organisation that leaves. Return how many were open."""
    if not can_let_organisation_leave(by, organisation):
        raise NotAllowed
    with transaction.atomic():
        found = MemberCalendar.objects.select_for_update(no_key=True, of=("self",))
        calendars = found.filter(member__organisation=organisation, shut_at=None).order_by("member")
        return len([_shut_one(calendar, by=by, now=now) for calendar in calendars])


def _shut_own(by: Member, *, now: datetime) -> MemberCalendar | None:
    current = MemberCalendar.objects.filter(member=by, shut_at=None).first()
    return None if current is None else _shut_one(current, by=by, now=now)


def _shut_one(calendar: MemberCalendar, *, by: Member, now: datetime) -> MemberCalendar:
    calendar.shut_at = now
    calendar.save(update_fields=["shut_at"])
    record_event("calendar_shut", by=by.id, subject_type="member", subject_id=calendar.member_id, now=now)
    return calendar


def _keep(*, by: Member | Person, person: Person, face: str, words: str, now: datetime) -> CheckIn:
    author = {"written_by_person" if isinstance(by, Person) else "written_by_member": by}
    since = now - SENT_TWICE if face else now - timedelta(hours=12)
    with transaction.atomic():
        _lock(person.id)
        with acting_as_system("to see whether the same was written down already"):
            lately = CheckIn.objects.filter(person=person, said_at__gt=since, **author)
            newest = lately.order_by("-said_at", "-id").first()
        if newest is not None and (newest.face, newest.words) == (face, words):
            return newest
        made = CheckIn.objects.create(person=person, face=face, words=words, said_at=now, **author)
        record_event(
            "checked_in" if face else "contact_noted", by=by.id, subject_type="person", subject_id=person.id, now=now
        )
        return made


def _lock(person_id: UUID) -> None:
    Person.objects.select_for_update(no_key=True).get(id=person_id)


def _lead_of(person_id: UUID) -> Coordinator | None:
    return Coordinator.objects.filter(person=person_id, is_agreed=True, ends_on=None).select_related("member").first()


def _answer(named: Coordinator, *, is_yes: bool, by: Person, now: datetime) -> None:
    today = business_date(now)
    if is_yes:
        lead = _lead_of(named.person_id)
        if lead is not None:
            lead.ends_on = overlap_ends_on(today, has_left=not lead.member.is_active)
            lead.save(update_fields=["ends_on"])
            _end_standing_in(lead, by=by, now=now)
        named.starts_on = today
    named.answered_at, named.is_agreed = now, is_yes
    named.save(update_fields=["answered_at", "is_agreed", "starts_on"])
    _noted("coordinator_answered", named, by=by, now=now, is_yes=is_yes)


def _end_standing_in(before: Coordinator, *, by: Person, now: datetime) -> None:
    """Somebody else coordinates for her now: nobody stands in for the one before."""
    for each in StandIn.objects.standing().filter(person=before.person_id, absence__member=before.member_id):
        each.ended_at = now
        each.save(update_fields=["ended_at"])
        facts = {"member": str(each.member_id), "absence": str(each.absence_id)}
        record_event("stand_in_ended", by=by.id, subject_type="person", subject_id=each.person_id, now=now, **facts)


def _shut(person_id: UUID, *, by: Person, now: datetime) -> CalendarFeed | None:
    feed = CalendarFeed.objects.select_for_update(no_key=True, of=("self",)).filter(person=person_id, shut_at=None)
    current = feed.first()
    if current is not None:
        current.shut_at = now
        current.save(update_fields=["shut_at"])
        record_event("calendar_shut", by=by.id, subject_type="person", subject_id=person_id, now=now)
    return current


def _noted(event: str, made: Coordinator, *, by: Member | Person, now: datetime, **facts: bool) -> None:
    record_event(
        event,
        by=by.id,
        subject_type="person",
        subject_id=made.person_id,
        now=now,
        member=str(made.member_id),
        **facts,
    )
