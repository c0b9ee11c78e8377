from __future__ import annotations

import hashlib
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.identity import new_id
from commonpurse.kernel.messages.commands import note_news
from commonpurse.kernel.money import Money
from commonpurse.kernel.periods import business_date
from commonpurse.kernel.requests import check_same_request, hash_request, one_request
from commonpurse.kernel.texts import check_fits
from commonpurse.money.budgets.access import can_manage_funds
from commonpurse.money.budgets.models import Fund
from commonpurse.money.payments.access import can_give_proof, can_waive_proof
from commonpurse.money.payments.models import Payment, Proof, ProofMessage, ProofRule
from commonpurse.money.payments.proof_tiers import (
    NEWS_ABOUT_RECEIPT,
    ProofKind,
    ProofRefused,
    Tiers,
    check_tiers,
)
from commonpurse.money.payments.proofs import tiers_of_fund
from commonpurse.parties.attachments.commands import keep_attachment
from commonpurse.parties.attachments.rules import LARGEST_UPLOAD_BYTES, UploadedFile
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.access import open_on
from commonpurse.parties.people.models import Person, Support


def set_proof_tiers(
    *, by: Member, fund: Fund, line_from: Money | None, agreed_from: Money | None, now: datetime
) -> Tiers:
    """Say from which sum on a fund asks for a line or a photo, and from which for agreeing beforehand. None: never.

    It counts for each new payment. What counts already makes no new version.
    Raises: ProofRefused (`proof_sum_wrong`, `proof_order_wrong`).
    """
    if not can_manage_funds(by):
        raise NotAllowed
    wanted = Tiers(line_from.minor if line_from else None, agreed_from.minor if agreed_from else None)
    with transaction.atomic():
        Fund.objects.select_for_update(no_key=True).get(id=fund.id)
        check_tiers(wanted)
        if tiers_of_fund(fund) == wanted:
            return wanted
        last = ProofRule.objects.filter(fund=fund).aggregate(last=Max("version"))["last"] or 0
        ProofRule.objects.create(
            fund=fund,
            version=last + 1,
            line_from_minor=wanted.line_from_minor,
            agreed_from_minor=wanted.agreed_from_minor,
            set_at=now,
            set_by=by,
        )
        record_event("proof_tiers_set", by=by.id, subject_type="fund", subject_id=fund.id, now=now, version=last + 1)
        return wanted


def give_proof(
    *,
    by: Member | Person,
    payment: Payment,
    words: str,
    file: UploadedFile | None,
    request_id: UUID,
    now: datetime,
) -> Proof:
    """Keep a line, a photo or a PDF that shows what a payment was for. More than one may be given; one is enough.

    Raises: ProofRefused (`proof_empty`), TextTooLong, TextUnreadable, RequestReused, and what `keep_attachment` raises.
    """
    person = payment.person
    if not can_give_proof(by, person, business_date(now)):
        raise NotAllowed
    clean = words.strip()
    check_fits(Proof, words=clean)
    if not clean and file is None:
        raise ProofRefused("Write a line, or add a photo.", code="proof_empty", field="words")
    request_hash = hash_request(payment=payment.id, words=clean, file=_mark_of(file))
    with one_request(lambda: Proof.objects.filter(request_id=request_id).exists()):
        Person.objects.select_for_update(no_key=True).get(id=person.id)
        known = Proof.objects.filter(request_id=request_id).first()
        if known is not None:
            check_same_request(known.request_hash, request_hash)
            return known
        attachment = keep_attachment(by=by, person=person, file=file, now=now) if file is not None else None
        return _keep(
            by,
            payment,
            ProofKind.LINE if attachment is None else ProofKind.PICTURE,
            words=clean,
            attachment=attachment,
            request_id=request_id,
            request_hash=request_hash,
            now=now,
        )


