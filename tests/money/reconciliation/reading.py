"""Short ways for the tests to read a text and look at what came."""

from __future__ import annotations

from commonpurse.money.reconciliation.checking import CheckedFile, check_statement
from commonpurse.money.reconciliation.formats import read_statements
from commonpurse.money.reconciliation.formats.column_map import ColumnMap, read_column_map
from commonpurse.money.reconciliation.formats.records import Entry, Problem, Record, StatementEnd, Weight
from commonpurse.money.reconciliation.formats.source import Source
from tests.money.reconciliation.made_statements import UK_COLUMNS


def columns(**changed: object) -> ColumnMap:
    return read_column_map({**UK_COLUMNS, **changed})


def raw(text: str | bytes) -> bytes:
    return text.encode() if isinstance(text, str) else text


def read(text: str | bytes, using: ColumnMap | None = None) -> list[Record]:
    return list(read_statements(raw(text), using))


def entries(text: str | bytes, using: ColumnMap | None = None) -> list[Entry]:
    return [record for record in read(text, using) if isinstance(record, Entry)]


def ends(text: str | bytes, using: ColumnMap | None = None) -> list[StatementEnd]:
    return [record for record in read(text, using) if isinstance(record, StatementEnd)]


def problems(text: str | bytes, using: ColumnMap | None = None, weight: Weight | None = None) -> list[str]:
    found = [record for record in read(text, using) if isinstance(record, Problem)]
    return [str(problem) for problem in found if weight in (None, problem.weight)]


def check(text: str | bytes, using: ColumnMap | None = None) -> CheckedFile:
    return check_statement(Source(raw(text)), using)
