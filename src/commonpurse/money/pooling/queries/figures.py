"""The sums of an agreement, from the ledger by its funds: what each put in, what a quarter did, what goes back.

A fund stands in one running agreement at a time and is read from its first day in it to the end, so a pound is in one
statement only. Sums alone: no person, no kind of spending and no number of people is told here
(docs/adr/0048-small-numbers.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from uuid import UUID

from commonpurse.kernel.context import acting_for_figures
from commonpurse.kernel.money import Money
from commonpurse.kernel.periods import FiscalYear, Period, Quarter, day_begins
from commonpurse.money.budgets.models import Fund
from commonpurse.money.budgets.queries import FundFigures
from commonpurse.money.budgets.queries.funds import accounts_of_funds, figures_from
from commonpurse.money.ledger.queries import positions_before
from commonpurse.money.pooling.models import FundingAgreementVersion, QuarterStatement
from commonpurse.money.pooling.queries.agreements import AgreementSeen
from commonpurse.money.pooling.rules import (
    Drawdown,
    Due,
    LeftOver,
    Party,
    Share,
    Stage,
    due_by,
    goes_back,
    quarters_of,
    statements_due,
)

FIGURES_TOLD = ("opened", "put_in", "given", "released", "returned", "left")  # kept when a statement is given
NOW = date.max  # before it lies everything that was ever posted


@dataclass(frozen=True)
class PutIn:
    """What one partner puts in. `agreed` minor units as the version says, all else from the ledger by its fund.

    promised   received, and promised and still to arrive
    received   since its first day under the agreement, less what was put right
    due        by the day that is looked at, as it was agreed
    to_come    of what was agreed
    """

    party: Party
    fund: Fund | None
    share: Share | None
    agreed: Money
    promised: Money
    received: Money
    due: Money

    @property
    def is_claimed(self) -> bool:
        """Whether it is due when it is claimed, and by no day."""
        return self.share is not None and self.agreed.minor > 0 and self.share.drawdown is Drawdown.ON_CLAIM

    @property
    def to_come(self) -> Money:
        return max_zero(self.agreed - self.received)

    @property
    def behind(self) -> Money:
        """What is due and has not arrived."""
        return max_zero(self.due - self.received)


def max_zero(money: Money) -> Money:
    return Money(max(money.minor, 0), money.currency)


class FiguresOn:
    """The figures of an agreement's funds before some days, read from the ledger in three statements."""

    @acting_for_figures("to add up money put together")
    def __init__(self, funds: Iterable[Fund], days: Iterable[date]):
        accounts = accounts_of_funds(list(funds))
        positions = positions_before((id for each in accounts.values() for id in each.all), set(days))
        self._found = {
            (fund, day): figures_from(found, positions[day]) for fund, found in accounts.items() for day in positions
        }

    def of(self, fund: UUID, day: date) -> FundFigures:
        return self._found[fund, day]


def funds_of(seen: AgreementSeen) -> dict[UUID, Fund]:
    """The funds of all versions that were agreed, or of the draft where none was: whatever was once in is told."""
    versions = seen.agreed_versions or [seen.newest]
    return {each.fund.id: each.fund for version in versions for each in version.contributions.all() if each.fund}


def version_before(seen: AgreementSeen, day: date) -> FundingAgreementVersion:
    """The version that held at the end of the day before; the first that was agreed, where none held yet."""
    moment = day_begins(day) if day is not NOW else None
    agreed = seen.agreed_versions
    held = [each for each in agreed if moment is None or (each.agreed_at is not None and each.agreed_at < moment)]
    return (held or agreed[:1] or [seen.newest])[-1]


def _first_days(seen: AgreementSeen) -> dict[UUID, date]:
    """From which day on each fund's money is put in under the agreement: the earliest that any version says."""
    found: dict[UUID, date] = {}
    for version in seen.agreed_versions or [seen.newest]:
        for each in version.contributions.all():
            begins = each.starts_on or version.starts_on
            if each.fund_id is not None and begins is not None:
                found[each.fund_id] = min(begins, found.get(each.fund_id, begins))
    return found


def _until(seen: AgreementSeen, day: date) -> date:
    """The day before which money is read: never past the end, after which it is another agreement's or nobody's."""
    ends_on = seen.ends_early_on if seen.period is None else seen.period.ends_on
    return day if ends_on is None else min(day, ends_on)


