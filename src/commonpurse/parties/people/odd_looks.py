"""Looks that are worth a question: they may be between people who know each other. Read from the access log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.periods import business_date
from commonpurse.parties.consent.models import AccessRow, StandIn
from commonpurse.parties.consent.queries import current_guardian
from commonpurse.parties.consent.rules import Look, OddLook, last_name, odd_looks
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.access import kept_from
from commonpurse.parties.people.models import Person, PersonName, Support

DAYS_OF_USUAL = 28


@dataclass(frozen=True)
class OddLookShown:
    """One such question: who looked, at whom (None: at many), and why it is worth asking."""

    look: OddLook
    member: Member
    person: Person | None


def looks_to_ask_about(*, viewer: Member | Person, now: datetime) -> list[OddLookShown]:
    """What of the last 24 hours the manager or the guardian should ask about, the latest first. Never of themselves,
    and of nobody whom they are kept away from. A fixed number of statements.
    """
    if not isinstance(viewer, Member) or not may_ask_about_looks(viewer):
        return []
    apart = set(kept_from(viewer))
    with acting_as_system("to find looks between people who may know each other"):
        since = now - timedelta(days=1)
        looks = [each for each in _looks(since, now) if each.member != viewer.id and each.person not in apart]
        members = Member.objects.select_related("organisation").in_bulk({each.member for each in looks})
        people = Person.objects.in_bulk({each.person for each in looks})
        names = {person.id: set(person.called_by.casefold().split()) for person in people.values()}
        for person, name in PersonName.objects.filter(person__in=people).values_list("person", "name"):
            names[person].update(name.casefold().split())
        today = business_date(now)
        works_with = set(
            Support.objects.filter(person__in=people, member__in=members, starts_on__lte=today)
            .exclude(ends_on__lt=business_date(since))
            .values_list("member", "person")
        )
        standing_in = StandIn.objects.filter(person__in=people, member__in=members, absence__starts_on__lte=today)
        standing_in = standing_in.exclude(absence__ends_on__lt=business_date(since))
        works_with |= set(standing_in.values_list("member", "person"))
        usual = _people_a_day(set(members), since)
    found = odd_looks(
        looks,
        last_names={member.id: last_name(member.name) for member in members.values()},
        names=names,
        works_with=works_with,
        usual=usual,
    )
    return [
        OddLookShown(each, members[each.member], people[each.person] if each.person else None)
        for each in found
        if each.member in members and (each.person is None or each.person in people)
    ]


def may_ask_about_looks(viewer: Member) -> bool:
    """The manager, and the guardian."""
    return viewer.has_role("manager") or viewer == current_guardian()


def _looks(since: datetime, until: datetime, members: set[UUID] | None = None) -> Sequence[Look]:
    """The looks of members at one person's own page: a list writes a row of each person at the same moment."""
    rows = AccessRow.objects.filter(viewer_kind="member", looked_at__gt=since, looked_at__lte=until)
    if members is not None:
        rows = rows.filter(viewer_id__in=members)
    at_once: dict[tuple[UUID, datetime], set[UUID]] = {}
    for viewer, person, at in rows.values_list("viewer_id", "person_id", "looked_at"):
        at_once.setdefault((viewer, at), set()).add(person)
    return [Look(viewer, min(people), at) for (viewer, at), people in at_once.items() if len(people) == 1]


def _people_a_day(members: set[UUID], before: datetime) -> dict[UUID, float]:
    """How many people each member looked at on a day on which they looked at any, in the weeks before."""
    days: dict[UUID, dict[object, set[UUID]]] = {}
    for look in _looks(before - timedelta(days=DAYS_OF_USUAL), before, members):
        days.setdefault(look.member, {}).setdefault(business_date(look.at), set()).add(look.person)
    return {member: sum(map(len, theirs.values())) / len(theirs) for member, theirs in days.items()}
