"""Asks of people whom she helps, on each of her pages that shows what waits for her."""

from __future__ import annotations

from commonpurse.money.decisions.queries import asks_waiting_for_helper
from commonpurse.parties.partners.queries import the_partnership
from commonpurse.web.parts.asks import AskCard, ask_card
from commonpurse.web.parts.explained import wait_of
from commonpurse.web.parts.shapes import Wait
from commonpurse.web.request import PageRequest, look_at


def asked_of_you(request: PageRequest, currency: str = "") -> list[tuple[AskCard, Wait]]:
    """Each ask that she has a say in, with its clock; that she looked is written down with whose it is."""
    found = asks_waiting_for_helper(viewer=request.person, now=request.now)
    look_at(request, {each.ask.person_id for each in found}, "name", "asks")
    if not found:
        return []
    currency = currency or the_partnership().currency
    return [
        (ask_card(each.ask, viewer=request.person, currency=currency), wait_of(each.clock, request.person.id))
        for each in found
    ]