def _days(seen: AgreementSeen, *days: date) -> set[date]:
    return {*(_until(seen, day) for day in days), *_first_days(seen).values()}


def _funds_in_it(seen: AgreementSeen, until: date) -> dict[UUID, Fund]:
    """The funds whose first day under the agreement came before that day."""
    first_days = _first_days(seen)
    return {id: fund for id, fund in funds_of(seen).items() if id not in first_days or first_days[id] < until}


def put_in_by(seen: AgreementSeen, figures: FiguresOn, day: date) -> list[PutIn]:
    """What each partner put in before a day, and before the end, beside what the version of that day says."""
    until = _until(seen, day)
    version = version_before(seen, until)
    first_days, funds, in_it = _first_days(seen), funds_of(seen), _funds_in_it(seen, until)
    shares = {each.organisation_id: each.share for each in version.contributions.all()}
    nothing = Money(0, seen.agreement.currency)
    due_day = min(seen.today, until - timedelta(days=1))  # `due_by` counts its day, and `until` is the day after
    found = []
    for organisation in sorted(seen.parties, key=lambda each: seen.parties[each].name):
        own = [fund for fund in funds.values() if fund.funder_id == organisation]
        share = shares.get(organisation)
        if share is None and not own:
            continue
        received, expected = nothing, nothing
        for fund in own:
            stood = figures.of(fund.id, until)
            expected += stood.expected
            if fund.id in in_it:
                before = figures.of(fund.id, first_days[fund.id]).received if fund.id in first_days else nothing
                received += stood.received - before
        found.append(
            PutIn(
                party=seen.parties[organisation],
                fund=own[-1] if own else None,
                share=share,
                agreed=Money(share.amount_minor if share else 0, nothing.currency),
                promised=received + expected,
                received=received,
                due=Money(_due(share, version, seen.year, due_day), nothing.currency),
            )
        )
    return found


def _due(share: Share | None, version: FundingAgreementVersion, year: FiscalYear, day: date) -> int:
    starts_on = (share.starts_on if share else None) or version.starts_on
    if share is None or starts_on is None:
        return 0
    return due_by(share.amount_minor, share.drawdown, Period(starts_on, share.ends_on or version.ends_on), year, day)


@dataclass(frozen=True)
class Together:
    """An agreement's money now, or at its end: what each put in, where all of it is, and what it paid out."""

    put_in: Sequence[PutIn]
    left: Money
    with_people: Money
    spent: Money

    @property
    def agreed(self) -> Money:
        return _sum(each.agreed for each in self.put_in)

    @property
    def received(self) -> Money:
        return _sum(each.received for each in self.put_in)


def _sum(sums: Iterable[Money]) -> Money:
    first, *rest = sums
    return sum(rest, first)


@dataclass(frozen=True)
class MoneyOfAgreement:
    """All that the page of one agreement says in sums."""

    together: Together
    left_over: Sequence[LeftOverProposal]
    quarters: Sequence[Quarter]
    due: Sequence[Due]


def money_of(seen: AgreementSeen) -> MoneyOfAgreement:
    """The money of an agreement now, what would go back, and which statements are due. Three statements."""
    wanted = _proposals_wanted(seen)
    figures = FiguresOn(funds_of(seen).values(), _days(seen, NOW, *(_read_on(seen, day) for day, _ in wanted)))
    quarters = quarters_told(seen)
    return MoneyOfAgreement(
        together=_together(seen, figures),
        left_over=[_proposal(seen, figures, day, party) for day, party in wanted],
        quarters=quarters,
        due=due_of(seen, quarters),
    )


def _together(seen: AgreementSeen, figures: FiguresOn) -> Together:
    nothing, until = Money(0, seen.agreement.currency), _until(seen, NOW)
    first_days, funds = _first_days(seen), _funds_in_it(seen, until)
    stood = [figures.of(fund, until) for fund in funds]
    spent_before = (figures.of(fund, first_days[fund]).spent for fund in funds if fund in first_days)
    return Together(
        put_in=put_in_by(seen, figures, NOW),
        left=sum((each.left for each in stood), nothing),
        with_people=sum((each.committed for each in stood), nothing),
        spent=sum((each.spent for each in stood), nothing) - sum(spent_before, nothing),
    )


