"""Who may see and write in a plan. What lets somebody in is her permission for the plan alone: there is no second way.

See it: read it, and do one's own steps. See it and say something: propose, and say thanks. The person does all of it.
Who helps her, on pages of their own, does as a member does.
"""

from __future__ import annotations

from datetime import date

from commonpurse.kernel.context import acting_as_system
from commonpurse.parties.consent.models import StandIn
from commonpurse.parties.consent.queries import has_live_basis
from commonpurse.parties.consent.rules import Item, Level
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.access import (
    WORKS_WITH_PEOPLE,
    can_arrange_support,
    can_see_person,
    is_kept_from,
    kept_from,
    may,
    stands_in_for,
)
from commonpurse.parties.people.models import Person
from commonpurse.support.plans.models import Step, Written


def can_see_plan(viewer: Member | Person, person: Person, today: date) -> bool:
    """The person herself, and whom she shows her plan."""
    return may(viewer, person, Item.PLAN, today)


def can_write_plan(actor: Member | Person, person: Person, today: date) -> bool:
    """She herself: it counts at once. A member or a helper whom she lets say something: it waits for her yes."""
    is_system = isinstance(actor, Member) and actor.is_system
    return not is_system and may(actor, person, Item.PLAN, today, Level.COMMENT)


def can_answer_proposal(actor: Member | Person, person: Person) -> bool:
    """She herself, and nobody in her place."""
    return isinstance(actor, Person) and actor.id == person.id


def can_take_back(actor: Member | Person, proposal: Written, today: date) -> bool:
    """Who proposed it, and sees the plan still."""
    is_theirs = actor.id in (proposal.written_by_member_id, proposal.written_by_person_id) and not proposal.is_hers
    return is_theirs and can_see_plan(actor, proposal.person, today)


def can_own_step(who: Member | Person, person: Person, today: date) -> bool:
    """Whoever is to do something must be able to see it. Asked across everybody: it is about another's sight."""
    with acting_as_system("to see whether somebody who is to do a step could see it"):
        return may(who, person, Item.PLAN, today)


def can_move_step(actor: Member | Person, step: Step, today: date) -> bool:
    """The person any of them; a helper and a member their own, and of whom they stand in for."""
    if isinstance(actor, Person):
        is_helpers = actor.id == step.owner_helper_id and can_see_plan(actor, step.person, today)
        return actor.id == step.person_id or is_helpers
    is_theirs = actor.id == step.owner_member_id or stands_in_for(actor, step.owner_member_id, step.person_id, today)
    return is_theirs and can_see_plan(actor, step.person, today)


def can_finish_offer(actor: Member, step: Step) -> bool:
    """Who offered a step in their own words and does it: it is their own deed.

    On a basis in law, and on this side of every wall.
    """
    is_own = actor.is_active and actor.id == step.owner_member_id == step.written_by_member_id
    return is_own and has_live_basis(actor) and not is_kept_from(actor, step.person)


def can_say_thanks(actor: Member | Person, person: Person, today: date) -> bool:
    """Whoever may say something about the plan."""
    return can_write_plan(actor, person, today)


def can_check_in(actor: Member | Person, person: Person, today: date) -> bool:
    """She herself; or a member whom she lets say something about how things are going for her."""
    if isinstance(actor, Person):
        return actor.id == person.id
    return not actor.is_system and may(actor, person, Item.OUTCOMES, today, Level.COMMENT)


def can_choose_asking(actor: Member | Person, person: Person) -> bool:
    """Whether she is asked how her week was is hers to say, and nobody's in her place."""
    return isinstance(actor, Person) and actor.id == person.id


def can_note_contact(actor: Member | Person, person: Person, today: date) -> bool:
    """Who works with people and knows her writes down that they were in touch, and nothing else."""
    return (
        isinstance(actor, Member)
        and actor.has_role(*WORKS_WITH_PEOPLE, "manager")
        and can_see_person(actor, person, today)
    )


def can_name_coordinator(actor: Member | Person, person: Person, today: date) -> bool:
    """She herself; or who says who works with her: it then waits for her yes."""
    if isinstance(actor, Person):
        return actor.id == person.id
    return can_arrange_support(actor, person, today)


def can_say_away(actor: Member, member: Member) -> bool:
    """Who coordinates says it of themselves; a manager of anybody. Why somebody is away is not asked."""
    is_oneself = actor.id == member.id and actor.has_role(*WORKS_WITH_PEOPLE)
    return not actor.is_system and (is_oneself or actor.has_role("manager"))


def can_find_stand_in(actor: Member, person: Person | None = None) -> bool:
    """A manager, on this side of every wall. Who is away does not see of whom nobody stands in: it could tell why."""
    if actor.is_system or not actor.has_role("manager"):
        return False
    return person is None or person.id not in kept_from(actor)


def can_refuse_stand_in(actor: Member | Person, stand_in: StandIn) -> bool:
    """She herself, and nobody in her place."""
    return isinstance(actor, Person) and actor.id == stand_in.person_id


def can_keep_calendar(actor: Member | Person, person: Person) -> bool:
    """She herself."""
    return isinstance(actor, Person) and actor.id == person.id


def can_invite(actor: Member | Person, step: Step, today: date) -> bool:
    """The person; who does the step; and whoever may say something about her plan."""
    return can_move_step(actor, step, today) or can_write_plan(actor, step.person, today)


def can_keep_own_calendar(actor: Member | Person) -> bool:
    """A member who is here."""
    return isinstance(actor, Member) and actor.is_active and not actor.is_system
