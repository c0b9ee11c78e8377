from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.web.scenes import Scene


def test_sent_is_never_called_received(scene: Scene, sign_in):
    client = sign_in(scene.people.ngozi)
    page = client.get("/finance/payments/?state=sent").content.decode()
    assert "Sent to the bank" in page
    assert scene.sent.end_to_end_id in page
    assert scene.ready.end_to_end_id not in page
    assert "Received" not in page


def test_a_state_that_is_none_shows_all(scene: Scene, sign_in):
    page = sign_in(scene.people.ngozi).get("/finance/payments/?state='; DROP").content.decode()
    assert scene.sent.end_to_end_id in page
    assert scene.ready.end_to_end_id in page


def test_a_payment_can_be_followed_to_its_funds(scene: Scene, sign_in):
    page = sign_in(scene.people.ngozi).get(f"/finance/payments/{scene.sent.id}/").content.decode()
    assert "Home Fund" in page
    assert "£40.00" in page


def test_finance_stops_what_has_not_left_with_a_reason(scene: Scene, sign_in):
    client, address = sign_in(scene.people.ngozi), f"/finance/payments/{scene.ready.id}/"
    assert client.post(address, {"act": "stop", "reason": ""}).status_code == 422
    assert client.post(address, {"act": "stop", "reason": "Paid twice by mistake."}).status_code == 303
    scene.ready.refresh_from_db()
    assert scene.ready.state == "stopped"


def test_nobody_knows_is_a_state(scene: Scene, sign_in):
    client, address = sign_in(scene.people.ngozi), f"/finance/payments/{scene.sent.id}/"
    page = client.post(address, {"act": "doubt", "reason": "The bank does not answer."}, follow=True)
    assert "We are asking the bank" in page.content.decode()
    today = client.get("/finance/").content.decode()
    assert scene.sent.end_to_end_id in today


@pytest.mark.parametrize(
    "content",
    [
        b"not xml",
        b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
        b"<Document xmlns='urn:iso:std:iso:20022:tech:xsd:pain.002.001.03'><CstmrPmtStsRpt>",
        "<a>£</a>".encode("utf-16"),
    ],
)
def test_a_report_that_cannot_be_read_is_refused_in_words(scene: Scene, sign_in, content):
    file = SimpleUploadedFile("report.xml", content)
    answer = sign_in(scene.people.ngozi).post("/finance/files/report/", {"file": file})
    assert answer.status_code == 422
    assert "Please look at this first" in answer.content.decode()


def test_a_report_needs_a_file(scene: Scene, sign_in):
    client = sign_in(scene.people.ngozi)
    assert "Choose the file." in client.post("/finance/files/report/", {}).content.decode()
    empty = client.post("/finance/files/report/", {"file": SimpleUploadedFile("a.xml", b"")})
    assert "This file is empty." in empty.content.decode()
