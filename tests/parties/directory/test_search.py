"""One box finds by need, by place and by words; the same on both databases."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonpurse.parties.directory.commands import import_services
from commonpurse.parties.directory.models import Service
from commonpurse.parties.directory.queries import search_services, services_in_order
from commonpurse.parties.directory.rules import TOPICS, folded, words_of
from tests.factories import NOW, Standing, standing_people
from tests.parties.directory import made_feeds
from tests.parties.directory.made_feeds import an_id, location, page, read

EAST = location("East Hall", addresses=[location()["addresses"][0] | {"address_1": "5 Harbour Street", "postal_code": "QH7 1AA"}])  # fmt: skip


def service(name: str, **given: object) -> dict:
    return made_feeds.service(name, cost_options=[], **given)


def at_east(name: str, **given: object) -> dict:
    return service(name, service_at_locations=[{"id": an_id(name, "at"), "location": EAST}], **given)


@pytest.fixture
def people(db: None) -> Standing:
    standing = standing_people()
    listed = [
        service("Warm Meals"),
        at_east("Foodbank East"),
        at_east("Talk It Over", description="Counselling for anybody. A cup of tea and food for thought."),
        service("Siân’s Café Club", description="Sit with others."),
        service("Closed Hostel", status="defunct"),
        service("Night Beds", status="temporarily closed", description="A hostel with ten beds."),
    ]
    import_services(by=standing.priya, feed_name="Council", read=read(page(*listed)), now=NOW)
    return standing


def found(typed: str) -> list[str]:
    return [one.name for one in services_in_order(search_services(typed).ids)]


def test_one_box_finds_by_need_by_place_and_by_words(people: Standing) -> None:
    assert set(found("I am hungry")) == {"Foodbank East", "Warm Meals", "Talk It Over"}
    assert found("hungry")[-1] == "Talk It Over"  # the word stands in its text only
    assert set(found("food harbour street")) == {"Foodbank East", "Talk It Over"}
    assert set(found("qh7 1aa")) == set(found("QH7")) == set(found("qh71zz")) == {"Foodbank East", "Talk It Over"}
    assert found("depression QH7") == ["Talk It Over"]
    assert found("sian's cafe") == found("SIÂN") == ["Siân’s Café Club"]
    assert found("beds") == ["Night Beds"]
    assert found("counsel") == ["Talk It Over"]


def test_what_is_closed_for_good_is_not_found_and_what_is_closed_for_a_while_is(people: Standing) -> None:
    assert found("hostel") == ["Night Beds"]


def test_where_nothing_has_all_the_words_what_has_some_is_shown_and_said(people: Standing) -> None:
    result = search_services("beds zeppelin")
    assert (result.is_all, services_in_order(result.ids)[0].name) == (False, "Night Beds")
    assert search_services("zeppelin").ids == []
    assert search_services("").ids == ()


@given(st.text(max_size=30))
@settings(max_examples=40)
def test_whatever_is_typed_is_answered(people: Standing, typed: str) -> None:
    for nasty in (typed, f'"{typed}" OR *', f"{typed}' & !", "food NEAR/2 (", "title:x", "food\0"):
        search_services(nasty)


def test_a_service_changed_is_found_by_its_new_words_alone(people: Standing) -> None:
    listed = page(service("Warm Meals", description="At nine.") | {"name": "Early Plates"})
    import_services(by=people.priya, feed_name="Council", read=read(listed), now=NOW, most_may_go=True)
    assert found("plates") == ["Early Plates"]
    assert found("warm") == []
    assert Service.objects.there().count() == 1


def test_no_word_belongs_to_two_topics_and_each_is_one_plain_word() -> None:
    words = [word for topic in TOPICS for word in topic.said]
    assert len(words) == len(set(words))
    assert [word for word in words if folded(word) != word or " " in word] == []


def test_words_that_tell_nothing_are_left_out_unless_there_are_no_others() -> None:
    assert words_of("where can I get help with rent") == [TOPICS[1].said]
    assert words_of("what is it") == [("what",), ("is",), ("it",)]
