"""Who may see and change what about a person.

A person: herself; and what others she is helped by were given. A member: only under a lawful basis of their
organisation, only on this side of every wall, and then what is shared anyway with their role, what the person
permitted, and the name of whom they work with on that day; as much, while they stand in for somebody of their
organisation. A funder: nobody.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet

from commonpurse.kernel.context import ViewerKind, acting_as_system, current_context
from commonpurse.parties.consent.access import (
    has_lawful_basis,
    kept_apart,
    shared_anyway,
    shared_standing_in,
    shared_with_helper,
    shared_with_member,
    stands_in,
)
from commonpurse.parties.consent.models import BreakGlass, StandIn, Wall
from commonpurse.parties.consent.queries import has_live_basis
from commonpurse.parties.consent.rules import Item, Level
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.models import Person, PersonQuerySet, Representative, Support

WORKS_WITH_PEOPLE = ("worker", "coordinator")


def open_on(today: date) -> Q:
    """The supports that run on that day; the end is the first day after."""
    return Q(starts_on__lte=today) & (Q(ends_on=None) | Q(ends_on__gt=today))


def working_on(member: UUID | OuterRef, today: date) -> QuerySet[Support]:
    """The supports by which a member works with people on that day: their own, and of whom they stand in for."""
    beside = OuterRef(member) if isinstance(member, OuterRef) else member
    return Support.objects.filter(open_on(today)).filter(Q(member=member) | Q(stands_in(beside, today)))


def stands_in_for(actor: Member, member_id: UUID | None, person_id: UUID, today: date) -> bool:
    """Tell whether one member stands in for another on that day, for this person."""
    live = StandIn.objects.live_on(today).filter(member=actor.id, person=person_id)
    return member_id is not None and live.filter(absence__member=member_id).exists()


def people_shared_with(
    viewer: Member | Person, today: date, item: Item = Item.NAME, level: Level = Level.SEE
) -> PersonQuerySet:
    """The people of whom this viewer may see, or do, this item on that day: one statement, read live.

    The same stands in the database for PostgreSQL, as `commonpurse_people_seen`; a test compares the two.
    """
    if isinstance(viewer, Person):
        hers = Q(id=viewer.id)
        if level < Level.ACT:  # who helps sees; what a helper may do is asked of `representative_who_pays` alone
            hers |= Q(id__in=shared_with_helper(viewer.id, item, today, level))
        return Person.objects.filter(hers)
    if not viewer.is_active:
        return Person.objects.none()
    on_a_basis = Person.objects.filter(has_lawful_basis(viewer)).exclude(id__in=kept_apart(viewer))
    if shared_anyway(viewer, item, level):
        return on_a_basis
    grounds = Q(id__in=shared_with_member(viewer, item, today, level))
    grounds |= Q(id__in=shared_standing_in(viewer, item, today, level))
    if item is Item.NAME and viewer.has_role(*WORKS_WITH_PEOPLE):
        grounds |= Q(id__in=working_on(viewer.id, today).values("person"))
    return on_a_basis.filter(grounds)


def kept_from(viewer: Member | Person) -> tuple[UUID, ...]:
    """The ids of the people behind a wall from this viewer, for lists that name no day: whatever else they may see.

    Read here and now, across everybody: the viewer sees no wall that keeps them away, so that as a part of a question
    of theirs it would keep away nobody. Asked once in a request.
    """
    if isinstance(viewer, Person) or viewer.is_system:
        return ()
    around = current_context()
    remembered = around.remembered if around is not None and around.kind is ViewerKind.MEMBER else {}
    if ("kept_from", viewer.id) not in remembered:
        with acting_as_system("to keep apart who must not meet"):
            remembered["kept_from", viewer.id] = tuple(kept_apart(viewer))
    return remembered["kept_from", viewer.id]


def is_kept_from(viewer: Member, person: Person) -> bool:
    """Tell whether a wall stands between the two. Asked across everybody: who asks may not know of the wall."""
    with acting_as_system("to keep apart who must not meet"):
        return kept_apart(viewer).filter(person=person).exists()


def may(viewer: Member | Person, person: Person, item: Item, today: date, level: Level = Level.SEE) -> bool:
    """Tell whether this viewer may see, or do something with, this item of the person on that day."""
    if isinstance(viewer, Person) and viewer.id == person.id:
        return True
    return people_shared_with(viewer, today, item, level).filter(id=person.id).exists()


def works_with(viewer: Member, person: Person, today: date) -> bool:
    """Tell whether this member works with the person on that day, and may."""
    return (
        viewer.has_role(*WORKS_WITH_PEOPLE)
        and working_on(viewer.id, today).filter(person=person).exists()
        and can_see_person(viewer, person, today)
    )


def can_see_person(viewer: Member | Person, person: Person, today: date) -> bool:
    """Who may know that the person is here: herself, who works with her, whom she shares anything with, the manager."""
    return may(viewer, person, Item.NAME, today)


def can_see_whereabouts(viewer: Member | Person, person: Person, today: date) -> bool:
    """Where she is goes along with her plan: herself, and whom she shows it."""
    return may(viewer, person, Item.PLAN, today)


def can_tell_whereabouts(actor: Member | Person, person: Person, today: date) -> bool:
    """She herself; or a member whom she lets say something about her plan. No helper."""
    if isinstance(actor, Person):
        return actor.id == person.id
    return not actor.is_system and may(actor, person, Item.PLAN, today, Level.COMMENT)


def can_say_while_away(actor: Member | Person, person: Person) -> bool:
    """She herself, ahead, and nobody in her place."""
    return isinstance(actor, Person) and actor.id == person.id


def can_change_person(actor: Member | Person, person: Person, today: date) -> bool:
    """Who may write in her record: herself, and whom she lets do things about how she is reached."""
    return may(actor, person, Item.CONTACT, today, Level.ACT)


def can_add_person(actor: Member) -> bool:
    """Workers and coordinators take people on; a manager may too."""
    return actor.has_role(*WORKS_WITH_PEOPLE, "manager")


def can_import_people(actor: Member) -> bool:
    """A list of many people is for a coordinator or the manager."""
    return actor.has_role("coordinator", "manager")


def can_arrange_support(actor: Member, person: Person, today: date) -> bool:
    """Who works with whom is for the manager, or a coordinator who works with the person herself.

    A worker cannot give herself sight of anybody.
    """
    return (actor.has_role("manager") and can_see_person(actor, person, today)) or (
        actor.has_role("coordinator") and works_with(actor, person, today)
    )


def can_write_down_permission(actor: Member | Person, person: Person, today: date) -> bool:
    """She says it herself; or a member she is known to writes down what she told them."""
    return can_see_person(actor, person, today) and (isinstance(actor, Member) or actor.id == person.id)


def representative_who_pays(actor: Member | Person, person: Person, today: date) -> Representative | None:
    """What lets this person pay from another's money on that day, read live; None where nothing does.

    Both must stand: that they act for her and may pay, and her yes to it, which she can take back by itself.
    """
    if not isinstance(actor, Person) or actor.id == person.id:
        return None
    agreed = shared_with_helper(actor.id, Item.MONEY_DETAIL, today, Level.ACT)
    acts = Representative.objects.live_on(today).filter(helper=actor, person=person, person__in=agreed, may_pay=True)
    return acts.first()


def can_name_representative(actor: Member | Person, person: Person, today: date) -> bool:
    """She herself; or who works with people and knows her. Never who acts for her: they bring in nobody."""
    if isinstance(actor, Person):
        return actor.id == person.id
    works = not actor.is_system and actor.has_role(*WORKS_WITH_PEOPLE, "manager")
    return works and can_see_person(actor, person, today)


def can_raise_wall(actor: Member | Person, person: Person, today: date) -> bool:
    """She herself, and whoever knows her: also a member who finds that this is somebody of their own."""
    if isinstance(actor, Person):
        return actor.id == person.id
    return not actor.is_system and can_see_person(actor, person, today)


def can_end_wall(actor: Member | Person, wall: Wall, today: date) -> bool:
    """She herself; of those who know her, who raised it, or the manager. Never whom it keeps away: they see none."""
    if isinstance(actor, Person):
        return actor.id == wall.person_id
    raised_or_manages = wall.raised_by_id == actor.id or actor.has_role("manager")
    return raised_or_manages and people_shared_with(actor, today).filter(id=wall.person_id).exists()


def can_break_glass(actor: Member, person: Person) -> bool:
    """Who works with people, under a lawful basis, on this side of the wall: never the System member."""
    return (
        not actor.is_system
        and actor.has_role(*WORKS_WITH_PEOPLE, "manager")
        and has_live_basis(actor)
        and not is_kept_from(actor, person)
    )


def is_open_to(viewer: Member | Person, person: Person, now: datetime) -> bool:
    """Tell whether the person's record is open to this member at that moment, in an emergency of theirs."""
    return isinstance(viewer, Member) and openings_of_member(viewer, now).filter(person=person).exists()


