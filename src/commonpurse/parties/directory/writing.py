"""Write a feed as HSDS 3 JSON: one page with every service in full. Our own reader finds the same in it again.

Source: HSDS 3.0 (docs.openreferral.org, 2023), service_list and service.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid5

from commonpurse.kernel.money import Money
from commonpurse.parties.directory.records import ReadCost, ReadFeed, ReadLocation, ReadSchedule, ReadService
from commonpurse.parties.directory.rules import joined

# The standard wants UUIDs. An id that is none gets one that is always the same for it. Our own name space, made once.
OURS = UUID("5b0c0a52-6c1d-4b5e-9f57-3f0a8f2b6c11")
COUNTRY = "GB"
ONE_DAY = timedelta(days=1)

Record = dict[str, Any]


def hsds_json(feed: ReadFeed) -> str:
    """Return the feed as JSON text."""
    services = service_records(feed)
    page = {
        "total_items": len(services),
        "total_pages": 1,
        "page_number": 1,
        "size": len(services),
        "first_page": True,
        "last_page": True,
        "empty": not services,
        "contents": services,
    }
    return json.dumps(page, ensure_ascii=False, indent=1)


def service_records(feed: ReadFeed) -> list[Record]:
    """Return each service in full, with what belongs to it in it, under the names of the standard."""
    return [_service(feed, service) for service in feed.services.values()]


def as_uuid(outside_id: str, *of: object) -> str:
    """Return an id as a UUID: itself, or one made of it and of what it belongs to."""
    try:
        return str(UUID(outside_id)) if len(outside_id) == 36 else _made(outside_id, *of)
    except ValueError:
        return _made(outside_id, *of)


def _made(*parts: object) -> str:
    return str(uuid5(OURS, "\n".join(map(str, parts))))


def _filled(record: Record) -> Record:
    """Leave out what is empty."""
    return {key: value for key, value in record.items() if value not in (None, "", [], ())}


def _service(feed: ReadFeed, one: ReadService) -> Record:
    own = as_uuid(one.outside_id, "service")
    organisation = feed.organisations.get(one.organisation_id)
    who_for = one.eligibility
    low = [each.minimum_age for each in who_for if each.minimum_age is not None]
    high = [each.maximum_age for each in who_for if each.maximum_age is not None]
    return _filled(
        {
            "id": own,
            "name": one.name,
            "alternate_name": one.other_name,
            "description": one.description,
            "url": one.website,
            "email": one.email,
            "status": one.status,
            "application_process": one.how_to,
            "fees_description": one.fees,
            "wait_time": one.wait,
            "alert": one.alert,
            "eligibility_description": joined(dict.fromkeys(each.words for each in who_for), "\n"),
            "minimum_age": min(low) if low else None,
            "maximum_age": max(high) if high else None,
            "assured_date": _day(one.assured_on),
            "assurer_email": one.assurer,
            "last_modified": one.changed_at,
            "phones": _phones(one.phone, own),
            "languages": [_with_id({"name": name}, own, "language", name) for name in _split(one.languages)],
            "service_areas": [_with_id({"name": name}, own, "area", name) for name in one.areas],
            "attributes": [_attribute(name, own) for name in one.needs],
            "cost_options": [_cost(each, own, number) for number, each in enumerate(one.costs)],
            "schedules": _schedules(one.schedules, own, ""),
            "organization": _filled(
                {
                    "id": as_uuid(organisation.outside_id, "organisation"),
                    "name": organisation.name,
                    "description": organisation.description or organisation.name,
                    "email": organisation.email,
                    "website": organisation.website,
                    "phones": _phones(organisation.phone, organisation.outside_id),
                }
            )
            if organisation
            else None,
            "service_at_locations": [
                _filled(
                    {
                        "id": as_uuid(place.outside_id, own, "at", place.location_id),
                        "description": place.description,
                        "location": _location(feed.locations[place.location_id]),
                        "schedules": _schedules(one.schedules, own, place.location_id),
                    }
                )
                for place in one.places
            ],
        }
    )


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _last(day: date | None) -> str | None:
    """The last day of a half-open period: the standard counts it in."""
    return (day - ONE_DAY).isoformat() if day else None


def _split(names: str) -> list[str]:
    return [name for name in names.split(", ") if name]


def _with_id(record: Record, *of: object) -> Record:
    return {"id": _made(*of), **record}


def _phones(number: str, of: str) -> list[Record]:
    return [_with_id({"number": number}, of, "phone", number)] if number else []


def _attribute(name: str, of: str) -> Record:
    term = _with_id({"name": name, "description": name}, "term", name)
    return _with_id({"link_entity": "service", "taxonomy_term": term}, of, "attribute", name)


def _amount(amount: Money) -> int | float:
    return amount.minor // 100 if amount.minor % 100 == 0 else float(amount.decimal)


def _cost(one: ReadCost, of: str, number: int) -> Record:
    return _filled(
        {
            "id": as_uuid(one.outside_id, of, "cost", number),
            "valid_from": _day(one.starts_on),
            "valid_to": _last(one.ends_on),
            "option": one.option,
            "currency": one.amount.currency if one.amount is not None else None,
            "amount": _amount(one.amount) if one.amount is not None else None,
            "amount_description": one.words,
        }
    )


def _schedules(schedules: Iterable[ReadSchedule], of: str, location_id: str) -> list[Record]:
    """The times of the whole service (`location_id` empty), or those of one of its places."""
    return [
        _filled(
            {
                "id": as_uuid(one.outside_id, of, "schedule", number),
                "valid_from": _day(one.starts_on),
                "valid_to": _last(one.ends_on),
                "freq": one.every,
                "interval": one.interval if one.interval != 1 else None,
                "byday": one.days,
                "bymonthday": one.month_days,
                "opens_at": one.opens_at.strftime("%H:%M") if one.opens_at else None,
                "closes_at": one.closes_at.strftime("%H:%M") if one.closes_at else None,
                "description": one.words,
                "notes": one.notes,
            }
        )
        for number, one in enumerate(schedules)
        if one.location_id == location_id
    ]


def _location(one: ReadLocation) -> Record:
    own = as_uuid(one.outside_id, "location")
    address = {
        "id": _made(own, "address"),
        "address_1": one.address,
        "city": one.city,
        "state_province": "",
        "postal_code": one.postcode,
        "country": COUNTRY,
        "address_type": one.kind,
    }
    return _filled(
        {
            "id": own,
            "location_type": one.kind,
            "name": one.name,
            "description": one.description,
            "transportation": one.transport,
            "latitude": one.latitude,
            "longitude": one.longitude,
            "addresses": [address] if one.address or one.city or one.postcode else [],
            "accessibility": [_with_id({"description": one.access}, own, "access")] if one.access else [],
        }
    )
