"""Finance's day: what presses, a check of another's file with the old account beside the new, the bank, the statement."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from commonpurse.kernel.periods import business_date
from commonpurse.money.ledger.queries import verify_ledger
from commonpurse.money.payments.commands import change_payee_account, make_bank_file
from commonpurse.money.payments.rules import PayeeKind
from tests.factories import (
    LANDLORDS_ACCOUNT,
    TypedAccount,
    make_budget,
    make_debtor_account,
    make_fund,
    make_payee,
    release,
    standing_people,
)
from tests.journeys.menus import go_by_menu
from tests.money.reconciliation.made_statements import Line, camt053
from tests.web.conftest import user_of
from tests.web.scenes import NUMBER

pytestmark = pytest.mark.browser


def pressing(page: Page, heading: str) -> None:
    """Go to Today and do what this card says."""
    page.goto("/finance/")
    page.get_by_role("listitem").filter(has=page.get_by_role("heading", name=heading, exact=True)).get_by_role(
        "link"
    ).click()


def test_a_file_is_checked_sent_and_found_in_the_statement(way, live_site, open_browser, tmp_path: Path):
    people, now = standing_people(), timezone.now()
    budget = make_budget(people, (make_fund(people, received=1000, ends_on=None), 200))
    account = make_debtor_account(people)
    own = make_payee(people)
    landlord = make_payee(people, PayeeKind.SUPPLIER, "Harbour Homes", LANDLORDS_ACCOUNT)
    moved = change_payee_account(
        by=people.wren,
        payee=landlord.payee,
        holder_name="Harbour Homes Ltd",
        account=TypedAccount("20-00-00", "66554433"),
        now=now - timedelta(days=5),
    )
    payments = [
        release(people, budget, payee, amount, now=now - timedelta(hours=3))
        for payee, amount in ((own, 40), (moved, 60))
    ]
    make_bank_file(by=people.ngozi, debtor_account=account, now=now - timedelta(hours=1))

    # Tom checks Ngozi's file: the account that changed stands beside the one before.
    tom = open_browser(user_of(people.tom)).new_page()
    pressing(tom, "To check")
    expect(tom.get_by_role("heading", level=1)).to_have_text("£100.00 in 2 payments")
    first = tom.get_by_role("region", name="Look at this first")
    expect(first).to_contain_text(re.compile(r"Before.*12-34-56.*87654321.*Now.*20-00-00.*66554433", re.DOTALL))
    expect(first).to_contain_text("Nobody called back: it has waited 72 hours instead.")
    tom.get_by_role("button", name="I checked it: it may go").click()
    expect(tom.locator(".notice")).to_contain_text("You checked the file.")

    ngozi = open_browser(user_of(people.ngozi)).new_page()
    pressing(ngozi, "To send")
    ngozi.get_by_role("button", name="Mark as sent").click()
    with ngozi.expect_download() as download:
        ngozi.get_by_role("button", name="Fetch the file").click()
    file = Path(download.value.path()).read_text()
    assert "66554433" in file
    assert "87654321" not in file

    # The bank paid one and sent the other back; it also took a fee that nobody knows.
    today = business_date(now)
    kept, back = payments
    statement = tmp_path / "bank.xml"
    lines = [
        Line(today, Decimal("-40.00"), "Paid", end_to_end_id=kept.end_to_end_id),
        Line(today, Decimal("-60.00"), "Paid", end_to_end_id=back.end_to_end_id),
        Line(today, Decimal("60.00"), "Returned", end_to_end_id=back.end_to_end_id, return_reason="AC04"),
        Line(today, Decimal("-3.50"), "Account fee"),
    ]
    statement.write_text(camt053(lines, opening=Decimal("1000.00"), account=NUMBER))
    go_by_menu(ngozi, "Statements")
    ngozi.get_by_role("link", name="Read a statement in").click()
    ngozi.get_by_label("The bank’s statement").set_input_files(statement)
    ngozi.get_by_role("button", name="Look at this file").click()
    expect(ngozi.get_by_role("main")).to_contain_text("£956.50")
    ngozi.get_by_role("button", name="Read it in").click()
    expect(ngozi.get_by_role("heading", level=1)).to_have_text("bank.xml is read in")
    expect(ngozi.locator("dt:has-text('Matched') + dd")).to_have_text("3")

    # Today says what is left to do.
    pressing(ngozi, "Failed")
    expect(ngozi.get_by_role("main")).to_contain_text(back.end_to_end_id)
    expect(ngozi.get_by_role("main")).not_to_contain_text(kept.end_to_end_id)
    pressing(ngozi, "To match")
    expect(ngozi.get_by_role("main")).to_contain_text("Account fee")
    assert verify_ledger() == []
