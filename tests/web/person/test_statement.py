from __future__ import annotations

import csv
import io
import re
from datetime import date
from decimal import Decimal

import pytest

from commonpurse.kernel.money import Money
from commonpurse.money.budgets.commands import open_budget
from commonpurse.money.payments.accounts import TypedAccount
from commonpurse.money.payments.rules import PayeeKind
from commonpurse.web.parts.written import money, short_day
from tests.factories import NOW, make_payee, release, standing_people
from tests.web.parts.papers.pdf import Paper, read_pdf
from tests.web.scenes import Scene


def rows(scene: Scene, sign_in, **asked: str) -> list[dict[str, str]]:
    answer = sign_in(scene.people.ada).get("/money/statement.csv", asked)
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="statement-')
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_the_statement_ends_at_what_is_hers_and_adds_up(scene: Scene, sign_in):
    lines = rows(scene, sign_in)
    assert lines[0]["left"] == "685.00"  # 590 now, 35 kept for an ask, 60 whose time is over
    total = sum(float(line["in"] or 0) - float(line["out"] or 0) for line in lines)
    assert total == 685.0


def test_each_line_carries_on_from_the_one_before(scene: Scene, sign_in):
    left = 0.0
    for line in reversed(rows(scene, sign_in)):
        left += float(line["in"] or 0) - float(line["out"] or 0)
        assert f"{left:.2f}" == line["left"]


def test_a_stopped_payment_is_out_and_in_again(scene: Scene, sign_in):
    lines = rows(scene, sign_in)
    assert [line["in"] for line in lines if line["what"].startswith("Stopped")] == ["5.00"]
    assert "5.00" in [line["out"] for line in lines]


def test_words_that_a_spreadsheet_would_run_stay_words(scene: Scene, sign_in):
    formula = '=HYPERLINK("https://evil.example","Click")'
    payee = make_payee(scene.people, PayeeKind.SUPPLIER, formula, TypedAccount("20-00-00", "11223344"))
    release(scene.people, scene.budget, payee, 1)
    assert any(formula in line["what"] for line in rows(scene, sign_in))
    assert all(not line["what"].startswith(("=", "+", "-", "@")) for line in rows(scene, sign_in))


def test_the_page_shows_the_same_as_the_file(scene: Scene, sign_in):
    page = sign_in(scene.people.ada).get("/money/statement/").content.decode()
    for line in rows(scene, sign_in):
        assert f"£{line['left']}" in page


def paper(scene: Scene, sign_in, **asked: str) -> Paper:
    answer = sign_in(scene.people.ada).get("/money/statement.pdf", asked)
    assert answer.headers["Content-Type"] == "application/pdf"
    # A name that tells nobody whose it is.
    assert answer.headers["Content-Disposition"] == 'attachment; filename="statement-2026-06-01.pdf"'
    return read_pdf(answer.content)


def shown(cell: str) -> str:
    return money(Money(int(Decimal(cell) * 100), "GBP")) if cell else ""


def test_the_paper_says_the_same_as_the_file(scene: Scene, sign_in):
    assert paper(scene, sign_in).table()[1:] == [
        [
            short_day(date.fromisoformat(row["day"])),
            row["what"].strip(),
            shown(row["in"]),
            shown(row["out"]),
            shown(row["left"]),
        ]
        for row in rows(scene, sign_in)
    ]


def test_the_paper_is_in_large_print_for_whoever_asks_or_always_reads_so(scene: Scene, sign_in):
    large = ["What", "In or out", "Left"]
    assert paper(scene, sign_in, print="large").table()[0] == large
    assert len(paper(scene, sign_in).table()[0]) == 5
    scene.people.ada.page_format = "large_print"
    scene.people.ada.save(update_fields=["page_format"])
    assert paper(scene, sign_in).table()[0] == large
    assert len(paper(scene, sign_in, print="standard").table()[0]) == 5


def test_a_person_without_money_gets_a_page_instead_of_an_empty_paper(db: None, sign_in):
    answer = sign_in(standing_people().ada).get("/money/statement.pdf")
    assert answer.headers["Content-Type"].startswith("text/html")


