"""An agreement is written down together, signed by both, and counts from then on."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.messages.commands import note_news
from commonpurse.kernel.periods import business_date
from commonpurse.kernel.texts import check_fits
from commonpurse.parties.attachments.commands import keep_attachment
from commonpurse.parties.attachments.rules import UploadedFile
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.models import Person
from commonpurse.support.agreements.access import can_make_agreement, can_sign_agreement
from commonpurse.support.agreements.commands.wishes import answer_wishes_with
from commonpurse.support.agreements.models import Agreement, AgreementTemplate, Signature
from commonpurse.support.agreements.queries import agreement_in_force, draft_of, hash_of
from commonpurse.support.agreements.rules import (
    NEWS_AGREEMENT_IN_FORCE,
    NEWS_AGREEMENT_TO_SIGN,
    TEXT_PARTS,
    AgreementRefused,
    SignedHow,
    SignerRole,
    Wording,
    check_signature,
    check_wording,
    content_hash,
)


def make_agreement(
    *,
    by: Member,
    person: Person,
    wording: Wording,
    after: UUID | None,
    template: AgreementTemplate | None = None,
    now: datetime,
) -> Agreement:
    """Write down a new wording; one that was not signed by both yet is put aside for it. She is told to read it.

    `after`: the newest wording that the author saw, or None where there was none: what somebody else wrote meanwhile
    is never replaced unseen. The same words again are the wording that stands.
    Raises: AgreementRefused (`part_empty`, `sum_impossible`, `written_meanwhile`), TextTooLong.
    """
    if not can_make_agreement(by, person, business_date(now)):
        raise NotAllowed
    wording = _trimmed(wording)
    with transaction.atomic():
        _lock(person.id)
        in_force, draft = agreement_in_force(person=person), draft_of(person)
        newest = draft or in_force
        signed = content_hash(wording, person_id=person.id)
        if newest is not None and hash_of(newest) == signed:
            return newest
        if (newest.id if newest else None) != after:
            raise AgreementRefused(
                "Somebody wrote a newer wording meanwhile. Read it first. Yours is kept on this page.",
                code="written_meanwhile",
            )
        check_wording(wording)
        check_fits(Agreement, **_texts_of(wording))
        if draft is not None:
            _put_aside(draft, by=by, now=now)
        made = Agreement.objects.create(
            person=person,
            template=template,
            replaces=in_force,
            **_texts_of(wording),
            sum_minor=wording.sum.minor,
            spend_up_to_minor=wording.spend_up_to.minor if wording.spend_up_to else None,
            made_by=by,
            made_at=now,
        )
        answer_wishes_with(made, by=by, now=now)
        note_news(recipient_id=person.id, kind=NEWS_AGREEMENT_TO_SIGN, subject_id=made.id, now=now)
        record_event("agreement_made", by=by.id, subject_type="agreement", subject_id=made.id, now=now)
        return made


def drop_agreement(*, by: Member, agreement: Agreement, now: datetime) -> Agreement:
    """Put aside a wording that is not signed by both. What counts stays as it is. Twice is once.

    Raises: AgreementRefused (`in_force`).
    """
    if not can_make_agreement(by, agreement.person, business_date(now)):
        raise NotAllowed
    with transaction.atomic():
        _lock(agreement.person_id)
        current = Agreement.objects.get(id=agreement.id)
        if current.dropped_at is not None:
            return current
        if current.number is not None:
            raise AgreementRefused("Both have signed this. A new wording can replace it.", code="in_force")
        return _put_aside(current, by=by, now=now)


def sign_agreement(
    *,
    by: Member | Person,
    agreement: Agreement,
    how: SignedHow = SignedHow.SCREEN,
    for_person: bool = False,
    note: str = "",
    picture: UploadedFile | None = None,
    now: datetime,
) -> Signature:
    """Sign exactly this wording. It counts, and has its number, the moment the person and a member have both signed.

    The person signs on the screen, by herself or with somebody beside her. `for_person`: a member writes down that
    she signed on paper, with a `picture` of it, or said it aloud; never on the screen. The same signature again is the
    one that stands.
    Raises: AgreementRefused (`written_meanwhile`, `signed_already`, `not_on_the_screen`, `words_needed`,
    `picture_needed`), TextTooLong, AttachmentRefused (as `keep_attachment`).
    """
    if not can_sign_agreement(by, agreement.person, business_date(now)):
        raise NotAllowed
    how = SignedHow(how)
    signer = agreement.person if for_person else by
    role = _role_of(signer)
    with transaction.atomic():
        _lock(agreement.person_id)
        current = Agreement.objects.get(id=agreement.id)
        standing = Signature.objects.filter(agreement=current, role=role.value).first()
        if standing is not None:
            if standing.signed_by == signer:
                return standing
            raise AgreementRefused("Somebody has signed this in your place already.", code="signed_already")
        if current.dropped_at is not None:
            raise AgreementRefused(
                "There are newer words by now, or these were put aside. Read them anew before you sign.",
                code="written_meanwhile",
            )
        if (how is SignedHow.SCREEN) == (for_person and isinstance(by, Member)):
            raise AgreementRefused(
                "Only the person signs on the screen as themselves. Say how they signed: on paper, or aloud.",
                code="not_on_the_screen",
                field="how",
            )
        check_signature(how, note, has_picture=picture is not None)
        check_fits(Signature, note=note)
        kept = None
        if how is SignedHow.PAPER and picture is not None:
            kept = keep_attachment(by=by, person=agreement.person, file=picture, now=now)
        signature = Signature.objects.create(
            person_id=current.person_id,
            agreement=current,
            role=role.value,
            **_signer(signer),
            how=how.value,
            note=note.strip(),
            content_hash=hash_of(current),
            written_down_by=by if for_person and isinstance(by, Member) else None,
            picture=kept,
            signed_at=now,
        )
        record_event(
            "agreement_signed",
            by=by.id,
            subject_type="agreement",
            subject_id=current.id,
            now=now,
            role=role.value,
            how=how.value,
        )
        _let_count(current, by=by, now=now)
        return signature


def _let_count(agreement: Agreement, *, by: Member | Person, now: datetime) -> None:
    """Give it its number once she and a member have signed."""
    if agreement.number is not None:
        return
    roles = set(Signature.objects.filter(agreement=agreement).values_list("role", flat=True))
    if SignerRole.PERSON.value not in roles or len(roles) < 2:
        return
    before = agreement_in_force(person=agreement.person)
    agreement.number = (before.number or 0) + 1 if before else 1
    agreement.in_force_at = now
    agreement.save(update_fields=["number", "in_force_at"])
    note_news(recipient_id=agreement.person_id, kind=NEWS_AGREEMENT_IN_FORCE, subject_id=agreement.id, now=now)
    record_event(
        "agreement_came_into_force",
        by=by.id,
        subject_type="agreement",
        subject_id=agreement.id,
        now=now,
        number=agreement.number,
    )


def _put_aside(agreement: Agreement, *, by: Member, now: datetime) -> Agreement:
    agreement.dropped_at = now
    agreement.save(update_fields=["dropped_at"])
    record_event("agreement_dropped", by=by.id, subject_type="agreement", subject_id=agreement.id, now=now)
    return agreement


def _lock(person_id: UUID) -> None:
    """Two who write or sign at once wait for each other here: the person comes first in the order of locks."""
    Person.objects.select_for_update(no_key=True).get(id=person_id)


def _role_of(signer: Member | Person) -> SignerRole:
    if isinstance(signer, Person):
        return SignerRole.PERSON
    return SignerRole.WORKER if signer.has_role("worker", "coordinator") else SignerRole.MANAGER


def _signer(signer: Member | Person) -> dict[str, Any]:
    return {"signed_by_member" if isinstance(signer, Member) else "signed_by_person": signer}


def _trimmed(wording: Wording) -> Wording:
    return replace(
        wording,
        what_for=wording.what_for.strip(),
        money_rules=wording.money_rules.strip(),
        if_things_go_wrong=wording.if_things_go_wrong.strip(),
        how_to_challenge=wording.how_to_challenge.strip(),
    )


def _texts_of(wording: Wording) -> dict[str, str]:
    return {part.value: wording.text_of(part) for part in TEXT_PARTS}
