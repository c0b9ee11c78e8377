"""What holds of every list: its address says what is shown, wrong addresses are read kindly, its file is its rows."""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import IntegrityError, connection, transaction
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commonpurse.kernel.errors import Refused
from commonpurse.parties.consent.models import AccessRow
from commonpurse.web.administrator.members import MEMBERS
from commonpurse.web.administrator.organisations import ORGANISATIONS
from commonpurse.web.finance.files import FILES
from commonpurse.web.finance.funds import FUNDS
from commonpurse.web.finance.payments import PAYMENTS
from commonpurse.web.finance.statements import STATEMENTS
from commonpurse.web.parts.lists import Choice, ListOf, reading
from commonpurse.web.parts.lists.filters import Amounts, Days, read_day, read_minor
from commonpurse.web.parts.lists.saved import MOST_VIEWS, remove_view, save_view, views_of
from commonpurse.web.parts.models import Draft, SavedView
from commonpurse.web.worker.asks import ASKS
from tests.factories import NOW, Standing, release
from tests.web.scenes import Scene
from tests.web.test_pages import MOST_QUERIES, is_frame


@dataclass(frozen=True)
class ListPage:
    """A list of the site, who opens it, and words that find one of its rows."""

    declared: ListOf
    opened_by: str
    finds: str

    @property
    def address(self) -> str:
        return reverse(self.declared.name)


LISTS = [
    ListPage(PAYMENTS, "ngozi", "harbour"),
    ListPage(FILES, "ngozi", "cm"),
    ListPage(STATEMENTS, "ngozi", "june"),
    ListPage(FUNDS, "ngozi", "winter fund"),
    ListPage(MEMBERS, "administrator", "femi"),
    ListPage(ORGANISATIONS, "administrator", "open"),
    ListPage(ASKS, "wren", "kettle"),
]
EVERY_LIST = pytest.mark.parametrize("page", LISTS, ids=lambda page: page.declared.name)


def opened(scene: Scene, sign_in: Callable[..., Client], page: ListPage) -> Client:
    return sign_in(getattr(scene.people, page.opened_by))


def rows_of(text: str) -> list[str]:
    """The rows of the table, as somebody reads them."""
    body = re.search(r"<tbody>(.*?)</tbody>", text, re.DOTALL)
    if body is None:
        return []
    rows = re.findall(r"<tr>(.*?)</tr>", body[1], re.DOTALL)
    return [" ".join(html.unescape(re.sub(r"<[^>]*>", " ", row)).split()) for row in rows]


def look(client: Client, address: str, query: str = "") -> list[str]:
    answer = client.get(f"{address}?{query}" if query else address)
    assert answer.status_code == 200, (address, query, answer.status_code)
    return rows_of(answer.content.decode())


def file_of(client: Client, address: str, query: str = "") -> list[list[str]]:
    answer = client.get(f"{address}?{query}&as=csv")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="')
    return list(csv.reader(io.StringIO(answer.content.decode().removeprefix("\ufeff"))))


# The state in the address ---------------------------------------------------------------------------------------------


@EVERY_LIST
def test_each_column_sorts_both_ways(page: ListPage, scene: Scene, sign_in):
    client = opened(scene, sign_in, page)
    everything = sorted(look(client, page.address))
    assert everything
    for column in page.declared.columns:
        if column.is_sortable:
            up, down = (look(client, page.address, f"sort={sign}{column.key}") for sign in ("", "-"))
            assert sorted(up) == sorted(down) == everything
            if column.may_be_empty:
                continue
            assert up == down[::-1], f"{column.key}: equal rows have no place of their own"


@EVERY_LIST
def test_the_head_of_the_sorted_column_says_so(page: ListPage, scene: Scene, sign_in):
    client = opened(scene, sign_in, page)
    key = next(column.key for column in page.declared.columns if column.is_sortable)
    for query, says in ((f"sort={key}", "ascending"), (f"sort=-{key}", "descending")):
        text = client.get(f"{page.address}?{query}").content.decode()
        assert re.findall(r'aria-sort="(\w+)"', text) == [says]


