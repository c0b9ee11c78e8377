"""From the bytes of a file to what it holds: JSON, or tables of CSV from a folder, a zip or one file."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from commonpurse.kernel.spreadsheets import plain_text
from commonpurse.parties.directory.records import Finding

LARGEST_FILE_BYTES = 200_000_000
LARGEST_CELL = 1_000_000  # characters
csv.field_size_limit(LARGEST_CELL)

Tables = dict[str, list[dict[str, Any]]]


@dataclass
class Content:
    """What a file holds: one value of JSON, or tables by name. With neither, `findings` say why."""

    value: Any = None
    tables: Tables | None = None
    findings: list[Finding] = field(default_factory=list)

    def fail(self, kind: str, reason: str, where: str = "") -> Content:
        self.findings.append(Finding(kind, True, reason, where))
        return self


def read_content(path: Path) -> Content:
    """Read a file of JSON or CSV, a zip of CSV files, or a folder of them."""
    content = Content()
    if path.is_dir():
        files = [(each.name, each.read_bytes()) for each in sorted(path.glob("*.csv"))]
        return _read_tables(files, content)
    if path.stat().st_size > LARGEST_FILE_BYTES:
        return content.fail("too_large", f"The file is larger than {LARGEST_FILE_BYTES // 1_000_000} MB.")
    return read_raw(path.read_bytes(), path.name)


def read_raw(raw: bytes, name: str) -> Content:
    """Read what a file holds; `name` tells a table of CSV from JSON."""
    content = Content()
    if raw.startswith(b"PK\x03\x04"):
        return _read_zip(raw, content)
    if name.lower().endswith(".csv"):
        return _read_tables([(Path(name).name, raw)], content)
    return read_json(raw, content)


def read_json(raw: bytes, content: Content | None = None) -> Content:
    """Read JSON. Numbers stay exact; `NaN` and the like, which are no JSON, count as empty."""
    content = content or Content()
    text = _decoded(raw, content, "")
    try:
        content.value = json.loads(text, parse_float=Decimal, parse_constant=lambda _name: None)
    except json.JSONDecodeError as error:
        content.fail("not_json", f"This is no JSON: {error.msg}.", f"line {error.lineno}, column {error.colno}")
    except RecursionError:
        content.fail("too_deep", "The JSON is nested too deeply to be a list of services.")
    except ValueError:
        content.fail("not_json", "This is no JSON: a number is too long.")
    return content


def _decoded(raw: bytes, content: Content, where: str) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
            encoding, name = "utf-16", "UTF-16"
        else:
            encoding, name = "cp1252", "Windows-1252"
        reason = f"It is not written in UTF-8 (byte {error.start}). It was read as {name}."
        content.findings.append(Finding("not_utf8", False, reason, where))
        return raw.decode(encoding, errors="replace")


def _read_zip(raw: bytes, content: Content) -> Content:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            named = [each for each in packed.infolist() if each.filename.lower().endswith(".csv")]
            if sum(each.file_size for each in named) > LARGEST_FILE_BYTES:
                return content.fail("too_large", "What is packed in the zip is too large.")
            return _read_tables([(Path(each.filename).name, packed.read(each)) for each in named], content)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError):
        return content.fail("not_a_zip", "The zip cannot be opened.")


def _read_tables(files: list[tuple[str, bytes]], content: Content) -> Content:
    if not files:
        return content.fail("no_tables", "There is no CSV file in it.")
    content.tables = {}
    for name, raw in files:
        content.tables[name] = list(_rows(name, _decoded(raw, content, name), content))
    return content


def _rows(name: str, text: str, content: Content) -> Iterator[dict[str, Any]]:
    reader = csv.DictReader(io.StringIO(text, newline=""), restkey="", restval=None)
    try:
        for number, row in enumerate(reader, start=2):
            extra = row.pop("", None)
            if extra:
                reason = f"The row has {len(extra)} more cells than there are headings."
                content.findings.append(Finding("too_many_cells", False, reason, f"{name} row {number}", number))
            if any(row.values()):
                filled = {key.strip(): plain_text(value) for key, value in row.items() if value not in (None, "")}
                yield filled | {"__row__": number}
    except csv.Error as error:
        content.fail("not_csv", f"This is no CSV: {error}.", f"{name} row {reader.line_num}")