@dataclass(frozen=True)
class Statement:
    """What a quarter did with an agreement's money, by business date, from its first day to its end. Always:
    left = opened + put_in - given, and with_people = with_people_before + given - released + returned.

    opened     not given to anybody when the quarter began; in a fund that came in within it, on its first day
    put_in     by all partners together; each of them in `parts`
    given      to people's budgets, less what was put right
    released   paid out of them, before what came back
    returned   came back to them because a payment failed
    left       not given to anybody when it ended
    """

    quarter: Quarter
    parts: Sequence[tuple[Party, Money, PutIn]]
    opened: Money
    put_in: Money
    given: Money
    released: Money
    returned: Money
    left: Money
    with_people_before: Money
    with_people: Money
    told: QuarterStatement | None

    @property
    def has_changed(self) -> bool:
        """Whether the ledger was put right since the statement was given."""
        return bool(self.told_otherwise)

    @property
    def told_otherwise(self) -> Mapping[str, tuple[Money, Money]]:
        """What is different today, by the name of the figure: as it was told, and as it is."""
        if self.told is None:
            return {}
        told = {name: self.told.money(getattr(self.told, f"{name}_minor")) for name in FIGURES_TOLD}
        return {name: (was, getattr(self, name)) for name, was in told.items() if was != getattr(self, name)}

    @property
    def minors(self) -> tuple[int, ...]:
        return tuple(getattr(self, name).minor for name in FIGURES_TOLD)


def statements_of(seen: AgreementSeen, quarters: Sequence[Quarter]) -> list[Statement]:
    """The statement of each quarter, in three statements to the database."""
    bounds = {day for quarter in quarters for day in (quarter.starts_on, quarter.ends_on)}
    figures = FiguresOn(funds_of(seen).values(), _days(seen, *bounds))
    told = {each.quarter_starts_on: each for each in seen.agreement.statements.all()}  # the newest of a quarter counts
    return [_statement(seen, figures, quarter, told.get(quarter.starts_on)) for quarter in quarters]


def _statement(seen: AgreementSeen, figures: FiguresOn, quarter: Quarter, told: QuarterStatement | None) -> Statement:
    nothing, until = Money(0, seen.agreement.currency), _until(seen, quarter.ends_on)
    first_days, funds = _first_days(seen), _funds_in_it(seen, until)
    begins = {fund: max(quarter.starts_on, first_days.get(fund, quarter.starts_on)) for fund in funds}
    before = {fund: figures.of(fund, begins[fund]) for fund in funds}
    after = {fund: figures.of(fund, until) for fund in funds}
    came: dict[UUID, Money] = {}
    for fund in funds.values():
        so_far = came.get(fund.funder_id, nothing)
        came[fund.funder_id] = so_far + after[fund.id].received - before[fund.id].received

    def flow(name: str) -> Money:
        return sum((getattr(after[fund], name) - getattr(before[fund], name) for fund in funds), nothing)

    def stood(figures_of: Mapping[UUID, FundFigures], name: str) -> Money:
        return sum((getattr(each, name) for each in figures_of.values()), nothing)

    returned = flow("returned")
    return Statement(
        quarter=quarter,
        parts=[
            (each.party, came.get(each.party.id, nothing), each) for each in put_in_by(seen, figures, quarter.ends_on)
        ],
        opened=stood(before, "left"),
        put_in=flow("received"),
        given=flow("committed") + flow("spent"),
        released=flow("spent") + returned,
        returned=returned,
        left=stood(after, "left"),
        with_people_before=stood(before, "committed"),
        with_people=stood(after, "committed"),
        told=told,
    )


def quarters_told(seen: AgreementSeen) -> list[Quarter]:
    """The quarters of which there is a statement, the newest first; none before its first day."""
    return [] if seen.period is None else quarters_of(seen.period, seen.year, seen.today)[::-1]


def due_of(seen: AgreementSeen, quarters: Sequence[Quarter]) -> list[Due]:
    """Which statements are due of these quarters, the oldest first."""
    given = [each.quarter_starts_on for each in seen.agreement.statements.all()]
    return statements_due(sorted(quarters, key=lambda each: each.starts_on), given, seen.today)


