"""An ask as a page shows it: what, how much, the answer, whom it waits for and since when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from commonpurse.kernel.money import Money
from commonpurse.money.budgets.rules import SPEND_WORDS, SpendKind
from commonpurse.money.decisions.rules import STATE_WORDS, AskState
from commonpurse.web.doors import Viewer
from commonpurse.web.parts.shapes import Wait
from commonpurse.web.parts.words import listed, write


@dataclass(frozen=True)
class AskCard:
    ask_id: UUID
    person_id: UUID
    person_name: str
    what_for: str
    amount: Money
    kind_words: str
    pay_to: str
    state: AskState
    state_words: str
    asked_by: str
    asked_at: datetime
    decided_by: str
    decided_at: datetime | None
    reason: str
    is_used: bool
    waits_to_happen: bool

    @property
    def is_waiting(self) -> bool:
        return self.state == AskState.WAITING

    @property
    def is_taken_back(self) -> bool:
        return self.state == AskState.WITHDRAWN

    @property
    def may_be_paid(self) -> bool:
        """The money is set aside, no payment has taken it yet, and one may now."""
        return self.is_kept and not self.waits_to_happen

    @property
    def is_kept(self) -> bool:
        """The money is set aside and no payment has taken it yet."""
        return self.state == AskState.GRANTED and not self.is_used

    @property
    def is_ordered(self) -> bool:
        """The money is set aside for what was ordered: it is paid when it happened, and not before."""
        return self.is_kept and self.waits_to_happen

    def waits_for(self, names: Sequence[str] = ()) -> Wait:
        """The wait for an answer, as the clock shows it. `names`: who works with the person, and so may answer."""
        who = listed([write(name, "") for name in names], "or") if names else _("a worker")
        return Wait(who, since=self.asked_at, then=_("They say yes or no. A no comes with a reason."))

    @property
    def may_be_withdrawn(self) -> bool:
        return self.is_waiting or self.is_kept


def name_for(viewer: Viewer, actor: Viewer | None) -> str:
    """Say who acted as the reader would: "you", or the name."""
    if actor is None:
        return ""
    return _("you") if actor.id == viewer.id else actor.actor_name


def who_answered(ask: Any, viewer: Viewer) -> str:
    """Say whose answer it is: of a panel's yes, that it was a panel; who stands in the ask wrote down what it said."""
    if ask.by_panel and ask.state == AskState.GRANTED:
        return _("a panel")
    return name_for(viewer, ask.decided_by)


def ask_card(ask: Any, *, viewer: Viewer, currency: str) -> AskCard:
    state = AskState(ask.state)
    return AskCard(
        ask_id=ask.id,
        person_id=ask.budget.person_id,
        person_name=ask.budget.person.called_by,
        what_for=ask.what_for,
        amount=Money(ask.amount_minor, currency),
        kind_words=SPEND_WORDS[SpendKind(ask.spend_kind)],
        pay_to=ask.pay_to,
        state=state,
        state_words=STATE_WORDS[state],
        asked_by=name_for(viewer, ask.asked_by),
        asked_at=ask.asked_at,
        decided_by=who_answered(ask, viewer),
        decided_at=ask.decided_at,
        reason=ask.reason,
        is_used=ask.used_at is not None,
        waits_to_happen=ask.waits_to_happen,
    )


def ask_cards(asks: Iterable[Any], *, viewer: Viewer, currency: str) -> list[AskCard]:
    return [ask_card(ask, viewer=viewer, currency=currency) for ask in asks]
