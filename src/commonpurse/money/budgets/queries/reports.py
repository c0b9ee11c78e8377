"""A fund's figures of a quarter, as a funder may see them: sums and numbers, nobody's choices."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from django.db.models import BigIntegerField, Exists, F, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from commonpurse.kernel.context import acting_for_figures
from commonpurse.kernel.money import Money
from commonpurse.kernel.periods import FiscalYear, Quarter, day_begins
from commonpurse.kernel.small_numbers import count_shown
from commonpurse.money.budgets.access import can_see_fund
from commonpurse.money.budgets.models import Allocation, Correction, Fund, HoldLeg, Line
from commonpurse.money.budgets.queries.funds import (
    AccountsOfFund,
    FundFigures,
    accounts_of_funds,
    figures_from,
)
from commonpurse.money.budgets.rules import SpendKind, kinds_shown
from commonpurse.money.ledger.queries import books_open_from, positions_before, postings_of
from commonpurse.parties.partners.models import Member
from commonpurse.parties.partners.queries import the_partnership
from commonpurse.parties.people.models import Person


def fiscal_year() -> FiscalYear:
    """The partnership's year, by which money is reported."""
    partnership = the_partnership()
    return FiscalYear(partnership.fiscal_year_starts_month, partnership.fiscal_year_starts_day)


@dataclass(frozen=True)
class FundFlow:
    """What happened to a fund's money in a stretch of days: the difference of its figures at the end and before.

    promised   newly promised, and what came without a promise
    received   arrived, less what was put right
    given      to people's budgets, less what was put right
    spent      released to be paid, less what came back
    returned   came back to people's budgets because a payment failed
    """

    promised: Money
    received: Money
    given: Money
    spent: Money
    returned: Money


def flow_between(before: FundFigures, after: FundFigures) -> FundFlow:
    """The difference of two sets of figures of a fund."""
    return FundFlow(
        promised=(after.expected + after.received) - (before.expected + before.received),
        received=after.received - before.received,
        given=(after.committed + after.spent) - (before.committed + before.spent),
        spent=after.spent - before.spent,
        returned=after.returned - before.returned,
    )


@dataclass(frozen=True)
class KindOfSpending:
    """One line of what the money was spent on. `kind` None: other kinds together, which are not named."""

    kind: SpendKind | None
    amount: Money
    people: int


@dataclass(frozen=True)
class QuarterFigures:
    """One fund in one quarter: what happened in it, and where its money stood at its end, by business date.

    `people`   how many were given money of it by then; None: fewer than five
    `kinds`    what the quarter's money was spent on, as far as it may be shown
    `hidden`   why there are no kinds: `open`, the books of the quarter are not closed; `few`, too few people
    """

    quarter: Quarter
    flow: FundFlow
    at_end: FundFigures
    people: int | None
    kinds: Sequence[KindOfSpending]
    hidden: Literal["", "open", "few"]


@dataclass(frozen=True)
class QuarterReport:
    """A quarter beside the one before."""

    fund: Fund
    this: QuarterFigures
    last: QuarterFigures


@acting_for_figures("to add up a quarter")
def quarter_reports(
    *, viewer: Member | Person, funds: Iterable[Fund], quarter: Quarter, year: FiscalYear
) -> list[QuarterReport]:
    """The report of each fund that the viewer may see, in a fixed number of statements.

    Kinds are told only of quarters whose books are closed: they cannot change any more, so nobody is seen in the
    difference between two looks. docs/adr/0048-small-numbers.md has the whole rule.
    """
    seen = [fund for fund in funds if can_see_fund(viewer, fund)]
    last = year.before(quarter)
    days = [last.starts_on, quarter.starts_on, quarter.ends_on]
    lines = _lines_before(seen, days)
    accounts = accounts_of_funds(seen, [(fund, account) for fund, account, _given in lines])
    positions = positions_before((account for each in accounts.values() for account in each.all), days)
    kinds = _kinds_of(accounts, [last, quarter])
    closed_before = books_open_from()

    def figures(fund: Fund, of: Quarter) -> QuarterFigures:
        given = [line for line in lines if line[0] == fund.id and line[2][days.index(of.ends_on)]]
        before, after = (figures_from(accounts[fund.id], positions[day]) for day in (of.starts_on, of.ends_on))
        shown = kinds_shown(kinds[fund.id, of.starts_on])
        is_open = closed_before is None or closed_before < of.ends_on
        hidden: Literal["", "open", "few"] = "open" if is_open else "few" if shown is None else ""
        return QuarterFigures(
            quarter=of,
            flow=flow_between(before, after),
            at_end=after,
            people=count_shown(len(given)),
            kinds=[]
            if hidden
            else [
                KindOfSpending(each.kind, Money(each.amount_minor, fund.currency), each.people) for each in shown or []
            ],
            hidden=hidden,
        )

    return [QuarterReport(fund, figures(fund, quarter), figures(fund, last)) for fund in seen]


