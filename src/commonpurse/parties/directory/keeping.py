"""From what was read to rows: each service with its own parts, and the words by which it is found."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from commonpurse.parties.directory.models import (
    CostOption,
    Eligibility,
    Feed,
    ListedOrganisation,
    Location,
    Schedule,
    Service,
    ServiceAtLocation,
    ServiceWords,
)
from commonpurse.parties.directory.records import ReadCost, ReadFeed, ReadLocation, ReadOrganisation, ReadService
from commonpurse.parties.directory.rules import FINDABLE, folded
from commonpurse.parties.partners.models import Organisation

BATCH = 500
# What a service has in its own row, under the same name as where it is read.
OWN = (
    *("name", "other_name", "description", "website", "email", "phone", "status", "how_to", "fees", "wait", "alert"),
    *("languages", "assured_on", "assurer"),
)


def digest_of(service: ReadService, feed: ReadFeed) -> str:
    """Return what tells whether a service, who offers it or where it is, is said otherwise than before."""
    said = [
        asdict(service),
        asdict(feed.organisations[service.organisation_id]) if service.organisation_id else None,
        [asdict(feed.locations[place.location_id]) for place in service.places],
    ]
    return hashlib.sha256(json.dumps(said, default=str, sort_keys=True).encode()).hexdigest()


def keep_organisations(feed: Feed, found: Iterable[ReadOrganisation]) -> dict[str, ListedOrganisation]:
    """Keep all organisations of a feed and return them by their outside id. One of ours is known by its name."""
    _keep_all(ListedOrganisation, feed, found, ReadOrganisation)
    kept = list(ListedOrganisation.objects.filter(feed=feed))
    ours = {one.name.casefold(): one for one in Organisation.objects.all()}
    known = [one for one in kept if one.organisation_id is None and one.name.casefold() in ours]
    for one in known:
        one.organisation = ours[one.name.casefold()]
    ListedOrganisation.objects.bulk_update(known, ["organisation"], batch_size=BATCH)
    return {one.outside_id: one for one in kept}


def keep_locations(feed: Feed, found: Iterable[ReadLocation]) -> dict[str, Location]:
    _keep_all(Location, feed, found, ReadLocation)
    return {one.outside_id: one for one in Location.objects.filter(feed=feed)}


def _keep_all(model: Any, feed: Feed, found: Iterable[Any], read: Any) -> None:
    names = [field.name for field in fields(read)]
    model.objects.bulk_create(
        [model(feed=feed, **{name: getattr(one, name) for name in names}) for one in found],
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["feed", "outside_id"],
        update_fields=[name for name in names if name != "outside_id"],
    )


def fill_service(row: Service, read: ReadService, organisations: dict[str, ListedOrganisation]) -> None:
    """Put into a row what the feed says of the service itself."""
    for name in OWN:
        setattr(row, name, getattr(read, name))
    row.organisation = organisations.get(read.organisation_id)
    row.needs, row.areas = list(read.needs), list(read.areas)
    row.feed_changed_at = read.changed_at[:40]
    row.assured_by, row.put_right_at = None, None


def keep_parts(pairs: Collection[tuple[Service, ReadService]], locations: dict[str, Location], now: datetime) -> None:
    """Keep where, when, for whom and for how much. A price that is as it was stays the same row."""
    ids = [row.id for row, _ in pairs]
    for start in range(0, len(ids), BATCH):
        some = ids[start : start + BATCH]
        for model in (ServiceAtLocation, Schedule, Eligibility):
            model.objects.filter(service__in=some).delete()
    ServiceAtLocation.objects.bulk_create(
        [
            ServiceAtLocation(
                service=row,
                location=locations[place.location_id],
                outside_id=place.outside_id,
                description=place.description,
            )
            for row, read in pairs
            for place in read.places
        ],
        batch_size=BATCH,
    )
    Schedule.objects.bulk_create(
        [
            Schedule(
                service=row,
                number=number,
                location=locations.get(one.location_id),
                **{name: value for name, value in vars(one).items() if name != "location_id"},
            )
            for row, read in pairs
            for number, one in enumerate(read.schedules)
        ],
        batch_size=BATCH,
    )
    Eligibility.objects.bulk_create(
        [
            Eligibility(service=row, number=number, **vars(one))
            for row, read in pairs
            for number, one in enumerate(read.eligibility)
        ],
        batch_size=BATCH,
    )
    _keep_costs(pairs, now)


def _keep_costs(pairs: Collection[tuple[Service, ReadService]], now: datetime) -> None:
    there: dict[Any, dict[Any, CostOption]] = {}
    ids = [row.id for row, _ in pairs]
    for start in range(0, len(ids), BATCH):
        for option in CostOption.objects.filter(service__in=ids[start : start + BATCH], gone_at=None):
            there.setdefault(option.service_id, {})[_price_of(option)] = option
    new: list[CostOption] = []
    for row, read in pairs:
        known = there.get(row.id, {})
        for number, one in enumerate(read.costs):
            said = cost_row(row, one, number, now)
            if known.pop(_price_of(said), None) is None:
                new.append(said)
    # Before the new ones: two prices never have one place in the list.
    gone = [option.id for known in there.values() for option in known.values()]
    for start in range(0, len(gone), BATCH):
        CostOption.objects.filter(id__in=gone[start : start + BATCH]).update(gone_at=now)
    CostOption.objects.bulk_create(new, batch_size=BATCH)


def _price_of(one: CostOption) -> tuple[object, ...]:
    return (
        *(one.outside_id, one.number, one.starts_on, one.ends_on),
        *(one.option, one.amount_minor, one.currency, one.words),
    )


def cost_row(service: Service, one: ReadCost, number: int, now: datetime) -> CostOption:
    return CostOption(
        service=service,
        outside_id=one.outside_id,
        number=number,
        starts_on=one.starts_on,
        ends_on=one.ends_on,
        option=one.option,
        amount_minor=one.amount.minor if one.amount is not None else None,
        currency=one.amount.currency if one.amount is not None else "",
        words=one.words,
        seen_at=now,
    )


def keep_words(ids: Collection[Any]) -> None:
    """Keep what these services are found by, as they are now. One that is gone or closed for good is not found."""
    wanted = list(ids)
    for start in range(0, len(wanted), BATCH):
        some = wanted[start : start + BATCH]
        ServiceWords.objects.filter(service__in=some).delete()
        found = Service.objects.there().with_everything().filter(id__in=some, status__in=FINDABLE)
        ServiceWords.objects.bulk_create([words_row(service) for service in found], batch_size=BATCH)


def words_row(service: Service) -> ServiceWords:
    places = [at.location for at in service.at_locations.all()]
    return ServiceWords(
        service=service,
        title=folded(f"{service.name} {service.other_name} {' '.join(service.needs)}"),
        place=folded(
            " ".join(
                [
                    *(f"{one.name} {one.address} {one.city} {one.postcode}" for one in places),
                    *service.areas,
                ]
            )
        ),
        body=folded(
            " ".join(
                [
                    service.organisation.name if service.organisation else "",
                    service.description,
                    service.how_to,
                    service.fees,
                    service.languages,
                    *(one.words for one in service.eligibilities.all()),
                    *(f"{one.option} {one.words}" for one in service.cost_options.all()),
                    *(one.access for one in places),
                ]
            )
        ),
    )
