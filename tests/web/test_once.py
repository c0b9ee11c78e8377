"""A form that is sent twice acts once: by a double press, a reload, the back button, from two threads at once."""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import connections, transaction
from django.http import HttpResponse
from django.test import Client

from commonpurse.parties.consent.models import AccessRow
from commonpurse.parties.people.models import Person
from commonpurse.parties.protected.models import SealedDetail
from commonpurse.web.parts import once
from commonpurse.web.parts.models import SentForm
from tests.factories import NOW, TODAY
from tests.web.forms_on_pages import FormOnPage, every_form, forms_of
from tests.web.scenes import Scene
from tests.web.site_map import SHOWN, PageOf
from tests.web.test_pages import everything

PASSWORD = "a kettle and a quiet room"
# What a form needs, beside the words that any form takes, to be accepted.
NEEDS: dict[str, Any] = {
    "worker:add_person": lambda scene: {"date_of_birth": ["1980-05-05"]},
    "worker:allocate": lambda scene: {"fund": [str(scene.fund.id)]},
    "worker:release": lambda scene: {
        "account": [str(scene.own.id)],
        "spend_kind": ["food"],
        "holding_type": [""],
        "holding_reason": [""],
    },
    "worker:ask_for": lambda scene: {"look": []},  # not by the button that only looks
    "worker:change_hands": lambda scene: {
        "ends_on": [(TODAY + timedelta(days=90)).isoformat()],
        "provider": [""],
    },
    "finance:allocate": lambda scene: {"reference": [Person.objects.get(id=scene.people.ada.id).reference]},
    "finance:put_given_right": lambda scene: {"amount": ["5"]},
    "finance:put_received_right": lambda scene: {"amount": ["5"]},
    "finance:close": lambda scene: {
        "last_day": [(TODAY.replace(day=1) - timedelta(days=1)).isoformat()],
    },
    "administrator:add_member": lambda scene: {"roles": ["worker"]},
    "administrator:add_account": lambda scene: {"account_number": ["66554433"]},
}


@pytest.fixture
def clients(scene: Scene, sign_in) -> dict[str | None, Client]:
    names = {page.opened_by for page in SHOWN if page.opened_by}
    return {None: Client()} | {name: sign_in(getattr(scene.people, name)) for name in names}


def ways_to_send(form: FormOnPage, scene: Scene) -> Iterator[dict[str, list[str]]]:
    """What a browser would send of a form that is filled in, once a button."""
    said = form.filled()
    if form.page.name == "finance:set_rules":
        said = form.values()  # as it stands: the rules that count now
    needs = NEEDS.get(form.page.name, lambda scene: {})(scene)
    for button in form.buttons():
        yield said | button | needs


def last_step(client: Client, form: FormOnPage, said: dict[str, list[str]]) -> tuple[FormOnPage, dict[str, list[str]]]:
    """Where a page asks first and shows what would happen: what a browser sends from that second page."""
    if said.get("step") != ["check"]:
        return form, said
    for sure in forms_of(form.page, form.action, client.post(form.action, said)):
        for button in sure.buttons():
            if button.get("step", ["change"]) not in (["change"], ["check"]):
                why = {"reason": ["The rest is known."]} if sure.values().get("reason") == [""] else {}
                return sure, sure.values() | why | button
    return form, said


def rows() -> Counter[str]:
    """How many rows each table has, but for sessions, who looked, the forms that were sent, and what lies sealed."""
    left_out = (Session, AccessRow, SentForm, SealedDetail)
    tables = [model for model in apps.get_models() if model not in left_out]
    return Counter({model._meta.label: model._base_manager.count() for model in tables})


@pytest.mark.alike
def test_every_form_of_the_site_acts_once_however_often_it_is_sent(scene, clients):
    twice, acted = [], set()
    for form in every_form(scene, clients):
        client = clients[form.page.opened_by]
        jar = copy.deepcopy(client.cookies)
        for said in ways_to_send(form, scene):
            with transaction.atomic():
                sure, said = last_step(client, form, said)
                first = client.post(sure.action, said)
                if first.status_code == 303 and set(first.cookies) <= {"sessionid"}:  # it acted
                    after = everything()
                    second = client.post(sure.action, said)
                    acted.add(form.page.name)
                    same = second.status_code == 303 and second.headers["Location"] == first.headers["Location"]
                    # Who opened the person's own pages is at that door now, and the worker's is shut.
                    same = same or (form.page.name, second.status_code) == ("worker:beside", 403)
                    if not same or everything() != after:
                        twice.append((str(form), said, second.status_code))
                transaction.set_rollback(True)
            client.cookies = copy.deepcopy(jar)  # some forms sign out
    assert twice == []
    assert set(AT_ONCE) - acted == set(), "these were not accepted: say in NEEDS what they need"
    assert len(acted) > 30


def test_the_second_answer_leads_to_what_was_done_and_says_so(scene, sign_in):
    wren = sign_in(scene.people.wren)
    [form] = forms_of(ADD_PERSON, "/worker/people/add/", wren.get("/worker/people/add/"))
    said = form.filled() | {"called_by": ["Bo"], "date_of_birth": [""]}
    first, second = wren.post(form.action, said), wren.post(form.action, said)
    assert second.headers["Location"] == first.headers["Location"]
    assert "You sent it twice, and it counts once." in wren.get(second.headers["Location"]).content.decode()


ADD_PERSON = PageOf("worker:add_person", "wren")


