"""Columns as PostgreSQL's own binary arrays. Written by hand because a batch spends its time here: psycopg's list
adapter calls Python for each element, these few lines join bytes.

Source: the layout read by `array_recv` (PostgreSQL src/backend/utils/adt/arrayfuncs.c, versions 9 to 18): number of
dimensions, whether nulls occur, element type, then length and lower bound of each dimension, then each element as a
four-byte length (-1 for null) and its bytes, all big-endian. Type numbers: src/include/catalog/pg_type.dat.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
    def of(cls, count: int, body: bytes, has_nulls: bool = False) -> BinaryArray:
        """Make an array of `count` elements, whose lengths and bytes are `body`."""
        if not count:
            return cls(pack(">iii", 0, 0, cls.element_type))
        return cls(pack(">iiiii", 1, has_nulls, cls.element_type, count, 1) + body)

    @classmethod
    def written(cls, column: Sequence[Any], write: Callable[[Any], bytes]) -> BinaryArray:
        """Make an array of what `write` makes of each value; a column of few different values writes each once."""
        different = set(column)
        has_nulls = None in different
        if has_nulls or len(different) * 4 < len(column):
            table = {value: NULL if value is None else write(value) for value in different}
            return cls.of(len(column), b"".join([table[value] for value in column]), has_nulls)
        return cls.of(len(column), b"".join([write(value) for value in column]))


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
    """`column` in hexadecimal digits: length and bytes are joined as digits too, and turned into bytes at once."""
    if None in column:
        digits = "".join(["ffffffff" if id is None else f"00000010{id}" for id in column])
        return Uuids.of(len(column), bytes.fromhex(digits), True)
    return Uuids.of(len(column), bytes.fromhex("00000010" + "00000010".join(column)))  # type: ignore[arg-type]


def bigints(column: Sequence[int | None]) -> BinaryArray:
    return Bigints.written(column, lambda n: pack(">iq", 8, n))


def booleans(column: Sequence[bool]) -> BinaryArray:
    return Booleans.written(column, lambda yes: pack(">i?", 1, yes))


def hashes(column: Sequence[bytes]) -> BinaryArray:
    length = pack(">i", 32)
    return Bytes.of(len(column), length + length.join(column))


def moments(column: Sequence[int | None]) -> BinaryArray:
    """`column` in microseconds since 1970."""
    return Moments.written(column, lambda at: pack(">iq", 8, at - EPOCH_MICROS))


def days(column: Sequence[date]) -> BinaryArray:
    return Days.written(column, lambda day: pack(">ii", 4, day.toordinal() - EPOCH_DAY))


def varchars(column: Sequence[str]) -> BinaryArray:
    return Varchars.written(column, lambda word: pack(">i", len(word.encode())) + word.encode())


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
