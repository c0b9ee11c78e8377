"""Agreements about money together: what each says, who agreed, and where it is in its life."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, Subquery

from commonpurse.kernel.periods import FiscalYear, Period, business_date
from commonpurse.kernel.words import Words
from commonpurse.money.budgets.models import Fund
from commonpurse.money.budgets.rules import FundKind
from commonpurse.money.pooling.access import MANAGES_POOLS, can_read_all_funding, speaks_about_money
from commonpurse.money.pooling.models import (
    Contribution,
    FundingAgreement,
    FundingAgreementVersion,
    FundingNotice,
    FundingSignature,
    QuarterStatement,
)
from commonpurse.money.pooling.rules import (
    STAGE_WORDS,
    FundFacts,
    Party,
    Stage,
    cut,
    ends_by_leaving,
    missing,
    must_agree,
    stage_on,
)
from commonpurse.parties.partners.models import Member, Organisation, Partnership


@dataclass(frozen=True)
class AgreementSeen:
    """An agreement as it stands on a day, with all its versions, the oldest first. `year`: by which it is told."""

    agreement: FundingAgreement
    today: date
    year: FiscalYear
    versions: tuple[FundingAgreementVersion, ...]

    @property
    def newest(self) -> FundingAgreementVersion:
        return self.versions[-1]

    @cached_property
    def holds(self) -> FundingAgreementVersion | None:
        """The newest version that all agreed to; whether its days have come is for `stage`."""
        return next((each for each in reversed(self.versions) if each.agreed_at is not None), None)

    @property
    def shown(self) -> FundingAgreementVersion:
        """What the page tells: what holds, and before anything does, the draft."""
        return self.holds or self.newest

    @property
    def is_being_agreed(self) -> bool:
        return self.newest.agreed_at is None

    @cached_property
    def parties(self) -> Mapping[UUID, Party]:
        """Every organisation of any version."""
        return {
            each.organisation_id: party_of(each.organisation)
            for version in self.versions
            for each in version.contributions.all()
        }

    @cached_property
    def leaving(self) -> Mapping[UUID, FundingNotice]:
        """The notice of each partner that left, or is going to leave, what holds now.

        One that ran out before all agreed to that version was of an earlier one: its organisation may have come back.
        """
        if self.holds is None or self.holds.agreed_at is None:
            return {}
        agreed_on = business_date(self.holds.agreed_at)
        return {
            notice.organisation_id: notice
            for notice in sorted(self.agreement.notices.all(), key=lambda each: each.leaves_on, reverse=True)
            if notice.withdrawn_at is None and notice.leaves_on > agreed_on
        }

    @cached_property
    def period(self) -> Period | None:
        """Its first day to its end, early where the leaving of some ends it; None: never agreed, or not one day."""
        if self.holds is None or self.holds.terms.period is None:
            return None
        return cut(self.holds.terms.period, self.ends_early_on)

    @cached_property
    def ends_early_on(self) -> date | None:
        if self.holds is None:
            return None
        in_it = [self.parties[each] for each in self.holds.terms.parties]
        days = {organisation: notice.leaves_on for organisation, notice in self.leaving.items()}
        return ends_by_leaving(in_it, days, FundKind(self.holds.fund_kind))

    @property
    def stage(self) -> Stage:
        if self.holds is not None and self.period is None:
            return Stage.ENDED
        return stage_on(self.today, self.period)

    @property
    def stage_words(self) -> Words:
        return STAGE_WORDS[self.stage]

    @property
    def left(self) -> frozenset[UUID]:
        """Which partners of what holds have left by today."""
        return frozenset(each for each, notice in self.leaving.items() if notice.leaves_on <= self.today)

    @cached_property
    def partners(self) -> frozenset[UUID]:
        """Who is in what holds today."""
        return frozenset() if self.holds is None else self.holds.terms.parties - self.left

    @cached_property
    def needed(self) -> frozenset[UUID]:
        """Whose yes the newest version needs."""
        return must_agree(self.newest.terms.parties, self.partners, self.left)

    @cached_property
    def signatures(self) -> Mapping[UUID, FundingSignature]:
        """Who agreed to the newest version."""
        return {each.organisation_id: each for each in self.newest.signatures.all()}

    @property
    def answers(self) -> list[tuple[Party, FundingSignature | None]]:
        """Each organisation whose yes is needed, by name, and its yes if it is there."""
        needed = sorted((self.parties[each] for each in self.needed), key=lambda party: party.name)
        return [(party, self.signatures.get(party.id)) for party in needed]

    @property
    def missing(self) -> list[Words]:
        """What the newest version still has to say."""
        return missing(self.newest.terms, self.parties)

    @property
    def is_review_due(self) -> bool:
        review_on = None if self.holds is None else self.holds.review_on
        return self.stage is Stage.IN_FORCE and review_on is not None and review_on <= self.today

    @property
    def agreed_versions(self) -> list[FundingAgreementVersion]:
        return [version for version in self.versions if version.agreed_at is not None]


def party_of(organisation: Organisation) -> Party:
    return Party(organisation.id, organisation.name, organisation.kind)


def agreements_where(which: Q, today: date) -> list[AgreementSeen]:
    """The agreements of these versions' condition as they stand on a day, by name, whoever asks: five statements.

    Each version comes with its agreement and the partnership's year, which would cost a statement each.
    """
    signatures = FundingSignature.objects.select_related("organisation", "signed_by")
    contributions = Contribution.objects.select_related("organisation", "fund")
    notices = FundingNotice.objects.select_related("organisation", "given_by", "withdrawn_by")
    partnership = Partnership.objects.all()
    versions = (
        FundingAgreementVersion.objects.filter(which)
        .select_related("agreement", "host", "pool_manager", "written_by")
        .prefetch_related(
            Prefetch("contributions", contributions),
            Prefetch("signatures", signatures),
            Prefetch("agreement__notices", notices),
            Prefetch("agreement__statements", QuarterStatement.objects.select_related("given_by")),
        )
        .annotate(
            year_month=Subquery(partnership.values("fiscal_year_starts_month")[:1]),
            year_day=Subquery(partnership.values("fiscal_year_starts_day")[:1]),
        )
        .order_by("agreement__name", "number")
    )
    return [
        AgreementSeen(some[0].agreement, today, FiscalYear(some[0].year_month, some[0].year_day), tuple(some))
        for some in (list(group) for _, group in groupby(versions, key=lambda version: version.agreement_id))
    ]


def _visible_to(viewer: object) -> Q | None:
    """Finance and the manager: all; nobody else any, but who speaks about money for a partner where it is or was one.

    That is: in a version that all agreed to, or asked to agree to the newest. Who was only in a draft that was written
    anew without it never was in it.
    """
    if can_read_all_funding(viewer):
        return Q()
    if isinstance(viewer, Member) and speaks_about_money(viewer):
        newer = FundingAgreementVersion.objects.filter(
            agreement=OuterRef("version__agreement"), number__gt=OuterRef("version__number")
        )
        own = Contribution.objects.filter(
            Q(version__agreed_at__isnull=False) | ~Exists(newer), organisation=viewer.organisation_id
        )
        return Q(agreement__in=own.values("version__agreement"))
    return None


def agreements_seen_by(*, viewer: object, today: date) -> list[AgreementSeen]:
    """The agreements that somebody may read, by name."""
    which = _visible_to(viewer)
    return [] if which is None else agreements_where(which, today)


def get_agreement(*, viewer: object, agreement_id: UUID, today: date) -> AgreementSeen | None:
    """One agreement, or None when it is not there or not to be read."""
    which = _visible_to(viewer)
    found = [] if which is None else agreements_where(which & Q(agreement=agreement_id), today)
    return found[0] if found else None


def fund_facts(funds: Iterable[UUID]) -> dict[UUID, FundFacts]:
    """What an agreement asks of these funds."""
    found = Fund.objects.filter(id__in=list(funds))
    return {fund.id: FundFacts(fund.name, fund.funder_id, FundKind(fund.kind)) for fund in found}


def possible_pool_managers() -> list[Member]:
    """Who can be named pool manager: an active member who can open the pages, by organisation and name."""
    found = Member.objects.filter(is_active=True, is_system=False, member_roles__role__in=MANAGES_POOLS)
    return list(found.select_related("organisation").distinct().order_by("organisation__name", "name"))