def waive_proof(*, by: Member, payment: Payment, reason: str, request_id: UUID, now: datetime) -> Proof:
    """Say that no receipt is needed for this payment, and why. The same again is the one that is there.

    Raises: ProofRefused (`proof_reason_needed`), TextTooLong, TextUnreadable.
    """
    person = payment.person
    if not can_waive_proof(by, person, business_date(now)):
        raise NotAllowed
    clean = reason.strip()
    check_fits(Proof, words=clean)
    if not clean:
        raise ProofRefused("Say in a few words why.", code="proof_reason_needed", field="reason")
    with one_request(lambda: Proof.objects.filter(request_id=request_id).exists()):
        Person.objects.select_for_update(no_key=True).get(id=person.id)
        known = Proof.objects.filter(payment=payment, kind=ProofKind.NOT_NEEDED.value).first()
        if known is not None:
            return known
        return _keep(
            by,
            payment,
            ProofKind.NOT_NEEDED,
            words=clean,
            request_id=request_id,
            request_hash=hash_request(payment=payment.id, words=clean),
            now=now,
        )


def write_about_proof(
    *, by: Member | Person, payment: Payment, words: str, request_id: UUID, now: datetime
) -> ProofMessage:
    """Write a line into the talk about a payment's proof, and tell the other side that there is one.

    Raises: ProofRefused (`proof_message_empty`), TextTooLong, TextUnreadable, RequestReused.
    """
    person = payment.person
    if not can_give_proof(by, person, business_date(now)):
        raise NotAllowed
    clean = words.strip()
    check_fits(ProofMessage, words=clean)
    if not clean:
        raise ProofRefused("Write a line first.", code="proof_message_empty", field="message")
    request_hash = hash_request(payment=payment.id, words=clean)
    with one_request(lambda: ProofMessage.objects.filter(request_id=request_id).exists()):
        Person.objects.select_for_update(no_key=True).get(id=person.id)
        known = ProofMessage.objects.filter(request_id=request_id).first()
        if known is not None:
            check_same_request(known.request_hash, request_hash)
            return known
        message = ProofMessage.objects.create(
            person=person,
            payment=payment,
            words=clean,
            written_at=now,
            written_by_member=by if isinstance(by, Member) else None,
            written_by_person=by if isinstance(by, Person) else None,
            request_id=request_id,
            request_hash=request_hash,
        )
        others = _other_side(by, person, now)
        with acting_as_system("to tell the other side that there is a message"):  # a member's news is not hers to see
            for recipient_id in others:
                note_news(recipient_id=recipient_id, kind=NEWS_ABOUT_RECEIPT, subject_id=message.id, now=now)
        record_event("written_about_proof", by=by.id, subject_type="payment", subject_id=payment.id, now=now)
        return message


def _keep(
    by: Member | Person,
    payment: Payment,
    kind: ProofKind,
    *,
    words: str,
    request_id: UUID,
    request_hash: str,
    now: datetime,
    attachment: object = None,
) -> Proof:
    proof = Proof(
        id=new_id(),
        person_id=payment.person_id,
        payment=payment,
        kind=kind.value,
        words=words,
        attachment_id=getattr(attachment, "id", None),
        given_at=now,
        given_by_member=by if isinstance(by, Member) else None,
        given_by_person=by if isinstance(by, Person) else None,
        request_id=request_id,
        request_hash=request_hash,
    )
    proof.save(force_insert=True)
    record_event("proof_given", by=by.id, subject_type="payment", subject_id=payment.id, now=now, kind=kind.value)
    return proof


def _mark_of(file: UploadedFile | None) -> str | None:
    """What tells one file from another."""
    if file is None:
        return None
    content = file.read(LARGEST_UPLOAD_BYTES)
    file.seek(0)
    return hashlib.sha256(content).hexdigest()


def _other_side(by: Member | Person, person: Person, now: datetime) -> list[UUID]:
    """Whom to tell: the person, of what a member wrote; who works with her, of what she wrote."""
    if isinstance(by, Member):
        return [person.id]
    with acting_as_system("to tell those who work with her that she wrote"):
        works = Support.objects.filter(open_on(business_date(now)), person=person)
        return list(works.order_by("member_id").values_list("member_id", flat=True).distinct())
