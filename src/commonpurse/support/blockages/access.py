"""Who may see, raise and answer a blockage. It is under her permission for the plan: there is no second way.

What is remembered of rules names nobody: whoever works here, and each person, may read it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from commonpurse.kernel.context import acting_as_system
from commonpurse.parties.consent.access import members_on_this_side_of, members_shared_with
from commonpurse.parties.consent.rules import Item, Level
from commonpurse.parties.partners.access import can_speak_for_own_organisation, sits_in
from commonpurse.parties.partners.models import Member, Organisation
from commonpurse.parties.partners.queries import sitting_in
from commonpurse.parties.partners.rules import Group
from commonpurse.parties.people.access import WORKS_WITH_PEOPLE, may, stands_in_for
from commonpurse.parties.people.models import Person
from commonpurse.support.blockages.models import Blockage, BlockageShown
from commonpurse.support.blockages.rules import Level as Turn

# Who sits where. Source: MEAM approach: managers and practitioners in the group, who decides exceptions on the board.
SITS_AT: Mapping[Turn, Group] = {Turn.GROUP: Group.OPERATIONAL, Turn.BOARD: Group.BOARD}
LETS_JOBS_RUN = ("manager", "administrator")
WORKS_HERE = (*WORKS_WITH_PEOPLE, "manager")


def can_see_blockages(viewer: Member | Person, person: Person, today: date) -> bool:
    """The person herself, and whom she shows her plan."""
    return may(viewer, person, Item.PLAN, today)


def can_raise_blockage(actor: Member | Person, person: Person, today: date) -> bool:
    """She herself; or a member whom she lets say something about her plan. No helper in her place."""
    if isinstance(actor, Person):
        return actor.id == person.id
    return not actor.is_system and may(actor, person, Item.PLAN, today, Level.COMMENT)


def can_be_asked(asked: Member | Organisation, person: Person, today: date) -> bool:
    """Who could read it: a member who is shown the plan, or an organisation where one is."""
    with acting_as_system("to see whether who is asked could read a blockage"):
        shown = members_shared_with(person.id, Item.PLAN, today)
        if isinstance(asked, Member):
            return shown.filter(id=asked.id).exists()
        return shown.filter(organisation=asked.id).exists()


def who_has_it(blockage: Blockage, level: Turn, today: date) -> list[Member]:
    """Whose turn it is at a level, of those who could read it."""
    with acting_as_system("to see whose turn a blockage is"):
        shown = list(members_shared_with(blockage.person_id, Item.PLAN, today).filter(is_system=False))
    asked = {"member_id": blockage.asked_member_id, "organisation_id": blockage.asked_organisation_id}
    return [one for one in shown if (is_asked(one, **asked) if level is Turn.PRACTITIONER else can_sit(one, level))]


def is_asked(actor: Member, *, member_id: UUID | None, organisation_id: UUID | None) -> bool:
    """The member who was asked, or who works with people or manages where the organisation was."""
    if member_id is not None:
        return actor.id == member_id
    return organisation_id is not None and actor.organisation_id == organisation_id and actor.has_role(*WORKS_HERE)


def can_answer_blockage(actor: Member | Person, blockage: Blockage, today: date) -> bool:
    """Who was asked, at any time; once it climbed also the operational group, then the board.

    All see the plan, or she let the group or the board read this one.
    """
    if isinstance(actor, Person) or actor.is_system:
        return False
    if not can_see_blockages(actor, blockage.person, today):
        return can_read_what_is_let(actor, blockage, today)
    if is_asked(actor, member_id=blockage.asked_member_id, organisation_id=blockage.asked_organisation_id):
        return True
    if stands_in_for(actor, blockage.asked_member_id, blockage.person_id, today):
        return True
    return can_sit(actor, blockage.level_on(today))


def can_read_what_is_let(viewer: Member, blockage: Blockage, today: date) -> bool:
    """Who sits where it is now, while it is open, where she let them read this one line. No wall is opened by it."""
    level = blockage.level_on(today)
    if not blockage.is_open or level is Turn.PRACTITIONER or not can_sit(viewer, level):
        return False
    with acting_as_system("to see whether she let one line be read"):
        let = BlockageShown.objects.filter(blockage=blockage.id, reader=level.value, is_yes=True, ended_at=None)
        return let.exists() and members_on_this_side_of(blockage.person_id).filter(id=viewer.id).exists()


def who_sits(level: Turn) -> QuerySet[Member]:
    """All who sit in the operational group, or on the board."""
    return sitting_in(SITS_AT[level])


def who_could_be_let_read(blockage: Blockage, level: Turn) -> list[Member]:
    """Those who sit there and could be shown one line: told once she lets them."""
    with acting_as_system("to see who could be let read one line"):
        free = members_on_this_side_of(blockage.person_id).values("id")
        return list(who_sits(level).filter(id__in=free).order_by("name", "id"))


def can_answer_reading(actor: Member | Person, blockage: Blockage, today: date) -> bool:
    """She says whether one line may be read; who was asked, or raised it, writes down what she said."""
    if isinstance(actor, Person):
        return actor.id == blockage.person_id
    if actor.is_system or not can_see_blockages(actor, blockage.person, today):
        return False
    return (
        blockage.raised_by_member_id == actor.id
        or is_asked(actor, member_id=blockage.asked_member_id, organisation_id=blockage.asked_organisation_id)
        or stands_in_for(actor, blockage.asked_member_id, blockage.person_id, today)
    )


def can_sit(member: Member, level: Turn) -> bool:
    """Who sits in the operational group, or on the board: by their role, or because they were named."""
    return level in SITS_AT and sits_in(member, SITS_AT[level])


def authority_of(member: Member) -> Turn:
    """The highest level at which this member may give way."""
    return next((level for level in (Turn.BOARD, Turn.GROUP) if can_sit(member, level)), Turn.PRACTITIONER)


def can_end_blockage(actor: Member | Person, blockage: Blockage) -> bool:
    """She alone says that something is not in her way any more."""
    return isinstance(actor, Person) and actor.id == blockage.person_id


def can_move_blockages_on(actor: Member) -> bool:
    """The job that tells of what climbed: the manager or an administrator lets it run, or the system itself."""
    return actor.is_system or (actor.is_active and actor.has_role(*LETS_JOBS_RUN))


def can_decide_rule(actor: Member) -> bool:
    """The board decides what becomes of a rule."""
    return sits_in(actor, Group.BOARD)


def can_name_flex_roles(actor: Member) -> bool:
    """Who speaks for their organisation says which roles of it give way in what; of no other organisation."""
    return can_speak_for_own_organisation(actor)


def can_read_rules(viewer: Member | Person) -> bool:
    """What was bent and changed is for all who are here: it names nobody."""
    return isinstance(viewer, Person) or viewer.is_active
