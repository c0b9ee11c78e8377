"""What a reader finds in a feed, and what it says of one that is odd, broken or hostile."""

from __future__ import annotations

import csv
import io
import json
import time
import zipfile
from datetime import date
from datetime import time as time_of_day
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonpurse.kernel.money import Money
from commonpurse.parties.directory.reading import read_feed, read_pages
from commonpurse.parties.directory.reading.plain import plain_text
from commonpurse.parties.directory.records import ReadService
from commonpurse.parties.directory.rules import LONGEST_DESCRIPTION
from tests.parties.directory.made_feeds import an_id, kinds, location, organisation, page, read, read_text, service


def only(found) -> ReadService:
    (one,) = found.services.values()
    return one


def test_a_whole_feed_of_version_3_is_read_and_nothing_is_odd() -> None:
    found = read(page(service()))
    one = only(found)
    assert found.is_clean
    assert found.is_whole
    assert (one.name, one.phone, one.status, one.assured_on) == (
        "Warm Meals",
        "01234 567890",
        "active",
        date(2026, 3, 1),
    )
    (when,) = one.schedules
    assert (when.days, when.opens_at, when.closes_at) == ("MO,TH", time_of_day(12), time_of_day(14))
    (cost,) = one.costs
    assert (cost.amount, cost.starts_on) == (Money(250, "GBP"), date(2026, 1, 1))
    assert [who.minimum_age for who in one.eligibility] == [16]
    where = found.locations[one.places[0].location_id]
    assert (where.address, where.postcode) == ("1 Mill Lane", "QH1 2AB")
    assert found.organisations[one.organisation_id].name == "Lantern Street"


VERSION_1 = {
    "totalElements": 1, "totalPages": 1, "number": 1, "size": 50, "first": True, "last": True, "empty": False,
    "content": [{
        "id": an_id("v1"), "name": "Benefits advice", "status": "active", "description": "<p>Free &amp; private</p>",
        "organization": {"id": an_id("o"), "name": "Kestrel Advice", "description": "Advice", "url": "https://kestrel.example.org"},
        "contacts": [{"id": an_id("k"), "name": "Jo Named", "phones": [{"id": an_id("p"), "number": "01234 000000"}]}],
        "cost_options": [{"id": an_id("c"), "valid_from": "2026-01-01", "amount": 0, "amount_description": "free"}],
        "eligibilitys": [{"id": an_id("e"), "eligibility": "Adults", "minimum_age": 18, "maximum_age": None}],
        "regular_schedules": [{"id": an_id("r"), "byday": "WE", "opens_at": "09:30:00", "closes_at": "12:00:00"}],
        "service_areas": [{"id": an_id("a"), "service_area": "Quillhaven"}],
        "service_taxonomys": [{"id": an_id("t"), "taxonomy": {"id": an_id("tt"), "name": "Money advice", "vocabulary": "x"}}],
        "service_at_locations": [{"id": an_id("sal"), "location": {
            "id": an_id("l"), "name": "Library", "latitude": 51.0, "longitude": 0.5,
            "physical_addresses": [{"id": an_id("pa"), "address_1": "High Street", "city": "Quillhaven", "postal_code": "QH2 1AA"}],
            "accessibility_for_disabilities": [{"id": an_id("af"), "accessibility": "Ramp"}]}}],
    }],
}  # fmt: skip


def test_version_1_of_open_referral_uk_says_the_same_under_other_names() -> None:
    found = read(VERSION_1)
    one = only(found)
    assert (found.version, found.is_whole, kinds(found)) == ("1", True, {"html_stripped"})
    assert (one.description, one.phone, one.needs, one.areas) == (
        "Free & private", "01234 000000", ("Money advice",), ("Quillhaven",),
    )  # fmt: skip
    assert [(who.words, who.minimum_age) for who in one.eligibility] == [("Adults", 18)]
    assert [when.days for when in one.schedules] == ["WE"]
    assert one.costs[0].amount == Money(0, "GBP")
    (where,) = found.locations.values()
    assert (where.postcode, where.access) == ("QH2 1AA", "Ramp")
    assert found.organisations[one.organisation_id].website == "https://kestrel.example.org"


def test_the_name_of_a_contact_is_personal_and_is_not_taken() -> None:
    assert "Jo Named" not in repr(read(VERSION_1))


def csv_of(*rows: dict[str, object]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(dict.fromkeys(key for row in rows for key in row)))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


