"""The account at a council opens the door: with a make-believe council that answers inside the test."""

from __future__ import annotations

import base64
import hashlib
import json
import time
from datetime import timedelta
from http.client import BadStatusLine, IncompleteRead
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from commonpurse.config.work_accounts import read_work_accounts
from commonpurse.kernel.errors import NotAllowed
from commonpurse.parties.signin.commands import (
    WorkAccountTaken,
    ask_factor_reset,
    close_factor_reset,
    link_work_account,
    unlink_work_account,
)
from commonpurse.parties.signin.models import SignIn, User, WorkAccount
from commonpurse.parties.signin.rules import Provider, WorkAccountRefused
from commonpurse.web.parts import work_accounts
from tests.factories import NOW, Standing, add_app_code, app_code
from tests.web.conftest import let_in, user_of

ISSUER = "https://login.harbour.example"
HARBOUR = Provider("harbour", "Harbour Council", ISSUER, "us", "a secret between us", acr=("mfa",), max_age=600)
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
NOT_THROUGH = "The sign-in at work did not go through."


class Council:
    """Answers as a provider does; a test changes what it says."""

    def __init__(self) -> None:
        self.claims: dict[str, Any] = {}
        self.signed_with: Any = KEY
        self.algorithm = "RS256"
        self.found: dict[str, Any] = {}
        self.asked: dict[str, str] = {}

    def fetch(self, address: str, data: dict[str, str] | None = None) -> dict[str, Any]:
        if address.endswith("/.well-known/openid-configuration"):
            return {
                "issuer": ISSUER,
                "authorization_endpoint": f"{ISSUER}/authorise",
                "token_endpoint": f"{ISSUER}/token",
                "jwks_uri": f"{ISSUER}/keys",
            } | self.found
        if address.endswith("/keys"):
            public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))
            return {"keys": [public | {"kid": "one", "alg": "RS256", "use": "sig"}]}
        assert data is not None
        self.asked = data
        return {"id_token": jwt.encode(self.claims, self.signed_with, self.algorithm, headers={"kid": "one"})}

    def go(self, client: Client, **changed: Any) -> str:
        """Send the browser there and say what it would bring back; the state with which it began is returned."""
        address = client.get("/sign-in/organisation/harbour/?next=/worker/asks/").headers["Location"]
        sent = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        self.sent = sent
        moment = int(timezone.now().timestamp())
        self.claims = {
            "iss": ISSUER,
            "sub": "wren-4711",
            "aud": "us",
            "iat": moment,
            "exp": int(time.time()) + 300,
            "nonce": sent["nonce"],
            "acr": "mfa",
            "auth_time": moment,
        } | changed
        return sent["state"]


@pytest.fixture
def council(settings, monkeypatch) -> Council:
    made = Council()
    settings.WORK_ACCOUNTS = {"harbour": HARBOUR}
    monkeypatch.setattr(work_accounts, "fetch", made.fetch)
    return made


@pytest.fixture
def wren(standing: Standing) -> User:
    user = add_app_code(user_of(standing.wren), NOW)
    link_work_account(by=standing.wren, user=user, issuer=ISSUER, subject="wren-4711", now=NOW)
    return user


def back(client: Client, state: str, **more: str) -> Any:
    return client.get("/sign-in/organisation/", {"state": state, "code": "a code"} | more, follow=True)


def is_in(client: Client) -> bool:
    return client.get("/worker/").status_code == 200


def test_the_account_at_work_leads_in_where_it_asked_for_two_things_itself(council, wren):
    client = Client()
    assert "Use your account at Harbour Council" in client.get("/sign-in/").content.decode()
    answer = back(client, council.go(client))
    assert answer.redirect_chain == [("/worker/asks/", 302)]
    kept = SignIn.objects.get()
    assert (kept.method, kept.second_factor_at is not None) == ("own_account", True)


def test_it_asks_with_state_nonce_and_a_challenge_that_only_we_can_answer(council, wren):
    client = Client()
    state = council.go(client)
    assert council.sent["code_challenge_method"] == "S256"
    assert (council.sent["acr_values"], council.sent["max_age"]) == ("mfa", "600")
    back(client, state)

    digest = hashlib.sha256(council.asked["code_verifier"].encode()).digest()
    assert base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == council.sent["code_challenge"]


