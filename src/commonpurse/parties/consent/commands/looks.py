from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, transaction

from commonpurse.kernel.errors import Refused
from commonpurse.parties.consent.models import AccessRow
from commonpurse.parties.partners.models import Member


class CannotRecordLook(Refused):
    code = "cannot_record_look"


class Actor(Protocol):
    """A Member or a Person."""

    id: UUID


def log_access(*, viewer: Actor, person_id: UUID, why: str, fields: Sequence[str], now: datetime) -> None:
    """Write down that `viewer` is about to see `fields` of the person, and commit it, before anything is read.

    Raises: CannotRecordLook when the row cannot be written; the caller then shows nothing.
    """
    log_accesses(viewer=viewer, person_ids=[person_id], why=why, fields=fields, now=now)


def log_accesses(
    *, viewer: Actor, person_ids: Collection[UUID], why: str, fields: Sequence[str], now: datetime
) -> None:
    """The same for a list of people: one row each, all or none, in one transaction. Raises: CannotRecordLook."""
    if not person_ids:
        return
    try:
        with transaction.atomic(using=settings.ACCESS_LOG_DATABASE):
            AccessRow.objects.using(settings.ACCESS_LOG_DATABASE).bulk_create(
                AccessRow(
                    person_id=person_id,
                    viewer_kind="member" if isinstance(viewer, Member) else "person",
                    viewer_id=viewer.id,
                    organisation_id=viewer.organisation_id if isinstance(viewer, Member) else None,
                    roles=sorted(viewer.roles) if isinstance(viewer, Member) else [],
                    why=why,
                    fields=list(fields),
                    looked_at=now,
                )
                for person_id in dict.fromkeys(person_ids)
            )
    except DatabaseError as error:
        raise CannotRecordLook(
            "We could not write down that you looked, so we cannot show this page. Please try again in a minute."
        ) from error
