from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

import commonpurse.web.parts
from commonpurse.kernel.money import Money
from commonpurse.money.budgets.queries import person_money
from commonpurse.money.payments.models import Payment
from commonpurse.money.payments.queries import with_money_back
from commonpurse.web.parts.money import money_parts
from tests.factories import NOW, TODAY, Standing, make_budget
from tests.web.scenes import Scene

STATIC = Path(commonpurse.web.parts.__file__).parent / "static/commonpurse"
LARGEST = 35 * 1024  # bytes compressed with gzip: HTML, CSS and script; source: performance.md, a first view


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<svg.*?</svg>|<[^>]+>", "", answer.content.decode(), flags=re.DOTALL))


def test_she_sees_one_sum_and_the_purse_in_parts(scene: Scene, sign_in):
    text = sign_in(scene.people.ada).get("/money/").content.decode()
    assert '<span class="unseen">585 pounds</span>' in text
    for part, amount in [
        ("Yours now", "£585.00"),
        ("On its way", "£215.00"),
        ("Kept for what was asked", "£40.00"),
        ("Its time is over", "£60.00"),
    ]:
        assert f'{part}</bdi></span> <span class="sum">{amount}</span>' in text


def test_the_parts_of_the_purse_add_up_to_all_that_is_hers(scene: Scene):
    has = person_money(viewer=scene.people.ada, person=scene.people.ada, today=TODAY)
    assert has is not None
    parts = dict(money_parts(has, with_money_back(Payment.objects.all())))
    at_the_bank = Money(4000, "GBP")
    assert sum(part.minor for part in parts.values()) == (has.available + has.held + at_the_bank).minor


def test_a_part_of_nothing_takes_no_room(standing: Standing, sign_in):
    make_budget(standing)
    text = text_of(sign_in(standing.ada).get("/money/"))
    assert "Kept for" not in text
    assert "£0" in text


def test_the_purse_promises_no_more_than_is_true_where_an_ask_waits(scene: Scene, sign_in):
    page = text_of(sign_in(scene.people.ada).get("/money/"))
    assert "You decide what it is for." in page
    assert "Nobody asks you why" not in page


def test_three_things_can_be_done_at_once_each_with_its_word(scene: Scene, sign_in):
    text = sign_in(scene.people.ada).get("/money/").content.decode()
    tiles = re.findall(r'class="tile[^"]*"\s+href="([^"]+)".*?<span>(.*?)</span>', text, flags=re.DOTALL)
    assert tiles == [
        ("/money/pay/", "Pay or be paid"),
        ("/money/payees/", "Who gets paid"),
        ("/money/statement/", "My statement"),
    ]


def test_what_waits_comes_with_its_clock_and_what_is_kept_waits_for_her(scene: Scene, sign_in):
    text = text_of(sign_in(scene.people.ada).get("/money/"))
    assert "You asked for £40 for “A kettle and two pans”." in text
    assert "Waiting for Wren since Sunday 31 May. It waits until" in text
    assert "£35 is kept for “Curtains”. It waits for you. Say who gets it." in text


def test_what_is_on_its_way_says_when_as_far_as_we_know(scene: Scene, sign_in):
    client = sign_in(scene.people.ada)
    text = text_of(client.get("/money/"))
    assert "£40 to your own account. It was sent. It should be there today." in text
    assert "£120 to Harbour Homes. It is in a file. The bank is to pay it on Monday 1 June." in text
    assert "See all 6 payments on their way" in text
    assert "received" not in text


def test_what_goes_soonest_comes_first_and_what_waits_says_until_when(scene: Scene, sign_in):
    Payment.objects.filter(state="in_file").update(state="ready")
    scene.sent.instructions.update(taken_back_at=NOW)
    text = text_of(sign_in(scene.people.ada).get("/money/"))
    assert "It goes with our next file. The bank can pay it from Monday 1 June." in text
    assert "£18 to My sister" not in text  # it can go on Thursday only
    whole = text_of(sign_in(scene.people.ada).get(f"/money/payments/{scene.held.id}/"))
    assert "It waits until Thursday 4 June at" in whole


def test_what_happened_is_told_in_sentences_that_lead_on(scene: Scene, sign_in):
    answer = sign_in(scene.people.ada).get("/money/")
    text = text_of(answer)
    assert "£60 went to your own account for furniture and white goods. Wren decided." in text
    assert "£900 came in from Home Fund: “A home”." in text
    assert f'href="/money/payments/{scene.paid.id}/"' in answer.content.decode()


def test_where_it_came_from_is_told_only_to_who_asks(scene: Scene, sign_in):
    client = sign_in(scene.people.ada)
    text = text_of(client.get("/money/sources/"))
    assert "Home Fund" in text
    assert "£900 came in from Home Fund: “A home”. Saturday 2 May" in text
    assert "Its time is over. You cannot pay from it any more." in text
    assert "A helper whom you chose holds it until" in text


def test_before_her_budget_is_opened_she_reads_what_to_do(standing: Standing, sign_in):
    text = sign_in(standing.stranger).get("/money/").content.decode()
    assert "You have no money here yet." in text
    assert "£" not in text


# Easy read ------------------------------------------------------------------------------------------------------------

EASY = ["/money/", "/money/pay/", "/money/payments/", "/money/sources/"]


@pytest.fixture
def easy(scene: Scene, sign_in):
    scene.people.ada.page_format = "easy_read"
    scene.people.ada.save()
    return sign_in(scene.people.ada)


@pytest.mark.parametrize("address", EASY)
def test_for_easy_read_each_idea_is_a_line_with_its_picture(scene: Scene, easy, sign_in, address: str):
    page = easy.get(address).content.decode()
    assert re.search(r'<html[^>]*class="[^"]*\beasy\b', page)
    ideas = re.findall(r'<p class="say">(.*?)</p>|<ul class="said">(.*?)</ul>', page, flags=re.DOTALL)
    assert ideas
    for one, several in ideas:
        items = [one] if one else re.findall(r"<li>(.*?)</li>", several, flags=re.DOTALL)
        assert all("<svg" in item for item in items)


def test_easy_read_says_less_on_a_page(scene: Scene, easy, sign_in):
    said = len(text_of(easy.get("/money/")).split())
    scene.people.ada.page_format = "standard"
    scene.people.ada.save()
    assert said < len(text_of(sign_in(scene.people.ada).get("/money/")).split())


# Weight ---------------------------------------------------------------------------------------------------------------


def test_her_first_page_is_light(scene: Scene, sign_in):
    page = sign_in(scene.people.ada).get("/money/").content
    asked_for = [(STATIC / name).read_bytes() for name in ("commonpurse.css", "commonpurse.js")]
    assert sum(len(gzip.compress(part)) for part in (page, *asked_for)) <= LARGEST
