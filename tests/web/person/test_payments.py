"""A payment on its path: where it is, since when, whom it waits for, and what she can do."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from commonpurse.kernel.identity import new_id
from commonpurse.money.payments.commands import change_payee_account
from commonpurse.money.payments.models import Payment
from tests.factories import NOW, TypedAccount
from tests.web.scenes import Scene


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<svg.*?</svg>|<[^>]+>", " ", answer.content.decode(), flags=re.DOTALL))


def page_of(scene: Scene, sign_in, which: str) -> str:
    return text_of(sign_in(scene.people.ada).get(f"/money/payments/{getattr(scene, which).id}/"))


@pytest.mark.parametrize(
    ("which", "sentences"),
    [
        (
            "ready",
            ["Wren decided.", "Waiting for our next file since Monday 1 June. The bank can pay it from Monday 1 June."],
        ),
        ("held", ["Waiting for the new account since Monday 1 June. It waits until Thursday 4 June at 09:30."]),
        ("sent", ["Waiting for the bank since Monday 1 June. It was sent. It should be there today."]),
        ("paid", ["The bank paid it , done Monday 1 June"]),
        (
            "back",
            ["It came back , failed", "The bank says: the account is closed.", "Pay it again", "Change the account"],
        ),
        ("stopped", ["It was stopped , failed", "Ada found one for free."]),
    ],
)
def test_the_path_says_where_it_is_and_whom_it_waits_for(scene: Scene, sign_in, which: str, sentences: list[str]):
    page = page_of(scene, sign_in, which)
    assert [words for words in sentences if words not in page] == []


@pytest.mark.parametrize("which", ["ready", "held", "sent", "back", "stopped"])
def test_what_the_bank_has_not_paid_is_never_said_to_be_paid_or_received(scene: Scene, sign_in, which: str):
    page = page_of(scene, sign_in, which)
    assert "received" not in page
    if which != "back":
        assert "The bank paid it" not in page


def test_sent_and_late_says_that_the_bank_has_not_answered(scene: Scene, sign_in, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW + timedelta(days=3))
    page = page_of(scene, sign_in, "sent")
    assert "The bank was to pay it on Monday 1 June. It has not said yet that it did." in page
    assert "Tell your worker." in page


@pytest.mark.parametrize(
    ("which", "acts"),
    [
        ("ready", {"Stop it", "Pay this again"}),
        ("held", {"Stop it", "Pay this again"}),
        ("sent", {"Pay this again"}),
        ("paid", {"Pay this again"}),
        ("back", {"Pay it again"}),
        ("stopped", {"Pay this again"}),
    ],
)
def test_only_what_can_be_done_is_offered(scene: Scene, sign_in, which: str, acts: set[str]):
    page = page_of(scene, sign_in, which)
    assert {act for act in ("Stop it", "Pay this again", "Pay it again") if act in page} == acts


def test_stopping_asks_once_and_puts_the_money_back(scene: Scene, sign_in):
    client = sign_in(scene.people.ada)
    address = f"/money/payments/{scene.ready.id}/stop/"
    assert "Stop £22 to your own account?" in text_of(client.get(address))
    assert Payment.objects.get(id=scene.ready.id).state == "ready"
    answer = client.post(address, follow=True)
    assert "It is stopped. £22 is yours again." in text_of(answer)
    assert "You stopped it." in text_of(answer)
    assert '<span class="unseen">607 pounds</span>' in client.get("/money/").content.decode()


def test_to_stop_stands_before_to_pay_again(scene: Scene, sign_in):
    page = page_of(scene, sign_in, "ready")
    assert page.index("Stop it") < page.index("Pay this again")


def test_who_is_told_of_a_stop_is_said_only_where_somebody_else_was_to_be_paid(scene: Scene, sign_in):
    client = sign_in(scene.people.ada)
    assert "We do not tell them." not in text_of(client.get(f"/money/payments/{scene.ready.id}/stop/"))
    assert "We do not tell them." in text_of(client.get(f"/money/payments/{scene.held.id}/stop/"))


def test_a_stopped_payment_is_not_said_to_be_followed(scene: Scene, sign_in):
    assert "“paid” only when" in page_of(scene, sign_in, "ready")
    stopped = page_of(scene, sign_in, "stopped")
    assert "“paid” only when" not in stopped
    assert "Nothing more happens with it." in stopped


def test_what_is_in_a_file_cannot_be_stopped_and_says_whom_to_tell(scene: Scene, sign_in):
    client = sign_in(scene.people.ada)
    in_file = Payment.objects.filter(state="in_file").first()
    assert in_file is not None
    page = text_of(client.get(f"/money/payments/{in_file.id}/"))
    assert "It is in a file, so you cannot stop it here. Tell your worker at once if it must not go." in page
    answer = client.post(f"/money/payments/{in_file.id}/stop/")
    assert answer.status_code == 422
    assert "This was not done" in text_of(answer)


def test_what_came_back_is_paid_again_once_and_the_old_page_leads_to_the_new(scene: Scene, sign_in):
    client = sign_in(scene.people.ada)
    address = f"/money/payments/{scene.back.id}/again/"
    assert "Pay £25 to Harbour Homes again?" in text_of(client.get(address))
    shown = {"account": str(scene.back.payee_account_id)}
    first = client.post(address, shown | {"request_id": str(new_id())})
    fresh = Payment.objects.get(reissues=scene.back)
    assert (first.status_code, first.headers["Location"]) == (303, f"/money/payments/{fresh.id}/")
    assert client.post(address, shown | {"request_id": str(new_id())}).status_code == 422
    assert Payment.objects.filter(reissues=scene.back).count() == 1
    page = page_of(scene, sign_in, "back")
    assert "This was paid again." in page
    assert "Pay it again" not in page


def test_money_never_goes_to_another_account_than_the_page_showed(scene: Scene, sign_in):
    client = sign_in(scene.people.ada)
    address = f"/money/payments/{scene.back.id}/again/"
    client.get(address)
    changed = change_payee_account(
        by=scene.people.wren,
        payee=scene.back.payee_account.payee,
        holder_name="Harbour Homes",
        account=TypedAccount("20-00-00", "33445566"),
        now=NOW,
    )
    old = client.post(address, {"request_id": str(new_id()), "account": str(scene.back.payee_account_id)})
    assert old.status_code == 422
    assert "The account is another one now." in text_of(old)
    assert f"ending in {changed.ending}" in text_of(old)
    assert not Payment.objects.filter(reissues=scene.back).exists()
    client.post(address, {"request_id": str(new_id()), "account": str(changed.id)})
    assert Payment.objects.get(reissues=scene.back).payee_account == changed


def test_the_list_is_cut_by_how_it_stands(scene: Scene, sign_in):
    client = sign_in(scene.people.ada)
    shown = {
        name: text_of(client.get(f"/money/payments/?show={name}")) for name in ("all", "on_its_way", "paid", "not_paid")
    }
    for words, where in [
        ("£60 went to your own account", {"all", "paid"}),
        ("£25 to Harbour Homes for furniture and white goods came back.", {"all", "not_paid"}),
        ("£40 to your own account for furniture and white goods was sent to the bank.", {"all", "on_its_way"}),
    ]:
        assert {name for name, page in shown.items() if words in page} == where
    assert text_of(client.get("/money/payments/?show=nonsense")) == shown["all"]


@pytest.mark.parametrize("page", ["", "stop/", "again/"])
def test_a_payment_of_somebody_else_is_not_there(scene: Scene, sign_in, page: str):
    stranger = sign_in(scene.people.stranger)
    address = f"/money/payments/{scene.ready.id}/{page}"
    assert stranger.get(address).status_code == 404
    if page:
        assert stranger.post(address, {"request_id": str(new_id())}).status_code == 404
    assert Payment.objects.get(id=scene.ready.id).state == "ready"
