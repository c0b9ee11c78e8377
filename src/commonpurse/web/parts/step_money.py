"""The money that points to a step: what was asked for it, and what was paid by that. The step itself knows none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse

from commonpurse.kernel.money import Money
from commonpurse.money.decisions.rules import STATE_WORDS as ASK_WORDS
from commonpurse.money.decisions.rules import AskState
from commonpurse.money.payments.queries import last_of_chains
from commonpurse.money.payments.rules import STATE_WORDS, PaymentState
from commonpurse.parties.partners.queries import Member
from commonpurse.web.doors import Viewer
from commonpurse.web.parts.words import translated


@dataclass(frozen=True)
class StepMoney:
    """One ask that is for a step. How it stands is what its payment says, where there is one."""

    what: str
    amount: Money
    address: str
    look: str
    state_words: str


def step_money(asks: Iterable[Any], viewer: Viewer, currency: str) -> list[StepMoney]:
    """Say how each stands; their payments, and what was paid again, being read along already."""
    rows = list(asks)
    paid = last_of_chains(ask.payment for ask in rows if hasattr(ask, "payment"))
    return [_one(ask, viewer, currency, paid) for ask in rows]


def _one(ask: Any, viewer: Viewer, currency: str, paid: Mapping[UUID, Any]) -> StepMoney:
    page = "worker:ask" if isinstance(viewer, Member) else "person:one_ask"
    first = getattr(ask, "payment", None)
    payment = paid[first.id] if first is not None else None
    state = PaymentState(payment.state) if payment is not None else AskState(ask.state)
    words = STATE_WORDS[state] if isinstance(state, PaymentState) else ASK_WORDS[state]
    return StepMoney(
        ask.what_for,
        Money(ask.amount_minor, currency),
        reverse(page, args=[ask.id]),
        state.value,
        translated(words),
    )
