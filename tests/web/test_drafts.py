"""What was typed is kept when it could not be sent: for whoever typed it, on its page, for a day."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core import signing
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from commonpurse.kernel.keys.queries import open_for_site
from commonpurse.web.parts import drafts, marks
from commonpurse.web.parts.models import Draft, SentForm
from tests.factories import NOW
from tests.web.conftest import let_in, user_of
from tests.web.forms_on_pages import FormOnPage, forms_of, typed_forms
from tests.web.scenes import Scene
from tests.web.site_map import PAGES, PageOf, of_ada
from tests.web.test_pages import everything

pytestmark = pytest.mark.alike

KEPT = "We kept what you wrote. It has not been sent yet."
ASK = PageOf("worker:ask_for", "wren", of_ada)
# What is protected is never kept, nor why it is to be opened, nor whom somebody is to be kept away from.
NOTHING_KEPT = {"worker:protect", "worker:reveal", "worker:opened_reveal", "person:protect"}
NOTHING_KEPT |= {"worker:walls", "person:add_wall"}
# A file is handed over, and nothing is written: who was signed out comes back to the page with its buttons.
NOTHING_KEPT |= {"person:held"}
KETTLE = {"what_for": ["A kettle, the <blue> one"], "amount": ["30"], "spend_kind": ["household_setup"]}


def browser(user: Any = None) -> Client:
    """A client that is held to the token of its session, as a browser is."""
    client = Client(enforce_csrf_checks=True)
    if user is not None:
        let_in(client, user)
    return client


def open_form(client: Client, scene: Scene, page: PageOf = ASK, number: int = 0) -> FormOnPage:
    address = page.address(scene)
    return list(forms_of(page, address, client.get(address)))[number]


def fill(form: FormOnPage, **said: list[str]) -> dict[str, list[str]]:
    return form.values() | said


def values_on(answer: HttpResponse, page: PageOf = ASK, number: int = 0) -> dict[str, list[str]]:
    [form] = [form for form in forms_of(page, "/", answer) if form.typed_names][number : number + 1]
    return {name: value for name, value in form.values().items() if name in form.typed_names}


def content_of(draft: Draft) -> dict[str, list[str]]:
    """What is kept, opened as the page opens it."""
    opened = open_for_site(
        purpose=drafts.PURPOSE, place=drafts.place_of(draft.user_id, draft.path), sealed=draft.content
    )
    assert opened is not None
    found: dict[str, list[str]] = json.loads(opened)
    return found


def sign_out(client: Client) -> None:
    client.session.flush()


@pytest.fixture
def wren(scene: Scene) -> Any:
    return user_of(scene.people.wren)


@pytest.fixture
def lost(scene: Scene, wren: Any) -> tuple[Client, HttpResponse]:
    """Wren asked for a kettle in a tab whose session had ended. Gives her browser and the answer."""
    client = browser(wren)
    form = open_form(client, scene)
    sign_out(client)
    return client, client.post(form.action, fill(form, **KETTLE))


def test_what_was_typed_after_signing_out_is_there_after_signing_in(scene, lost, wren):
    client, answer = lost
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/sign-in/?next={ASK.address(scene)}")
    page = client.get("/sign-in/").content.decode()
    assert "Sign in, and you come back to where you were." in page
    assert '<p class="notice warns" role="status">' in page  # no green tick for what was not done
    let_in(client, wren)
    page = client.get(ASK.address(scene))
    assert page.status_code == 200
    text = page.content.decode()
    assert KEPT in text
    assert 'class="problem"' not in text
    shown = values_on(page)
    assert {name: shown[name] for name in KETTLE} == KETTLE


def test_a_page_from_before_the_last_sign_in_leads_straight_back(scene, wren):
    client = browser(wren)
    form = open_form(client, scene)
    sign_out(client)
    let_in(client, wren)
    client.get("/worker/")
    answer = client.post(form.action, fill(form, **KETTLE))
    assert (answer.status_code, answer.headers["Location"]) == (303, ASK.address(scene))
    assert values_on(client.get(ASK.address(scene)))["what_for"] == KETTLE["what_for"]


def test_nothing_is_done_with_what_is_kept(scene, wren):
    client = browser(wren)
    form = open_form(client, scene)
    sign_out(client)
    before = everything()
    client.post(form.action, fill(form, **KETTLE))
    after = everything()
    assert Draft.objects.count() == 1
    assert before.pop(Draft._meta.db_table) != after.pop(Draft._meta.db_table)
    assert after == before


def test_somebody_else_on_the_same_device_sees_nothing_of_it(scene, lost):
    client, _ = lost
    let_in(client, user_of(scene.people.stranger))
    text = client.get(ASK.address(scene)).content.decode()
    assert "blue" not in text
    assert KEPT not in text


def test_a_form_of_somebody_else_is_not_kept_while_another_is_signed_in(scene, wren):
    client = browser(wren)
    form = open_form(client, scene)
    let_in(client, user_of(scene.people.stranger))
    client.get(ASK.address(scene))
    answer = client.post(form.action, fill(form, **KETTLE))
    assert answer.status_code == 403
    assert "blue" not in answer.content.decode()
    assert not Draft.objects.exists()


def test_once_it_is_sent_it_is_forgotten(scene, lost, wren):
    client, _ = lost
    let_in(client, wren)
    form = open_form(client, scene, number=1)
    answer = client.post(form.action, form.values())
    assert answer.status_code == 303
    assert "/worker/asks/" in answer.headers["Location"]
    assert not Draft.objects.exists()
    assert KEPT not in client.get(ASK.address(scene)).content.decode()


def test_it_can_be_thrown_away(scene, lost, wren):
    client, _ = lost
    let_in(client, wren)
    throw = open_form(client, scene)
    assert throw.action == "/drafts/forget/"
    answer = client.post(throw.action, throw.values())
    assert answer.headers["Location"] == ASK.address(scene)
    assert not Draft.objects.exists()
    assert "blue" not in client.get(ASK.address(scene)).content.decode()


def test_it_is_gone_after_a_day(scene, lost, wren, monkeypatch):
    client, _ = lost
    monkeypatch.setattr(timezone, "now", lambda: NOW + drafts.KEPT_FOR)
    SentForm.objects.create(key="0" * 64, sent_at=NOW)
    let_in(client, wren)
    assert KEPT not in client.get(ASK.address(scene)).content.decode()
    assert not Draft.objects.exists()
    assert not SentForm.objects.exists()


def test_the_newest_words_of_a_page_are_kept(scene, lost, wren):
    client, _ = lost
    form = open_form(browser(wren), scene, number=1)
    client.post(form.action, fill(form, **KETTLE | {"what_for": ["A pan"]}))
    [draft] = Draft.objects.all()
    assert content_of(draft)["what_for"] == ["A pan"]


def test_what_opens_a_door_is_never_kept(scene, wren):
    client = browser(wren)
    form = open_form(client, scene)
    sign_out(client)
    secrets = {"password": ["never"], "new_password": ["never"], "code": ["never"], "one_time_code": ["never"]}
    client.post(form.action, fill(form, **KETTLE, **secrets))
    [draft] = Draft.objects.all()
    assert "never" not in str(content_of(draft))
    assert not {marks.TOKEN, marks.FIELD} & set(content_of(draft))


def test_what_is_kept_lies_sealed(scene, lost, wren):
    [draft] = Draft.objects.all()
    assert "kettle" in str(content_of(draft))
    assert [word for word in ("kettle", "blue", "what_for", "{") if word in draft.content] == []


def test_a_draft_moved_to_another_page_or_user_does_not_open(scene, lost, wren):
    client, _ = lost
    [draft] = Draft.objects.all()
    release = PageOf("worker:release", "wren", of_ada).address(scene)
    Draft.objects.filter(id=draft.id).update(path=release)
    Draft.objects.create(user=user_of(scene.people.priya), path=draft.path, content=draft.content, kept_at=NOW)
    for whose, address in ((wren, release), (user_of(scene.people.priya), draft.path)):
        let_in(client, whose)
        page = client.get(address)
        assert (page.status_code, KEPT in page.content.decode()) == (200, False)


def test_without_a_keyring_nothing_is_kept_and_nothing_breaks(scene, wren, own_keyring):
    client = browser(wren)
    form = open_form(client, scene)
    sign_out(client)
    own_keyring.unlink()
    answer = client.post(form.action, fill(form, **KETTLE))
    assert answer.status_code == 303
    assert not Draft.objects.exists()
    let_in(client, wren)
    assert client.get(ASK.address(scene)).status_code == 200


def test_what_was_kept_under_a_keyring_that_is_gone_is_as_if_it_had_not_been(scene, lost, wren, own_keyring):
    client, _ = lost
    let_in(client, wren)
    page = client.get(ASK.address(scene))
    assert (page.status_code, KEPT in page.content.decode()) == (200, False)


def test_what_is_protected_and_the_reason_to_open_it_are_never_kept(scene, wren):
    before = Draft.objects.count()
    for name in ("worker:protect", "worker:reveal"):
        page = next(page for page in PAGES if page.name == name)
        client = browser(wren)
        form = open_form(client, scene, page)
        assert form.typed_names
        assert all(drafts.NEVER_KEPT.fullmatch(name) for name in form.typed_names)
        said = form.filled()
        sign_out(client)
        assert client.post(form.action, said).status_code == 303
    assert Draft.objects.count() == before


@pytest.mark.night
def test_every_password_and_code_of_the_site_has_a_name_that_is_never_kept(scene, sign_in):
    asked = set()
    for page in PAGES:
        if page.is_post_only or page.is_download:
            continue
        client = sign_in(getattr(scene.people, page.opened_by)) if page.opened_by else Client()
        for form in forms_of(page, "/", client.get(page.address(scene))):
            for element in form.form.inputs:
                is_secret = element.get("type") == "password" or "one-time-code" in element.get("autocomplete", "")
                if is_secret:
                    asked.add(element.get("name"))
    assert "password" in asked
    assert [name for name in asked if not drafts.NEVER_KEPT.fullmatch(name)] == []


def test_a_long_text_is_not_kept(scene, wren):
    client = browser(wren)
    form = open_form(client, scene)
    sign_out(client)
    answer = client.post(form.action, fill(form, **KETTLE | {"what_for": ["x" * drafts.LARGEST]}))
    assert answer.status_code == 303
    assert not Draft.objects.exists()


def test_a_character_that_no_database_holds_breaks_nothing(scene, wren):
    client = browser(wren)
    form = open_form(client, scene)
    sign_out(client)
    client.post(form.action, fill(form, **KETTLE | {"what_for": ["a\x00b"]}))
    let_in(client, wren)
    assert client.get(ASK.address(scene)).status_code == 200


FORGED = {
    "without a mark": lambda mark, wren, path: "",
    "with a mark of its own": lambda mark, wren, path: "eyJhbGciOi:1abc:xyz",
    "signed for something else": lambda mark, wren, path: signing.dumps([wren.pk.hex, path, "x"], salt="other"),
    "made for another page": lambda mark, wren, path: signing.dumps([wren.pk.hex, "/worker/", "x"], salt=marks.SALT),
    "made for nobody": lambda mark, wren, path: signing.dumps(["0" * 32, path, "x"], salt=marks.SALT),
    "changed by a letter": lambda mark, wren, path: mark[:-1] + ("A" if mark[-1] != "A" else "B"),
}


@pytest.mark.parametrize("how", FORGED)
def test_a_forged_form_leaves_nothing_behind(how, scene, wren):
    form = open_form(browser(wren), scene)
    said = fill(form, **KETTLE)
    said[marks.FIELD] = [FORGED[how](said[marks.FIELD][0], wren, form.action)]
    before = everything()
    Client(enforce_csrf_checks=True).post(form.action, said)
    assert everything() == before


def test_a_form_sent_from_another_site_leaves_nothing_even_with_a_mark_of_ours(scene, wren):
    form = open_form(browser(wren), scene)
    answer = browser(wren).post(form.action, fill(form, **KETTLE), headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert not Draft.objects.exists()


def test_an_old_mark_counts_no_more(scene, wren, monkeypatch):
    client = browser(wren)
    form = open_form(client, scene)
    sign_out(client)
    monkeypatch.setattr(marks, "VALID_FOR", -1)
    assert client.post(form.action, fill(form, **KETTLE)).status_code == 403
    assert not Draft.objects.exists()


def test_what_was_done_before_is_not_offered_again(scene, wren):
    client = browser(wren)
    form = open_form(client, scene)
    said = fill(form, **KETTLE)
    assert client.post(form.action, said).status_code == 303
    sign_out(client)
    answer = client.post(form.action, said)
    assert answer.headers["Location"] == "/sign-in/?next=/"
    assert not Draft.objects.exists()


def test_whoever_presses_sign_out_is_signed_out_however_old_the_page(scene, wren):
    client = browser(wren)
    assert client.post("/sign-out/", headers={"Sec-Fetch-Site": "same-origin"}).headers["Location"] == "/"
    assert client.get("/worker/").status_code == 302


def test_no_other_site_can_sign_somebody_out(scene, wren):
    client = browser(wren)
    assert client.post("/sign-out/", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert client.get("/worker/").status_code == 200


def test_there_is_one_draft_a_page(scene, wren):
    first = {"user": wren, "path": ASK.address(scene), "content": "{}", "kept_at": NOW}
    Draft.objects.create(**first)
    with pytest.raises(IntegrityError), transaction.atomic():  # draft_one_a_page
        Draft.objects.create(**first)


@pytest.mark.night
def test_what_is_typed_into_any_form_of_the_site_is_kept(scene, sign_in):
    """The table: each form that takes words, sent when signed out, comes back with every one of them."""
    clients = {name: sign_in(getattr(scene.people, name)) for name in {page.opened_by for page in PAGES} - {None}}
    clients[None] = Client()
    forms = [form for form in typed_forms(scene, clients) if form.page.name not in NOTHING_KEPT]
    assert len(forms) > 25
    lost = []
    for form in forms:
        owner = user_of(getattr(scene.people, form.page.opened_by))
        client = browser(owner)
        address = form.page.address(scene)
        own = list(forms_of(form.page, address, client.get(address)))[form.number]
        said = own.filled()
        sign_out(client)
        answer = client.post(own.action, said)
        if answer.status_code != 303:
            lost.append((str(form), answer.status_code))
            continue
        let_in(client, owner)
        back = client.get(answer.headers["Location"].partition("next=")[2])
        mine = [one for one in forms_of(form.page, address, back) if set(form.typed_names) <= set(one.typed_names)]
        shown = mine[0].values() if mine else {}
        lost += [(str(form), name, shown.get(name)) for name in form.typed_names if shown.get(name) != said.get(name)]
        Draft.objects.all().delete()
    assert lost == []


def test_a_draft_older_than_this_session_shows_though_the_session_asked_once(scene, lost, wren):
    client, _ = lost
    let_in(client, wren)
    client.get(ASK.address(scene))
    client.get("/worker/")
    assert KEPT in client.get(ASK.address(scene)).content.decode()


def test_a_draft_of_a_page_with_two_steps_opens_at_the_first(scene):
    wren = user_of(scene.people.wren)
    page = PageOf("worker:release", "wren", lambda scene: {"person_id": scene.people.ada.id})
    client = browser(wren)
    form = open_form(client, scene, page)
    said = form.filled() | {"step": ["release"], "holding_type": [""], "holding_reason": [""]}
    check = client.post(form.action, {name: value for name, value in said.items() if name != "step"})
    assert "release" in check.content.decode()
    sign_out(client)
    client.post(form.action, said)
    let_in(client, wren)
    shown = values_on(client.get(form.action), page)
    assert shown["amount"] == ["12.50"]
    assert shown["remittance"] == ["Order 12"]


def test_a_part_of_a_page_that_a_script_asks_for_too_late_sends_the_whole_page_to_sign_in(scene, wren):
    client = browser(wren)
    form = open_form(client, scene)
    sign_out(client)
    answer = client.post(form.action, fill(form, **KETTLE), headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (200, f"/sign-in/?next={ASK.address(scene)}")
    assert answer.content == b""
    assert Draft.objects.count() == 1


def test_who_was_signed_out_for_idleness_is_told_and_finds_what_she_wrote(scene, wren, monkeypatch):
    client = browser(wren)
    form = open_form(client, scene)
    monkeypatch.setattr(timezone, "now", lambda: NOW + timedelta(minutes=15))
    answer = client.post(form.action, fill(form, **KETTLE))
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/sign-in/?next={ASK.address(scene)}")
    told = "You were signed out because nothing happened for 15 minutes. What you wrote is kept."
    assert told in client.get("/sign-in/").content.decode()
    let_in(client, wren)
    assert values_on(client.get(ASK.address(scene)))["what_for"] == KETTLE["what_for"]
