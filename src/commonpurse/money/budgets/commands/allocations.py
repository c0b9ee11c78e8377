from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.errors import FileRefused, NotAllowed, Refused, RowError
from commonpurse.kernel.identity import new_id
from commonpurse.kernel.money import Money
from commonpurse.kernel.periods import business_date
from commonpurse.kernel.requests import RequestReused, check_same_request, hash_request, one_request
from commonpurse.kernel.texts import TextTooLong, check_fits
from commonpurse.money.budgets.access import can_allocate
from commonpurse.money.budgets.models import Allocation, Budget, Fund, Line
from commonpurse.money.budgets.queries import fund_account_ids
from commonpurse.money.budgets.rules import BudgetRefused, check_allocation, check_amount
from commonpurse.money.ledger.commands import (
    Journal,
    LedgerRefused,
    NewAccount,
    Refusal,
    lock_accounts,
    open_accounts,
    post_row,
    post_transfers,
)
from commonpurse.money.ledger.queries import balances_of
from commonpurse.money.ledger.rules import LARGEST_SET, AccountCode, TransferCode
from commonpurse.parties.partners.models import Member


@dataclass(frozen=True)
class NewAllocation:
    """One sum that a fund is to give to one budget. `request_id` is made once by the caller, for ever."""

    fund: Fund
    budget: Budget
    amount: Money
    reason: str
    request_id: UUID

    @property
    def request_hash(self) -> str:
        return hash_request(fund=self.fund.id, budget=self.budget.id, amount=self.amount, reason=self.reason.strip())


def allocate_money(
    *, by: Member, fund: Fund, budget: Budget, amount: Money, reason: str, request_id: UUID, now: datetime
) -> Allocation:
    """Give a sum of a fund to a person's budget. The same request again gives nothing more.

    Raises: BudgetRefused (`reason_needed`, `fund_short`, `fund_ended`, `fund_not_started`, `amount_not_positive`,
    `other_currency`), TextTooLong, RequestReused.
    """
    wanted = NewAllocation(fund=fund, budget=budget, amount=amount, reason=reason, request_id=request_id)
    if not can_allocate(by):
        raise NotAllowed
    with one_request(Allocation.objects.filter(request_id=request_id).exists):
        (allocation,) = _allocate([wanted], by=by, now=now)
        record_event(
            "money_allocated",
            by=by.id,
            subject_type="budget",
            subject_id=budget.id,
            now=now,
            fund=str(fund.id),
            amount_minor=amount.minor,
            allocation=str(allocation.id),
        )
        return allocation


def allocate_many(*, by: Member, allocations: Sequence[NewAllocation], now: datetime) -> list[Allocation]:
    """Give out a round: all or nothing, in a fixed number of statements. Repeated rows give nothing more.

    Raises: FileRefused with every row's error (`row` counts from 1), RequestReused.
    """
    if not can_allocate(by):
        raise NotAllowed
    if not 1 <= len(allocations) <= LARGEST_SET:
        raise BudgetRefused("A round has 1 to {most:,} rows. Split it.", code="round_size", most=LARGEST_SET)
    ids = [each.request_id for each in allocations]
    with one_request(Allocation.objects.filter(request_id__in=ids).exists):
        made = _allocate(allocations, by=by, now=now)
        record_event(
            "round_allocated",
            by=by.id,
            subject_type="round",
            subject_id=new_id(),
            now=now,
            allocations=len(made),
            total_minor=sum(allocation.amount_minor for allocation in made),
        )
        return made