@EVERY_LIST
def test_each_choice_shows_as_many_rows_as_it_says(page: ListPage, scene: Scene, sign_in):
    client = opened(scene, sign_in, page)
    for each in page.declared.filters:
        if not isinstance(each, Choice):
            continue
        text = client.get(f"{page.address}?{urlencode({each.key: ''})}").content.decode()
        select = re.search(rf'<select id="list-{each.key}".*?</select>', text, re.DOTALL)
        assert select is not None
        options = re.findall(r'<option value="([^"]+)"[^>]*>[^<(]*\((\d+)\)</option>', select[0])
        assert options
        for value, count in options:
            query = urlencode({each.key: html.unescape(value), "rows": "100"})
            assert len(look(client, page.address, query)) == int(count), (each.key, value)


@EVERY_LIST
def test_a_view_that_we_give_is_written_as_the_list_writes_its_address(page: ListPage, scene: Scene, sign_in):
    client = opened(scene, sign_in, page)
    for _words, query in page.declared.views:
        text = client.get(f"{page.address}?{query}").content.decode()
        tabs = re.search(r'<nav class="tabs".*?</nav>', text, re.DOTALL)
        assert tabs is not None
        here = re.findall(r'<a href="([^"]*)" aria-current="page"', tabs[0])
        assert [html.unescape(address) for address in here] == [f"{page.address}?{query}" if query else page.address]


@EVERY_LIST
def test_what_is_looked_for_stays_out_of_the_address_and_can_be_taken_off(page: ListPage, scene: Scene, sign_in):
    client = opened(scene, sign_in, page)
    everything = look(client, page.address)
    answer = client.post(page.address, {"find": f" {page.finds}\0 "})
    assert (answer.status_code, answer.headers["Location"]) == (302, page.address)
    text = client.get(page.address).content.decode()
    assert f"Found by “{page.finds}”" in text
    found = rows_of(text)
    assert found
    assert set(found) <= set(everything)
    assert not [link for link in re.findall(r'(?:href|action)="([^"]*)"', text) if page.finds in link]
    assert len(file_of(client, page.address)) == len(found) + 1
    client.post(page.address, {"find": ""})
    assert look(client, page.address) == everything


def test_whom_one_looked_for_is_not_kept_as_a_draft_either(scene: Scene, sign_in):
    client = sign_in(scene.people.wren)
    text = client.get("/worker/asks/").content.decode()
    mark = re.search(r'name="form_mark" value="([^"]+)"', text)
    assert mark is not None
    client.session.flush()
    answer = Client(enforce_csrf_checks=True).post("/worker/asks/", {"find": "Ada", "form_mark": mark[1]})
    assert answer.headers["Location"].startswith("/sign-in/")
    assert not Draft.objects.exists()


@EVERY_LIST
def test_nothing_found_says_what_to_do(page: ListPage, scene: Scene, sign_in):
    client = opened(scene, sign_in, page)
    client.post(page.address, {"find": "zzzzzz"})
    text = client.get(page.address).content.decode()
    assert "Nothing here fits what you chose." in text
    assert "Show the whole list" in text


@EVERY_LIST
def test_the_file_holds_the_rows_in_their_order(page: ListPage, scene: Scene, sign_in):
    client = opened(scene, sign_in, page)
    for sort in (page.declared.sort, next(column.key for column in page.declared.columns if column.is_sortable)):
        rows, file = look(client, page.address, f"sort={sort}"), file_of(client, page.address, f"sort={sort}")
        assert file[0] == [str(column.label) for column in page.declared.columns if column.cell]
        assert len(file) == len(rows) + 1
        for row, cells in zip(rows, file[1:], strict=True):
            assert cells[0]
            assert cells[0] in row


@EVERY_LIST
def test_a_list_asks_the_database_a_small_number_of_times(page: ListPage, scene: Scene, sign_in):
    client = opened(scene, sign_in, page)
    save_view(
        by=getattr(scene.people, page.opened_by),
        list_name=page.declared.name,
        name="Mine",
        query="rows=50",
        is_default=False,
        now=NOW,
    )
    sums = urlencode({f"{each.key}_least": "1" for each in page.declared.filters if isinstance(each, Amounts)})
    for query in ("", "rows=100", sums, "as=csv"):
        client.get(f"{page.address}?{query}")
        with CaptureQueriesContext(connection) as asked:
            client.get(f"{page.address}?{query}")
        statements = [each["sql"] for each in asked.captured_queries if not is_frame(each["sql"])]
        assert len(statements) <= MOST_QUERIES, (query, statements)


