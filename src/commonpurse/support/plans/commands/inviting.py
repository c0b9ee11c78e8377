"""Ask each one on a step to keep its day, and keep their calendars true when it changes.

To each it is one thing, whatever replaced the step: a newer day takes the place of the one before, and nothing is sent
twice. It says the day alone. It goes as news of its reader does, by the ways that the reader chose.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.calendars import Method
from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.messages.commands import note_news
from commonpurse.kernel.periods import business_date
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.models import Person
from commonpurse.support.plans.access import can_invite, can_own_step
from commonpurse.support.plans.models import Step, StepInvite
from commonpurse.support.plans.queries.calendars import first_of, times_replaced
from commonpurse.support.plans.rules import NEWS_STEP_INVITE, State, check_has_day, next_ask


def invite_to_step(*, by: Member | Person, step: Step, now: datetime) -> list[StepInvite]:
    """Ask the person, and who helps her with a step where somebody does, to keep its day. Return what each was asked.

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
                newest = _ask(current, first, reader.id, Method.REQUEST, on=on, after=newest, by=by, now=now)
            found.append(newest)
        return found


def keep_invites_true(step: Step, *, by: Member | Person, now: datetime) -> None:
    """After a step has changed, tell each calendar that was asked to keep its day: another day, none, or the day again.

    A part of the commands that change it. Who may not see the plan any more is told nothing, not even that.
    """
    if step.state == State.DONE or not step.is_accepted:
        return
    today = business_date(now)
    on = step.by_when if step.state == State.OPEN else None
    on_it = {reader.id for reader in _on_it(step, today=today)}
    for reader_id, newest in _newest_asks(step).items():
        if reader_id != step.person_id and not can_own_step(newest.reader, step.person, today):
            continue
        kept_on = newest.on if newest.is_kept else None
        method = next_ask(kept_on=kept_on, is_on_it=reader_id in on_it, on=on, today=today)
        if method is not None:
            day = on if on is not None and method is Method.REQUEST else newest.on
            _ask(step, first_of(step), reader_id, method, on=day, after=newest, by=by, now=now)


def _on_it(step: Step, *, today: date) -> list[Person]:
    """Whose day it is: hers, and the helper's who does it and sees the plan. A member keeps a calendar of their own."""
    with acting_as_system("to name who is on a step"):
        helper = step.owner_helper
    return [step.person, *([helper] if helper is not None and can_own_step(helper, step.person, today) else [])]


def _newest_asks(step: Step) -> dict[UUID, StepInvite]:
    """What each reader was asked last about this step, or what it replaced."""
    with acting_as_system("to see which calendars keep the day of a step"):
        asked = StepInvite.objects.filter(first_step=first_of(step)).select_related("reader").order_by("number")
        return {each.reader_id: each for each in asked}


def _ask(
    step: Step,
    first: UUID,
    reader_id: UUID,
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
        reader_id=reader_id,
        number=number,
        method=method.value,
        on=on,
        made_at=now,
        **{"made_by_person" if isinstance(by, Person) else "made_by_member": by},
    )
    note_news(recipient_id=reader_id, kind=NEWS_STEP_INVITE, subject_id=made.id, now=now)
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
