from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Case, Count, Q, QuerySet, Value, When

from commonpurse.kernel.full_text import matching
from commonpurse.parties.directory.access import can_import_services, can_put_right
from commonpurse.parties.directory.models import CostOption, Feed, Service, ServiceNote
from commonpurse.parties.directory.records import (
    ReadCost,
    ReadEligibility,
    ReadFeed,
    ReadLocation,
    ReadOrganisation,
    ReadPlace,
    ReadSchedule,
    ReadService,
)
from commonpurse.parties.directory.rules import same_office, words_of
from commonpurse.parties.partners.models import Member, Organisation

MOST_FOUND = 500  # nobody reads on further; the words are too few then
WEIGHTS = ("A", "B", "C")  # of title, place and body: as the migration has them


@dataclass(frozen=True)
class Found:
    """Which services were found, the best first. `is_all`: each has all the words; else each has some of them."""

    ids: Sequence[UUID]
    is_all: bool = True

    @property
    def is_cut(self) -> bool:
        return len(self.ids) >= MOST_FOUND


def search_services(typed: str) -> Found:
    """Find services by need, place and words, from one text. Where none has all words, those that have some.

    Services are no one's own: whoever comes may look.
    """
    groups = words_of(typed)
    if not groups:
        return Found(())
    found = _matching(groups)
    if found or len(groups) == 1:
        return Found(found)
    return Found(_matching(groups, is_any=True), is_all=False)


def _matching(groups: Sequence[Sequence[str]], *, is_any: bool = False) -> list[UUID]:
    ids = matching("directory_servicewords", "service_id", groups, most=MOST_FOUND, weights=WEIGHTS, is_any=is_any)
    return [one if isinstance(one, UUID) else UUID(one) for one in ids]


def services_in_order(ids: Sequence[UUID]) -> list[Service]:
    """Return services with what a list shows of them, in the order of their ids."""
    rows = {one.id: one for one in Service.objects.there().for_a_list().filter(id__in=ids)}
    return [rows[one] for one in ids if one in rows]


def get_service(service_id: UUID) -> Service | None:
    """A service with everything, also one that is gone: a link to it may stand on somebody's paper."""
    return Service.objects.with_everything().filter(id=service_id).first()


@dataclass(frozen=True)
class PriceShown:
    """A price as it is today, and whether there was another before."""

    option: CostOption
    is_valid: bool
    begins_on: date | None


def prices_on(service: Service, today: date) -> list[PriceShown]:
    """What it costs today and what it will cost: a price that is over is left out."""
    options = [one for one in service.cost_options.all() if one.ends_on is None or one.ends_on > today]
    return [
        PriceShown(one, one.is_valid_on(today), one.starts_on if one.starts_on and one.starts_on > today else None)
        for one in options
    ]


def count_services() -> int:
    return Service.objects.there().count()


@dataclass(frozen=True)
class Assurer:
    """Who looks whether a service is as it is listed: a member, an organisation of ours, or an office outside.

    One of them; none of them where nobody has said who looks.
    """

    member: Member | None = None
    organisation: Organisation | None = None
    address: str = ""


def assurer_of(service: Service) -> Assurer:
    """Who looked last is whom a note reaches. A service of a partner is that partner's, unless another office assures
    it."""
    member, listed = service.assured_by, service.organisation
    if member is not None and member.is_active:
        return Assurer(member=member)
    partner = listed.organisation if listed is not None else None
    offices = (service.email, listed.email if listed is not None else "")
    is_theirs = not service.assurer or any(same_office(service.assurer, each) for each in offices)
    if partner is not None and is_theirs:
        return Assurer(organisation=partner)
    return Assurer(address=service.assurer)


