"""What holds of every page: who is let in, what it costs, that looking changes nothing, how it is built."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver

from commonpurse.kernel.identity import new_id
from commonpurse.money.budgets.rules import SpendKind
from commonpurse.money.decisions.commands import make_ask
from commonpurse.parties.consent.models import AccessRow
from commonpurse.parties.partners.commands import add_member
from commonpurse.parties.people.commands import add_person
from commonpurse.parties.protected.models import SealedDetail
from tests.factories import EVERYTHING, NOW, make_budget, make_fund, pounds, release
from tests.web.scenes import Scene
from tests.web.site_map import PAGES, SHOWN, PageOf
from tests.web.test_doors import patterns

MOST_QUERIES = 12
FIRST_PAGES = {
    *(
        "member:openings",
        "member:find",
        "person:money",
        "worker:people",
        "worker:asks",
        "worker:waiting",
        "finance:today",
        "finance:funds",
        "funder:funds",
    ),
    *(
        "manager:benefits",
        "manager:board",
        "partner:caseload",
        "manager:challenges",
        "manager:erasures",
        "manager:limits",
        "manager:power",
        "manager:risks",
        "manager:times",
        "manager:waits",
        "manager:wanted",
        "partner:together",
    ),
    *("administrator:members", "administrator:organisations", "administrator:accounts", "administrator:look"),
    *("administrator:messages", "administrator:bands", "administrator:concerns", "administrator:retention"),
    *("administrator:bases", "administrator:templates"),
}
# How one signs in oneself.
OWN_ACCOUNT = {
    *("member:factors", "member:app", "member:passkey", "member:passkey_asked", "member:codes", "member:password"),
    *("member:sessions", "member:confirm", "member:confirm_passkey_asked", "member:work_address"),
}
OF_ANY_MEMBER = {
    "member:find",
    "member:panels",
    "member:service_notes",
    *("partner:charter", "partner:take_back", "partner:draft", "partner:clause", "partner:guidance", "partner:network"),
    *("partner:flexing", "partner:groups", "partner:partners", "partner:organisation", "partner:own"),
    # What became of rules names nobody: whoever works here reads it.
    *("manager:rule", "manager:changes", "manager:changes_of_year", "manager:changes_pdf", "manager:changes_csv"),
    *("partner:kept", "partner:kept_clause"),
    *("partner:readiness", "partner:readiness_answer"),
    "parts:styleguide",
    "api:description",
    *OWN_ACCOUNT,
}
# Pages that are a stranger's or a stranger worker's own at the same address.
OWN_PAGES = {
    "nobody": {"public:reading", "public:service"},
    "callum": {
        *("public:reading", "public:service"),
        *OF_ANY_MEMBER,
        # He speaks for his organisation.
        *("partner:add_contact", "partner:add_offer"),
        # His organisation is a partner of it.
        *("partner:together", "partner:together_one", "partner:together_versions", "partner:together_leave"),
        *("partner:together_report", "partner:together_report_csv", "partner:together_report_pdf"),
    },
    "stranger": {
        *("public:reading", "public:service"),
        *("person:orders", "person:order_this", "person:wishes"),
        "member:sessions",
        "person:money",
        "person:sources",
        "person:ask",
        # Of a payment that is not theirs they are shown the beginning of one.
        *("person:pay_kind", "person:pay_what", "person:pay_who", "person:pay_add", "person:pay_check"),
        "person:pay_benefits",
        "person:asks",
        "person:notices",
        "person:payments",
        "person:receipts",
        "person:payees",
        *("person:locks", "person:add_lock", "person:decides", "person:waiting"),
        *("api:who_decides", "api:explain_ask"),  # of somebody who lets them help
        "person:own_phone",
        *("person:ways_in", "person:end_way_in", "person:new_card", "person:own_password", "person:end_help"),
        *("person:passkey", "person:passkey_asked", "person:text_codes", "person:confirm_number"),
        "person:add_payee",
        "person:messages",
        *("person:protected", "person:protect", "person:held", "person:take_held", "person:erase"),
        *("person:walls", "person:add_wall", "person:openings", "person:helpers", "person:add_helper"),
        *("person:concerns", "person:complain", "person:wrong"),
        *("person:challenges", "person:panels", "person:review", "person:law"),
        *("person:benefits_letter", "person:benefits_letter_pdf"),
        *("person:shared", "person:stop_sharing", "person:undo_stop", "person:share", "person:if_no"),
        *("person:shared_before", "person:looks", "person:looks_csv"),
        "person:add_payee_of",
        # They have no budget: they are told so.
        *("person:benefits", "person:own_savings"),
        *("person:benefits_letter", "person:benefits_letter_pdf"),
        *("person:law", "person:review"),
        "person:statement",
        "person:statement_csv",
        "person:statement_pdf",
        *("person:agreement", "person:change_agreement"),
        *("person:plan", "person:plan_words", "person:add_goal", "person:add_step", "person:plan_history"),
        *("person:plan_pdf", "person:bad_day_pdf"),
        *("person:blockages", "person:raise_blockage"),
        *("person:promises", "person:propose_promise", "person:speak_to_promise"),
        *("person:week", "person:kept_question", "person:bad_day", "person:coordinator", "person:calendar"),
        *("person:part", "person:ask_part", "person:counted"),
        *("person:where", "person:while_away", "person:reach"),
    },
    "femi": {
        *("public:reading", "public:service"),
        "worker:people",
        "worker:add_person",
        "worker:asks",
        "worker:waiting",
        "worker:receipts",
        *("worker:steps", "worker:away", "worker:asked_blockages", "worker:referrals", "worker:refer"),
        *("worker:calendar", "worker:order_for_whom"),
        "member:put_right",  # a service is no one's own: whoever works with people puts it right
        *("partner:add_contact", "partner:add_offer"),  # of the organisation she speaks for
        *OF_ANY_MEMBER,
    },
}
SECRETS = ("Ada", "Harbour Homes", "Curtains", "A kettle", "£900")

Visit = Callable[[PageOf], HttpResponse]


class Clients(dict[str | None, Client]):
    """Everybody of the site map, signed in when first asked for."""

    def __init__(self, scene: Scene, sign_in: Any) -> None:
        self.scene, self.sign_in = scene, sign_in

    def __missing__(self, name: str | None) -> Client:
        self[name] = self.sign_in(getattr(self.scene.people, name)) if name else Client()
        return self[name]


@pytest.fixture
def clients(scene: Scene, sign_in) -> Clients:
    return Clients(scene, sign_in)


@pytest.fixture
def visit(scene: Scene, clients: Clients) -> Visit:
    """Open a page as whom it is for."""
    return lambda page: ask(clients[page.opened_by], page, scene)


@dataclass(frozen=True)
class Seen:
    """What a page of the scene answers to whom it is for, and what that costs."""

    status: int
    headers: Mapping[str, str]
    text: str
    statements: list[str]  # of the second time: the session's own first write is not the page's
    is_written_down: bool  # that somebody looked


# The scene is the same in every test: what only looks at a page looks at what it answered the first time.
_seen: dict[PageOf, Seen] = {}


Look = Callable[[PageOf], Seen]


@pytest.fixture
def seen(visit: Visit) -> Look:
    def look(page: PageOf) -> Seen:
        if page not in _seen:
            before = AccessRow.objects.count()
            answer = visit(page)
            is_written_down = AccessRow.objects.count() > before
            statements = asked_by(visit, page)
            if len(statements) > MOST_QUERIES:  # what the frame counts once a minute was counted anew just now
                statements = asked_by(visit, page)
            _seen[page] = Seen(
                answer.status_code,
                dict(answer.headers),
                answer.content.decode(errors="replace") if not answer.streaming else "",
                statements,
                is_written_down,
            )
        return _seen[page]

    return look


def asked_by(visit: Visit, page: PageOf) -> list[str]:
    """The statements of a page, without those of the frame."""
    with CaptureQueriesContext(connection) as asked:
        visit(page)
    return [each["sql"] for each in asked.captured_queries if not is_frame(each["sql"])]


def ask(client: Client, page: PageOf, scene: Scene) -> HttpResponse:
    address = page.address(scene)
    return client.post(address) if page.is_post_only else client.get(address)


def test_every_address_stands_on_the_site_map():
    resolver = get_resolver()
    there = {
        f"{namespace}:{pattern.name}"
        for namespace, (_, sub) in resolver.namespace_dict.items()
        for pattern in patterns(sub)
    }
    assert there == {page.name for page in PAGES}
    doors = {"", "money/", "worker/", "finance/", "funder/", "manager/", "administrator/", "styleguide/"}
    doors |= {"partners/", "api/v1/"}
    assert {str(entry.pattern) for entry in resolver.url_patterns} == doors


def test_a_page_opens_for_whom_it_is_for(seen: Look):
    assert [page for page in SHOWN if seen(page).status != 200] == []


@pytest.mark.alike  # the grid asks the same of every address on both databases
@pytest.mark.parametrize("visitor", ["nobody", "stranger", "femi", "callum"])
def test_nobody_else_sees_a_page_or_whether_it_is_there(visitor, scene, sign_in):
    client = Client() if visitor == "nobody" else sign_in(getattr(scene.people, visitor))
    let_in = set()
    for page in PAGES:
        if page.opened_by in (None, visitor):
            continue
        answer = ask(client, page, scene)
        # A random token may hold any three letters.
        text = re.sub(
            r'name="(?:csrfmiddlewaretoken|form_mark)" value="[^"]*"', "", answer.content.decode(errors="replace")
        )
        assert [secret for secret in SECRETS if secret in text] == [], f"{visitor} reads it on {page.name}"
        sent_to_sign_in = answer.headers.get("Location", "").startswith("/sign-in/")
        if answer.status_code not in (401, 403, 404) and not sent_to_sign_in:
            let_in.add(page.name)
    assert let_in == OWN_PAGES[visitor]


def everything() -> dict[str, Any]:
    """Every row of every table but sessions, who looked, and what lies behind the wall: by table, as the database says it.

    PostgreSQL sums each table up by itself, all in one statement, for this is asked after every form of the site.
    """
    tables = [model._meta.db_table for model in apps.get_models() if model not in (Session, AccessRow, SealedDetail)]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            summed = "SELECT '{0}', md5(string_agg(each::text, '' ORDER BY each::text)) FROM {0} each"
            cursor.execute(" UNION ALL ".join(summed.format(table) for table in tables))
            return dict(cursor.fetchall())
        return {
            table: sorted(map(repr, cursor.execute(f"SELECT * FROM {table}").fetchall()))  # noqa: S608  our own tables
            for table in tables
        }


@pytest.mark.alike
def test_looking_changes_nothing(scene: Scene, clients: dict[str | None, Client]):
    for page in PAGES:
        assert clients[page.opened_by]  # everybody is in before it begins
    before = everything()
    for page in PAGES:
        answer = clients[page.opened_by].get(page.address(scene))
        assert answer.status_code in (200, 302, 405), page
    assert everything() == before


def is_frame(sql: str) -> bool:
    """The access row has its own connection outside the tests; savepoints and the context are the frame's, and so is
    from whom the viewer is kept, which is asked across everybody once in a request."""
    is_context = sql.startswith(("SAVEPOINT", "RELEASE", "SELECT set_config", 'SELECT "consent_wall"."person_id"'))
    return is_context or 'INSERT INTO "consent_' in sql


def test_a_page_asks_the_database_a_small_number_of_times(seen: Look):
    costly = {page.name: seen(page).statements for page in SHOWN if len(seen(page).statements) > MOST_QUERIES}
    assert {name: [each[:150] for each in statements] for name, statements in costly.items()} == {}


LISTS = [
    page
    for page in SHOWN
    if page.name
    in (
        "person:money",
        "person:payments",
        "person:asks",
        "person:notices",
        "person:statement",
        "worker:people",
        "worker:person",
        "worker:asks",
        "worker:waiting",
        "person:waiting",
    )
    or page.name in ("finance:today", "finance:payments", "finance:funds", "finance:make_file")
    or page.name in ("finance:unmatched", "manager:times", "manager:waits")
    or page.name in ("administrator:members", "administrator:organisations", "administrator:messages")
]


def count_of_questions(visit: Visit) -> dict[str, int]:
    counts = {}
    for page in LISTS:
        visit(page)
        with CaptureQueriesContext(connection) as asked:
            visit(page)
        counts[page.name] = len([each for each in asked.captured_queries if not is_frame(each["sql"])])
    return counts


def test_more_rows_cost_no_more_questions(scene: Scene, visit: Visit):
    before = count_of_questions(visit)
    for number in range(4):
        release(scene.people, scene.budget, scene.own, 1)
        make_fund(scene.people, f"Fund {number}", received=10)
        add_member(
            by=scene.people.priya, organisation=scene.people.charity, name=f"M {number}", roles=["worker"], now=NOW
        )
        person = add_person(by=scene.people.wren, called_by=f"Person {number}", told=EVERYTHING, now=NOW)
        budget = make_budget(scene.people, person=person)
        make_ask(
            by=scene.people.wren,
            budget=budget,
            what_for="Shoes",
            amount=pounds(30),
            spend_kind=SpendKind.CLOTHING,
            request_id=new_id(),
            now=NOW,
        )
    assert count_of_questions(visit) == before


def test_a_page_about_a_person_is_written_down(seen: Look):
    unwritten = []
    for page in SHOWN:
        text = re.sub(r'<span class="who"><bdi>[^<]*</bdi></span>|value="[^"]*"', "", seen(page).text)
        is_about_her = "Ada" in text or page.name in ("person:money", "person:statement", "person:payees")
        if is_about_her and not seen(page).is_written_down:
            unwritten.append(page.name)
    assert unwritten == []


def test_nothing_personal_is_kept_by_the_browser(seen: Look, visit: Visit):
    for page in PAGES:
        if page.opened_by:
            headers = seen(page).headers if page in SHOWN else visit(page).headers
            assert (headers["Cache-Control"], headers["Referrer-Policy"]) == ("no-store", "same-origin"), page


class Outline(HTMLParser):
    """Reads the bones of a page: headings, landmarks, links, forms."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]


