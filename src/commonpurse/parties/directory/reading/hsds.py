"""Records of HSDS 3, Open Referral UK 3 and Open Referral UK 1, whatever they are nested in, as one `ReadFeed`.

Source: HSDS 3.0 (docs.openreferral.org, 2023), Open Referral UK application profile 1.0 and 3.0. Names of contacts are
personal and are not taken: only how to reach the service.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

from commonpurse.parties.directory.reading import values
from commonpurse.parties.directory.reading.values import Place
from commonpurse.parties.directory.records import (
    Finding,
    ReadCost,
    ReadEligibility,
    ReadFeed,
    ReadLocation,
    ReadOrganisation,
    ReadPlace,
    ReadSchedule,
    ReadService,
)
from commonpurse.parties.directory.rules import LONGEST_DESCRIPTION, Status, joined

Record = dict[str, Any]
LOCATION_KINDS = ("physical", "postal", "virtual")
FREQUENCIES = ("WEEKLY", "MONTHLY")
# Spellings that feeds use for what the standard writes otherwise.
STATUSES = {status.value: status.value for status in Status} | {
    "temporarily_closed": Status.CLOSED.value,
    "closed": Status.DEFUNCT.value,
    "open": Status.ACTIVE.value,
    "published": Status.ACTIVE.value,
}
SCHEDULE_KEYS = ("schedules", "regular_schedules", "regular_schedule")
MOST_OF_ONE_KIND = 500  # schedules or prices of one service: more is a broken feed


class HsdsReader:
    """Takes records one after the other into its feed. The same record again is the one that is there."""

    def __init__(self, feed: ReadFeed) -> None:
        self.feed = feed

    def place(self, where: str, row: int | None, raw: Record) -> Place:
        return Place(
            self.feed.findings, raw.get("__at__", where), raw.get("__row__", row), str(raw.get("id") or "")[:80]
        )

    def service(self, raw: Record, where: str, row: int | None, organisation_id: str = "") -> str:
        """Take a service, and what it is nested with. Returns its id, empty where it has none."""
        place = self.place(where, row, raw)
        outside_id, name = values.read_id(raw, place), values.read_line(raw, "name", place)
        if not outside_id:
            place.tell("id_missing", "A service needs an id.", "id", is_error=True)
        if not name:
            place.tell("name_missing", "A service needs a name.", "name", is_error=True)
        found = self._service(raw, place, outside_id, name, organisation_id)
        if outside_id:
            self._keep(self.feed.services, found, place, "service", newest=lambda one: one.changed_at)
        return outside_id

    def _service(self, raw: Record, place: Place, outside_id: str, name: str, organisation_id: str) -> ReadService:
        organisation = raw.get("organization")
        if isinstance(organisation, dict):
            organisation_id = self.organisation(organisation, f"{place.where} organization", place.row)
        organisation_id = organisation_id or values.read_id(raw, place, "organization_id")
        places, schedules = self._places(raw, place)
        contacts = _dicts(raw, ("contacts",))
        return ReadService(
            outside_id=outside_id,
            name=name,
            organisation_id=organisation_id,
            other_name=values.read_line(raw, "alternate_name", place),
            description=values.read_text(raw, "description", place, LONGEST_DESCRIPTION),
            website=values.read_web(raw, "url", place),
            email=values.read_email(raw, "email", place),
            phone=_phone([raw, *contacts], place),
            status=self._status(raw, place),
            how_to=values.read_text(raw, "application_process", place),
            fees=values.read_text(raw, "fees_description", place) or values.read_text(raw, "fees", place),
            wait=values.read_line(raw, "wait_time", place),
            alert=values.read_text(raw, "alert", place),
            languages=_names(_dicts(raw, ("languages",)), ("name", "language"), place),
            assured_on=values.read_date(raw, "assured_date", place),
            assurer=values.read_email(raw, "assurer_email", place),
            changed_at=values.read_moment(raw, "last_modified", place),
            needs=_terms(raw, place),
            areas=_areas(raw, place),
            places=places,
            schedules=(*schedules, *_schedules(raw, place)),
            costs=_costs(raw, place),
            eligibility=_eligibility(raw, place),
        )

    def _status(self, raw: Record, place: Place) -> str:
        given = values.read_line(raw, "status", place)
        if not given:
            place.tell("status_missing", "It says no status. It was taken as active.", "status")
            return Status.ACTIVE.value
        if given.lower() not in STATUSES:
            place.tell("status_unknown", "The standard has no such status. It was taken as inactive.", "status")
            return Status.INACTIVE.value
        return STATUSES[given.lower()]

    def _places(self, raw: Record, place: Place) -> tuple[tuple[ReadPlace, ...], tuple[ReadSchedule, ...]]:
        """Where the service is, and the times that are those of one place."""
        places: dict[str, ReadPlace] = {}
        schedules: list[ReadSchedule] = []
        for number, at in enumerate(_dicts(raw, ("service_at_locations", "service_at_location")), start=1):
            inner = self.place(f"{place.where} service_at_locations[{number}]", place.row, at)
            location = at.get("location")
            if isinstance(location, dict):
                location_id = self.location(location, f"{inner.where} location", place.row)
            else:
                location_id = values.read_id(at, inner, "location_id")
            if not location_id:
                inner.tell("location_missing", "It names no place. It was left out.", "location")
                continue
            description = values.read_text(at, "description", inner)
            places.setdefault(location_id, ReadPlace(values.read_id(at, inner), location_id, description))
            schedules += [replace(one, location_id=location_id) for one in _schedules(at, inner)]
        return tuple(places.values()), tuple(schedules)

    def organisation(self, raw: Record, where: str, row: int | None) -> str:
        place = self.place(where, row, raw)
        outside_id, name = values.read_id(raw, place), values.read_line(raw, "name", place)
        if not outside_id or not name:
            missing = "name" if outside_id else "id"
            place.tell("organisation_unusable", f"An organisation needs its {missing}. It was left out.", missing)
            return ""
        found = ReadOrganisation(
            outside_id=outside_id,
            name=name,
            description=values.read_text(raw, "description", place, LONGEST_DESCRIPTION),
            email=values.read_email(raw, "email", place),
            website=values.read_web(raw, "website", place) or values.read_web(raw, "url", place),
            phone=_phone([raw, *_dicts(raw, ("contacts",))], place),
        )
        self._keep(self.feed.organisations, found, place, "organisation")
        for number, location in enumerate(_dicts(raw, ("locations",)), start=1):
            self.location(location, f"{place.where} locations[{number}]", row)
        for number, service in enumerate(_dicts(raw, ("services",)), start=1):
            self.service(service, f"{place.where} services[{number}]", row, outside_id)
        return outside_id

    def location(self, raw: Record, where: str, row: int | None) -> str:
        place = self.place(where, row, raw)
        outside_id = values.read_id(raw, place)
        if not outside_id:
            place.tell("location_unusable", "A place needs an id. It was left out.", "id")
            return ""
        address = next(iter(_dicts(raw, ("addresses", "physical_addresses", "postal_addresses"))), {})
        inner = place.inner("addresses[1]")
        kind = values.read_line(raw, "location_type", place).lower()
        lines = (values.read_line(address, name, inner) for name in ("address_1", "address_2"))
        read = values.read_text
        access = (
            joined(
                (read(one, "description", place) or read(one, "accessibility", place), read(one, "details", place)),
                "\n",
            )
            for one in _dicts(raw, ("accessibility", "accessibility_for_disabilities"))
        )
        found = ReadLocation(
            outside_id=outside_id,
            name=values.read_line(raw, "name", place),
            kind=kind if kind in LOCATION_KINDS else LOCATION_KINDS[0],
            description=values.read_text(raw, "description", place),
            address=joined(lines),
            city=values.read_line(address, "city", inner) or values.read_line(address, "region", inner),
            postcode=values.read_line(address, "postal_code", inner).upper()[:20],
            access=joined(access, "\n"),
            transport=values.read_text(raw, "transportation", place),
            latitude=values.read_coordinate(raw, "latitude", place, 90),
            longitude=values.read_coordinate(raw, "longitude", place, 180),
        )
        if found.latitude is None or found.longitude is None:
            found = replace(found, latitude=None, longitude=None)
        self._keep(self.feed.locations, found, place, "place")
        return outside_id

    def _keep(
        self,
        kept: dict[str, Any],
        found: Any,
        place: Place,
        what: str,
        newest: Callable[[Any], str] = lambda _one: "",
    ) -> None:
        """Keep a record; where one of its id is there already, whichever says more, or the newer of two that differ."""
        before = kept.get(found.outside_id)
        if before is None:
            kept[found.outside_id] = found
            return
        if what == "service":
            place.tell("duplicate_id", f"This {what} is in it more than once. It counts once.", "id")
        merged, contradicts = _merged(before, found)
        if not contradicts:
            kept[found.outside_id] = merged
        elif newest(before) != newest(found):
            kept[found.outside_id] = max(before, found, key=newest)
            if what == "service":
                place.tell("duplicate_older", "Two of the same id differ. The one that changed last was taken.", "id")
        else:
            reason = f"Two of the same id differ in {', '.join(contradicts)}."
            if what != "service":
                reason += " The first was taken."
            place.tell("duplicate_differs", reason, "id", is_error=what == "service")


def _merged(before: Any, found: Any) -> tuple[Any, list[str]]:
    """Fill what the one leaves empty from the other. Returns it, and the fields in which both say something else."""
    taken, contradicts = {}, []
    for name in before.__dataclass_fields__:
        ours, theirs = getattr(before, name), getattr(found, name)
        if name == "changed_at":
            taken[name] = max(ours, theirs)
        elif not ours or not theirs:
            taken[name] = ours or theirs
        elif ours != theirs:
            contradicts.append(name)
    return replace(before, **taken), contradicts


def _dicts(raw: Record, names: Iterable[str]) -> list[Record]:
    """The records in the lists of these names. One that stands alone counts as a list of one."""
    found: list[Record] = []
    for name in names:
        value = raw.get(name)
        given = value if isinstance(value, list) else [value]
        found += [one for one in given if isinstance(one, dict)]
    return found[:MOST_OF_ONE_KIND]


def _phone(records: Iterable[Record], place: Place) -> str:
    """The first number by which somebody answers. A standard's example puts it in quotes."""
    for record in records:
        for phone in _dicts(record, ("phones",)):
            number = values.read_line(phone, "number", place).strip("\"' ")
            if number:
                return number[:60]
    return ""


