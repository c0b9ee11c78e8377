"""A worker writes an agreement with the person, signs it, and never for her on the screen."""

from __future__ import annotations

from typing import Any

import pytest

from commonpurse.support.agreements.models import Agreement, AgreementTemplate, ChangeWish, Signature
from tests.factories import NOW, Standing, a_photo, make_budget, make_fund
from tests.support.agreements.making import write
from tests.web.person.test_agreement import words_of
from tests.web.scenes import Scene

TYPED: dict[str, Any] = {
    "what_for": "A home.",
    "sum": "900",
    "spend_up_to": "",
    "money_rules": "You pick the things.",
    "if_things_go_wrong": "We talk.",
    "how_to_challenge": "Say so.",
}


def address(people: Standing, path: str = "") -> str:
    return f"/worker/people/{people.ada.id}/agreement/{path}"


def test_the_form_begins_with_chosen_words_and_what_her_budget_holds(standing: Standing, sign_in) -> None:
    make_budget(standing, (make_fund(standing, received=500, ends_on=None), 120))
    said = sign_in(standing.wren).get(address(standing, "make/?start=a_home")).content.decode()
    assert 'value="120.00"' in said
    assert "It is for the deposit, a bed, pots and pans" in said
    assert "Work, or learning something" in said


def test_looking_how_it_reads_keeps_nothing(standing: Standing, sign_in) -> None:
    wren, typed = sign_in(standing.wren), TYPED | {"step": "check", "spend_up_to": "30"}
    whole = words_of(wren.post(address(standing, "make/"), typed))
    part = words_of(wren.post(address(standing, "make/"), typed, headers={"HX-Request": "true"}))
    for said in (whole, part):
        assert "How it reads to them" in said
        assert "Spend up to £30" in said
    assert "Sit side by side" not in part
    assert not Agreement.objects.exists()


def test_a_sum_that_cannot_be_read_yet_is_not_shown_as_nothing(standing: Standing, sign_in) -> None:
    typed = TYPED | {"step": "save", "sum": "much"}
    answer = sign_in(standing.wren).post(address(standing, "make/"), typed)
    assert answer.status_code == 422
    assert "There is £0" not in words_of(answer)
    assert "You pick the things." in words_of(answer)


def test_what_is_written_is_signed_by_the_worker_as_themselves(standing: Standing, sign_in) -> None:
    wren = sign_in(standing.wren)
    answer = wren.post(address(standing, "make/"), TYPED | {"step": "save", "start": "a_home"}, follow=True)
    assert "Now both of you sign it." in words_of(answer)
    made = Agreement.objects.get()
    assert (made.sum_minor, made.spend_up_to_minor, made.template) == (900_00, None, None)
    answer = wren.post(address(standing, f"{made.id}/"), {"step": "mine"}, follow=True)
    assert "You have signed." in words_of(answer)
    assert [(one.role, one.signed_by) for one in Signature.objects.all()] == [("worker", standing.wren)]


def test_what_somebody_else_wrote_meanwhile_is_not_replaced_and_nothing_typed_is_lost(scene: Scene, sign_in) -> None:
    write(scene.people, now=NOW, what_for="A job.")
    typed = TYPED | {"step": "save", "after": str(scene.to_sign.id), "what_for": "A boat."}
    answer = sign_in(scene.people.wren).post(address(scene.people, "make/"), typed)
    assert answer.status_code == 422
    assert "Somebody wrote a newer wording meanwhile." in words_of(answer)
    assert "A boat." in answer.content.decode()
    assert not Agreement.objects.filter(what_for="A boat.").exists()


