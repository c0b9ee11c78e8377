"""From which sum on a second person looks: shown, asked for by one, agreed by another."""

from __future__ import annotations

from django.urls import reverse

from commonpurse.money.payments.bands import BandKind
from commonpurse.money.payments.models import AmountBand
from commonpurse.money.payments.second_looks import bands_in_force
from tests.web.scenes import Scene

WANTED = {"amount": "1500", "second_role": "finance", "reason": "We are few."}


def test_the_page_shows_what_holds_what_waits_and_how_it_was_changed(scene: Scene, sign_in):
    text = sign_in(scene.people.administrator).get(reverse("administrator:bands")).content.decode()
    assert "From £2,000.00 on. Second person: Finance." in text
    assert "A change waits: look at it" in text
    assert "£1.00" in text  # what it was for a day


def test_one_asks_and_another_agrees(scene: Scene, sign_in):
    address = reverse("administrator:change_band", args=["one_payment"])
    asked = sign_in(scene.people.priya).post(address, WANTED, follow=True)
    assert "It stays as it is until somebody else agrees." in asked.content.decode()
    change = AmountBand.objects.waiting().get(kind=BandKind.ONE_PAYMENT)
    page = reverse("administrator:band_change", args=[change.id])
    assert 'value="agree"' not in sign_in(scene.people.priya).get(page).content.decode()
    own = sign_in(scene.people.priya).post(page, {"act": "agree"})
    assert own.status_code == 422
    assert "You asked for this change. Somebody else must agree to it." in own.content.decode()
    assert bands_in_force("GBP")[0].from_minor == 200_000
    sign_in(scene.people.administrator).post(page, {"act": "agree"})
    assert bands_in_force("GBP")[0].from_minor == 150_000


def test_a_change_is_taken_back_or_declined(scene: Scene, sign_in):
    page = reverse("administrator:band_change", args=[scene.band.id])
    answer = sign_in(scene.people.administrator).post(page, {"act": "decline"}, follow=True)
    assert "Everything stays as it was." in answer.content.decode()
    assert not AmountBand.objects.waiting().exists()


def test_no_sum_means_that_nobody_looks_and_still_needs_a_reason(scene: Scene, sign_in):
    client = sign_in(scene.people.priya)
    address = reverse("administrator:change_band", args=["one_member"])
    assert client.post(address, WANTED | {"amount": "", "reason": ""}).status_code == 422
    client.post(address, WANTED | {"amount": ""})
    assert AmountBand.objects.waiting().get(kind=BandKind.ONE_MEMBER).from_minor is None


def test_a_band_that_is_not_there_is_not_found(scene: Scene, sign_in):
    assert sign_in(scene.people.priya).get(reverse("administrator:change_band", args=["a_year"])).status_code == 404
