"""What holds of every endpoint: the pages' doors, the session's token, and a no that a program can read."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from commonpurse.api.v1.site import api
from commonpurse.kernel.errors import Refused
from commonpurse.kernel.identity import new_id
from commonpurse.parties.consent.models import AccessRow
from commonpurse.parties.partners.commands import end_membership
from commonpurse.parties.signin import models
from tests.factories import NOW, TODAY, Standing
from tests.support.agreements.test_deciding import limit

SignIn = Callable[..., Client]

pytestmark = pytest.mark.usefixtures("clock")


def address(standing: Standing, what: str = "who-decides") -> str:
    return f"/api/v1/people/{standing.ada.id}/{what}"


def problem_of(answer: HttpResponse) -> tuple[int, str]:
    assert answer.headers["Content-Type"] == "application/problem+json"
    told = json.loads(answer.content)
    assert told["status"] == answer.status_code
    assert told["title"]
    assert told["detail"].endswith(".")
    return answer.status_code, told["code"]


@pytest.mark.parametrize("visitor", ["femi", "ngozi", "callum", "stranger"])
def test_who_may_not_see_her_money_reads_what_they_read_of_nobody(
    standing: Standing, sign_in: SignIn, visitor: str
) -> None:
    client = sign_in(getattr(standing, visitor))
    hers, nobodys = client.get(address(standing)), client.get(f"/api/v1/people/{new_id()}/who-decides")
    assert problem_of(hers) == problem_of(nobodys) == (404, "not_there")
    assert hers.content == nobodys.content


def test_nobody_and_who_has_left_are_asked_to_sign_in(standing: Standing, sign_in: SignIn) -> None:
    assert problem_of(Client().get(address(standing))) == (401, "sign_in")
    wren = sign_in(standing.wren)
    assert wren.get(address(standing)).status_code == 200
    end_membership(by=standing.administrator, member=standing.wren, now=NOW)
    assert problem_of(wren.get(address(standing))) == (401, "sign_in")


def test_a_member_without_a_second_factor_is_told_where_to_show_one(standing: Standing, sign_in: SignIn) -> None:
    client = sign_in(standing.wren)
    models.SignIn.objects.update(second_factor_at=None)
    assert problem_of(client.get(address(standing))) == (403, "second_factor")


def test_the_look_is_written_down_before_the_answer(standing: Standing, sign_in: SignIn) -> None:
    sign_in(standing.wren).get(address(standing))
    row = AccessRow.objects.get(person=standing.ada, viewer_id=standing.wren.id)
    assert row.why == "to see who decides what"


def test_the_description_is_for_members_alone_and_knows_each_endpoint(standing: Standing, sign_in: SignIn) -> None:
    assert problem_of(Client().get("/api/v1/openapi.json")) == (401, "sign_in")
    assert problem_of(sign_in(standing.ada).get("/api/v1/openapi.json")) == (403, "not_allowed")
    told = sign_in(standing.wren).get("/api/v1/openapi.json").json()
    assert all(path.startswith("/api/v1/people/{person_id}/") for path in told["paths"])
    operations = [operation for _, router in api._routers for operation in router.path_operations]
    assert len(told["paths"]) == len(operations)


def test_another_method_is_not_taken(standing: Standing, sign_in: SignIn) -> None:
    assert sign_in(standing.wren).delete(address(standing)).status_code == 405


def test_a_rule_that_says_no_gives_its_code_its_sentence_and_its_field(rf: Any) -> None:
    answer = api.on_exception(rf.get("/"), Refused("Write {what}.", what="less", code="too_much", field="amount"))
    assert problem_of(answer) == (422, "too_much")
    assert json.loads(answer.content) == {
        "title": "Unprocessable Entity",
        "status": 422,
        "code": "too_much",
        "detail": "Write less.",
        "field": "amount",
    }


def test_who_decides_is_said_with_names_and_end(standing: Standing, sign_in: SignIn) -> None:
    limit(standing.ada, standing.wren, standing.wren, standing.priya)
    told = sign_in(standing.ada).get(address(standing)).json()
    kinds = {each["kind"]: each for each in told["kinds"]}
    assert (told["on"], told["agreement"]) == (TODAY.isoformat(), None)
    assert kinds["cash"] == {
        "kind": "cash",
        "words": "Take cash",
        "how": "i_do",
        "how_words": "I do",
        "names": [],
        "until": None,
    }
    spend = kinds["spend"]
    assert (spend["how"], spend["names"]) == ("agree_too", [standing.wren.name, standing.priya.name])
    assert spend["until"] == (TODAY + timedelta(days=30)).isoformat()