@dataclass(frozen=True)
class SpendingSoFar:
    """What a fund's money was spent on in all quarters whose books are closed.

    `kinds` adds up what each quarter's report tells, so it tells no more than they do; `rest` is what no report
    tells by kind, `since` what was spent after the last of them. All three together are what was spent.
    """

    until: date | None
    kinds: Sequence[tuple[SpendKind, Money]]
    rest: Money
    since: Money


@acting_for_figures("to add up what funds were spent on")
def spending_so_far(*, viewer: Member | Person, fund: Fund, spent: Money) -> SpendingSoFar | None:
    """Add up the closed quarters of a fund of which `spent` was spent by now; None if it is not to be seen."""
    if not can_see_fund(viewer, fund):
        return None
    nothing, closed_before, year = Money(0, fund.currency), books_open_from(), fiscal_year()
    closed: list[Quarter] = []
    if closed_before is not None and closed_before > fund.starts_on:
        quarters = year.quarters(fund.starts_on, closed_before)
        closed = [quarter for quarter in quarters if quarter.ends_on <= closed_before]
    if not closed:
        return SpendingSoFar(None, [], nothing, spent)
    found = _kinds_of(accounts_of_funds([fund]), closed)
    told: dict[SpendKind, int] = defaultdict(int)
    total = 0
    for by_kind in found.values():
        total += sum(minor for by_person in by_kind.values() for minor in by_person.values())
        for each in kinds_shown(by_kind) or []:
            if each.kind is not None:
                told[each.kind] += each.amount_minor
    rest = Money(total - sum(told.values()), fund.currency)
    kinds = sorted(told.items(), key=lambda item: -item[1])
    return SpendingSoFar(
        until=closed[-1].ends_on,
        kinds=[(kind, Money(minor, fund.currency)) for kind, minor in kinds],
        rest=rest,
        since=spent - Money(total, fund.currency),
    )


ByKind = Mapping[SpendKind, Mapping[Hashable, int]]


def _kinds_of(accounts: Mapping[UUID, AccountsOfFund], quarters: Sequence[Quarter]) -> dict[tuple[UUID, date], ByKind]:
    """What was spent by kind and budget, in minor units, by fund and first day of the quarter."""
    found: dict[tuple[UUID, date], dict[SpendKind, dict[Hashable, int]]] = {
        (fund, quarter.starts_on): {kind: defaultdict(int) for kind in SpendKind}
        for fund in accounts
        for quarter in quarters
    }
    kind_of = {account: (each.fund, kind) for each in accounts.values() for kind, account in each.spent.items()}
    legs = HoldLeg.objects.filter(line__fund__in=list(accounts)).values_list("memo_transfer", "hold__budget")
    budget_of = dict(legs)
    for posting in postings_of(kind_of, before=max(quarter.ends_on for quarter in quarters)):
        fund, kind = kind_of[posting.account]
        for quarter in quarters:
            if quarter.starts_on <= posting.business_date < quarter.ends_on:
                found[fund, quarter.starts_on][kind][budget_of[posting.origin]] += posting.amount.minor
    return dict(found)


def _lines_before(funds: Sequence[Fund], days: Sequence[date]) -> list[tuple[UUID, UUID, list[bool]]]:
    """The lines of these funds: fund, account, and before which of these days their person had been given money.

    What was wholly an error of ours was not given.
    """
    rows, names = Line.objects.filter(fund__in=funds), []
    for number, day in enumerate(days):
        moment = day_begins(day)
        put_right = Correction.objects.filter(allocation=OuterRef("id"), agreed_at__lt=moment).order_by()
        back = put_right.values("allocation").annotate(total=Sum("amount_minor")).values("total")
        given = Allocation.objects.filter(line=OuterRef("id"), allocated_at__lt=moment).annotate(
            back=Coalesce(Subquery(back, output_field=BigIntegerField()), 0)
        )
        names.append(f"given_{number}")
        rows = rows.annotate(**{names[-1]: Exists(given.filter(amount_minor__gt=F("back")))})
    return [(fund, account, given) for fund, account, *given in rows.values_list("fund_id", "account_id", *names)]
