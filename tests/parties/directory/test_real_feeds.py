"""The files of the data folder, each held against a reader of ten lines that knows nothing of ours."""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from commonpurse.parties.directory.reading import read_feed

pytestmark = pytest.mark.real_files

FOLDERS = ("hsds-3-examples", "hsds-3-csv", "oruk-1", "oruk-3-default", "oruk-3-test", "real-feeds")
COUNTED = ("services", "organizations", "locations", "service_at_locations", "schedules", "cost_options")
SINGULAR = {"service": "services", "organization": "organizations", "location": "locations"}


def counted(file: Path) -> dict[str, int] | None:
    """How many ids there are of each kind, by nothing but keys; None for what is no JSON or describes a form."""
    text = file.read_bytes().decode("utf-8" if b"\x93" not in file.read_bytes() else "cp1252")
    if file.suffix == ".csv":
        name = {"service_at_location": "service_at_locations"}.get(file.stem, file.stem)
        return dict(Counter(name for _ in csv.DictReader(text.splitlines())))
    try:
        value = json.loads(text)
    except ValueError:
        return None
    found: dict[str, set[str]] = {kind: set() for kind in COUNTED}

    def walk(record: Any, kind: str) -> None:
        if isinstance(record, dict) and "resources" not in record and "$schema" not in record:
            found.setdefault(kind, set()).add(str(record.get("id")))
            for key, inner in record.items():
                name = (
                    key.removesuffix(".csv").replace("service_at_location", "service_at_locations").replace("ss", "s")
                )
                for each in inner if isinstance(inner, list) else [inner]:
                    walk(each, SINGULAR.get(name, name))

    for record in value.get("contents", [value]) if isinstance(value, dict) else value:
        stem = file.stem.removesuffix("_list").removesuffix("_full")
        walk(record, {"service_at_location": "service_at_locations"}.get(stem, SINGULAR.get(stem, stem)))
    return {kind: len(ids) for kind, ids in found.items()}


def test_each_file_holds_what_an_independent_reader_finds_in_it(real_files: Path) -> None:
    files = [file for name in FOLDERS for file in sorted((real_files / "service-directory" / name).glob("*.*"))]
    assert len(files) == 47
    for file in files:
        found, expected = read_feed(file), counted(file)
        if expected is None:
            assert [one.kind for one in found.errors] == ["not_json"], file
            continue
        is_schema = "schema" in file.name or file.name == "openref-output.json"
        assert {kind: found.counts.get(kind, 0) for kind in COUNTED} == {
            kind: expected.get(kind, 0) for kind in COUNTED
        }, file
        assert [one.kind for one in found.errors] == (["schema_not_feed"] if is_schema else []), file
        assert len(found.services) == expected.get("services", 0), file


def test_the_tables_of_csv_together_are_one_feed(real_files: Path) -> None:
    found = read_feed(real_files / "service-directory" / "hsds-3-csv")
    assert {kind: found.counts[kind] for kind in COUNTED} == dict.fromkeys(COUNTED, 1)
    assert (found.errors, found.is_whole) == ([], True)
