"""What a reader finds in a feed, whatever its form: plain values, checked and cleaned, with what was odd about them."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from datetime import date, time
from typing import Any

from commonpurse.kernel.money import Money


@dataclass(frozen=True)
class Finding:
    """One thing that is odd or wrong. `kind` is stable; `row` counts from 1 in its list; `where` says it for people."""

    kind: str
    is_error: bool
    reason: str
    where: str = ""
    row: int | None = None
    field: str = ""
    record: str = ""

    def __str__(self) -> str:
        place = ", ".join(part for part in (self.where, self.field) if part)
        return f"{place}: {self.reason}" if place else self.reason

    def as_json(self) -> dict[str, Any]:
        shown = asdict(self)
        del shown["is_error"]
        return shown


@dataclass(frozen=True)
class ReadOrganisation:
    outside_id: str
    name: str
    description: str = ""
    email: str = ""
    website: str = ""
    phone: str = ""


@dataclass(frozen=True)
class ReadLocation:
    outside_id: str
    name: str = ""
    kind: str = "physical"
    description: str = ""
    address: str = ""
    city: str = ""
    postcode: str = ""
    access: str = ""
    transport: str = ""
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True)
class ReadPlace:
    """That a service is at a location."""

    outside_id: str
    location_id: str
    description: str = ""


@dataclass(frozen=True)
class ReadSchedule:
    """Days as RFC 5545 writes them (`MO,TU`). `ends_on` is the day after the last. `location_id`: only there."""

    outside_id: str
    starts_on: date | None = None
    ends_on: date | None = None
    days: str = ""
    month_days: str = ""
    every: str = ""
    interval: int = 1
    opens_at: time | None = None
    closes_at: time | None = None
    words: str = ""
    notes: str = ""
    location_id: str = ""


@dataclass(frozen=True)
class ReadCost:
    outside_id: str
    starts_on: date | None = None
    ends_on: date | None = None
    option: str = ""
    amount: Money | None = None
    words: str = ""


@dataclass(frozen=True)
class ReadEligibility:
    outside_id: str
    words: str = ""
    minimum_age: int | None = None
    maximum_age: int | None = None


@dataclass(frozen=True)
class ReadService:
    outside_id: str
    name: str
    organisation_id: str = ""
    other_name: str = ""
    description: str = ""
    website: str = ""
    email: str = ""
    phone: str = ""
    status: str = "active"
    how_to: str = ""
    fees: str = ""
    wait: str = ""
    alert: str = ""
    languages: str = ""
    assured_on: date | None = None
    assurer: str = ""
    changed_at: str = ""
    needs: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    places: tuple[ReadPlace, ...] = ()
    schedules: tuple[ReadSchedule, ...] = ()
    costs: tuple[ReadCost, ...] = ()
    eligibility: tuple[ReadEligibility, ...] = ()


@dataclass
class ReadFeed:
    """Everything of one file or feed. `is_whole`: whatever it does not list is not there any more."""

    form: str = ""
    version: str = ""
    is_whole: bool = False
    organisations: dict[str, ReadOrganisation] = field(default_factory=dict)
    locations: dict[str, ReadLocation] = field(default_factory=dict)
    services: dict[str, ReadService] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    @property
    def errors(self) -> list[Finding]:
        return [one for one in self.findings if one.is_error]

    @property
    def warnings(self) -> list[Finding]:
        return [one for one in self.findings if not one.is_error]

    @property
    def is_clean(self) -> bool:
        return not self.findings

    def as_json(self) -> dict[str, Any]:
        return {
            "form": self.form,
            "version": self.version,
            "is_whole": self.is_whole,
            "counts": self.counts,
            "kinds": dict(sorted(Counter(one.kind for one in self.findings).items())),
            "errors": [one.as_json() for one in self.errors],
            "warnings": [one.as_json() for one in self.warnings],
        }
