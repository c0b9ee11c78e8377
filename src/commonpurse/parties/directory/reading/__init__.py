"""Read a feed of services from a file, a folder or pages of an API. Needs no database; keeps nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from commonpurse.parties.directory.reading.files import Content, read_content, read_json, read_raw
from commonpurse.parties.directory.reading.hsds import HsdsReader, check_pointers
from commonpurse.parties.directory.reading.tables import TABLE_NAMES, nested, table_name
from commonpurse.parties.directory.records import Finding, ReadFeed

# Under which of these a page of an API has its records.
LISTS = ("contents", "content", "items", "results", "data", "services", "organizations", "locations")
# Which keys tell what a record is, most telling first.
TELLING: tuple[tuple[str, frozenset[str]], ...] = (
    ("service_at_locations", frozenset({"service_id", "location_id"})),
    ("services", frozenset({"status", "service_at_locations", "eligibilitys", "service_taxonomys", "assured_date"})),
    ("locations", frozenset({"location_type", "latitude", "addresses", "physical_addresses", "transportation"})),
    ("taxonomy_terms", frozenset({"taxonomy", "term_uri", "vocabulary", "parent_id", "taxonomy_id", "term"})),
    (
        "organizations",
        frozenset({"organization_identifiers", "website", "legal_status", "tax_status", "logo", "services", "email"}),
    ),
    ("services", frozenset({"organization", "organization_id", "cost_options", "schedules"})),
    ("taxonomies", frozenset({"version", "uri"})),
)
# Under which key a nested record is of which kind. The others lie in lists of their plural name.
KINDS = (
    *("organizations", "services", "locations", "service_at_locations", "schedules", "cost_options", "eligibility"),
    *("service_areas", "addresses", "phones", "contacts", "languages", "accessibility", "taxonomy_terms", "taxonomies"),
)
KIND_OF = {kind: kind for kind in KINDS} | TABLE_NAMES
DEPTH = 12  # of the nesting that is counted; the standard has seven


def read_feed(path: Path) -> ReadFeed:
    """Read one file of JSON or CSV, a zip of CSV files, or a folder of them."""
    return _read([read_content(path)], path.name)


def read_upload(raw: bytes, name: str) -> ReadFeed:
    """Read what somebody sent by a page: JSON, CSV, or a zip of CSV files."""
    return _read([read_raw(raw, name)], name)


def read_pages(pages: Iterable[bytes], name: str = "") -> ReadFeed:
    """Read all pages of an API, one after the other, as one feed."""
    return _read([read_json(page) for page in pages], name)


def _read(contents: list[Content], name: str) -> ReadFeed:
    feed = ReadFeed(is_whole=True)
    reader, counted = HsdsReader(feed), _Counted()
    for content in contents:
        feed.findings += content.findings
        if any(one.is_error for one in content.findings):
            continue
        if content.tables is not None:
            _read_tables(feed, reader, counted, content.tables)
        else:
            _read_value(feed, reader, counted, content.value, is_one_of_many=len(contents) > 1)
    check_pointers(feed)
    feed.findings = list(dict.fromkeys(feed.findings))  # a record that is nested twice is told of once
    feed.counts = counted.as_counts()
    if not feed.services and not feed.errors:
        feed.findings.append(Finding("no_services", False, "There is no service in it.", name))
    feed.is_whole = feed.is_whole and bool(feed.services) and not feed.errors
    return feed


def _read_tables(feed: ReadFeed, reader: HsdsReader, counted: _Counted, tables: dict[str, list[Any]]) -> None:
    feed.form = feed.form or "csv"
    for file_name, rows in tables.items():
        counted.table(table_name(file_name), rows)
    records = nested(tables, feed.findings)
    feed.is_whole = feed.is_whole and {"services", "organizations"} <= {table_name(name) for name in tables}
    for kind in ("organizations", "locations", "services"):
        for number, record in enumerate(records[kind], start=1):
            _take(reader, kind, record, f"{kind}[{number}]", number)


def _read_value(feed: ReadFeed, reader: HsdsReader, counted: _Counted, value: Any, *, is_one_of_many: bool) -> None:
    if isinstance(value, dict) and value and all(key.endswith(".csv") for key in value):
        tables = {key: [row for row in rows if isinstance(row, dict)] for key, rows in value.items() if _is_list(rows)}
        _read_tables(feed, reader, counted, tables)
        return
    feed.form = feed.form or "json"
    if isinstance(value, list):
        _read_list(reader, counted, value, "", feed)
    elif not isinstance(value, dict):
        feed.findings.append(Finding("not_a_feed", True, "This is neither a list of records nor one record."))
    elif _is_schema(value):
        feed.findings.append(Finding("schema_not_feed", True, "This describes what a feed looks like. It is none."))
    elif (
        key := next((key for key in LISTS if isinstance(value.get(key), list) and "id" not in value), None)
    ) is not None:
        feed.version = feed.version or _version_of_page(value)
        _check_page(feed, value, value[key], is_one_of_many=is_one_of_many)
        _read_list(reader, counted, value[key], key, feed)
    elif "openapi_url" in value or "profile" in value:
        feed.version, feed.is_whole = str(value.get("version") or "")[:40], False
        feed.findings.append(Finding("about_an_api", False, "This says where an API is. It lists nothing."))
    else:
        feed.is_whole = False  # one record says nothing of the others
        _read_list(reader, counted, [value], "", feed)


def _is_list(value: Any) -> bool:
    return isinstance(value, list)


def _is_schema(value: dict[str, Any]) -> bool:
    return (
        not value.keys().isdisjoint({"$schema", "$defs", "openapi", "swagger"})
        or ("properties" in value and "type" in value)
        or (isinstance(value.get("resources"), list) and "id" not in value)
    )


def _version_of_page(value: dict[str, Any]) -> str:
    """Version 1 of Open Referral UK counts `totalElements`, version 3 and HSDS 3 `total_items`."""
    if "totalElements" in value or "content" in value:
        return "1"
    return "3" if "contents" in value else ""


def _check_page(feed: ReadFeed, page: dict[str, Any], records: list[Any], *, is_one_of_many: bool) -> None:
    """Tell whether this is all: one page of several is taken, and nothing is taken away because of it."""
    pages = page.get("total_pages", page.get("totalPages"))
    is_last, is_first = page.get("last_page", page.get("last")), page.get("first_page", page.get("first"))
    several = (isinstance(pages, int) and pages > 1) or is_last is False or is_first is False
    if several and not is_one_of_many:
        feed.is_whole = False
        feed.findings.append(
            Finding("one_page_of_more", False, f"This is one page of {pages or 'several'}. The others are not in it.")
        )
    total = page.get("total_items", page.get("totalElements"))
    if isinstance(total, int) and not several and total != len(records):
        feed.findings.append(
            Finding("count_differs", False, f"It says that it holds {total} records, and it holds {len(records)}.")
        )


def _read_list(reader: HsdsReader, counted: _Counted, records: list[Any], key: str, feed: ReadFeed) -> None:
    for number, record in enumerate(records, start=1):
        where = f"{key or 'record'}[{number}]"
        if not isinstance(record, dict):
            feed.findings.append(Finding("record_expected", True, "A record is expected here.", where, number))
            continue
        kind = key if key in ("services", "organizations", "locations") else _kind_of(record)
        if not kind:
            feed.findings.append(
                Finding("kind_unknown", False, "Nothing says what this is. It was left out.", where, number)
            )
            feed.is_whole = False
            continue
        counted.record(kind, record)
        _take(reader, kind, record, where, number)


def _kind_of(record: dict[str, Any]) -> str:
    if isinstance(record.get("service"), dict) and ("location" in record or "location_id" in record):
        return "service_at_locations"
    return next((kind for kind, keys in TELLING if not keys.isdisjoint(record)), "")


def _take(reader: HsdsReader, kind: str, record: dict[str, Any], where: str, number: int) -> None:
    if kind == "services":
        reader.service(record, where, number)
    elif kind == "organizations":
        reader.organisation(record, where, number)
    elif kind == "locations":
        reader.location(record, where, number)
    elif kind == "service_at_locations" and isinstance(record.get("service"), dict):
        # The link stands outside and the service in it: turned round, it is a service like any other.
        at = {key: value for key, value in record.items() if key != "service"}
        service = record["service"]
        reader.service(service | {"service_at_locations": [*_listed(service), at]}, where, number)


def _listed(service: dict[str, Any]) -> list[Any]:
    given = service.get("service_at_locations")
    return given if isinstance(given, list) else []


class _Counted:
    """How many records of each kind there are, each id once; those without an id count each."""

    def __init__(self) -> None:
        self.ids: dict[str, set[str]] = defaultdict(set)
        self.without_id: dict[str, int] = defaultdict(int)

    def one(self, kind: str, record: dict[str, Any]) -> None:
        given = record.get("id")
        if given in (None, "") or isinstance(given, dict | list):
            self.without_id[kind] += 1
        else:
            self.ids[kind].add(str(given))

    def table(self, kind: str, rows: Iterable[Any]) -> None:
        for row in rows:
            self.one(kind, row)

    def record(self, kind: str, record: dict[str, Any], depth: int = 0) -> None:
        """Count a record, and those that are nested in it."""
        self.one(kind, record)
        if depth > DEPTH:
            return
        for key, value in record.items():
            inner = KIND_OF.get(key)
            if inner is None and key == "attributes":
                inner = "attributes"
            if inner is None:
                continue
            for each in value if isinstance(value, list) else [value]:
                if isinstance(each, dict):
                    self.record(inner, each, depth + 1)

    def as_counts(self) -> dict[str, int]:
        kinds = sorted({*self.ids, *self.without_id})
        return {kind: len(self.ids[kind]) + self.without_id[kind] for kind in kinds}