def test_the_same_page_filled_in_differently_is_another_act(scene, sign_in):
    """Back to the form that was sent, another name: that is somebody else."""
    wren = sign_in(scene.people.wren)
    [form] = forms_of(ADD_PERSON, "/worker/people/add/", wren.get("/worker/people/add/"))
    for name in ("Bo", "Cy", "Bo"):
        wren.post(form.action, form.filled() | {"called_by": [name], "reference": [""], "date_of_birth": [""]})
    assert sorted(Person.objects.filter(called_by__in=["Bo", "Cy"]).values_list("called_by", flat=True)) == ["Bo", "Cy"]


def test_a_form_that_was_refused_can_be_sent_again(scene, sign_in):
    wren = sign_in(scene.people.wren)
    [form] = forms_of(ADD_PERSON, "/worker/people/add/", wren.get("/worker/people/add/"))
    wrong = form.filled() | {"called_by": [""]}
    assert [wren.post(form.action, wrong).status_code for _ in range(2)] == [422, 422]
    assert not SentForm.objects.exists()


def test_a_form_whose_act_broke_can_be_sent_again(scene, sign_in, monkeypatch):
    wren = sign_in(scene.people.wren, raise_request_exception=False)
    [form] = forms_of(ADD_PERSON, "/worker/people/add/", wren.get("/worker/people/add/"))
    said = form.filled() | {"called_by": ["Bo"], "date_of_birth": [""]}
    with monkeypatch.context() as patch:
        patch.setattr("commonpurse.web.worker.people.add_person", lambda **given: 1 / 0)
        assert wren.post(form.action, said).status_code == 500
    assert wren.post(form.action, said).status_code == 303
    assert Person.objects.filter(called_by="Bo").count() == 1


def test_what_was_broken_off_says_that_nobody_knows(scene, sign_in, monkeypatch):
    """A process that died between its act and its note: the page says to look, and does nothing."""
    wren = sign_in(scene.people.wren)
    [form] = forms_of(ADD_PERSON, "/worker/people/add/", wren.get("/worker/people/add/"))
    said = form.filled() | {"called_by": ["Bo"], "date_of_birth": [""]}
    wren.post(form.action, said)
    SentForm.objects.update(location="", sent_at=NOW - once.BROKEN_OFF - timedelta(seconds=1))
    answer = wren.post(form.action, said)
    assert answer.status_code == 422
    assert "Please look whether it is done" in answer.content.decode()
    assert Person.objects.filter(called_by="Bo").count() == 1


def test_a_mark_of_somebody_else_guards_nothing_and_harms_nothing(scene, sign_in):
    wren, priya = sign_in(scene.people.wren), sign_in(scene.people.priya)
    [form] = forms_of(ADD_PERSON, "/worker/people/add/", wren.get("/worker/people/add/"))
    said = form.filled() | {"called_by": ["Bo"], "reference": [""], "date_of_birth": [""]}
    assert priya.post(form.action, said).status_code == 303
    assert not SentForm.objects.exists()


# The acts that make something new: nothing but the form itself tells the second from the first.
AT_ONCE = [
    "person:pay_check",
    "person:one_ask",
    "person:add_payee_of",
    "person:change_payee",
    "worker:add_person",
    "worker:add_contact",
    "worker:start_support",
    "worker:allocate",
    "worker:change_hands",
    "worker:ask_for",
    "worker:ask",
    "worker:release",
    "worker:payment",
    "worker:add_payee",
    "finance:add_fund",
    "finance:promise",
    "finance:allocate",
    "finance:set_rules",
    "finance:put_given_right",
    "finance:make_file",
    "finance:line",
    "administrator:add_organisation",
    "administrator:add_account",
]


def at_once(client: Client, form: FormOnPage, said: dict[str, list[str]]) -> list[HttpResponse]:
    """Send the same form from two threads at the same moment."""
    start = Barrier(2)

    def send(_: int) -> HttpResponse:
        twin = Client()
        twin.cookies = client.cookies
        try:
            start.wait(timeout=30)
            return twin.post(form.action, said)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(send, range(2)))


@pytest.fixture
def committed_scene(databases, scene_database, django_db_blocker, clock, settings) -> Iterator[Scene]:
    """The scene in a database of its own, in which each request commits."""
    of, made = scene_database
    with django_db_blocker.unblock():
        databases.point_at(databases.rolled_back)
        name = databases.copy(of)
        databases.point_at(name)
        settings.ACCESS_LOG_DATABASE = "access_log"
        try:
            yield made
        finally:
            databases.point_at(databases.rolled_back)
            databases.drop(name)


@pytest.mark.parametrize("name", AT_ONCE)
def test_two_at_the_same_moment_do_what_one_alone_does(name, committed_scene, sign_in, settings):
    page = next(page for page in SHOWN if page.name == name)
    client = sign_in(getattr(committed_scene.people, page.opened_by))
    form = next(forms_of(page, page.address(committed_scene), client.get(page.address(committed_scene))))
    form, said = last_step(client, form, next(ways_to_send(form, committed_scene)))
    before = rows()
    with transaction.atomic():
        settings.ACCESS_LOG_DATABASE = "default"
        assert client.post(form.action, said).status_code == 303
        alone = rows() - before
        transaction.set_rollback(True)
    settings.ACCESS_LOG_DATABASE = "access_log"
    assert rows() == before
    answers = at_once(client, form, said)
    assert rows() - before == alone
    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0].headers["Location"].split("/")[:4] == answers[1].headers["Location"].split("/")[:4]
    assert SentForm.objects.get().location in {answer.headers["Location"] for answer in answers}
