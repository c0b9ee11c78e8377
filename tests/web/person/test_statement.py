from __future__ import annotations

import csv
import io

from commonpurse.money.payments.accounts import TypedAccount
from commonpurse.money.payments.rules import PayeeKind
from tests.factories import make_payee, release
from tests.web.scenes import Scene


def rows(scene: Scene, sign_in) -> list[dict[str, str]]:
    answer = sign_in(scene.people.ada).get("/money/statement.csv")
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
