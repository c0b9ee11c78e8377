"""What finance gives to the council's ledger when a month is closed."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from commonpurse.demo.telling import Story
from commonpurse.kernel.periods import business_date
from commonpurse.money.exports.commands import export_ledger, save_export_mapping
from commonpurse.money.exports.queries import next_days_to_export

LEDGER = "Council general ledger"
TAKES = {
    "columns": [
        {"holds": "fixed", "heading": "Company", "value": "01"},
        {"holds": "date", "heading": "Posting date"},
        {"holds": "account", "heading": "Nominal"},
        {"holds": "fixed", "heading": "Cost centre", "value": "HX400"},
        {"holds": "debit", "heading": "Debit"},
        {"holds": "credit", "heading": "Credit"},
        {"holds": "reference", "heading": "Reference"},
        {"holds": "meaning", "heading": "Narrative"},
        {"holds": "fund", "heading": "Analysis"},
        {"holds": "movement", "heading": "Source id"},
    ],
    "has_headings": True,
    "date_format": "%d/%m/%Y",
    "credit_is_above_zero": False,
    "codes": {
        "bank": "B1010",
        "suspense": "B9990",
        "grant_receivable": "B2200",
        "payment_clearing": "B3100",
        "fund": "L5000",
        "fund_promised": "L5010",
        "budget_line": "L5100",
        "spent_contra": "L5900",
        "spent": "E4000",
        "spent:rent_deposit": "E4010",
        "spent:furniture": "E4020",
        "programme_loss": "E4900",
    },
}


def export_closed_days(story: Story, last_day: date, at: datetime) -> None:
    """Let Ngozi export what moved up to the last day that is closed."""
    ngozi = story.cast["Ngozi"]
    mapping = save_export_mapping(by=ngozi, name=LEDGER, content=TAKES, now=at)
    starts_on, _ = next_days_to_export(viewer=ngozi, today=business_date(at))
    export_ledger(by=ngozi, mapping=mapping, starts_on=starts_on, ends_on=last_day + timedelta(days=1), now=at)
