"""Write a feed as the tables of HSDS 3: CSV files in a zip. They are the records of the JSON form, taken apart again.

Source: HSDS 3.0 (docs.openreferral.org, 2023), the tabular form. Text that a spreadsheet would run is marked with an
apostrophe, as in every CSV that we give out, and our own reader takes the mark off again. Ids, days, numbers, degrees
and phone numbers stay as the standard has them: nothing in them can run, and other readers count with them.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from commonpurse.kernel.spreadsheets import Cell, phone_cell, write_csv
from commonpurse.parties.directory.records import ReadFeed
from commonpurse.parties.directory.writing import Record, service_records

# Each table with the columns that we fill, in the order of the standard. The first two are always there.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "services": (
        *("id", "organization_id", "name", "alternate_name", "description", "url", "email", "status"),
        *("application_process", "fees_description", "wait_time", "eligibility_description", "minimum_age"),
        *("maximum_age", "assured_date", "assurer_email", "alert", "last_modified"),
    ),
    "organizations": ("id", "name", "description", "email", "website"),
    "locations": (*("id", "location_type", "name", "description", "transportation", "latitude", "longitude"),),
    "service_at_location": ("id", "service_id", "location_id", "description"),
    "addresses": (
        *("id", "location_id", "address_1", "city", "state_province", "postal_code", "country", "address_type"),
    ),
    "accessibility": ("id", "location_id", "description"),
    "phones": ("id", "service_id", "organization_id", "number"),
    "schedules": (
        *("id", "service_id", "service_at_location_id", "valid_from", "valid_to", "freq", "interval", "byday"),
        *("bymonthday", "description", "opens_at", "closes_at", "notes"),
    ),
    "cost_options": (
        *("id", "service_id", "valid_from", "valid_to", "option", "currency", "amount", "amount_description"),
    ),
    "languages": ("id", "service_id", "name"),
    "service_areas": ("id", "service_id", "name"),
    "attributes": ("id", "link_id", "taxonomy_term_id", "link_entity"),
    "taxonomy_terms": ("id", "name", "description"),
}
ALWAYS = ("services", "organizations")  # a list without them would not be whole
PACKED_AT = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip knows: the same list is the same file


def hsds_csv(feed: ReadFeed) -> bytes:
    """Return the feed as a zip of CSV files, one a table."""
    tables = _Tables()
    for service in service_records(feed):
        tables.take_service(service)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, columns in COLUMNS.items():
            rows = tables.rows[name].values()
            if rows or name in ALWAYS:
                text = write_csv(columns, ([_cell(column, row.get(column)) for column in columns] for row in rows))
                packed.writestr(zipfile.ZipInfo(f"{name}.csv", PACKED_AT), text, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _cell(column: str, value: Any) -> Cell:
    if isinstance(value, float):
        return Decimal(str(value))
    if column == "number" and isinstance(value, str):
        return phone_cell(value)
    return value if value is None or isinstance(value, int) else str(value)


class _Tables:
    """The rows of each table, each id once: what several services share stands in it one time."""

    def __init__(self) -> None:
        self.rows: dict[str, dict[str, Record]] = {name: {} for name in COLUMNS}

    def take_service(self, service: Record) -> None:
        own = {"service_id": service["id"]}
        organisation = service.get("organization")
        if organisation:
            self._take("organizations", [organisation])
            self._take("phones", organisation.get("phones", ()), organization_id=organisation["id"])
        self._take("services", [service], organization_id=organisation["id"] if organisation else None)
        for name in ("phones", "languages", "service_areas", "cost_options", "schedules"):
            self._take(name, service.get(name, ()), **own)
        for attribute in service.get("attributes", ()):
            term = attribute["taxonomy_term"]
            self._take("taxonomy_terms", [term])
            self._take("attributes", [attribute], link_id=service["id"], taxonomy_term_id=term["id"])
        for at in service.get("service_at_locations", ()):
            location = at["location"]
            self._take("locations", [location])
            for name in ("addresses", "accessibility"):
                self._take(name, location.get(name, ()), location_id=location["id"])
            self._take("service_at_location", [at], **own, location_id=location["id"])
            self._take("schedules", at.get("schedules", ()), service_at_location_id=at["id"])

    def _take(self, name: str, records: Iterable[Record], **leads: str | None) -> None:
        for record in records:
            self.rows[name].setdefault(record["id"], record | leads)
