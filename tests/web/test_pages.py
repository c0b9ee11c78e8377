"""What holds of every page: who is let in, what it costs, that looking changes nothing, how it is built."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver

from commonpurse.parties.consent.models import AccessRow
from tests.web.scenes import Scene
from tests.web.site_map import PAGES, SHOWN, PageOf
from tests.web.test_doors import patterns

MOST_QUERIES = 12


def names_of(pages: list[PageOf]) -> list[str]:
    return [f"{number}-{page.name}" for number, page in enumerate(pages)]


def client_of(page: PageOf, scene: Scene, sign_in) -> Client:
    return sign_in(getattr(scene.people, page.opened_by)) if page.opened_by else Client()


def ask(client: Client, page: PageOf, scene: Scene):
    address = page.address(scene)
    return client.post(address) if page.is_post_only else client.get(address)


def test_every_address_stands_on_the_site_map():
    resolver = get_resolver()
    known = {page.name for page in PAGES}
    there = {
        f"{namespace}:{pattern.name}"
        for namespace, (_, sub) in resolver.namespace_dict.items()
        for pattern in patterns(sub)
    }
    assert there == known
    assert {str(entry.pattern) for entry in resolver.url_patterns} == {"", "money/", "worker/", "finance/", "funder/"}


@pytest.mark.parametrize("page", SHOWN, ids=names_of(SHOWN))
def test_a_page_opens_for_whom_it_is_for(page, scene, sign_in):
    answer = client_of(page, scene, sign_in).get(page.address(scene))
    assert answer.status_code == 200, answer.content.decode()


@pytest.mark.parametrize("visitor", ["nobody", "stranger", "femi", "callum"])
def test_nobody_else_sees_a_page_or_whether_it_is_there(visitor, scene, sign_in):
    client = Client() if visitor == "nobody" else sign_in(getattr(scene.people, visitor))
    let_in = []
    for page in PAGES:
        if page.opened_by is None or page.opened_by == visitor:
            continue
        answer = ask(client, page, scene)
        refused = answer.status_code in (403, 404) or answer.headers.get("Location", "").startswith("/sign-in/")
        if not refused:
            let_in.append(page)
        elif visitor != "nobody":
            assert scene.people.ada.called_by not in answer.content.decode()
    # A stranger has a page of his own at the same address; Femi, who works with nobody here, a list of nobody.
    own = {
        "stranger": {page.name for page in PAGES if page.name.startswith("person:") and "one_ask" not in page.name},
        "femi": {"worker:people", "worker:add_person", "worker:asks"},
        "callum": set(),
        "nobody": set(),
    }[visitor] - {"person:change_payee"}
    assert {page.name for page in let_in} == own
    for page in let_in:
        text = ask(client, page, scene).content.decode()
        for secret in ("Ada", "Harbour Homes", "Curtains", "A kettle", "£900"):
            assert secret not in text, f"{visitor} reads {secret} on {page.name}"


def everything() -> dict[str, int]:
    return {
        model._meta.label: model._base_manager.count()
        for model in apps.get_models()
        if model not in (Session, AccessRow)
    }


def test_looking_changes_nothing(scene, sign_in):
    for page in PAGES:
        client_of(page, scene, sign_in)  # each visitor's sign-in is made before we count
    before = everything()
    states = [(str(payment), payment.state) for payment in type(scene.sent).objects.order_by("id")]
    for page in PAGES:
        answer = client_of(page, scene, sign_in).get(page.address(scene))
        assert answer.status_code in (200, 405), page
    assert everything() == before
    assert [(str(payment), payment.state) for payment in type(scene.sent).objects.order_by("id")] == states


@pytest.mark.parametrize("page", SHOWN, ids=names_of(SHOWN))
def test_a_page_asks_the_database_a_small_number_of_times(page, scene, sign_in):
    client = client_of(page, scene, sign_in)
    client.get(page.address(scene))  # the session's own first write is not the page's
    with CaptureQueriesContext(
        connection,
    ) as asked:
        client.get(page.address(scene))
    statements = [each["sql"] for each in asked.captured_queries if not is_frame(each["sql"])]
    assert len(statements) <= MOST_QUERIES, "\n".join(statements)


def is_frame(sql: str) -> bool:
    """The access row has its own connection outside the tests; savepoints and the context are the frame's."""
    return sql.startswith(("SAVEPOINT", "RELEASE", "SELECT set_config")) or 'INSERT INTO "consent_' in sql


@pytest.mark.parametrize("page", SHOWN, ids=names_of(SHOWN))
def test_a_page_about_a_person_is_written_down_before_it_is_shown(page, scene, sign_in):
    client = client_of(page, scene, sign_in)
    before = AccessRow.objects.count()
    text = client.get(page.address(scene)).content.decode()
    names_a_person = "Ada" in re.sub(r'<span class="who">[^<]*</span>', "", text)
    if names_a_person or page.name in ("person:money", "person:statement", "person:payees"):
        assert AccessRow.objects.count() > before


@pytest.mark.parametrize("page", [page for page in PAGES if page.opened_by], ids=lambda page: page.name)
def test_nothing_personal_is_kept_by_the_browser(page, scene, sign_in):
    answer = ask(client_of(page, scene, sign_in), page, scene)
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "same-origin"


class Outline(HTMLParser):
    """Reads the bones of a page: headings, landmarks, links, forms."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attrs for name, attrs in self.tags if name == tag]


@pytest.mark.parametrize("page", SHOWN, ids=names_of(SHOWN))
def test_a_page_says_where_one_is_what_happens_next_and_who_decides(page, scene, sign_in):
    text = client_of(page, scene, sign_in).get(page.address(scene)).content.decode()
    outline = Outline()
    outline.feed(text)
    assert len(outline.all("h1")) == 1
    assert [attrs.get("lang") for attrs in outline.all("html")] == ["en-GB"]
    assert any(attrs.get("class") == "skip" for attrs in outline.all("a"))
    assert not outline.all("script")
    assert not any("style" in attrs or any(name.startswith("on") for name in attrs) for _, attrs in outline.tags)
    for form in outline.all("form"):
        assert form.get("method") in ("post", "get")
    ids = [attrs["id"] for _, attrs in outline.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    if page.opened_by:
        assert "What happens next" in text
        assert "Who decides:" in text
        first_pages = {"person:money", "worker:people", "worker:asks", "finance:today", "funder:funds"}
        assert ('aria-label="You are here"' in text) is (page.name not in first_pages | {"finance:funds"})


@pytest.mark.parametrize(
    "page", [page for page in SHOWN if page.name.startswith("person:")], ids=lambda page: page.name
)
def test_a_persons_page_can_be_left_at_once_and_its_title_tells_nothing(page, scene, sign_in):
    text = client_of(page, scene, sign_in).get(page.address(scene)).content.decode()
    assert 'class="exit" href="https://' in text
    title = re.search(r"<title>(.*?)</title>", text, re.DOTALL)
    assert title is not None
    assert title[1].strip() in ("Page", "Form", "List")
