"""Columns as PostgreSQL's own binary arrays. Written by hand because a batch spends its time here: psycopg's list
adapter calls Python for each element, these few lines join bytes.

Source: the layout read by `array_recv` (PostgreSQL src/backend/utils/adt/arrayfuncs.c, versions 9 to 18): number of
dimensions, whether nulls occur, element type, then length and lower bound of each dimension, then each element as a
four-byte length (-1 for null) and its bytes, all big-endian. Type numbers: src/include/catalog/pg_type.dat.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from struct import pack
from typing import Any

from psycopg.abc import Buffer
from psycopg.adapt import AdaptersMap, Dumper
from psycopg.pq import Format

NULL = pack(">i", -1)
# PostgreSQL counts moments and days from 1 January 2000; in microseconds and days since 1970.
EPOCH_MICROS = 946_684_800_000_000
EPOCH_DAY = date(2000, 1, 1).toordinal()


class BinaryArray(bytes):
    """The bytes of an array; a subclass a type, because psycopg finds the type by the class."""

    element_type = 0

    @classmethod
    def of(cls, items: Sequence[bytes | None], size: int) -> BinaryArray:
        """Make an array of elements that all have `size` bytes, or are null."""
        length = pack(">i", size)
        if None in items:
            body = b"".join([NULL if item is None else length + item for item in items])
            return cls(_head(len(items), cls.element_type, True) + body)
        if not items:
            return cls(pack(">iii", 0, 0, cls.element_type))
        return cls(_head(len(items), cls.element_type, False) + length + length.join(items))  # type: ignore[arg-type]


def _head(count: int, element_type: int, has_nulls: bool) -> bytes:
    return pack(">iiiii", 1, has_nulls, element_type, count, 1)


class Uuids(BinaryArray):
    element_type = 2950


class Bigints(BinaryArray):
    element_type = 20


class Booleans(BinaryArray):
    element_type = 16


class Varchars(BinaryArray):
    element_type = 1043


class Bytes(BinaryArray):
    element_type = 17


class Moments(BinaryArray):
    element_type = 1184


class Days(BinaryArray):
    element_type = 1082


ARRAY_TYPES = {
    Uuids: 2951,
    Bigints: 1016,
    Booleans: 1000,
    Varchars: 1015,
    Bytes: 1001,
    Moments: 1185,
    Days: 1182,
}


def uuids(column: Sequence[str | None]) -> BinaryArray:
    return Uuids.of([None if id is None else bytes.fromhex(id) for id in column], 16)


def bigints(column: Sequence[int | None]) -> BinaryArray:
    return Bigints.of([None if n is None else n.to_bytes(8, "big", signed=True) for n in column], 8)


def booleans(column: Sequence[bool]) -> BinaryArray:
    return Booleans.of([b"\1" if yes else b"\0" for yes in column], 1)


def hashes(column: Sequence[bytes]) -> BinaryArray:
    return Bytes.of(column, 32)


def moments(column: Sequence[int | None]) -> BinaryArray:
    """`column` in microseconds since 1970."""
    return Moments.of([None if at is None else (at - EPOCH_MICROS).to_bytes(8, "big", signed=True) for at in column], 8)


def days(column: Sequence[date]) -> BinaryArray:
    written = {day: (day.toordinal() - EPOCH_DAY).to_bytes(4, "big", signed=True) for day in set(column)}
    return Days.of([written[day] for day in column], 4)


def varchars(column: Sequence[str]) -> BinaryArray:
    """Few different words, many rows: each word is written once."""
    written = {word: pack(">i", len(word.encode())) + word.encode() for word in set(column)}
    if not column:
        return Varchars.of([], 0)
    return Varchars(_head(len(column), Varchars.element_type, False) + b"".join([written[word] for word in column]))


def _dumper(oid: int) -> type[Dumper]:
    class ArrayDumper(Dumper):
        format = Format.BINARY

        def dump(self, obj: Any) -> Buffer:
            return bytes(obj)

    ArrayDumper.oid = oid
    return ArrayDumper


DUMPERS = {kind: _dumper(oid) for kind, oid in ARRAY_TYPES.items()}


def register(adapters: AdaptersMap) -> None:
    """Teach a cursor to send these arrays."""
    for kind, dumper in DUMPERS.items():
        adapters.register_dumper(kind, dumper)
