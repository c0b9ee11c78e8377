"""Could it touch my benefits: what she reads, what her worker reads, and that her own number is on her pages alone."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.http import HttpResponse

from commonpurse.kernel.identity import new_id
from commonpurse.money.budgets.rules import LegalBasis
from commonpurse.money.decisions.models import BenefitsRule, OwnCapital
from commonpurse.money.decisions.queries import benefits_rules_on
from commonpurse.money.decisions.rules.benefits import Benefit
from commonpurse.money.payments.rules import PayeeKind
from tests.factories import (
    LANDLORDS_ACCOUNT,
    TODAY,
    Standing,
    give,
    make_budget,
    make_fund,
    make_payee,
    release,
    standing_people,
)
from tests.web.parts.papers.pdf import read_pdf
from tests.web.person.test_beside import sit
from tests.web.scenes import SAVED, Scene
from tests.web.site_map import PAGES

pytestmark = pytest.mark.usefixtures("clock")

HER_NUMBER = re.compile(rf"{SAVED:,}|{SAVED}\.?0*\b")


def text_of(answer: HttpResponse) -> str:
    """The page's own words: tokens, ids and addresses are left out."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", answer.content.decode(errors="replace")))


@pytest.fixture
def paid(standing: Standing) -> Standing:
    """Ada was paid £6,300 to her own account and £2,000 to her landlord; £1,000 is left, £500 of it of welfare money."""
    fund = make_fund(standing, received=10_000)
    welfare = make_fund(standing, "Welfare", received=500, legal_basis=LegalBasis.LOCAL_WELFARE_PROVISION)
    budget = make_budget(standing, (fund, 8_800))
    own, landlord = make_payee(standing), make_payee(standing, PayeeKind.SUPPLIER, "Homes", LANDLORDS_ACCOUNT)
    release(standing, budget, own, 6_300)
    release(standing, budget, landlord, 2_000)
    give(standing, welfare, budget, 500)
    return standing


def test_she_reads_the_answer_first_and_then_what_it_is_from(paid: Standing, sign_in: Any) -> None:
    text = text_of(sign_in(paid.ada).get("/money/benefits/"))
    assert "It could. You could get up to £8.70 a month less Universal Credit." in text
    assert "Universal Credit You could get up to £8.70 a month less." in text
    assert "Pension Credit It changes nothing. It could when you have £3,700 more." in text
    assert "You told us nothing" in text
    assert "So for Universal Credit you could have £0 to £6,300" in text
    assert "What you have saved. You need not tell us." in text
    assert "This is not advice." in text
    assert "SI 2022/448" in text


def test_she_tells_what_she_has_and_takes_it_away_again(paid: Standing, sign_in: Any) -> None:
    ada = sign_in(paid.ada)
    assert ada.post("/money/benefits/saved/", {"act": "tell", "amount": ""}).status_code == 422
    answer = ada.post("/money/benefits/saved/", {"act": "tell", "amount": "10000.50"}, follow=True)
    assert "Only you can see it." in text_of(answer)
    assert "Universal Credit could stop." in text_of(answer)
    assert "£10,000.50 to £16,300.50" in text_of(answer)
    ada.post("/money/benefits/saved/", {"act": "remove"})
    assert not OwnCapital.objects.exists()
    assert "You told us nothing" in text_of(ada.get("/money/benefits/"))


def test_with_a_worker_beside_her_the_number_is_not_there(paid: Standing, sign_in: Any) -> None:
    sign_in(paid.ada).post("/money/benefits/saved/", {"act": "tell", "amount": str(SAVED)})
    beside = sit(sign_in, paid.wren, paid.ada)
    page = beside.get("/money/benefits/")
    assert "£0 to £6,300" in text_of(page)
    assert not HER_NUMBER.search(text_of(page))
    assert "own_savings" not in page.content.decode()
    for answer in (beside.get("/money/benefits/saved/"), beside.post("/money/benefits/saved/", {"act": "remove"})):
        assert answer.status_code == 403
    assert OwnCapital.objects.exists()


