"""Where a person is, and what she said ahead for that. See ADR 0107."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from commonpurse.kernel.context import acting_as_system
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.access import can_see_whereabouts
from commonpurse.parties.people.models import Person, Whereabouts, WhileAway
from commonpurse.parties.people.rules import AWAY, Meanwhile, Place


@dataclass(frozen=True)
class WhereSheIs:
    """The newest that is known of where she is, None where nobody ever told; and what she said ahead, by place.

    `only_hers`: her money pays only what she asks for, by what she said ahead, until she says herself that she is back.
    """

    newest: Whereabouts | None
    ahead: Mapping[Place, WhileAway]
    only_hers: bool

    @property
    def place(self) -> Place:
        return Place(self.newest.kind) if self.newest is not None else Place.HERE

    @property
    def is_away(self) -> bool:
        return self.place in AWAY

    def is_back_due(self, today: date) -> bool:
        """Whether the day has come on which she wanted to be back: it is asked, nothing changes by itself."""
        return self.newest is not None and self.newest.back_on is not None and self.newest.back_on <= today

    @property
    def said_ahead(self) -> WhileAway | None:
        """What she said ahead for where she is now."""
        return self.ahead.get(self.place) if self.is_away else None

    @property
    def money(self) -> Meanwhile:
        return Meanwhile.ONLY_HERS if self.only_hers else Meanwhile.GOES_ON


def where_she_is(*, viewer: Member | Person, person: Person, today: date) -> WhereSheIs | None:
    """Where she is and what she said ahead; None where the viewer does not see her plan."""
    return _where(person) if can_see_whereabouts(viewer, person, today) else None


def told_of(*, viewer: Member | Person, person: Person, today: date) -> list[Whereabouts]:
    """All that was told of where she was, the newest first; nothing where the viewer does not see her plan."""
    if not can_see_whereabouts(viewer, person, today):
        return []
    rows = Whereabouts.objects.filter(person=person)
    return list(rows.select_related("told_by_member__organisation", "told_by_person").order_by("-told_at", "-id"))


def only_hers_now(person: Person) -> bool:
    """Whether she is away and said ahead: only what I ask for myself. Asked by what releases money, whoever acts.

    A member's word may begin it and never ends it: of all that was told since she last told it herself, one is enough.
    """
    with acting_as_system("to keep to what she said ahead about her money"):
        return only_hers_of(person).exists()


def only_hers_of(person: Person | OuterRef) -> QuerySet[Whereabouts]:
    """What was told of her by which only what she asks for is paid: to be asked alone, or within another statement."""
    said = WhileAway.objects.filter(person=OuterRef("person"), kind=OuterRef("kind")).order_by("-said_at", "-id")
    later = Whereabouts.objects.filter(
        person=OuterRef("person"), told_by_person__isnull=False, told_at__gt=OuterRef("told_at")
    )
    told = Whereabouts.objects.filter(~Exists(later), person=person)
    return told.annotate(money=Subquery(said.values("money")[:1])).filter(money=Meanwhile.ONLY_HERS.value)


def _newest(person: Person) -> Whereabouts | None:
    return Whereabouts.objects.filter(person=person).order_by("-told_at", "-id").first()


def _where(person: Person) -> WhereSheIs:
    said = WhileAway.objects.filter(person=person).order_by("said_at", "id")
    ahead = {Place(row.kind): row for row in said}
    return WhereSheIs(newest=_newest(person), ahead=ahead, only_hers=only_hers_now(person))