def _names(records: Iterable[Record], keys: tuple[str, ...], place: Place) -> str:
    found = (next((name for key in keys if (name := values.read_line(one, key, place))), "") for one in records)
    return joined(dict.fromkeys(found))[: values.LONGEST_LINE]


def _terms(raw: Record, place: Place) -> tuple[str, ...]:
    """The words of the taxonomies under which the service stands."""
    found = [one.get("taxonomy_term") for one in _dicts(raw, ("attributes",))]
    found += [one.get("taxonomy") for one in _dicts(raw, ("service_taxonomys", "service_taxonomies"))]
    names = (
        values.read_line(one, "name", place) or values.read_line(one, "term", place)
        for one in found
        if isinstance(one, dict)
    )
    return tuple(name for name in dict.fromkeys(names) if name)


def _areas(raw: Record, place: Place) -> tuple[str, ...]:
    names = (
        values.read_line(one, "name", place) or values.read_line(one, "service_area", place)
        for one in _dicts(raw, ("service_areas",))
    )
    return tuple(name for name in dict.fromkeys(names) if name)


def _schedules(raw: Record, place: Place) -> tuple[ReadSchedule, ...]:
    return tuple(_each(raw, SCHEDULE_KEYS, place, _schedule))


def _schedule(one: Record, place: Place) -> ReadSchedule:
    every = values.read_line(one, "freq", place).upper()
    return ReadSchedule(
        outside_id=values.read_id(one, place),
        starts_on=values.read_date(one, "valid_from", place) or values.read_date(one, "dtstart", place),
        ends_on=values.read_last_day(one, "valid_to", place) or values.read_last_day(one, "until", place),
        days=_days(one, place),
        month_days=values.read_line(one, "bymonthday", place, 100),
        every=every if every in FREQUENCIES else "",
        interval=values.read_number(one, "interval", place, least=1, most=100) or 1,
        opens_at=values.read_time(one, "opens_at", place),
        closes_at=values.read_time(one, "closes_at", place),
        words=values.read_text(one, "description", place),
        notes=values.read_text(one, "notes", place),
    )


