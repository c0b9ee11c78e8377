"""What each verb does first: lock the agreement, and see it as it is then."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q

from commonpurse.money.budgets.models import Fund
from commonpurse.money.pooling.models import FundingAgreement, FundingAgreementVersion
from commonpurse.money.pooling.queries import AgreementSeen, agreements_where, fund_facts, party_of
from commonpurse.money.pooling.rules import (
    AgreementChanged,
    Party,
    PoolingRefused,
    Stage,
    Terms,
    check_terms,
)
from commonpurse.parties.partners.models import Member, Organisation


def locked_agreement(agreement: UUID, today: date) -> AgreementSeen:
    """See an agreement as it is under its lock: nobody writes, agrees or leaves meanwhile."""
    FundingAgreement.objects.select_for_update(no_key=True).get(id=agreement)
    return agreement_on(agreement, today)


def agreement_on(agreement: UUID, today: date) -> AgreementSeen:
    """See an agreement without a lock, for the gate: whose it is does not hang on the moment."""
    return agreements_where(Q(agreement=agreement), today)[0]


def check_newest(seen: AgreementSeen, read: FundingAgreementVersion) -> None:
    """Refuse what was done with an older version before one's eyes. Raises: AgreementChanged."""
    if seen.newest.id != read.id:
        raise AgreementChanged(
            "Somebody wrote another version while you read this one. Nothing is kept of what you did. Below is what is "
            "different. Read it, and then go on.",
        )


def check_not_over(seen: AgreementSeen) -> None:
    """Raises: PoolingRefused (`agreement_ended`)."""
    if seen.stage is Stage.ENDED:
        raise PoolingRefused(
            "This agreement has ended. Write a new one for what comes after it.", code="agreement_ended"
        )


def check_begins_no_later(seen: AgreementSeen, terms: Terms) -> None:
    """Keep the first day of an agreement that runs: its quarters are told from there on, and would be told no more.

    Raises: PoolingRefused (`begins_later`).
    """
    period = seen.period
    if seen.stage is not Stage.IN_FORCE or period is None or terms.starts_on is None:
        return
    if terms.starts_on > period.starts_on:
        raise PoolingRefused(
            "It runs since {day}, and its quarters are told from then on. Leave its first day as it is. For the time "
            "after it, write a new agreement.",
            code="begins_later",
            field="starts_on",
            day=period.starts_on,
        )


def checked_parties(terms: Terms) -> dict[UUID, Party]:
    """Check terms against the organisations, funds and members they name; return the organisations."""
    named = terms.parties | ({terms.host} if terms.host else set())
    parties = {each.id: party_of(each) for each in Organisation.objects.filter(id__in=named)}
    works_for = None
    if terms.pool_manager is not None:
        works_for = Member.objects.values_list("organisation_id", flat=True).get(id=terms.pool_manager)
    funds = fund_facts(share.fund for share in terms.shares if share.fund is not None)
    check_terms(terms, parties=parties, funds=funds, manager_works_for=works_for)
    return parties


def first_days_of(terms: Terms) -> dict[UUID, date | None]:
    """The funds of terms, each with the day from which it is in them."""
    return {share.fund: share.starts_on or terms.starts_on for share in terms.shares if share.fund is not None}


def check_funds_free(agreement: UUID | None, funds: Mapping[UUID, date | None], today: date) -> None:
    """A fund is in one agreement at a time: in two, each of its pounds would be told twice.

    `funds`: each with its first day, which lies in no agreement that had it and has ended; None is not looked at.
    Locks the funds, so that two agreements that are agreed to at one moment do not both take one.
    Raises: PoolingRefused (`fund_elsewhere`, `fund_before`).
    """
    wanted = list(funds)
    named = {
        fund.id: fund.name for fund in Fund.objects.select_for_update(no_key=True).filter(id__in=wanted).order_by("id")
    }
    agreed = FundingAgreementVersion.objects.filter(contributions__fund__in=wanted, agreed_at__isnull=False)
    others = agreements_where(Q(agreement__in=agreed.values("agreement")), today)
    for other in others:
        if other.agreement.id != agreement:
            theirs = {each.fund_id for version in other.agreed_versions for each in version.contributions.all()}
            for fund in named.keys() & theirs:
                _check_free_of(other, named[fund], funds[fund])


def _check_free_of(other: AgreementSeen, fund: str, first_day: date | None) -> None:
    told = {"fund": fund, "agreement": other.agreement.name}
    if other.stage is not Stage.ENDED:
        raise PoolingRefused(
            "{fund} is in {agreement} already. A fund is in one agreement at a time.",
            code="fund_elsewhere",
            field="shares",
            **told,
        )
    until = None if other.period is None else other.period.ends_on
    if until is not None and first_day is not None and first_day < until:
        raise PoolingRefused(
            "{fund} was in {agreement} until {day}. Let its part begin after that day.",
            code="fund_before",
            field="shares",
            day=until - timedelta(days=1),
            **told,
        )
