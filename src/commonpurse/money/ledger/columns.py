"""Rows as columns: a set is judged and travels as columns, because making objects is what costs most in Python."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from hashlib import sha256
from itertools import groupby, repeat
from operator import is_
from typing import Any, TypeAlias, TypeVar
from uuid import UUID

from commonpurse.kernel.money import LARGEST_MINOR
from commonpurse.money.ledger.canonical import REQUEST_FORM, micros
from commonpurse.money.ledger.rules import (
    HAS_NO_CREDIT_ACCOUNT,
    LARGEST_SET,
    NEEDS_AUTHORITY,
    RESOLVES_A_HOLD,
    Journal,
    MalformedRow,
    Row,
    TransferCode,
    TransferKind,
)

T = TypeVar("T")
# A column gives a value for each row, or one value that all rows share.
Column: TypeAlias = Sequence[T] | T


@dataclass(frozen=True)
class TransferColumns:
    """A big set as its caller has it: one column a field, in the order in which it is judged.

    Rows of one journal stand next to each other. Without `journal` every row is a journal of its own, named by its id.
    """

    id: Sequence[UUID]
    code: Column[TransferCode]
    debit_account: Column[UUID]
    credit_account: Column[UUID | None]
    amount_minor: Column[int]
    currency: Column[str]
    kind: Column[TransferKind] = TransferKind.POST
    journal: Column[UUID] | None = None
    hold: Column[UUID | None] = None
    reverses: Column[UUID | None] = None
    is_final: Column[bool] = False
    expires_at: Column[datetime | None] = None
    forced: Column[bool] = False
    authority: Column[UUID | None] = None
    business_date: Column[date | None] = None


@dataclass
class RequestColumns:
    """A set as the ledger judges it: plain values, columns of equal length.

    An id is 32 hexadecimal digits, a moment microseconds since 1970; no row lacks its business date. `kept` is the part
    of the canonical form that both hashes share.
    """

    id: list[str]
    journal: list[str]
    kind: list[str]
    code: list[str]
    debit_account: list[str]
    credit_account: list[str | None]
    amount_minor: list[int]
    currency: list[str]
    hold: list[str | None]
    reverses: list[str | None]
    is_final: list[bool]
    expires_at: list[int | None]
    forced: list[bool]
    authority: list[str | None]
    business_date: list[date]
    kept: list[str] = field(default_factory=list)
    request_hash: list[bytes] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.id)


def columns_of(journals: Sequence[Journal]) -> TransferColumns:
    """Turn journals of rows into columns."""
    rows = [row for journal in journals for row in journal.rows]
    return TransferColumns(
        id=[row.id for row in rows],
        journal=[journal.id for journal in journals for _ in journal.rows],
        kind=[row.kind for row in rows],
        code=[row.code for row in rows],
        debit_account=[row.debit_account for row in rows],
        credit_account=[row.credit_account for row in rows],
        amount_minor=[row.amount_minor for row in rows],
        currency=[row.currency for row in rows],
        hold=[row.hold for row in rows],
        reverses=[row.reverses for row in rows],
        is_final=[row.is_final for row in rows],
        expires_at=[row.expires_at for row in rows],
        forced=[row.forced for row in rows],
        authority=[row.authority for row in rows],
        business_date=[row.business_date for row in rows],
    )


def request_columns(columns: TransferColumns, today: date) -> RequestColumns:
    """Check the shape of a set, and write it in plain values with the hash of each request.

    A row without a business date gets today's; its request hash keeps that it had none, so that a repeat on a later
    day is still the same request.
    Raises: MalformedRow.
    """
    count = len(columns.id)
    if not 1 <= count <= LARGEST_SET:
        raise MalformedRow(f"a set has 1 to {LARGEST_SET} rows, this one has {count}")
    _check_shapes(columns, count)
    ids = _ids(columns.id, count)
    asked_dates = _filled(columns.business_date, count)
    expires = _filled(columns.expires_at, count)
    rows = RequestColumns(
        id=ids,
        journal=ids if columns.journal is None else _ids(columns.journal, count),
        kind=_words(columns.kind, count),
        code=_words(columns.code, count),
        debit_account=_ids(columns.debit_account, count),
        credit_account=_optional_ids(columns.credit_account, count),
        amount_minor=_filled(columns.amount_minor, count),
        currency=_words(columns.currency, count),
        hold=_optional_ids(columns.hold, count),
        reverses=_optional_ids(columns.reverses, count),
        is_final=_filled(columns.is_final, count),
        expires_at=expires if not any(expires) else [None if at is None else micros(at) for at in expires],
        forced=_filled(columns.forced, count),
        authority=_optional_ids(columns.authority, count),
        business_date=[day or today for day in asked_dates],
    )
    if len({len(getattr(rows, name)) for name in rows.__dataclass_fields__} - {0}) != 1:
        raise MalformedRow("the columns of a set have equal lengths")
    rows.kept = _kept(rows)
    rows.request_hash = [
        sha256(f"{REQUEST_FORM}\n{kept}\n{amount}\n{day or ''}".encode()).digest()
        for kept, amount, day in zip(rows.kept, rows.amount_minor, asked_dates, strict=True)
    ]
    return rows


def request_of(row: Row, journal: UUID, today: date) -> RequestColumns:
    """Do what `request_columns` does for a set of one row, without going through columns.

    Raises: MalformedRow.
    """
    credit, hold, reverses, authority = row.credit_account, row.hold, row.reverses, row.authority
    amount, expires_at = row.amount_minor, row.expires_at
    _check_size(amount)
    _check_shape(
        row.kind,
        row.code,
        credit is None,
        hold is None,
        reverses is None,
        row.is_final,
        expires_at is None,
        authority is None,
        amount != 0,
    )
    rows = RequestColumns(
        id=[row.id.hex],
        journal=[journal.hex],
        kind=[row.kind.value],
        code=[row.code.value],
        debit_account=[row.debit_account.hex],
        credit_account=[None if credit is None else credit.hex],
        amount_minor=[amount],
        currency=[row.currency],
        hold=[None if hold is None else hold.hex],
        reverses=[None if reverses is None else reverses.hex],
        is_final=[row.is_final],
        expires_at=[None if expires_at is None else micros(expires_at)],
        forced=[row.forced],
        authority=[None if authority is None else authority.hex],
        business_date=[row.business_date or today],
    )
    rows.kept = _kept(rows)
    asked = f"{REQUEST_FORM}\n{rows.kept[0]}\n{amount}\n{row.business_date or ''}"
    rows.request_hash = [sha256(asked.encode()).digest()]
    return rows


def units_of(rows: RequestColumns) -> list[tuple[int, int]]:
    """Return where each journal of the set starts and ends."""
    units, start = [], 0
    for _, same in groupby(rows.journal):
        end = start + sum(1 for _ in same)
        units.append((start, end))
        start = end
    return units


def _kept(rows: RequestColumns) -> list[str]:
    """Write the fields of KEPT_FIELDS, one a line: what canonical.written does, without a call for each value."""
    return [
        f"{id}\n{journal}\n{kind}\n{code}\n{debit}\n{credit or ''}\n{currency}\n{hold or ''}\n{reverses or ''}\n"
        f"{'1' if is_final else '0'}\n{'' if expires_at is None else expires_at}\n{'1' if forced else '0'}\n"
        f"{authority or ''}"
        for (
            id, journal, kind, code, debit, credit, currency, hold, reverses, is_final, expires_at, forced, authority,
        ) in zip(
            rows.id, rows.journal, rows.kind, rows.code, rows.debit_account, rows.credit_account, rows.currency,
            rows.hold, rows.reverses, rows.is_final, rows.expires_at, rows.forced, rows.authority, strict=True,
        )
    ]  # fmt: skip


def _filled(column: Any, count: int) -> list[Any]:
    return list(column) if isinstance(column, (list, tuple)) else [column] * count


def _words(column: Column[str], count: int) -> list[str]:
    if isinstance(column, str):
        return [str(column)] * count
    return [str(word) for word in column]


def _ids(column: Column[UUID], count: int) -> list[str]:
    if isinstance(column, UUID):
        return [column.hex] * count
    # Half the time of `.hex`, which formats the number in Python.
    return [id.int.to_bytes(16, "big").hex() for id in column]


def _optional_ids(column: Column[UUID | None], count: int) -> list[str | None]:
    if column is None or isinstance(column, UUID):
        return [None if column is None else column.hex] * count
    return [None if id is None else id.int.to_bytes(16, "big").hex() for id in column]


def _each(column: Any) -> Iterable[Any]:
    return column if isinstance(column, (list, tuple)) else repeat(column)


def _missing(column: Any) -> Iterable[bool]:
    return map(is_, _each(column), repeat(None))


def _check_shapes(columns: TransferColumns, count: int) -> None:
    """Check that each row has exactly the fields of its kind. A set has thousands of rows and a handful of shapes.

    Raises: MalformedRow. (A refusal is an answer about the state of the ledger; this is a fault of the caller.)
    """
    amounts = _filled(columns.amount_minor, count)
    _check_size(max(amounts))
    shapes = set(
        zip(
            _each(columns.kind),
            _each(columns.code),
            _missing(columns.credit_account),
            _missing(columns.hold),
            _missing(columns.reverses),
            _each(columns.is_final),
            _missing(columns.expires_at),
            _missing(columns.authority),
            map(bool, amounts),
            strict=False,
        )
    )
    for shape in shapes:
        _check_shape(*shape)


def _check_size(amount_minor: int) -> None:
    if amount_minor > LARGEST_MINOR:
        raise MalformedRow("the amount is beyond any budget")


@cache
def _check_shape(
    kind: TransferKind,
    code: TransferCode,
    no_credit: bool,
    no_hold: bool,
    no_reverses: bool,
    is_final: bool,
    no_expiry: bool,
    no_authority: bool,
    has_amount: bool,
) -> None:
    if no_credit != (kind in HAS_NO_CREDIT_ACCOUNT):
        raise MalformedRow(f"a {kind} row {'needs a' if no_credit else 'names no'} credit account")
    if no_hold == (kind in RESOLVES_A_HOLD):
        raise MalformedRow(f"a {kind} row {'needs its' if no_hold else 'names no'} hold")
    if no_reverses == (kind is TransferKind.REVERSE):
        raise MalformedRow(f"a {kind} row {'says what it' if no_reverses else 'names nothing it'} reverses")
    if is_final and kind is not TransferKind.SETTLE:
        raise MalformedRow("only a settle can be final")
    if not no_expiry and kind is not TransferKind.HOLD:
        raise MalformedRow("only a hold can expire")
    if has_amount and kind in (TransferKind.VOID, TransferKind.EXPIRE):
        raise MalformedRow(f"a {kind} row frees what is left: its amount is 0")
    if no_authority and code in NEEDS_AUTHORITY:
        raise MalformedRow(f"a {code} names the decision that allows it")
