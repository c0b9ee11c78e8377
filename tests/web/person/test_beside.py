"""A worker beside her, by the site's own door: what is hers alone stays shut, whatever she may see there by herself."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from commonpurse.kernel.helping import OnlyAlone, helped_by
from commonpurse.money.budgets.rules import LegalBasis, OrderType
from commonpurse.parties.consent.models import AccessRow, Permission, PermissionRequest, Wall
from commonpurse.parties.consent.rules import Item, Level
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.commands import (
    SharedWith,
    answer_permission_request,
    ask_permission,
    end_wall,
    give_again,
    give_permissions,
    raise_wall,
    withdraw_permissions,
)
from commonpurse.parties.people.models import Person
from commonpurse.parties.protected.commands import end_protected_detail, protect_detail, reveal_detail
from commonpurse.parties.protected.models import ProtectedDetail, Reveal
from commonpurse.rights.erasure.commands import ask_erasure
from commonpurse.rights.erasure.models import ErasureRequest
from tests.factories import NOW, Standing, make_budget, make_fund, record_check, told

pytestmark = pytest.mark.usefixtures("clock")

NUMBER = "07700 900321"


def sit(sign_in: Any, member: Member, person: Person) -> Client:
    """Give the member's own client once it has opened the pages of the person beside her."""
    client = sign_in(member)
    answer = client.post(f"/worker/people/{person.id}/beside/", {"reason": "To read a letter together"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/money/")
    return client


@pytest.fixture
def beside(standing: Standing, sign_in: Any) -> Client:
    return sit(sign_in, standing.wren, standing.ada)


def test_what_is_kept_safe_does_not_open_and_is_not_changed(beside: Client, standing: Standing) -> None:
    detail = protect_detail(by=standing.ada, person=standing.ada, kind="phone", value=NUMBER, now=NOW)
    one = f"/money/protected/{detail.id}/"
    for page, data in ((one, {}), ("/money/protected/add/", {"kind": "phone", "value": NUMBER}), (f"{one}end/", {})):
        answer = beside.post(page, data)
        assert answer.status_code == 403
        assert NUMBER not in answer.content.decode()
    assert not Reveal.objects.exists()
    assert ProtectedDetail.objects.get().ended_at is None


def test_her_walls_and_who_sees_what_stay_as_they_are(beside: Client, standing: Standing) -> None:
    ada = standing.ada
    wall = raise_wall(by=ada, person=ada, member=standing.callum, bond="relative", now=NOW)
    asked = ask_permission(
        by=standing.priya, person=ada, item=Item.HEALTH, level=Level.SEE, why="To go to the clinic", now=NOW
    )
    before = Permission.objects.count()
    for page in (
        f"/money/kept-away/{wall.id}/end/",
        "/money/kept-away/add/",
        f"/money/shared/asked/{asked.id}/",
        "/money/shared/add/",
        "/money/shared/undo/",
    ):
        assert beside.post(page, {"answer": "yes", "until": "month"}).status_code == 403
    assert Wall.objects.get().ended_at is None
    assert PermissionRequest.objects.get().answered_at is None
    assert Permission.objects.count() == before


@pytest.mark.parametrize(
    "page",
    [
        *(
            "held/",
            "sign-in/",
            "kept-away/",
            "kept-away/add/",
            "emergencies/",
            "looked/",
            "looked/looked.csv",
            "erase/",
        ),
        *("shared/", "shared/add/", "shared/before/", "protected/", "protected/add/"),
    ],
)
def test_these_pages_are_hers_alone(beside: Client, page: str) -> None:
    answer = beside.get(f"/money/{page}")
    assert answer.status_code == 403
    assert "Nobody can do this with you." in answer.content.decode()


def test_which_money_cannot_go_out_says_nothing_of_a_court_beside_her(
    beside: Client, standing: Standing, sign_in: Any
) -> None:
    care = make_fund(standing, "Care Fund", received=50, legal_basis=LegalBasis.CARE_ACT_DP, funder=standing.council)
    make_budget(standing, (care, 50))
    record_check(standing, care, order=OrderType.ALCOHOL_TREATMENT)
    helped = beside.get("/money/law/").content.decode()
    alone = sign_in(standing.ada).get("/money/law/").content.decode()
    for page in (helped, alone):
        assert "We cannot pay Care Fund out to you now." in page
    words = "There is an order from a court"
    assert words in alone
    assert words not in helped
    assert "alcohol" not in helped.lower()
    looks = AccessRow.objects.filter(viewer_id=standing.wren.id).values_list("fields", flat=True)
    assert "courts" not in str(list(looks))


def test_each_act_that_is_hers_alone_refuses_help(standing: Standing) -> None:
    ada, wren = standing.ada, standing.wren
    detail = protect_detail(by=ada, person=ada, kind="phone", value=NUMBER, now=NOW)
    wall = raise_wall(by=ada, person=ada, member=standing.callum, bond="relative", now=NOW)
    asked = ask_permission(
        by=standing.priya, person=ada, item=Item.HEALTH, level=Level.SEE, why="For the clinic", now=NOW
    )
    plan, to = told(Item.PLAN), SharedWith(member=standing.femi)
    given = give_permissions(by=ada, person=ada, to=to, told=plan, now=NOW)
    withdraw_permissions(by=ada, permissions=given, now=NOW)
    acts = [
        lambda: reveal_detail(by=ada, detail=detail, reason="", now=NOW),
        lambda: protect_detail(by=ada, person=ada, kind="phone", value=NUMBER, now=NOW),
        lambda: end_protected_detail(by=ada, detail=detail, now=NOW),
        lambda: raise_wall(by=ada, person=ada, member=standing.femi, bond="relative", now=NOW),
        lambda: end_wall(by=ada, wall=wall, now=NOW),
        lambda: give_permissions(by=ada, person=ada, to=to, told=plan, now=NOW),
        lambda: give_again(by=ada, permissions=given, now=NOW),
        lambda: answer_permission_request(by=ada, request=asked, told=None, now=NOW),
        lambda: ask_erasure(by=ada, person=ada, now=NOW),
    ]
    with helped_by(wren.id):
        for act in acts:
            with pytest.raises(OnlyAlone):
                act()
    for act in acts:  # alone, nothing of it is shut
        act()


def test_a_manager_beside_her_cannot_ask_that_she_is_erased(standing: Standing, sign_in: Any) -> None:
    priya = sit(sign_in, standing.priya, standing.ada)
    assert priya.post("/money/erase/").status_code == 403
    assert not ErasureRequest.objects.exists()


def test_who_sat_beside_her_does_not_agree_that_she_is_erased(standing: Standing, sign_in: Any) -> None:
    priya = sit(sign_in, standing.priya, standing.ada)
    priya.post("/money/helped/end/")
    sign_in(standing.ada).post("/money/erase/")
    answer = priya.post(f"/manager/erasures/{ErasureRequest.objects.get().id}/", {"act": "agree"})
    assert answer.status_code == 422
    assert "Another manager must agree to this." in answer.content.decode()
    assert Person.objects.get(id=standing.ada.id).called_by == "Ada"


def test_who_printed_her_card_does_not_agree_that_she_is_erased(standing: Standing, sign_in: Any) -> None:
    priya = sign_in(standing.priya)
    assert priya.post(f"/worker/people/{standing.ada.id}/sign-in/card/").status_code == 200
    ask_erasure(by=standing.ada, person=standing.ada, now=NOW)
    priya.post(f"/manager/erasures/{ErasureRequest.objects.get().id}/", {"act": "agree"})
    assert ErasureRequest.objects.get().agreed_at is None
