"""Each constraint of orders is broken once, past every rule, on the database itself; and no order is rewritten."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from commonpurse.kernel.identity import new_id
from commonpurse.money.orders.models import Order, UnmetWish
from tests.factories import NOW, make_budget, make_fund, standing_people
from tests.money.orders.making import list_meals, orders_of_ada
from tests.support.agreements.test_constraints import again

BROKEN: list[tuple[str, str, dict[str, Any]]] = [
    ("order_placed_by_one", "happened", {"placed_by_member_id": None}),
    ("order_outcome_whole", "happened", {"outcome_by_member_id": None}),
    ("order_outcome_whole", "ordered", {"outcome_how": ""}),
    ("order_rated_when_it_happened", "ordered", {"rating": "good", "rated_at": NOW}),
    ("order_rated_when_it_happened", "happened", {"rating": ""}),
    ("unmet_wish_reason_known", "wish", {"reason": "x"}),
]


def test_each_broken_row_is_refused_and_none_is_rewritten(db: None) -> None:
    people = standing_people()
    budget = make_budget(people, (make_fund(people, received=900), 500))
    rows = orders_of_ada(people, budget, list_meals(people), NOW)
    for name, which, changed in BROKEN:
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            again(getattr(rows, which), **changed)
    hers = {"placed_by_member_id": None, "placed_by_person_id": people.stranger.id}
    with pytest.raises(IntegrityError, match="order_placed_by_no_helper"), transaction.atomic():
        again(rows.ordered, **hers)
    for written in ({"outcome": "cancelled"}, {"wanted_on": date(2027, 1, 1)}, {"request_id": new_id()}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Order.objects.filter(id=rows.happened.id).update(**written)
    with pytest.raises(DatabaseError), transaction.atomic():
        Order.objects.filter(id=rows.happened.id).delete()
    assert UnmetWish.objects.filter(id=rows.wish.id).delete()[0] == 1
