"""Saying yes to a version for the organisation one works for, or what it wants otherwise."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.periods import business_date
from commonpurse.kernel.texts import check_fits
from commonpurse.money.pooling.access import can_bind
from commonpurse.money.pooling.models import FundingAgreementVersion, FundingRemark, FundingSignature
from commonpurse.money.pooling.rules import PoolingRefused, check_complete
from commonpurse.money.pooling.standing import (
    agreement_on,
    check_begins_no_later,
    check_funds_free,
    check_newest,
    check_not_over,
    checked_parties,
    first_days_of,
    locked_agreement,
)
from commonpurse.parties.partners.models import Member


def sign_funding_agreement(*, by: Member, version: FundingAgreementVersion, now: datetime) -> FundingSignature:
    """Agree, for one's own organisation, to the version that was read. With the last yes it holds.

    Again: the yes there is. Raises: AgreementChanged where another version was written meanwhile, PoolingRefused
    (`not_complete` with all that is missing, `agreement_ended`, `begins_later`, `period_over`, `fund_elsewhere`, and
    what `check_terms` says).
    """
    today = business_date(now)
    if not can_bind(by, agreement_on(version.agreement_id, today).needed):
        raise NotAllowed
    with transaction.atomic():
        seen = locked_agreement(version.agreement_id, today)
        check_newest(seen, version)
        if not can_bind(by, seen.needed):
            raise NotAllowed
        assert by.organisation_id is not None, "by the gate"  # noqa: S101
        there = seen.signatures.get(by.organisation_id)
        if there is not None:
            return there
        terms = seen.newest.terms
        parties = checked_parties(terms)
        check_complete(terms, parties)
        check_not_over(seen)
        check_begins_no_later(seen, terms)
        if terms.ends_on is not None and terms.ends_on <= today:
            raise PoolingRefused(
                "Its last day was {day}. Write a version with a later one first.",
                code="period_over",
                day=terms.ends_on - timedelta(days=1),
            )
        check_funds_free(seen.agreement.id, first_days_of(terms), today)
        signature = FundingSignature.objects.create(
            version=seen.newest, organisation_id=by.organisation_id, signed_by=by, signed_at=now
        )
        is_whole = seen.needed <= {*seen.signatures, by.organisation_id}
        if is_whole:
            seen.newest.agreed_at = now
            seen.newest.save(update_fields=["agreed_at"])
        record_event(
            "funding_agreed",
            by=by.id,
            subject_type="funding_agreement",
            subject_id=seen.agreement.id,
            now=now,
            number=seen.newest.number,
            holds=is_whole,
        )
        return signature


def remark_on_funding(*, by: Member, version: FundingAgreementVersion, words: str, now: datetime) -> FundingRemark:
    """Say, for one's own organisation, what it wants otherwise in the newest version. The same words again: those.

    Raises: AgreementChanged, PoolingRefused (`nothing_said`, `agreed_already`), TextTooLong.
    """
    today = business_date(now)
    if not can_bind(by, agreement_on(version.agreement_id, today).needed):
        raise NotAllowed
    clean = words.strip()
    if not clean:
        raise PoolingRefused("Write what you want otherwise.", code="nothing_said", field="words")
    check_fits(FundingRemark, words=clean)
    with transaction.atomic():
        seen = locked_agreement(version.agreement_id, today)
        check_newest(seen, version)
        if not seen.is_being_agreed:
            raise PoolingRefused(
                "All have agreed to this version. Ask the manager to write it anew.",
                code="agreed_already",
                field="words",
            )
        same = seen.newest.remarks.filter(said_by=by, words=clean).first()
        if same is not None:
            return same
        remark = FundingRemark.objects.create(version=seen.newest, words=clean, said_by=by, said_at=now)
        record_event(
            "funding_remarked_on",
            by=by.id,
            subject_type="funding_agreement",
            subject_id=seen.agreement.id,
            now=now,
            number=seen.newest.number,
        )
        return remark
