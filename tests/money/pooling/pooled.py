"""An agreement of the council and a health trust about money they pool, and what a test wants to be different."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from commonpurse.kernel.periods import business_date
from commonpurse.money.budgets.models import Fund
from commonpurse.money.budgets.rules import FundKind, LegalBasis
from commonpurse.money.pooling.commands import (
    change_funding_agreement,
    sign_funding_agreement,
    write_funding_agreement,
)
from commonpurse.money.pooling.models import FundingAgreement, FundingAgreementVersion
from commonpurse.money.pooling.queries import AgreementSeen, get_agreement
from commonpurse.money.pooling.rules import Drawdown, LeftOver, Share, Terms, Text
from commonpurse.parties.partners.commands import add_member, add_organisation
from commonpurse.parties.partners.models import Member, Organisation
from tests.factories import LAST_MONTH, TODAY, Standing, make_fund

NAME = "Well in Harbour"


@dataclass(frozen=True)
class Pool:
    """Who is in it. `gwen` says yes for the trust, Priya for the council; Ngozi of the council runs the pool."""

    people: Standing
    trust: Organisation
    gwen: Member
    of_council: Fund
    of_trust: Fund

    @property
    def terms(self) -> Terms:
        """Complete terms, the council with 6,000 pounds and the trust with 3,000, for the year from April 2026."""
        return Terms(
            fund_kind=FundKind.POOLED_S75,
            texts={text: f"About {text}" for text in Text},
            starts_on=date(2026, 4, 1),
            ends_on=date(2027, 4, 1),
            review_on=date(2026, 10, 1),
            notice_days=90,
            unspent_rule=LeftOver.IN_PROPORTION,
            host=self.people.council.id,
            pool_manager=self.people.ngozi.id,
            shares=(
                Share(self.people.council.id, 600_000, self.of_council.id, Drawdown.ON_START, "By 5 in 100"),
                Share(self.trust.id, 300_000, self.of_trust.id, Drawdown.QUARTERLY, "Not at all"),
            ),
        )

    def seen(self, agreement: FundingAgreement, today: date = TODAY, viewer: Member | None = None) -> AgreementSeen:
        found = get_agreement(viewer=viewer or self.people.priya, agreement_id=agreement.id, today=today)
        assert found is not None
        return found


def make_pool(people: Standing, now: datetime = LAST_MONTH) -> Pool:
    """The trust with its funder member, and a fund of each of the two."""
    trust = add_organisation(by=people.administrator, name="Harbour Health Trust", kind="nhs", now=now)
    gwen = add_member(by=people.administrator, organisation=trust, name="Gwen", roles=["funder"], now=now)

    def fund(name: str, of: Organisation) -> Fund:
        return make_fund(
            people, name, funder=of, kind=FundKind.POOLED_S75, legal_basis=LegalBasis.COUNCIL_GENERAL_POWER
        )

    return Pool(people, trust, gwen, fund("Council's part", people.council), fund("Trust's part", trust))


def make_funding_agreement(
    pool: Pool, *, now: datetime = LAST_MONTH, name: str = NAME, **given: Any
) -> FundingAgreement:
    """A draft by Priya, with these terms changed."""
    terms = replace(pool.terms, **given)
    return write_funding_agreement(by=pool.people.priya, name=name, terms=terms, now=now)


def all_sign(pool: Pool, version: FundingAgreementVersion, *, now: datetime = LAST_MONTH) -> FundingAgreementVersion:
    """Let the council and the trust agree to a version."""
    for member in (pool.people.priya, pool.gwen):
        sign_funding_agreement(by=member, version=version, now=now)
    version.refresh_from_db()
    return version


def make_agreed(pool: Pool, *, now: datetime = LAST_MONTH, **given: Any) -> FundingAgreement:
    """An agreement that holds."""
    agreement = make_funding_agreement(pool, now=now, **given)
    all_sign(pool, agreement.versions.get(), now=now)
    return agreement


def aligned_and_changing(people: Standing, fund: Fund, now: datetime) -> FundingAgreement:
    """The funder's fund beside the council, which brings no money: agreed, and a change waits for the funder's yes."""
    today = business_date(now)
    terms = Terms(
        fund_kind=FundKind.ALIGNED,
        texts=dict.fromkeys(Text, "As we said."),
        starts_on=today - timedelta(days=150),
        ends_on=today + timedelta(days=215),
        review_on=today + timedelta(days=30),
        notice_days=90,
        unspent_rule=LeftOver.IN_PROPORTION,
        host=people.council.id,
        pool_manager=people.ngozi.id,
        shares=(
            Share(people.funder_organisation.id, 800_000, fund.id, Drawdown.QUARTERLY, "Not at all"),
            Share(people.council.id),
        ),
    )
    agreement = write_funding_agreement(by=people.priya, name="Homes together", terms=terms, now=now)
    first = agreement.versions.get()
    for by in (people.priya, people.callum):
        sign_funding_agreement(by=by, version=first, now=now)
    changed = change_funding_agreement(
        by=people.priya, version=first, terms=replace(terms, notice_days=60), why="It was too long.", now=now
    )
    sign_funding_agreement(by=people.priya, version=changed, now=now)
    return agreement
