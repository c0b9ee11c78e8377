"""An emergency in the pages: a reason, an hour with a clock, a guardian who is told on every page, a person who learns."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from commonpurse.parties.consent.commands import agree_guardian, ask_guardian
from commonpurse.parties.consent.models import AccessRow, BreakGlass
from commonpurse.parties.people.commands import add_contact_way, break_glass
from tests.factories import LAST_MONTH, Standing, standing_people

WHY = "She rang and said that he is at her door."


@pytest.fixture
def people(db: None) -> Standing:
    cache.clear()
    standing = standing_people()
    asked = ask_guardian(by=standing.administrator, member=standing.priya, now=LAST_MONTH)
    agree_guardian(by=standing.priya, asked=asked, now=LAST_MONTH)
    add_contact_way(
        by=standing.ada, person=standing.ada, kind="phone", value="07700 900111", is_safe_to_use=True, now=LAST_MONTH
    )
    return standing


def test_from_the_emergency_to_what_she_is_told(people: Standing, sign_in) -> None:
    femi, priya, ada = sign_in(people.femi), sign_in(people.priya), sign_in(people.ada)
    assert "emergency waits for your review" not in priya.get(reverse("worker:people")).text
    page = femi.post(reverse("worker:emergency"), {"reference": "H-001", "glass_reason": WHY}, follow=True)
    assert "07700 900111" in page.text
    assert "60 minutes left" in page.text
    assert 3590 <= int(page.headers["Refresh"]) <= 3602
    opening = BreakGlass.objects.get()
    looks = AccessRow.objects.filter(person=people.ada, viewer_id=people.femi.id)
    assert {look.why for look in looks} == {WHY}
    assert "emergency waits for your review" in priya.get(reverse("worker:people")).text
    address = reverse("member:opening", args=[opening.id])
    assert WHY in priya.get(address).text
    assert "Say whether it was right." in priya.post(address, {"note": "x"}).text
    priya.post(address, {"was_right": "yes", "note": "She was in danger."})
    assert "She was in danger." in ada.get(reverse("person:openings")).text


def test_the_pages_say_that_the_guardian_is_told_on_the_site_alone_and_is_to_be_rung(people: Standing, sign_in) -> None:
    client = sign_in(people.femi)
    assert "so ring them" in client.get("/worker/emergency/").content.decode()
    form = {"reference": "H-001", "glass_reason": "She rang in tears from a bridge and hung up."}
    opened = client.post("/worker/emergency/", form, follow=True).content.decode()
    assert "Ring them too." in opened
    assert "Ring the guardian now" in opened
    assert "has been told" not in opened


def test_when_the_hour_is_over_the_page_shows_nothing(people: Standing, sign_in) -> None:
    femi, wren = sign_in(people.femi), sign_in(people.wren)
    began = timezone.now() - timedelta(minutes=59)
    opening = break_glass(by=people.femi, person=people.ada, reason=WHY, now=began)
    over = break_glass(by=people.femi, person=people.stranger, reason=WHY, now=began - timedelta(minutes=2))
    assert "1 minute left" in femi.get(reverse("worker:opened", args=[opening.id])).text
    page = femi.get(reverse("worker:opened", args=[over.id])).text
    assert "This is not open" in page
    assert not re.search(r"\bSam\b", page)  # a random token may hold any three letters
    of_another = wren.get(reverse("worker:opened", args=[opening.id])).text
    assert "This is not open" in of_another
    assert "07700" not in of_another


def test_a_wrong_reference_and_a_walled_one_read_alike(people: Standing, sign_in) -> None:
    femi = sign_in(people.femi)
    page = femi.post(reverse("worker:emergency"), {"reference": "H-999", "glass_reason": WHY})
    assert page.status_code == 422
    assert "We found nobody who is exactly this." in page.text
    assert not BreakGlass.objects.exists()


def test_the_page_of_reviews_is_for_the_guardian_and_the_manager(people: Standing, sign_in) -> None:
    for member, status in ((people.priya, 200), (people.femi, 403), (people.ngozi, 403)):
        assert sign_in(member).get(reverse("member:openings")).status_code == status


def test_the_guardian_is_named_by_two(people: Standing, sign_in) -> None:
    address = reverse("administrator:guardian")
    admin, priya = sign_in(people.administrator), sign_in(people.priya)
    admin.post(address, {"act": "ask", "member": str(people.callum.id)})
    assert "Somebody else must agree." in admin.post(address, {"act": "agree"}).text
    page = priya.post(address, {"act": "agree"}, follow=True)
    assert "Callum" in page.text
    assert sign_in(people.callum).get(reverse("member:openings")).status_code == 200