@pytest.mark.alike
def test_her_number_is_on_no_page_of_a_member(scene: Scene, sign_in: Any) -> None:
    """Every address of the site that a member opens, opened by whom it is for."""
    pages = [page for page in PAGES if not page.is_post_only and page.opened_by not in (None, "ada", "stranger")]
    clients = {name: sign_in(getattr(scene.people, name)) for name in {page.opened_by for page in pages}}
    answers = {page.name: clients[page.opened_by].get(page.address(scene)) for page in pages}
    assert [
        name for name, answer in answers.items() if not answer.streaming and HER_NUMBER.search(text_of(answer))
    ] == []
    hers = sign_in(scene.people.ada).get("/money/benefits/")
    assert HER_NUMBER.search(text_of(hers))  # it is there to be found


@pytest.mark.usefixtures("made_from")
def test_before_she_pays_she_is_told_and_can_pay_all_the_same(paid: Standing, sign_in: Any) -> None:
    ada = sign_in(paid.ada)
    own, landlord = (paid.ada.payees.get(kind=kind) for kind in (PayeeKind.OWN, PayeeKind.SUPPLIER))
    pay = ada.post("/money/pay/", {"kind": "furniture"}).headers["Location"].removesuffix("what/")
    ada.post(f"{pay}what/", {"what_for": "A bed", "amount": "400"})
    ada.post(f"{pay}who/", {"payee": str(landlord.id)})
    assert "You could get" not in text_of(ada.get(pay))
    ada.post(f"{pay}who/", {"payee": str(own.id)})
    page = ada.get(pay)
    assert "This could touch Universal Credit" in text_of(page)
    assert "It stops nothing." in text_of(page)
    more = text_of(ada.get(f"{pay}benefits/"))
    assert "Let us pay the shop or landlord." in more
    assert "Ask if Welfare can pay for it. Its money does not count." in more
    assert ada.post(pay, {"seen": page.context["seen"]}).status_code == 303


def typed(standing: Standing, kind: PayeeKind, **given: str) -> dict[str, str]:
    account = standing.ada.payees.get(kind=kind).accounts.get()
    return {"request_id": str(new_id()), "account": str(account.id), "spend_kind": "furniture", "step": "check"} | given


def test_a_worker_is_warned_beside_the_release_by_what_we_paid_alone(paid: Standing, sign_in: Any) -> None:
    sign_in(paid.ada).post("/money/benefits/saved/", {"act": "tell", "amount": "15000"})
    wren, address = sign_in(paid.wren), f"/worker/people/{paid.ada.id}/release/"
    text = text_of(wren.post(address, typed(paid, PayeeKind.OWN, amount="400")))
    assert "It could. They could get up to £13.05 a month less Universal Credit." in text
    assert "We do not know what they have saved. They may know more." in text
    assert "Release £400.00 to Ada’s own account" in text
    small = text_of(wren.post(address, typed(paid, PayeeKind.OWN, amount="1")))
    assert "Not by what we paid in the last twelve months." in small
    direct = text_of(wren.post(address, typed(paid, PayeeKind.SUPPLIER, amount="400")))
    assert "Could it touch benefits?" not in direct


def test_a_worker_sees_the_range_without_her_number(paid: Standing, sign_in: Any) -> None:
    sign_in(paid.ada).post("/money/benefits/saved/", {"act": "tell", "amount": str(SAVED)})
    text = text_of(sign_in(paid.wren).get(f"/worker/people/{paid.ada.id}/benefits/"))
    assert "They could get up to £8.70 a month less." in text
    assert "£0 to £6,300" in text
    assert not HER_NUMBER.search(text)


