"""Anybody finds a service, reads what it is, and says what is not right; a member puts it right."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from commonpurse.parties.directory.commands import import_services
from commonpurse.parties.directory.models import Service, ServiceNote
from tests.factories import NOW
from tests.parties.directory import made_feeds
from tests.web.scenes import Scene


def search(client: Client, words: str) -> str:
    found = client.post(reverse("public:services"), {"find": words}, follow=True)
    assert found.redirect_chain == [(reverse("public:services"), 302)]
    return found.content.decode()


def test_what_is_looked_for_is_found_and_stands_in_no_address(client: Client, scene: Scene) -> None:
    shown = search(client, "hungry mill lane")
    for text in (
        "Warm Meals",
        "Lantern Street",
        "1 Mill Lane",
        "12:00 to 14:00",
        "£2.50",
        "Last checked on Sunday 1 March",
    ):
        assert text in shown.replace("\xa0", " "), text
    assert "1 found" in shown
    assert "None of them has all of your words" in search(client, "meals zeppelin")
    assert "We found nothing for “zeppelin”." in search(client, "zeppelin")
    assert "What many people look for" in search(client, "  ")


def test_a_long_list_comes_in_pages_of_ten(client: Client, scene: Scene) -> None:
    many = made_feeds.page(*(made_feeds.service(f"Meal {number}") for number in range(12)))
    import_services(by=scene.people.priya, feed_name="Other", read=made_feeds.read(many), now=NOW)
    assert search(client, "meal").count('class="card"') == 10
    second = client.get(reverse("public:services"), {"page": 2}).content.decode()
    assert (second.count('class="card"'), "Page 2 of 2" in second) == (3, True)


def test_a_page_says_what_a_feed_cannot_make_it_do(client: Client, scene: Scene) -> None:
    bad = made_feeds.service(
        name="Bad <b>One</b>", url="javascript:alert(1)", description="<script>alert(1)</script>&lt;img src=x onerror=y&gt;"
    )  # fmt: skip
    import_services(by=scene.people.priya, feed_name="Other", read=made_feeds.read(made_feeds.page(bad)), now=NOW)
    shown = client.get(reverse("public:service", args=[Service.objects.get(name="Bad One").id])).content.decode()
    assert [text for text in ("alert(1)", "onerror", "javascript:") if text in shown] == []


@pytest.mark.usefixtures("made_from")
def test_anybody_says_what_is_not_right_and_a_worker_finds_it_and_puts_it_right(
    client: Client, scene: Scene, sign_in
) -> None:
    address = reverse("public:service_note", args=[scene.service.id])
    assert client.post(address, {"kind": "cost", "words": ""}, follow=True).status_code == 200
    assert client.post(address, {"words": "x"}).status_code == 422
    assert client.post(address, {"kind": "other", "words": " "}).status_code == 422
    assert ServiceNote.objects.filter(answered_at=None).count() == 2
    wren = sign_in(scene.people.wren)
    assert "The price is wrong" in wren.get(reverse("member:service_notes")).content.decode()
    form_address = reverse("member:put_right", args=[scene.service.id])
    initial = wren.get(form_address).context["form"]
    given = {field.name: field.value() or "" for field in initial}
    done = wren.post(form_address, given | {"price": "3.00", "times": "Each day at noon"}, follow=True)
    shown = done.content.decode().replace("\xa0", " ")
    assert [
        text for text in ("£3.00", "Each day at noon", "Kept, and checked today by you.") if text not in shown
    ] == []
    assert "Last checked on Monday 1 June, by Wren of Open Door" in shown
    assert "Open Door" in (public := client.get(reverse("public:service", args=[scene.service.id])).content.decode())
    assert "Wren" not in public
    assert not ServiceNote.objects.filter(answered_at=None).exists()


def test_an_office_outside_gets_ready_words_and_it_is_said_that_it_was_told(
    client: Client, scene: Scene, sign_in
) -> None:
    Service.objects.filter(id=scene.service.id).update(assurer="list@council.example.org", assured_by=None)
    Service.objects.filter(id=scene.service.id).update(put_right_at=None)
    said = client.get(reverse("public:service_note", args=[scene.service.id])).content.decode()
    assert "list@council.example.org checks it. We pass on what you say." in said
    wren, address = sign_in(scene.people.wren), reverse("member:service_notes")
    shown = wren.get(address).content.decode()
    assert "mailto:list@council.example.org?subject=Something%20may" in shown
    done = wren.post(address, {"passed_on": scene.service_note.id}, follow=True).content.decode()
    assert "Passed on to list@council.example.org on Monday 1 June, by" in done
    assert "mailto:" not in done
    scene.service_note.refresh_from_db()
    assert scene.service_note.passed_on_by == scene.people.wren
    Service.objects.filter(id=scene.service.id).update(assurer="")  # as the answer to another note leaves it
    assert "Passed on to list@council.example.org on" in wren.get(address).content.decode()
    ServiceNote.objects.filter(id=scene.service_note.id).update(passed_on_to="")  # of before it was written down
    assert "An office outside was told on Monday 1 June, by" in wren.get(address).content.decode()


def test_what_is_right_as_it_stands_is_said_with_one_press(scene: Scene, sign_in) -> None:
    done = sign_in(scene.people.wren).post(
        reverse("member:service_notes"), {"note": scene.service_note.id}, follow=True
    )
    assert "Nothing waits." in done.content.decode()
    scene.service.refresh_from_db()
    assert scene.service.assured_by == scene.people.wren
    assert sign_in(scene.people.wren).post(reverse("member:service_notes"), {"note": "no id"}).status_code == 404


def test_who_holds_the_money_neither_reads_nor_answers_the_notes(scene: Scene, sign_in) -> None:
    for name in ("ngozi", "callum"):
        member = sign_in(getattr(scene.people, name))
        assert "It opens at one now" not in member.get(reverse("member:service_notes")).content.decode()
        assert member.post(reverse("member:service_notes"), {"note": scene.service_note.id}).status_code == 404
        assert member.get(reverse("member:put_right", args=[scene.service.id])).status_code == 404


def test_one_that_is_gone_says_so_and_takes_no_notes(client: Client, scene: Scene) -> None:
    Service.objects.update(gone_at=NOW)
    shown = client.get(reverse("public:service", args=[scene.service.id])).content.decode()
    assert "This is not listed any more." in shown
    assert client.get(reverse("public:service_note", args=[scene.service.id])).status_code == 404