TABLES = {
    "organizations.csv": csv_of({"id": an_id("o"), "name": "Lantern Street", "description": "Helps"}),
    "services.csv": csv_of(
        {"id": an_id("s"), "organization_id": an_id("o"), "name": "Meals", "status": "active"},
        {"id": an_id("s2"), "organization_id": an_id("lost"), "name": "Beds", "status": "active"},
    ),
    "locations.csv": csv_of({"id": an_id("l"), "name": "Mill", "location_type": "physical"}),
    "service_at_location.csv": csv_of({"id": an_id("at"), "service_id": an_id("s"), "location_id": an_id("l")}),
    "schedules.csv": csv_of({"id": an_id("w"), "service_at_location_id": an_id("at"), "byday": "MO"}),
    "cost_options.csv": csv_of(
        {"id": an_id("c"), "service_id": an_id("s"), "amount": "3.50", "currency": "gbp"},
        {"id": an_id("c2"), "service_id": an_id("nobody"), "amount": "1", "currency": "GBP"},
    ),
    "addresses.csv": csv_of({"id": an_id("a"), "location_id": an_id("l"), "address_1": "1 Mill Lane", "postal_code": "qh1 2ab"}),
}  # fmt: skip


def test_tables_of_csv_in_a_folder_and_in_a_zip_are_put_together(tmp_path: Path) -> None:
    folder = tmp_path / "tables"
    folder.mkdir()
    packed = tmp_path / "tables.zip"
    with zipfile.ZipFile(packed, "w") as out:
        for name, text in TABLES.items():
            (folder / name).write_text(text)
            out.writestr(f"inside/{name}", text)
    for found in (read_feed(folder), read_feed(packed)):
        meals = found.services[an_id("s")]
        assert found.counts["services"] == 2
        assert meals.costs[0].amount == Money(350, "GBP")
        assert [(when.days, when.location_id) for when in meals.schedules] == [("MO", an_id("l"))]
        assert found.locations[an_id("l")].postcode == "QH1 2AB"
        lost = [(one.where, one.field) for one in found.warnings if one.kind == "points_nowhere"]
        assert ("cost_options.csv row 3", "service_id") in lost
        assert (f"service {an_id('s2')}", "organization_id") in lost
        assert found.errors == []


# Hostile ---------------------------------------------------------------------------------------------------------------


def test_markup_is_taken_off_and_nothing_that_runs_is_left() -> None:
    text = (
        "<script>alert(1)</script><style>p{}</style><p>First &lt;b&gt;bold&lt;/b&gt;</p><ul><li>one</li><li>two</li></ul>"
        "a < b, <jo@example.org>, &#8217;s <img src='data:image/png;base64,AAAA' onerror=x> <!-- hidden -->end"
    )
    assert plain_text(text) == "First bold\n\n- one\n\n- two\n\na < b, <jo@example.org>, ’s end"


WORDS = st.lists(st.text(alphabet="abcxyz", min_size=1, max_size=6), min_size=1, max_size=6)
TAGS = st.sampled_from(
    ["<p>", "</p>", "<br/>", "<b class='a'>", "<LI>", "<!-- a <b> -->", "<script>x<p>()</script>", "&nbsp;"]
)


@given(WORDS, st.lists(TAGS, min_size=6, max_size=6))
@settings(max_examples=40)
def test_the_words_between_the_markup_are_what_is_left(words: list[str], tags: list[str]) -> None:
    text = "".join(f"{tag} {word} " for tag, word in zip(tags, words, strict=False))
    assert [word for word in plain_text(text).split() if word != "-"] == words


def test_a_description_of_145_kilobytes_is_read_quickly_and_cut() -> None:
    for filling in ("<p>word</p>", "<" * 11, "<a " * 4, "&lt;b&gt;", "<!--x" * 2, "<script>"):
        text = filling * (145_000 // len(filling))
        begun = time.perf_counter()
        found = read(page(service(description=text)))
        assert time.perf_counter() - begun < 2
        assert len(only(found).description) <= LONGEST_DESCRIPTION
    assert kinds(read(page(service(description="word " * 29_000)))) == {"text_cut"}


def test_the_same_twice_counts_once_and_two_that_differ_are_an_error() -> None:
    same = read(page(service(), service()))
    assert (len(same.services), kinds(same), same.errors) == (1, {"duplicate_id"}, [])
    differing = read(page(service(), service() | {"name": "Cold Meals"}))
    assert kinds(differing, errors=True) == {"duplicate_differs"}
    assert "name" in differing.errors[0].reason
    assert differing.errors[0].row == 2


def test_of_two_that_differ_the_one_that_changed_last_is_taken() -> None:
    newer = service() | {"name": "Hot Meals", "last_modified": "2026-05-01T09:00:00Z"}
    for order in ([service(), newer], [newer, service()]):
        found = read(page(*order))
        assert (only(found).name, found.errors) == ("Hot Meals", [])
        assert "duplicate_older" in kinds(found)


def test_what_one_of_two_leaves_empty_the_other_fills() -> None:
    less = {key: service()[key] for key in ("id", "name", "status")}
    for order in ([less, service()], [service(), less]):
        assert only(read(page(*order))).phone == "01234 567890"


def test_an_id_that_is_no_uuid_is_taken_and_told_and_none_is_an_error() -> None:
    wrong = read(page(service(id=4711)))
    assert (only(wrong).outside_id, kinds(wrong), wrong.errors) == ("4711", {"wrong_id"}, [])
    for given_id in (None, "", {}, [], True):
        assert "id_missing" in kinds(read(page(service(id=given_id))), errors=True)
    assert "id_too_long" in kinds(read(page(service(id="x" * 5_000))), errors=True)
    assert "name_missing" in kinds(read(page(service(name="<b></b>"))), errors=True)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", "not_json"),
        ("<html>not found</html>", "not_json"),
        ('{"contents": [', "not_json"),
        ("9" * 5_000, "not_json"),
        ("[" * 100_000, "too_deep"),
        ("3", "not_a_feed"),
        ('"services"', "not_a_feed"),
        ("null", "not_a_feed"),
        ('[1, "two", null]', "record_expected"),
        ('{"$schema": "x", "properties": {}}', "schema_not_feed"),
        ('{"openapi": "3.1.0", "paths": {}}', "schema_not_feed"),
    ],
)
def test_what_is_no_feed_is_an_error_with_its_kind(tmp_path: Path, text: str, kind: str) -> None:
    found = read_text(tmp_path, text)
    assert kind in kinds(found, errors=True)
    assert not found.is_whole


