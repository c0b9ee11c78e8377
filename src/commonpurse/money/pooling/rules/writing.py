"""What an agreement says, what may stand in it, and what is missing before anybody can agree to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.periods import Period
from commonpurse.kernel.words import Words
from commonpurse.money.budgets.rules import FundKind
from commonpurse.money.pooling.rules.words import TEXT_WORDS, Drawdown, LeftOver, Text

FEWEST_PARTNERS = 2
LONGEST_NOTICE_DAYS = 730  # our own: a slip of the finger above it, and nobody is bound for longer
LONGEST_NAME = 200
LONGEST_TEXT = 2_000
LONGEST_REASON = 500

# Source: National Health Service Act 2006 s.75; SI 2000/617; domain notes 4.6: NHS bodies and councils, nobody else.
NHS, COUNCIL = "nhs", "council"
MAY_POOL = (NHS, COUNCIL)

# What must be said, by kind. For a pooled budget the law has the list (SI 2000/617 reg. 7); `none` is an answer.
NEEDS: Mapping[FundKind, tuple[Text, ...]] = {
    FundKind.POOLED_S75: tuple(text for text in Text if text is not Text.RESTRICTED_PURPOSE),
    FundKind.ALIGNED: (Text.AIMS, Text.PEOPLE, Text.HOW_MANAGED, Text.HOW_VARIED, Text.HOW_ENDED),
    FundKind.GRANT: (Text.AIMS, Text.PEOPLE, Text.RESTRICTED_PURPOSE, Text.HOW_MANAGED, Text.HOW_ENDED),
    FundKind.CHARITABLE: (Text.AIMS, Text.PEOPLE, Text.RESTRICTED_PURPOSE, Text.HOW_MANAGED, Text.HOW_ENDED),
    FundKind.LWP: (Text.AIMS, Text.PEOPLE, Text.HOW_MANAGED, Text.HOW_ENDED),
}


class PoolingRefused(Refused):
    """What is wanted of an agreement about money together cannot be; the code says why."""

    code = "pooling_refused"


class AgreementChanged(PoolingRefused):
    """A newer version was written since the page was opened."""

    code = "agreement_changed"


@dataclass(frozen=True)
class Party:
    """An organisation of the partnership, as far as an agreement asks."""

    id: UUID
    name: str
    kind: str


@dataclass(frozen=True)
class FundFacts:
    """A fund, as far as an agreement asks."""

    name: str
    funder: UUID
    kind: FundKind


@dataclass(frozen=True)
class Share:
    """What one organisation puts in. Minor units; zero for a partner that brings no money, which needs no fund.

    `fund` is its own fund, by which the ledger is read. Without days of its own it is for the whole period.
    """

    organisation: UUID
    amount_minor: int = 0
    fund: UUID | None = None
    drawdown: Drawdown = Drawdown.ON_START
    varies: str = ""
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True)
class Terms:
    """All that one version says. `ends_on` is the first day after it. What is not known yet is empty."""

    fund_kind: FundKind
    texts: Mapping[Text, str] = field(default_factory=dict)
    starts_on: date | None = None
    ends_on: date | None = None
    review_on: date | None = None
    notice_days: int | None = None
    unspent_rule: LeftOver | None = None
    host: UUID | None = None
    pool_manager: UUID | None = None
    shares: tuple[Share, ...] = ()

    @property
    def parties(self) -> frozenset[UUID]:
        return frozenset(share.organisation for share in self.shares)

    @property
    def period(self) -> Period | None:
        return None if self.starts_on is None else Period(self.starts_on, self.ends_on)

    def text(self, text: Text) -> str:
        return self.texts.get(text, "").strip()


def check_terms(
    terms: Terms,
    *,
    parties: Mapping[UUID, Party],
    funds: Mapping[UUID, FundFacts],
    manager_works_for: UUID | None,
) -> None:
    """Check what may be kept, complete or not. `manager_works_for`: the pool manager's organisation, if one is named.

    Raises: PoolingRefused (`named_twice`, `fund_not_theirs`, `not_in_pool`, `fund_of_other_kind`, `end_wrong`,
    `review_outside`, `share_outside`, `notice_wrong`, `amount_wrong`, `host_not_partner`, `manager_not_of_host`).
    """
    _check_days(terms)
    _check_shares(terms, parties, funds)
    if terms.host is not None and terms.host not in terms.parties:
        raise PoolingRefused(
            "{name} is not among the partners. Add it, or choose another host.",
            code="host_not_partner",
            field="host",
            name=parties[terms.host].name,
        )
    if terms.pool_manager is not None and manager_works_for != terms.host:
        raise PoolingRefused(
            "The pool manager works for the host. Choose somebody from there.",
            code="manager_not_of_host",
            field="pool_manager",
        )


def _check_days(terms: Terms) -> None:
    starts_on, ends_on, review_on = terms.starts_on, terms.ends_on, terms.review_on
    if ends_on is not None and starts_on is not None and ends_on <= starts_on:
        raise PoolingRefused("It ends after it starts. Look at the dates.", code="end_wrong", field="last_day")
    if review_on is not None and terms.period is not None and review_on not in terms.period:
        raise PoolingRefused(
            "It is looked at again between its first and last day. Look at the dates.",
            code="review_outside",
            field="review_on",
        )
    if terms.notice_days is not None and not 0 < terms.notice_days <= LONGEST_NOTICE_DAYS:
        raise PoolingRefused(
            "Give a notice from 1 to {longest} days.",
            code="notice_wrong",
            field="notice_days",
            longest=LONGEST_NOTICE_DAYS,
        )


def _check_shares(terms: Terms, parties: Mapping[UUID, Party], funds: Mapping[UUID, FundFacts]) -> None:
    if len(terms.parties) < len(terms.shares):
        raise PoolingRefused("Name each organisation once.", code="named_twice", field="shares")
    named = [share.fund for share in terms.shares if share.fund is not None]
    if len(set(named)) < len(named):
        raise PoolingRefused("Name each fund once.", code="named_twice", field="shares")
    if terms.fund_kind is FundKind.POOLED_S75:
        check_may_pool([parties[share.organisation] for share in terms.shares])
    for share in terms.shares:
        name = parties[share.organisation].name
        if share.amount_minor < 0:
            raise PoolingRefused("Write an amount above zero.", code="amount_wrong", field="shares")
        if (share.starts_on and share.ends_on and share.ends_on <= share.starts_on) or not _within(share, terms):
            raise PoolingRefused(
                "What {name} puts in is for days of the agreement. Look at the dates.",
                code="share_outside",
                field="shares",
                name=name,
            )
        if share.fund is None:
            continue
        fund = funds[share.fund]
        if fund.funder != share.organisation:
            raise PoolingRefused(
                "{fund} is not a fund of {name}. Choose one that it pays into.",
                code="fund_not_theirs",
                field="shares",
                fund=fund.name,
                name=name,
            )
        if (fund.kind is FundKind.POOLED_S75) != (terms.fund_kind is FundKind.POOLED_S75):
            raise PoolingRefused(
                "{fund} is a fund of another kind. Only funds set up as pooled under section 75 can be pooled so, and "
                "they can be nothing else.",
                code="fund_of_other_kind",
                field="shares",
                fund=fund.name,
            )


def _within(share: Share, terms: Terms) -> bool:
    if terms.period is None:
        return True
    begins = share.starts_on is None or share.starts_on in terms.period
    last = None if share.ends_on is None else share.ends_on - timedelta(days=1)
    return begins and (last is None or last in terms.period)


def check_may_pool(parties: Sequence[Party]) -> None:
    """Only NHS bodies and councils pool money under section 75. Raises: PoolingRefused (`not_in_pool`)."""
    others = [party.name for party in parties if party.kind not in MAY_POOL]
    if others:
        raise PoolingRefused(
            "Under section 75 only NHS bodies and councils pool money. {names:and} can join by a grant or an aligned "
            "budget: choose that kind, or write a second agreement for them.",
            code="not_in_pool",
            field="shares",
            names=others,
        )


def missing(terms: Terms, parties: Mapping[UUID, Party]) -> list[Words]:
    """Everything that has to be said before anybody can agree, in the order of the page."""
    found = [TEXT_WORDS[text] for text in NEEDS[terms.fund_kind] if not terms.text(text)]
    wanted = {
        Words("First day"): terms.starts_on,
        Words("Last day"): terms.ends_on,
        Words("Day of the review"): terms.review_on,
        Words("How long a notice is"): terms.notice_days,
        Words("What happens to money not spent"): terms.unspent_rule,
        Words("Host organisation"): terms.host,
        Words("Pool manager"): terms.pool_manager,
    }
    found += [words for words, value in wanted.items() if value is None]
    if len(terms.parties) < FEWEST_PARTNERS:
        found.append(Words("Two partners or more"))
    elif terms.fund_kind is FundKind.POOLED_S75:
        found += _lacking_side(parties[each].kind for each in terms.parties)
    if not any(share.amount_minor for share in terms.shares):
        found.append(Words("A sum that somebody puts in"))
    for share in terms.shares:
        name = parties[share.organisation].name
        if share.amount_minor and share.fund is None:
            found.append(Words("The fund that {name} pays into", name=name))
        if terms.fund_kind is FundKind.POOLED_S75 and share.amount_minor and not share.varies.strip():
            found.append(Words("How the part of {name} can vary", name=name))
    return found


def _lacking_side(kinds: Iterable[str]) -> list[Words]:
    there = set(kinds)
    words = {NHS: Words("An NHS body among the partners"), COUNCIL: Words("A council among the partners")}
    return [said for kind, said in words.items() if kind not in there]


def check_complete(terms: Terms, parties: Mapping[UUID, Party]) -> None:
    """Refuse to agree to what is not complete, naming all of it. Raises: PoolingRefused (`not_complete`)."""
    lacking = missing(terms, parties)
    if lacking:
        raise PoolingRefused(
            "Nobody can agree to this yet. Still missing: {missing}.", code="not_complete", missing=lacking
        )
