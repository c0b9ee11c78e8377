"""Lists of services are taken in on a page: whole, or with everything that is wrong said and nothing taken."""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from commonpurse.parties.directory.models import Feed, Service
from tests.parties.directory.made_feeds import page, service
from tests.web.scenes import Scene

NAMES = [f"Meal {number}" for number in range(12)]


def send(client, name: str, *services: object, **more: str):
    file = SimpleUploadedFile("services.json", json.dumps(page(*services)).encode())
    return client.post(reverse("administrator:feed_file"), {"name": name, "file": file} | more, follow=True)


def test_a_file_is_taken_in_and_most_of_it_goes_only_when_that_is_meant(scene: Scene, sign_in):
    priya = sign_in(scene.people.priya)
    assert (
        "Other: 12 new, 0 changed, 0 as they were, 0 gone."
        in send(priya, "Other", *map(service, NAMES)).content.decode()
    )
    refused = send(priya, "Other", service(NAMES[0]))
    assert refused.status_code == 422
    assert Service.objects.filter(feed__name="Other", gone_at=None).count() == 12
    taken = send(priya, "Other", service(NAMES[0]), most_may_go="on").content.decode()
    assert "Other: 0 new, 0 changed, 1 as they were, 11 gone." in taken
    row = priya.get(reverse("administrator:feeds")).content.decode()
    assert "comes as a file" in row
    assert f"{reverse('administrator:feed_file')}?feed={Feed.objects.get(name='Other').id}" in row


def test_what_is_wrong_is_listed_and_nothing_is_taken(scene: Scene, sign_in):
    before = Service.objects.count()
    shown = send(sign_in(scene.people.priya), "Other", service(), service("", id=""), service("", id=""))
    assert shown.status_code == 422
    said = shown.content.decode()
    assert "Nothing of it was taken." in said
    assert all(place in said for place in ("contents[2]", "contents[3]"))
    assert 'value="Other"' in said
    assert Service.objects.count() == before


@pytest.mark.parametrize(
    ("address", "status"), [("https://example.org/services", 302), ("http://example.org", 422), ("", 302)]
)
def test_the_address_of_a_feed_is_set_and_is_secure(scene: Scene, sign_in, address: str, status: int):
    sent = {"name": "Other", "address": address}
    answer = sign_in(scene.people.administrator).post(reverse("administrator:feed_address"), sent)
    assert answer.status_code in (status, 303 if status == 302 else status)
    assert Feed.objects.filter(name="Other", address=address).exists() == (status == 302)
