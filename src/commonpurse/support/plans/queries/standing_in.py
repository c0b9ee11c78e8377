"""Who is away, who stands in for whom, and for whom nobody does yet."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from commonpurse.kernel.context import acting_as_system
from commonpurse.parties.consent.access import kept_apart
from commonpurse.parties.consent.models import Absence, StandIn
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.access import WORKS_WITH_PEOPLE, kept_from, people_shared_with
from commonpurse.parties.people.models import Person
from commonpurse.support.plans.access import can_find_stand_in, can_say_away
from commonpurse.support.plans.models import Coordinator


@dataclass(frozen=True)
class AbsenceShown:
    """An absence, who stands in for how many people, and of how many nobody does: of those on the viewer's side of
    every wall. For a manager: `open`, who these are, and `led`, all for whom somebody can be named, these first.
    """

    absence: Absence
    by: list[tuple[Member, int]]
    open_count: int
    open: list[Person]
    led: list[Person]


def absences_seen_by(*, viewer: Member, today: date) -> list[AbsenceShown]:
    """Who is away now or will be: a manager sees everybody's, another their own. The next day first."""
    rows = Absence.objects.not_over(today).select_related("member__organisation")
    if not can_find_stand_in(viewer):
        rows = rows.filter(member=viewer.id)
    return [_shown(each, viewer) for each in rows.order_by("starts_on", "id")]


def get_absence(*, viewer: Member, absence_id: UUID) -> AbsenceShown | None:
    """One of them, over or not; None where it is not there, or not for this member."""
    found = Absence.objects.select_related("member__organisation").filter(id=absence_id).first()
    return _shown(found, viewer) if found is not None and can_say_away(viewer, found.member) else None


def who_could_be_away(*, viewer: Member) -> list[Member]:
    """For whom this member can say that they are away: oneself, and for a manager everybody who coordinates."""
    with acting_as_system("to find who coordinates"):
        leads = Coordinator.objects.filter(is_agreed=True, ends_on=None)
        found = Member.objects.filter(id__in=leads.values("member")).select_related("organisation")
        return [each for each in found.order_by("name", "id") if can_say_away(viewer, each)]


def could_stand_in(*, viewer: Member, member: Member) -> list[Member]:
    """Who could stand in for a member: who works with people in the same organisation."""
    if not can_say_away(viewer, member):
        return []
    able = Member.objects.filter(
        organisation=member.organisation_id, is_active=True, member_roles__role__in=WORKS_WITH_PEOPLE
    )
    return list(able.exclude(id=member.id).distinct().order_by("name", "id"))


def who_for_whom(*, viewer: Member, shown: AbsenceShown) -> list[tuple[Person, list[Member]]]:
    """For each person of an absence for whom this viewer can name somebody: who could, without whom she turned away."""
    able = could_stand_in(viewer=viewer, member=shown.absence.member) if shown.led else []
    with acting_as_system("to offer nobody whom she turned away"):
        said = StandIn.objects.filter(absence__member=shown.absence.member_id, refused_at__isnull=False)
        noes = set(said.filter(person__in=shown.led).values_list("person", "member"))
    return [(each, [one for one in able if (each.id, one.id) not in noes]) for each in shown.led]


def standing_in_of(*, viewer: Member, today: date) -> list[StandIn]:
    """For whom this member stands in today, in whose place and until when, by the day and the name."""
    people = people_shared_with(viewer, today).values("id")
    mine = StandIn.objects.live_on(today).filter(member=viewer.id, person__in=people)
    found = mine.select_related("person", "absence__member")
    return list(found.order_by("absence__ends_on", "absence__member__name", "person__called_by", "id"))


def get_stand_in(*, viewer: Person, stand_in_id: UUID) -> StandIn | None:
    """Who stands in for her, or did; None when it is not there or not hers."""
    hers = StandIn.objects.filter(person=viewer.id, id=stand_in_id)
    return hers.select_related("person", "member", "absence__member").first()


def people_led_by(member_id: UUID) -> QuerySet[Person]:
    """The people for whom a member coordinates. Ask it as the system, for a check or a count."""
    return Person.objects.filter(
        id__in=Coordinator.objects.filter(member=member_id, is_agreed=True, ends_on=None).values("person")
    )


def who_may_be_stood_in(absence: Absence, member: Member) -> list[Person]:
    """The people for whom this member can stand in: not who is kept away from them. Ask it as the system."""
    led = people_led_by(absence.member_id).exclude(id__in=kept_apart(member))
    return list(led.order_by("id"))


def turned_away(away_id: UUID, member_id: UUID) -> set[UUID]:
    """Who said of a member who stood in for who is away, now or another time: not this one. Ask it as the system."""
    said = StandIn.objects.filter(absence__member=away_id, member=member_id, refused_at__isnull=False)
    return set(said.values_list("person", flat=True))


def _shown(absence: Absence, viewer: Member) -> AbsenceShown:
    apart = set(kept_from(viewer))
    with acting_as_system("to count for whom nobody stands in yet"):
        rows = StandIn.objects.standing().filter(absence=absence, member__is_active=True).select_related("member")
        standing = list(rows.exclude(person__in=apart).order_by("named_at", "id"))
        led = list(people_led_by(absence.member_id).exclude(id__in=apart).order_by("called_by", "id"))
    has_one = {each.person_id for each in standing}
    led.sort(key=lambda each: each.id in has_one)
    around = [each for each in led if each.id not in has_one]
    finds = can_find_stand_in(viewer)
    counted = Counter(each.member for each in standing)
    return AbsenceShown(absence, list(counted.items()), len(around), around if finds else [], led if finds else [])
