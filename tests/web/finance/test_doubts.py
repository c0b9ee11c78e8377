"""What nobody knows about: said of a payment or of a whole file, and taken out of it again by somebody else."""

from __future__ import annotations

import pytest
from django.test import Client

from commonpurse.money.payments.models import Payment
from commonpurse.money.payments.rules import PaymentState
from tests.web.scenes import Scene

WHY = "The bank’s page broke off."
ANSWER = "Mrs Hill of the bank, on the phone today."


@pytest.fixture(params=["file", "payment"])
def address(request, scene: Scene) -> str:
    of_payment = f"/finance/payments/{scene.sent.id}/"
    return of_payment if request.param == "payment" else f"/finance/files/{scene.sent_file.id}/"


def post(client: Client, address: str, act: str, reason: str):
    return client.post(address, {"act": act, "reason": reason})


def state_of(scene: Scene) -> str:
    return Payment.objects.get(id=scene.sent.id).state


def test_one_says_that_nobody_knows_and_another_what_the_bank_answered(scene: Scene, sign_in, address):
    first, second = sign_in(scene.people.ngozi), sign_in(scene.people.tom)
    assert post(first, address, "doubt", "").status_code == 422
    assert state_of(scene) == PaymentState.SENT
    assert post(first, address, "doubt", WHY).status_code == 303
    assert state_of(scene) == PaymentState.UNKNOWN
    assert "What the bank answered" in second.get(address).content.decode()
    assert post(second, address, "reject", "").status_code == 422
    assert post(second, address, "reject", ANSWER).status_code == 303
    assert state_of(scene) == PaymentState.REJECTED


def test_who_doubted_does_not_write_down_the_answer(scene: Scene, sign_in, address):
    client = sign_in(scene.people.ngozi)
    post(client, address, "doubt", WHY)
    refused = post(client, address, "reject", ANSWER)
    assert refused.status_code == 422
    assert state_of(scene) == PaymentState.UNKNOWN


def test_the_answer_that_was_typed_is_kept_when_it_is_refused(scene: Scene, sign_in):
    client, address = sign_in(scene.people.ngozi), f"/finance/files/{scene.sent_file.id}/"
    post(client, address, "doubt", WHY)
    assert ANSWER in post(client, address, "reject", ANSWER).content.decode()


def test_a_file_that_was_not_sent_cannot_be_doubted(scene: Scene, sign_in):
    client, address = sign_in(scene.people.ngozi), f"/finance/files/{scene.checked_file.id}/"
    assert "Did the bank take it?" not in client.get(address).content.decode()
    refused = post(client, address, "doubt", WHY)
    assert refused.status_code == 422
    assert "This file was never sent to the bank." in refused.content.decode()