def notes_waiting(viewer: Member) -> QuerySet[ServiceNote]:
    """What people say is not right, for a member who may put it right: first of what they checked themselves, then of
    their organisation's services, then of all others; what was passed on to an office last. The oldest first."""
    if not can_put_right(viewer):
        return ServiceNote.objects.none()
    turn = Case(
        When(passed_on_at__isnull=False, then=Value(3)),
        When(service__assured_by=viewer.id, then=Value(0)),
        When(service__organisation__organisation=viewer.organisation_id, then=Value(1)),
        default=Value(2),
    )
    waiting = ServiceNote.objects.filter(answered_at=None).annotate(turn=turn)
    beside = ("service__organisation__organisation", "service__assured_by__organisation", "passed_on_by")
    return waiting.select_related(*beside).order_by("turn", "told_at", "id")


def notes_of(viewer: Member, service: Service) -> QuerySet[ServiceNote]:
    return notes_waiting(viewer).filter(service=service)


def get_note(viewer: Member, note_id: UUID) -> ServiceNote | None:
    return notes_waiting(viewer).filter(id=note_id).first()


def services_to_put_right(viewer: Member) -> QuerySet[Service]:
    """Services that this member may put right."""
    return Service.objects.there().with_everything() if can_put_right(viewer) else Service.objects.none()


def feeds(viewer: Member) -> QuerySet[Feed]:
    """The feeds, with how many services each has and how many went."""
    if not can_import_services(viewer):
        return Feed.objects.none()
    return Feed.objects.annotate(
        there_count=Count("services", filter=Q(services__gone_at=None)),
        gone_count=Count("services", filter=Q(services__gone_at__isnull=False)),
    ).order_by("name")


def feed_address(viewer: Member, name: str) -> str:
    """The address from which a feed is fetched; empty where it has none, or is not there."""
    return feeds(viewer).filter(name=name).values_list("address", flat=True).first() or ""


def read_out(feed_name: str = "") -> ReadFeed:
    """Return what the directory holds, of one feed or of all, as it would be read: to be written into a file."""
    rows = Service.objects.there().with_everything().order_by("feed_id", "id")
    if feed_name:
        rows = rows.filter(feed__name=feed_name)
    found = ReadFeed(form="json", version="3", is_whole=True)
    several = rows.values("feed").distinct().count() > 1
    for row in rows.iterator(chunk_size=500):
        # Two feeds may use one id: with the feed before it, it is another.
        mark = f"{row.feed_id} " if several else ""
        service = _read_of(row, mark)
        found.services[service.outside_id] = service
        if row.organisation is not None:
            one = row.organisation
            found.organisations[service.organisation_id] = ReadOrganisation(
                service.organisation_id, one.name, one.description, one.email, one.website, one.phone
            )
        for at in row.at_locations.all():
            place = at.location
            found.locations[f"{mark}{place.outside_id}"] = ReadLocation(
                outside_id=f"{mark}{place.outside_id}",
                **{name: getattr(place, name) for name in ReadLocation.__dataclass_fields__ if name != "outside_id"},
            )
    return found


def _read_of(row: Service, mark: str) -> ReadService:
    own = {
        name: getattr(row, name)
        for name in ReadService.__dataclass_fields__
        if name in {field.name for field in Service._meta.concrete_fields} - {"outside_id", "needs", "areas"}
    }
    return ReadService(
        outside_id=f"{mark}{row.outside_id}",
        organisation_id=f"{mark}{row.organisation.outside_id}" if row.organisation else "",
        changed_at=row.feed_changed_at,
        needs=tuple(row.needs),
        areas=tuple(row.areas),
        places=tuple(
            ReadPlace(at.outside_id, f"{mark}{at.location.outside_id}", at.description) for at in row.at_locations.all()
        ),
        schedules=tuple(
            ReadSchedule(
                location_id=f"{mark}{one.location.outside_id}" if one.location else "",
                **{name: getattr(one, name) for name in ReadSchedule.__dataclass_fields__ if name != "location_id"},
            )
            for one in row.schedules.all()
        ),
        costs=tuple(
            ReadCost(one.outside_id, one.starts_on, one.ends_on, one.option, one.amount, one.words)
            for one in row.cost_options.all()
        ),
        eligibility=tuple(
            ReadEligibility(one.outside_id, one.words, one.minimum_age, one.maximum_age)
            for one in row.eligibilities.all()
        ),
        **{name: value for name, value in own.items() if name != "changed_at"},
    )
