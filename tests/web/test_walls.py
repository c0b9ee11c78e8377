"""A wall in the pages: who is kept away finds nothing, her page says it in plain words, and nobody else learns of it."""

from __future__ import annotations

import re

from django.test import Client
from django.urls import reverse

from commonpurse.parties.consent.models import Wall
from commonpurse.parties.people.commands import SharedWith, give_permissions, raise_wall
from tests.factories import EVERYTHING, LAST_MONTH, standing_people
from tests.web.scenes import Scene
from tests.web.site_map import PAGES


def keep_away(client: Client, who: str, bond: str = "ex_partner"):
    return client.post(reverse("person:add_wall"), {"protected_who": who, "protected_bond": bond}, follow=True)


def test_she_keeps_somebody_away_and_lets_them_back(db: None, sign_in) -> None:
    people = standing_people()
    give_permissions(
        by=people.ada, person=people.ada, to=SharedWith(member=people.femi), told=EVERYTHING, now=LAST_MONTH
    )
    ada, femi = sign_in(people.ada), sign_in(people.femi)
    her_page = reverse("worker:person", args=[people.ada.id])
    assert femi.get(her_page).status_code == 200
    page = keep_away(ada, f"member:{people.femi.id}")
    assert "Femi, Night Shelter" in page.text
    assert femi.get(her_page).status_code == 404
    assert "Ada" not in femi.get(reverse("worker:people")).text
    found = femi.post(reverse("member:find"), {"find": "Ada"}, follow=True)
    assert her_page not in found.text
    wall = Wall.objects.get()
    ada.post(reverse("person:end_wall", args=[wall.id]))
    assert "Femi" not in ada.get(reverse("person:walls")).text


def test_nobody_chosen_is_said_on_the_form(db: None, sign_in) -> None:
    people = standing_people()
    ada = sign_in(people.ada)
    assert "Choose one from the list." in keep_away(ada, "").text
    assert "Choose one" in keep_away(ada, f"member:{people.ada.id}").text
    assert not Wall.objects.exists()


def test_a_worker_who_keeps_herself_away_is_shown_out(db: None, sign_in) -> None:
    people = standing_people()
    wren = sign_in(people.wren)
    address = reverse("worker:walls", args=[people.ada.id])
    given = {"protected_who": f"member:{people.wren.id}", "protected_bond": "relative"}
    page = wren.post(address, given, follow=True)
    assert page.redirect_chain == [(reverse("worker:people"), 303)]
    assert wren.get(address).status_code == 404


def test_no_page_of_a_walled_finance_officer_or_manager_names_her(scene: Scene, sign_in) -> None:
    people = scene.people
    for member in (people.ngozi, people.priya):
        raise_wall(by=people.ada, person=people.ada, member=member, bond="relative", now=scene.wall.raised_at)
    found = []
    for page in PAGES:
        if page.is_post_only or page.opened_by not in ("ngozi", "priya"):
            continue
        answer = sign_in(getattr(people, page.opened_by)).get(page.address(scene))
        if answer.status_code == 200 and "text" in answer["Content-Type"]:
            # A random token may hold any three letters.
            text = re.sub(r'name="(?:csrfmiddlewaretoken|form_mark)" value="[^"]*"', "", answer.text)
            found += [(page.name, secret) for secret in ("Ada", "Harbour Homes", "H-001") if secret in text]
        else:
            assert answer.status_code in (200, 302, 303, 404), page.name
    assert found == []


def test_the_administrator_is_told_when_nobody_may_pay_and_a_walled_officer_is_not(scene: Scene, sign_in) -> None:
    people = scene.people
    told = sign_in(people.administrator)
    assert "nobody here may pay" not in told.get(reverse("administrator:members")).text
    for member in (people.ngozi, people.priya, people.tom):
        raise_wall(by=people.ada, person=people.ada, member=member, bond="relative", now=scene.wall.raised_at)
    assert "nobody here may pay" in told.get(reverse("administrator:members")).text
    assert "nobody here may pay" not in sign_in(people.priya).get(reverse("administrator:members")).text
