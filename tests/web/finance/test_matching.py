from __future__ import annotations

import re
from decimal import Decimal

import pytest

from commonpurse.kernel.money import Money
from commonpurse.money.budgets.queries import fund_figures
from commonpurse.money.reconciliation.commands import import_statement
from commonpurse.money.reconciliation.models import Match, StatementLine
from tests.factories import NOW
from tests.money.reconciliation.made_statements import Line as BankLine
from tests.money.reconciliation.made_statements import camt053
from tests.web.scenes import NUMBER, Scene


def figures(scene: Scene):
    return fund_figures(viewer=scene.people.ngozi, funds=[scene.fund])[scene.fund.id]


def test_the_work_list_offers_what_each_line_may_be(scene: Scene, sign_in):
    page = sign_in(scene.people.ngozi).get("/finance/to-match/").content.decode()
    assert "3 lines. The oldest comes first." in page
    assert "Money in for Home Fund" in page
    assert "A charge of the bank" in page
    assert "Card 4411 corner shop" in page


def test_one_press_gives_money_to_its_fund(scene: Scene, sign_in):
    before = figures(scene)
    address = f"/finance/to-match/{scene.money_in.id}/"
    client = sign_in(scene.people.ngozi)
    answer = client.post(address, {"act": "fund", "fund": str(scene.fund.id)}, follow=True)
    assert "£1,000.00 is in Home Fund now." in answer.content.decode()
    after = figures(scene)
    assert after.received - before.received == Money(100000, "GBP")
    assert before.expected - after.expected == Money(100000, "GBP")
    client.post(address, {"act": "fund", "fund": str(scene.fund.id)})
    assert figures(scene) == after


def test_what_was_said_by_mistake_is_taken_back_with_a_reason(scene: Scene, sign_in):
    before = figures(scene)
    address = f"/finance/to-match/{scene.money_in.id}/"
    client = sign_in(scene.people.ngozi)
    client.post(address, {"act": "fund", "fund": str(scene.fund.id)})
    assert client.post(address, {"act": "undo", "reason": ""}).status_code == 422
    page = client.post(address, {"act": "undo", "reason": "It is for the other fund."}, follow=True).content.decode()
    assert "The line is open again." in page
    assert "It is for the other fund." in page
    assert figures(scene).left == before.left


def test_a_charge_is_one_press(scene: Scene, sign_in):
    line = StatementLine.objects.get(amount_minor=-350)
    client = sign_in(scene.people.ngozi)
    answer = client.post(f"/finance/to-match/{line.id}/", {"act": "charge"}, follow=True)
    assert "£3.50 is written down as a charge of the bank." in answer.content.decode()
    wrong = client.post(f"/finance/to-match/{scene.money_in.id}/", {"act": "charge"})
    assert wrong.status_code == 422
    assert "so it is no charge" in wrong.content.decode()


def test_a_payment_is_found_by_its_reference(scene: Scene, sign_in):
    line = StatementLine.objects.get(amount_minor=-1720)
    client, address = sign_in(scene.people.ngozi), f"/finance/to-match/{line.id}/"
    unknown = client.post(address, {"act": "find", "reference": "CPNOTHING"})
    assert unknown.status_code == 422
    assert "There is no payment of this reference." in unknown.content.decode()
    other_sum = client.post(address, {"act": "find", "reference": scene.sent.end_to_end_id})
    assert other_sum.status_code == 422
    assert not Match.objects.filter(line=line).exists()


def test_a_payment_that_was_shown_stays_shown(scene: Scene, sign_in):
    page = sign_in(scene.people.ngozi).get(f"/finance/to-match/{scene.explained.id}/").content.decode()
    assert "A payment of ours" in page
    assert "Take it back</button>" not in page


@pytest.mark.parametrize(
    "form",
    [
        {"act": "fund", "fund": "nonsense"},
        {"act": "fund", "fund": "0197268c-0000-7000-8000-00000000000a"},
        {"act": "payment", "payments": "nonsense"},
        {"act": "cancel", "other": "0197268c-0000-7000-8000-00000000000a"},
    ],
)
def test_what_is_not_there_is_not_found(scene: Scene, sign_in, form):
    assert sign_in(scene.people.ngozi).post(f"/finance/to-match/{scene.money_in.id}/", form).status_code == 404


def test_a_button_that_no_page_has_is_refused(scene: Scene, sign_in):
    answer = sign_in(scene.people.ngozi).post(f"/finance/to-match/{scene.money_in.id}/", {"act": "steal"})
    assert answer.status_code == 422
    assert "Choose what the line is." in answer.content.decode()


def test_the_bank_says_when_a_payment_is_paid_and_when_it_came_back(scene: Scene, sign_in):
    page = sign_in(scene.people.ada).get("/money/").content.decode()
    story = " ".join(re.sub(r"<svg.*?</svg>|<[^>]*>|[\u2066-\u2069]", "", page, flags=re.DOTALL).split())
    assert "£60 went to your own account for furniture and white goods. Wren decided." in story
    assert "The bank paid it on Monday 1 June." in story
    assert "£25 to Harbour Homes for furniture and white goods came back. It is in the budget again." in story
    today = sign_in(scene.people.ngozi).get("/finance/").content.decode()
    assert scene.back.end_to_end_id in today
    assert "£1,020.70" in today  # what nothing explains: 1,000.00 in, 3.50 and 17.20 out


def test_two_lines_that_cancel_each_other_are_one_press(scene: Scene, sign_in):
    mistake = StatementLine.objects.get(amount_minor=-1720)
    client = sign_in(scene.people.ngozi)
    assert "It cancels" not in client.get(f"/finance/to-match/{mistake.id}/").content.decode()
    again = camt053([BankLine(NOW.date(), Decimal("17.20"), "Correction")], opening=Decimal("919.30"), account=NUMBER)
    import_statement(
        by=scene.people.ngozi, debtor_account=scene.account, file=again.encode(), file_name="next.xml", now=NOW
    )
    page = client.get(f"/finance/to-match/{mistake.id}/").content.decode()
    assert "It cancels £17.20 of Monday 1 June" in page
    other = StatementLine.objects.get(amount_minor=1720)
    answer = client.post(f"/finance/to-match/{mistake.id}/", {"act": "cancel", "other": str(other.id)}, follow=True)
    assert "The two lines cancel each other out." in answer.content.decode()
    assert "It cancels" not in client.get(f"/finance/to-match/{other.id}/").content.decode()


def test_looking_again_finds_what_was_sent_since(scene: Scene, sign_in):
    answer = sign_in(scene.people.ngozi).post("/finance/to-match/", {"account": str(scene.account.id)}, follow=True)
    assert "Looked again: 0 more explained." in answer.content.decode()


def test_the_statement_page_says_what_each_line_is(scene: Scene, sign_in):
    page = sign_in(scene.people.ngozi).get(f"/finance/statements/{scene.statement.id}/").content.decode()
    assert "Adds up" in page
    assert page.count("Not explained yet") == 3
    assert page.count("A payment of ours that came back") == 1
