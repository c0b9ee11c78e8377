"""A funder reads what became of their money in a quarter, and takes it along as a file and a paper: nobody is in it."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from commonpurse.money.budgets.rules import SpendKind
from tests.factories import make_fund, standing_people
from tests.money.budgets.quarters import IN_SPRING, SPRING, budgets_of, close, spend
from tests.web.conftest import user_of
from tests.web.parts.papers.pdf import read_pdf

pytestmark = pytest.mark.browser


def fetch(page: Page, link: Locator) -> tuple[str, bytes]:
    with page.expect_download() as download:
        link.click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def test_a_quarter_is_read_as_page_file_and_paper(way, live_site, open_browser):
    people = standing_people()
    fund = make_fund(people, received=5000, ends_on=None)
    make_fund(people, "Another’s fund", funder=people.council, received=70, ends_on=None)
    for budget in budgets_of(people, fund, 5, 100, IN_SPRING):
        spend(people, budget, SpendKind.FOOD, 20, IN_SPRING)
    close(people, SPRING.ends_on)

    callum = open_browser(user_of(people.callum)).new_page()
    callum.goto("/funder/")
    main = callum.get_by_role("main")
    expect(main).to_contain_text("£5,000.00")
    expect(main).not_to_contain_text("Another’s fund")
    callum.get_by_role("link", name="Home Fund").click()
    expect(callum.get_by_role("row", name="Food £100.00")).to_be_visible()
    callum.get_by_role("link", name="Quarter report").click()
    callum.get_by_label("Quarter", exact=True).select_option(value=SPRING.starts_on.isoformat())
    callum.get_by_role("button", name="Show it").click()
    expect(callum.get_by_role("heading", level=1)).to_have_text("Quarter report: Quarter 1 of 2026/27")
    expect(main).to_contain_text("Food")
    expect(main).to_contain_text("£100.00")

    take_along = callum.get_by_role("region", name="Take it along")
    name, content = fetch(callum, take_along.locator("p", has_text="CSV").get_by_role("link"))
    assert name == "report-2026-04-01.csv"
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert ["Home Fund", "What was paid for", "Food", "100.00"] in [row[:4] for row in rows]
    name, content = fetch(callum, take_along.locator("p", has_text="PDF").get_by_role("link"))
    assert name == "report-2026-04-01.pdf"
    paper = read_pdf(content)
    assert paper.title == "Quarter report: Quarter 1 of 2026/27"
    assert "£100.00" in [cell.text for cell in paper.root.all("TD")]
    assert date(2026, 4, 1) == SPRING.starts_on
    for told in (main.inner_text(), str(rows)):
        assert "Person" not in told
