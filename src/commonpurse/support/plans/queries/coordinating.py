"""Who coordinates, for how many, and when somebody was last in touch.

When a member was last in touch is told, as a day, to whoever may know that she is here. How it went is hers to share,
and so is the day on which she told it herself.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.periods import business_date
from commonpurse.parties.consent.models import StandIn
from commonpurse.parties.consent.rules import Item
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.access import can_see_person, open_on, people_shared_with, works_with
from commonpurse.parties.people.models import Person, Support
from commonpurse.support.plans.access import can_name_coordinator
from commonpurse.support.plans.models import CheckIn, Coordinator

# What a member wrote down: they were in touch with her. What she told herself says nothing of who was there.
BY_A_MEMBER = Q(written_by_member__isnull=False)


def works_with_her(member: Member, *, person: Person, today: date) -> bool:
    """Whether this member works with the person now, and is here. Asked across everybody, inside commands."""
    with acting_as_system("to see whether who is named works with the person"):
        return member.is_active and works_with(member, person, today)


@dataclass(frozen=True)
class StandsIn:
    """Who stands in for who coordinates, from a day until a day; or was turned away by her."""

    id: UUID
    member_id: UUID
    name: str
    organisation: str
    starts_on: date
    ends_on: date
    is_turned_away: bool


@dataclass(frozen=True)
class Coordinating:
    """Who coordinates, who hands over and until when, and who is named and waits for her yes.

    `is_gap`: who coordinates has left. It does not end by that: somebody has to be named.
    `stand_in`: who coordinates is away, now or soon, and this one stands in, or was turned away by her.
    """

    lead: Coordinator | None
    handing_over: list[Coordinator]
    waiting: Coordinator | None
    stand_in: StandsIn | None = None

    @property
    def is_gap(self) -> bool:
        return self.lead is not None and not self.lead.member.is_active


def coordinating(*, viewer: Member | Person, person: Person, today: date) -> Coordinating | None:
    """Who coordinates for a person; None where the viewer may not know that she is here."""
    return coordinators_on(person, today) if can_see_person(viewer, person, today) else None


def coordinators_on(person: Person, today: date) -> Coordinating:
    """Who coordinates on that day: a part of another question, which has asked whether it may."""
    rows = Coordinator.objects.filter(person=person).exclude(is_agreed=False).exclude(ends_on__lte=today)
    stand_in = Subquery(_stand_ins().filter(absence__ends_on__gt=today)[:1])
    told = rows.annotate(stand_in=stand_in).select_related("member__organisation", "person")
    return _coordinating(list(told.order_by("named_at", "id")))


def coordinators_before(*, viewer: Member | Person, person: Person, today: date) -> list[Coordinator]:
    """All who were named for her, answered or not, the oldest first; nobody where the viewer may not know of her."""
    if not can_see_person(viewer, person, today):
        return []
    rows = Coordinator.objects.filter(person=person).select_related("member__organisation", "named_by_member")
    return list(rows.order_by("named_at", "id"))


def get_named_coordinator(*, viewer: Person, named_id: UUID) -> Coordinator | None:
    """Who was named for her, answered or not; None when it is not there or not hers."""
    return Coordinator.objects.filter(person=viewer.id, id=named_id).select_related("person", "member").first()


@dataclass(frozen=True)
class InTouch:
    """For one person: who coordinates, whether they are still here, and the day somebody was last in touch.

    `in_place_of`, `stands_in_until`: where the viewer stands in for who coordinates.
    """

    lead: str = ""
    lead_is_here: bool = False
    last_on: date | None = None
    in_place_of: str = ""
    stands_in_until: date | None = None


def in_touch_of(*, viewer: Member | Person, person_ids: Collection[UUID], today: date) -> dict[UUID, InTouch]:
    """Who coordinates for each of these people and when anybody was last in touch, of whom the viewer knows.

    What she told herself counts for whom she shows how things are going; to others the day is not to be told.
    """
    lead = Coordinator.objects.filter(person=OuterRef("pk"), is_agreed=True, ends_on=None)
    mine = StandIn.objects.live_on(today).filter(person=OuterRef("pk"), member=viewer.id)
    seen = people_shared_with(viewer, today).filter(id__in=list(person_ids))
    shows_them = Q(person__in=people_shared_with(viewer, today, Item.OUTCOMES).values("id"))
    found = seen.annotate(
        last=Subquery(last_in_touch(BY_A_MEMBER | shows_them)),
        lead=Subquery(lead.values("member__name")[:1]),
        lead_is_here=Subquery(lead.values("member__is_active")[:1]),
        in_place_of=Subquery(mine.values("absence__member__name")[:1]),
        until=Subquery(mine.values("absence__ends_on")[:1]),
    )
    with acting_as_system("to see when somebody was last in touch"):
        return {
            row["id"]: InTouch(
                row["lead"] or "",
                bool(row["lead_is_here"]),
                _day(row["last"]),
                row["in_place_of"] or "",
                row["until"],
            )
            for row in found.order_by().values("id", "last", "lead", "lead_is_here", "in_place_of", "until")
        }


@dataclass(frozen=True)
class CouldCoordinate:
    """Somebody who works with the person, and for how many people they coordinate now."""

    member: Member
    caseload: int


def could_coordinate(*, viewer: Member | Person, person: Person, today: date) -> list[CouldCoordinate]:
    """Who could be named, with the size of their caseload; nobody where the viewer may name none."""
    if not can_name_coordinator(viewer, person, today):
        return []
    with acting_as_system("to count for how many somebody coordinates"):
        supports = Support.objects.filter(open_on(today), person=person, member__is_active=True)
        members = Member.objects.filter(id__in=supports.values("member")).select_related("organisation")
        found = list(members.order_by("name", "id"))
    counted = caseload_sizes([member.id for member in found])
    return [CouldCoordinate(member, counted.get(member.id, 0)) for member in found]


def caseload_sizes(member_ids: Collection[UUID]) -> Mapping[UUID, int]:
    """For how many people each of these members coordinates now: numbers, and nobody's name."""
    with acting_as_system("to count for how many somebody coordinates"):
        leads = Coordinator.objects.filter(member__in=list(member_ids), is_agreed=True, ends_on=None)
        counted = leads.order_by().values("member").annotate(count=Count("id"))
        return {row["member"]: row["count"] for row in counted}


