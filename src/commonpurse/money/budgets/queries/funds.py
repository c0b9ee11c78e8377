from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db.models import CharField, F, Q, Sum, Value

from commonpurse.kernel.context import acting_for_figures
from commonpurse.kernel.money import Money
from commonpurse.money.budgets.access import KEEPS_FUNDS, can_see_fund, can_see_lines_of_fund
from commonpurse.money.budgets.models import Allocation, Fund, FundAccount, FundQuerySet, Line
from commonpurse.money.budgets.queries.accounts import fund_account_ids
from commonpurse.money.budgets.rules import SpendKind, UnspentRule, due_back
from commonpurse.money.ledger.queries import Balance, Position, balances_of, positions_of
from commonpurse.money.ledger.rules import AccountCode
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.access import kept_from
from commonpurse.parties.people.models import Person


def funds_visible_to(viewer: Member | Person) -> FundQuerySet:
    """Finance and the manager: all funds; a funder: those of its own organisation; nobody else any."""
    if isinstance(viewer, Person):
        return Fund.objects.none()
    if viewer.has_role(*KEEPS_FUNDS):
        return Fund.objects.select_related("funder")
    if viewer.has_role("funder"):
        return Fund.objects.filter(funder=viewer.organisation_id).select_related("funder")
    return Fund.objects.none()


def get_fund(*, viewer: Member | Person, fund_id: UUID) -> Fund | None:
    """The fund, or None when it is not there or not to be seen."""
    return funds_visible_to(viewer).filter(id=fund_id).first()


@dataclass(frozen=True)
class FundFigures:
    """Where each pound of a fund is, now. Always: received = left + committed + spent.

    expected   promised and not yet arrived
    received   arrived and known to be for it
    committed  on people's budgets, not yet released (with `held`, its part that asks and payments reserve)
    spent      released to be paid, less what came back
    returned   of what was released, what came back to people's budgets because a payment failed
    left       not yet given to anybody
    """

    expected: Money
    received: Money
    committed: Money
    held: Money
    spent: Money
    returned: Money
    left: Money


@acting_for_figures("to add up funds")
def fund_figures(*, viewer: Member | Person, funds: Iterable[Fund]) -> dict[UUID, FundFigures]:
    """The figures of each fund that the viewer may see, from the ledger, in a fixed number of statements."""
    seen = [fund for fund in funds if can_see_fund(viewer, fund)]
    accounts = accounts_of_funds(seen)
    positions = positions_of(account for each in accounts.values() for account in each.all)
    return {fund.id: figures_from(accounts[fund.id], positions) for fund in seen}


@acting_for_figures("to add up funds")
def figures_of_all_funds() -> dict[Fund, FundFigures]:
    """The figures of every fund, whoever looks: for sums of the whole partnership, which name no person."""
    funds = list(Fund.objects.select_related("funder").order_by("funder__name", "id"))
    accounts = accounts_of_funds(funds)
    positions = positions_of(account for each in accounts.values() for account in each.all)
    return {fund: figures_from(accounts[fund.id], positions) for fund in funds}


@dataclass(frozen=True)
class AccountsOfFund:
    """The ledger accounts from which a fund's figures are read."""

    fund: UUID
    promised: UUID
    left: UUID
    spent: dict[SpendKind, UUID]
    lines: Sequence[UUID]

    @property
    def all(self) -> list[UUID]:
        return [self.promised, self.left, *self.spent.values(), *self.lines]


def accounts_of_funds(
    funds: Sequence[Fund], pairs: Iterable[tuple[UUID, UUID]] | None = None
) -> dict[UUID, AccountsOfFund]:
    """The accounts of each fund, in one statement. `pairs`: the fund and account of each line, where they are known."""
    ids = [fund.id for fund in funds]
    if pairs is None:
        accounts, pairs = _accounts_and_lines(ids)
    else:
        accounts = fund_account_ids(ids)
    lines: dict[UUID, list[UUID]] = {fund: [] for fund in ids}
    for fund_id, account_id in pairs:
        lines[fund_id].append(account_id)
    return {
        fund: AccountsOfFund(
            fund=fund,
            promised=accounts[fund, AccountCode.FUND_PROMISED, ""],
            left=accounts[fund, AccountCode.FUND, ""],
            spent={kind: accounts[fund, AccountCode.SPENT, kind] for kind in SpendKind},
            lines=lines[fund],
        )
        for fund in ids
    }


def _accounts_and_lines(funds: Sequence[UUID]) -> tuple[dict[tuple[UUID, str, str], UUID], list[tuple[UUID, UUID]]]:
    """The accounts of these funds as `fund_account_ids` has them, and the fund and account of each of their lines."""
    own = FundAccount.objects.filter(fund__in=funds).values_list("fund_id", "code", "spend_kind", "account_id")
    nothing = Value("", CharField())
    lines = (
        Line.objects.filter(fund__in=funds)
        .annotate(code=nothing, spend_kind=nothing)
        .values_list("fund_id", "code", "spend_kind", "account_id")
    )
    rows = list(own.union(lines, all=True))
    accounts = {(fund, code, kind): account for fund, code, kind, account in rows if code}
    return accounts, [(fund, account) for fund, code, _, account in rows if not code]


