"""Order, say what became of it, pay for it, say how it was; and tell what could not be had."""

from commonpurse.money.orders.commands.happening import (
    cancel_order,
    pay_order,
    rate_order,
    say_it_did_not_happen,
    say_it_happened,
)
from commonpurse.money.orders.commands.ordering import place_order
from commonpurse.money.orders.commands.telling import tell_of_dearer_orders
from commonpurse.money.orders.commands.wishes import say_could_not_get, take_back_wish

__all__ = [
    "cancel_order",
    "pay_order",
    "place_order",
    "rate_order",
    "say_could_not_get",
    "say_it_did_not_happen",
    "say_it_happened",
    "take_back_wish",
    "tell_of_dearer_orders",
]
