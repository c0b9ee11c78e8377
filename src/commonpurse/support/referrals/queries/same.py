"""Possibly the same person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.errors import NotAllowed
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.access import kept_from
from commonpurse.parties.people.models import Person, PersonName
from commonpurse.support.referrals.access import can_decide_referral, can_open_name
from commonpurse.support.referrals.models import NameOpening, Referral, SameAnswer
from commonpurse.support.referrals.rules import NAME_OPEN_FOR, State, may_be_same


@dataclass(frozen=True)
class MaybeSame:
    """Somebody who might be the same person: here already, or in another referral (`code`). `is_same`: as answered."""

    key: UUID
    name: str
    born: date | None
    code: str = ""
    is_same: bool | None = None


def maybe_the_same(*, viewer: Member, referral: Referral, now: datetime) -> list[MaybeSame] | None:
    """Who might be the same as who was referred, for who decides it. Nobody is merged: somebody answers each.

    None where it is another's to find out, and where the viewer has not opened, in the last hour, this name and each of
    the other referrals: no name is read
    without a reason that is kept (`commands.open_name`).
    """
    if not can_decide_referral(viewer, referral):
        raise NotAllowed
    if not can_open_name(viewer, referral):
        return None
    around = kept_from(viewer)
    with acting_as_system("to find out whether somebody is here already"):
        opened = NameOpening.objects.filter(member=viewer, opened_at__gt=now - NAME_OPEN_FOR)
        found = alike(referral, without=around)
        needed = {referral.id, *(one.key for one in found if one.code)}
        return found if needed <= set(opened.values_list("referral", flat=True)) else None


def alike(referral: Referral, *, without: tuple[UUID, ...] = ()) -> list[MaybeSame]:
    """The same, as a part of another question, which has asked whether it may look across everybody.

    What was taken back or declined is left out: nobody is linked by it, so nobody needs that name any more.
    """
    if referral.person_id is not None:
        return []
    answers = _answers_about(referral)
    found: list[MaybeSame] = []
    seen: set[UUID] = set()
    people = Person.objects.exclude(id__in=without)
    own = people.values_list("id", "called_by", "date_of_birth")
    other = PersonName.objects.exclude(person__in=without).values_list("person", "name", "person__date_of_birth")
    for key, name, born in [*own, *other]:
        if key not in seen and may_be_same(referral.name, referral.date_of_birth, name, born):
            seen.add(key)
            found.append(MaybeSame(key, name, born, is_same=answers.get(key)))
    referrals = Referral.objects.exclude(id=referral.id).exclude(state__in=[State.REVOKED.value, State.DECLINED.value])
    for other_one in referrals.exclude(person__in=without).order_by("referred_at", "id"):
        if other_one.person_id in seen and other_one.person_id is not None:
            continue  # she stands there already
        if may_be_same(referral.name, referral.date_of_birth, other_one.name, other_one.date_of_birth):
            is_same = answers.get(other_one.id)
            found.append(MaybeSame(other_one.id, other_one.name, other_one.date_of_birth, other_one.code, is_same))
    return found


def _answers_about(referral: Referral) -> dict[UUID, bool]:
    """What was answered of this referral, from either side."""
    rows = SameAnswer.objects.filter(Q(referral=referral) | Q(other_key=referral.id))
    return {row.other_key if row.referral_id == referral.id else row.referral_id: row.is_same for row in rows}