def figures_from(accounts: AccountsOfFund, positions: Mapping[UUID, Position]) -> FundFigures:
    """Read a fund's figures from where its accounts stand, now or before a day: one definition for both."""
    left = positions[accounts.left].balance.posted
    nothing = left - left
    lines = [positions[account].balance for account in accounts.lines]
    committed = sum((line.posted for line in lines), nothing)
    spent = sum((positions[account].balance.posted for account in accounts.spent.values()), nothing)
    return FundFigures(
        expected=positions[accounts.promised].balance.posted,
        received=left + committed + spent,
        committed=committed,
        held=sum((line.pending for line in lines), nothing),
        spent=spent,
        returned=sum((positions[account].turnover.credits for account in accounts.spent.values()), nothing),
        left=left,
    )


def still_expected(*, viewer: Member | Person, funds: Iterable[Fund]) -> dict[UUID, Money]:
    """What of each fund was promised and has not arrived: `FundFigures.expected`, without the other figures."""
    seen = [fund.id for fund in funds if can_see_fund(viewer, fund)]
    promised = FundAccount.objects.filter(fund__in=seen, code=AccountCode.FUND_PROMISED.value)
    accounts = dict(promised.values_list("fund_id", "account_id"))
    balances = balances_of(accounts.values())
    return {fund: balances[account].posted for fund, account in accounts.items()}


def spent_by_kind(*, viewer: Member | Person, fund: Fund) -> dict[SpendKind, Money]:
    """What the fund's money was spent on, by kind, for who may see whose it became; a funder has `quarter_reports`."""
    if not (can_see_fund(viewer, fund) and can_see_lines_of_fund(viewer)):
        return {}
    accounts = fund_account_ids([fund.id])
    by_kind = {kind: accounts[fund.id, AccountCode.SPENT, kind] for kind in SpendKind}
    balances = balances_of(by_kind.values())
    return {kind: balances[account].posted for kind, account in by_kind.items() if balances[account].posted}


@acting_for_figures("to count whom a fund reached")
def count_of_people(*, viewer: Member | Person, fund: Fund) -> int:
    """How many people were given money of this fund, but for what was wholly an error of ours. A count only: whose
    is not for the funder."""
    if not can_see_fund(viewer, fund):
        return 0
    corrected = Sum("corrections__amount_minor", filter=Q(corrections__agreed_at__isnull=False), default=0)
    given = Allocation.objects.filter(line__fund=fund).annotate(corrected=corrected)
    return given.filter(amount_minor__gt=F("corrected")).values("line").distinct().count()


@dataclass(frozen=True)
class DueBackLine:
    """What one budget still has of an ended fund, and nothing reserves."""

    line_id: UUID
    budget_id: UUID
    amount: Money


@dataclass(frozen=True)
class DueBackFund:
    """What of an ended fund is due back to its funder. A list only: no command here moves it."""

    fund_id: UUID
    fund_name: str
    ended_on: date
    unallocated: Money
    on_lines: Money
    lines: Sequence[DueBackLine]

    @property
    def total(self) -> Money:
        return self.unallocated + self.on_lines


def money_due_back(*, viewer: Member | Person, today: date) -> list[DueBackFund]:
    """What is due back to funders on that day, the longest due first. A funder sees sums, not whose budgets."""
    funds = list(funds_visible_to(viewer).filter(ends_on__lte=today).order_by("ends_on", "name"))
    accounts = fund_account_ids(fund.id for fund in funds)
    lines: dict[UUID, list[Line]] = {}
    with acting_for_figures("to add up what is due back"):
        for line in Line.objects.filter(fund__in=funds).order_by("id"):
            lines.setdefault(line.fund_id, []).append(line)
    balances = balances_of([*accounts.values(), *(line.account_id for group in lines.values() for line in group)])
    listed = [_due_back(fund, accounts, lines.get(fund.id, []), balances, today) for fund in funds]
    shows_lines = can_see_lines_of_fund(viewer)
    apart = kept_from(viewer)
    whose = {line.id: line.person_id for group in lines.values() for line in group}
    return [
        replace(each, lines=[line for line in each.lines if shows_lines and whose[line.line_id] not in apart])
        for each in listed
        if each and each.total
    ]


def _due_back(
    fund: Fund,
    accounts: dict[tuple[UUID, str, str], UUID],
    lines: Sequence[Line],
    balances: dict[UUID, Balance],
    today: date,
) -> DueBackFund | None:
    which = due_back(UnspentRule(fund.unspent_rule), fund.ends_on, today)
    if fund.ends_on is None:
        return None
    nothing = Money(0, fund.currency)
    open_lines = [
        DueBackLine(line.id, line.budget_id, balances[line.account_id].available)
        for line in lines
        if which.on_lines and balances[line.account_id].available
    ]
    return DueBackFund(
        fund_id=fund.id,
        fund_name=fund.name,
        ended_on=fund.ends_on,
        unallocated=balances[accounts[fund.id, AccountCode.FUND, ""]].available if which.unallocated else nothing,
        on_lines=sum((line.amount for line in open_lines), nothing),
        lines=open_lines,
    )