def _days(one: Record, place: Place) -> str:
    given = one.get("byday")
    text = ",".join(map(str, given)) if isinstance(given, list) else values.read_line(one, "byday", place, 100)
    return text.upper().replace(" ", "")[:100]


def _costs(raw: Record, place: Place) -> tuple[ReadCost, ...]:
    return tuple(_each(raw, ("cost_options",), place, _cost))


def _cost(one: Record, place: Place) -> ReadCost:
    starts_on, ends_on = values.read_date(one, "valid_from", place), values.read_last_day(one, "valid_to", place)
    if starts_on is not None and ends_on is not None and ends_on <= starts_on:
        place.tell("days_crossed", "It ends before it begins. The end was left out.", "valid_to")
        ends_on = None
    return ReadCost(
        outside_id=values.read_id(one, place),
        starts_on=starts_on,
        ends_on=ends_on,
        option=values.read_line(one, "option", place),
        amount=values.read_amount(one, place),
        words=values.read_text(one, "amount_description", place),
    )


def _eligibility(raw: Record, place: Place) -> tuple[ReadEligibility, ...]:
    """Who it is for: of the service itself in version 3, in records of their own in version 1."""
    found = list(_each(raw, ("eligibilitys", "eligibility", "eligibilities"), place, _who_for))
    low, high = values.read_ages(raw, place)
    words = values.read_text(raw, "eligibility_description", place)
    if words or low is not None or high is not None:
        found.insert(0, ReadEligibility("", words, low, high))
    return tuple(one for one in found if one.words or one.minimum_age is not None or one.maximum_age is not None)


