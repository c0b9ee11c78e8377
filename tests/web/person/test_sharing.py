"""Who sees what about her: the grid, stop in one tap, sharing step by step, and who looked."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from commonpurse.parties.consent.commands import log_access
from commonpurse.parties.consent.models import AccessRow, BreakGlass, Permission
from commonpurse.parties.consent.rules import ITEM_WORDS, ITEMS_TO_SHARE, Item, Level
from commonpurse.parties.people.access import may
from commonpurse.parties.people.commands import ask_permission, start_support, withdraw_permissions
from commonpurse.web.parts.looked import FIELD_WORDS, WHY_WORDS
from commonpurse.web.parts.sharing import IF_NO
from tests.factories import NOW, TODAY, Standing
from tests.web.site_map import PAGES

FILE = "/money/looked/looked.csv"
PAGE = "/money/shared/"


@pytest.fixture
def client(standing: Standing, sign_in, clock):
    return sign_in(standing.ada)


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", answer.content.decode()))


def of_wren(standing: Standing, item: Item) -> Permission:
    return Permission.objects.get(person=standing.ada, member=standing.wren, item=item, withdrawn_at=None)


def test_the_grid_says_for_each_thing_how_far_or_no(standing, client):
    withdraw_permissions(by=standing.ada, permissions=[of_wren(standing, Item.HEALTH)], now=NOW)
    text = text_of(client.get(PAGE))
    assert "Wren of Open Door" in text
    for item in ITEMS_TO_SHARE:
        answer = "No" if item is Item.HEALTH else "See it and do things with me"
        assert f"{ITEM_WORDS[item]} {answer}" in text, item


def test_what_is_shared_anyway_stands_there_with_its_reason(client):
    text = text_of(client.get(PAGE))
    assert "Those who pay" in text
    assert "the law says that we keep the books" in text
    assert "A court orders it" in text


def test_one_tap_stops_one_thing_and_the_next_page_undoes_it(standing, client):
    plan = of_wren(standing, Item.PLAN)
    page = client.post(f"{PAGE}stop/", {"permission": str(plan.id)}, follow=True)
    assert "Stopped. They do not see it from now on: Wren of Open Door." in text_of(page)
    assert not may(standing.wren, standing.ada, Item.PLAN, TODAY)
    assert may(standing.wren, standing.ada, Item.NOTES, TODAY)
    assert "Was it a slip?" in text_of(page)
    assert "Was it a slip?" not in text_of(client.get(PAGE))  # offered once
    page = client.post(f"{PAGE}undo/", {"permission": str(plan.id)}, follow=True)
    assert "It is shared again, as it was." in text_of(page)
    assert of_wren(standing, Item.PLAN).wording == plan.wording


def test_one_tap_stops_all_with_one_of_them(standing, client):
    ids = [str(each.id) for each in Permission.objects.filter(person=standing.ada)]
    client.post(f"{PAGE}stop/", {"permission": ids})
    assert not any(may(standing.wren, standing.ada, item, TODAY) for item in ITEMS_TO_SHARE)
    assert "You share nothing of your own now." in text_of(client.get(PAGE))


@pytest.mark.parametrize("permission", ["", "nonsense", "0197268c-0000-7000-8000-00000000000f"])
def test_a_stop_of_nothing_stops_nothing(standing, client, permission):
    answer = client.post(f"{PAGE}stop/", {"permission": permission}, follow=True)
    assert "This has stopped already." in text_of(answer)
    assert "There was nothing to share again." in text_of(
        client.post(f"{PAGE}undo/", {"permission": permission}, follow=True)
    )
    assert Permission.objects.filter(person=standing.ada, withdrawn_at=None).count() == len(ITEMS_TO_SHARE)


def test_nobody_stops_or_undoes_what_is_hers(standing, sign_in, client):
    plan = of_wren(standing, Item.PLAN)
    stranger = sign_in(standing.stranger)
    stranger.post(f"{PAGE}stop/", {"permission": str(plan.id)})
    assert may(standing.wren, standing.ada, Item.PLAN, TODAY)
    client.post(f"{PAGE}stop/", {"permission": str(plan.id)})
    stranger.post(f"{PAGE}undo/", {"permission": str(plan.id)})
    assert not may(standing.wren, standing.ada, Item.PLAN, TODAY)


def share(client, **answers: Any):
    """Go through the questions, one a page; return the last page before the yes."""
    for name in ("to", "items", "level", "until"):
        answer = client.post(f"{PAGE}add/", {name: answers[name]}, follow=True)
    return answer


def test_sharing_asks_one_thing_a_page_and_keeps_the_words_she_read(standing, client):
    page = share(
        client, to=f"member:{standing.femi.id}", items=[Item.PLAN, Item.NOTES], level=Level.COMMENT, until="30"
    )
    (wording,) = re.findall(r'<p class="card">(.*?)</p>', page.content.decode(), re.DOTALL)
    assert "Femi of Night Shelter may see this: My plan, Notes about me." in wording
    assert not may(standing.femi, standing.ada, Item.PLAN, TODAY)
    assert "It is shared now." in text_of(client.post(f"{PAGE}add/", {}, follow=True))
    given = Permission.objects.get(member=standing.femi, item=Item.PLAN)
    assert given.wording == wording.strip()
    assert (given.level, given.ends_on) == (Level.COMMENT, TODAY + timedelta(days=30))
    assert (given.explained, given.explained_format, given.told_to) == ("read_alone", "standard", None)
    assert "With whom?" in text_of(client.get(f"{PAGE}add/"))  # the next one begins anew


@pytest.mark.parametrize("kind", ["organisation", "role"])
def test_it_can_be_shared_with_a_place_or_a_role(standing, client, kind):
    to = f"organisation:{standing.femi.organisation_id}" if kind == "organisation" else "role:worker"
    share(client, to=to, items=[Item.PLAN], level=Level.SEE, until="91")
    client.post(f"{PAGE}add/", {})
    assert may(standing.femi, standing.ada, Item.PLAN, TODAY)


def test_back_takes_one_answer_and_a_name_is_looked_for_by_post(standing, client):
    found = client.post(f"{PAGE}add/", {"find": "fem"})
    assert "Femi of Night Shelter" in text_of(found)
    assert "We found nobody of that name." in text_of(client.post(f"{PAGE}add/", {"find": "Callum"}))
    client.post(f"{PAGE}add/", {"to": f"member:{standing.femi.id}"})
    assert "Share with Femi" in text_of(client.get(f"{PAGE}add/"))
    assert "With whom?" in text_of(client.post(f"{PAGE}add/", {"back": "1"}, follow=True))


@pytest.mark.parametrize("to", ["", "member:", "member:x", "role:administrator", "king:1"])
def test_one_who_is_not_there_cannot_be_chosen(client, to):
    text = text_of(client.post(f"{PAGE}add/", {"to": to}))
    assert "They are not here any more." in text


def test_who_left_between_two_questions_is_shared_nothing(standing, client):
    share(client, to=f"member:{standing.femi.id}", items=[Item.PLAN], level=Level.SEE, until="30")
    standing.femi.is_active = False
    standing.femi.save(update_fields=["is_active"])
    assert "With whom?" in text_of(client.post(f"{PAGE}add/", {}, follow=True))
    assert not Permission.objects.filter(member=standing.femi).exists()


def test_each_thing_says_what_happens_after_a_no(client):
    text = text_of(client.get(f"{PAGE}if-no/"))
    assert "Your money stays the same." in text
    assert set(IF_NO) == set(ITEMS_TO_SHARE)
    for item in ITEMS_TO_SHARE:
        assert str(ITEM_WORDS[item]) in text


@pytest.fixture
def asked(standing):
    start_support(by=standing.priya, person=standing.ada, member=standing.femi, starts_on=TODAY, now=NOW)
    return ask_permission(
        by=standing.femi, person=standing.ada, item=Item.PLAN, level=Level.SEE, why="To plan your move.", now=NOW
    )


def test_who_asks_stands_on_her_page_and_yes_is_two_taps(standing, client, asked):
    text = text_of(client.get(PAGE))
    assert "Femi of Night Shelter asks" in text
    assert "To plan your move." in text
    page = f"{PAGE}asked/{asked.id}/"
    assert "Your money stays the same." in text_of(client.get(page))
    assert "It is shared now." in text_of(client.post(page, {"until": "30"}, follow=True))
    assert may(standing.femi, standing.ada, Item.PLAN, TODAY)
    assert "You have answered this." in text_of(client.get(page))
    for again in ({"no": "1"}, {"until": "30"}):  # from an old page
        answer = client.post(page, again)
        assert (answer.status_code, "You have answered this." in text_of(answer)) == (422, True)


def test_a_no_is_one_tap_more_and_told_to_nobody(standing, client, sign_in, asked):
    page, his = f"{PAGE}asked/{asked.id}/", f"/worker/people/{standing.ada.id}/shared/"
    femi = sign_in(standing.femi)
    before = text_of(femi.get(his))
    assert "You said no. We tell nobody." in text_of(client.post(page, {"no": "1"}, follow=True))
    assert not may(standing.femi, standing.ada, Item.PLAN, TODAY)
    assert text_of(femi.get(his)) == before


def test_what_one_worker_saw_on_one_day_can_be_shown_again(standing, client):
    plan = of_wren(standing, Item.PLAN)
    client.post(f"{PAGE}stop/", {"permission": str(plan.id)})
    form = {"who": str(standing.wren.id), "day": (TODAY - timedelta(days=1)).strftime("%d/%m/%Y")}
    text = text_of(client.post(f"{PAGE}before/", form))
    assert "What Wren of Open Door could see on" in text
    assert "My plan: See it and do things with me" in text
    assert plan.wording in text
    text = text_of(client.post(f"{PAGE}before/", form | {"day": TODAY.strftime("%d/%m/%Y")}))
    assert "My plan: See it" not in text
    assert "My health: See it" in text


def test_who_looked_is_said_in_plain_words_day_by_day(standing, client, sign_in):
    log_access(
        viewer=standing.wren,
        person_id=standing.ada.id,
        why="to work with the person on her money",
        fields=["ways of contact", "contact", "money"],
        now=NOW,
    )
    text = text_of(client.get("/money/looked/"))
    assert (
        "Wren of Open Door looked at how to reach you and your money, at 10:30, to work with you on your money." in text
    )
    assert "Monday 1 June" in text
    file = client.get(FILE).content.decode()
    assert "Wren of Open Door,how to reach you and your money,to work with you on your money" in file
    assert "Wren" not in text_of(sign_in(standing.stranger).get("/money/looked/"))


def test_a_look_that_names_nothing_is_told_as_well(standing, client):
    log_access(viewer=standing.wren, person_id=standing.ada.id, why="to reach the person safely", fields=[], now=NOW)
    said = "Wren of Open Door looked at your things, at 10:30, to reach you safely."
    assert said in text_of(client.get("/money/looked/"))
    assert "Wren of Open Door,your things,to reach you safely" in client.get(FILE).content.decode()


def test_the_list_is_narrowed_to_one_of_them(standing, client):
    for viewer in (standing.wren, standing.priya):
        log_access(viewer=viewer, person_id=standing.ada.id, why="because", fields=["name"], now=NOW)
    text = text_of(client.get(f"/money/looked/?who={standing.priya.id}"))
    assert "Priya of Harbour Council looked at" in text
    assert "Wren of Open Door looked at" not in text
    assert "Wren of Open Door looked at" in text_of(client.get("/money/looked/?who=nonsense"))


def test_a_look_she_did_not_expect_leads_to_a_complaint_about_it(standing, client):
    log_access(
        viewer=standing.wren, person_id=standing.ada.id, why="to reach the person safely", fields=["name"], now=NOW
    )
    look = AccessRow.objects.get(viewer_id=standing.wren.id)
    page = client.get("/money/looked/").content.decode()
    (address,) = re.findall(r'<a href="([^"]*)">I did not expect this', page)
    assert str(look.id) in address
    assert "Wren" in text_of(client.get(address))


@pytest.mark.alike
def test_whatever_a_page_writes_down_has_plain_words_for_her(scene, sign_in):
    """Each door that looks at a person's things says why in words of its own; she reads it in hers."""
    before = set(AccessRow.objects.values_list("id", flat=True))  # what the scene itself wrote
    clients = {name: sign_in(getattr(scene.people, name)) for name in {page.opened_by for page in PAGES} - {None}}
    for page in PAGES:
        if page.opened_by and not page.is_post_only:
            clients[page.opened_by].get(page.address(scene))
    people = {scene.people.ada.id, scene.people.stranger.id}
    looks = AccessRow.objects.filter(person__in=people).exclude(viewer_id__in=people).exclude(id__in=before)
    assert looks.count() > 20
    typed = set(BreakGlass.objects.values_list("reason", flat=True))  # they stand as they were typed
    assert {look.why for look in looks} - set(WHY_WORDS) - typed == set()
    assert {field for look in looks for field in look.fields} - set(FIELD_WORDS) == set()
    assert timezone.now() == NOW
