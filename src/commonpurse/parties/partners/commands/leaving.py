"""Say that an organisation leaves, and call it off. What ends on the day: `support.plans.commands.leaving`."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.periods import business_date
from commonpurse.kernel.texts import check_fits
from commonpurse.parties.partners.access import can_let_organisation_leave
from commonpurse.parties.partners.models import CharterSignature, Departure, Member, Organisation
from commonpurse.parties.partners.rules import LeavingRefused, check_leaves_on, check_says


def say_organisation_leaves(
    *, by: Member, organisation: Organisation, leaves_on: date, reason: str, now: datetime
) -> Departure:
    """Write down from which day an organisation is no partner any more, and why. Nothing ends before that day.

    The same again is the one that is there. Raises: LeavingRefused (`leaves_on_impossible`, `leaving_already`),
    CharterRefused (`nothing_said`), TextTooLong.
    """
    if not can_let_organisation_leave(by, organisation):
        raise NotAllowed
    check_leaves_on(leaves_on, today=business_date(now))
    clean = check_says(reason, field="reason", message="Write why. The other partners can read it.")
    check_fits(Departure, reason=clean)
    with transaction.atomic():
        Organisation.objects.select_for_update(no_key=True).get(id=organisation.id)
        standing = Departure.objects.open().filter(organisation=organisation).first()
        if standing is not None and (standing.leaves_on, standing.reason) == (leaves_on, clean):
            return standing
        if standing is not None:
            raise LeavingRefused("It is said already that they leave. Call that off first.", code="leaving_already")
        made = Departure.objects.create(
            organisation=organisation, leaves_on=leaves_on, reason=clean, said_by=by, said_at=now
        )
        record_event(
            "organisation_leaving_said",
            by=by.id,
            subject_type="organisation",
            subject_id=organisation.id,
            now=now,
            leaves_on=leaves_on.isoformat(),
        )
        return made


def call_off_leaving(*, by: Member, departure: Departure, now: datetime) -> Departure:
    """They stay. Called off already: as it is. Raises: LeavingRefused (`left_already`)."""
    if not can_let_organisation_leave(by, departure.organisation):
        raise NotAllowed
    with transaction.atomic():
        current = Departure.objects.select_for_update(no_key=True, of=("self",)).get(id=departure.id)
        if current.called_off_at is not None:
            return current
        if current.left_at is not None:
            raise LeavingRefused("They have left. They can join anew.", code="left_already")
        current.called_off_at, current.called_off_by = now, by
        current.save(update_fields=["called_off_at", "called_off_by"])
        record_event(
            "organisation_leaving_called_off",
            by=by.id,
            subject_type="organisation",
            subject_id=current.organisation_id,
            now=now,
        )
        return current


def end_signatures_of(*, by: Member, organisation: Organisation, reason: str, now: datetime) -> list[CharterSignature]:
    """End what an organisation that leaves has signed, with the reason. Nothing signed: nothing to end."""
    if not can_let_organisation_leave(by, organisation):
        raise NotAllowed
    with transaction.atomic():
        standing = list(
            CharterSignature.objects.select_for_update(no_key=True).filter(organisation=organisation, withdrawn_at=None)
        )
        for signature in standing:
            signature.withdrawn_by, signature.withdrawn_at, signature.reason = by, now, reason
            signature.save(update_fields=["withdrawn_by", "withdrawn_at", "reason"])
        if standing:
            record_event(
                "signature_withdrawn", by=by.id, subject_type="organisation", subject_id=organisation.id, now=now
            )
        return standing
