"""What a worker knows before the answer to an ask: the money, what else waits, and why it came to a worker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.money import Money
from commonpurse.money.budgets.queries import what_is_there_for
from commonpurse.money.budgets.rules import SpendKind
from commonpurse.money.decisions.queries import other_asks_waiting
from commonpurse.web.parts.pages import or_404
from commonpurse.web.parts.written import named
from commonpurse.web.request import PageRequest


@dataclass(frozen=True)
class AskBasis:
    """`left`: what could be used after a yes; None where a yes would be refused, and `obstacle` says why."""

    usable: Money
    left: Money | None
    others: Sequence[Money]
    others_sum: Money
    obstacle: Refused | None
    why_here: str

    @property
    def needs_money(self) -> bool:
        """More money would help: only a sum that cannot be drawn says what could be."""
        return self.obstacle is not None and "payable_minor" in self.obstacle.facts


def basis_of(request: PageRequest, ask: Any, amount: Money) -> AskBasis:
    viewer, today = request.viewer, request.today
    there = or_404(
        what_is_there_for(
            viewer=viewer,
            budget=ask.budget,
            amount=amount,
            spend_kind=SpendKind(ask.spend_kind),
            on=today,
            going=ask.going,
        )
    )
    obstacle = there.obstacle
    others = [Money(minor, amount.currency) for minor in other_asks_waiting(viewer=viewer, ask=ask, today=today)]
    return AskBasis(
        usable=there.usable,
        left=None if obstacle else there.usable - amount,
        others=others,
        others_sum=sum(others, Money(0, amount.currency)),
        obstacle=obstacle,
        why_here=why_here(request, ask, obstacle),
    )


def why_here(request: PageRequest, ask: Any, obstacle: Refused | None) -> str:
    """Say why nobody has answered it yet: what a person asks for is a yes at once where her money allows it."""
    name = ask.budget.person.called_by
    if obstacle:
        return _("{name}’s money cannot pay this by itself.").format(name=named(name))
    return _("There is money for it. By a limit {name} does not decide this alone, so it waits for an answer.").format(
        name=named(name)
    )
