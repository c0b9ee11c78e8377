"""Write in a plan. What the person writes counts at once; what another writes is a proposal, which she answers.

Another: a member, or somebody who helps her.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
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
from commonpurse.parties.people.models import Person, Representative
from commonpurse.support.plans.access import (
    can_answer_proposal,
    can_own_step,
    can_take_back,
    can_write_plan,
)
from commonpurse.support.plans.commands.inviting import keep_invites_true
from commonpurse.support.plans.models import Goal, PlanWords, Step
from commonpurse.support.plans.rules import (
    NEWS_PLAN_PROPOSED,
    Level,
    OwnerKind,
    Part,
    PlanRefused,
    State,
    check_by_when,
    check_can_take_back,
    check_move,
    check_says_something,
    check_scale,
    check_waits,
)


@dataclass(frozen=True)
class Owner:
    """Who does a step: the person, a member, somebody who acts for her, or a friend by name."""

    kind: OwnerKind
    member: Member | None = None
    helper: Person | None = None
    name: str = ""


HERSELF = Owner(OwnerKind.ME)


def write_words(*, by: Member | Person, person: Person, part: Part, words: str, now: datetime) -> PlanWords:
    """Write what stands under one heading of the plan. The person may leave it empty: then nothing stands there.

    The words that stand there already are written once.
    Raises: PlanRefused (`words_needed`), TextTooLong, TextUnreadable.
    """
    if not can_write_plan(by, person, business_date(now)):
        raise NotAllowed
    part, words = Part(part), words.strip()
    is_hers = by.id == person.id
    if not is_hers:
        check_says_something(words, field="words")
    check_fits(PlanWords, words=words)
    with transaction.atomic():
        _lock(person.id)
        of_part = PlanWords.objects.filter(person=person, part=part.value)
        standing = of_part.counting().order_by("-answered_at", "-id").first()
        if standing is not None and standing.words == words:
            return standing
        known = None if is_hers else of_part.proposed().filter(**_author(by), words=words).first()
        if known is not None:
            return known
        made = PlanWords.objects.create(person=person, part=part.value, words=words, **_written(by, person, now))
        _tell(made, by=by, now=now)
        return made


def write_goal(
    *,
    by: Member | Person,
    person: Person,
    words: str,
    scale: Mapping[Level, str] | None = None,
    replaces: Goal | None = None,
    now: datetime,
) -> Goal:
    """Write a goal, with the scale of her own where she has one; or other words for one that is open.

    The same goal again while it is open is written once.
    Raises: PlanRefused (`words_needed`, `scale_without_middle`, `moved_meanwhile`), TextTooLong, TextUnreadable.
    """
    if not can_write_plan(by, person, business_date(now)):
        raise NotAllowed
    places = {Level(level).value: text.strip() for level, text in (scale or {}).items()}
    said = {"words": words.strip()} | places
    check_says_something(said["words"], field="words")
    check_scale(places)
    check_fits(Goal, **said)
    with transaction.atomic():
        _lock(person.id)
        known = _known(Goal, by=by, person=person, replaces=replaces, **said)
        if isinstance(known, Goal):
            return known
        before = _to_replace(Goal, replaces, person)
        made = Goal.objects.create(person=person, replaces=before, **said, **_written(by, person, now))
        _let_count(made)
        _tell(made, by=by, now=now)
        return made


def write_step(
    *,
    by: Member | Person,
    person: Person,
    what: str,
    owner: Owner = HERSELF,
    by_when: date | None = None,
    costs: str = "",
    goal: Goal | None = None,
    replaces: Step | None = None,
    now: datetime,
) -> Step:
    """Write a step with who does it, by when, and what it costs, in words; or another wording, day or owner of one.

    The same step again while it is open is written once.
    Raises: PlanRefused (`words_needed`, `day_impossible`, `owner_sees_nothing`, `friend_needs_name`,
    `moved_meanwhile`), TextTooLong, TextUnreadable.
    """
    today = business_date(now)
    if not can_write_plan(by, person, today):
        raise NotAllowed
    if goal is not None and goal.person_id != person.id:
        raise NotAllowed
    said: dict[str, Any] = {"what": what.strip(), "costs": costs.strip(), "friend_name": owner.name.strip()}
    check_says_something(said["what"], field="what")
    check_by_when(by_when, today=today)
    check_fits(Step, **said)
    _check_owner(owner, replaces, person=person, today=today)
    said |= {
        "owner_kind": owner.kind.value,
        "owner_member": owner.member,
        "owner_helper": owner.helper,
        "by_when": by_when,
        "goal": goal,
    }
    with transaction.atomic():
        _lock(person.id)
        known = _known(Step, by=by, person=person, replaces=replaces, **said)
        if isinstance(known, Step):
            return known
        before = _to_replace(Step, replaces, person)
        made = Step.objects.create(person=person, replaces=before, **said, **_written(by, person, now))
        _let_count(made)
        keep_invites_true(made, by=by, now=now)
        _tell(made, by=by, now=now)
        return made


def put_offer(
    *,
    by: Member | Person,
    person: Person,
    owner: Owner,
    what: str,
    by_when: date | None,
    now: datetime,
) -> Step:
    """Put what was offered when the person was referred before her, by who offered it (`by`).

    Call inside the verb that takes her on, which asked whether the one who does so may.

    A member's words wait for her yes; what she offered herself counts. A member who does it need not
    see her plan: with her yes she is asked to show it to them. The same offer again is put once.
    Raises: PlanRefused (`words_needed`), TextTooLong, TextUnreadable.
    """
    check_says_something(what, field="what")
    check_fits(Step, what=what)
    said: dict[str, Any] = {
        "what": what.strip(),
        "owner_kind": owner.kind.value,
        "owner_member": owner.member,
        "friend_name": owner.name,
        "by_when": by_when,
    }
    with transaction.atomic():
        _lock(person.id)
        known = _known(Step, by=by, person=person, replaces=None, **said)
        if isinstance(known, Step):
            return known
        made = Step.objects.create(person=person, **said, **_written(by, person, now))
        _tell(made, by=by, now=now)
        return made


def answer_proposal(
    *,
    by: Person,
    proposal: PlanWords | Goal | Step,
    is_yes: bool,
    answer: str = "",
    now: datetime,
) -> PlanWords | Goal | Step:
    """Say yes or no to what another wrote: with her yes it counts, with her no it stands there as turned down.

    The same answer again changes nothing. A step waits no longer than its owner sees the plan.
    Raises: PlanRefused (`answered_already`, `moved_meanwhile`, `owner_sees_nothing`), TextTooLong, TextUnreadable.
    """
    if not can_answer_proposal(by, proposal.person):
        raise NotAllowed
    model = type(proposal)
    check_fits(model, answer=answer)
    with transaction.atomic():
        _lock(proposal.person_id)
        current = model.objects.select_for_update(no_key=True, of=("self",)).get(id=proposal.id)
        if current.answered_at is not None and current.is_accepted is is_yes:
            return current
        check_waits(is_answered=current.answered_at is not None)
        if is_yes and isinstance(current, Step):
            _check_owner_sees(current, person=by, today=business_date(now))
        current.answered_at, current.is_accepted, current.answer = now, is_yes, answer.strip()
        current.save(update_fields=["answered_at", "is_accepted", "answer"])
        _let_count(current)
        if isinstance(current, Step):
            keep_invites_true(current, by=by, now=now)
        _noted("plan_proposal_answered", current, by=by, now=now, is_yes=is_yes)
        return current


def take_back_proposal(
    *, by: Member | Person, proposal: PlanWords | Goal | Step, now: datetime
) -> PlanWords | Goal | Step:
    """Take back what one proposed, while the person has not answered it: it then waits for her no more.

    The same again changes nothing. Raises: PlanRefused (`answered_meanwhile`).
    """
    if not can_take_back(by, proposal, business_date(now)):
        raise NotAllowed
    with transaction.atomic():
        _lock(proposal.person_id)
        current = type(proposal).objects.select_for_update(no_key=True, of=("self",)).get(id=proposal.id)
        if current.is_taken_back:
            return current
        check_can_take_back(is_answered=current.answered_at is not None)
        current.answered_at, current.is_accepted, current.answer, current.is_taken_back = now, False, "", True
        current.save(update_fields=["answered_at", "is_accepted", "answer", "is_taken_back"])
        _noted("plan_proposal_taken_back", current, by=by, now=now)
        return current


def _lock(person_id: UUID) -> None:
    """Two who write at once wait for each other here: the person comes first in the order of locks."""
    Person.objects.select_for_update(no_key=True).get(id=person_id)


def _author(by: Member | Person) -> dict[str, Any]:
    return {"written_by_person" if isinstance(by, Person) else "written_by_member": by}


def _written(by: Member | Person, person: Person, now: datetime) -> dict[str, Any]:
    said: dict[str, Any] = _author(by) | {"written_at": now}
    return said | {"answered_at": now, "is_accepted": True, "answer": ""} if by.id == person.id else said


def _known(
    model: type[Goal] | type[Step], *, by: Member | Person, person: Person, replaces: Goal | Step | None, **said: Any
) -> Goal | Step | None:
    """What says the same already: a form that was sent twice writes nothing more."""
    same = model.objects.filter(person=person, state=State.OPEN.value, replaces=replaces, **_author(by), **said)
    return same.exclude(is_accepted=False).first()


def _to_replace(model: Any, replaces: Any, person: Person) -> Any:
    """What is to be replaced, locked; it must be open, and counting."""
    if replaces is None:
        return None
    before = model.objects.select_for_update(no_key=True, of=("self",)).get(id=replaces.id)
    if before.person_id != person.id or not before.is_accepted:
        raise NotAllowed
    check_move(State(before.state), State.REPLACED)
    return before


def _let_count(made: PlanWords | Goal | Step) -> None:
    """Once it counts, what it replaces does not."""
    if isinstance(made, PlanWords) or not made.is_accepted or made.replaces_id is None:
        return
    before = type(made).objects.select_for_update(no_key=True, of=("self",)).get(id=made.replaces_id)
    check_move(State(before.state), State.REPLACED)
    before.state = State.REPLACED.value
    before.save(update_fields=["state"])


def _check_owner(owner: Owner, replaces: Step | None, *, person: Person, today: date) -> None:
    if owner.kind is OwnerKind.FRIEND and not owner.name.strip():
        raise PlanRefused("Write the name of your friend.", code="friend_needs_name", field="friend_name")
    if owner.kind is OwnerKind.MEMBER:
        if owner.member is None:
            raise PlanRefused("Choose who does it.", code="owner_needed", field="owner")
        _check_sees(owner.member, person=person, today=today)
    if owner.kind is OwnerKind.HELPER:
        with acting_as_system("to see whether somebody acts for a person"):
            helps = (
                owner.helper is not None
                and Representative.objects.live_on(today).filter(person=person, helper=owner.helper).exists()
            )
        if owner.helper is None or not helps:
            raise PlanRefused("Choose who does it.", code="owner_needed", field="owner")
        if replaces is None or replaces.owner_helper_id != owner.helper.id:  # who has it already is given nothing new
            _check_sees(owner.helper, person=person, today=today)


def _check_owner_sees(step: Step, *, person: Person, today: date) -> None:
    with acting_as_system("to name who is to do a step"):
        owner = step.owner_member or step.owner_helper
    if owner is not None:
        _check_sees(owner, person=person, today=today)


def _check_sees(who: Member | Person, *, person: Person, today: date) -> None:
    if not can_own_step(who, person, today):
        raise PlanRefused(
            "{name} cannot see the plan. Share the plan with them first, or choose somebody else.",
            code="owner_sees_nothing",
            field="owner",
            name=who.actor_name,
        )


def _tell(made: PlanWords | Goal | Step, *, by: Member | Person, now: datetime) -> None:
    """She is told of what waits for her."""
    is_hers = by.id == made.person_id
    if not is_hers:
        note_news(recipient_id=made.person_id, kind=NEWS_PLAN_PROPOSED, subject_id=made.id, now=now)
    _noted("plan_written" if is_hers else "plan_proposed", made, by=by, now=now)


def _noted(event: str, made: PlanWords | Goal | Step, *, by: Member | Person, now: datetime, **facts: Any) -> None:
    kind = type(made).__name__.lower()
    record_event(
        event,
        by=by.id,
        subject_type="person",
        subject_id=made.person_id,
        now=now,
        what=kind,
        id=str(made.id),
        **facts,
    )
