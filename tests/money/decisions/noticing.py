"""Notices as tests begin with them: Ngozi writes, Tom agrees, and Ada gets it in hand."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from commonpurse.kernel.identity import new_id
from commonpurse.money.budgets.models import Budget, Line
from commonpurse.money.decisions.commands import agree_notice, give_notice, write_notice
from commonpurse.money.decisions.models import RepaymentNotice
from tests.factories import NOW, TODAY, Standing, pounds

# The last day to ask again, of a notice given in hand today; and a morning after it.
LAST_DAY = TODAY + timedelta(days=28)
AFTER = NOW + timedelta(days=29)


def write(people: Standing, budget: Budget, amount: int, **given: Any) -> RepaymentNotice:
    """Ngozi writes that so many pounds of the budget's first line are asked back."""
    line = Line.objects.filter(budget=budget).order_by("opened_at", "id")[0]
    wanted: dict[str, Any] = {
        "by": people.ngozi,
        "ground": "unspent",
        "reasons": "You moved, and the money for the old flat is still here.",
        "evidence": "Your plan of May, and what is left on your budget.",
        "who_pays": "budget",
        "days_to_pay": 28,
        "parts": {line.id: pounds(amount)},
        "request_id": new_id(),
        "now": NOW,
    }
    return write_notice(budget=budget, **(wanted | given))


def agreed(people: Standing, budget: Budget, amount: int, **given: Any) -> RepaymentNotice:
    notice = write(people, budget, amount, **given)
    return agree_notice(by=people.tom, notice=notice, now=given.get("now", NOW))


def given(people: Standing, budget: Budget, amount: int, **said: Any) -> RepaymentNotice:
    now = said.get("now", NOW)
    notice = agreed(people, budget, amount, **said)
    return give_notice(by=people.ngozi, notice=notice, how="in_hand", on=now.date(), now=now)


def shown(people: Standing, budget: Budget, amount: int, **said: Any) -> RepaymentNotice:
    """The same, but on her own page, and she has not said that she has read it."""
    now = said.get("now", NOW)
    notice = agreed(people, budget, amount, **said)
    return give_notice(by=people.ngozi, notice=notice, how="her_page", on=now.date(), now=now)