def test_an_empty_statement_is_in_the_money_of_the_partnership(db: None, sign_in):
    people = standing_people(currency="EUR")
    open_budget(by=people.priya, person=people.ada, now=NOW)
    page = sign_in(people.ada).get("/money/statement/").content.decode()
    assert "€0.00" in page
    assert "£" not in page


@pytest.mark.parametrize(
    ("asked", "days"),
    [
        ({"days": "month"}, {"2026-06-01"}),
        ({"days": "three"}, {"2026-05-01", "2026-05-02", "2026-05-31", "2026-06-01"}),
        ({"days": "days", "first": "2026-05-01", "last": "2026-05-31"}, {"2026-05-01", "2026-05-02", "2026-05-31"}),
        ({"days": "days", "last": "1/5/2026"}, {"2026-05-01"}),
        ({"days": "days", "first": "2026-06-02"}, set()),
        ({"days": "anything"}, {"2026-05-01", "2026-05-02", "2026-05-31", "2026-06-01"}),
    ],
)
def test_she_chooses_the_days_and_page_file_and_paper_agree(scene: Scene, sign_in, asked, days):
    found = rows(scene, sign_in, **asked)
    assert {row["day"] for row in found} == days
    page = sign_in(scene.people.ada).get("/money/statement/", asked | {"rows": "all"}).content.decode()
    assert set(re.findall(r'<td>\s*<time datetime="([0-9-]+)"', page)) == days
    printed = paper(scene, sign_in, **asked)
    assert len(printed.table()) - 1 == len(found) if found else printed.root.all("Table") == []
    total = sum(Decimal(row["in"] or 0) - Decimal(row["out"] or 0) for row in found)
    facts = dict(re.findall(r"<dt>\s*([^<]*?)\s*</dt>\s*<dd>[^£]*£([0-9,.]+)", page))
    before, after = (Decimal(facts[word].replace(",", "")) for word in ("Left before", "Left at the end"))
    assert after - before == total


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"first": "soon"}, "“soon” is no day we can read."),
        ({"last": "31/12/9999"}, "“31/12/9999” is no day we can read."),
        ({"first": "2026-06-01", "last": "2026-05-01"}, "The last day is before the first."),
    ],
)
@pytest.mark.parametrize("address", ["/money/statement/", "/money/statement.csv", "/money/statement.pdf"])
def test_days_that_cannot_be_are_answered_with_a_sentence(scene: Scene, sign_in, typed, says, address):
    answer = sign_in(scene.people.ada).get(address, {"days": "days"} | typed)
    assert answer.status_code == 422
    assert says in answer.content.decode()


def test_where_the_money_is_from_is_told_only_when_she_asks(scene: Scene, sign_in):
    ada = sign_in(scene.people.ada)
    assert "Home Fund" not in ada.get("/money/statement/").content.decode()
    assert "Home Fund" not in paper(scene, sign_in).root.text
    page = ada.get("/money/statement/?from=shown").content.decode()
    assert "From Home Fund" in page
    assert "Of Home Fund" in page
    assert "From Home Fund" in paper(scene, sign_in, **{"from": "shown"}).root.text
    assert {row["from"] for row in rows(scene, sign_in, **{"from": "shown"})} >= {"From Home Fund", "Of Home Fund"}


def test_each_link_keeps_what_was_chosen(scene: Scene, sign_in):
    page = sign_in(scene.people.ada).get("/money/statement/?days=month&from=shown").content.decode()
    for link in ("statement.csv?days=month&amp;from=shown", "statement.pdf?days=month&amp;from=shown&amp;print=large"):
        assert link in page
    assert '?days=month"' in page  # hides where it is from, for the same days


def test_sums_are_said_in_words(scene: Scene, sign_in):
    page = sign_in(scene.people.ada).get("/money/statement/").content.decode()
    assert re.search(r'<span aria-hidden="true">£40.00</span><span class="unseen">40 pounds</span>', page)
