"""Writing an agreement, writing it anew, and asking all to end it together."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from django.db import transaction

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.periods import business_date
from commonpurse.kernel.texts import check_fits
from commonpurse.money.pooling.access import can_write_funding
from commonpurse.money.pooling.models import Contribution, FundingAgreement, FundingAgreementVersion
from commonpurse.money.pooling.rules import PoolingRefused, Share, Terms, Text
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
from commonpurse.parties.partners.models import Member, Partnership


def write_funding_agreement(*, by: Member, name: str, terms: Terms, now: datetime) -> FundingAgreement:
    """Begin an agreement with its first version, complete or not. The same again by the same member: the one there is.

    Raises: PoolingRefused (`name_needed`, `name_taken`, and what `check_terms` says), TextTooLong.
    """
    if not can_write_funding(by):
        raise NotAllowed
    clean = name.strip()
    if not clean:
        raise PoolingRefused("Give the agreement a name.", code="name_needed", field="name")
    check_fits(FundingAgreement, name=clean)
    _check_texts(terms)
    with transaction.atomic():
        partnership = Partnership.objects.select_for_update(no_key=True).get()  # one at a time takes a name
        there = FundingAgreement.objects.filter(name=clean).first()
        if there is not None:
            seen = agreement_on(there.id, business_date(now))
            if there.created_by_id == by.id and len(seen.versions) == 1 and seen.newest.terms == _cleaned(terms):
                return there
            raise PoolingRefused("An agreement of this name is there already.", code="name_taken", field="name")
        _check_may_stand(None, terms, now)
        agreement = FundingAgreement.objects.create(
            name=clean, currency=partnership.currency, created_at=now, created_by=by
        )
        _keep(agreement, 1, terms, by=by, why="", now=now)
        return agreement


def change_funding_agreement(
    *, by: Member, version: FundingAgreementVersion, terms: Terms, now: datetime, why: str = ""
) -> FundingAgreementVersion:
    """Write the next version, from the newest one that was read. What all agreed to holds until all agree to this one.

    What it says already makes no new version. Raises: AgreementChanged, PoolingRefused (`agreement_ended`,
    `why_needed` where another version holds, `begins_later`, and what `check_terms` says), TextTooLong.
    """
    if not can_write_funding(by):
        raise NotAllowed
    _check_texts(terms)
    check_fits(FundingAgreementVersion, why=why)
    with transaction.atomic():
        seen = locked_agreement(version.agreement_id, business_date(now))
        if seen.newest.terms == _cleaned(terms):
            return seen.newest
        check_newest(seen, version)
        check_not_over(seen)
        if seen.holds is not None and not why.strip():
            raise PoolingRefused("Write why it changes. The partners read it.", code="why_needed", field="why")
        check_begins_no_later(seen, terms)
        _check_may_stand(seen.agreement, terms, now)
        return _keep(seen.agreement, seen.newest.number + 1, terms, by=by, why=why.strip(), now=now)


def propose_funding_end(
    *, by: Member, version: FundingAgreementVersion, ends_on: date, why: str, now: datetime
) -> FundingAgreementVersion:
    """Ask all partners to end it together: as the one that holds, with an earlier end. All have to agree.

    `ends_on` is the first day after it. Whose part would begin only then stays a partner, and brings nothing.
    Raises: AgreementChanged, PoolingRefused (`nothing_holds`, `end_too_early`, `end_not_earlier`, `agreement_ended`,
    `why_needed`), TextTooLong.
    """
    if not can_write_funding(by):
        raise NotAllowed
    today = business_date(now)
    seen = agreement_on(version.agreement_id, today)
    if seen.holds is None:
        raise PoolingRefused("Nobody agreed to it yet, so there is nothing to end.", code="nothing_holds")
    terms = seen.holds.terms
    if ends_on <= today or (terms.starts_on is not None and ends_on <= terms.starts_on):
        raise PoolingRefused("Choose a last day that is not over.", code="end_too_early", field="last_day")
    if terms.ends_on is not None and ends_on >= terms.ends_on:
        raise PoolingRefused(
            "It ends on {day} anyhow. Choose a day before that.",
            code="end_not_earlier",
            field="last_day",
            day=terms.ends_on - timedelta(days=1),
        )
    shares = tuple(_share_until(share, ends_on) for share in terms.shares)
    review_on = terms.review_on if terms.review_on is None else min(terms.review_on, ends_on - timedelta(days=1))
    earlier = replace(terms, ends_on=ends_on, review_on=review_on, shares=shares)
    return change_funding_agreement(by=by, version=version, terms=earlier, why=why, now=now)


def _share_until(share: Share, ends_on: date) -> Share:
    if share.starts_on is not None and share.starts_on >= ends_on:
        return Share(share.organisation)
    return replace(share, ends_on=min(share.ends_on, ends_on) if share.ends_on else None)


def _check_texts(terms: Terms) -> None:
    check_fits(FundingAgreementVersion, **{text.value: terms.text(text) for text in Text})
    for share in terms.shares:
        check_fits(Contribution, varies=share.varies)


def _check_may_stand(agreement: FundingAgreement | None, terms: Terms, now: datetime) -> None:
    checked_parties(terms)
    check_funds_free(agreement.id if agreement else None, first_days_of(terms), business_date(now))


def _cleaned(terms: Terms) -> Terms:
    """The terms as they are kept: each text without blanks around it, and none left out."""
    return replace(
        terms,
        texts={text: terms.text(text) for text in Text},
        shares=tuple(replace(share, varies=share.varies.strip()) for share in terms.shares),
    )


def _keep(
    agreement: FundingAgreement, number: int, terms: Terms, *, by: Member, why: str, now: datetime
) -> FundingAgreementVersion:
    version = FundingAgreementVersion.objects.create(
        agreement=agreement,
        number=number,
        fund_kind=terms.fund_kind.value,
        **{text.value: terms.text(text) for text in Text},
        starts_on=terms.starts_on,
        ends_on=terms.ends_on,
        review_on=terms.review_on,
        notice_days=terms.notice_days,
        unspent_rule=terms.unspent_rule.value if terms.unspent_rule else "",
        host_id=terms.host,
        pool_manager_id=terms.pool_manager,
        why=why,
        written_by=by,
        written_at=now,
    )
    Contribution.objects.bulk_create(
        Contribution(
            version=version,
            number=place,
            organisation_id=share.organisation,
            amount_minor=share.amount_minor,
            fund_id=share.fund,
            drawdown=share.drawdown.value,
            varies=share.varies.strip(),
            starts_on=share.starts_on,
            ends_on=share.ends_on,
        )
        for place, share in enumerate(terms.shares, start=1)
    )
    record_event(
        "funding_version_written",
        by=by.id,
        subject_type="funding_agreement",
        subject_id=agreement.id,
        now=now,
        number=number,
        fund_kind=version.fund_kind,
    )
    return version