HOSTILE = [
    "page=999",
    "page=0",
    "page=-1",
    "page=x",
    "page=" + "9" * 400,
    "sort=evil",
    "sort=--day",
    "sort=-",
    "sort=password",
    "rows=1000000",
    "rows=²",
    "state=nonsense",
    "state=%00",
    "state=a&state=b",
    "day_from=31/2",
    "day_from=0001-01-01&day_until=9999-12-31",
    "day_from=2026-07-01&day_until=2026-06-01",
    "day_until=%F0%9F%92%A9",
    "sum_least=1e9",
    "sum_least=-4&sum_most=NaN",
    "sum_most=99999999999999999999999999",
    "sum_least=9999999999.99",
    "as=xml",
    "view=1",
    "find=Ada",
    "%",
    "&&&===",
    "a" * 3000,
]


@EVERY_LIST
def test_a_wrong_address_is_read_kindly(page: ListPage, scene: Scene, sign_in):
    client = opened(scene, sign_in, page)
    for query in HOSTILE:
        answer = client.get(f"{page.address}?{query}")
        text = answer.content.decode()
        assert (answer.status_code, "<table" in text or "Nothing here fits" in text) == (200, True), query


@EVERY_LIST
def test_any_address_at_all_gives_a_page(page: ListPage, scene: Scene, sign_in):
    client = opened(scene, sign_in, page)
    ends = ("", "_from", "_until", "_least", "_most")
    keys = [f"{each.key}{end}" for each in page.declared.filters for end in ends] + [
        "sort",
        "rows",
        "page",
        "view",
        "as",
    ]
    odd = st.sampled_from(["", "-day", "sum", "25", "2026-06-01", "12.50", "waiting", "csv", "true", "9" * 30])

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(st.tuples(st.sampled_from(keys), st.one_of(odd, st.text(max_size=20))), max_size=6))
    def check(asked: list[tuple[str, str]]) -> None:
        answer = client.get(f"{page.address}?{urlencode([(k, v.encode('utf-8', 'replace')) for k, v in asked])}")
        assert answer.status_code == 200

    check()


def test_a_deep_link_shows_the_same_to_the_next_reader(scene: Scene, sign_in):
    query = "state=sent&sum_least=10&sort=-sum"
    rows = look(sign_in(scene.people.ngozi), "/finance/payments/", query)
    assert rows
    assert look(sign_in(scene.people.tom), "/finance/payments/", query) == rows


def test_filters_are_added_up_and_each_chip_takes_its_own_away(scene: Scene, sign_in):
    client = sign_in(scene.people.ngozi)
    query = "state=ready&sum_least=10&sum_most=25&day_from=2026-05-31&day_until=2026-06-02"
    text = client.get(f"/finance/payments/?{query}").content.decode()
    assert [scene.ready.end_to_end_id in row for row in rows_of(text)] == [True]
    chips = re.search(r'<ul class="chips".*?</ul>', text, re.DOTALL)
    assert chips is not None
    said = [
        " ".join(re.sub(r"<[^>]*>", " ", chip).split()) for chip in re.findall(r"<li>(.*?)</li>", chips[0], re.DOTALL)
    ]
    assert said == [
        "State: Ready to be paid , take it away",
        "Released: 31 May 2026 to 2 Jun 2026 , take it away",
        "Sum: £10.00 to £25.00 , take it away",
    ]
    addresses = [html.unescape(address) for address in re.findall(r'href="([^"]*)"', chips[0])]
    assert [QueryDict(address.partition("?")[2]).get("state") for address in addresses] == [None, "ready", "ready"]
    assert "sum_least" not in addresses[2]


def test_a_day_is_a_day_in_london(scene: Scene, sign_in):
    client = sign_in(scene.people.ngozi)
    today = look(client, "/finance/payments/", "day_from=2026-06-01&day_until=2026-06-01")
    assert [scene.ready.end_to_end_id in row for row in today].count(True) == 1
    assert not [row for row in today if scene.sent.end_to_end_id in row]
    before = look(client, "/finance/payments/", "day_until=2026-05-31")
    assert len(before) + len(today) == len(look(client, "/finance/payments/"))


def test_what_was_typed_and_cannot_be_read_is_said(scene: Scene, sign_in):
    text = sign_in(scene.people.ngozi).get("/finance/payments/?sum_least=1,200&day_from=31/2/2026").content.decode()
    assert "We could not read a part of this, so we left it out: Released, Sum." in " ".join(text.split())
    assert 'value="1,200"' in text


