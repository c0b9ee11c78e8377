from __future__ import annotations

import html
import re

import pytest
from django.test import Client

from commonpurse.kernel.identity import new_id
from commonpurse.money.budgets.commands import set_spending_rules
from commonpurse.money.budgets.rules import Rule, SpendKind
from commonpurse.money.payments.models import Payment
from tests.factories import NOW, Standing, make_budget, make_fund, make_payee
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


def hidden(page: str) -> dict[str, str]:
    """What the page's hidden fields would send."""
    found = re.findall(r'<input type="hidden"\s+name="([a-z_]+)"\s+value="([^"]*)"', page)
    return {name: html.unescape(value) for name, value in found}


def checked(client: Client, scene: Scene, **given: str) -> dict[str, str]:
    """What is sent by the button that the check brought."""
    typed = form(scene, **given)
    page = client.post(address(scene), typed).content.decode()
    return typed | {"checked": hidden(page)["checked"], "step": "release"}


def panel_of(page: str) -> str:
    return page[page.index('id="panel"') :].partition("</section>")[0]


def test_everything_is_shown_before_anything_is_released(scene: Scene, sign_in):
    before = Payment.objects.count()
    answer = sign_in(scene.people.wren).post(address(scene), form(scene))
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "Yes. It can go out." in text
    assert "Release £50.00 to Ada’s own account" in text
    assert "Yes. £535.00 is left after it." in text
    assert 'value="50"' in text
    assert Payment.objects.count() == before


def test_the_last_button_releases_once_however_often_it_is_pressed(scene: Scene, sign_in):
    client = sign_in(scene.people.wren)
    sent = checked(client, scene)
    for _ in range(3):
        assert client.post(address(scene), sent).status_code == 303
    assert Payment.objects.filter(amount_minor=5000).count() == 1


def test_the_payment_is_shown_with_what_comes_next_and_how_to_stop_it(scene: Scene, sign_in):
    client = sign_in(scene.people.wren)
    page = client.post(address(scene), checked(client, scene), follow=True).content.decode()
    assert "£50.00 is released to Ada’s own account." in page
    assert "Waiting for finance since Monday 1 June." in page
    assert "With a file that is made now it could be paid on Monday 1 June." in page
    assert "Stop this payment" in page


def test_there_is_no_button_before_all_is_well(scene: Scene, sign_in):
    client = sign_in(scene.people.wren)
    for given in ({"amount": ""}, {"amount": "700"}, {"account": ""}, {"holding_type": "authority_managed"}):
        page = client.post(address(scene), form(scene, **given)).content.decode()
        assert 'value="release"' not in page, given
        assert "Not yet." in panel_of(page), given
    assert 'value="release"' in client.post(address(scene), form(scene)).content.decode()


def test_nothing_goes_out_that_was_changed_after_the_check(scene: Scene, sign_in):
    client = sign_in(scene.people.wren)
    before = Payment.objects.count()
    for changed in ({"amount": "60"}, {"remittance": "Order 9"}, {"account": str(scene.landlord.id)}):
        answer = client.post(address(scene), checked(client, scene) | changed)
        assert answer.status_code == 422
        assert "You changed something after the check." in answer.content.decode()
    for unchecked in ({}, {"checked": "0" * 64}):
        assert client.post(address(scene), form(scene, step="release") | unchecked).status_code == 422
    assert Payment.objects.count() == before


def test_every_reason_is_said_at_once_with_what_to_do_instead(scene: Scene, sign_in):
    given = form(scene, amount="700", holding_type="authority_managed", remittance="a reference that is too long")
    page = sign_in(scene.people.wren).post(address(scene), given).content.decode()
    panel = panel_of(page)
    assert "Not yet. 3 things stop it." in panel
    for field, words in (
        ("amount", "Choose £585.00 or less, or ask for money to be added."),
        ("holding_reason", "Say in plain words why this payment is held in other hands."),
        ("remittance", "Write the reference with at most 18 characters."),
    ):
        assert page.count(words) == 1, "once, at its field"
        assert words in error_at(page, field)
    assert "Look at “How much?”" in panel
    assert page.count('class="field wrong"') == 3


def error_at(page: str, field: str) -> str:
    """What is said of one field to be wrong."""
    return page.partition(f'id="id_{field}_error"')[2].partition("</ul>")[0]


@pytest.mark.parametrize("step", ["check", "release"])
def test_a_kind_that_no_fund_pays_for_is_said_once_and_at_the_kind(scene: Scene, sign_in, step):
    no_toys = {SpendKind.FURNITURE: Rule(False, "It is for other things.")}
    set_spending_rules(by=scene.people.ngozi, fund=scene.fund, rules=no_toys, now=NOW)
    client = sign_in(scene.people.wren)
    page = client.post(address(scene), form(scene)).content.decode()
    page = client.post(address(scene), form(scene, step=step) | {"checked": hidden(page).get("checked", "")})
    page = page.content.decode()
    assert "does not pay for furniture" in error_at(page, "spend_kind")
    assert page.count("does not pay for furniture") == 1
    assert not error_at(page, "amount")


def test_a_part_of_the_page_renews_the_checks_while_one_types(scene: Scene, sign_in):
    client = sign_in(scene.people.wren)

    def typed(**given: str) -> str:
        answer = client.post(address(scene), form(scene, **given), headers={"HX-Request": "true"})
        assert answer.status_code == 200
        return answer.content.decode()

    assert "<html" not in typed()
    assert "Release £50.00 to Ada’s own account" in typed()
    open_still = typed(amount="", account="")
    assert "Not yet. Something is not filled in." in open_still
    assert "This stops it" not in open_still
    assert "This stops it" in typed(amount="twelve")
    assert "This stops it" in typed(amount="700")


