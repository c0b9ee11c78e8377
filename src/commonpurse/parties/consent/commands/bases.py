from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.errors import NotAllowed, Refused
from commonpurse.kernel.periods import business_date
from commonpurse.kernel.texts import check_fits
from commonpurse.parties.consent.access import can_set_lawful_basis
from commonpurse.parties.consent.models import LawfulBasis
from commonpurse.parties.consent.rules import check_basis
from commonpurse.parties.partners.models import Member, Organisation


class BasisEnded(Refused):
    code = "lawful_basis_ended"


def set_lawful_basis(
    *,
    by: Member,
    organisation: Organisation,
    purpose: str,
    art6: str,
    art9: str = "",
    art10: str = "",
    notice_version: str,
    review_on: date,
    now: datetime,
) -> LawfulBasis:
    """Write down why the law lets an organisation hold and see something personal. From now on it may be shown it.

    The same again is the one that is there. Raises: BasisRefused, TextTooLong.
    """
    if not can_set_lawful_basis(by):
        raise NotAllowed
    check_basis(
        kind=organisation.kind,
        art6=art6,
        purpose=purpose,
        notice_version=notice_version,
        review_on=review_on,
        today=business_date(now),
    )
    fields: dict[str, Any] = {
        "purpose": purpose.strip(),
        "art6": art6,
        "art9": art9,
        "art10": art10,
        "notice_version": notice_version.strip(),
        "review_on": review_on,
    }
    check_fits(LawfulBasis, purpose=fields["purpose"], notice_version=fields["notice_version"])
    with transaction.atomic():
        Organisation.objects.select_for_update(no_key=True).get(id=organisation.id)
        same = LawfulBasis.objects.filter(organisation=organisation, ended_at=None, **fields).first()
        if same is not None:
            return same
        basis = LawfulBasis.objects.create(organisation=organisation, set_by=by, set_at=now, **fields)
        record_event(
            "lawful_basis_set", by=by.id, subject_type="organisation", subject_id=organisation.id, now=now, art6=art6
        )
        return basis


def end_lawful_basis(*, by: Member, basis: LawfulBasis, now: datetime) -> LawfulBasis:
    """End it: without another one, the organisation is shown nothing personal from the next request on.

    Raises: BasisEnded.
    """
    if not can_set_lawful_basis(by):
        raise NotAllowed
    with transaction.atomic():
        current = LawfulBasis.objects.select_for_update(no_key=True).get(id=basis.id)
        if current.ended_at is not None:
            raise BasisEnded("This has ended already.")
        current.ended_at, current.ended_by = now, by
        current.save(update_fields=["ended_at", "ended_by"])
        record_event(
            "lawful_basis_ended",
            by=by.id,
            subject_type="organisation",
            subject_id=current.organisation_id,
            now=now,
            basis=str(current.id),
        )
        return current
