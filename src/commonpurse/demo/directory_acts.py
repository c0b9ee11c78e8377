"""The council's list of services: read, read again when a price rose and a café closed, and looked after."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from commonpurse.demo.offers import CLOSES, DEARER, OFFERS, council_list
from commonpurse.demo.telling import Act, Story
from commonpurse.kernel.periods import business_date
from commonpurse.parties.directory.commands import (
    answer_note,
    import_services,
    note_service,
    pass_note_on,
    put_service_right,
)
from commonpurse.parties.directory.corrections import correction_of
from commonpurse.parties.directory.models import Service, ServiceNote
from commonpurse.parties.directory.reading import read_pages

FEED = "Quillhaven Council"


def prices_since(story: Story) -> date:
    return business_date(story.now) - timedelta(days=200)


def read_the_list(story: Story, at: datetime) -> None:
    """The list as it was when the partnership began to use it."""
    listed = council_list(OFFERS, on=business_date(at), since=prices_since(story))
    import_services(by=story.cast["Priya"], feed_name=FEED, read=read_pages([listed]), now=at)


def read_it_again(story: Story, at: datetime) -> None:
    """Weeks later the pantry asks for more, and the café by the slip is gone."""
    name, price = DEARER
    still = [
        replace(offer, price=price, checked=1) if offer.name == name else offer
        for offer in OFFERS
        if offer.name != CLOSES
    ]
    listed = council_list(still, on=business_date(at), since=prices_since(story))
    import_services(by=story.cast["Priya"], feed_name=FEED, read=read_pages([listed]), now=at)


def named(name: str) -> Service:
    return Service.objects.with_everything().get(name=name)


def somebody_says_it_is_wrong(story: Story, at: datetime) -> None:
    note_service(
        service=named("Tideway Mornings"), kind="times", words="They open at nine now, not half past eight.", now=at
    )
    note_service(service=named("Sea Choir"), kind="closed", words="", now=at)


def a_worker_looks(story: Story, at: datetime) -> None:
    """One is put right, the other was right."""
    service = named("Tideway Mornings")
    put_service_right(
        by=story.cast["Wren"],
        service=service,
        correction=replace(correction_of(service), times="Monday to Friday, 09:00 to 11:00"),
        now=at,
    )
    answer_note(by=story.cast["Wren"], note=ServiceNote.objects.get(answered_at=None), now=at)


def something_waits(story: Story, at: datetime) -> None:
    note_service(service=named("Wheels Again"), kind="cost", words="They asked me for 30 pounds.", now=at)


def the_office_is_told(story: Story, at: datetime) -> None:
    """Of one that the council's office checks: a worker writes to them, and says so. It waits until somebody looked."""
    note = note_service(service=named("Keep Your Home"), kind="contact", words="Nobody answers this number.", now=at)
    pass_note_on(by=story.cast["Idris"], note=note, now=at + timedelta(hours=1))


# Days before the end, and what happened then.
ACTS: tuple[tuple[int, Act], ...] = (
    (150, read_the_list),
    (40, read_it_again),
    (20, somebody_says_it_is_wrong),
    (17, a_worker_looks),
    (6, the_office_is_told),
    (3, something_waits),
)
