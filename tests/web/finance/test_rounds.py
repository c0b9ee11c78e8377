"""A round by a file: every row is checked, what is wrong comes back, and all is given or nothing."""

from __future__ import annotations

import csv
import html
import io
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from commonpurse.money.budgets.models import Allocation, Fund
from commonpurse.money.budgets.queries import look_at_round
from commonpurse.money.budgets.round_files import read_round
from tests.factories import TODAY, Standing, make_budget, make_fund, standing_people

GOOD = 'reference,amount,reason\nH-001,40,A kettle\nH-002,£12.50,"Pans, two"\n'


@pytest.fixture
def people(fresh_database: Any, clock: Any) -> Standing:
    people = standing_people()
    make_budget(people)
    make_budget(people, person=people.stranger)
    return people


@pytest.fixture
def fund(people: Standing) -> Fund:
    return make_fund(people, received=100)


def page_of(fund: Fund) -> str:
    return f"/finance/funds/{fund.id}/allocate/many/"


def look(client: Client, fund: Fund, content: str | bytes) -> Any:
    raw = content.encode() if isinstance(content, str) else content
    return client.post(page_of(fund), {"file": SimpleUploadedFile("round.csv", raw)})


def carried(answer: Any, step: str) -> dict[str, str]:
    """The form of the page as a browser sends it back."""
    page = answer.content.decode()
    values = {
        name: html.unescape(found[1])
        for name in ("content", "request_id")
        if (found := re.search(rf'name="{name}" value="(.*?)"', page, re.DOTALL))
    }
    return values | {"step": step}


def text_of(answer: Any) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())))


def test_a_round_is_looked_at_and_then_given_whole(people: Standing, fund: Fund, sign_in: Any) -> None:
    client = sign_in(people.ngozi)
    looked = look(client, fund, GOOD)
    assert looked.status_code == 200
    for words in ("Give £52.50 to 2 budgets?", "The fund keeps £47.50", "Pans, two", "H-002"):
        assert words in text_of(looked)
    assert not Allocation.objects.exists()
    sent = carried(looked, "give")
    given = client.post(page_of(fund), sent, follow=True)
    assert "£52.50 went to 2 budgets." in text_of(given)
    assert sorted(Allocation.objects.values_list("amount_minor", "reason")) == [(1250, "Pans, two"), (4000, "A kettle")]
    again = client.post(page_of(fund), sent, follow=True)
    assert again.status_code == 200
    assert Allocation.objects.count() == 2


def test_a_round_given_twice_is_given_once_also_when_the_fund_is_empty_by_then(
    people: Standing, fund: Fund, sign_in: Any
) -> None:
    client = sign_in(people.ngozi)
    sent = carried(look(client, fund, "reference,amount,reason\nH-001,60,A\nH-002,40,B\n"), "give")
    for _ in range(2):
        assert "£100.00 went to 2 budgets." in text_of(client.post(page_of(fund), sent, follow=True))
    assert Allocation.objects.count() == 2


def test_every_row_that_is_wrong_is_said_and_the_file_comes_back(people: Standing, fund: Fund, sign_in: Any) -> None:
    client = sign_in(people.ngozi)
    wrong = "reference,amount,reason\nH-001,90,A\nH-999,5,B\nH-002,1O,C\nH-002,20,D\nH-002,,E\nH-001,5,=F()\n"
    looked = look(client, fund, wrong)
    assert looked.status_code == 422
    assert "4 things are wrong in the file" in text_of(looked)
    assert "Home Fund has £10.00 left to give." in text_of(looked)
    back = client.post(page_of(fund), carried(looked, "mend"))
    assert "attachment" in back.headers["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(back.content.decode("utf-8-sig"), newline="")))
    assert rows[0] == ["reference", "amount", "reason", "what_is_wrong"]
    assert [bool(row[3]) for row in rows[1:]] == [False, True, True, True, True, False]
    assert rows[6][2] == "'=F()"
    forced = client.post(page_of(fund), carried(looked, "give"))
    assert forced.status_code == 422
    assert not Allocation.objects.exists()
    mended = back.content.decode("utf-8-sig").splitlines()
    assert look(client, fund, "\n".join([mended[0], mended[6]])).status_code == 200


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("reference,sum\nH-001,5\n", "This column must be there once."),
        ("reference,amount,reason\n", "There are no rows."),
        ('reference,amount,reason\nH-001,5,"open\n', "never closes it"),
        (b"reference,amount,reason\nH-001,5,caf\xe9\n", "It is not in UTF-8."),
        (b"reference,amount,reason\nH-001,5,a\x00\n", "It is not a text file."),
        (b"x" * 600_000, "It is larger than 500 kB."),
    ],
)
def test_a_file_that_is_no_round_is_answered_with_a_sentence(
    people: Standing, fund: Fund, sign_in: Any, content: str | bytes, words: str
) -> None:
    answer = look(sign_in(people.ngozi), fund, content)
    assert answer.status_code == 422
    assert words in text_of(answer)


def test_the_empty_file_has_the_columns_that_are_read(people: Standing, fund: Fund, sign_in: Any) -> None:
    client = sign_in(people.ngozi)
    empty = client.get("/finance/funds/round-file/").content.decode("utf-8-sig")
    assert look(client, fund, empty + "H-001,5,A kettle\r\n").status_code == 200


def test_who_may_not_give_does_not_look_either(people: Standing, fund: Fund) -> None:
    read = read_round(GOOD.encode(), currency="GBP")
    for viewer in (people.wren, people.callum, people.ada):
        assert look_at_round(viewer=viewer, fund=fund, read=read, today=TODAY) is None
