"""What every request gets: its context, its transaction, its refusals, its headers."""

from __future__ import annotations

import pytest
from django.db import connection
from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client
from django.urls import path

from commonpurse.config.urls import handler403, handler404, handler500
from commonpurse.config.urls import urlpatterns as real_urlpatterns
from commonpurse.kernel.errors import NotAllowed, Refused
from commonpurse.parties.consent.models import AccessRow
from commonpurse.parties.partners.models import Organisation
from commonpurse.web import request as web_request
from commonpurse.web.doors import PERSON, PUBLIC, SIGNED_IN, WORKER, door
from tests.factories import NOW, Standing

seen: dict[str, object] = {}


@door(SIGNED_IN, why="to test", methods="GET POST")
def who(request):
    seen.update(viewer=request.viewer, member=request.member, person=request.person, purpose=request.purpose)
    seen.update(now=request.now, in_atomic=connection.in_atomic_block)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT current_setting('commonpurse.viewer'), current_setting('commonpurse.viewer_kind'),"
                " current_setting('commonpurse.organisation'), current_setting('commonpurse.purpose')"
            )
            seen["settings"] = cursor.fetchone()
    return HttpResponse("seen")


def undeclared(request):
    raise AssertionError("an undeclared view was run")


@door(PUBLIC, why="to test")
def says_refused(request):
    Organisation.objects.create(name="Half done", kind="other", created_at=NOW)
    raise Refused("There is no money left for that.")


@door(PUBLIC, why="to test")
def says_not_allowed(request):
    raise NotAllowed("a secret detail")


@door(PUBLIC, why="to test")
def streams(request):
    return StreamingHttpResponse(iter(["a"]))


@door(PUBLIC, why="to test")
def breaks(request):
    raise RuntimeError("a secret detail")


@door(WORKER, why="to test the log")
def looks(request):
    web_request.look_at(request, seen["person_id"], "name", "money")  # type: ignore[arg-type]
    return HttpResponse("looked")


@door(PERSON, why="to test")
def for_people(request):
    return HttpResponse("yours")


urlpatterns = [
    path("who/", who),
    path("undeclared/", undeclared),
    path("refused/", says_refused),
    path("not-allowed/", says_not_allowed),
    path("streams/", streams),
    path("breaks/", breaks),
    path("looks/", looks),
    path("for-people/", for_people),
    *real_urlpatterns,
]
handlers = (handler403, handler404, handler500)


@pytest.fixture(autouse=True)
def test_pages(settings):
    settings.ROOT_URLCONF = __name__
    seen.clear()


def test_a_member_comes_with_purpose_and_moment(sign_in, standing: Standing):
    assert sign_in(standing.wren).get("/who/").status_code == 200
    assert (seen["viewer"], seen["member"], seen["person"]) == (standing.wren, standing.wren, None)
    assert seen["purpose"] == "to test"
    assert seen["now"].tzinfo is not None  # type: ignore[attr-defined]


def test_a_person_comes_as_herself(sign_in, standing: Standing):
    sign_in(standing.ada).get("/who/")
    assert (seen["viewer"], seen["member"], seen["person"]) == (standing.ada, None, standing.ada)


def test_the_context_is_set_in_the_database_for_this_request_alone(sign_in, standing: Standing):
    sign_in(standing.wren).get("/who/")
    if connection.vendor != "postgresql":
        assert "settings" not in seen
        return
    assert seen["settings"] == (str(standing.wren.id), "member", str(standing.charity.id), "to test")
    sign_in(standing.ada).get("/who/")
    assert seen["settings"] == (str(standing.ada.id), "person", "", "to test")


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_request_is_one_transaction_on_postgresql_and_none_on_sqlite(sign_in, fresh_database, method):
    from tests.factories import standing_people

    ada = standing_people().ada
    getattr(sign_in(ada), method)("/who/")
    assert seen["in_atomic"] is (connection.vendor == "postgresql")


def test_nothing_of_the_context_stays_after_the_request(sign_in, fresh_database):
    from tests.factories import standing_people

    sign_in(standing_people().ada).get("/who/")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('commonpurse.viewer', true)")
            assert cursor.fetchone() in [("",), (None,)]
    assert not connection.in_atomic_block