def is_our_script(attrs: dict[str, str | None]) -> bool:
    """From our own static files, and run after the page is there."""
    return "defer" in attrs and (attrs.get("src") or "").startswith("/static/")


def faults_of(page: PageOf, text: str) -> Iterator[str]:
    outline = Outline(text)
    if len(outline.all("h1")) != 1:
        yield "not one heading"
    if [attrs.get("lang") for attrs in outline.all("html")] != ["en-GB"]:
        yield "no language"
    if not any(attrs.get("class") == "skip" for attrs in outline.all("a")):
        yield "no way past the menu"
    if any(not is_our_script(attrs) for attrs in outline.all("script")):
        yield "a script that is not ours or holds the page up"
    if any("style" in attrs or any(name.startswith("on") for name in attrs) for _, attrs in outline.tags):
        yield "inline style or script"
    ids = [attrs["id"] for _, attrs in outline.tags if "id" in attrs]
    if len(ids) != len(set(ids)):
        yield "an id twice"
    if page.opened_by and not ("What happens next" in text and "Who decides:" in text):
        yield "does not say what happens next or who decides"
    if page.opened_by and ('aria-label="You are here"' in text) is (page.name in FIRST_PAGES):
        yield "no way back"


def test_a_page_says_where_one_is_what_happens_next_and_who_decides(seen: Look):
    faults = {page.name: list(faults_of(page, seen(page).text)) for page in SHOWN}
    assert {name: found for name, found in faults.items() if found} == {}


def title_of(text: str) -> str:
    found = re.search(r"<title>(.*?)</title>", text, re.DOTALL)
    assert found is not None
    return " ".join(found[1].split())


def test_a_workers_titles_name_the_page_and_nobody(seen: Look):
    for page in SHOWN:
        if page.name.startswith("worker:"):
            title = title_of(seen(page).text)
            assert title.endswith(" – Commonpurse"), page
            assert "Ada" not in title, page


def test_a_persons_page_can_be_left_at_once_and_its_title_tells_nothing(seen: Look):
    for page in SHOWN:
        if page.name.startswith("person:"):
            text = seen(page).text
            assert re.search(r'class="exit"\s+href="https://', text)
            assert title_of(text) in ("Page", "Form", "List"), page
