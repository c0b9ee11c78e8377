"""Her own agreement: what holds without one, new words to sign, what changed, a paper to take along."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from commonpurse.support.agreements.models import Agreement, ChangeWish, Signature
from tests.factories import NOW, Standing
from tests.support.agreements.making import write
from tests.web.parts.papers.pdf import read_pdf
from tests.web.scenes import Scene


def words_of(answer) -> str:
    """What a page says, without its tags and with single blanks."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_before_any_agreement_the_page_says_what_holds_all_the_same(standing: Standing, sign_in) -> None:
    said = words_of(sign_in(standing.ada).get("/money/agreement/"))
    assert "You have no agreement yet. Your money is yours all the same." in said
    assert said.count("You decide.") >= 8
    assert "Say that something is not right" in said


def test_what_counts_is_one_page_with_who_decides_and_who_signed(scene: Scene, sign_in) -> None:
    page = sign_in(scene.people.ada).get("/money/agreement/")
    assert 'href="/money/decides/"' in page.content.decode()
    said = words_of(page)
    for part in (
        "Number 1. It counts since",
        "A home. A bed and a kettle.",
        "There is £900 for you.",
        "Up to £400 is a small sum.",
        "Spend more than £400",
        "If things go wrong",
        "Nothing is taken from you.",
        "Signed by",
        "Wren wrote it down.",
        "There are new words for you to read.",
        "“I want to pay the shop myself.”",
    ):
        assert part.strip("“”") in said, part


def test_new_words_say_what_is_different_and_count_once_she_signs(scene: Scene, sign_in) -> None:
    ada, address = sign_in(scene.people.ada), f"/money/agreement/{scene.to_sign.id}/"
    said = words_of(ada.get(address))
    assert "A small sum is up to £450.00 now. It was up to £400.00." in said
    assert "New: We talk within a week." in said
    assert "Gone: Nothing is taken from you." in said
    answer = ada.post(address, follow=True)
    assert "You have both signed. It counts from now on." in words_of(answer)
    scene.to_sign.refresh_from_db()
    assert scene.to_sign.number == 2
    assert Signature.objects.get(agreement=scene.to_sign, role="person").how == "screen"


def test_what_was_changed_while_she_read_is_not_signed_and_the_page_says_so(scene: Scene, sign_in) -> None:
    write(scene.people, now=NOW + timedelta(minutes=1), what_for="A job.")
    answer = sign_in(scene.people.ada).post(f"/money/agreement/{scene.to_sign.id}/")
    assert answer.status_code == 422
    assert "There are newer words by now" in words_of(answer)
    assert not Signature.objects.filter(agreement=scene.to_sign, role="person").exists()


def test_she_says_what_should_be_different(standing: Standing, sign_in) -> None:
    ada = sign_in(standing.ada)
    assert ada.post("/money/agreement/change/", {"words": ""}).status_code == 422
    answer = ada.post("/money/agreement/change/", {"words": "I want my own card."}, follow=True)
    assert "I want my own card." in words_of(answer)
    assert ChangeWish.objects.get().words == "I want my own card."


def test_one_sentence_stands_on_each_line_in_easy_read(scene: Scene, sign_in) -> None:
    ada = sign_in(scene.people.ada)
    assert '<ul class="said">' not in ada.get("/money/agreement/").content.decode()
    scene.people.ada.page_format = "easy_read"
    scene.people.ada.save(update_fields=["page_format"])
    text = " ".join(ada.get("/money/agreement/").content.decode().split())
    assert re.search(r"<li><svg.*?<span>A bed and a kettle\.</span></li>", text)


@pytest.mark.parametrize("size", ["standard", "large"])
def test_the_paper_says_the_same_and_has_lines_for_who_has_not_signed(scene: Scene, sign_in, size: str) -> None:
    ada = sign_in(scene.people.ada)
    counts = ada.get(f"/money/agreement/{scene.agreement.id}/agreement.pdf?print={size}")
    waits = ada.get(f"/money/agreement/{scene.to_sign.id}/agreement.pdf?print={size}")
    assert counts["Content-Type"] == "application/pdf"
    read, to_sign = read_pdf(counts.content).root.text, read_pdf(waits.content).root.text
    assert "Up to £400 is a small sum." in read
    assert "Number 1" in read
    assert "It counts once both have signed." in to_sign


def test_the_paper_that_she_signed_is_hers_to_see(scene: Scene, sign_in) -> None:
    answer = sign_in(scene.people.ada).get(f"/money/agreement/{scene.agreement.id}/paper/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert sign_in(scene.people.ada).get(f"/money/agreement/{scene.to_sign.id}/paper/").status_code == 404


def test_nobody_reads_another_persons_agreement(scene: Scene, sign_in) -> None:
    other = sign_in(scene.people.stranger)
    for path in ("", "agreement.pdf", "paper/"):
        assert other.get(f"/money/agreement/{scene.agreement.id}/{path}").status_code == 404
    assert other.post(f"/money/agreement/{scene.to_sign.id}/").status_code == 404
    assert Agreement.objects.filter(number=2).count() == 0
