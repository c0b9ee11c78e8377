"""The words of the ledger: kinds of accounts, meanings of movements, and the sentences of refusal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Literal
from uuid import UUID

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.money import Money
from commonpurse.kernel.words import Words

# A set travels as columns in one statement; above this the lock on its accounts is held too long.
LARGEST_SET = 10_000


class NormalSide(StrEnum):
    CREDIT = "credit"
    DEBIT = "debit"


class AccountCode(StrEnum):
    """What an account is for. The side on which it grows, and whether it may go below zero, follow from it."""

    FUND = "fund"
    FUND_PROMISED = "fund_promised"
    BUDGET_LINE = "budget_line"
    SUSPENSE = "suspense"
    PAYMENT_CLEARING = "payment_clearing"
    SPENT_CONTRA = "spent_contra"
    BANK = "bank"
    GRANT_RECEIVABLE = "grant_receivable"
    SPENT = "spent"
    PROGRAMME_LOSS = "programme_loss"

    @property
    def normal_side(self) -> NormalSide:
        return NormalSide.DEBIT if self in DEBIT_NORMAL else NormalSide.CREDIT

    @property
    def may_go_below_zero(self) -> bool:
        return self in MAY_GO_BELOW_ZERO


DEBIT_NORMAL = {AccountCode.BANK, AccountCode.GRANT_RECEIVABLE, AccountCode.SPENT, AccountCode.PROGRAMME_LOSS}
# The bank's own figure may be overdrawn, money may leave before we know why it came, a loss is a debt of the programme.
MAY_GO_BELOW_ZERO = {AccountCode.BANK, AccountCode.SUSPENSE, AccountCode.PROGRAMME_LOSS}


class TransferKind(StrEnum):
    """What a row does. Every row is one movement, or one reservation, or the end of one."""

    POST = "post"
    HOLD = "hold"
    SETTLE = "settle"
    VOID = "void"
    EXPIRE = "expire"
    REVERSE = "reverse"


RESOLVES_A_HOLD = {TransferKind.SETTLE, TransferKind.VOID, TransferKind.EXPIRE}
HAS_NO_CREDIT_ACCOUNT = {TransferKind.HOLD, TransferKind.VOID, TransferKind.EXPIRE}
REVERSIBLE = {TransferKind.POST, TransferKind.SETTLE}


class TransferCode(StrEnum):
    """What a movement means in the money map."""

    PROMISE = "promise"
    PROMISE_MET = "promise_met"
    PROMISE_WITHDRAWN = "promise_withdrawn"
    MONEY_IN = "money_in"
    MONEY_IN_KNOWN = "money_in_known"
    ALLOCATION = "allocation"
    HOLD = "hold"
    HOLD_FREED = "hold_freed"
    HOLD_EXPIRED = "hold_expired"
    RELEASE = "release"
    SPEND_MEMO = "spend_memo"
    STATEMENT_DEBIT = "statement_debit"
    STATEMENT_DIFFERENCE = "statement_difference"
    BANK_RETURN = "bank_return"
    RETURNED_RELEASE = "returned_release"
    CHARGE = "charge"
    CORRECTION = "correction"
    RECLAIM = "reclaim"
    CARD_CAPTURE = "card_capture"
    PROGRAMME_LOSS = "programme_loss"


# Money taken off a budget line, or off anybody by our own correction, names the decision that allows it.
NEEDS_AUTHORITY = {TransferCode.RECLAIM, TransferCode.CORRECTION}


class Refusal(StrEnum):
    """Why a row is refused. The order is the order in which the checks are made."""

    EXISTS_WITH_DIFFERENT_CONTENT = "exists_with_different_content"
    ACCOUNT_NOT_FOUND = "account_not_found"
    ACCOUNT_CLOSED = "account_closed"
    CURRENCY_MISMATCH = "currency_mismatch"
    SAME_ACCOUNT = "same_account"
    AMOUNT_NOT_POSITIVE = "amount_not_positive"
    PERIOD_CLOSED = "period_closed"
    HOLD_NOT_FOUND = "hold_not_found"
    HOLD_ALREADY_RESOLVED = "hold_already_resolved"
    EXCEEDS_HOLD = "exceeds_hold"
    REVERSES_NOT_FOUND = "reverses_not_found"
    NOT_REVERSIBLE = "not_reversible"
    EXCEEDS_UNREVERSED = "exceeds_unreversed"
    WOULD_OVERDRAW = "would_overdraw"


Outcome = Literal["created", "exists", "not_applied"] | Refusal
CREATED: Literal["created"] = "created"
EXISTS: Literal["exists"] = "exists"
NOT_APPLIED: Literal["not_applied"] = "not_applied"

SENTENCES = {
    Refusal.EXISTS_WITH_DIFFERENT_CONTENT: Words("This movement was already recorded with other details. Start again."),
    Refusal.ACCOUNT_NOT_FOUND: Words("The money account does not exist. Check which one you meant."),
    Refusal.ACCOUNT_CLOSED: Words("The money account is closed. Choose one that is open."),
    Refusal.CURRENCY_MISMATCH: Words("The amount is in another currency than the account. Use the account's currency."),
    Refusal.SAME_ACCOUNT: Words("Money cannot move from an account to itself. Choose another account."),
    Refusal.AMOUNT_NOT_POSITIVE: Words("The amount must be above zero."),
    Refusal.PERIOD_CLOSED: Words("The books for that day are closed. Choose a later date."),
    Refusal.HOLD_NOT_FOUND: Words("No money is held under this reference on that account."),
    Refusal.HOLD_ALREADY_RESOLVED: Words("The money held for this was already used or freed."),
    Refusal.EXCEEDS_HOLD: Words("The amount is more than what is still held for this."),
    Refusal.REVERSES_NOT_FOUND: Words("The movement to be reversed does not exist."),
    Refusal.NOT_REVERSIBLE: Words("This movement cannot be reversed."),
    Refusal.EXCEEDS_UNREVERSED: Words("The amount is more than what is left of the movement to be reversed."),
    Refusal.WOULD_OVERDRAW: Words("There is not enough money available. Choose a smaller amount."),
}


class LedgerRefused(Refused):
    """The ledger said no to a row; nothing of its journal was written. `code` is the `Refusal`."""

    code = "ledger_refused"

    def __init__(self, refusal: Refusal, *, row_id: UUID | None = None):
        super().__init__(SENTENCES[refusal], code=refusal.value, row_id=row_id)
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class Row:
    """One movement as the caller asks for it. Make rows with `post_row`, `hold_row`, `settle_row`, `void_row`,
    `reverse_row`: they know which fields each kind needs.

    `amount_minor` of a void or an expire is 0: it frees what is left. `business_date` None means the day of posting.
    """

    kind: TransferKind
    id: UUID
    code: TransferCode
    debit_account: UUID
    credit_account: UUID | None
    amount_minor: int
    currency: str
    hold: UUID | None = None
    reverses: UUID | None = None
    is_final: bool = False
    expires_at: datetime | None = None
    forced: bool = False
    authority: UUID | None = None
    business_date: date | None = None


@dataclass(frozen=True, slots=True)
class Journal:
    """Rows that stand or fall together."""

    id: UUID
    rows: tuple[Row, ...]


def post_row(
    *,
    id: UUID,
    code: TransferCode,
    debit_account: UUID,
    credit_account: UUID,
    amount: Money,
    business_date: date | None = None,
    authority: UUID | None = None,
    forced: bool = False,
) -> Row:
    """Move money at once from `debit_account` to `credit_account`."""
    return Row(
        kind=TransferKind.POST,
        id=id,
        code=code,
        debit_account=debit_account,
        credit_account=credit_account,
        amount_minor=amount.minor,
        currency=amount.currency,
        forced=forced,
        authority=authority,
        business_date=business_date,
    )


def hold_row(
    *,
    id: UUID,
    debit_account: UUID,
    amount: Money,
    code: TransferCode = TransferCode.HOLD,
    expires_at: datetime | None = None,
    authority: UUID | None = None,
    business_date: date | None = None,
) -> Row:
    """Reserve money on `debit_account`; who gets it is named when the hold is settled."""
    return Row(
        kind=TransferKind.HOLD,
        id=id,
        code=code,
        debit_account=debit_account,
        credit_account=None,
        amount_minor=amount.minor,
        currency=amount.currency,
        expires_at=expires_at,
        authority=authority,
        business_date=business_date,
    )


def settle_row(
    *,
    id: UUID,
    hold: UUID,
    debit_account: UUID,
    credit_account: UUID,
    amount: Money,
    code: TransferCode = TransferCode.RELEASE,
    is_final: bool = False,
    forced: bool = False,
    authority: UUID | None = None,
    business_date: date | None = None,
) -> Row:
    """Post up to what is left of the hold (`debit_account` is the hold's). A final settle frees the rest."""
    return Row(
        kind=TransferKind.SETTLE,
        id=id,
        code=code,
        debit_account=debit_account,
        credit_account=credit_account,
        amount_minor=amount.minor,
        currency=amount.currency,
        hold=hold,
        is_final=is_final,
        forced=forced,
        authority=authority,
        business_date=business_date,
    )


def void_row(
    *,
    id: UUID,
    hold: UUID,
    debit_account: UUID,
    currency: str,
    code: TransferCode = TransferCode.HOLD_FREED,
    business_date: date | None = None,
    authority: UUID | None = None,
) -> Row:
    """Free what is left of the hold."""
    return Row(
        kind=TransferKind.VOID,
        id=id,
        code=code,
        debit_account=debit_account,
        credit_account=None,
        amount_minor=0,
        currency=currency,
        hold=hold,
        authority=authority,
        business_date=business_date,
    )


def expire_row(*, id: UUID, hold: UUID, debit_account: UUID, currency: str) -> Row:
    """Free what is left of a hold whose time is over. Only `expire_holds` makes these: it knows the time."""
    return Row(
        kind=TransferKind.EXPIRE,
        id=id,
        code=TransferCode.HOLD_EXPIRED,
        debit_account=debit_account,
        credit_account=None,
        amount_minor=0,
        currency=currency,
        hold=hold,
    )


def reverse_row(
    *,
    id: UUID,
    reverses: UUID,
    debit_account: UUID,
    credit_account: UUID,
    amount: Money,
    code: TransferCode,
    authority: UUID | None = None,
    business_date: date | None = None,
) -> Row:
    """Move back all or part of a post or settle. The sides are those of the new row: the original's, swapped."""
    return Row(
        kind=TransferKind.REVERSE,
        id=id,
        code=code,
        debit_account=debit_account,
        credit_account=credit_account,
        amount_minor=amount.minor,
        currency=amount.currency,
        reverses=reverses,
        authority=authority,
        business_date=business_date,
    )


class MalformedRow(ValueError):
    """A row that no caller may write: a fault of the program, not a refusal."""
