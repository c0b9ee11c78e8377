from __future__ import annotations

from dataclasses import fields, replace
from datetime import datetime

from django.db import transaction

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.errors import NotAllowed, Refused
from commonpurse.kernel.periods import business_date
from commonpurse.kernel.texts import check_fits
from commonpurse.parties.directory.access import can_put_right
from commonpurse.parties.directory.corrections import ROW, Correction, assure, close_notes, correction_of
from commonpurse.parties.directory.keeping import cost_row, keep_words
from commonpurse.parties.directory.models import (
    CostOption,
    Eligibility,
    Location,
    Schedule,
    Service,
    ServiceAtLocation,
    ServiceNote,
)
from commonpurse.parties.directory.records import ReadCost
from commonpurse.parties.directory.rules import CorrectionRefused, NoteOutcome, Status
from commonpurse.parties.partners.models import Member


def put_service_right(*, by: Member, service: Service, correction: Correction, now: datetime) -> Service:
    """Write a service as it truly is, assured today by this member; what people noted about it is answered by it.

    Nothing changed: that it is right as it stands is assured too. A price that changed is kept beside the new one.
    Raises: CorrectionRefused, TextTooLong, TextUnreadable.
    """
    if not can_put_right(by):
        raise NotAllowed
    clean = replace(
        correction,
        **{one.name: getattr(correction, one.name).strip() for one in fields(correction) if one.name != "price"},
    )
    _check(clean)
    with transaction.atomic():
        # The row alone is locked; what hangs on it is read after that.
        Service.objects.select_for_update(no_key=True).get(id=service.id)
        current = Service.objects.with_everything().get(id=service.id)
        if current.gone_at is not None:
            raise CorrectionRefused("Its feed lists this no more. There is nothing to put right.")
        before = correction_of(current)
        changed = [one.name for one in fields(clean) if getattr(before, one.name) != getattr(clean, one.name)]
        for name in ROW:
            setattr(current, name, getattr(clean, name))
        assure(current, by, now)
        if changed:
            current.changed_at = now
        current.save(update_fields=[*ROW, "assured_on", "assured_by", "put_right_at", "assurer", "changed_at"])
        _put_parts_right(current, clean, set(changed), now)
        keep_words([current.id])
        waiting = list(ServiceNote.objects.select_for_update(no_key=True).filter(service=current, answered_at=None))
        close_notes(waiting, NoteOutcome.PUT_RIGHT if changed else NoteOutcome.WAS_RIGHT, by, now)
        record_event(
            "service_put_right" if changed else "service_assured",
            by=by.id,
            subject_type="service",
            subject_id=current.id,
            now=now,
            fields=changed,
        )
        return Service.objects.with_everything().get(id=current.id)


def _check(correction: Correction) -> None:
    if not correction.name:
        raise CorrectionRefused("Write the name of the service.", field="name")
    if correction.status not in set(Status):
        raise CorrectionRefused("Choose one of the states.", field="status")
    website = correction.website
    if website and not website.lower().startswith(("https://", "http://")):
        raise CorrectionRefused("An address of the web begins with https.", field="website")
    check_fits(Service, **{name: getattr(correction, name) for name in ROW if name != "status"})
    for model, column, name in (
        (Schedule, "words", "times"),
        (Eligibility, "words", "who_for"),
        (CostOption, "words", "price_words"),
        (Location, "address", "address"),
        (Location, "postcode", "postcode"),
    ):
        _check_fits_as(model, column, name, getattr(correction, name))


def _check_fits_as(model: type, column: str, name: str, text: str) -> None:
    """Check a text against its column, and name the field of the form."""
    try:
        check_fits(model, **{column: text})
    except Refused as refused:
        refused.field = name
        raise


def _put_parts_right(service: Service, said: Correction, changed: set[str], now: datetime) -> None:
    if "times" in changed:
        service.schedules.all().delete()
        if said.times:
            Schedule.objects.create(service=service, number=0, words=said.times)
    if "who_for" in changed:
        service.eligibilities.all().delete()
        if said.who_for:
            Eligibility.objects.create(service=service, number=0, words=said.who_for)
    if changed & {"price", "price_words"}:
        CostOption.objects.filter(service=service, gone_at=None, number=0).update(gone_at=now)
        if said.price is not None or said.price_words:
            cost = ReadCost("", starts_on=business_date(now), amount=said.price, words=said.price_words)
            cost_row(service, cost, 0, now).save(force_insert=True)
    if changed & {"address", "postcode"}:
        _put_place_right(service, said)


def _put_place_right(service: Service, said: Correction) -> None:
    """A place may be that of other services too: what is written here is a place of this service alone."""
    first = service.at_locations.all()[:1]
    ServiceAtLocation.objects.filter(id__in=[at.id for at in first]).delete()
    if not said.address and not said.postcode:
        return
    location, _is_new = Location.objects.update_or_create(
        feed=service.feed,
        outside_id=f"ours {service.id}",
        defaults={"address": said.address, "postcode": said.postcode.upper()},
    )
    ServiceAtLocation.objects.get_or_create(service=service, location=location)