def test_what_each_fund_pays_for_is_said_before_anything_is_typed(scene: Scene, sign_in):
    page = sign_in(scene.people.wren).get(address(scene)).content.decode()
    assert "£585.00 can be used now." in panel_of(page)
    assert "Its time is over since Saturday 30 May." in page
    assert "It pays for everything." in page


@pytest.mark.parametrize("step", ["check", "release"])
def test_more_than_there_is_is_refused_with_what_was_typed_kept(scene: Scene, sign_in, step):
    before = Payment.objects.count()
    answer = sign_in(scene.people.wren).post(address(scene), form(scene, amount="700.00", step=step))
    assert answer.status_code == 422
    assert 'value="700.00"' in answer.content.decode()
    assert Payment.objects.count() == before


def test_a_step_down_without_a_reason_is_refused(scene: Scene, sign_in):
    client = sign_in(scene.people.wren)
    given = {"holding_type": "authority_managed"}
    answer = client.post(address(scene), form(scene, step="release", **given))
    assert answer.status_code == 422
    assert "Say in plain words why" in answer.content.decode()
    reason = "Ada asked us to pay the landlord ourselves."
    sent = checked(client, scene, holding_reason=reason, **given)
    assert client.post(address(scene), sent).status_code == 303
    assert Payment.objects.get(holding_reason=reason).holding_type == "authority_managed"


def test_a_payee_of_somebody_else_is_no_choice(scene: Scene, sign_in):
    answer = sign_in(scene.people.wren).post(address(scene), form(scene, account=str(new_id()), step="release"))
    assert answer.status_code == 422


def test_an_account_that_waits_says_until_when(scene: Scene, sign_in):
    waiting = scene.held.payee_account_id
    answer = sign_in(scene.people.wren).post(address(scene), form(scene, account=str(waiting)))
    text = answer.content.decode()
    assert "It waits until Thursday 4 June at 09:30, and the payment with it." in text
    assert "It can be released, and then waits for the account." in text


def test_a_granted_ask_fills_the_form_and_is_paid_from_its_own_money(scene: Scene, sign_in):
    client = sign_in(scene.people.wren)
    page = client.get(f"{address(scene)}?ask={scene.granted.id}").content.decode()
    assert "This pays what was granted: £35.00 for “Curtains”." in page
    assert "Yes. It was set aside when the answer was yes." in page
    sent = hidden(page) | {"account": str(scene.own.id), "holding_type": "", "step": "release"}
    assert client.post(address(scene), sent | {"amount": "36.00"}).status_code == 422
    assert client.post(address(scene), sent).status_code == 303, "one press, with nothing typed"
    assert Payment.objects.get(ask=scene.granted).amount_minor == 3500


@pytest.mark.parametrize("ask", ["nonsense", "0197268c-0000-7000-8000-00000000000a"])
def test_an_ask_that_is_not_there_is_not_found(scene: Scene, sign_in, ask):
    assert sign_in(scene.people.wren).get(f"{address(scene)}?ask={ask}").status_code == 404


def test_without_a_payee_the_page_says_what_to_do_first(standing: Standing, sign_in, clock):
    make_budget(standing, (make_fund(standing, received=100), 50))
    page = sign_in(standing.wren).get(f"/worker/people/{standing.ada.id}/release/").content.decode()
    assert "First write down where the money should go." in page
    make_payee(standing)
    page = sign_in(standing.wren).get(f"/worker/people/{standing.ada.id}/release/").content.decode()
    assert "Can this go out?" in page
    assert "checked>" in page or "checked " in page, "the only account is chosen already"


def test_who_adds_a_payee_from_a_release_goes_on_with_it(standing: Standing, sign_in, clock):
    make_budget(standing, (make_fund(standing, received=100), 50))
    client = sign_in(standing.wren)
    page = client.get(f"/worker/people/{standing.ada.id}/release/").content.decode()
    assert f'href="/worker/people/{standing.ada.id}/payees/add/?then=release"' in page
    payee = {"kind": "own", "name": "Me", "holder_name": "Ada", "sort_code": "12-34-56", "account_number": "12345678"}
    for then, onwards in (("release", "release/"), ("https://elsewhere.example", "payees/")):
        answer = client.post(f"/worker/people/{standing.ada.id}/payees/add/?then={then}", payee)
        assert answer.headers["Location"] == f"/worker/people/{standing.ada.id}/{onwards}"
        payee |= {"kind": "supplier", "name": "Shop", "account_number": "87654321"}


def test_an_ask_without_a_payee_is_for_her_own_account(scene: Scene, sign_in):
    asked = {"what_for": "A coat", "amount": "20", "spend_kind": "clothing", "pay_to": ""}
    client = sign_in(scene.people.wren)
    for pay_to, chosen in (("", scene.own), ("harbour homes", scene.landlord), ("Somebody new", None)):
        made = client.post(f"/worker/people/{scene.people.ada.id}/ask/", asked | {"pay_to": pay_to})
        client.post(made.headers["Location"], {"answer": "yes"})
        ask_id = made.headers["Location"].split("/")[-2]
        page = client.get(f"{address(scene)}?ask={ask_id}").content.decode()
        ticked = re.findall(r'<input type="radio" name="account" value="([^"]+)"[^>]*\schecked', page)
        assert ticked == ([str(chosen.id)] if chosen else []), pay_to
