"""Whether anybody whose turn it is may read a blockage that climbed; and what she let the group or the board read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef

from commonpurse.kernel.context import acting_as_system
from commonpurse.parties.consent.access import members_shared_with
from commonpurse.parties.consent.rules import Item
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.models import Person
from commonpurse.support.blockages.access import can_answer_reading, can_read_what_is_let, can_sit, who_sits
from commonpurse.support.blockages.models import Blockage, BlockageShown
from commonpurse.support.blockages.rules import READERS, Level, Reads

WITH = (
    "person",
    "asked_member__organisation",
    "asked_organisation",
    "raised_by_person",
    "raised_by_member__organisation",
    "decided_by__organisation",
    "rule",
)


@dataclass(frozen=True)
class Reading:
    """At which level a blockage is, and whether anybody there may read it. `said`: what she said to that."""

    level: Level
    reads: Reads
    said: BlockageShown | None = None


def readings(blockages: Iterable[Blockage], today: date) -> dict[UUID, Reading]:
    """For each open one that climbed, whether anybody there may read it: a part of another question. Three statements.

    It tells nothing of the plan but whether somebody of the level is shown it.
    """
    up = [one for one in blockages if one.is_open and one.level_on(today) in READERS]
    if not up:
        return {}
    with acting_as_system("to see whether anybody whose turn it is may read a blockage"):
        rows = BlockageShown.objects.filter(blockage__in=[one.id for one in up], ended_at=None)
        said = {(row.blockage_id, row.reader): row for row in rows.select_related("told_to")}
        found: dict[UUID, Reading] = {}
        for level in READERS:
            here = [one for one in up if one.level_on(today) is level]
            if not here:
                continue
            sitting = who_sits(level).order_by().values("id")
            shown = members_shared_with(OuterRef("pk"), Item.PLAN, today).filter(id__in=sitting)
            people = Person.objects.filter(Exists(shown), id__in={one.person_id for one in here})
            by_plan = set(people.values_list("id", flat=True))
            for one in here:
                found[one.id] = _reading(level, one.person_id in by_plan, said.get((one.id, level.value)))
        return found


def _reading(level: Level, is_by_plan: bool, said: BlockageShown | None) -> Reading:
    if said is not None and said.is_yes:
        return Reading(level, Reads.LET, said)
    if is_by_plan:
        return Reading(level, Reads.BY_THE_PLAN)
    return Reading(level, Reads.WAITS if said is None else Reads.NOT_THIS, said)


def reading_of(blockage: Blockage, today: date) -> Reading | None:
    """The same of one; None where it has not climbed, or is not open."""
    return readings([blockage], today).get(blockage.id)


def may_answer_reading(*, viewer: Member | Person, blockage: Blockage, reading: Reading | None, today: date) -> bool:
    """Whether this viewer says, or writes down, whether it may be read: to show the form or hide it."""
    if reading is None or reading.reads is Reads.BY_THE_PLAN:
        return False
    is_hers_alone = isinstance(viewer, Member) and reading.said is not None and reading.said.is_by_herself
    return not is_hers_alone and can_answer_reading(viewer, blockage, today)


def get_what_is_let(*, viewer: Member, blockage_id: UUID, today: date) -> Blockage | None:
    """One blockage that she let the group or the board read, for who sits there; else None."""
    if not any(can_sit(viewer, level) for level in READERS):
        return None
    with acting_as_system("to find one line that she may have let be read"):
        found = Blockage.objects.select_related(*WITH).filter(id=blockage_id).first()
    return found if found is not None and can_read_what_is_let(viewer, found, today) else None
