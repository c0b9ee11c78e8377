"""What happened with a person's money, in sentences instead of rows of codes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from commonpurse.kernel.periods import business_date
from commonpurse.money.budgets.queries import TracedAllocation
from commonpurse.money.budgets.rules import SPEND_WORDS, SpendKind
from commonpurse.money.payments.rules import PayeeKind, PaymentState
from commonpurse.web.doors import Viewer
from commonpurse.web.parts.asks import name_for
from commonpurse.web.parts.templatetags.parts import day


@dataclass(frozen=True)
class StoryLine:
    """One thing that happened: the day, and a few short sentences."""

    on: date
    words: str


# What each state says of the money, as a sentence. "Sent" is never said as "received".
SENTENCES = {
    PaymentState.HELD: "{sum} is set aside for {whom}.",
    PaymentState.READY: "{sum} is ready to go to {whom}. It goes with the next file for the bank.",
    PaymentState.IN_FILE: "{sum} for {whom} is in a file for the bank. Finance checks it.",
    PaymentState.SENT: "{sum} for {whom} was sent to the bank. The bank has not said yet that it is paid.",
    PaymentState.SETTLED: "{sum} went to {whom}.",
    PaymentState.RETURNED: "{sum} for {whom} came back. It is in the budget again.",
    PaymentState.REJECTED: "The bank refused {sum} for {whom}. It is in the budget again.",
    PaymentState.UNKNOWN: "We are asking the bank about {sum} for {whom}.",
    PaymentState.STOPPED: "{sum} for {whom} was stopped. It is in the budget again.",
}


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
    said = [SENTENCES[state].format(sum=payment.amount, whom=whom(payment, viewer)), f"It is for {what_for(payment)}."]
    decided = name_for(viewer, payment.ask.decided_by if payment.ask else payment.created_by)
    said.append(f"{decided[0].upper()}{decided[1:]} decided.")
    settlement = getattr(payment, "settlement", None)
    if state == PaymentState.SETTLED and settlement is not None:
        said.append(f"The bank paid it on {day(settlement.settled_on)}.")
    return StoryLine(business_date(payment.created_at), " ".join(said))


def allocation_story(allocation: TracedAllocation) -> StoryLine:
    words = f"{allocation.amount} came in from {allocation.fund_name}. It is for: {allocation.reason.rstrip('.')}."
    return StoryLine(business_date(allocation.allocated_at), words)


def story_of(payments: Iterable[Any], allocations: Iterable[TracedAllocation], viewer: Viewer) -> list[StoryLine]:
    """Tell what happened, newest first."""
    lines = [payment_story(payment, viewer) for payment in payments]
    lines += [allocation_story(allocation) for allocation in allocations]
    return sorted(lines, key=lambda line: line.on, reverse=True)
