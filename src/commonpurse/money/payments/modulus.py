"""The modulus check: can this account number exist at this sort code? Plain Python, given the operator's table.

A pass means that the pair could exist, not that it does, nor whose it is.
Source: Pay.UK (formerly Vocalink), Validating account numbers - UK modulus checking, version 6.40: standard checks,
exceptions 1 to 14, substitution table. The fourteen figures are called u v w x y z (sort code) a b c d e f g h.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

from commonpurse.kernel.words import Words
from commonpurse.money.payments.accounts import (
    AccountUnreadable,
    IbanAccount,
    UkAccount,
    read_iban,
    read_uk_account,
)

A, B, C, G, H = 6, 7, 8, 12, 13  # where these figures stand among the fourteen


class Method(StrEnum):
    MOD10 = "MOD10"
    MOD11 = "MOD11"
    DOUBLE_ALTERNATE = "DBLAL"


class CheckResult(StrEnum):
    VALID = "valid"
    INVALID = "invalid"
    CANNOT_CHECK = "cannot_check"


@dataclass(frozen=True)
class WeightRow:
    """One row of the weight table: a range of sort codes, both ends included, and how to add up its numbers."""

    first: str
    last: str
    method: Method
    weights: tuple[int, ...]
    exception: int = 0


@dataclass(frozen=True)
class ModulusTable:
    """The weight rows in the table's order, and the substituted sort codes where that file was given too."""

    rows: tuple[WeightRow, ...]
    substitutes: Mapping[str, str] | None = None

    @cached_property
    def _ranges(self) -> list[tuple[str, str, tuple[WeightRow, ...]]]:
        by_range: dict[tuple[str, str], tuple[WeightRow, ...]] = {}
        for row in self.rows:
            by_range[row.first, row.last] = (*by_range.get((row.first, row.last), ()), row)
        return sorted((first, last, rows) for (first, last), rows in by_range.items())

    def rows_for(self, sort_code: str) -> tuple[WeightRow, ...]:
        """Return the one or two rows whose range holds this sort code; none where the table does not know it."""
        place = bisect_right(self._ranges, sort_code, key=lambda found: found[0]) - 1
        if place < 0 or sort_code > self._ranges[place][1]:
            return ()
        return self._ranges[place][2]


@dataclass(frozen=True)
class AccountCheck:
    """The answer to one check; `reason` is a sentence for a page."""

    result: CheckResult
    reason: Words

    @property
    def may_be_paid(self) -> bool:
        """A number that cannot be checked may be paid; one that fails may not."""
        return self.result != CheckResult.INVALID


PASSED = AccountCheck(CheckResult.VALID, Words("The account number fits the sort code."))
FOREIGN = AccountCheck(CheckResult.VALID, Words("This is a foreign currency account. Its number is right as it is."))
FAILED = AccountCheck(
    CheckResult.INVALID,
    Words("The sort code and the account number do not belong together. Check both on a bank card or statement."),
)
NO_TABLE = AccountCheck(
    CheckResult.CANNOT_CHECK, Words("No table of sort codes is loaded yet. The number was not checked.")
)
NO_ROW = AccountCheck(
    CheckResult.CANNOT_CHECK, Words("The table does not list this sort code. The number was not checked.")
)
NO_SUBSTITUTES = AccountCheck(
    CheckResult.CANNOT_CHECK,
    Words("This sort code needs the table of substituted sort codes. That table is not loaded."),
)
ABROAD = AccountCheck(
    CheckResult.CANNOT_CHECK, Words("The IBAN is well formed. More cannot be checked outside the UK.")
)

# Two rows of which one is enough, by their exceptions. Everywhere else both must pass.
EITHER_ROW = {(2, 9), (10, 11), (12, 13)}
ZERO_TO_B = (0,) * (B + 1)
# Exception 2, where a is not 0. Source: as above, section on exceptions 2 and 9.
WEIGHTS_A_NOT_0 = (0, 0, 1, 2, 5, 3, 6, 4, 8, 7, 10, 9, 3, 1)
WEIGHTS_A_NOT_0_G_9 = (0, 0, 0, 0, 0, 0, 0, 0, 8, 7, 10, 9, 3, 1)
SORT_CODE_OF_EXCEPTION_8 = "090126"
SORT_CODE_OF_EXCEPTION_9 = "309634"


