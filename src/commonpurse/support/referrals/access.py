"""Who may refer, who holds the caseload meeting, and who reads the name before anything is decided.

The rows are walled from every member: the queries and commands here ask these gates, then look across as the system.
"""

from __future__ import annotations

from commonpurse.parties.consent.queries import has_live_basis
from commonpurse.parties.partners.access import sits_in
from commonpurse.parties.partners.models import Member
from commonpurse.parties.partners.rules import Group
from commonpurse.parties.people.access import WORKS_WITH_PEOPLE, kept_from
from commonpurse.parties.people.models import Person
from commonpurse.support.referrals.models import Referral
from commonpurse.support.referrals.rules import OPEN_STATES, State


def can_refer(actor: Member) -> bool:
    """Whoever works with people, of any organisation of the partnership, and the manager."""
    return not actor.is_system and actor.has_role(*WORKS_WITH_PEOPLE, "manager")


def can_ask_to_be_part(actor: Member | Person) -> bool:
    """Whoever is a person here, for herself."""
    return isinstance(actor, Person)


def can_hold_meeting(viewer: Member) -> bool:
    """Who sits in the group that agrees who is taken on: managers, and who was named, of any partner.

    Who was named reads of people only where their organisation has written down why the law lets it.
    """
    return sits_in(viewer, Group.CASELOAD) and (viewer.has_role("manager") or has_live_basis(viewer))


def can_decide_referral(actor: Member, referral: Referral) -> bool:
    """Who holds the meeting, on this side of every wall."""
    return can_hold_meeting(actor) and not is_behind_a_wall(actor, referral)


def can_see_referral(viewer: Member, referral: Referral) -> bool:
    """Who referred, and who holds the meeting. Of these two only who referred is shown the name at once."""
    is_theirs = viewer.is_active and referral.referred_by_id == viewer.id
    return (is_theirs or can_hold_meeting(viewer)) and not is_behind_a_wall(viewer, referral)


def can_open_name(viewer: Member, referral: Referral) -> bool:
    """Who has to decide whether it is somebody who is here already, or what becomes of it. It is written down.

    Not who put it forward and has a seat: they would find out who is here by a name that they made up.
    """
    is_own_alone = referral.referred_by_id == viewer.id and not viewer.has_role("manager")
    return can_decide_referral(viewer, referral) and not is_own_alone


def can_see_own_referrals(viewer: Member | Person, person: Person) -> bool:
    """She herself, and nobody in her place."""
    return isinstance(viewer, Person) and viewer.id == person.id


def is_of(actor: Member | Person, referral: Referral) -> bool:
    """Whether it is she who acts, of whom the referral is."""
    return isinstance(actor, Person) and referral.person_id == actor.id


def can_take_back(actor: Member | Person, referral: Referral) -> bool:
    """Who referred, and she herself, as long as nothing is decided; the meeting, also what it accepted."""
    if isinstance(actor, Person):
        return is_of(actor, referral) and State(referral.state) in OPEN_STATES
    if actor.is_active and referral.referred_by_id == actor.id and State(referral.state) in OPEN_STATES:
        return True
    return can_decide_referral(actor, referral)


def can_give_own_answers(actor: Member | Person) -> bool:
    """She herself, her own."""
    return isinstance(actor, Person)


def can_hand_on_answers(actor: Member, referral: Referral) -> bool:
    """Who referred sits with the person, and hands on what she wants to say. They cannot read it back."""
    return can_refer(actor) and referral.referred_by_id == actor.id


def is_behind_a_wall(viewer: Member, referral: Referral) -> bool:
    return referral.person_id is not None and referral.person_id in kept_from(viewer)


def can_keep_ndt_permission(actor: Member) -> bool:
    """An administrator: it is an act for the whole partnership."""
    return not actor.is_system and actor.has_role("administrator")


def can_record_ndt_scores(actor: Member, referral: Referral) -> bool:
    """Who put her forward, and the group that decides of it; nobody else reads them either."""
    return can_see_referral(actor, referral)
