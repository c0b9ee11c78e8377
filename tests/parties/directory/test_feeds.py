"""A feed is imported again and again: whole or not at all, what changed is changed, what went is kept and marked."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from commonpurse.kernel.audit.models import AuditEvent
from commonpurse.kernel.errors import FileRefused, NotAllowed
from commonpurse.parties.directory.commands import ImportResult, import_services, set_feed_address
from commonpurse.parties.directory.fetching import fetch_feed, fetch_pages
from commonpurse.parties.directory.models import CostOption, Feed, Location, Service, ServiceWords
from commonpurse.parties.directory.queries import feed_address, feeds, read_out, search_services
from commonpurse.parties.directory.reading import read_feed, read_pages
from commonpurse.parties.directory.rules import LONGEST_DESCRIPTION, FeedRefused
from commonpurse.parties.directory.writing import hsds_json
from tests.factories import NOW, Standing, standing_people
from tests.parties.directory.made_feeds import an_id, hostile_pages, location, organisation, page, read, service

LATER = NOW + timedelta(days=7)
NAMES = ("Warm Meals", "Night Beds", "Debt Advice")


@pytest.fixture
def people(db: None) -> Standing:
    return standing_people()


def bring(people: Standing, value: object, now=NOW, **given) -> ImportResult:
    return import_services(by=people.priya, feed_name="Council", read=read(value), now=now, **given)


def sums(result: ImportResult) -> tuple[int, ...]:
    return (result.added, result.updated, result.unchanged, result.back, result.gone, result.kept_ours)


def test_the_first_time_all_is_new_and_the_second_time_nothing_is(people: Standing) -> None:
    given = page(*map(service, NAMES))
    assert sums(bring(people, given)) == (3, 0, 0, 0, 0, 0)
    assert sums(bring(people, given, LATER)) == (0, 0, 3, 0, 0, 0)
    assert {one.last_checked_at for one in Service.objects.all()} == {LATER}
    assert {one.changed_at for one in Service.objects.all()} == {NOW}
    assert CostOption.objects.count() == 3
    assert Feed.objects.get().last_checked_at == LATER
    assert AuditEvent.objects.filter(event_type="services_imported").count() == 2


def test_what_changed_is_changed_and_what_went_is_kept_and_comes_back(people: Standing) -> None:
    bring(people, page(*map(service, NAMES)))
    second = page(service("Warm Meals"), service("Night Beds", description="Ten beds, a dog is welcome."))
    assert sums(bring(people, second, LATER)) == (0, 1, 1, 0, 1, 0)
    gone = Service.objects.get(name="Debt Advice")
    assert gone.gone_at == LATER
    assert not ServiceWords.objects.filter(service=gone).exists()
    assert search_services("dog").ids == [Service.objects.get(name="Night Beds").id]
    assert sums(bring(people, page(*map(service, NAMES)), LATER + timedelta(days=1))) == (0, 1, 1, 1, 0, 0)
    gone.refresh_from_db()
    assert gone.gone_at is None
    assert search_services("debt").ids == [gone.id]


def test_an_organisation_or_a_place_that_changed_changes_its_services(people: Standing) -> None:
    bring(people, page(*map(service, NAMES)))
    moved = location(transportation="Bus 4")
    changed = [service(name, service_at_locations=[{"id": an_id(name), "location": moved}]) for name in NAMES[:2]]
    # The third is at the same place: it is said otherwise too, though its own record is as it was.
    assert (
        sums(
            bring(
                people,
                page(*changed, service(NAMES[2], service_at_locations=changed[0]["service_at_locations"])),
                LATER,
            )
        )[1]
        == 3
    )
    assert Location.objects.get().transport == "Bus 4"
    renamed = [service(name, organization=organisation() | {"name": "Lantern House"}) for name in NAMES]
    assert sums(bring(people, page(*renamed), LATER))[1] == 3
    assert {one.organisation.name for one in Service.objects.select_related("organisation")} == {"Lantern House"}


def test_a_price_that_changed_is_kept_beside_the_new_one(people: Standing) -> None:
    bring(people, page(service()))
    dearer = service(cost_options=[service()["cost_options"][0] | {"amount": 3}])
    bring(people, page(dearer), LATER)
    prices = CostOption.objects.order_by("seen_at")
    assert [(one.amount_minor, one.seen_at, one.gone_at) for one in prices] == [(250, NOW, LATER), (300, LATER, None)]
    bring(people, page(dearer | {"description": "New words."}), LATER + timedelta(days=1))
    assert CostOption.objects.count() == 2


def test_one_wrong_record_and_nothing_is_taken_and_every_error_is_listed(people: Standing) -> None:
    bring(people, page(service("Warm Meals")))
    wrong = page(service("Warm Meals", description="Other."), service("A", id=None), service("B") | {"name": ""})
    with pytest.raises(FileRefused) as refused:
        bring(people, wrong, LATER)
    assert [(error.row, error.field) for error in refused.value.errors] == [
        (2, "contents[2], id"), (3, "contents[3], name"),
    ]  # fmt: skip
    assert Service.objects.get().description == "Warm Meals for anybody."


@pytest.mark.parametrize("value", [[], page(), {"version": "3.0", "profile": "x"}], ids=["list", "page", "about"])
def test_an_empty_feed_takes_nothing_away(people: Standing, value: object) -> None:
    bring(people, page(*map(service, NAMES)))
    assert sums(bring(people, value, LATER)) == (0, 0, 0, 0, 0, 0)
    assert Service.objects.there().count() == 3
    assert Feed.objects.get().last_checked_at == NOW


def test_one_page_of_several_takes_nothing_away(people: Standing) -> None:
    bring(people, page(*map(service, NAMES)))
    result = bring(people, page(service("Warm Meals"), total_pages=3, last_page=False), LATER)
    assert (result.gone, Service.objects.there().count()) == (0, 3)
    assert Service.objects.get(name="Warm Meals").last_checked_at == LATER
    assert Service.objects.get(name="Night Beds").last_checked_at == NOW


def test_a_feed_that_lost_most_of_its_services_is_refused_until_somebody_means_it(people: Standing) -> None:
    bring(people, page(*(service(f"Service {number}") for number in range(12))))
    less = page(*(service(f"Service {number}") for number in range(4)))
    with pytest.raises(FeedRefused) as refused:
        bring(people, less, LATER)
    assert (refused.value.code, refused.value.facts) == ("most_gone", {"gone": 8, "known": 12})
    assert bring(people, less, LATER, most_may_go=True).gone == 8


def test_a_feed_with_all_that_real_ones_have_is_taken_whole_and_each_thing_is_named(people: Standing) -> None:
    read_again = [read_pages(hostile_pages()) for _ in range(2)]
    result = import_services(by=people.priya, feed_name="Council", read=read_again[0], now=NOW)
    names = {"Meals", "Long", "Beds", "Advice", "Choir", "Old", "Prices", "Lost", "Times", "Café", "Nested"}
    assert set(Service.objects.values_list("name", flat=True)) == names
    assert sums(result) == (len(names), 0, 0, 0, 0, 0)
    assert {one.kind for one in result.warnings} == {
        *("html_stripped", "text_cut", "duplicate_id", "duplicate_older", "wrong_id", "number_unreadable"),
        *("date_unreadable", "status_unknown", "status_missing", "url_wrong", "email_wrong", "currency_unknown"),
        *("amount_unreadable", "days_crossed", "coordinate_wrong", "location_missing", "points_nowhere"),
        *("time_unreadable", "not_utf8"),
    }
    assert all(one.reason and (one.where or one.kind == "not_utf8") for one in result.warnings)
    long, meals = Service.objects.get(name="Long"), Service.objects.get(name="Meals")
    assert (len(long.description), meals.description) == (LONGEST_DESCRIPTION, "Hot & free")
    assert Service.objects.get(name="Choir").organisation.name == "Mill Trust"
    assert search_services("toast").ids == [Service.objects.get(name="Café").id]
    again = import_services(by=people.priya, feed_name="Council", read=read_again[1], now=LATER)
    assert sums(again) == (0, 0, len(names), 0, 0, 0)
    out = read_pages([hsds_json(read_out("Council")).encode()])
    assert {one.kind for one in out.findings} == {"organisation_missing"}  # of the one that points to nobody
    nothing = import_services(by=people.priya, feed_name="Council", read=read_pages([b"[]"]), now=LATER)
    assert sums(nothing) == (0, 0, 0, 0, 0, 0)


def test_feeds_do_not_touch_each_other(people: Standing) -> None:
    bring(people, page(service("Warm Meals")))
    import_services(by=people.priya, feed_name="Charity", read=read(page(service("Warm Meals"))), now=NOW)
    assert bring(people, page(service("Night Beds")), LATER).gone == 1
    assert Service.objects.there().count() == 2
    assert [(feed.name, feed.there_count, feed.gone_count) for feed in feeds(people.priya)] == [
        ("Charity", 1, 0), ("Council", 1, 1),
    ]  # fmt: skip


def test_an_organisation_of_the_partnership_is_known_by_its_name(people: Standing) -> None:
    ours = service("A", organization=organisation("OPEN door"))
    bring(people, page(ours, service("B")))
    offered = {one.name: one.organisation.organisation for one in Service.objects.select_related("organisation")}
    assert offered == {"A": people.charity, "B": None}


def test_only_who_runs_the_partnership_imports(people: Standing) -> None:
    for by in (people.wren, people.ngozi, people.callum):
        with pytest.raises(NotAllowed):
            import_services(by=by, feed_name="Council", read=read(page(service())), now=NOW)
        with pytest.raises(NotAllowed):
            set_feed_address(by=by, name="Council", address="", now=NOW)
    with pytest.raises(FeedRefused):
        import_services(by=people.priya, feed_name=" ", read=read(page(service())), now=NOW)


def test_the_address_of_a_feed_is_secure_and_its_pages_are_all_fetched(people: Standing) -> None:
    with pytest.raises(FeedRefused):
        set_feed_address(by=people.priya, name="Council", address="http://example.org/services", now=NOW)
    set_feed_address(by=people.priya, name="Council", address="https://example.org/services?per_page=1", now=NOW)
    address = feed_address(people.priya, "Council")
    asked: list[str] = []

    def open_page(at: str) -> bytes:
        asked.append(at)
        number = len(asked)
        given = {"total_items": 3, "total_pages": 3, "last_page": number == 3, "first_page": number == 1}
        return json.dumps(page(service(NAMES[number - 1]), **given)).encode()

    found = read_pages(fetch_pages(address, open_page))
    assert asked == [address, *(f"https://example.org/services?per_page=1&page={number}" for number in (2, 3))]
    assert sums(import_services(by=people.priya, feed_name="Council", read=found, now=NOW)) == (3, 0, 0, 0, 0, 0)


LISTED = ("id", "name", "status", "description", "organization", "assured_date", "last_modified")


class Api:
    """An API that names its services in a list, and tells each whole at its own address, if it tells it at all."""

    def __init__(self, answers: dict[str, object] | None = None):
        self.services = {one["id"]: one for one in map(service, NAMES)}
        self.answers = answers or {}
        self.asked: list[str] = []

    def open(self, at: str) -> bytes:
        self.asked.append(at)
        path, _, _ = at.partition("?")
        if path.endswith("/services"):
            named = [{key: one[key] for key in LISTED if key in one} for one in self.services.values()]
            return json.dumps(page(*named)).encode()
        found = self.answers.get(path.rpartition("/")[2], self.services[path.rpartition("/")[2]])
        if isinstance(found, FeedRefused):
            raise found
        return json.dumps(found).encode()


def test_services_that_a_list_only_names_are_asked_for_one_by_one(people: Standing) -> None:
    feed, told = Api(), list[tuple[int, int]]()
    pages = fetch_feed(
        "https://example.org/services?key=k&per_page=5", feed.open, lambda come, of: told.append((come, of))
    )
    assert set(feed.asked[1:]) == {f"https://example.org/services/{each}?key=k" for each in feed.services}
    assert told == [(number, 3) for number in (1, 2, 3)]
    found = read_pages(pages)
    assert found.is_whole
    assert sums(import_services(by=people.priya, feed_name="Council", read=found, now=NOW)) == (3, 0, 0, 0, 0, 0)
    assert all(one.at_locations.exists() and one.cost_options.exists() for one in Service.objects.all())


def test_a_feed_that_tells_services_whole_or_not_at_all_one_by_one_is_taken_as_it_lists_them() -> None:
    feed = Api(dict.fromkeys(Api().services, FeedRefused("None.", code="feed_has_none")))
    listed = fetch_feed("https://example.org/services", feed.open)
    assert len(feed.asked) == 4
    assert len(read_pages(listed).services) == 3
    whole = json.dumps(page(*map(service, NAMES))).encode()
    assert fetch_feed("https://example.org/services", lambda at: whole) == [whole]


@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_service_that_is_gone_since_the_list_was_made_is_left_out_and_the_others_are_whole(number: int) -> None:
    gone = list(Api().services)[number]
    found = read_pages(
        fetch_feed("https://example.org/services", Api({gone: FeedRefused("No.", code="feed_has_none")}).open)
    )
    assert set(found.services) == set(Api().services) - {gone}
    assert all(one.places and one.costs for one in found.services.values())


@pytest.mark.parametrize("answer", [{"id": "another"}, [], FeedRefused("No.", code="feed_answer")])
def test_one_service_that_does_not_come_and_nothing_is_taken(answer: object) -> None:
    with pytest.raises(FeedRefused):
        fetch_feed("https://example.org/services", Api({list(Api().services)[-1]: answer}).open)


def test_what_is_exported_is_clean_and_imported_again_is_the_same(people: Standing, tmp_path: Path) -> None:
    bring(people, page(*map(service, NAMES)))
    file = tmp_path / "out.json"
    file.write_text(hsds_json(read_out("Council")))
    again = read_feed(file)
    assert again.is_clean
    assert again.is_whole
    assert sums(import_services(by=people.priya, feed_name="Council", read=again, now=LATER))[2:] == (3, 0, 0, 0)
    assert {one.assured_on for one in Service.objects.all()} == {date(2026, 3, 1)}


def test_services_of_two_feeds_go_into_one_export_without_a_clash(people: Standing, tmp_path: Path) -> None:
    bring(people, page(service()))
    import_services(by=people.priya, feed_name="Charity", read=read(page(service(id="no uuid"))), now=NOW)
    file = tmp_path / "out.json"
    file.write_text(hsds_json(read_out()))
    found = read_feed(file)
    assert (found.is_clean, len(found.services)) == (True, 2)
