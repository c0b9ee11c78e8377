"""What happened with a person's money, in sentences instead of rows of codes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from commonpurse.kernel.money import Money
from commonpurse.kernel.periods import business_date
from commonpurse.money.budgets.queries import TracedAllocation, TracedCorrection
from commonpurse.money.budgets.rules import SPEND_WORDS, SpendKind
from commonpurse.money.payments.rules import PayeeKind, PaymentState
from commonpurse.web.doors import Viewer
from commonpurse.web.parts.asks import name_for
from commonpurse.web.parts.written import day


@dataclass(frozen=True)
class StoryLine:
    """One thing that happened: the day, and a few short sentences."""

    on: date
    words: str


# What each state says of the money, as sentences. "Sent" is never said as "received".
SENTENCES = {
    PaymentState.HELD: "{sum} is set aside for {whom}, for {what}. It waits until the account can be paid.",
    PaymentState.READY: "{sum} is ready to go to {whom} for {what}. It goes with the next file for the bank.",
    PaymentState.IN_FILE: "{sum} to {whom} for {what} is in a file for the bank. Finance checks it.",
    PaymentState.SENT: "{sum} to {whom} for {what} was sent to the bank. The bank has not said yet that it is paid.",
    PaymentState.SETTLED: "{sum} went to {whom} for {what}.",
    PaymentState.RETURNED: "{sum} to {whom} for {what} came back. It is in the budget again.",
    PaymentState.REJECTED: "The bank refused {sum} to {whom} for {what}. It is in the budget again.",
    PaymentState.UNKNOWN: "We are asking the bank about {sum} to {whom} for {what}.",
    PaymentState.STOPPED: "{sum} to {whom} for {what} was stopped. It is in the budget again.",
}


def spoken(amount: Money) -> str:
    """Write a sum as people say it: £40, £12.50."""
    return str(amount).removesuffix(".00")


def whom(payment: Any, viewer: Viewer) -> str:
    """Name the payee: her own account is called that."""
    payee = payment.payee_account.payee
    if payee.kind != PayeeKind.OWN:
        return str(payee.name)
    return "your own account" if payee.person_id == viewer.id else "the person’s own account"


def what_for(payment: Any) -> str:
    """Say what it is for: her own words where she asked, else the kind of spending."""
    return f"“{payment.ask.what_for}”" if payment.ask else SPEND_WORDS[SpendKind(payment.spend_kind)].lower()


def payment_story(payment: Any, viewer: Viewer) -> StoryLine:
    """Tell one payment: what went where and what for, who decided, and when the bank paid it."""
    state = PaymentState(payment.state)
    told = SENTENCES[state].format(sum=spoken(payment.amount), whom=whom(payment, viewer), what=what_for(payment))
    said = [told]
    decided = name_for(viewer, payment.ask.decided_by if payment.ask else payment.created_by)
    said.append(f"{decided[0].upper()}{decided[1:]} decided.")
    settlement = getattr(payment, "settlement", None)
    if state == PaymentState.SETTLED and settlement is not None:
        said.append(f"The bank paid it on {day(settlement.settled_on)}.")
    return StoryLine(business_date(payment.created_at), " ".join(said))


def allocation_story(allocation: TracedAllocation) -> StoryLine:
    words = f"{spoken(allocation.amount)} came in from {allocation.fund_name}: “{allocation.reason.rstrip('.')}”."
    return StoryLine(business_date(allocation.allocated_at), words)


def correction_words(allocation: TracedAllocation, correction: TracedCorrection) -> str:
    """Say what of an allocation went back to its fund, and why: the error was ours, and she can read it."""
    came = (
        f"{allocation.amount} that came in from {allocation.fund_name} on {day(business_date(allocation.allocated_at))}"
    )
    return f"{correction.amount} of the {came} went back. The error was ours: “{correction.reason.rstrip('.')}”."


def story_of(payments: Iterable[Any], allocations: Iterable[TracedAllocation], viewer: Viewer) -> list[StoryLine]:
    """Tell what happened, newest first."""
    lines = [payment_story(payment, viewer) for payment in payments]
    for allocation in allocations:
        lines.append(allocation_story(allocation))
        lines += [
            StoryLine(business_date(each.corrected_at), correction_words(allocation, each))
            for each in allocation.corrections
        ]
    return sorted(lines, key=lambda line: line.on, reverse=True)