def _who_for(one: Record, place: Place) -> ReadEligibility:
    low, high = values.read_ages(one, place)
    return ReadEligibility(values.read_id(one, place), values.read_text(one, "eligibility", place), low, high)


def _each(raw: Record, names: tuple[str, ...], place: Place, read: Callable[[Record, Place], Any]) -> Iterator[Any]:
    for number, one in enumerate(_dicts(raw, names), start=1):
        inner = Place(
            place.findings,
            one.get("__at__", f"{place.where} {names[0]}[{number}]"),
            one.get("__row__", place.row),
            place.record,
        )
        yield read(one, inner)


def check_pointers(feed: ReadFeed) -> None:
    """Tell which services point to an organisation or a place that the feed does not hold, and let go of those."""
    for outside_id, service in feed.services.items():
        changed = service
        if service.organisation_id and service.organisation_id not in feed.organisations:
            _tell_lost(feed, outside_id, "organization_id", "No organisation in it has this id.")
            changed = replace(changed, organisation_id="")
        elif not service.organisation_id:
            _tell_lost(feed, outside_id, "organization", "It names no organisation.", "organisation_missing")
        there = tuple(one for one in service.places if one.location_id in feed.locations)
        if len(there) < len(service.places):
            _tell_lost(feed, outside_id, "location_id", "No place in it has this id.")
            changed = replace(
                changed,
                places=there,
                schedules=tuple(
                    one for one in changed.schedules if not one.location_id or one.location_id in feed.locations
                ),
            )
        feed.services[outside_id] = changed


def _tell_lost(feed: ReadFeed, record: str, field: str, reason: str, kind: str = "points_nowhere") -> None:
    feed.findings.append(Finding(kind, False, reason, f"service {record}", None, field, record))
