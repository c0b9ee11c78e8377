from __future__ import annotations

from datetime import datetime

from django.db import transaction

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.errors import NotAllowed, Refused
from commonpurse.kernel.helping import check_alone
from commonpurse.kernel.keys.commands import seal_for_subject
from commonpurse.kernel.keys.queries import open_sealed
from commonpurse.kernel.periods import business_date
from commonpurse.kernel.walled_role import REVEAL_ROLE, SEALER_ROLE, as_walled_role
from commonpurse.parties.consent.commands import log_access
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.models import Person
from commonpurse.parties.protected.access import can_protect, can_reveal
from commonpurse.parties.protected.models import ProtectedDetail, Reveal, SealedDetail
from commonpurse.parties.protected.rules import PlainText, check_detail, check_kind, check_reason

# In the access log where somebody looked at her own.
OWN_REASON = "her own protected detail"


class DetailEnded(Refused):
    code = "detail_ended"

    def __init__(self) -> None:
        super().__init__("This is not protected here any more. Look at the list again.")


def protect_detail(*, by: Member | Person, person: Person, kind: str, value: str, now: datetime) -> ProtectedDetail:
    """Seal something about the person that would put her in danger. From here on it is opened one by one, or never.

    Raises: OnlyAlone, DetailUnreadable, TextTooLong, TextUnreadable, KeyringMissing, KeyDestroyed, CannotOpen.
    """
    if not can_protect(by, person, business_date(now)):
        raise NotAllowed
    if isinstance(by, Person):
        check_alone()
    known_kind, clean = check_kind(kind), check_detail(value)
    with transaction.atomic():
        detail = ProtectedDetail.objects.create(
            person=person, kind=known_kind.value, added_by=by if isinstance(by, Member) else None, added_at=now
        )
        sealed = seal_for_subject(subject_id=person.id, field=_field_of(detail), text=clean, now=now)
        with as_walled_role(SEALER_ROLE, detail=str(detail.id)):
            SealedDetail.objects.bulk_create([SealedDetail(detail=detail, person=person, sealed=sealed)])
        record_event("detail_protected", by=by.id, subject_type="protected_detail", subject_id=detail.id, now=now)
        return detail


def end_protected_detail(*, by: Member | Person, detail: ProtectedDetail, now: datetime) -> ProtectedDetail:
    """Say that a detail is out of date. It stays sealed, and nobody opens it any more.

    Raises: OnlyAlone, DetailEnded.
    """
    if not can_protect(by, detail.person, business_date(now)):
        raise NotAllowed
    if isinstance(by, Person):
        check_alone()
    with transaction.atomic():
        current = _living(detail)
        current.ended_at = now
        current.save(update_fields=["ended_at"])
        record_event("protected_detail_ended", by=by.id, subject_type="protected_detail", subject_id=detail.id, now=now)
        return current


def reveal_detail(*, by: Member | Person, detail: ProtectedDetail, reason: str, now: datetime) -> PlainText:
    """Open one protected detail. Who looked, and why, is written down before; if it cannot be, nothing is opened.

    The person herself need not say why. The row of who looked commits first and stays even if the rest fails.
    Raises: OnlyAlone, ReasonTooShort, TextTooLong, TextUnreadable, CannotRecordLook, DetailEnded, KeyringMissing,
    KeyDestroyed, CannotOpen.
    """
    person = detail.person
    if not can_reveal(by, person, now):
        raise NotAllowed
    is_own = isinstance(by, Person)
    if is_own:
        check_alone()
    typed = "" if is_own else check_reason(reason)
    log_access(viewer=by, person_id=person.id, why=typed or OWN_REASON, fields=[f"protected {detail.kind}"], now=now)
    with transaction.atomic():
        current = _living(detail)
        Reveal.objects.create(
            detail=current,
            person=person,
            revealed_to=by if isinstance(by, Member) else None,
            reason=typed,
            revealed_at=now,
        )
        record_event("detail_revealed", by=by.id, subject_type="protected_detail", subject_id=detail.id, now=now)
        with as_walled_role(REVEAL_ROLE, detail=str(current.id)):
            sealed = SealedDetail.objects.values_list("sealed", flat=True).get(detail=current.id)
        return PlainText(open_sealed(subject_id=current.person_id, field=_field_of(current), sealed=bytes(sealed)))


def _living(detail: ProtectedDetail) -> ProtectedDetail:
    """Lock the detail as it is now. Raises: DetailEnded."""
    current = ProtectedDetail.objects.select_for_update(no_key=True).get(id=detail.id)
    if current.ended_at is not None:
        raise DetailEnded
    return current


def _field_of(detail: ProtectedDetail) -> str:
    """Name the place for which a detail is sealed: in another row, or under another kind, it does not open."""
    return f"protected {detail.kind} {detail.id}"