def check_typed_account(sort_code: str, account_number: str, table: ModulusTable | None) -> AccountCheck:
    """Check a sort code and an account number as somebody typed them. Never raises: unreadable is invalid."""
    try:
        account = read_uk_account(sort_code, account_number)
    except AccountUnreadable as unreadable:
        return AccountCheck(CheckResult.INVALID, unreadable.message)
    return check_account(account, table)


def check_typed_iban(text: str, table: ModulusTable | None) -> AccountCheck:
    """Check an IBAN as somebody typed it; of a UK one also the sort code and number inside. Never raises."""
    try:
        account = read_iban(text)
    except AccountUnreadable as unreadable:
        return AccountCheck(CheckResult.INVALID, unreadable.message)
    return check_account(account, table)


def check_account(account: UkAccount | IbanAccount, table: ModulusTable | None) -> AccountCheck:
    """Say whether this account can exist, cannot exist, or cannot be checked."""
    if isinstance(account, IbanAccount):
        inside = account.uk_account
        return check_account(inside, table) if inside else ABROAD
    if table is None:
        return NO_TABLE
    rows = table.rows_for(account.sort_code)
    if not rows:
        return NO_ROW
    exceptions = tuple(row.exception for row in rows)
    figures = _figures(account.sort_code, account.account_number)
    if 6 in exceptions and figures[A] in (4, 5, 6, 7, 8) and figures[G] == figures[H]:
        return FOREIGN
    if 5 in exceptions and table.substitutes is None:
        return NO_SUBSTITUTES
    substitutes = table.substitutes or {}
    passes = [_row_passes(row, account, figures, substitutes) for row in rows]
    is_good = any(passes) if exceptions in EITHER_ROW else all(passes)
    return PASSED if is_good else FAILED


def _figures(sort_code: str, account_number: str) -> tuple[int, ...]:
    return tuple(int(figure) for figure in sort_code + account_number)


def _row_passes(row: WeightRow, account: UkAccount, figures: tuple[int, ...], substitutes: Mapping[str, str]) -> bool:
    """Apply one row with its exception. `figures` are those of the account as it stands."""
    match row.exception:
        case 2 if figures[A] != 0:
            row = replace(row, weights=WEIGHTS_A_NOT_0_G_9 if figures[G] == 9 else WEIGHTS_A_NOT_0)
        case 3 if figures[C] in (6, 9):
            return True
        case 4:
            return _remainder(row, figures) == figures[G] * 10 + figures[H]
        case 5:
            return _passes_exception_5(row, account, substitutes)
        case 7 if figures[G] == 9:
            row = _without_u_to_b(row)
        case 8:
            figures = _figures(SORT_CODE_OF_EXCEPTION_8, account.account_number)
        case 9:
            figures = _figures(SORT_CODE_OF_EXCEPTION_9, account.account_number)
        case 10 if (figures[A], figures[B]) in ((0, 9), (9, 9)) and figures[G] == 9:
            row = _without_u_to_b(row)
        case 14 if _remainder(row, figures) != 0:
            if figures[H] not in (0, 1, 9):
                return False
            figures = (*figures[:A], 0, *figures[A:H])
    return _remainder(row, figures) == 0


def _passes_exception_5(row: WeightRow, account: UkAccount, substitutes: Mapping[str, str]) -> bool:
    """The substituted sort code is added up, and the remainder decides what the check figure must be."""
    figures = _figures(substitutes.get(account.sort_code, account.sort_code), account.account_number)
    remainder = _remainder(row, figures)
    if row.method is Method.MOD11:
        # A remainder of 1 would ask for a check figure of 10: no such account exists.
        return remainder != 1 and figures[G] == (11 - remainder) % 11
    return figures[H] == (10 - remainder) % 10


def _without_u_to_b(row: WeightRow) -> WeightRow:
    return replace(row, weights=ZERO_TO_B + row.weights[B + 1 :])


def _remainder(row: WeightRow, figures: Iterable[int]) -> int:
    products = [weight * figure for weight, figure in zip(row.weights, figures, strict=True)]
    if row.method is Method.DOUBLE_ALTERNATE:
        total = sum(sum(divmod(product, 10)) for product in products)
        if row.exception == 1:
            total += 27
        return total % 10
    return sum(products) % (11 if row.method is Method.MOD11 else 10)
