from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from commonpurse.money.decisions.models import Ask, AskQuerySet, Decision
from commonpurse.money.decisions.rules import AskState, Ground, Outcome
from commonpurse.parties.consent.rules import Item
from commonpurse.parties.partners.models import Member, Partnership
from commonpurse.parties.people.models import Person
from commonpurse.parties.people.queries import people_visible_to


def asks_visible_to(viewer: Member | Person, today: date) -> AskQuerySet:
    """The asks of the people this viewer may see on that day, newest first. Finance sees payments, not asks.

    `by_panel`: a panel made it a yes; who stands in it as having answered wrote down what the panel said.
    """
    seen = Ask.objects.filter(budget__person__in=people_visible_to(viewer, today, Item.MONEY_DETAIL).values("id"))
    return seen.annotate(by_panel=is_yes_of_panel("pk")).select_related(
        "budget__person",
        "hold",
        "asked_by_member__organisation",
        "asked_by_person",
        "decided_by_member__organisation",
        "decided_by_person",
    )


def is_yes_of_panel(ask: str) -> Exists:
    """Whether a panel made an ask a yes, inside a statement about asks or what came of them. `ask`: where its id is."""
    return Exists(
        Decision.objects.filter(ask=OuterRef(ask), outcome=Outcome.YES.value, ground=Ground.PANEL.value).order_by()
    )


def get_ask(*, viewer: Member | Person, ask_id: UUID, today: date) -> Any:
    """The ask, or None when it is not there or not to be seen.

    With it, in the same statement: its `currency`, and how many other asks of the budget wait (`others`) and for how
    much together (`others_minor`).
    """
    others = Ask.objects.filter(budget=OuterRef("budget"), state=AskState.WAITING.value).exclude(id=OuterRef("id"))
    of_budget = others.order_by().values("budget")
    found = asks_visible_to(viewer, today).annotate(
        currency=Subquery(Partnership.objects.values("currency")[:1]),
        others=Coalesce(Subquery(of_budget.annotate(count=Count("id")).values("count")), 0),
        others_minor=Coalesce(Subquery(of_budget.annotate(sum=Sum("amount_minor")).values("sum")), 0),
    )
    return found.select_related("person").filter(id=ask_id).first()


def asks_waiting_by_person(
    *, viewer: Member | Person, person_ids: Collection[UUID], today: date
) -> Mapping[UUID, tuple[int, int]]:
    """How many asks of each person wait for an answer, and for how much in minor units; who has none is not in it."""
    waiting = asks_visible_to(viewer, today).filter(state=AskState.WAITING.value, budget__person__in=person_ids)
    counted = waiting.order_by().values_list("budget__person").annotate(Count("id"), Sum("amount_minor"))
    return {person: (count, minor) for person, count, minor in counted}
