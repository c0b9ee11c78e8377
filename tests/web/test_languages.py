"""A page speaks its reader's language: hers, the domain's refusals and what Django itself says."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from commonpurse.kernel.reading import LANGUAGE_NAMES
from tests.web.scenes import Scene
from tests.web.site_map import SHOWN

pytestmark = pytest.mark.alike

WELSH, ARABIC = "cy", "ar"


@pytest.fixture
def reading_in(scene: Scene, sign_in):
    """Sign Ada in, with this language on her record."""

    def make(language: str) -> Client:
        scene.people.ada.language = language
        scene.people.ada.save(update_fields=["language"])
        return sign_in(scene.people.ada)

    return make


def html_of(page: str) -> str:
    found = re.search(r"<html[^>]*>", page)
    assert found is not None
    return found[0]


@pytest.mark.parametrize(("language", "says"), [(WELSH, "Eich arian"), (ARABIC, "مالك")])
def test_her_first_page_is_in_her_language(reading_in, language: str, says: str):
    page = reading_in(language).get("/money/").content.decode()
    assert f'lang="{language}"' in html_of(page)
    assert f'dir="{"rtl" if language == ARABIC else "ltr"}"' in html_of(page)
    assert says in page
    assert "What happens next" not in page


@pytest.mark.parametrize(
    ("language", "says"),
    [
        (WELSH, "Ysgrifennwch y cod didoli â 6 ffigur, fel 12-34-56."),
        (ARABIC, "اكتب رمز الفرز من 6 أرقام، مثل 12-34-56."),
    ],
)
def test_a_refusal_of_the_domain_is_said_in_her_language(reading_in, language: str, says: str):
    typed = {"name": "Argos", "holder_name": "Argos Ltd", "account_number": "12345678", "sort_code": "12"}
    answer = reading_in(language).post("/money/payees/add/supplier/", typed)
    assert answer.status_code == 422
    assert says in answer.content.decode()


@pytest.mark.parametrize("language", [code for code in LANGUAGE_NAMES if code != "en-gb"])
def test_every_page_of_hers_opens_in_every_language(reading_in, scene: Scene, language: str):
    client = reading_in(language)
    for page in SHOWN:
        if page.opened_by == "ada":
            answer = client.get(page.address(scene))
            assert answer.status_code == 200, page
            if not page.is_download:
                assert f'lang="{language}"' in html_of(answer.content.decode()), page


def test_without_a_language_of_hers_the_page_is_in_english(reading_in):
    page = reading_in("so").get("/money/").content.decode()
    assert 'lang="en-GB"' in html_of(page)