@dataclass(frozen=True)
class GoesBack:
    """What would go back to one partner. `lies_there`: how much of what is left stands in its own fund."""

    party: Party
    put_in: Money
    share: Money
    lies_there: Money


@dataclass(frozen=True)
class LeftOverProposal:
    """What becomes of money that nobody was given, on the day that one leaves or all end. Nothing moves by it.

    `leaving`: who leaves; None where it ends for all. `is_final`: the day has come, and the sums change no more.
    """

    day: date
    leaving: Party | None
    rule: LeftOver
    left: Money
    rows: Sequence[GoesBack]
    is_final: bool


def _proposals_wanted(seen: AgreementSeen) -> list[tuple[date, Party | None]]:
    """The days on which something is to be shared out: one partner leaves before the end; the end has come, or comes
    early because too few stay."""
    version = seen.holds
    if version is None or version.ends_on is None:
        return []
    end = seen.ends_early_on or version.ends_on
    wanted: list[tuple[date, Party | None]] = [
        (notice.leaves_on, seen.parties[organisation])
        for organisation, notice in seen.leaving.items()
        if organisation in version.terms.parties and notice.leaves_on < end
    ]
    wanted.sort(key=lambda each: each[0])
    if seen.stage is Stage.ENDED or seen.ends_early_on is not None:
        wanted.append((end, None))
    return wanted


def _read_on(seen: AgreementSeen, day: date) -> date:
    """The figures of a day that has come are those of that day: what finance carries out later does not move them."""
    return _until(seen, day if day <= seen.today else NOW)


def _proposal(seen: AgreementSeen, figures: FiguresOn, day: date, leaving: Party | None) -> LeftOverProposal:
    version, read_on = seen.holds, _read_on(seen, day)
    assert version is not None, "asked of what holds"  # noqa: S101
    nothing = Money(0, seen.agreement.currency)
    gone = {each for each, notice in seen.leaving.items() if notice.leaves_on < day}
    put_in = [
        each
        for each in put_in_by(seen, figures, read_on)
        if each.party.id in version.terms.parties and each.party.id not in gone
    ]
    funds = _funds_in_it(seen, read_on)
    left_of = {fund: figures.of(fund, read_on).left for fund in funds}
    left = sum(left_of.values(), nothing)
    rule = LeftOver(version.unspent_rule)
    shares = goes_back(
        rule, left.minor, [each.received.minor for each in put_in], [each.agreed.minor for each in put_in]
    )
    rows = [
        GoesBack(
            party=each.party,
            put_in=each.received,
            share=Money(share, nothing.currency),
            lies_there=sum((left_of[fund.id] for fund in funds.values() if fund.funder_id == each.party.id), nothing),
        )
        for each, share in zip(put_in, shares, strict=True)
        if leaving is None or each.party == leaving
    ]
    return LeftOverProposal(day, leaving, rule, left, rows, is_final=day <= seen.today)


@dataclass(frozen=True)
class InAll:
    """Several quarters that follow each other as one: the annual return. It adds up as each of them does.

    What lay in a fund when it came in later counts as there at the beginning, as in the quarter in which it came.
    """

    parts: Mapping[UUID, Money]
    opened: Money
    put_in: Money
    given: Money
    released: Money
    returned: Money
    left: Money
    with_people_before: Money
    with_people: Money


def in_all(statements: Sequence[Statement]) -> InAll:
    """Add up the statements of quarters that follow each other, the oldest first."""
    parts: dict[UUID, Money] = {}
    for statement in statements:
        for party, put_in, _ in statement.parts:
            parts[party.id] = parts[party.id] + put_in if party.id in parts else put_in
    follows = list(pairwise(statements))
    return InAll(
        parts=parts,
        opened=sum((after.opened - before.left for before, after in follows), statements[0].opened),
        put_in=_sum(each.put_in for each in statements),
        given=_sum(each.given for each in statements),
        released=_sum(each.released for each in statements),
        returned=_sum(each.returned for each in statements),
        left=statements[-1].left,
        with_people_before=sum(
            (after.with_people_before - before.with_people for before, after in follows),
            statements[0].with_people_before,
        ),
        with_people=statements[-1].with_people,
    )
