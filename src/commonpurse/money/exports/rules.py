"""How a movement of ours is written for another ledger: two rows, one a side, in the columns that were chosen."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.money import Money
from commonpurse.kernel.spreadsheets import Cell, begins_like_formula, write_csv
from commonpurse.kernel.texts import is_readable
from commonpurse.kernel.words import Words
from commonpurse.money.budgets.rules import SpendKind
from commonpurse.money.ledger.rules import AccountCode, TransferCode


class ExportRefused(Refused):
    """A rule about exports said no. The code says which: see the functions that raise it."""

    code = "export_refused"


class Holds(StrEnum):
    """What a column of the file holds."""

    DATE = "date"
    ACCOUNT = "account"
    DEBIT = "debit"
    CREDIT = "credit"
    AMOUNT = "amount"
    SIZE = "size"
    SIDE = "side"
    REFERENCE = "reference"
    MEANING = "meaning"
    FUND = "fund"
    OUR_ACCOUNT = "our_account"
    MOVEMENT = "movement"
    FIXED = "fixed"


HOLDS_WORDS = {
    Holds.DATE: Words("Day"),
    Holds.ACCOUNT: Words("Nominal code"),
    Holds.DEBIT: Words("Debit"),
    Holds.CREDIT: Words("Credit"),
    Holds.AMOUNT: Words("Sum with its sign"),
    Holds.SIZE: Words("Sum without a sign"),
    Holds.SIDE: Words("D or C"),
    Holds.REFERENCE: Words("Reference of the payment"),
    Holds.MEANING: Words("What it was, in words"),
    Holds.FUND: Words("Fund"),
    Holds.OUR_ACCOUNT: Words("Our account, in words"),
    Holds.MOVEMENT: Words("Our number of the movement"),
    Holds.FIXED: Words("The same in every row"),
}
# One way to write a sum, and no other beside it.
WAYS_TO_WRITE_SUMS = ({Holds.DEBIT, Holds.CREDIT}, {Holds.AMOUNT}, {Holds.SIZE, Holds.SIDE})
ABOUT_SUMS = set.union(*WAYS_TO_WRITE_SUMS)

ACCOUNT_WORDS = {
    AccountCode.FUND: Words("Money of a fund, not given yet"),
    AccountCode.FUND_PROMISED: Words("Promised to a fund, not here yet"),
    AccountCode.BUDGET_LINE: Words("Money on people’s budgets"),
    AccountCode.SUSPENSE: Words("Money not explained yet"),
    AccountCode.PAYMENT_CLEARING: Words("On its way to the bank"),
    AccountCode.SPENT_CONTRA: Words("Other side of what was spent"),
    AccountCode.BANK: Words("Bank"),
    AccountCode.GRANT_RECEIVABLE: Words("Owed to us by funders"),
    AccountCode.SPENT: Words("Spent"),
    AccountCode.PROGRAMME_LOSS: Words("Charges and losses"),
}
MEANING_WORDS = {
    TransferCode.PROMISE: Words("Promised by a funder"),
    TransferCode.PROMISE_MET: Words("Promise met"),
    TransferCode.PROMISE_WITHDRAWN: Words("Promise taken back"),
    TransferCode.MONEY_IN: Words("Money in"),
    TransferCode.MONEY_IN_KNOWN: Words("Money in, known to be for a fund"),
    TransferCode.ALLOCATION: Words("Given to a budget"),
    TransferCode.HOLD: Words("Kept"),
    TransferCode.HOLD_FREED: Words("Not kept any more"),
    TransferCode.HOLD_EXPIRED: Words("Kept until its end"),
    TransferCode.RELEASE: Words("Released to be paid"),
    TransferCode.SPEND_MEMO: Words("What it was spent on"),
    TransferCode.STATEMENT_DEBIT: Words("Left the bank"),
    TransferCode.STATEMENT_DIFFERENCE: Words("Difference of a statement"),
    TransferCode.BANK_RETURN: Words("Came back to the bank"),
    TransferCode.RETURNED_RELEASE: Words("Back on a budget"),
    TransferCode.CHARGE: Words("Charge of the bank"),
    TransferCode.CORRECTION: Words("Put right"),
    TransferCode.RECLAIM: Words("Taken back"),
    TransferCode.CARD_CAPTURE: Words("Paid by card"),
    TransferCode.PROGRAMME_LOSS: Words("Loss of the programme"),
}
# What councils' ledgers read, each with an example for people who never saw a format.
DAYS_AS_WRITTEN = {
    "%d/%m/%Y": "24/11/2026",
    "%Y-%m-%d": "2026-11-24",
    "%d-%b-%Y": "24-Nov-2026",
    "%d.%m.%Y": "24.11.2026",
    "%d%m%Y": "24112026",
    "%Y%m%d": "20261124",
}
# Letters, figures and what stands between them in a chart of accounts; never a sign that begins a formula.
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ./_-]{0,29}")
LONGEST_TEXT = 60


def code_key(account: AccountCode, spend_kind: str = "") -> str:
    """The key under which a mapping keeps the nominal code of an account: `bank`, `spent`, `spent:food`."""
    return f"{account.value}:{spend_kind}" if spend_kind else account.value


KEYS_NEEDED = tuple(code_key(account) for account in AccountCode)
KEYS_ALLOWED = {*KEYS_NEEDED, *(code_key(AccountCode.SPENT, kind.value) for kind in SpendKind)}


@dataclass(frozen=True)
class ExportColumn:
    holds: Holds
    heading: str
    value: str = ""


@dataclass(frozen=True)
class ExportColumns:
    """What a mapping says. `codes` has every account; a kind of spending without its own has that of `spent`."""

    columns: Sequence[ExportColumn]
    has_headings: bool
    date_format: str
    credit_is_above_zero: bool
    codes: Mapping[str, str]

    def code_of(self, account: AccountCode, spend_kind: str) -> str:
        own = self.codes.get(code_key(account, spend_kind))
        return own or self.codes[code_key(account)]


def read_export_columns(content: Mapping[str, Any]) -> ExportColumns:
    """Read what a mapping says.

    Raises: ExportRefused (`column_needed`, `sums_unclear`, `text_unfit`, `code_needed`, `code_unfit`, `day_unknown`).
    """
    columns = [
        ExportColumn(Holds(each["holds"]), each.get("heading", "").strip(), each.get("value", "").strip())
        for each in content["columns"]
    ]
    kinds = [column.holds for column in columns]
    for needed in (Holds.DATE, Holds.ACCOUNT):
        if needed not in kinds:
            raise ExportRefused(
                "The file needs a column for: {what}.",
                code="column_needed",
                field=needed.value,
                what=HOLDS_WORDS[needed],
            )
    if ABOUT_SUMS & set(kinds) not in WAYS_TO_WRITE_SUMS:
        raise ExportRefused(
            "Choose one way to write a sum: debit and credit, or one sum with its sign, or a sum with D or C.",
            code="sums_unclear",
            field=Holds.DEBIT.value,
        )
    for column in columns:
        check_text(column.heading)
        check_text(column.value)
    codes = {key: str(code).strip() for key, code in content["codes"].items() if str(code).strip()}
    for key in KEYS_NEEDED:
        if key not in codes:
            raise ExportRefused(
                "Write the nominal code for: {account}.",
                code="code_needed",
                field=key,
                account=ACCOUNT_WORDS[AccountCode(key)],
            )
    for key, code in codes.items():
        if key not in KEYS_ALLOWED or not CODE.fullmatch(code):
            raise ExportRefused(
                "A nominal code has up to 30 letters and figures. It may have a point, a slash or a dash inside.",
                code="code_unfit",
                field=key,
            )
    if content["date_format"] not in DAYS_AS_WRITTEN:
        raise ExportRefused("Choose from the list how a day is written.", code="day_unknown", field="date_format")
    return ExportColumns(
        columns=columns,
        has_headings=bool(content["has_headings"]),
        date_format=content["date_format"],
        credit_is_above_zero=bool(content["credit_is_above_zero"]),
        codes=codes,
    )


def check_text(text: str) -> None:
    """Check a heading or a value that stands in every row. Raises: ExportRefused (`text_unfit`)."""
    if begins_like_formula(text) or not is_readable(text) or len(text) > LONGEST_TEXT:
        raise ExportRefused(
            "“{text}” cannot stand in the file. Use up to {longest} letters, and no sign such as = or + at its start.",
            code="text_unfit",
            text=text[:LONGEST_TEXT],
            longest=LONGEST_TEXT,
        )


@dataclass(frozen=True)
class Side:
    """One side of a movement: which account of ours, and of which fund it is."""

    account: AccountCode
    spend_kind: str
    fund_name: str


@dataclass(frozen=True)
class ExportMovement:
    """A movement as it goes out. It names a payment by its reference, and nobody by name."""

    id: UUID
    on: date
    meaning: TransferCode
    amount: Money
    debit: Side
    credit: Side
    reference: str


def rows_of(movement: ExportMovement, columns: ExportColumns) -> list[list[Cell]]:
    """The two rows of a movement: its debit, then its credit, of the same sum."""
    return [
        [_cell(column, movement, side, is_debit, columns) for column in columns.columns]
        for side, is_debit in ((movement.debit, True), (movement.credit, False))
    ]


def _cell(column: ExportColumn, movement: ExportMovement, side: Side, is_debit: bool, columns: ExportColumns) -> Cell:
    size: Decimal = movement.amount.decimal
    cells: dict[Holds, Cell] = {
        Holds.DATE: movement.on.strftime(columns.date_format),
        Holds.ACCOUNT: columns.code_of(side.account, side.spend_kind),
        Holds.DEBIT: size if is_debit else None,
        Holds.CREDIT: None if is_debit else size,
        Holds.AMOUNT: -size if is_debit == columns.credit_is_above_zero else size,
        Holds.SIZE: size,
        Holds.SIDE: "D" if is_debit else "C",
        Holds.REFERENCE: movement.reference,
        Holds.MEANING: str(MEANING_WORDS[movement.meaning]),
        Holds.FUND: side.fund_name,
        Holds.OUR_ACCOUNT: str(ACCOUNT_WORDS[side.account]),
        Holds.MOVEMENT: movement.id.hex,
        Holds.FIXED: column.value,
    }
    return cells[column.holds]


def headings_of(columns: ExportColumns) -> list[str]:
    """What stands over each column; its meaning where nobody gave it a heading."""
    return [column.heading or str(HOLDS_WORDS[column.holds]) for column in columns.columns]


def written_export(movements: Iterable[ExportMovement], columns: ExportColumns) -> bytes:
    """The file: the same bytes for the same movements and the same mapping."""
    rows = (row for movement in movements for row in rows_of(movement, columns))
    return write_csv(headings_of(columns) if columns.has_headings else None, rows).encode()


def check_period(starts_on: date, ends_on: date, *, today: date) -> None:
    """Check the days that an export takes, half-open. Raises: ExportRefused (`days_turned`, `day_not_over`)."""
    if ends_on <= starts_on:
        raise ExportRefused("The last day is before the first one.", code="days_turned", field="last_day")
    if ends_on > today:
        raise ExportRefused(
            "This day is not over yet. Choose yesterday or a day before it.", code="day_not_over", field="last_day"
        )
