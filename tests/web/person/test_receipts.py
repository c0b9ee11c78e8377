"""A receipt from her side and her worker's: keep one, skip it, write about it, and who sees what of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from commonpurse.kernel.identity import new_id
from commonpurse.kernel.messages.models import News
from commonpurse.money.payments.models import Payment, Proof, ProofMessage
from commonpurse.money.payments.proof_tiers import NEWS_ABOUT_RECEIPT
from commonpurse.parties.attachments.models import Attachment
from commonpurse.parties.consent.models import AccessRow
from tests.factories import NOW, a_photo, make_attachment, release
from tests.parties.attachments.files import SCRIPT, action, paper, photo, photo_with_place, sent
from tests.web.scenes import Scene


@pytest.fixture
def payment(scene: Scene) -> Payment:
    """A payment of a sum for which a line or a photo is asked."""
    return release(scene.people, scene.budget, scene.own, 120)


def page_of(payment: Payment) -> str:
    return reverse("person:receipt", args=[payment.id])


def keep(client: Client, payment: Payment, **given):
    return client.post(page_of(payment), {"act": "keep", "words": "", "request_id": str(new_id())} | given)


def test_a_payment_offers_it_calmly_and_she_may_skip_it(scene: Scene, payment: Payment, sign_in) -> None:
    ada = sign_in(scene.people.ada)
    first = ada.get(reverse("person:payment", args=[payment.id])).content.decode()
    assert page_of(payment) in first
    assert "Keep a receipt?" in first
    text = ada.get(page_of(payment)).content.decode()
    assert "Your money does not wait for it." in text
    assert "Skip this" in text
    assert "Write about it" not in text


def test_a_photo_is_kept_and_shown_to_her_alone_by_its_address(scene: Scene, payment: Payment, sign_in) -> None:
    ada = sign_in(scene.people.ada)
    assert keep(ada, payment, file=sent(photo_with_place())).status_code == 303
    proof = Proof.objects.get(payment=payment)
    address = reverse("person:attachment", args=[proof.attachment_id])
    assert address in ada.get(page_of(payment)).content.decode()
    answer = ada.get(address)
    assert answer.content.startswith(b"\xff\xd8\xff")
    assert b"Phone of Ada" not in answer.content
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"] == 'inline; filename="picture.jpg"'
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert sign_in(scene.people.stranger).get(address).status_code == 404


def test_a_pdf_is_only_ever_saved(scene: Scene, payment: Payment, sign_in) -> None:
    ada = sign_in(scene.people.ada)
    keep(ada, payment, file=sent(paper(), "letter.pdf", "application/pdf"))
    address = reverse("person:attachment", args=[Proof.objects.get(payment=payment).attachment_id])
    assert ada.get(address).headers["Content-Disposition"] == 'attachment; filename="paper.pdf"'


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (photo() + b"\x00" * 40_000_000, "This file has 41 MB. We can take 12 MB."),
        (paper(OpenAction=action("JavaScript", **SCRIPT)), "Take a photo of it instead."),
        (paper(packed=True, OpenAction=action("JavaScript", **SCRIPT)), "Take a photo of it instead."),
        (b"MZ" * 200, "We cannot read this file."),
    ],
    ids=["40 MB", "a script", "a script inside a compressed stream", "a program"],
)
def test_a_file_that_is_refused_loses_nothing_else(
    scene: Scene, payment: Payment, sign_in, content: bytes, words: str
) -> None:
    answer = keep(sign_in(scene.people.ada), payment, words="A fridge", file=sent(content))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert words in text
    assert 'value="A fridge"' in text
    assert not Proof.objects.filter(payment=payment).exists()


def test_a_heic_is_taken(scene: Scene, payment: Payment, sign_in) -> None:
    keep(sign_in(scene.people.ada), payment, file=sent(photo((60, 40), "HEIF"), "IMG_1.HEIC", ""))
    assert Proof.objects.get(payment=payment).attachment.content_type == "image/jpeg"


def test_after_two_weeks_both_write_about_it(scene: Scene, payment: Payment, sign_in, monkeypatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW + timedelta(days=15))
    ada, wren = sign_in(scene.people.ada), sign_in(scene.people.wren)
    listed = ada.get(reverse("person:receipts")).content.decode()
    assert page_of(payment) in listed
    workers = reverse("worker:receipt", args=[scene.people.ada.id, payment.id])
    assert workers in wren.get(reverse("worker:receipts")).content.decode()
    wrote = {"act": "write", "message": "What was it for?", "request_id": str(new_id())}
    assert wren.post(workers, wrote).status_code == 303
    assert "What was it for?" in ada.get(page_of(payment)).content.decode()
    assert "Somebody wrote to you about a receipt." in ada.get(reverse("person:messages")).content.decode()
    answer = {"act": "write", "message": "I lost the paper", "request_id": str(new_id())}
    assert ada.post(page_of(payment), answer).status_code == 303
    assert "Wrote to you" in wren.get(reverse("worker:receipts")).content.decode()
    told = News.objects.filter(kind=NEWS_ABOUT_RECEIPT, recipient_id=scene.people.wren.id)
    assert told.filter(subject_id=ProofMessage.objects.get(words="I lost the paper").id).exists()
    said = {"act": "not_needed", "reason": "I saw the fridge", "request_id": str(new_id())}
    assert wren.post(workers, said).status_code == 303
    assert payment.id not in [each.payment_id for each in Proof.objects.exclude(kind="not_needed")]
    assert "I saw the fridge" in ada.get(page_of(payment)).content.decode()
    assert page_of(payment) not in ada.get(reverse("person:receipts")).content.decode()


def test_an_empty_form_says_what_to_do(scene: Scene, payment: Payment, sign_in) -> None:
    ada = sign_in(scene.people.ada)
    assert "Write a line, or add a photo." in keep(ada, payment).content.decode()
    wren, page = sign_in(scene.people.wren), reverse("worker:receipt", args=[scene.people.ada.id, payment.id])
    for act, words in (("write", "Write a line first."), ("not_needed", "Say in a few words why.")):
        answer = wren.post(page, {"act": act})
        assert (answer.status_code, words in answer.content.decode()) == (422, True)


def test_her_worker_keeps_one_for_her_and_each_look_is_written_down(scene: Scene, payment: Payment, sign_in) -> None:
    wren, ada = sign_in(scene.people.wren), scene.people.ada
    page = reverse("worker:receipt", args=[ada.id, payment.id])
    assert wren.post(page, {"act": "keep", "words": "A fridge", "file": a_photo()}).status_code == 303
    proof = Proof.objects.get(payment=payment)
    assert proof.given_by == scene.people.wren
    assert wren.get(reverse("worker:attachment", args=[ada.id, proof.attachment_id])).status_code == 200
    look = AccessRow.objects.filter(viewer_id=scene.people.wren.id).order_by("-looked_at", "-id").first()
    assert (look.person_id, look.why) == (ada.id, "to look at a picture or paper of the person")
    assert "picture" in look.fields


def test_of_another_person_nobody_opens_a_picture_under_hers(scene: Scene, sign_in) -> None:
    """The manager knows both: an address that names one person opens no picture of another."""
    of_sam = make_attachment(scene.people, by=scene.people.stranger, person=scene.people.stranger)
    priya = sign_in(scene.people.priya)
    assert priya.get(reverse("worker:attachment", args=[scene.people.ada.id, of_sam.id])).status_code == 404
    assert priya.get(reverse("worker:attachment", args=[scene.people.stranger.id, of_sam.id])).status_code == 200


def test_finance_knows_that_it_is_there_and_sees_nothing_of_it(scene: Scene, sign_in) -> None:
    ngozi = sign_in(scene.people.ngozi)
    text = ngozi.get(reverse("finance:payment", args=[scene.paid.id])).content.decode()
    assert "It is there." in text
    assert "Two pans" not in text
    assert str(scene.receipt.attachment_id) not in text
    other = release(scene.people, scene.budget, scene.own, 110)
    assert "Not there yet." in ngozi.get(reverse("finance:payment", args=[other.id])).content.decode()
    assert ngozi.get(reverse("worker:receipt", args=[scene.people.ada.id, scene.paid.id])).status_code == 403
    assert Attachment.objects.filter(id=scene.receipt.attachment_id).exists()


def test_finance_sets_from_which_sum_on(scene: Scene, sign_in) -> None:
    ngozi, page = sign_in(scene.people.ngozi), reverse("finance:receipts", args=[scene.fund.id])
    assert 'value="100.00"' in ngozi.get(page).content.decode()
    wrong = ngozi.post(page, {"line_from": "50", "agreed_from": "20"})
    assert (wrong.status_code, "Write a larger sum." in wrong.content.decode()) == (422, True)
    assert ngozi.post(page, {"line_from": "50", "agreed_from": ""}).status_code == 303
    text = ngozi.get(page).content.decode()
    assert 'value="50.00"' in text
    assert "It is version 1." in text