@pytest.mark.parametrize("who", ["ada", "wren"])
def test_the_letter_is_a_tagged_paper_with_what_we_paid_and_nothing_she_told(
    paid: Standing, sign_in: Any, who: str
) -> None:
    sign_in(paid.ada).post("/money/benefits/saved/", {"act": "tell", "amount": str(SAVED)})
    address = "/money/benefits/letter.pdf" if who == "ada" else f"/worker/people/{paid.ada.id}/benefits/letter.pdf"
    answer = sign_in(getattr(paid, who)).get(address)
    paper = read_pdf(answer.content)
    assert (paper.title, paper.is_tagged, paper.standard, paper.language) == ("Letter", True, "1", "en-GB")
    assert paper.table() == [
        ["Fund", "Kind of money", "Paid to them", "Paid straight to others"],
        ["Home Fund", "Charitable grant", "£6,300.00", "£2,000.00"],
    ]
    assert [tag.text for tag in paper.root.all("H1")] == ["About the money of Ada"]
    assert "savings of up to £6,000 change nothing. (SI 2013/376" in paper.root.text
    assert "Pension Credit" not in paper.root.text  # nobody has checked that rule yet
    assert not HER_NUMBER.search(paper.root.text)
    assert "Homes" not in paper.root.text


def test_the_letter_says_which_money_does_not_count(paid: Standing, sign_in: Any) -> None:
    budget = paid.ada.budget
    release(paid, budget, paid.ada.payees.get(kind=PayeeKind.OWN).accounts.get(), 1_000)
    text = text_of(sign_in(paid.ada).get("/money/benefits/letter/"))
    assert "Local welfare provision does not count for 12 months from the day it came. (SI 2013/376" in text
    assert "Welfare Local welfare provision £500.00" in text


def test_who_has_no_budget_is_told_so(standing: Standing, sign_in: Any) -> None:
    ada = sign_in(standing.ada)
    first = text_of(ada.get("/money/"))
    for page in ("", "letter/", "letter.pdf"):
        assert (
            text_of(ada.get(f"/money/benefits/{page}")).partition("Who decides:")[0][-60:]
            == first.partition("Who decides:")[0][-60:]
        )


NEW_RULE = {
    "valid_from": "1 June 2026",
    "lower": "6500",
    "upper": "17000",
    "step": "250",
    "tariff": "4.50",
    "per": "month",
    "disregards": ["local_welfare_provision", "charitable_grant"],
    "source": "Made up for this test",
    "to_check": "",
}


def test_the_manager_sets_a_rule_and_reads_its_history(standing: Standing, sign_in: Any) -> None:
    priya = sign_in(standing.priya)
    listed = text_of(priya.get("/manager/benefits/"))
    assert (
        "Up to £6,000 changes nothing. Above that, each £250 takes off £4.35 a month. Above £16,000 it stops." in listed
    )
    assert "To be checked:" in listed
    address = "/manager/benefits/universal_credit/"
    assert priya.post(address, NEW_RULE | {"upper": "6500"}).status_code == 422
    assert not BenefitsRule.objects.exists()
    history = text_of(priya.post(address, NEW_RULE, follow=True))
    assert "Set by Priya on Monday 1 June." in history
    assert history.index("Up to £6,500") < history.index("From Wednesday 4 May 2022") < history.index("29 April 2013")
    assert history.count("It counts now") == 1
    rule = benefits_rules_on(TODAY)[Benefit.UNIVERSAL_CREDIT]
    assert (rule.valid_from, rule.lower_minor, rule.tariff_minor) == (date(2026, 6, 1), 6_500_00, 4_50)
    assert set(rule.disregards) == {LegalBasis.LOCAL_WELFARE_PROVISION, LegalBasis.CHARITABLE_GRANT}
    assert priya.get("/manager/benefits/lottery/").status_code == 404


def test_where_money_is_in_euros_the_page_says_that_it_does_not_know(db: None, sign_in: Any) -> None:
    people = standing_people("EUR")
    make_budget(people)
    text = text_of(sign_in(people.ada).get("/money/benefits/"))
    assert "We know the rules for pounds only." in text
