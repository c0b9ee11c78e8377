"""Risk records as they are read: those of one person, those that count, and those that wait for a hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from commonpurse.kernel.context import acting_as_system
from commonpurse.parties.consent.rules import Item
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.access import people_shared_with
from commonpurse.parties.people.models import Person
from commonpurse.support.agreements.access import can_list_limits
from commonpurse.support.agreements.models import RiskRecord, Signature
from commonpurse.support.agreements.rules import REVIEW_SOON_DAYS, RISK_PARTS, SIGNERS, SignerRole


@dataclass(frozen=True)
class RiskShown:
    """One risk record with its signatures."""

    record: RiskRecord
    signatures: Sequence[Signature]

    @property
    def parts(self) -> dict[str, str]:
        return {part: getattr(self.record, part) for part in RISK_PARTS}

    @property
    def missing(self) -> list[SignerRole]:
        """Who has yet to sign, in their order."""
        signed = {each.role for each in self.signatures}
        return [role for role in SIGNERS if role not in signed]

    @property
    def counts(self) -> bool:
        return self.record.in_force_at is not None and self.record.ended_at is None

    @property
    def waits(self) -> bool:
        return self.record.in_force_at is None and self.record.ended_at is None


def risk_records_of(*, viewer: Member | Person, person: Person, today: date) -> list[RiskShown]:
    """Every risk record of a person, the newest first; nothing where the viewer may not see it."""
    return [_shown(one) for one in _visible(viewer, today).filter(person=person).order_by("-made_at", "-id")]


def get_risk_record(*, viewer: Member | Person, person: Person, record_id: UUID, today: date) -> RiskShown | None:
    """One of them, or None when it is not there or not to be seen."""
    found = _visible(viewer, today).filter(person=person, id=record_id).first()
    return _shown(found) if found is not None else None


def risk_records_in_force(*, person: Person) -> list[RiskRecord]:
    """Those that count now, to be frozen with a decision by their ids. Asked inside commands, across everybody."""
    with acting_as_system("to see which risks were taken on purpose"):
        return list(RiskRecord.objects.filter(person=person, in_force_at__isnull=False, ended_at=None))


def risk_records_unsigned(*, viewer: Member | Person, today: date) -> list[RiskShown] | None:
    """Those that somebody has yet to sign, the oldest first; None for who is not shown the list."""
    if not can_list_limits(viewer):
        return None
    waiting = _visible(viewer, today).filter(in_force_at=None, ended_at=None)
    return [_shown(one) for one in waiting.order_by("made_at", "id")]


def risk_reviews_due(*, viewer: Member | Person, today: date) -> list[RiskShown] | None:
    """Those that count and are to be looked at again soon, or were, the oldest first; None for who is not shown it."""
    if not can_list_limits(viewer):
        return None
    soon = today + timedelta(days=REVIEW_SOON_DAYS)
    due = _visible(viewer, today).filter(in_force_at__isnull=False, ended_at=None, review_on__lte=soon)
    return [_shown(one) for one in due.order_by("review_on", "id")]


def _visible(viewer: Member | Person, today: date) -> QuerySet[RiskRecord]:
    people = people_shared_with(viewer, today, Item.MONEY_DETAIL).values("id")
    signed = Signature.objects.select_related(
        "signed_by_person", "signed_by_member__organisation", "written_down_by__organisation"
    ).order_by("signed_at", "id")
    return (
        RiskRecord.objects.filter(person__in=people)
        .select_related("person", "made_by__organisation", "ended_by", "replaces")
        .prefetch_related(Prefetch("signatures", signed))
    )


def _shown(record: RiskRecord) -> RiskShown:
    return RiskShown(record, list(record.signatures.all()))
