"""Feeds of invented services, in the forms that feeds come in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from commonpurse.parties.directory.reading import read_feed, read_pages
from commonpurse.parties.directory.records import ReadFeed

Record = dict[str, Any]
NAMES = UUID("c0ffee00-0000-4000-8000-000000000000")


def an_id(*parts: object) -> str:
    return str(uuid5(NAMES, " ".join(map(str, parts))))


def organisation(name: str = "Lantern Street", **given: Any) -> Record:
    return {"id": an_id("organisation", name), "name": name, "description": f"{name} helps."} | given


def location(name: str = "The Old Mill", **given: Any) -> Record:
    address = {
        "id": an_id("address", name),
        "address_1": "1 Mill Lane",
        "city": "Quillhaven",
        "state_province": "",
        "postal_code": "QH1 2AB",
        "country": "GB",
        "address_type": "physical",
    }
    return {
        "id": an_id("location", name),
        "location_type": "physical",
        "name": name,
        "latitude": 51.5,
        "longitude": -0.1,
        "addresses": [address],
    } | given


def service(name: str = "Warm Meals", **given: Any) -> Record:
    """One that `check` finds nothing odd about."""
    own = an_id("service", name)
    return {
        "id": own,
        "name": name,
        "description": f"{name} for anybody.",
        "status": "active",
        "url": "https://lantern.example.org/meals",
        "email": "meals@lantern.example.org",
        "minimum_age": 16,
        "assured_date": "2026-03-01",
        "last_modified": "2026-03-01T09:00:00+00:00",
        "organization": organisation(),
        "phones": [{"id": an_id(own, "phone"), "number": "01234 567890"}],
        "schedules": [
            {"id": an_id(own, "s"), "freq": "WEEKLY", "byday": "MO,TH", "opens_at": "12:00", "closes_at": "14:00"}
        ],
        "cost_options": [
            {"id": an_id(own, "c"), "valid_from": "2026-01-01", "option": "A meal", "currency": "GBP", "amount": 2.5}
        ],
        "service_at_locations": [{"id": an_id(own, "at"), "location": location()}],
    } | given


def page(*services: Record, **given: Any) -> Record:
    return {
        "total_items": len(services),
        "total_pages": 1,
        "page_number": 1,
        "size": len(services),
        "first_page": True,
        "last_page": True,
        "empty": not services,
        "contents": list(services),
    } | given


def read(value: Any) -> ReadFeed:
    """Read a value as if an API had given it."""
    return read_pages([json.dumps(value).encode()])


def read_text(folder: Path, text: str | bytes, name: str = "feed.json") -> ReadFeed:
    file = folder / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_feed(file)


def kinds(found: ReadFeed, *, errors: bool = False) -> set[str]:
    return {one.kind for one in (found.errors if errors else found.findings)}


def hostile_pages() -> list[bytes]:
    """A feed that has all that real ones were seen to have, on three pages: it can be taken whole all the same.

    One begins with a mark of its byte order, one is not in UTF-8; each tells another number of services.
    """
    number_in = {"minimum_age": "18", "maximum_age": "ninety"}
    days = {"assured_date": "31/02/2026", "last_modified": "yesterday"}
    nulls = dict.fromkeys(("phones", "schedules", "cost_options", "service_at_locations", "languages"))
    first = [
        service("Meals", description="<p>Hot &amp; <b>free</b></p><script>alert(1)</script>"),
        service("Long", description="<div>" + "Come in. " * 16_100 + "</div>"),
        service("Meals", description="<p>Hot &amp; <b>free</b></p><script>alert(1)</script>"),  # the same once more
        service("Beds", id="bed-17", **nulls),
        service("Advice", **number_in, **days, status="Sometimes", url="javascript:alert(1)", email="at nowhere"),
    ]
    costs = [
        {"id": 9, "amount": "12.50", "currency": "pounds", "valid_from": "2026-13-01"},
        {"id": an_id("c2"), "amount": "ask", "valid_from": "2026-02-01", "valid_to": "2026-01-01"},
    ]
    far = location("Far Away", latitude="951.5", addresses=None)
    nested = organisation("Mill Trust", services=[service("Choir", organization=None)], locations=[location("Loft")])
    second = [
        service("Old", last_modified="2026-01-01T00:00:00Z"),
        service("Old", description="Newer words.", last_modified="2026-02-01T00:00:00Z"),
        service("Prices", cost_options=costs, service_at_locations=[{"id": 4, "location": far}, {"location": None}]),
        service("Lost", organization=None, organization_id=an_id("nobody"), status=None, languages="Polish"),
        service("Times", schedules=[{"opens_at": "noonish", "byday": "MO", "interval": "many"}, "Mondays", None]),
    ]
    third = [service("Caf\u00e9", description="Tea \u2013 and toast."), service("Nested", organization=nested)]
    written = [
        json.dumps(page(*some, total_items=total, total_pages=3, page_number=number, size="5", last_page=number == 3))
        for number, (some, total) in enumerate([(first, 12), (second, 11), (third, 40)], start=1)
    ]
    third_text = json.dumps(json.loads(written[2]), ensure_ascii=False)
    return [b"\xef\xbb\xbf" + written[0].encode(), written[1].encode(), third_text.encode("cp1252")]