def _allocate(wanted: Sequence[NewAllocation], *, by: Member, now: datetime) -> list[Allocation]:
    if len({each.request_id for each in wanted}) != len(wanted):
        raise RequestReused
    lines = _lines_for(wanted, by=by, now=now)
    accounts = fund_account_ids({each.fund.id for each in wanted})
    fund_account = {each.fund.id: accounts[each.fund.id, AccountCode.FUND, ""] for each in wanted}
    lock_accounts({*fund_account.values(), *(line.account_id for line in lines.values())})
    known = {
        allocation.request_id: allocation
        for allocation in Allocation.objects.filter(request_id__in=[each.request_id for each in wanted])
    }
    for each in wanted:
        if each.request_id in known:
            check_same_request(known[each.request_id].request_hash, each.request_hash)
    fresh = [each for each in wanted if each.request_id not in known]
    _check(fresh, fund_account, on=business_date(now))
    made = [
        Allocation(
            person_id=lines[each.budget.id, each.fund.id].person_id,
            line=lines[each.budget.id, each.fund.id],
            amount_minor=each.amount.minor,
            transfer=new_id(),
            reason=each.reason.strip(),
            request_id=each.request_id,
            request_hash=each.request_hash,
            allocated_at=now,
            allocated_by=by,
        )
        for each in fresh
    ]
    journals = [
        Journal(
            allocation.id,
            (
                post_row(
                    id=allocation.transfer,
                    code=TransferCode.ALLOCATION,
                    debit_account=fund_account[each.fund.id],
                    credit_account=allocation.line.account_id,
                    amount=each.amount,
                    authority=allocation.id,
                ),
            ),
        )
        for each, allocation in zip(fresh, made, strict=True)
    ]
    if journals:
        for outcome in post_transfers(journals, by=by.id, now=now):
            if isinstance(outcome, Refusal):
                raise LedgerRefused(outcome)
        Allocation.objects.bulk_create(made)
    by_request = known | {allocation.request_id: allocation for allocation in made}
    return [by_request[each.request_id] for each in wanted]


def _lines_for(wanted: Sequence[NewAllocation], *, by: Member, now: datetime) -> dict[tuple[UUID, UUID], Line]:
    """Find the line of each budget and fund; open those that are missing.

    The budgets are locked first, in id order, so that two rounds do not open the same line twice. Budgets come before
    accounts in every lock, so nobody waits in a circle.
    """
    pairs = {(each.budget.id, each.fund.id) for each in wanted}
    budget_ids = {budget for budget, _ in pairs}
    fund_ids = {fund for _, fund in pairs}
    budgets = Budget.objects.filter(id__in=budget_ids).order_by("id").select_for_update(no_key=True)
    person_of = {budget.id: budget.person_id for budget in budgets}
    there = Line.objects.filter(budget__in=budget_ids, fund__in=fund_ids)
    lines = {(line.budget_id, line.fund_id): line for line in there}
    currency = {each.fund.id: each.fund.currency for each in wanted}
    missing = [
        Line(person_id=person_of[budget], budget_id=budget, fund_id=fund, account_id=new_id(), opened_at=now)
        for budget, fund in sorted(pairs - lines.keys())
    ]
    if missing:
        opened = [NewAccount(line.account_id, AccountCode.BUDGET_LINE, currency[line.fund_id]) for line in missing]
        open_accounts(opened, by=by.id, now=now)
        Line.objects.bulk_create(missing)
    return lines | {(line.budget_id, line.fund_id): line for line in missing}


def _check(fresh: Sequence[NewAllocation], fund_account: dict[UUID, UUID], *, on: date) -> None:
    """Judge the rows in order, each after those before it. One row raises its own refusal, many all of them."""
    balances = balances_of(fund_account.values())
    left = {fund: balances[account].available for fund, account in fund_account.items()}
    refusals: list[tuple[int, Refused]] = []
    for number, each in enumerate(fresh, start=1):
        try:
            if not each.reason.strip():
                raise BudgetRefused("Say in plain words what the money is for.", code="reason_needed", field="reason")
            check_fits(Allocation, reason=each.reason)
            check_amount(each.amount, each.fund.currency)
            check_allocation(each.fund.name, each.fund.period, each.amount, left[each.fund.id], on)
        except (BudgetRefused, TextTooLong) as refusal:
            refusals.append((number, refusal))
        else:
            left[each.fund.id] -= each.amount
    if len(fresh) == 1 and refusals:
        raise refusals[0][1]
    if refusals:
        errors = [RowError(number, refusal.field, refusal.message) for number, refusal in refusals]
        raise FileRefused("No money was given out, because some rows are not right. Mend them and try again.", errors)
