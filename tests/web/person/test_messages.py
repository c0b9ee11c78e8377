"""The person's page of news: what is new, and the one switch that is hers alone."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import override_settings

from commonpurse.kernel.messages.rules import Hours
from commonpurse.money.budgets.rules import SpendKind
from commonpurse.money.decisions.commands import grant_ask, make_ask
from commonpurse.money.payments.commands import change_payee_account
from commonpurse.parties.people.commands import add_contact_way, change_contact_way, change_person, choose_messages
from commonpurse.parties.people.models import ContactWay, MessageChoice
from commonpurse.parties.people.queries import message_ways_of
from tests.factories import (
    LANDLORDS_ACCOUNT,
    NOW,
    TODAY,
    Standing,
    make_budget,
    make_fund,
    make_payee,
    pounds,
)

PAGE = "/money/messages/"


@pytest.fixture
def client(standing: Standing, sign_in, clock):
    return sign_in(standing.ada)


def a_way(standing: Standing, kind: str = "text", value: str = "07700 900123", **given) -> ContactWay:
    wanted = {"is_safe_to_use": True, "how": "", "now": NOW} | given
    return add_contact_way(by=standing.wren, person=standing.ada, kind=kind, value=value, **wanted)


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", answer.content.decode()))


def is_on(standing: Standing) -> list[bool]:
    return [way.is_on for way in message_ways_of(viewer=standing.ada, person=standing.ada, today=TODAY)]


def test_by_default_nothing_is_on_and_the_page_shows_all_that_a_message_says(standing, client):
    a_way(standing)
    said = text_of(client.get(PAGE))
    assert "You get no messages now." in said
    assert "There is news on your page." in said
    assert "checked" not in re.sub(r"<input[^>]*radio[^>]*>", "", client.get(PAGE).content.decode())


def test_she_says_yes_and_in_which_hours_and_stops_it_again(standing, client):
    way = a_way(standing)
    form = {"ways": [str(way.id)], "hours": "morning"}
    assert "We will tell you when there is news." in text_of(client.post(PAGE, form, follow=True))
    assert is_on(standing) == [True]
    assert MessageChoice.objects.get().hours == "morning"
    assert "You get a short message" in text_of(client.get(PAGE))
    assert "You get no messages." in text_of(client.post(PAGE, {"stop": "1"}, follow=True))
    assert is_on(standing) == [False]


def test_no_tick_is_a_no(standing, client):
    way = a_way(standing)
    client.post(PAGE, {"ways": [str(way.id)], "hours": "day"})
    client.post(PAGE, {"hours": "day"})
    assert is_on(standing) == [False]


def test_her_number_is_shown_by_its_end_alone_and_an_unsafe_one_not_at_all(standing, client):
    a_way(standing, how="Mornings only.")
    a_way(standing, "email", "ada.lovelace@example.org")
    a_way(standing, value="07700 900777", is_safe_to_use=False)
    page = client.get(PAGE).content.decode()
    assert "By text, to the number that ends in 123. Your note: Mornings only." in page
    assert "By e-mail, to a…@….org" in page
    assert not re.search(r"07700|lovelace|777", page)


def test_who_has_no_safe_way_is_told_what_to_do(standing, client):
    a_way(standing, "letter", "1 Quay Street")
    said = text_of(client.get(PAGE))
    assert "We know no phone number or e-mail that is safe to use." in said
    assert "Save this" not in said


def test_a_way_that_became_unsafe_meanwhile_is_refused(standing, client):
    way = a_way(standing)
    change_contact_way(by=standing.wren, contact_way=way, is_safe_to_use=False, how="", now=NOW)
    assert client.post(PAGE, {"ways": [str(way.id)], "hours": "day"}).status_code == 422
    assert not MessageChoice.objects.exists()


def test_a_new_note_asks_anew(standing, client):
    way = a_way(standing)
    client.post(PAGE, {"ways": [str(way.id)], "hours": "day"})
    change_contact_way(by=standing.wren, contact_way=way, is_safe_to_use=True, how="Say you are the library.", now=NOW)
    said = text_of(client.get(PAGE))
    assert "The note at one of your ways is new, so we stopped." in said
    client.post(PAGE, {"ways": [str(way.id)], "hours": "day"})
    assert is_on(standing) == [True]


def test_while_nothing_can_leave_the_page_says_so(standing, client, tmp_path):
    a_way(standing)
    assert "We cannot send messages yet." in text_of(client.get(PAGE))
    with override_settings(TEXTS_FOLDER=tmp_path):
        assert "We cannot send messages yet." not in text_of(client.get(PAGE))


def test_the_message_is_shown_in_her_language_and_direction(standing, client):
    a_way(standing)
    change_person(
        by=standing.ada,
        person=standing.ada,
        called_by="Ada",
        language="ar",
        page_format="easy_read",
        needs_interpreter=False,
        now=NOW,
    )
    page = client.get(PAGE).content.decode()
    assert re.search(r'<blockquote class="message "\s+lang="ar"\s+dir="rtl">', page)
    assert "لديك خبر جديد." in page


def test_what_is_new_leads_to_where_it_stands(standing, client):
    budget = make_budget(standing, (make_fund(standing, received=500), 300))
    ask = make_ask(
        by=standing.wren,
        budget=budget,
        what_for="A bed",
        amount=pounds(20),
        spend_kind=SpendKind.FURNITURE,
        request_id=budget.id,
        now=NOW,
    )
    grant_ask(by=standing.wren, ask=ask, now=NOW)
    change_payee_account(
        by=standing.wren,
        payee=make_payee(standing).payee,
        holder_name="Ada",
        account=LANDLORDS_ACCOUNT,
        now=NOW + timedelta(minutes=1),
    )
    page = client.get(PAGE).content.decode().partition("We can tell you")[0]
    first, second = re.findall(r'<p><a href="([^"]*)">([^<]*)</a></p>', page)
    assert first == ("/money/payees/", "A new bank account waits before it is paid.")
    assert second == (f"/money/asks/{ask.id}/", "What you asked for has an answer.")
    assert client.get(second[0]).status_code == 200
    assert "87654321" not in page


def test_nobody_else_reads_or_changes_her_choice(standing, sign_in, clock):
    way = a_way(standing)
    choose_messages(by=standing.ada, person=standing.ada, wanted={way.id: Hours.DAY}, now=NOW)
    stranger = sign_in(standing.stranger)
    assert "123" not in text_of(stranger.get(PAGE))
    assert stranger.post(PAGE, {"ways": [str(way.id)], "hours": "day"}).status_code == 422
    stranger.post(PAGE, {"stop": "1"})
    assert is_on(standing) == [True]
