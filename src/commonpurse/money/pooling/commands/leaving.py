"""Giving notice for the organisation one works for, and taking it back while there is time."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.periods import business_date
from commonpurse.kernel.texts import check_fits
from commonpurse.money.pooling.access import can_bind
from commonpurse.money.pooling.models import FundingAgreement, FundingNotice
from commonpurse.money.pooling.queries import funds_of
from commonpurse.money.pooling.rules import PoolingRefused, check_notice
from commonpurse.money.pooling.standing import agreement_on, check_funds_free, check_not_over, locked_agreement
from commonpurse.parties.partners.models import Member


def leave_funding_agreement(
    *, by: Member, agreement: FundingAgreement, leaves_on: date, reason: str, now: datetime
) -> FundingNotice:
    """Give notice that one's own organisation leaves. `leaves_on` is the first day without it.

    The same again: that one. No money moves by it. Raises: PoolingRefused (`why_needed`, `notice_given`,
    `notice_short`, `ends_before`, `agreement_ended`), TextTooLong.
    """
    today = business_date(now)
    if not can_bind(by, agreement_on(agreement.id, today).partners):
        raise NotAllowed
    clean = reason.strip()
    if not clean:
        raise PoolingRefused("Write why. The other partners read it.", code="why_needed", field="reason")
    check_fits(FundingNotice, reason=clean)
    with transaction.atomic():
        seen = locked_agreement(agreement.id, today)
        if not can_bind(by, seen.partners):
            raise NotAllowed
        assert by.organisation_id is not None, "by the gate"  # noqa: S101
        there = seen.leaving.get(by.organisation_id)
        if there is not None and there.leaves_on == leaves_on:
            return there
        if there is not None:
            raise PoolingRefused(
                "You gave notice already. The last day with you in it is {day}. Take it back before you give another.",
                code="notice_given",
                day=there.leaves_on - timedelta(days=1),
            )
        check_not_over(seen)
        holds = seen.holds
        assert holds is not None, "it has partners"  # noqa: S101
        assert holds.notice_days is not None, "by the constraint of what is agreed"  # noqa: S101
        ends_on = seen.ends_early_on or holds.ends_on
        assert ends_on is not None, "by the same"  # noqa: S101
        check_notice(leaves_on, today=today, notice_days=holds.notice_days, ends_on=ends_on)
        notice = FundingNotice.objects.create(
            agreement=seen.agreement,
            organisation_id=by.organisation_id,
            leaves_on=leaves_on,
            reason=clean,
            given_by=by,
            given_at=now,
        )
        record_event(
            "funding_notice_given",
            by=by.id,
            subject_type="funding_agreement",
            subject_id=seen.agreement.id,
            now=now,
            leaves_on=leaves_on.isoformat(),
        )
        return notice


def stay_in_funding_agreement(*, by: Member, agreement: FundingAgreement, now: datetime) -> FundingNotice:
    """Take the notice of one's own organisation back before its day. Taken back already: as it is.

    Raises: PoolingRefused (`no_notice`, `fund_elsewhere` where it ended by the notice before it began, and another
    agreement has one of its funds since).
    """
    today = business_date(now)
    if not can_bind(by, agreement_on(agreement.id, today).partners):
        raise NotAllowed
    with transaction.atomic():
        seen = locked_agreement(agreement.id, today)
        if not can_bind(by, seen.partners):
            raise NotAllowed
        own = [each for each in seen.agreement.notices.all() if each.organisation_id == by.organisation_id]
        if not own:
            raise PoolingRefused("There is no notice to take back.", code="no_notice")
        notice = own[-1]
        if notice.withdrawn_at is not None:
            return notice
        check_funds_free(seen.agreement.id, dict.fromkeys(funds_of(seen)), today)
        notice.withdrawn_at, notice.withdrawn_by = now, by
        notice.save(update_fields=["withdrawn_at", "withdrawn_by"])
        record_event(
            "funding_notice_withdrawn",
            by=by.id,
            subject_type="funding_agreement",
            subject_id=seen.agreement.id,
            now=now,
        )
        return notice
