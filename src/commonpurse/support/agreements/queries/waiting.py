"""What waits in what was agreed: for the person, all of it with its clock; for the manager, what is late."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import BooleanField, CharField, DateField, Exists, OuterRef, QuerySet, Value

from commonpurse.kernel.context import acting_as_system
from commonpurse.parties.consent.rules import Item
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.access import people_shared_with
from commonpurse.parties.people.models import Person
from commonpurse.support.agreements.access import can_see_late_wishes
from commonpurse.support.agreements.models import Agreement, ChangeWish, LimitEndAsk, Signature
from commonpurse.support.agreements.queries.wordings import wishes_waiting_for
from commonpurse.support.agreements.rules import SignerRole


class AgreedWaitKind(StrEnum):
    """What it is that waits."""

    END_ASK = "end_ask"
    TO_SIGN = "to_sign"
    WISH = "wish"


@dataclass(frozen=True)
class AgreedWait:
    """One thing that waits. `thing_id`: the limit, the new wording or the wish; `words`: the limit's kind, or hers.

    Of an ask to end a limit: who set it (`name`), until when they answer (`author_by`), then the manager.
    """

    kind: AgreedWaitKind
    thing_id: UUID
    words: str
    since: datetime
    name: str
    is_active: bool | None
    author_by: date | None
    manager_by: date | None


def agreed_waits(*, viewer: Member | Person, person: Person, today: date) -> list[AgreedWait]:
    """What waits in the agreement and the limits of one person, the oldest first, in one statement.

    Her asks to end a limit that runs, new words that she has not signed, and what she wants to be different.
    """
    seen = people_shared_with(viewer, today, Item.MONEY_DETAIL).filter(id=person.id).values("id")
    ends = LimitEndAsk.objects.filter(
        person__in=seen, answered_at=None, limit__lifted_on=None, limit__ends_on__gt=today
    ).values_list(
        Value(AgreedWaitKind.END_ASK.value, CharField()),
        "limit_id",
        "limit__kind",
        "asked_at",
        "limit__author__name",
        "limit__author__is_active",
        "author_by",
        "manager_by",
    )
    nothing = (Value("", CharField()), Value(None, BooleanField()), Value(None, DateField()), Value(None, DateField()))
    hers = Signature.objects.filter(agreement=OuterRef("pk"), role=SignerRole.PERSON.value)
    drafts = Agreement.objects.filter(~Exists(hers), person__in=seen, number=None, dropped_at=None).values_list(
        Value(AgreedWaitKind.TO_SIGN.value, CharField()), "id", Value("", CharField()), "made_at", *nothing
    )
    wishes = ChangeWish.objects.filter(person__in=seen, answered_at=None).values_list(
        Value(AgreedWaitKind.WISH.value, CharField()), "id", "words", "wished_at", *nothing
    )
    rows = ends.order_by().union(drafts.order_by(), wishes.order_by(), all=True)
    found = [AgreedWait(AgreedWaitKind(kind), *rest) for kind, *rest in rows]
    return sorted(found, key=lambda wait: (wait.since, str(wait.thing_id)))


@dataclass(frozen=True)
class LateWishes:
    """Wishes that nobody answered in time. `shown`: of those whom the viewer may see; `unseen`: how many more."""

    shown: Sequence[ChangeWish]
    unseen: int

    @property
    def count(self) -> int:
        return len(self.shown) + self.unseen


def late_wishes(*, viewer: Member, today: date) -> LateWishes:
    """What people want to be different and nobody answered in time; nothing for who does not keep the list."""
    if not can_see_late_wishes(viewer):
        return LateWishes([], 0)
    with acting_as_system("to see what nobody answered in time"):
        late = {wish.id for wish in _open() if wish.answer_by < today}
    shown = [wish for wish in wishes_waiting_for(viewer, today) if wish.id in late] if late else []
    return LateWishes(shown, len(late) - len(shown))


def _open() -> QuerySet[ChangeWish]:
    return ChangeWish.objects.filter(answered_at=None).order_by("wished_at")
