"""Write a risk record together, sign it, end it. A new wording is a new record that replaces the one before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.messages.commands import note_news
from commonpurse.kernel.periods import business_date
from commonpurse.kernel.texts import check_fits
from commonpurse.parties.attachments.commands import keep_attachment
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.models import Person
from commonpurse.support.agreements.access import can_sign_risk_record, can_write_agreed
from commonpurse.support.agreements.models import RiskRecord, Signature
from commonpurse.support.agreements.rules import (
    NEWS_RISK_WRITTEN,
    RISK_PARTS,
    AgreementRefused,
    SignedHow,
    SignerRole,
    check_risk_record,
    check_risk_signing,
    check_signature,
    hash_risk_record,
    is_signed_by_all,
)

REPLACED_REASON = "A new wording took its place."


def write_risk_record(
    *,
    by: Member,
    person: Person,
    texts: Mapping[str, str],
    review_on: date,
    replaces: RiskRecord | None = None,
    now: datetime,
) -> RiskRecord:
    """Write down a risk that is taken on purpose: `texts` by the names in `RISK_PARTS`. It counts once three signed.

    The one it replaces counts until then. The same words again, of the same day, write nothing more.
    Raises: AgreementRefused, TextTooLong, TextUnreadable.
    """
    today = business_date(now)
    if not can_write_agreed(by, person, today):
        raise NotAllowed
    said = {part: texts.get(part, "").strip() for part in RISK_PARTS}
    check_risk_record(said, review_on=review_on, today=today)
    check_fits(RiskRecord, **said)
    if replaces is not None and replaces.person_id != person.id:
        raise NotAllowed
    with transaction.atomic():
        Person.objects.select_for_update(no_key=True).get(id=person.id)
        known = RiskRecord.objects.filter(
            person=person, made_by=by, made_on=today, review_on=review_on, replaces=replaces, ended_at=None, **said
        ).first()
        if known is not None:
            return known
        before = RiskRecord.objects.select_for_update(no_key=True).get(id=replaces.id) if replaces else None
        if before is not None and before.ended_at is not None:
            raise AgreementRefused("This risk record has ended. Write a new one.", code="risk_record_ended")
        if before is not None and before.in_force_at is None:
            _mark_ended(before, by=by, reason=REPLACED_REASON, now=now)  # nobody is asked to sign old words
        made = RiskRecord.objects.create(
            person=person, replaces=replaces, review_on=review_on, made_by=by, made_on=today, made_at=now, **said
        )
        note_news(recipient_id=person.id, kind=NEWS_RISK_WRITTEN, subject_id=made.id, now=now)
        _noted("risk_record_written", made, by=by, now=now)
        return made


def sign_risk_record(
    *,
    by: Member | Person,
    record: RiskRecord,
    role: SignerRole,
    how: SignedHow = SignedHow.SCREEN,
    note: str = "",
    picture: UploadedFile | None = None,
    now: datetime,
) -> RiskRecord:
    """Sign the words as they stand, as the person, a worker or a manager. The third signature makes it count.

    She signs on a screen herself, or a member writes down that she signed on paper, with a picture of
    it, or said it aloud. Worker and manager
    are two members. Once it counts, the record that it replaces ends. The same signature again signs nothing more.
    Raises: AgreementRefused, TextTooLong, TextUnreadable, AttachmentRefused.
    """
    role, how = SignerRole(role), SignedHow(how)
    if not can_sign_risk_record(by, record.person, role, business_date(now)):
        raise NotAllowed
    if role is SignerRole.PERSON and isinstance(by, Member) and how is SignedHow.SCREEN:
        raise NotAllowed
    check_fits(Signature, note=note)
    with transaction.atomic():
        Person.objects.select_for_update(no_key=True).get(id=record.person_id)
        current = RiskRecord.objects.select_for_update(no_key=True).get(id=record.id)
        if current.ended_at is not None:
            raise AgreementRefused("This risk record has ended.", code="risk_record_ended")
        signed = {SignerRole(each.role): each for each in Signature.objects.filter(risk_record=current)}
        if role in signed and signed[role].signed_by.id == by.id:
            return current
        check_risk_signing(role=role, how=how, signed=signed)
        check_signature(how, note, has_picture=picture is not None)
        if role is not SignerRole.PERSON and by.id in {each.signed_by_member_id for each in signed.values()}:
            raise AgreementRefused("You signed this already. Another member signs too.", code="signed_by_you")
        kept = None
        if how is SignedHow.PAPER and picture is not None:
            kept = keep_attachment(by=by, person=current.person, file=picture, now=now)
        is_written_down = role is SignerRole.PERSON and isinstance(by, Member)
        Signature.objects.create(
            person_id=current.person_id,
            risk_record=current,
            role=role.value,
            signed_by_person=current.person if role is SignerRole.PERSON else None,
            signed_by_member=by if role is not SignerRole.PERSON and isinstance(by, Member) else None,
            how=how.value,
            note=note.strip(),
            content_hash=hash_risk_record(_texts_of(current), review_on=current.review_on),
            written_down_by=by if is_written_down and isinstance(by, Member) else None,
            picture=kept,
            signed_at=now,
        )
        _noted("risk_record_signed", current, by=by, now=now)
        if is_signed_by_all([*signed, role]):
            current.in_force_at = now
            current.save(update_fields=["in_force_at"])
            _end_replaced(current, now=now)
        return current


def end_risk_record(*, by: Member, record: RiskRecord, reason: str, now: datetime) -> RiskRecord:
    """End a risk record, with its reason: it counts no more, and stands as it was. Ending it again changes nothing.

    Raises: AgreementRefused, TextTooLong, TextUnreadable.
    """
    if not can_write_agreed(by, record.person, business_date(now)):
        raise NotAllowed
    if not reason.strip():
        raise AgreementRefused("Say why, in plain words. They will read it.", code="reason_needed", field="reason")
    check_fits(RiskRecord, end_reason=reason)
    with transaction.atomic():
        Person.objects.select_for_update(no_key=True).get(id=record.person_id)
        current = RiskRecord.objects.select_for_update(no_key=True).get(id=record.id)
        if current.ended_at is None:
            _mark_ended(current, by=by, reason=reason.strip(), now=now)
            _noted("risk_record_ended", current, by=by, now=now)
        return current


def _end_replaced(record: RiskRecord, *, now: datetime) -> None:
    """End what came before it, in the name of who wrote the new wording."""
    if record.replaces_id is None:
        return
    before = RiskRecord.objects.select_for_update(no_key=True).get(id=record.replaces_id)
    if before.ended_at is None:
        _mark_ended(before, by=record.made_by, reason=REPLACED_REASON, now=now)


def _mark_ended(record: RiskRecord, *, by: Member, reason: str, now: datetime) -> None:
    record.ended_at, record.ended_by, record.end_reason = now, by, reason
    record.save(update_fields=["ended_at", "ended_by", "end_reason"])


def _texts_of(record: RiskRecord) -> dict[str, str]:
    return {part: getattr(record, part) for part in RISK_PARTS}


def _noted(event: str, record: RiskRecord, *, by: Member | Person, now: datetime) -> None:
    record_event(
        event,
        by=by.id,
        subject_type="person",
        subject_id=record.person_id,
        now=now,
        risk_record=str(record.id),
    )
