"""Each constraint is broken once, and what is history is attacked, past every rule, on the database itself."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, models, transaction

from commonpurse.kernel.identity import new_id
from commonpurse.money.pooling.commands import leave_funding_agreement
from commonpurse.money.pooling.models import (
    Contribution,
    FundingAgreement,
    FundingAgreementVersion,
    FundingNotice,
    FundingRemark,
    FundingSignature,
    QuarterStatement,
)
from tests.factories import NOW, standing_people
from tests.money.pooling.pooled import make_agreed, make_pool

APRIL = date(2026, 4, 1)


def again(row: models.Model, **changed: Any) -> models.Model:
    """A new row like this one, but for what is changed."""
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return type(row)(**(values | {"id": new_id()} | changed))


def test_what_a_rule_forbids_the_database_refuses_and_history_stands(db: None) -> None:
    pool = make_pool(standing_people())
    agreement = make_agreed(pool)
    leave_funding_agreement(by=pool.gwen, agreement=agreement, leaves_on=date(2026, 12, 1), reason="Cuts", now=NOW)
    version, notice = FundingAgreementVersion.objects.get(), FundingNotice.objects.get()
    share, signature = Contribution.objects.all()[0], FundingSignature.objects.all()[0]
    told = QuarterStatement.objects.create(
        agreement=agreement,
        quarter_starts_on=APRIL,
        opened_minor=5,
        put_in_minor=3,
        given_minor=2,
        released_minor=0,
        returned_minor=0,
        left_minor=6,
        note="Well",
        given_by=pool.people.ngozi,
        given_at=NOW,
    )
    other = again(agreement, name="Another")
    other.save()
    draft: dict[str, Any] = {"number": 2, "agreed_at": None}
    elsewhere = again(version, agreement_id=other.pk, number=1)
    elsewhere.save()
    new_share = {"version_id": elsewhere.pk}
    remark = FundingRemark.objects.create(version=elsewhere, words="More", said_by=pool.gwen, said_at=NOW)
    for name, wrong in (
        ("funding_remark_says", again(remark, words="")),
        ("funding_agreement_name_once", again(agreement)),
        ("funding_agreement_named", again(agreement, name="")),
        ("funding_version_number_once", again(version)),
        ("funding_version_from_one", again(version, number=0)),
        ("funding_version_kind_known", again(version, **draft, fund_kind="loan")),
        ("funding_version_unspent_known", again(version, **draft, unspent_rule="kept")),
        ("funding_version_ends_after_start", again(version, **draft, ends_on=APRIL)),
        ("funding_version_agreed_whole", again(version, number=2, review_on=None)),
        ("contribution_organisation_once", again(share, fund_id=None)),
        ("contribution_fund_once", again(share, organisation_id=pool.people.charity.id)),
        ("contribution_not_below_zero", again(share, **new_share, amount_minor=-1)),
        ("contribution_drawdown_known", again(share, **new_share, drawdown="late")),
        ("contribution_ends_after_start", again(share, **new_share, starts_on=APRIL, ends_on=APRIL)),
        ("funding_signature_once", again(signature)),
        ("funding_notice_once", again(notice)),
        ("funding_notice_says_why", again(notice, leaves_on=APRIL, reason="")),
        ("funding_notice_withdrawn_by", again(notice, leaves_on=APRIL, withdrawn_at=NOW)),
        ("quarter_statement_says_something", again(told, note="")),
        ("quarter_statement_adds_up", again(told, left_minor=7)),
    ):
        with pytest.raises(IntegrityError) as refused, transaction.atomic():
            wrong.save(force_insert=True)
        assert name in str(refused.value) or "UNIQUE" in str(refused.value), name
    for row, changed in (
        (agreement, {"name": "Renamed"}),
        (version, {"aims": "Others"}),
        (version, {"agreed_at": None}),
        (share, {"amount_minor": 1}),
        (signature, {"signed_at": NOW}),
        (notice, {"leaves_on": APRIL}),
        (told, {"note": "Better"}),
        (remark, {"words": "Less"}),
    ):
        rows = type(row)._default_manager.filter(pk=row.pk)
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**changed)
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.delete()
    assert FundingAgreement.objects.count() == 2
