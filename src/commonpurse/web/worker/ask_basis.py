"""What a worker knows before the answer to an ask: the money, what else waits, and why it came to a worker."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from commonpurse.kernel.money import Money
from commonpurse.kernel.words import Words
from commonpurse.money.decisions.queries import Explanation
from commonpurse.web.parts.written import named


@dataclass(frozen=True)
class AskBasis:
    """`usable`: what there is, None for who is not shown it; `left`: what could be used after a yes, None where a yes
    would be refused for the money, and `obstacle` says why. `others`: how many other asks wait.
    """

    usable: Money | None
    left: Money | None
    others: int
    others_sum: Money
    obstacle: Words | None
    why_here: str


def basis_of(ask: Any, explained: Explanation) -> AskBasis:
    stop, usable = explained.money.stop, explained.available
    return AskBasis(
        usable=usable,
        left=None if stop or usable is None else usable - explained.amount,
        others=ask.others,
        others_sum=Money(ask.others_minor, ask.currency),
        obstacle=stop.sentence if stop else None,
        why_here=why_here(ask, explained),
    )


def why_here(ask: Any, explained: Explanation) -> str:
    """Say why nobody has answered it yet: what a person asks for is a yes at once where her money allows it."""
    name = named(ask.budget.person.called_by)
    if explained.money.stop:
        return _("{name}’s money cannot pay this by itself.").format(name=name)
    if explained.clock is None:
        return _("There is money for it. It waits for {name} alone.").format(name=name)
    return _("There is money for it. By a limit {name} does not decide this alone, so it waits for an answer.").format(
        name=name
    )
