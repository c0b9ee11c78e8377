from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpResponse

from commonpurse.money.budgets.queries import allocations_of, budgets_visible_to, person_money
from commonpurse.money.decisions.queries import asks_visible_to
from commonpurse.money.payments.queries import ON_ITS_WAY, payments_visible_to, with_money_back
from commonpurse.web.doors import PERSON, door
from commonpurse.web.parts.asks import ask_cards
from commonpurse.web.parts.money import money_parts
from commonpurse.web.parts.pages import or_404, show
from commonpurse.web.parts.stories import story_of
from commonpurse.web.request import PageRequest, look_at

STORY_LINES = 10


def own_budget(request: PageRequest) -> Any:
    """The budget of the person who is signed in, or None before it is opened."""
    return (
        budgets_visible_to(request.person, request.today).filter(person=request.person).select_related("person").first()
    )


def own_payments(request: PageRequest) -> Any:
    """Her payments, newest first, with who decided and when the bank paid."""
    return (
        payments_visible_to(request.person, request.today)
        .filter(budget__person=request.person)
        .select_related(
            "ask__decided_by_member",
            "ask__decided_by_person",
            "created_by_member",
            "created_by_person",
            "settlement",
        )
    )


@door(PERSON, why="to see her own money")
def money(request: PageRequest) -> HttpResponse:
    """The one number, the purse, what she asked for, what happened."""
    look_at(request, request.person.id, "money", "asks", "payments")
    budget = own_budget(request)
    if budget is None:
        return show(request, "person/no_money.html")
    has = or_404(person_money(viewer=request.person, person=request.person, today=request.today))
    currency = has.available.currency
    hers = own_payments(request)
    # One statement for both: what is on its way, for the purse, and the newest, for the story.
    shown = hers.filter(Q(state__in=ON_ITS_WAY) | Q(id__in=hers.values("id")[:STORY_LINES]))
    payments = list(with_money_back(shown))
    asks = asks_visible_to(request.person, request.today).filter(budget=budget, state__in=["waiting", "granted"])
    return show(
        request,
        "person/money.html",
        usable=has.available - has.lapsed,
        parts=money_parts(has, payments),
        asks=[card for card in ask_cards(asks, viewer=request.person, currency=currency) if not card.is_used],
        story=story_of(
            payments[:STORY_LINES],
            allocations_of(viewer=request.person, budget=budget, today=request.today),
            request.person,
        )[:STORY_LINES],
    )
