"""How a service is, in the words of the form in which a member puts it right; and that somebody looked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from commonpurse.kernel.money import Money
from commonpurse.kernel.periods import business_date
from commonpurse.parties.directory.models import Eligibility, Schedule, Service, ServiceNote
from commonpurse.parties.directory.rules import NoteOutcome
from commonpurse.parties.partners.models import Member


@dataclass(frozen=True)
class Correction:
    """How a service is, as a page shows it. What stays as it was says nothing new.

    `times`, `who_for` and `address` in words: written otherwise, they take the place of what the feed gave in parts.
    """

    name: str
    status: str
    description: str
    phone: str
    email: str
    website: str
    how_to: str
    times: str
    who_for: str
    address: str
    postcode: str
    price: Money | None
    price_words: str


ROW = ("name", "status", "description", "phone", "email", "website", "how_to")


def correction_of(service: Service) -> Correction:
    """How the service is now, in the words of its form."""
    places = [at.location for at in service.at_locations.all()]
    costs = list(service.cost_options.all())
    place, cost = (places[0] if places else None), (costs[0] if costs else None)
    return Correction(
        **{name: getattr(service, name) for name in ROW},
        times="\n".join(times_in_words(one) for one in service.schedules.all()),
        who_for="\n".join(who_in_words(one) for one in service.eligibilities.all()),
        address=", ".join(part for part in (place.name, place.address, place.city) if part) if place else "",
        postcode=place.postcode if place else "",
        price=cost.amount if cost else None,
        price_words=(cost.words or cost.option) if cost else "",
    )


def times_in_words(one: Schedule) -> str:
    """A time as somebody writes it: Monday, Friday, 10:00 to 18:00."""
    days = ", ".join(one.day_words)
    hours = f"{one.opens_at:%H:%M} to {one.closes_at:%H:%M}" if one.opens_at and one.closes_at else ""
    return " ".join(part for part in (", ".join(part for part in (days, hours) if part), one.words) if part).strip()


def who_in_words(one: Eligibility) -> str:
    low, high = one.minimum_age, one.maximum_age
    ages = ""
    if low is not None and high is not None:
        ages = f"{low} to {high} years"
    elif low is not None:
        ages = f"{low} years and older"
    elif high is not None:
        ages = f"up to {high} years"
    return " ".join(part for part in (one.words, ages) if part)


def close_notes(notes: list[ServiceNote], outcome: NoteOutcome, by: Member, now: datetime) -> None:
    for note in notes:
        note.outcome, note.answered_at, note.answered_by = outcome.value, now, by
        note.save(update_fields=["outcome", "answered_at", "answered_by"])


def assure(service: Service, by: Member, now: datetime) -> None:
    """Put into the row that this member looked today. Called inside a transaction that saves it."""
    service.assured_on, service.assured_by, service.put_right_at, service.assurer = business_date(now), by, now, ""
