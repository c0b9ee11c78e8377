from __future__ import annotations

from datetime import datetime
from uuid import uuid5

from django.db import transaction

from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.messages.access import can_keep_outbox
from commonpurse.kernel.messages.commands import note_news
from commonpurse.kernel.periods import business_date
from commonpurse.money.orders.models import Order
from commonpurse.money.orders.rules import NEWS_MORE_THAN_LEFT, NEWS_PRICE_ROSE
from commonpurse.money.orders.watching import watch
from commonpurse.parties.partners.models import Member


def tell_of_dearer_orders(*, by: Member, now: datetime) -> None:
    """Write down, as news for each person, that what she ordered costs more now, or is more than she has left.

    Whoever changed the price, a feed or a member. Once for each order and each price of it; and once for each order
    that made it too much. The same again tells nobody anew.
    """
    if not can_keep_outbox(by):
        raise NotAllowed
    with acting_as_system("to tell people that what they order has become dearer"), transaction.atomic():
        orders = Order.objects.select_related("ask", "cost_option", "person")
        found = watch(orders, business_date(now))
        told = [
            *(
                (each.order.person_id, NEWS_PRICE_ROSE, uuid5(each.order.id, str(each.option_now.id)))
                for each in found.risen
            ),
            *(
                (each.person.id, NEWS_MORE_THAN_LEFT, uuid5(each.budget_id, str(each.tipped_by)))
                for each in found.too_much
            ),
        ]
        for person, kind, subject in told:
            note_news(recipient_id=person, kind=kind, subject_id=subject, now=now)
