"""An agreement of the council and a health trust about money they pool, and what a test wants to be different."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from commonpurse.money.budgets.models import Fund
from commonpurse.money.budgets.rules import FundKind, LegalBasis
from commonpurse.money.pooling.commands import sign_funding_agreement, write_funding_agreement
from commonpurse.money.pooling.models import FundingAgreement, FundingAgreementVersion
from commonpurse.money.pooling.queries import AgreementSeen, get_agreement
from commonpurse.money.pooling.rules import Drawdown, LeftOver, Share, Terms, Text
from commonpurse.parties.partners.commands import add_member, add_organisation
from commonpurse.parties.partners.models import Member, Organisation
from tests.factories import LAST_MONTH, NOW, TODAY, Standing, make_fund

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


__all__ = ["NAME", "NOW", "Pool", "all_sign", "make_agreed", "make_funding_agreement", "make_pool"]