# In touch -------------------------------------------------------------------------------------------------------------


def check_ins_of(*, viewer: Member | Person, person: Person, today: date, count: int = 10) -> list[CheckIn]:
    """How her weeks were, the newest first; nothing where she does not share how things are going."""
    seen = people_shared_with(viewer, today, Item.OUTCOMES).filter(id=person.id).values("id")
    rows = CheckIn.objects.filter(person__in=seen).select_related(
        "written_by_member__organisation", "written_by_person"
    )
    return list(rows.order_by("-said_at", "-id")[:count])


# The steps of them ----------------------------------------------------------------------------------------------------


def _coordinating(rows: list[Coordinator]) -> Coordinating:
    agreed = [row for row in rows if row.is_agreed]
    lead = next((row for row in agreed if row.ends_on is None), None)
    return Coordinating(
        lead=lead,
        handing_over=[row for row in agreed if row.ends_on is not None],
        waiting=next((row for row in rows if row.answered_at is None), None),
        stand_in=_told(lead) if lead is not None else None,
    )


def _stand_ins() -> QuerySet[StandIn, Any]:
    """Of whom a row of a coordinator is: who stands in now or next, else who was turned away and nobody came after.

    As one value, so that it costs no statement of its own.
    """
    hers = StandIn.objects.filter(person=OuterRef("person"), absence__member=OuterRef("member"), ended_at=None)
    hers = hers.filter(member__is_active=True, absence__member__is_active=True)
    told = JSONObject(
        id="id",
        member_id="member",
        name="member__name",
        organisation="member__organisation__name",
        starts_on="absence__starts_on",
        ends_on="absence__ends_on",
        refused_at="refused_at",
    )
    return hers.filter(absence__ended_at=None).order_by("absence__starts_on", "-named_at").values(told=told)


def _told(row: Any) -> StandsIn | None:
    found = row.stand_in
    if found is None:
        return None
    return StandsIn(
        id=UUID(found["id"]),
        member_id=UUID(found["member_id"]),
        name=found["name"],
        organisation=found["organisation"],
        starts_on=date.fromisoformat(found["starts_on"]),
        ends_on=date.fromisoformat(found["ends_on"]),
        is_turned_away=found["refused_at"] is not None,
    )


def last_in_touch(counts: Q = BY_A_MEMBER) -> QuerySet[CheckIn, datetime]:
    """As a part of a question about people: when a member was last in touch with each, or what else counts."""
    said = CheckIn.objects.filter(counts, person=OuterRef("pk")).order_by().values("person")
    return said.annotate(last=Max("said_at")).values_list("last", flat=True)


def _day(moment: datetime | None) -> date | None:
    return business_date(moment) if moment is not None else None
