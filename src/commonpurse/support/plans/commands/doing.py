"""Do a step, or what one offered, reach a goal, leave one, open it again, say thanks."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.messages.commands import note_news
from commonpurse.kernel.periods import business_date
from commonpurse.kernel.texts import check_fits
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.models import Person
from commonpurse.support.plans.access import (
    can_answer_proposal,
    can_finish_offer,
    can_move_step,
    can_own_step,
    can_say_thanks,
)
from commonpurse.support.plans.commands.inviting import keep_invites_true
from commonpurse.support.plans.models import Goal, GoalMark, PlanEvent, Step
from commonpurse.support.plans.rules import (
    EVENT_OF,
    NEWS_HELPER_THANKED,
    NEWS_STEP_DONE,
    NEWS_STEP_THANKED,
    SENT_TWICE,
    EventKind,
    Level,
    PlanRefused,
    State,
    check_can_finish,
    check_can_mark,
    check_move,
    offer_state,
)


def move_step(*, by: Member | Person, step: Step, to: State, words: str = "", now: datetime) -> Step:
    """Mark a step as done or given up, or as open again after a mistake. The same move again changes nothing.

    Raises: PlanRefused (`moved_meanwhile`, `waits_for_her`), TextTooLong, TextUnreadable.
    """
    if not can_move_step(by, step, business_date(now)):
        raise NotAllowed
    with transaction.atomic():
        Person.objects.select_for_update(no_key=True).get(id=step.person_id)
        current = Step.objects.select_for_update(no_key=True, of=("self",)).get(id=step.id)
        if not _move(current, to=to, words=words, by=by, now=now):
            return current
        keep_invites_true(current, by=by, now=now)
        if by.id != current.person_id and to is State.DONE:
            note_news(recipient_id=current.person_id, kind=NEWS_STEP_DONE, subject_id=current.id, now=now)
        return current


def finish_offer(*, by: Member, step_id: UUID, now: datetime) -> Step:
    """Say that a step which one offered and does oneself is done, also where her plan is not shown any more.

    It is one's own deed in one's own words: nothing is read by it, and no word goes along. She is told. Said again it
    stays as it is. Raises: PlanRefused (`waits_for_her`, `moved_meanwhile`).
    """
    with transaction.atomic(), acting_as_system("to write down that somebody did what they offered"):
        step = Step.objects.filter(id=step_id).select_related("person").first()
        if step is None or not can_finish_offer(by, step):
            raise NotAllowed
        Person.objects.select_for_update(no_key=True).get(id=step.person_id)
        current = Step.objects.select_for_update(no_key=True, of=("self",)).get(id=step_id)
        if current.state == State.DONE:
            return current
        is_taken_back = bool(current.is_taken_back)
        check_can_finish(
            offer_state(state=State(current.state), is_accepted=current.is_accepted, is_taken_back=is_taken_back)
        )
        _move(current, to=State.DONE, words="", by=by, now=now)
        keep_invites_true(current, by=by, now=now)
        note_news(recipient_id=current.person_id, kind=NEWS_STEP_DONE, subject_id=current.id, now=now)
        return current


def move_goal(*, by: Person, goal: Goal, to: State, words: str = "", now: datetime) -> Goal:
    """Say that a goal is reached or let go, or is one again. It is for the person alone.

    Raises: PlanRefused (`moved_meanwhile`, `waits_for_her`), TextTooLong, TextUnreadable.
    """
    if not can_answer_proposal(by, goal.person):
        raise NotAllowed
    with transaction.atomic():
        Person.objects.select_for_update(no_key=True).get(id=goal.person_id)
        current = Goal.objects.select_for_update(no_key=True, of=("self",)).get(id=goal.id)
        _move(current, to=to, words=words, by=by, now=now)
        return current


def mark_goal(*, by: Person, goal: Goal, level: Level, words: str = "", now: datetime) -> GoalMark:
    """Say where she is now on the scale of her own goal. It is for the person alone, and no grade is made of it.

    The same again within ten minutes is a form that was sent twice.
    Raises: PlanRefused (`moved_meanwhile`, `scale_needed`), TextTooLong, TextUnreadable.
    """
    if not can_answer_proposal(by, goal.person):
        raise NotAllowed
    check_fits(GoalMark, words=words)
    level, words = Level(level), words.strip()
    with transaction.atomic():
        Person.objects.select_for_update(no_key=True).get(id=goal.person_id)
        current = Goal.objects.get(id=goal.id)
        check_can_mark(State(current.state), is_accepted=bool(current.is_accepted), has_scale=current.has_scale)
        # The newest alone: who puts right a slip says again what was said before it.
        lately = GoalMark.objects.filter(goal=current, said_at__gt=now - SENT_TWICE)
        newest = lately.order_by("-said_at", "-id").first()
        if newest is not None and (newest.level, newest.words) == (level.value, words):
            return newest
        made = GoalMark.objects.create(
            person_id=current.person_id, goal=current, level=level.value, words=words, said_at=now
        )
        record_event(
            "plan_goal_marked", by=by.id, subject_type="person", subject_id=current.person_id, now=now, id=str(made.id)
        )
        return made


def thank_for_step(*, by: Member | Person, step: Step, words: str = "", now: datetime) -> PlanEvent:
    """Say thanks for a step that is done. Who thanked in the same words already has thanked.

    Who helps her and did it is told, where they see the plan still.
    Raises: PlanRefused (`not_done_yet`), TextTooLong, TextUnreadable.
    """
    if not can_say_thanks(by, step.person, business_date(now)):
        raise NotAllowed
    check_fits(PlanEvent, words=words)
    with transaction.atomic():
        Person.objects.select_for_update(no_key=True).get(id=step.person_id)
        current = Step.objects.get(id=step.id)
        thanked = PlanEvent.objects.filter(step=current, kind=EventKind.THANKED.value, words=words.strip(), **_who(by))
        standing = thanked.first()
        if standing is not None:
            return standing
        if current.state != State.DONE:
            raise PlanRefused("Say thanks once it is done.", code="not_done_yet")
        made = _happened(current, EventKind.THANKED, words=words, by=by, now=now)
        if by.id != current.person_id:
            note_news(recipient_id=current.person_id, kind=NEWS_STEP_THANKED, subject_id=current.id, now=now)
        if current.owner_helper_id not in (None, by.id):
            with acting_as_system("to tell who helps her that somebody says thanks"):
                helper = current.owner_helper
                if helper is not None and can_own_step(helper, current.person, business_date(now)):
                    note_news(recipient_id=helper.id, kind=NEWS_HELPER_THANKED, subject_id=made.id, now=now)
        return made


def _move(current: Goal | Step, *, to: State, words: str, by: Member | Person, now: datetime) -> bool:
    """Move it on, and say whether it moved."""
    to = State(to)
    check_fits(PlanEvent, words=words)
    if not current.is_accepted:
        raise PlanRefused("This is only proposed. The person says yes or no to it first.", code="waits_for_her")
    if to == current.state:
        return False
    if to is State.REPLACED:
        raise NotAllowed
    check_move(State(current.state), to)
    current.state = to.value
    current.save(update_fields=["state"])
    _happened(current, EVENT_OF[to], words=words, by=by, now=now)
    return True


def _happened(of: Goal | Step, kind: EventKind, *, words: str, by: Member | Person, now: datetime) -> PlanEvent:
    what: dict[str, Any] = {"step": of} if isinstance(of, Step) else {"goal": of}
    made = PlanEvent.objects.create(
        person_id=of.person_id, kind=kind.value, words=words.strip(), happened_at=now, **what, **_who(by)
    )
    record_event(
        f"plan_{'step' if isinstance(of, Step) else 'goal'}_{kind.value}",
        by=by.id,
        subject_type="person",
        subject_id=of.person_id,
        now=now,
        id=str(of.id),
    )
    return made


def _who(by: Member | Person) -> dict[str, Any]:
    return {"done_by_person" if isinstance(by, Person) else "done_by_member": by}