def openings_of_member(viewer: Member, now: datetime) -> QuerySet[BreakGlass]:
    """What this member opened and is open at that moment. Who left, or is kept away by now, has nothing open."""
    if not viewer.is_active or not has_live_basis(viewer):
        return BreakGlass.objects.none()
    mine = BreakGlass.objects.filter(member=viewer, opened_at__lte=now, closes_at__gt=now)
    return mine.exclude(person__in=kept_apart(viewer))


def can_review_opening(actor: Member, opening: BreakGlass, now: datetime) -> bool:
    """The guardian who was told; once it is overdue, the manager too. Never who opened it, or is kept away."""
    if not actor.is_active or actor.id == opening.member_id or is_kept_from(actor, opening.person):
        return False
    return actor.id == opening.guardian_id or (actor.has_role("manager") and opening.review_by <= now)


def can_see_looks(viewer: Member | Person, person: Person) -> bool:
    """Who looked at her things is for her alone: not for who works with her, and not for who helps her."""
    return isinstance(viewer, Person) and viewer.id == person.id


def can_name_for_payments(viewer: Member | Person) -> bool:
    """Finance needs the name beside a payment; so does the manager."""
    return isinstance(viewer, Member) and shared_anyway(viewer, Item.PAYMENT_NAME)


def can_choose_messages(actor: Member | Person, person: Person) -> bool:
    """Whether she is written to is hers alone to say. Who works with her can call a way unsafe, which ends it too."""
    return isinstance(actor, Person) and actor.id == person.id