@pytest.mark.parametrize(
    ("posted", "how"),
    [({"step": "said", "note": "Yes, that is fair."}, "spoken"), ({"step": "paper", "file": None}, "paper")],
)
def test_how_she_signed_is_written_down(scene: Scene, sign_in, posted: dict[str, Any], how: str) -> None:
    wren, page = sign_in(scene.people.wren), address(scene.people, f"{scene.to_sign.id}/")
    empty = {"step": posted["step"]}
    assert wren.post(page, empty).status_code == 422
    given = posted | ({"file": a_photo()} if how == "paper" else {})
    assert wren.post(page, given).status_code == 303
    signed = Signature.objects.get(agreement=scene.to_sign, role="person")
    assert (signed.how, signed.written_down_by) == (how, scene.people.wren)
    scene.to_sign.refresh_from_db()
    assert scene.to_sign.number == 2


def test_words_are_put_aside_and_what_counts_stays(scene: Scene, sign_in) -> None:
    wren, page = sign_in(scene.people.wren), address(scene.people, f"{scene.to_sign.id}/")
    answer = wren.post(page, {"step": "drop"}, follow=True)
    assert "These words are put aside. What counts stays." in words_of(answer)
    assert "Number 1." in words_of(answer)
    assert "Words that were put aside" in words_of(wren.get(page))
    assert wren.post(page, {"step": "mine"}).status_code in (303, 422)


def test_what_she_wants_to_be_different_is_answered(scene: Scene, sign_in) -> None:
    wren, page = sign_in(scene.people.wren), address(scene.people, f"wishes/{scene.wish.id}/")
    assert f'href="{page}"' in wren.get("/worker/asks/waiting/").content.decode()
    assert page not in sign_in(scene.people.femi).get("/worker/asks/waiting/").content.decode()
    assert "I want to pay the shop myself." in words_of(wren.get(page))
    assert wren.post(page, {"answer": ""}).status_code == 422
    assert "can read your answer" in words_of(wren.post(page, {"answer": "You can, from Monday."}, follow=True))
    assert ChangeWish.objects.get().answer == "You can, from Monday."
    assert "Wren says: You can, from Monday." in words_of(sign_in(scene.people.ada).get("/money/agreement/"))
    assert wren.get(page).status_code == 404


def test_the_agreement_leads_to_who_decides(scene: Scene, sign_in) -> None:
    page = sign_in(scene.people.wren).get(address(scene.people)).content.decode()
    assert f'href="/worker/people/{scene.people.ada.id}/decides/"' in page


def test_a_worker_to_whom_she_shows_nothing_finds_no_page(scene: Scene, sign_in) -> None:
    femi = sign_in(scene.people.femi)
    for path in ("", "make/", f"{scene.agreement.id}/", f"wishes/{scene.wish.id}/", f"{scene.agreement.id}/paper/"):
        assert femi.get(address(scene.people, path)).status_code == 404, path


def test_another_persons_wording_is_not_at_this_persons_address(scene: Scene, sign_in) -> None:
    path = f"/worker/people/{scene.people.stranger.id}/agreement/{scene.agreement.id}/"
    assert sign_in(scene.people.priya).get(path).status_code == 404


def test_a_partnership_makes_the_words_to_begin_with_its_own(standing: Standing, sign_in) -> None:
    priya = sign_in(standing.priya)
    form = words_of(priya.get("/administrator/agreements/write/?from=a_home"))
    assert "It is for the deposit" in form
    typed = {"after": "0", "name": "A home", "what_for": "A home by the sea."}
    assert "is offered from now on" in words_of(priya.post("/administrator/agreements/write/", typed, follow=True))
    answer = priya.post("/administrator/agreements/write/", typed | {"what_for": "A flat."})
    assert answer.status_code == 422
    assert "Somebody changed this template meanwhile." in words_of(answer)
    answer = priya.post("/administrator/agreements/", {"name": "A home"}, follow=True)
    assert "is offered no more" in words_of(answer)
    assert [(one.version, one.is_offered) for one in AgreementTemplate.objects.all()] == [(1, True), (2, False)]
    assert sign_in(standing.wren).get("/administrator/agreements/").status_code == 403