def test_the_sum_of_all_that_is_shown_stands_over_it(scene: Scene, sign_in):
    text = sign_in(scene.people.ngozi).get("/finance/payments/?state=ready").content.decode()
    assert "1 payment, £22.00 together" in text


def test_pages_hold_every_row_once(scene: Scene, sign_in):
    for _ in range(60):
        release(scene.people, scene.budget, scene.own, 1)
    client = sign_in(scene.people.ngozi)
    whole = look(client, "/finance/payments/", "rows=100&sort=sum")
    pages = [row for number in (1, 2, 3) for row in look(client, "/finance/payments/", f"sort=sum&page={number}")]
    assert pages == whole
    assert len(whole) > 60
    assert look(client, "/finance/payments/", "sort=sum&page=99") == pages[50:]
    text = client.get("/finance/payments/?sort=sum&page=2").content.decode()
    assert "Page 2 of 3" in text
    assert 'href="/finance/payments/?sort=sum&amp;page=3"' in text
    assert 'href="/finance/payments/?sort=sum&amp;rows=50"' in text


def test_a_long_file_is_cut_with_a_word(scene: Scene, sign_in, monkeypatch):
    monkeypatch.setattr(reading, "MOST_ROWS_IN_A_FILE", 3)
    client = sign_in(scene.people.ngozi)
    assert "The file holds the first 5,000 rows." in client.get("/finance/payments/").content.decode()
    assert len(file_of(client, "/finance/payments/")) == 4


def test_a_file_about_people_is_written_down(scene: Scene, sign_in):
    client = sign_in(scene.people.ngozi)
    before = AccessRow.objects.filter(person_id=scene.people.ada.id).count()
    file_of(client, "/finance/payments/")
    assert AccessRow.objects.filter(person_id=scene.people.ada.id).count() == before + 1


def test_days_and_sums_are_read_strictly():
    assert read_day("24/11/2026") == read_day("2026-11-24") == date(2026, 11, 24)
    assert [read_day(text) for text in ("", "31/2/2026", "0001-01-01", "9999-12-31", "tomorrow")] == [None] * 5
    assert (read_minor("£12.50"), read_minor("12"), read_minor("€3")) == (1250, 1200, 300)
    assert [read_minor(text) for text in ("", "-1", "1,200", "1e9", "99999999999.99")] == [None] * 5
    assert Days("day", "Day", "created_at").read({}).words == ""


# Saved views ----------------------------------------------------------------------------------------------------------

ADDRESS = "/finance/payments/?state=sent&sort=-sum"


def tabs_of(text: str) -> str:
    found = re.search(r'<nav class="tabs".*?</nav>', text, re.DOTALL)
    return html.unescape(found[0]) if found else ""


def test_a_view_is_kept_opened_taken_away_and_put_back(scene: Scene, sign_in):
    client = sign_in(scene.people.ngozi)
    assert "Save this view" not in client.get("/finance/payments/").content.decode()
    assert "Save this view" in client.get(ADDRESS).content.decode()
    kept = client.post(ADDRESS, {"act": "save_view", "name": "At the bank, large first"})
    assert (kept.status_code, kept.headers["Location"]) == (303, ADDRESS)
    text = client.get(ADDRESS).content.decode()
    assert "The view is kept." in text
    assert f'<a href="{ADDRESS}" aria-current="page">At the bank, large first' in tabs_of(text)
    view = SavedView.objects.get()
    assert (view.query, view.member_id) == ("state=sent&sort=-sum", scene.people.ngozi.id)
    gone = client.post(ADDRESS, {"act": "remove_view", "view": str(view.id)}, follow=True).content.decode()
    assert "The view “At the bank, large first” is gone." in gone
    assert "large first" not in tabs_of(gone)
    assert "is gone" not in client.get("/finance/payments/").content.decode()
    form = dict(re.findall(r'<input type="hidden" name="(name|query|is_default)" value="([^"]*)">', gone))
    form = {key: html.unescape(value) for key, value in form.items()}
    back = client.post("/finance/payments/", {"act": "put_back"} | form)
    assert back.headers["Location"] == ADDRESS
    assert "At the bank, large first" in tabs_of(client.get(ADDRESS).content.decode())


