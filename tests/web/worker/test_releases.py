from __future__ import annotations

import re

import pytest

from commonpurse.kernel.identity import new_id
from commonpurse.money.payments.models import Payment
from tests.factories import Standing, make_budget, make_fund, make_payee
from tests.web.scenes import Scene


def address(scene: Scene) -> str:
    return f"/worker/people/{scene.people.ada.id}/release/"


def form(scene: Scene, **given: str) -> dict[str, str]:
    return {
        "request_id": str(new_id()),
        "account": str(scene.own.id),
        "amount": "50",
        "spend_kind": "furniture",
        "step": "check",
    } | given


def test_everything_is_shown_before_anything_is_released(scene: Scene, sign_in):
    before = Payment.objects.count()
    answer = sign_in(scene.people.wren).post(address(scene), form(scene))
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "Release £50.00 to Me?" in text
    assert "£540.00" in text  # what is left after it
    assert Payment.objects.count() == before


def test_the_last_button_releases_once_however_often_it_is_pressed(scene: Scene, sign_in):
    client = sign_in(scene.people.wren)
    checked = client.post(address(scene), form(scene)).content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)"', checked))
    for _ in range(3):
        assert client.post(address(scene), hidden | {"step": "release"}).status_code == 303
    assert Payment.objects.filter(amount_minor=5000).count() == 1


def test_what_would_be_refused_is_said_before_the_button(scene: Scene, sign_in):
    page = sign_in(scene.people.wren).get(address(scene)).content.decode()
    assert "More than £590.00. That is what can be used now." in page
    assert "Money from Winter Fund. Its time is over." in page


@pytest.mark.parametrize("step", ["check", "release"])
def test_more_than_there_is_is_refused_with_what_was_typed_kept(scene: Scene, sign_in, step):
    before = Payment.objects.count()
    answer = sign_in(scene.people.wren).post(address(scene), form(scene, amount="700.00", step=step))
    assert answer.status_code == 422
    assert 'value="700.00"' in answer.content.decode()
    assert Payment.objects.count() == before


def test_a_step_down_without_a_reason_is_refused(scene: Scene, sign_in):
    given = form(scene, step="release", holding_type="authority_managed")
    answer = sign_in(scene.people.wren).post(address(scene), given)
    assert answer.status_code == 422
    assert "Say in plain words why" in answer.content.decode()
    reason = "Ada asked us to pay the landlord ourselves."
    assert sign_in(scene.people.wren).post(address(scene), given | {"holding_reason": reason}).status_code == 303
    assert Payment.objects.get(holding_reason=reason).holding_type == "authority_managed"


def test_a_payee_of_somebody_else_is_no_choice(scene: Scene, sign_in):
    answer = sign_in(scene.people.wren).post(address(scene), form(scene, account=str(new_id()), step="release"))
    assert answer.status_code == 422


def test_an_account_that_waits_says_until_when(scene: Scene, sign_in):
    waiting = scene.held.payee_account_id
    answer = sign_in(scene.people.wren).post(address(scene), form(scene, account=str(waiting)))
    assert "This account waits until Thursday 4 June at 09:30." in answer.content.decode()


def test_a_granted_ask_fills_the_form_and_is_paid_from_its_own_money(scene: Scene, sign_in):
    client = sign_in(scene.people.wren)
    page = client.get(f"{address(scene)}?ask={scene.granted.id}").content.decode()
    assert 'value="35.00"' in page
    given = form(scene, ask=str(scene.granted.id), amount="35.00", spend_kind="household_setup", step="release")
    assert client.post(address(scene), given).status_code == 303
    assert Payment.objects.get(ask=scene.granted).amount_minor == 3500
    changed = form(scene, ask=str(scene.granted.id), amount="36.00", spend_kind="household_setup", step="release")
    assert client.post(address(scene), changed).status_code == 422


@pytest.mark.parametrize("ask", ["nonsense", "0197268c-0000-7000-8000-00000000000a"])
def test_an_ask_that_is_not_there_is_not_found(scene: Scene, sign_in, ask):
    assert sign_in(scene.people.wren).get(f"{address(scene)}?ask={ask}").status_code == 404


def test_without_a_payee_the_page_says_what_to_do_first(standing: Standing, sign_in, clock):
    make_budget(standing, (make_fund(standing, received=100), 50))
    page = sign_in(standing.wren).get(f"/worker/people/{standing.ada.id}/release/").content.decode()
    assert "First write down where the money should go." in page
    make_payee(standing)
    page = sign_in(standing.wren).get(f"/worker/people/{standing.ada.id}/release/").content.decode()
    assert "See what will happen" in page
