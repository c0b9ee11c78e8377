"""The look on every page: name, colour and logo."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.web.scenes import picture


def test_the_name_the_colour_and_the_logo_stand_on_every_page(standing, sign_in):
    client = sign_in(standing.administrator)
    client.post("/administrator/look/", {"name": "Ebb & Flow", "colour": "#5a1a6b"})
    upload = SimpleUploadedFile("logo.png", picture(), content_type="image/png")
    assert client.post("/administrator/look/logo/", {"logo": upload}).status_code == 303
    page = Client().get("/sign-in/").content.decode()
    assert "Ebb &amp; Flow" in page
    assert '<link rel="stylesheet" href="/look/5a1a6b.css">' in page
    css = Client().get("/look/5a1a6b.css")
    assert "--brand:#5a1a6b" in css.content.decode()
    assert "immutable" in css["Cache-Control"]
    address = page.split('<img src="')[1].split('"')[0]
    answer = Client().get(address)
    assert answer["Content-Type"] == "image/png"
    assert answer.content.startswith(b"\x89PNG")
    client.post("/administrator/look/logo/", {"remove": "1"})
    assert "<img" not in Client().get("/sign-in/").content.decode()
    assert Client().get(address).status_code == 404


def test_a_colour_that_cannot_be_read_is_refused_with_one_that_can(standing, sign_in):
    answer = sign_in(standing.priya).post("/administrator/look/", {"name": "Ebb", "colour": "#ffcc00"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "too light to be read" in page
    assert 'value="#ffcc00"' in page, "what was typed stays"
    assert Client().get("/look/ffcc00.css").status_code == 404


def test_a_file_that_is_no_picture_is_refused_in_words(standing, sign_in):
    upload = SimpleUploadedFile("logo.png", b"<svg onload=x>", content_type="image/png")
    answer = sign_in(standing.administrator).post("/administrator/look/logo/", {"logo": upload})
    assert answer.status_code == 422
    assert "no picture that we can read" in answer.content.decode()