def test_a_list_opens_with_the_view_that_its_reader_wants(scene: Scene, sign_in):
    client = sign_in(scene.people.ngozi)
    client.post(ADDRESS, {"act": "save_view", "name": "Mine", "is_default": "on"})
    assert client.get("/finance/payments/").headers["Location"] == ADDRESS
    whole = client.get("/finance/payments/?view=all").content.decode()
    assert scene.ready.end_to_end_id in whole
    assert '<a href="/finance/payments/?view=all" aria-current="page">All' in tabs_of(whole)
    assert sign_in(scene.people.tom).get("/finance/payments/").status_code == 200
    client.post("/finance/payments/?state=ready", {"act": "save_view", "name": "Other", "is_default": "on"})
    assert client.get("/finance/payments/").headers["Location"] == "/finance/payments/?state=ready"


def test_nothing_that_was_looked_for_is_kept_in_a_view(scene: Scene, sign_in):
    client = sign_in(scene.people.ngozi)
    client.post(ADDRESS, {"find": "harbour"})
    client.post(f"{ADDRESS}&find=Ada&page=3&note=Ada", {"act": "save_view", "name": "Mine"})
    assert SavedView.objects.get().query == "state=sent&sort=-sum"
    client.post("/finance/payments/", {"act": "put_back", "name": "Back", "query": "find=Ada&state=Ada&sort=-sum"})
    assert SavedView.objects.get(name="Back").query == "sort=-sum"


def test_a_view_of_somebody_else_is_not_there(scene: Scene, sign_in):
    sign_in(scene.people.ngozi).post(ADDRESS, {"act": "save_view", "name": "Hers alone"})
    view = SavedView.objects.get()
    tom = sign_in(scene.people.tom)
    assert "Hers alone" not in tom.get(ADDRESS).content.decode()
    for wrong in (str(view.id), "x", ""):
        answer = tom.post("/finance/payments/", {"act": "remove_view", "view": wrong}, follow=True)
        assert "is gone" not in answer.content.decode()
    assert SavedView.objects.filter(id=view.id).exists()
    # Nor from another list of her own.
    assert remove_view(by=scene.people.ngozi, view_id=view.id, list_name="finance:files", now=NOW) is None


def test_a_view_without_a_name_is_refused_where_it_is_written(scene: Scene, sign_in):
    answer = sign_in(scene.people.ngozi).post(ADDRESS, {"act": "save_view", "name": "  "})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "Give the view a name." in text
    assert rows_of(text)


def keep(people: Standing, name: str, **given: Any) -> SavedView:
    given = {"query": "", "is_default": False, "list_name": "finance:payments"} | given
    return save_view(by=people.ngozi, name=name, now=NOW, **given)


def test_twenty_views_are_enough_and_a_name_is_kept_once(standing: Standing):
    for number in range(MOST_VIEWS):
        keep(standing, f"View {number}")
    with pytest.raises(Refused) as refused:
        keep(standing, "One more")
    assert refused.value.code == "too_many_views"
    keep(standing, "View 3", query="state=sent")
    keep(standing, "One more", list_name="finance:files")
    views = views_of(viewer=standing.ngozi, list_name="finance:payments")
    assert len(views) == MOST_VIEWS
    assert [view.query for view in views if view.query] == ["state=sent"]
    assert views_of(viewer=standing.tom, list_name="finance:payments") == []


@pytest.mark.parametrize("name", ["", "x" * 61])
def test_a_view_has_a_name_that_fits(standing: Standing, name: str):
    with pytest.raises(Refused):
        keep(standing, name)


@pytest.mark.parametrize(
    ("constraint", "changed"),
    [
        ("saved_view_name_once", {"name": "Mine", "is_default": False}),
        ("saved_view_one_default", {"name": "Other"}),
        ("saved_view_has_name", {"name": "", "is_default": False}),
    ],
)
def test_the_tables_of_views_keep_their_own_order(standing: Standing, constraint: str, changed: dict[str, Any]):
    row = {"member": standing.ngozi, "list_name": "a:b", "name": "Mine", "is_default": True, "saved_at": NOW}
    SavedView.objects.create(**row)
    with pytest.raises(IntegrityError) as broken, transaction.atomic():
        SavedView.objects.create(**{**row, **changed})
    if constraint == "saved_view_has_name" or connection.vendor == "postgresql":
        assert constraint in str(broken.value)