WRONG = {
    "another nonce": {"nonce": "x"},
    "no nonce": {"nonce": None},
    "another issuer with the same subject": {"iss": "https://login.elsewhere.example"},
    "meant for another": {"aud": "them"},
    "given on to us by another": {"azp": "them"},
    "nobody": {"sub": ""},
    "somebody who linked nothing": {"sub": "femi-1"},
    "one thing only": {"acr": "pwd"},
    "no word on how": {"acr": None},
    "signed in there too long ago": {"auth_time": 1},
    "over": {"exp": 1},
}


@pytest.mark.parametrize("changed", WRONG.values(), ids=WRONG)
def test_an_answer_that_says_something_else_opens_nothing(council, wren, changed):
    client = Client()
    state = council.go(client, **changed)
    assert NOT_THROUGH in back(client, state).content.decode()
    assert not is_in(client)


@pytest.mark.parametrize("found", [{"authorization_endpoint": None}, {"authorization_endpoint": "https://["}])
def test_a_description_of_itself_without_a_place_to_go_is_no_way_in(council, wren, found):
    council.found = found
    answer = Client().get("/sign-in/organisation/harbour/", follow=True)
    assert (answer.status_code, NOT_THROUGH in answer.content.decode()) == (200, True)


def test_a_description_of_itself_that_leaves_it_out_is_no_way_in(council, wren, monkeypatch):
    monkeypatch.setattr(work_accounts, "fetch", lambda address, data=None: {"issuer": ISSUER})
    assert NOT_THROUGH in Client().get("/sign-in/organisation/harbour/", follow=True).content.decode()


@pytest.mark.parametrize("fault", [BadStatusLine("x"), IncompleteRead(b""), RecursionError(), TimeoutError()])
def test_an_answer_that_breaks_off_or_is_no_answer_is_refused(monkeypatch, fault):
    def broken(*given: Any, **more: Any) -> None:
        raise fault

    monkeypatch.setattr("urllib.request.OpenerDirector.open", broken)
    with pytest.raises(WorkAccountRefused):
        work_accounts.fetch("https://login.harbour.example/keys")


def test_keys_of_another_shape_are_refused():
    token = jwt.encode({}, KEY, "RS256", headers={"kid": "one"})
    for keys in ({"keys": "none"}, {"keys": [None]}, {"keys": {"kid": 1}}, {}):
        with pytest.raises(WorkAccountRefused):
            work_accounts.read_token(token, keys, HARBOUR)


def test_a_member_stops_her_account_at_work_and_nobody_elses(standing, council, wren, sign_in, clock):
    kept = WorkAccount.objects.get()
    unlink_work_account(by=standing.femi, user=user_of(standing.femi), work_account_id=kept.id, now=NOW)
    assert WorkAccount.objects.exists()
    with pytest.raises(NotAllowed):
        unlink_work_account(by=standing.femi, user=wren, work_account_id=kept.id, now=NOW)
    client = sign_in(standing.wren)
    assert "Stop the account at Harbour Council" in client.get("/account/", follow=True).content.decode()
    client.post("/account/", {"unlink": str(kept.id)})
    assert not WorkAccount.objects.exists()
    stranger = Client()
    assert NOT_THROUGH in back(stranger, council.go(stranger)).content.decode()


def test_two_who_take_off_a_lost_factor_take_off_the_account_at_work_too(standing, wren):
    ask_factor_reset(by=standing.administrator, user=wren, now=NOW)
    close_factor_reset(by=standing.priya, user=wren, is_agreed=True, now=NOW)
    assert not WorkAccount.objects.exists()


def test_an_organisation_that_vouches_for_two_things_says_how_long_ago(tmp_path):
    path, problems = tmp_path / "accounts.json", []
    path.write_text(json.dumps([HARBOUR.__dict__ | {"max_age": None}]))
    assert read_work_accounts({"COMMONPURSE_WORK_ACCOUNTS": str(path)}, problems) == {}
    assert len(problems) == 1


def test_an_answer_of_another_session_or_used_before_opens_nothing(council, wren):
    client, thief = Client(), Client()
    state = council.go(client)
    council.go(thief)
    for state_brought in (state, "", "nonsense"):
        assert NOT_THROUGH in back(thief, state_brought).content.decode()
    assert not is_in(thief)
    state = council.go(client)
    back(client, state)
    client.post("/sign-out/")
    assert NOT_THROUGH in back(client, state).content.decode()


