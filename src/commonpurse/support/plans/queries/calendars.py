"""Days of steps for calendars: her own, a member's own, and those that go with a message. None says what it is."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Max

from commonpurse.kernel.calendars import DayToKeep, Method
from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.messages.models import Message
from commonpurse.kernel.messages.rules import EnclosedDay
from commonpurse.kernel.periods import business_date
from commonpurse.parties.partners.models import Member, WorkAddress
from commonpurse.parties.partners.queries import who_wants_days
from commonpurse.parties.people.models import Person
from commonpurse.support.plans.access import can_own_step, can_see_plan
from commonpurse.support.plans.models import CalendarFeed, MemberCalendar, Step, StepInvite
from commonpurse.support.plans.queries.planning import steps_to_do
from commonpurse.support.plans.rules import NEWS_STEP_INVITE, OwnerKind, State, hash_of_secret


def calendar_of(*, viewer: Person) -> CalendarFeed | None:
    """Her calendar that is open, or None."""
    return CalendarFeed.objects.filter(person=viewer.id, shut_at=None).first()


def own_calendar_of(*, viewer: Member) -> MemberCalendar | None:
    """The member's calendar that is open, or None."""
    return MemberCalendar.objects.open().filter(member=viewer.id).first()


def days_of_secret(secret: str, *, today: date) -> list[DayToKeep] | None:
    """The days of the calendar with this secret; None where there is none or it is shut. Whoever holds it may ask.

    A member's holds the steps that they do, of people who show them the plan today, until their membership ends.
    """
    hashed = hash_of_secret(secret)
    with acting_as_system("to give a calendar to whoever holds its secret address"):
        feed = CalendarFeed.objects.filter(secret_hash=hashed, shut_at=None).first()
        if feed is not None:
            hers = Step.objects.counting().filter(
                person=feed.person_id,
                state=State.OPEN.value,
                by_when__isnull=False,
                owner_kind__in=[OwnerKind.ME.value, OwnerKind.FRIEND.value],
            )
            return _as_days(hers.order_by("by_when", "id"))
        own = MemberCalendar.objects.open().filter(secret_hash=hashed, member__is_active=True)
        of_member = own.select_related("member").first()
        if of_member is None:
            return None
        return _as_days(steps_to_do(viewer=of_member.member, today=today))


def day_of_step(*, viewer: Member | Person, step: Step, today: date) -> DayToKeep | None:
    """The day of one step, to put into a calendar by hand; None where it has none, or the viewer may not see it."""
    if step.by_when is None or not step.is_accepted or not can_see_plan(viewer, step.person, today):
        return None
    chain = _chain(step)
    # What went by e-mail has a number of its own: a file that fell behind it would be passed over as old.
    asked = StepInvite.objects.filter(first_step=chain[-1]).read_by(viewer.id)
    number = asked.aggregate(newest=Max("number"))["newest"]
    return DayToKeep(chain[-1], step.by_when, step.written_at, max(len(chain) - 1, number or 0))


def get_invite(*, viewer: Person, invite_id: UUID, today: date) -> StepInvite | None:
    """What this reader was asked to keep, with its step; None when it is not there, or not theirs to see any more.

    With it, as `is_newest`, whether they were asked nothing since about the same thing.
    """
    with acting_as_system("to find whose day it is"):
        asked = StepInvite.objects.newest_known().filter(id=invite_id, reader_person=viewer.id)
        found = asked.select_related("person", "step").first()
    return found if found is not None and can_see_plan(viewer, found.person, today) else None


def day_of_invite(*, viewer: Person, invite_id: UUID, today: date) -> DayToKeep | None:
    """The day that this reader was asked to keep, to put into a calendar by hand; None where it is kept no more."""
    found: Any = get_invite(viewer=viewer, invite_id=invite_id, today=today)
    if found is None or not (found.is_newest and found.is_kept):
        return None
    with acting_as_system("to see how often a step was replaced"):
        replaced = len(_chain(found.step)) - 1
    return DayToKeep(found.first_step_id, found.on, found.made_at, max(found.number, replaced))


def days_going_with(message: Message, now: datetime) -> list[EnclosedDay] | None:
    """The days that go with a message, of each step the newest: read when it goes, for what holds then.

    The job asks that sends what is due. Who may not see the plan any more gets no day of it. A day of which something
    newer goes with another message does not go with this one. None: it was to tell a member of days, none is left, and
    of what else it tells they want nothing any more.
    """
    kinds = dict(message.parts.values_list("news__subject_id", "news__kind"))
    told = [subject for subject, kind in kinds.items() if kind == NEWS_STEP_INVITE]
    if not told:
        return []
    asked = StepInvite.objects.newest_known().filter(id__in=told).read_by(message.recipient_id)
    invites: list[Any] = list(asked.select_related("person", "reader_person", "reader_member").order_by("number", "id"))
    wants, today = who_wants_days([message.recipient_id]), business_date(now)
    days = [
        EnclosedDay(each.as_day, Method(each.method))
        for each in invites
        if each.is_newest and _may_go(each, wants, today)
    ]
    if days or all(each.reader_member_id is None for each in invites):
        return days
    address = WorkAddress.objects.proven().filter(id=message.contact_id).first()
    others = [kind for kind in kinds.values() if kind != NEWS_STEP_INVITE]
    return [] if address is not None and address.wants_any(others) else None


def _may_go(invite: StepInvite, wants: Collection[UUID], today: date) -> bool:
    """To her always; to a helper who sees the plan; to a member who sees it, and wants such days still."""
    if invite.reader_id == invite.person_id:
        return True
    return (invite.reader_member_id is None or invite.reader_id in wants) and can_own_step(
        invite.reader, invite.person, today
    )


def first_of(step: Step) -> UUID:
    """The step as it was first written: what calendars know it by. A part of other questions."""
    return _chain(step)[-1]


def newest_of(step_id: UUID) -> Step:
    """The step that stands in the place of this one now: the last that replaced it. A part of other questions."""
    step = Step.objects.get(id=step_id)
    while (newer := Step.objects.filter(replaces=step, is_accepted=True).first()) is not None:
        step = newer
    return step


def _as_days(steps: Iterable[Step]) -> list[DayToKeep]:
    """Steps with a day, each under the id of the first: a calendar that keeps it by e-mail too shows one day."""
    dated = [(step, step.by_when) for step in steps if step.by_when is not None]
    rows = Step.objects.filter(person__in={step.person_id for step, _ in dated}) if dated else Step.objects.none()
    before = dict(rows.values_list("id", "replaces_id"))
    found: list[DayToKeep] = []
    for step, on in dated:
        first, replaced = step.id, 0
        while (earlier := before[first]) is not None:
            first, replaced = earlier, replaced + 1
        found.append(DayToKeep(first, on, step.written_at, replaced))
    return found


def times_replaced(step: Step) -> int:
    """How many steps this one has come to stand for: a file made by hand is numbered by it."""
    return len(_chain(step)) - 1


def _chain(step: Step) -> list[UUID]:
    """The step, what it replaced, what that replaced, to the first."""
    found, before = [step.id], step.replaces_id
    while before is not None:
        found.append(before)
        before = Step.objects.filter(id=before).values_list("replaces_id", flat=True).get()
    return found
