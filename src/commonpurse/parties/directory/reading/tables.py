"""The CSV form (HSDS tabular) as the nested records of the JSON form, so that one reader knows both."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from commonpurse.parties.directory.reading.files import Tables
from commonpurse.parties.directory.records import Finding

Row = dict[str, Any]

# Names of tables, in HSDS 3 and in Open Referral UK 1, by the plural that the JSON form uses.
TABLE_NAMES = {
    "organization": "organizations",
    "service": "services",
    "location": "locations",
    "service_at_location": "service_at_locations",
    "services_at_location": "service_at_locations",
    "schedule": "schedules",
    "regular_schedule": "schedules",
    "regular_schedules": "schedules",
    "cost_option": "cost_options",
    "eligibilitys": "eligibility",
    "eligibilities": "eligibility",
    "service_area": "service_areas",
    "phone": "phones",
    "contact": "contacts",
    "address": "addresses",
    "physical_address": "addresses",
    "physical_addresses": "addresses",
    "language": "languages",
    "attribute": "attributes",
    "taxonomy_term": "taxonomy_terms",
    "accessibility_for_disabilities": "accessibility",
}
KNOWN = frozenset(TABLE_NAMES.values()) | {
    *("taxonomies", "funding", "programs", "required_documents", "organization_identifiers", "metadata"),
    "meta_table_descriptions",
}
# Which column of a table leads to which table; what it finds there it is put into, under the table's own name.
LEADS = {
    "addresses": (("location_id", "locations"),),
    "accessibility": (("location_id", "locations"),),
    "cost_options": (("service_id", "services"),),
    "eligibility": (("service_id", "services"),),
    "service_areas": (("service_id", "services"),),
    "languages": (("service_id", "services"), ("location_id", "locations")),
    "phones": (
        ("service_id", "services"),
        ("service_at_location_id", "service_at_locations"),
        ("location_id", "locations"),
        ("organization_id", "organizations"),
    ),
    "schedules": (
        ("service_at_location_id", "service_at_locations"),
        ("service_id", "services"),
        ("location_id", "locations"),
    ),
}


def table_name(file_name: str) -> str:
    """Return the plural name of the table that a file is for; of one that nobody knows its own name."""
    name = file_name.lower().removesuffix(".csv")
    return TABLE_NAMES.get(name, name)


def nested(tables: Tables, findings: list[Finding]) -> dict[str, list[Row]]:
    """Put the rows of all tables into each other. Returns services, organizations and locations."""
    rows: dict[str, list[Row]] = defaultdict(list)
    for file_name, given in tables.items():
        name = table_name(file_name)
        if name not in KNOWN:
            findings.append(Finding("table_unknown", False, "No table of the standard has this name.", file_name))
        for number, row in enumerate(given, start=2):
            # In a file of JSON that holds tables a row has no line: its place in the list counts, as in a CSV file.
            at = row.pop("__row__", number)
            rows[name].append(row | {"__at__": f"{file_name} row {at}", "__row__": at})
    by_id = {name: {str(row["id"]): row for row in given if row.get("id")} for name, given in rows.items()}
    for name, leads in LEADS.items():
        for row in rows[name]:
            _hang(row, name, leads, by_id, findings)
    for row in rows["attributes"]:
        term = by_id.get("taxonomy_terms", {}).get(str(row.get("taxonomy_term_id")))
        service = by_id.get("services", {}).get(str(row.get("link_id")))
        if term is not None and service is not None:
            service.setdefault("attributes", []).append(row | {"taxonomy_term": term})
    for row in rows["service_at_locations"]:
        service = by_id.get("services", {}).get(str(row.get("service_id")))
        location = by_id.get("locations", {}).get(str(row.get("location_id")))
        for column, found, table in (("service_id", service, "services"), ("location_id", location, "locations")):
            if found is None and table in by_id:
                _points_nowhere(row, column, findings)
        if service is not None:
            service.setdefault("service_at_locations", []).append(row | ({"location": location} if location else {}))
    return {name: rows[name] for name in ("organizations", "locations", "services")}


def _hang(
    row: Row,
    name: str,
    leads: tuple[tuple[str, str], ...],
    by_id: dict[str, dict[str, Row]],
    findings: list[Finding],
) -> None:
    """Put a row into the first of the rows it points to."""
    pointed = [(column, table, str(row[column])) for column, table in leads if row.get(column)]
    for _column, table, wanted in pointed:
        if wanted in by_id.get(table, {}):
            by_id[table][wanted].setdefault(name, []).append(row)
            return
    for column, table, _wanted in pointed[:1]:
        if table in by_id:
            _points_nowhere(row, column, findings)


def _points_nowhere(row: Row, column: str, findings: list[Finding]) -> None:
    reason = "No row has this id."
    findings.append(
        Finding("points_nowhere", False, reason, row["__at__"], row["__row__"], column, str(row.get("id") or ""))
    )
