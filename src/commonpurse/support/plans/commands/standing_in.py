"""Say that who coordinates is away, and who stands in meanwhile. It ends by itself; the coordinator stays named.

Why somebody is away is not asked, and is nowhere kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.identity import new_id
from commonpurse.kernel.messages.commands import note_news
from commonpurse.kernel.periods import business_date
from commonpurse.parties.consent.models import Absence, StandIn
from commonpurse.parties.consent.rules import (
    NEWS_STAND_IN,
    NEWS_STAND_IN_LONGER,
    NEWS_STAND_IN_OVER,
    StandInRefused,
    check_away,
    check_longer,
    check_stand_in,
)
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.access import WORKS_WITH_PEOPLE
from commonpurse.parties.people.models import Person
from commonpurse.support.plans.access import can_find_stand_in, can_refuse_stand_in, can_say_away
from commonpurse.support.plans.queries.standing_in import people_led_by, turned_away, who_may_be_stood_in


def say_away(*, by: Member, member: Member, stand_in: Member, starts_on: date, ends_on: date, now: datetime) -> Absence:
    """Say that who coordinates is away from a day until a day, and who of the same organisation stands in.

    Each person is told. For whom this one cannot stand in, or who turned this one away before, somebody else has to be
    named: see `name_stand_in`. The same again is written once.
    Raises: StandInRefused (`check_away`, `check_stand_in`, `away_already`, `nobody_coordinated`).
    """
    if not can_say_away(by, member):
        raise NotAllowed
    with transaction.atomic(), acting_as_system("to say who stands in for whom"):
        # Her yes to the next coordinator, said meanwhile, would else leave a stand-in that nobody sees.
        led = people_led_by(member.id).values_list("id", flat=True)
        people = Person.objects.select_for_update(no_key=True).filter(id__in=list(led)).order_by("id")
        locked = {person.id for person in people}
        Member.objects.select_for_update(no_key=True).get(id=member.id)
        around = _around(member.id, starts_on, ends_on)
        same = around.filter(said_by=by, starts_on=starts_on, ends_on=ends_on).first()
        if same is not None and not same.stand_ins.filter(named_at=same.said_at).exclude(member=stand_in).exists():
            return same
        check_away(starts_on=starts_on, ends_on=ends_on, today=business_date(now))
        if around.exists():
            raise StandInRefused(
                "It is written down that they are away then. Open that, and change it.", code="away_already"
            )
        _check_stand_in(stand_in, member, starts_on, ends_on)
        if not people_led_by(member.id).exists():
            raise StandInRefused(
                "They coordinate for nobody, so nobody has to stand in.", code="nobody_coordinated", field="member"
            )
        absence = Absence.objects.create(member=member, starts_on=starts_on, ends_on=ends_on, said_by=by, said_at=now)
        _noted("absence_said", absence, by=by, now=now)
        before = turned_away(member.id, stand_in.id)
        for person in who_may_be_stood_in(absence, stand_in):
            if person.id in locked - before:
                _stand_in(absence, person, stand_in, by=by, now=now)
        return absence


def make_absence_longer(*, by: Member, absence: Absence, ends_on: date, now: datetime) -> Absence:
    """Let it go on until a later day. Who stands in goes on as well, and each person is told.

    The same day again changes nothing. Raises: StandInRefused (`absence_over`, `not_longer`, `away_too_long`).
    """
    if not can_say_away(by, absence.member):
        raise NotAllowed
    today = business_date(now)
    with transaction.atomic(), acting_as_system("to tell whom it is about that it goes on longer"):
        current = _locked(absence, today)
        if current.ends_on == ends_on:
            return current
        check_longer(ends_on, now_until=current.ends_on, starts_on=current.starts_on, today=today)
        if _around(current.member_id, current.ends_on, ends_on).exclude(id=current.id).exists():
            raise StandInRefused(
                "It is written down that they are away then. Open that, and change it.", code="away_already"
            )
        current.ends_on = ends_on
        current.save(update_fields=["ends_on"])
        _noted("absence_made_longer", current, by=by, now=now)
        _tell(NEWS_STAND_IN_LONGER, StandIn.objects.standing().filter(absence=current), subject=new_id(), now=now)
        return current


def end_absence(*, by: Member, absence: Absence, now: datetime) -> Absence:
    """Say that who was away is back, or does not go. Nobody stands in from this moment on; each person is told.

    Where it is over there is nothing to do.
    """
    if not can_say_away(by, absence.member):
        raise NotAllowed
    with transaction.atomic(), acting_as_system("to tell whom it is about that it is over"):
        current = Absence.objects.select_for_update(no_key=True, of=("self",)).get(id=absence.id)
        if current.ended_at is not None or current.ends_on <= business_date(now):
            return current
        told = list(StandIn.objects.standing().filter(absence=current))
        current.ended_at, current.ended_by = now, by
        current.save(update_fields=["ended_at", "ended_by"])
        _noted("absence_ended", current, by=by, now=now)
        _tell(NEWS_STAND_IN_OVER, told, subject=current.id, now=now)
        return current


def name_stand_in(*, by: Member, absence: Absence, person: Person, member: Member, now: datetime) -> StandIn:
    """Name who stands in for one person, where nobody does or somebody else should. She is told.

    The same again is named once.
    Raises: StandInRefused (`check_stand_in`, `absence_over`, `turned_away`).
    """
    if not can_find_stand_in(by, person):
        raise NotAllowed
    with transaction.atomic(), acting_as_system("to say who stands in for whom"):
        Person.objects.select_for_update(no_key=True).get(id=person.id)
        current = _locked(absence, business_date(now))
        of_hers = StandIn.objects.filter(absence=current, person=person)
        before = of_hers.standing().first()
        if before is not None and before.member_id == member.id:
            return before
        if not people_led_by(current.member_id).filter(id=person.id).exists():
            raise NotAllowed
        is_kept_apart = person not in who_may_be_stood_in(current, member)
        _check_stand_in(member, current.member, current.starts_on, current.ends_on, is_kept_apart=is_kept_apart)
        if person.id in turned_away(current.member_id, member.id):
            raise StandInRefused("They said: not this one. Choose somebody else.", code="turned_away", field="member")
        if before is not None:
            before.ended_at = now
            before.save(update_fields=["ended_at"])
        return _stand_in(current, person, member, by=by, now=now)


def refuse_stand_in(*, by: Person, stand_in: StandIn, now: datetime) -> StandIn:
    """Say: not this one. They see nothing of hers from this moment on; a manager looks for somebody else.

    The same again changes nothing.
    """
    if not can_refuse_stand_in(by, stand_in):
        raise NotAllowed
    with transaction.atomic():
        Person.objects.select_for_update(no_key=True).get(id=by.id)
        current = StandIn.objects.select_for_update(no_key=True, of=("self",)).get(id=stand_in.id)
        if current.refused_at is None and current.ended_at is None:
            current.refused_at = now
            current.save(update_fields=["refused_at"])
            _noted_of("stand_in_refused", current, by=by, now=now)
        return current


def _around(member_id: UUID, starts_on: date, ends_on: date) -> QuerySet[Absence]:
    """The absences of a member that have a day in common with these days."""
    return Absence.objects.filter(member=member_id, ended_at=None, starts_on__lt=ends_on, ends_on__gt=starts_on)


def _locked(absence: Absence, today: date) -> Absence:
    rows = Absence.objects.select_for_update(no_key=True, of=("self",)).select_related("member")
    current = rows.get(id=absence.id)
    if current.ended_at is not None or current.ends_on <= today:
        raise StandInRefused("It is over. Say anew that they are away.", code="absence_over")
    return current


def _check_stand_in(
    stand_in: Member, member: Member, starts_on: date, ends_on: date, *, is_kept_apart: bool = False
) -> None:
    """Who is kept away from her is answered for as who cannot work with people: it must not show."""
    check_stand_in(
        is_oneself=stand_in.id == member.id,
        is_same_organisation=stand_in.organisation_id == member.organisation_id,
        may_work=stand_in.is_active and stand_in.has_role(*WORKS_WITH_PEOPLE) and not is_kept_apart,
        is_away=_around(stand_in.id, starts_on, ends_on).exists(),
    )


def _stand_in(absence: Absence, person: Person, member: Member, *, by: Member, now: datetime) -> StandIn:
    made = StandIn.objects.create(absence=absence, person=person, member=member, named_at=now)
    _noted_of("stand_in_named", made, by=by, now=now)
    _tell(NEWS_STAND_IN, [made], subject=made.id, now=now)
    return made


def _tell(kind: str, stand_ins: Iterable[StandIn], *, subject: UUID, now: datetime) -> None:
    for each in stand_ins:
        note_news(recipient_id=each.person_id, kind=kind, subject_id=subject, now=now)


def _noted(event: str, absence: Absence, *, by: Member, now: datetime) -> None:
    days = {"starts_on": absence.starts_on.isoformat(), "ends_on": absence.ends_on.isoformat()}
    record_event(
        event, by=by.id, subject_type="member", subject_id=absence.member_id, now=now, absence=str(absence.id), **days
    )


def _noted_of(event: str, stand_in: StandIn, *, by: Member | Person, now: datetime) -> None:
    facts = {"member": str(stand_in.member_id), "absence": str(stand_in.absence_id)}
    record_event(event, by=by.id, subject_type="person", subject_id=stand_in.person_id, now=now, **facts)
