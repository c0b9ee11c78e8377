"""Who helps her with money, an end in one tap, and what a helper sees and pays on their own pages."""

from __future__ import annotations

import re
from typing import Any

import pytest

from commonpurse.kernel.identity import new_id
from commonpurse.kernel.messages.models import News
from commonpurse.money.payments.models import Payment
from commonpurse.money.payments.rules import PayeeKind
from commonpurse.parties.consent.models import AccessRow
from commonpurse.parties.consent.rules import RepresentativeKind
from commonpurse.parties.people.models import Representative
from tests.factories import Standing, make_budget, make_fund, make_payee
from tests.parties.people.acting_for import act_for

HELPERS, HELPING = "/money/helpers/", "/money/helping/"


@pytest.fixture
def hers(standing: Standing, sign_in, clock):
    """Ada's own browser."""
    return sign_in(standing.ada)


@pytest.fixture
def sams(standing: Standing, sign_in, clock):
    """Sam's browser, who helps her."""
    return sign_in(standing.stranger)


@pytest.fixture
def payable(standing: Standing):
    """Ada has £400 and three who can be paid: herself, a shop, and somebody who helps her."""
    make_budget(standing, (make_fund(standing, received=500), 400))
    make_payee(standing, PayeeKind.SUPPLIER, "Shop")
    make_payee(standing, PayeeKind.HELPER, "Sams account")
    return make_payee(standing)


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", answer.content.decode()))


def pay(client, standing: Standing, payee, amount: str, **given: Any):
    sent = {
        "payee": str(payee.payee_id),
        "spend_kind": "furniture",
        "amount": amount,
        "request_id": str(new_id()),
    }
    return client.post(f"{HELPING}{standing.ada.id}/pay/", sent | given, follow=True)


def test_she_names_a_helper_by_name_and_number_with_a_limit(standing, hers):
    assert "Nobody helps you with money here." in text_of(hers.get(HELPERS))
    wrong = {"helper_name": "Sam", "helper_reference": "H-009", "limit": "20", "until": "30"}
    answer = hers.post(f"{HELPERS}add/", wrong)
    assert answer.status_code == 422
    assert "We do not find anybody with this name and number." in text_of(answer)
    page = hers.post(f"{HELPERS}add/", wrong | {"helper_reference": "H-002"}, follow=True)
    assert "Sam helps you from now on." in text_of(page)
    assert "They may pay up to £20 a day." in text_of(page)
    made = Representative.objects.get()
    assert (made.helper, made.kind, made.limit_minor) == (standing.stranger, "helper", 2000)


def test_an_empty_limit_lets_them_see_and_pay_nothing(standing, hers, sams, payable):
    hers.post(f"{HELPERS}add/", {"helper_name": "Sam", "helper_reference": "H-002", "limit": "", "until": "30"})
    text = text_of(sams.get(HELPING))
    assert "Ada can use £400 now." in text
    assert "Pay for Ada" not in text
    assert sams.get(f"{HELPING}{standing.ada.id}/pay/").status_code == 404


@pytest.mark.parametrize(("sent", "told"), [({}, 0), ({"tell": "1"}, 1)])
def test_one_tap_ends_it_at_once_and_the_quiet_one_tells_nobody(standing, hers, sams, payable, sent, told):
    acts = act_for(standing)
    assert "Ada" in text_of(sams.get(HELPING))
    page = hers.post(f"{HELPERS}{acts.id}/end/", sent, follow=True)
    assert "Stopped. They see and pay nothing now." in text_of(page)
    assert "Ada" not in text_of(sams.get(HELPING))
    assert sams.get(f"{HELPING}{standing.ada.id}/pay/").status_code == 404
    assert News.objects.filter(recipient_id=standing.stranger.id).count() == told


def test_nobody_else_ends_it(standing, sams, sign_in):
    acts = act_for(standing)
    assert sams.post(f"{HELPERS}{acts.id}/end/").status_code == 404
    assert Representative.objects.get().ended_at is None


def test_a_helper_pays_for_her_within_the_limit_and_her_pages_say_so(standing, hers, sams, payable):
    act_for(standing)
    form = text_of(sams.get(f"{HELPING}{standing.ada.id}/pay/"))
    assert "Pay this for Ada" in form
    assert "Shop" in form
    assert "Sams account" not in form
    refused = pay(sams, standing, payable, "51")
    assert refused.status_code == 422
    assert "You can pay £50.00 more today." in text_of(refused)
    assert "You paid £20 for Ada. We tell them." in text_of(pay(sams, standing, payable, "20"))
    paid = Payment.objects.get()
    assert "Somebody who helps you did this for you." in text_of(hers.get("/money/payments/"))
    assert "Sam did this for you." in text_of(hers.get(f"/money/payments/{paid.id}/"))
    assert News.objects.filter(recipient_id=standing.ada.id, kind="paid_for_her").exists()


def test_a_helper_cannot_send_a_payee_that_is_not_offered(standing, sams, payable):
    act_for(standing)
    assert pay(sams, standing, make_payee(standing, PayeeKind.HELPER, "One more"), "1").status_code == 422
    assert not Payment.objects.exists()


def test_their_looks_stand_in_her_list(standing, hers, sams, payable):
    act_for(standing)
    sams.get(HELPING)
    look = AccessRow.objects.get(person=standing.ada.id, viewer_id=standing.stranger.id)
    assert (look.viewer_kind, look.fields) == ("person", ["name", "money"])
    text = text_of(hers.get("/money/looked/"))
    assert "Somebody who helps you looked at your name and your money" in text
    assert "to help you with money" in text


def test_a_worker_writes_it_down_and_a_second_one_agrees(standing, hers, sams, sign_in, payable):
    wren, priya = sign_in(standing.wren), sign_in(standing.priya)
    address = f"/worker/people/{standing.ada.id}/helpers/"
    sent = {
        "helper_name": "Sam",
        "helper_reference": "H-002",
        "kind": RepresentativeKind.AUTHORISED.value,
        "may_pay": "on",
        "limit": "30",
        "explained": "spoken",
        "ends_on": "01/09/2026",
    }
    page = wren.post(address, sent, follow=True)
    assert "It is written down. The person has news of it." in text_of(page)
    assert "A second worker has to agree first." in text_of(hers.get(HELPERS))
    assert "You help nobody" in text_of(sams.get(HELPING))
    acts = Representative.objects.get()
    assert "somebody else agrees" in text_of(wren.post(f"{address}{acts.id}/agree/", follow=True))
    assert "You agreed." in text_of(priya.post(f"{address}{acts.id}/agree/", follow=True))
    assert "Pay for Ada" in text_of(sams.get(HELPING))
    assert "It has ended. We do not tell them." in text_of(wren.post(f"{address}{acts.id}/end/", follow=True))
    assert "You help nobody" in text_of(sams.get(HELPING))