def test_an_empty_list_takes_nothing_away(tmp_path: Path) -> None:
    for text in ("[]", json.dumps(page()), '{"content": []}'):
        found = read_text(tmp_path, text)
        assert (found.is_whole, kinds(found), found.errors) == (False, {"no_services"}, [])


def test_one_page_of_several_is_not_the_whole_and_all_of_them_are() -> None:
    first = page(service("One"), total_items=2, total_pages=2, last_page=False)
    second = page(service("Two"), total_items=2, total_pages=2, page_number=2, first_page=False)
    assert "one_page_of_more" in kinds(read(first))
    assert not read(first).is_whole
    both = read_pages([json.dumps(one).encode() for one in (first, second)])
    assert (len(both.services), both.is_whole) == (2, True)


def test_another_encoding_is_guessed_and_told(tmp_path: Path) -> None:
    text = json.dumps(page(service("Caf\u00e9 \u2018Sun\u2019")), ensure_ascii=False)
    assert only(read_text(tmp_path, text.encode("utf-8-sig"))).name == "Café ‘Sun’"
    for encoding in ("cp1252", "utf-16"):
        found = read_text(tmp_path, text.encode(encoding))
        assert only(found).name == "Café ‘Sun’"
        assert kinds(found) == {"not_utf8"}


@pytest.mark.parametrize(
    ("given_value", "kind"),
    [
        ({"status": "perhaps"}, "status_unknown"),
        ({"status": None}, "status_missing"),
        ({"assured_date": "2026-02-30"}, "date_unreadable"),
        ({"url": "javascript:alert(1)"}, "url_wrong"),
        ({"email": "not an address"}, "email_wrong"),
        ({"minimum_age": 90, "maximum_age": 12}, "ages_crossed"),
        ({"minimum_age": -1}, "number_unreadable"),
        ({"description": {"en": "x"}}, "text_expected"),
        ({"cost_options": [{"id": an_id(1), "amount": -3}]}, "amount_unreadable"),
        ({"cost_options": [{"id": an_id(1), "amount": 3.333}]}, "amount_unreadable"),
        ({"cost_options": [{"id": an_id(1), "amount": "1e400000"}]}, "amount_unreadable"),
        ({"cost_options": [{"id": an_id(1), "amount": 3, "currency": "£££"}]}, "currency_unknown"),
        ({"schedules": [{"id": an_id(1), "opens_at": "25:00"}]}, "time_unreadable"),
        ({"service_at_locations": [{"id": an_id(1), "location": location(latitude=100)}]}, "coordinate_wrong"),
        ({"service_at_locations": [{"id": an_id(1), "location_id": an_id("nowhere")}]}, "points_nowhere"),
        ({"organization": None}, "organisation_missing"),
        ({"organization": organisation(name="")}, "organisation_unusable"),
    ],
)
def test_a_value_that_cannot_be_is_left_out_and_told_and_stops_nothing(given_value: dict, kind: str) -> None:
    found = read(page(service(**given_value)))
    assert kind in kinds(found)
    assert found.errors == []
    assert only(found).name == "Warm Meals"
    assert "javascript" not in repr(found.services)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    *(
                        "id",
                        "name",
                        "status",
                        "organization",
                        "service_at_locations",
                        "location",
                        "schedules",
                        "contents",
                    ),
                    *(
                        "cost_options",
                        "amount",
                        "byday",
                        "opens_at",
                        "valid_from",
                        "attributes",
                        "taxonomy_term",
                        "phones",
                    ),
                    *("contacts", "eligibilitys", "minimum_age", "addresses", "latitude", "services", "services.csv"),
                ]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@given(JSON)
@settings(max_examples=50)
def test_whatever_json_comes_the_reader_answers(value: object) -> None:
    found = read_pages([json.dumps(value).encode()])
    assert found.as_json()["counts"] == found.counts
    for one in found.services.values():
        assert isinstance(one.name, str)
        assert not one.costs or one.costs[0].amount is None or one.costs[0].amount.decimal >= Decimal(0)
