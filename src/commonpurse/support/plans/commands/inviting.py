"""Ask each one on a step to keep its day, and keep their calendars true when it changes.

To each it is one thing, whatever replaced the step: a newer day takes the place of the one before, and nothing is sent
twice. It says the day alone. It goes as news of its reader does, by the ways that the reader chose. A member who wants
the days of the steps that they do gets each one as soon as it counts.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.calendars import Method
from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.messages.access import can_keep_outbox
from commonpurse.kernel.messages.commands import note_news
from commonpurse.kernel.periods import business_date
from commonpurse.parties.partners.models import Member
from commonpurse.parties.partners.queries import who_wants_days
from commonpurse.parties.people.models import Person
from commonpurse.support.plans.access import can_invite, can_own_step
from commonpurse.support.plans.models import Step, StepInvite
from commonpurse.support.plans.queries.calendars import first_of, newest_of, times_replaced
from commonpurse.support.plans.rules import NEWS_STEP_INVITE, State, check_has_day, next_ask


def invite_to_step(*, by: Member | Person, step: Step, now: datetime) -> list[StepInvite]:
    """Ask the person, and who does the step where that is a helper, or a member who wants it, to keep its day. Return
    what each was asked.

    Who keeps that day already is asked nothing more. Raises: PlanRefused (`no_day_to_keep`).
    """
    today = business_date(now)
    if not can_invite(by, step, today):
        raise NotAllowed
    with transaction.atomic():
        Person.objects.select_for_update(no_key=True).get(id=step.person_id)
        current = Step.objects.select_for_update(no_key=True, of=("self",)).get(id=step.id)
        on = check_has_day(
            state=State(current.state), is_accepted=bool(current.is_accepted), on=current.by_when, today=today
        )
        asked, first = _newest_asks(current), first_of(current)
        found = []
        for reader in _on_it(current, today=today):
            newest = asked.get(reader.id)
            if newest is None or not newest.is_kept or newest.on != on:
                newest = _ask(current, first, reader, Method.REQUEST, on=on, after=newest, by=by, now=now)
            found.append(newest)
        return found


def keep_invites_true(step: Step, *, by: Member | Person, now: datetime) -> int:
    """After a step has changed, tell each calendar that was asked to keep its day: another day, none, or the day again.
    Return how many were told.

    A part of the commands that change it. Who may not see the plan any more, and a member who wants no days sent any
    more, is told nothing, not even that.
    """
    if step.state == State.DONE or not step.is_accepted:
        return 0
    today = business_date(now)
    on = step.by_when if step.state == State.OPEN else None
    on_it = {reader.id: reader for reader in _on_it(step, today=today)}
    asked = _newest_asks(step)
    known = {reader_id: newest.reader for reader_id, newest in asked.items()}
    wants = who_wants_days([reader.id for reader in known.values() if isinstance(reader, Member)])
    made = []
    for reader_id, reader in (known | on_it).items():
        newest = asked.get(reader_id)
        if newest is None and not isinstance(reader, Member):
            continue  # a person is asked when somebody asks her
        if reader_id not in on_it and not _may_be_told(reader, step.person, wants, today=today):
            continue
        kept_on = newest.on if newest is not None and newest.is_kept else None
        method = next_ask(kept_on=kept_on, is_on_it=reader_id in on_it, on=on, today=today)
        if method is not None:
            day = on if on is not None and method is Method.REQUEST else kept_on
            assert day is not None  # noqa: S101  what is taken out was kept on a day
            made.append(_ask(step, first_of(step), reader, method, on=day, after=newest, by=by, now=now))
    return len(made)


def mend_invites(*, by: Member, now: datetime) -> int:
    """Tell each calendar of a day that changed while its reader saw no plan and does so again. Return how many.

    A part of the rounds in which messages go: what is shown again tells nobody by itself.
    """
    if not can_keep_outbox(by):
        raise NotAllowed
    today = business_date(now)
    with acting_as_system("to tell who sees a plan again what changed meanwhile"):
        found = {step.person_id for step in _behind(StepInvite.objects.newest(), today=today)}
        return sum(_mend_for(person_id, by=by, now=now) for person_id in sorted(found))


def _mend_for(person_id: UUID, *, by: Member, now: datetime) -> int:
    with transaction.atomic():
        # Passed over while another round, or she herself, is at it: the next round finds what is behind still.
        person = Person.objects.select_for_update(skip_locked=True, no_key=True).filter(id=person_id).first()
        if person is None:
            return 0
        behind = _behind(StepInvite.objects.newest().filter(person=person), today=business_date(now))
        return sum(keep_invites_true(step, by=by, now=now) for step in behind)


def _behind(newest: QuerySet[StepInvite], *, today: date) -> list[Step]:
    """The steps, as they are now, of which somebody who may be told keeps a day that is not theirs any more."""
    kept = newest.filter(
        method=Method.REQUEST.value, on__gte=today, step__state__in=[State.REPLACED.value, State.GIVEN_UP.value]
    )
    others = kept.exclude(reader_person=F("person")).select_related("reader_person", "reader_member", "person")
    wants = who_wants_days([each.reader_member_id for each in others if each.reader_member_id is not None])
    found: dict[UUID, Step] = {}
    for each in others:
        step = newest_of(each.step_id)
        if not _is_true(each, step) and _may_be_told(each.reader, each.person, wants, today=today):
            found[step.id] = step
    return [step for _, step in sorted(found.items())]


def _is_true(invite: StepInvite, step: Step) -> bool:
    """Whether what a calendar keeps is what the step says, the reader being who does it. A deed that is done stays."""
    if step.state == State.DONE:
        return True
    is_theirs = invite.reader_id in (step.owner_helper_id, step.owner_member_id)
    return is_theirs and step.state == State.OPEN and step.by_when == invite.on


def _may_be_told(reader: Member | Person, person: Person, wants: Collection[UUID], *, today: date) -> bool:
    """Of who is on the step no more, or was never: whether a change may reach them."""
    if reader.id == person.id:
        return True
    return (isinstance(reader, Person) or reader.id in wants) and can_own_step(reader, person, today)


def _on_it(step: Step, *, today: date) -> list[Member | Person]:
    """Whose day it is: hers; and a helper's whose step it is, or a member's who wants it, as long as they see the plan.

    Who stands in for that member has it in their own calendar for as long as they do: it would not be taken out of it.
    """
    with acting_as_system("to name who is on a step"):
        helper, member = step.owner_helper, step.owner_member
    found: list[Member | Person] = [step.person]
    if helper is not None and can_own_step(helper, step.person, today):
        found.append(helper)
    if member is not None and who_wants_days([member.id]) and can_own_step(member, step.person, today):
        found.append(member)
    return found


def _newest_asks(step: Step) -> dict[UUID, StepInvite]:
    """What each reader was asked last about this step, or what it replaced."""
    with acting_as_system("to see which calendars keep the day of a step"):
        asked = StepInvite.objects.filter(first_step=first_of(step))
        asked = asked.select_related("reader_person", "reader_member").order_by("number")
        return {each.reader_id: each for each in asked}


def _ask(
    step: Step,
    first: UUID,
    reader: Member | Person,
    method: Method,
    *,
    on: date,
    after: StepInvite | None,
    by: Member | Person,
    now: datetime,
) -> StepInvite:
    # Never behind a file of this day that was made by hand: a calendar passes over what is numbered lower.
    number = max(0 if after is None else after.number + 1, times_replaced(step))
    made = StepInvite.objects.create(
        person_id=step.person_id,
        step=step,
        first_step_id=first,
        number=number,
        method=method.value,
        on=on,
        made_at=now,
        **{"reader_person" if isinstance(reader, Person) else "reader_member": reader},
        **{"made_by_person" if isinstance(by, Person) else "made_by_member": by},
    )
    with acting_as_system("to tell whoever is on a step"):
        note_news(recipient_id=reader.id, kind=NEWS_STEP_INVITE, subject_id=made.id, now=now)
    record_event(
        "plan_day_sent",
        by=by.id,
        subject_type="person",
        subject_id=step.person_id,
        now=now,
        id=str(made.id),
        method=method.value,
    )
    return made
