"""Which ledger accounts stand behind funds and holds, and the rows that use a hold or give it back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from commonpurse.kernel.identity import new_id
from commonpurse.kernel.money import Money, split_by_weight
from commonpurse.money.budgets.models import Fund, FundAccount, Hold, HoldLeg, Line
from commonpurse.money.ledger.commands import Row, post_row, reverse_row, settle_row
from commonpurse.money.ledger.queries import movements_of
from commonpurse.money.ledger.rules import AccountCode, TransferCode


def fund_account_ids(fund_ids: Iterable[UUID]) -> dict[tuple[UUID, str, str], UUID]:
    """The accounts of funds by (fund, account code, kind of spending); the kind is empty but for `spent`."""
    rows = FundAccount.objects.filter(fund__in=set(fund_ids))
    return {(row.fund_id, row.code, row.spend_kind): row.account_id for row in rows}


@dataclass(frozen=True)
class PlaceInFund:
    """To which fund a ledger account belongs; `spend_kind` only where it keeps what was spent."""

    fund: UUID
    fund_name: str
    spend_kind: str


def places_in_funds(accounts: Iterable[UUID]) -> dict[UUID, PlaceInFund]:
    """Where each of these accounts belongs; one that no fund has (a bank's, suspense) is left out."""
    wanted = set(accounts)
    names = dict(Fund.objects.values_list("id", "name"))
    kept = FundAccount.objects.values_list("account_id", "fund_id", "spend_kind")
    found = {account: PlaceInFund(fund, names[fund], kind) for account, fund, kind in kept if account in wanted}
    for account, fund in Line.objects.values_list("account_id", "fund_id"):
        if account in wanted:
            found[account] = PlaceInFund(fund, names[fund], "")
    return found


def accounts_of_holds(holds: Iterable[UUID]) -> set[UUID]:
    """Every account that using these holds, or giving them back, can touch, but the clearing account.

    For the caller's one lock: it never changes, so it may be read before the lock.
    """
    legs = list(_legs(holds))
    accounts = fund_account_ids(leg.line.fund_id for leg in legs)
    touched = {leg.line.account_id for leg in legs}
    for leg in legs:
        touched.add(accounts[leg.line.fund_id, AccountCode.SPENT, leg.hold.spend_kind])
        touched.add(accounts[leg.line.fund_id, AccountCode.SPENT_CONTRA, ""])
    return touched


def release_rows_of_many(
    payments: Mapping[UUID, UUID], *, clearing_account: UUID, business_date: date | None = None
) -> dict[UUID, list[Row]]:
    """The rows that use whole holds for payments, by hold: each leg to the clearing account, and what it was spent on.

    `payments` maps each hold to its payment; any number takes two statements. The ids were made with the hold, so the
    rows are the same each time they are asked for.
    """
    legs = list(_legs(payments))
    accounts = fund_account_ids(leg.line.fund_id for leg in legs)
    rows: dict[UUID, list[Row]] = {hold: [] for hold in payments}
    for leg in legs:
        amount = Money(leg.amount_minor, leg.line.fund.currency)
        rows[leg.hold_id] += [
            settle_row(
                id=leg.resolving_transfer,
                hold=leg.transfer,
                debit_account=leg.line.account_id,
                credit_account=clearing_account,
                amount=amount,
                authority=payments[leg.hold_id],
                business_date=business_date,
            ),
            post_row(
                id=leg.memo_transfer,
                code=TransferCode.SPEND_MEMO,
                debit_account=accounts[leg.line.fund_id, AccountCode.SPENT, leg.hold.spend_kind],
                credit_account=accounts[leg.line.fund_id, AccountCode.SPENT_CONTRA, ""],
                amount=amount,
                authority=payments[leg.hold_id],
                business_date=business_date,
            ),
        ]
    return rows


def return_hold_rows(
    *,
    hold: Hold,
    clearing_account: UUID,
    payment: UUID,
    amount: Money | None = None,
    business_date: date | None = None,
) -> list[Row]:
    """The rows that bring released money back to the lines it came from, all of it or `amount`.

    A part is split by what is still out of each leg, largest remainder. Call it under the lock, since it reads what is
    still out; the ids are new, so the caller answers a repeat before it asks.
    """
    legs = list(_legs([hold.id]))
    accounts = fund_account_ids(leg.line.fund_id for leg in legs)
    released = movements_of(leg.resolving_transfer for leg in legs)
    out = [released[leg.resolving_transfer].left.minor if leg.resolving_transfer in released else 0 for leg in legs]
    parts = out if amount is None else split_by_weight(amount.minor, out)
    rows = []
    for leg, part in zip(legs, parts, strict=True):
        if not part:
            continue
        back = Money(part, leg.line.fund.currency)
        rows += [
            reverse_row(
                id=new_id(),
                reverses=leg.resolving_transfer,
                debit_account=clearing_account,
                credit_account=leg.line.account_id,
                amount=back,
                code=TransferCode.RETURNED_RELEASE,
                authority=payment,
                business_date=business_date,
            ),
            reverse_row(
                id=new_id(),
                reverses=leg.memo_transfer,
                debit_account=accounts[leg.line.fund_id, AccountCode.SPENT_CONTRA, ""],
                credit_account=accounts[leg.line.fund_id, AccountCode.SPENT, leg.hold.spend_kind],
                amount=back,
                code=TransferCode.RETURNED_RELEASE,
                authority=payment,
                business_date=business_date,
            ),
        ]
    return rows


def _legs(holds: Iterable[UUID]) -> Iterable[HoldLeg]:
    return HoldLeg.objects.filter(hold__in=list(holds)).select_related("hold", "line__fund").order_by("id")
