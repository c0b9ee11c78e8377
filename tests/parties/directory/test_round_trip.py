"""What is written is read again as it was, and is clean whatever it came from."""

from __future__ import annotations

from datetime import date, timedelta
from datetime import time as time_of_day
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from commonpurse.kernel.money import Money
from commonpurse.parties.directory.reading import read_pages, read_upload
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
from commonpurse.parties.directory.rules import Status
from commonpurse.parties.directory.tabling import hsds_csv
from commonpurse.parties.directory.writing import hsds_json

WORDS = st.lists(st.text(alphabet="abcdéÑ 0’-,.", min_size=1, max_size=8), max_size=4).map(
    lambda parts: " ".join(" ".join(parts).split())
)
NAME = WORDS.filter(bool)
IDS = st.uuids().map(str)
DAYS = st.dates(date(2020, 1, 1), date(2030, 1, 1))
TIMES = st.builds(time_of_day, st.integers(0, 23), st.integers(0, 59))
MONEY = st.builds(Money, st.integers(0, 10**9), st.sampled_from(["GBP", "EUR"]))


def schedules(location_ids: list[str]) -> st.SearchStrategy[ReadSchedule]:
    return st.builds(
        ReadSchedule,
        outside_id=IDS,
        starts_on=st.none() | DAYS,
        ends_on=st.none() | DAYS,
        days=st.sampled_from(["", "MO", "MO,TU,FR"]),
        every=st.sampled_from(["", "WEEKLY", "MONTHLY"]),
        interval=st.integers(1, 9),
        opens_at=st.none() | TIMES,
        closes_at=st.none() | TIMES,
        words=WORDS,
        notes=WORDS,
        location_id=st.sampled_from(["", *location_ids]),
    )


@st.composite
def costs(draw: Any) -> ReadCost:
    starts_on = draw(st.none() | DAYS)
    ends_on = draw(st.none() | st.integers(1, 400).map(lambda days: (starts_on or date(2026, 1, 1)) + timedelta(days)))
    return ReadCost(draw(IDS), starts_on, ends_on, draw(WORDS), draw(st.none() | MONEY), draw(WORDS))


@st.composite
def made(draw: Any) -> ReadFeed:
    found = ReadFeed()
    organisation = ReadOrganisation(draw(IDS), draw(NAME), draw(NAME), "a@example.org", "https://example.org", "01234")
    found.organisations = {organisation.outside_id: organisation}
    places = draw(st.lists(IDS, max_size=2, unique=True))
    for own in places:
        found.locations[own] = ReadLocation(
            own,
            draw(WORDS),
            "physical",
            draw(WORDS),
            draw(WORDS),
            draw(WORDS),
            "QH1 2AB",
            draw(WORDS),
            draw(WORDS),
            51.25,
            -1.5,
        )
    for own in draw(st.lists(IDS, min_size=1, max_size=3, unique=True)):
        who = draw(st.none() | st.builds(ReadEligibility, st.just(""), NAME, st.integers(0, 40), st.integers(41, 99)))
        times = draw(st.lists(schedules(places), max_size=3, unique_by=lambda one: one.outside_id))
        found.services[own] = ReadService(
            outside_id=own,
            name=draw(NAME),
            organisation_id=organisation.outside_id,
            description=draw(WORDS),
            phone="01234 567890",
            status=draw(st.sampled_from([status.value for status in Status])),
            how_to=draw(WORDS),
            fees=draw(WORDS),
            alert=draw(WORDS),
            languages=draw(st.sampled_from(["", "Urdu", "Urdu, Polish"])),
            assured_on=draw(st.none() | DAYS),
            needs=tuple(draw(st.lists(NAME, max_size=2, unique=True))),
            areas=tuple(draw(st.lists(NAME, max_size=2, unique=True))),
            places=tuple(ReadPlace(draw(IDS), place, draw(WORDS)) for place in places),
            # Those of the places stand after each other in the order of the places, and before those of all.
            schedules=tuple(sorted(times, key=lambda one: [*places, ""].index(one.location_id))),
            costs=tuple(draw(st.lists(costs(), max_size=2))),
            eligibility=(who,) if who else (),
        )
    return found


@given(made())
@settings(max_examples=25)
def test_what_is_written_is_read_again_as_it_was_and_is_clean(feed: ReadFeed) -> None:
    for again in (read_pages([hsds_json(feed).encode()]), read_upload(hsds_csv(feed), "list.zip")):
        assert again.findings == []
        assert again.services == feed.services
        assert again.organisations == feed.organisations
        assert again.locations == feed.locations


@given(st.text(min_size=1, max_size=12), WORDS)
@settings(max_examples=20)
def test_what_had_a_wrong_id_has_a_right_one_that_stays(wrong: str, words: str) -> None:
    feed = ReadFeed(services={wrong: ReadService(wrong, "Meals", schedules=(ReadSchedule("", words=words),))})
    once = read_pages([hsds_json(feed).encode()])
    twice = read_pages([hsds_json(once).encode()])
    assert {one.kind for one in once.findings} == {"organisation_missing"}
    assert twice.services == once.services
