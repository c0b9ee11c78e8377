"""The second person's page: who is paid and where to, one button when it is right, and a listed fault when it is not."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse

from commonpurse.money.payments.models import Approval, Payment
from commonpurse.parties.consent.models import AccessRow
from tests.factories import NOW
from tests.web.scenes import Scene


def address(scene: Scene) -> str:
    return reverse("finance:second_look", args=[scene.looked_at.approval.id])


def state(scene: Scene) -> str:
    return Payment.objects.get(id=scene.looked_at.id).state


def test_the_page_shows_where_it_goes_and_that_the_look_was_written_down(scene: Scene, sign_in):
    text = sign_in(scene.people.ngozi).get(address(scene)).content.decode()
    assert "12-34-56, 87654321" in text
    assert "Harbour Homes" in text
    assert "Ring the payee on a number you knew before." in text
    assert AccessRow.objects.filter(viewer_id=scene.people.ngozi.id, person=scene.people.ada).exists()


def test_the_account_is_right_and_the_payment_goes_on(scene: Scene, sign_in):
    answer = sign_in(scene.people.ngozi).post(address(scene), {"act": "agree"}, follow=True)
    assert "£1.00 can go now" in answer.content.decode()
    assert state(scene) == "ready"
    assert Approval.objects.get(payment=scene.looked_at).agreed_by == scene.people.ngozi


def test_a_fault_is_chosen_from_the_list_and_the_person_reads_it(scene: Scene, sign_in):
    client = sign_in(scene.people.ngozi)
    unchosen = client.post(address(scene), {"act": "decline", "reason": "too dear"})
    assert unchosen.status_code == 422
    assert state(scene) == "held"
    answer = client.post(address(scene), {"act": "decline", "reason": "not_theirs"}, follow=True)
    assert "It is stopped." in answer.content.decode()
    hers = sign_in(scene.people.ada).get(reverse("person:payment", args=[scene.looked_at.id])).content.decode()
    assert "The account does not belong to who is to be paid." in hers


def test_who_may_not_is_told_why_before_any_button(scene: Scene, sign_in):
    text = sign_in(scene.people.priya).get(address(scene)).content.decode()
    assert "The partnership has agreed that Finance looks at this." in text
    assert 'value="agree"' not in text
    assert sign_in(scene.people.priya).post(address(scene), {"act": "agree"}).status_code == 403
    assert state(scene) == "held"


def test_by_when_somebody_looks_stands_on_her_page_and_on_theirs(scene: Scene, sign_in, monkeypatch):
    payment = reverse("person:payment", args=[scene.looked_at.id])
    assert "It waits until Tuesday 2 June." in sign_in(scene.people.ada).get(payment).content.decode()
    assert "Somebody looks by Tuesday 2 June." in sign_in(scene.people.ngozi).get(address(scene)).content.decode()
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(days=2))
    hers = sign_in(scene.people.ada).get(payment).content.decode()
    assert "That is late. Who runs this place sees it now." in hers
    for who in (scene.people.ngozi, scene.people.priya):
        client = sign_in(who)
        assert "Somebody was to look by Tuesday 2 June." in client.get(reverse("finance:second_looks")).content.decode()
        assert 'value="agree"' in client.get(address(scene)).content.decode()
    waits = sign_in(scene.people.priya).get(reverse("manager:waits")).content.decode()
    assert "You: nobody looked in time." in waits


def test_the_person_sees_whom_it_waits_for_and_since_when(scene: Scene, sign_in):
    text = sign_in(scene.people.ada).get(reverse("person:payment", args=[scene.looked_at.id])).content.decode()
    assert "a second person to check the account" in text
    assert "What it is for is yours alone." in text
    assert "Monday 1 June" in text


def test_a_large_sum_says_before_the_button_that_two_look(scene: Scene, sign_in):
    from tests.factories import give

    give(scene.people, scene.fund, scene.budget, 3000)
    posted = {
        "account": str(scene.own.id), "amount": "2000", "spend_kind": "household_setup", "holding_type": "",
        "holding_reason": "", "remittance": "", "step": "check",
    }  # fmt: skip
    page = sign_in(scene.people.wren).post(reverse("worker:release", args=[scene.people.ada.id]), posted)
    assert "Then a second person checks the account." in page.content.decode()
    assert "From £2,000.00 on a second person looks at it first" in page.content.decode()
