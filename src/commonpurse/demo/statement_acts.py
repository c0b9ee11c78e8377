"""How finance reads the bank's statement each week, and says what the lines are that no payment explains."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from commonpurse.demo.export_acts import export_closed_days
from commonpurse.demo.telling import Story
from commonpurse.kernel.periods import business_date
from commonpurse.money.payments.queries import get_payment
from commonpurse.money.reconciliation.commands import (
    cancel_lines_out,
    close_month,
    explain_line_as_charge,
    explain_line_as_money_in,
    import_statement,
    match_line,
)
from commonpurse.money.reconciliation.queries import OpenLine, work_list

# What the bank booked in the last days of the story is left for the visitor to explain: one end of a month at least.
LEFT_FOR_THE_VISITOR = timedelta(days=31)
WAIT_TO_CLOSE = timedelta(days=10)  # after a month's end: by then its last statement is read and explained
CORRECTION, INTEREST = "CORRECTION ", "INTEREST"
INTEREST_GOES_TO = "fresh_start"


def read_statement(story: Story, until: date, at: datetime) -> None:
    """Let Ngozi import what the bank says of the days up to, not including, `until`, and explain what she can."""
    content = story.bank.statement(story.read_until, until, pages="week")
    import_statement(
        by=story.cast["Ngozi"],
        debtor_account=story.account,
        file=content,
        file_name=f"statement-{until - timedelta(days=1)}.xml",
        now=at,
    )
    story.read_until = until
    explain_lines(story, at + timedelta(minutes=15))


def explain_lines(story: Story, at: datetime) -> None:
    """Go through the work list: money for a fund, a charge, a payment, a mistake that the bank put right."""
    ngozi = story.cast["Ngozi"]
    visitors_from = business_date(story.now) - LEFT_FOR_THE_VISITOR
    listed = [one for one in work_list(viewer=ngozi, today=business_date(at)) if one.line.booked_on < visitors_from]
    for one in listed:
        text = one.line.remittance.upper()
        if CORRECTION in text:
            put_right(story, one, listed, at)
        elif INTEREST in text:
            explain_line_as_money_in(by=ngozi, line=one.line, fund=story.cast.funds[INTEREST_GOES_TO], now=at)
        elif one.funds:
            # The list may rank two funds of one funder alike: a clerk reads which of them is named.
            named = [guess.fund for guess in one.funds if guess.fund.name.upper() in text]
            explain_line_as_money_in(by=ngozi, line=one.line, fund=(named or [one.funds[0].fund])[0], now=at)
        elif one.is_likely_charge:
            explain_line_as_charge(by=ngozi, line=one.line, now=at)
        else:
            match_by_hand(story, one, at)


def match_by_hand(story: Story, one: OpenLine, at: datetime) -> None:
    """Match a line that says nothing but its sum with the payment of that sum, where the list suggests only one."""
    ngozi, today = story.cast["Ngozi"], business_date(at)
    suggested = [get_payment(viewer=ngozi, payment_id=found.parts[0].payment, today=today) for found in one.payments]
    fitting = [payment for payment in suggested if payment and payment.amount_minor == -one.line.amount_minor]
    if len(fitting) == 1:
        match_line(by=ngozi, line=one.line, payments=fitting, now=at)


def put_right(story: Story, correction: OpenLine, listed: Iterable[OpenLine], at: datetime) -> None:
    """Cancel a mistake of the bank out with its correction."""
    what = correction.line.remittance.upper().partition(CORRECTION)[2]
    for one in listed:
        if one.line.amount_minor == -correction.line.amount_minor and one.line.remittance.upper() == what:
            cancel_lines_out(by=story.cast["Ngozi"], line=one.line, other=correction.line, now=at)
            return


def close_last_month(story: Story, at: datetime) -> None:
    """Let Ngozi close the books of the month before, unless the visitor has something to explain in it."""
    today = business_date(at)
    last_day = today.replace(day=1) - timedelta(days=1)
    is_the_visitors = last_day >= business_date(story.now) - LEFT_FOR_THE_VISITOR
    if today - last_day >= WAIT_TO_CLOSE and not is_the_visitors and last_day > story.closed_until:
        reason = "We have asked the bank what is not explained yet."
        close_month(by=story.cast["Ngozi"], last_day=last_day, now=at, reason=reason)
        story.closed_until = last_day
        export_closed_days(story, last_day, at + timedelta(minutes=30))