def test_a_view_without_a_door_is_never_run(db):
    response = Client().get("/undeclared/")
    assert response.status_code == 403


def test_a_refusal_that_no_view_handled_is_a_plain_page(db):
    response = Client().get("/refused/")
    assert response.status_code == 422
    assert "There is no money left for that." in response.content.decode()


def test_a_refused_request_leaves_nothing_behind_on_postgresql(fresh_database):
    Client().get("/refused/")
    assert Organisation.objects.exists() is (connection.vendor == "sqlite")


def test_not_allowed_says_no_detail(db):
    response = Client().get("/not-allowed/")
    assert response.status_code == 403
    assert "secret" not in response.content.decode()


def test_what_broke_says_sorry_and_no_detail(db):
    response = Client(raise_request_exception=False).get("/breaks/")
    assert response.status_code == 500
    assert "our fault" in response.content.decode()
    assert "secret" not in response.content.decode()


def test_a_stream_is_refused_because_it_would_read_after_the_transaction(db):
    with pytest.raises(TypeError, match="made whole"):
        Client().get("/streams/")


def test_a_method_that_was_not_declared_is_refused(db):
    assert Client().post("/refused/").status_code == 405


def test_a_visitor_is_sent_to_sign_in_and_back(db):
    response = Client().get("/who/")
    assert (response.status_code, response.headers["Location"]) == (302, "/sign-in/?next=/who/")


def test_a_member_does_not_pass_a_persons_door(sign_in, standing: Standing):
    assert sign_in(standing.wren).get("/for-people/").status_code == 403


def test_a_leaver_is_out_at_the_next_request(sign_in, standing: Standing):
    client = sign_in(standing.wren)
    assert client.get("/who/").status_code == 200
    standing.wren.is_active = False
    standing.wren.save(update_fields=["is_active"])
    assert client.get("/who/").status_code == 302


def test_a_sign_in_switched_off_is_out_at_the_next_request(sign_in, standing: Standing):
    client = sign_in(standing.ada)
    user = standing.ada.user
    user.is_active = False
    user.save(update_fields=["is_active"])
    assert client.get("/who/").status_code == 302


def test_a_look_is_written_with_who_for_whom_why_and_what(sign_in, standing: Standing):
    seen["person_id"] = standing.ada.id
    assert sign_in(standing.wren).get("/looks/").status_code == 200
    row = AccessRow.objects.get()
    assert (row.person_id, row.viewer_id, row.organisation_id) == (
        standing.ada.id,
        standing.wren.id,
        standing.charity.id,
    )
    assert (row.why, row.fields) == ("to test the log", ["name", "money"])


def test_where_the_look_cannot_be_written_nothing_is_shown(sign_in, standing: Standing, monkeypatch):
    from commonpurse.parties.consent.commands import CannotRecordLook

    def full(**facts):
        raise CannotRecordLook("We could not write down that you looked, so we cannot show this page.")

    monkeypatch.setattr(web_request, "log_accesses", full)
    seen["person_id"] = standing.ada.id
    response = sign_in(standing.wren).get("/looks/")
    assert response.status_code == 422
    assert b"looked</" not in response.content


def test_a_request_too_large_is_refused_before_it_is_read(db):
    response = Client().post("/sign-in/", b"", content_type="text/plain", CONTENT_LENGTH="900000000")
    assert response.status_code == 413


@pytest.mark.parametrize("address", ["/", "/sign-in/", "/nowhere/", "/who/", "/refused/"])
def test_every_answer_carries_the_headers_that_protect_it(db, address):
    headers = Client().get(address).headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    policy = headers["Content-Security-Policy"]
    for rule in ("default-src 'self'", "frame-ancestors 'none'", "object-src 'none'", "form-action 'self'"):
        assert rule in policy
    assert "unsafe" not in policy


def test_a_form_without_its_token_is_refused_in_words(db):
    response = Client(enforce_csrf_checks=True).post("/sign-in/", {"username": "x", "password": "y"})
    assert response.status_code == 403
    assert "open too long" in response.content.decode()