def test_another_provider_that_answers_for_ours_opens_nothing(council, wren):
    client = Client()
    state = council.go(client)
    assert NOT_THROUGH in back(client, state, iss="https://login.elsewhere.example").content.decode()
    state = council.go(client)
    council.found = {"issuer": "https://login.elsewhere.example"}
    assert NOT_THROUGH in back(client, state).content.decode()
    assert not is_in(client)


def test_a_token_signed_by_anybody_else_or_by_nobody_opens_nothing(council, wren):
    for key, algorithm in ((OTHER_KEY, "RS256"), (None, "none"), ("a secret between us, long enough" * 2, "HS256")):
        client = Client()
        state = council.go(client)
        council.signed_with, council.algorithm = key, algorithm
        assert NOT_THROUGH in back(client, state).content.decode()
        assert not is_in(client)


def test_it_must_be_back_within_ten_minutes(council, wren, monkeypatch):
    client = Client()
    state = council.go(client)
    later = timezone.now() + timedelta(minutes=11)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert NOT_THROUGH in back(client, state).content.decode()


def test_where_the_council_does_not_vouch_for_two_things_we_ask_for_the_second(council, wren, settings):
    settings.WORK_ACCOUNTS = {"harbour": Provider("harbour", "Harbour Council", ISSUER, "us", "a secret")}
    client = Client()
    answer = back(client, council.go(client))
    assert answer.redirect_chain == [("/sign-in/code/", 302)]
    assert not is_in(client)
    client.post("/sign-in/code/", {"code": app_code(timezone.now())})
    assert is_in(client)


def test_a_leaver_is_not_let_in_by_it(council, wren, standing: Standing):
    standing.wren.is_active = False
    standing.wren.save(update_fields=["is_active"])
    client = Client()
    assert NOT_THROUGH in back(client, council.go(client)).content.decode()


def test_a_member_links_it_from_her_own_page_only(council, standing: Standing):
    client = Client()
    let_in(client, user_of(standing.femi))
    back(client, council.go(client, sub="femi-1"))
    assert not WorkAccount.objects.exists()
    assert "Link your account at Harbour Council" in client.post("/account/link/harbour/").content.decode()
    answer = back(client, council.go(client, sub="femi-1"))
    assert "the account at work lets you in too" in answer.content.decode()
    other = Client()
    back(other, council.go(other, sub="femi-1"))
    assert is_in(other)


def test_one_account_lets_in_one_member(standing: Standing, wren):
    femi = user_of(standing.femi)
    with pytest.raises(WorkAccountTaken):
        link_work_account(by=standing.femi, user=femi, issuer=ISSUER, subject="wren-4711", now=NOW)
    link_work_account(by=standing.femi, user=femi, issuer="https://other.example", subject="wren-4711", now=NOW)
    with pytest.raises(NotAllowed):
        link_work_account(by=standing.femi, user=wren, issuer=ISSUER, subject="x", now=NOW)


def test_the_database_itself_refuses_it(wren):
    for name, issuer, subject in (("work_account_once", ISSUER, "wren-4711"), ("work_account_named", ISSUER, "")):
        with pytest.raises(IntegrityError) as broken, transaction.atomic():
            WorkAccount.objects.create(user=wren, issuer=issuer, subject=subject, linked_at=NOW)
        assert name in str(broken.value) or "subject" in str(broken.value)


@pytest.mark.parametrize(
    "text", ["", "{", "[1]", '[{"slug": "x"}]', json.dumps([HARBOUR.__dict__ | {"issuer": "http://plain.example"}])]
)
def test_a_file_that_cannot_be_read_says_so_and_shows_no_secret(tmp_path, text):
    path, problems = tmp_path / "work.json", list[str]()
    path.write_text(text)
    assert read_work_accounts({"COMMONPURSE_WORK_ACCOUNTS": str(path)}, problems) == {}
    assert len(problems) == 1
    assert "a secret" not in problems[0]


def test_the_file_names_whose_accounts_open_the_door(tmp_path):
    path, problems = tmp_path / "work.json", list[str]()
    path.write_text(json.dumps([HARBOUR.__dict__ | {"acr": ["mfa"]}]))
    assert read_work_accounts({"COMMONPURSE_WORK_ACCOUNTS": str(path)}, problems) == {"harbour": HARBOUR}
    assert problems == []


def test_only_https_is_asked(council):

    with pytest.raises(WorkAccountRefused):
        WORK_FETCH("http://login.harbour.example/keys")


WORK_FETCH = work_accounts.fetch
