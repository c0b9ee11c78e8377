"""Each constraint of the directory's tables is broken once, past every rule, on the database itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from commonpurse.parties.directory.commands import import_services, note_service
from commonpurse.parties.directory.models import (
    CostOption,
    Eligibility,
    Feed,
    ListedOrganisation,
    Location,
    Schedule,
    Service,
    ServiceAtLocation,
    ServiceNote,
)
from tests.factories import NOW, Standing, standing_people
from tests.parties.directory.made_feeds import page, read, service


def again(model: type, **changed: object) -> object:
    """The first row once more, under another key."""
    one = model.objects.get()
    one.pk = None
    one._state.adding = True
    for name, value in changed.items():
        setattr(one, name, value)
    return one.save(force_insert=True)


BREACHES: dict[str, Callable[[Standing], object]] = {
    "feed_name_once": lambda p: Feed.objects.create(name="Council", added_by=p.priya, added_at=NOW),
    "feed_address_secure": lambda p: Feed.objects.update(address="http://example.org"),
    "listed_organisation_once": lambda p: again(ListedOrganisation),
    "location_once": lambda p: again(Location),
    "location_on_earth": lambda p: Location.objects.update(latitude=91),
    "service_once": lambda p: again(Service),
    "service_status_known": lambda p: Service.objects.update(status="odd"),
    "service_put_right_by": lambda p: Service.objects.update(put_right_at=NOW),
    "service_at_location_once": lambda p: again(ServiceAtLocation),
    "schedule_number_once": lambda p: again(Schedule),
    "eligibility_number_once": lambda p: again(Eligibility),
    "eligibility_ages_ordered": lambda p: Eligibility.objects.update(maximum_age=3),
    "cost_option_number_once": lambda p: again(CostOption),
    "cost_option_amount_whole": lambda p: CostOption.objects.update(amount_minor=-1),
    "cost_option_days_ordered": lambda p: CostOption.objects.update(ends_on=date(2026, 1, 1)),
    "service_note_kind_known": lambda p: ServiceNote.objects.update(kind="odd"),
    "service_note_answered_by": lambda p: ServiceNote.objects.update(outcome="put_right"),
    "service_note_passed_on_by": lambda p: ServiceNote.objects.update(passed_on_at=NOW),
}


@pytest.fixture
def people(db: None) -> Standing:
    standing = standing_people()
    import_services(by=standing.priya, feed_name="Council", read=read(page(service())), now=NOW)
    note_service(service=Service.objects.get(), kind="times", words="", now=NOW)
    return standing


@pytest.mark.parametrize("name", BREACHES)
def test_the_database_refuses(people: Standing, name: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        BREACHES[name](people)
