from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from commonpurse.kernel.audit.models import AuditEvent
from commonpurse.kernel.helping import helped_by
from commonpurse.kernel.identity import new_id
from commonpurse.money.budgets.rules import SpendKind
from commonpurse.money.decisions.commands import make_ask
from commonpurse.parties.consent.models import AccessRow
from commonpurse.parties.partners.models import Member
from commonpurse.parties.signin.models import Card, Recognition, SignIn
from commonpurse.parties.signin.ways import find_unused_card
from tests.factories import NOW, Standing, make_budget, pounds
from tests.web.parts.papers.pdf import read_pdf

pytestmark = pytest.mark.usefixtures("clock", "cheap_hashing")


@pytest.fixture
def cheap_hashing(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def address(standing: Standing) -> str:
    return f"/worker/people/{standing.ada.id}/"


@pytest.fixture
def wren(standing: Standing, sign_in: Any) -> Client:
    return sign_in(standing.wren)


def code_on(page: Any) -> str:
    found = re.search(r"<code>([^<]+)</code>", page.content.decode())
    assert found is not None
    return found[1]


def test_a_worker_prints_a_card_whose_code_is_seen_once(wren: Client, address: str, standing: Standing) -> None:
    page = wren.post(f"{address}sign-in/card/")
    code = code_on(page)
    assert page.status_code == 200
    assert find_unused_card(code=code, now=NOW)
    paper = wren.post(f"{address}sign-in/card/paper/", {"code": code})
    assert paper.content.startswith(b"%PDF")
    assert "attachment" in paper.headers["Content-Disposition"]
    read = read_pdf(paper.content)
    assert code in read.root.text
    assert standing.ada.called_by not in f"{read.title} {read.information} {read.root.text}"
    assert code not in wren.get(f"{address}sign-in/").content.decode()
    assert "Not used yet" in wren.get(f"{address}sign-in/").content.decode()


def test_the_page_asks_no_password_for_anybody(wren: Client, address: str) -> None:
    page = wren.get(f"{address}sign-in/").content.decode()
    assert 'type="password"' not in page
    assert "You never know a PIN or a password." in page


@pytest.mark.parametrize("code", ["", "<b>", "ACEF-GHJK-MNP", "0000-0000-0000"])
def test_a_paper_is_drawn_of_a_code_only(wren: Client, address: str, code: str) -> None:
    assert wren.post(f"{address}sign-in/card/paper/", {"code": code}).status_code == 404


def test_a_lost_card_is_stopped(wren: Client, address: str) -> None:
    wren.post(f"{address}sign-in/card/")
    assert wren.post(f"{address}sign-in/card/stop/").status_code == 303
    assert not Card.objects.open().exists()


def test_who_lost_everything_is_known_by_two_things(wren: Client, address: str) -> None:
    assert wren.post(f"{address}sign-in/anew/", {"knew": ["we_met_before"]}).status_code == 422
    page = wren.post(f"{address}sign-in/anew/", {"knew": ["we_met_before", "knows_her_plan"]})
    assert find_unused_card(code=code_on(page), now=NOW)
    assert Recognition.objects.count() == 1
    assert "by Wren" in wren.get(f"{address}sign-in/").content.decode()


@pytest.mark.parametrize("who", ["femi", "ngozi", "callum", "stranger"])
def test_nobody_else_prints_a_card_or_sits_beside(sign_in: Any, standing: Standing, address: str, who: str) -> None:
    other = sign_in(getattr(standing, who))
    for page in ("sign-in/card/", "sign-in/card/stop/", "sign-in/anew/", "beside/"):
        data = {"knew": ["we_met_before", "knows_her_plan"], "reason": "To look"}
        assert other.post(f"{address}{page}", data).status_code in (403, 404)
    assert not Card.objects.exists()
    assert not SignIn.objects.filter(method="assisted").exists()


# Beside her -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def beside(wren: Client, address: str) -> Client:
    answer = wren.post(f"{address}beside/", {"reason": "To read a letter together"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/money/")
    return wren


def test_a_worker_opens_her_pages_beside_her_and_every_page_says_so(beside: Client, standing: Standing) -> None:
    page = beside.get("/money/payees/").content.decode()
    assert "Wren is helping." in page
    assert beside.get("/worker/").status_code == 403
    row = AccessRow.objects.latest("looked_at", "id")
    assert (row.viewer_id, row.person_id) == (standing.wren.id, standing.ada.id)
    assert AccessRow.objects.filter(why="beside the person: To read a letter together").count() == 1
    sign_in = SignIn.objects.get(method="assisted")
    assert (sign_in.assisted_by, sign_in.person) == (standing.wren, standing.ada)


def test_without_a_reason_nothing_is_opened(wren: Client, address: str) -> None:
    assert wren.post(f"{address}beside/", {"reason": "  "}).status_code == 422
    assert wren.get("/money/").status_code == 403


def test_ending_it_leads_back_and_closes_her_pages(beside: Client, address: str) -> None:
    answer = beside.post("/money/helped/end/")
    assert answer.headers["Location"] == address
    assert answer.headers["Clear-Site-Data"]
    assert beside.get("/money/").status_code == 403
    assert beside.get(address).status_code == 200
    assert SignIn.objects.get(method="assisted").ended_at == NOW


def test_it_ends_after_half_an_hour(beside: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    for minutes, status in ((10, 200), (20, 200), (29, 200), (30, 403)):
        monkeypatch.setattr(timezone, "now", lambda minutes=minutes: NOW + timedelta(minutes=minutes))
        assert beside.get("/money/payees/").status_code == status


def test_it_ends_with_the_workers_own_session(beside: Client) -> None:
    beside.post("/sign-out/")
    assert beside.get("/money/payees/").status_code == 302
    assert SignIn.objects.get(method="assisted").ended_at == NOW


def test_it_ends_for_who_may_act_no_more(beside: Client, standing: Standing) -> None:
    Member.objects.filter(id=standing.wren.id).update(is_active=False)
    assert beside.get("/money/payees/").status_code == 302


@pytest.mark.parametrize(
    ("page", "data"),
    [
        (
            "/money/payees/add/helper/",
            {"name": "X", "holder_name": "X", "sort_code": "20-00-00", "account_number": "33445566"},
        ),
        ("/money/sign-in/card/", {}),
        ("/money/sign-in/end/", {"end": "text"}),
        ("/money/sign-in/password/", {"username": "x", "password": "four words by some chance"}),
        ("/money/sign-in/passkey/", {}),
        ("/money/own-phone/", {"answer": "own"}),
    ],
)
def test_where_money_goes_and_how_she_comes_in_stay_closed(beside: Client, page: str, data: dict[str, str]) -> None:
    before = AuditEvent.objects.count()
    assert beside.post(page, data).status_code in (403, 422)
    assert AuditEvent.objects.count() == before


def test_what_is_done_says_who_helped(beside: Client, standing: Standing) -> None:
    beside.post("/money/messages/", {})
    beside.post("/reading/", {"language": "en-gb", "text_size": "large"})
    helped = [event for event in AuditEvent.objects.all() if event.facts.get("helped_by") == str(standing.wren.id)]
    assert helped
    assert {event.actor_id for event in helped} == {standing.ada.id}


def test_she_sees_afterwards_who_was_there(beside: Client, sign_in: Any, standing: Standing) -> None:
    ada = sign_in(standing.ada)
    assert "Wren helped." in ada.get("/account/sessions/").content.decode()
    beside.post("/money/helped/end/")
    assert "Wren opened your pages with you." in ada.get("/money/sign-in/").content.decode()
    assert "opened your pages" not in sign_in(standing.stranger).get("/money/sign-in/").content.decode()


def test_beside_her_a_worker_sees_none_of_their_own_sessions_as_hers(beside: Client) -> None:
    assert "Sign out there" not in beside.get("/account/sessions/").content.decode()
    assert beside.post("/account/sessions/", {"end": "all"}).status_code == 403


def test_what_she_asked_for_with_help_says_so_to_both(beside: Client, standing: Standing, sign_in: Any) -> None:
    budget = make_budget(standing)
    with helped_by(standing.wren.id):
        asked = make_ask(
            by=standing.ada,
            budget=budget,
            what_for="A kettle",
            amount=pounds(20),
            spend_kind=SpendKind.HOUSEHOLD_SETUP,
            request_id=new_id(),
            now=NOW,
        )
    assert "With help from Wren." in beside.get(f"/money/asks/{asked.id}/").content.decode()
    beside.post("/money/helped/end/")
    assert "With help from Wren." in beside.get(f"/worker/asks/{asked.id}/").content.decode()
