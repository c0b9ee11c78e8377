"""Things waiting: all that waits, each with whom it waits for, since when, until when, and what happens then."""

from __future__ import annotations

from django.http import HttpResponse

from commonpurse.money.decisions.queries import asks_visible_to, clocks_of, locks_on
from commonpurse.money.payments.queries import with_named_day
from commonpurse.money.payments.rules import PaymentState
from commonpurse.parties.partners.queries import the_partnership
from commonpurse.web.doors import PERSON, door
from commonpurse.web.parts.asked import asked_of_you
from commonpurse.web.parts.asks import ask_cards
from commonpurse.web.parts.explained import waits_shown
from commonpurse.web.parts.locks import lock_lines
from commonpurse.web.parts.pages import show
from commonpurse.web.person.money import on_its_way, own_payments
from commonpurse.web.request import PageRequest, look_at

MOST = 50


@door(PERSON, why="to see all that waits")
def waiting(request: PageRequest) -> HttpResponse:
    look_at(request, request.person.id, "asks", "payments", "own rules")
    currency = the_partnership().currency
    hers = asks_visible_to(request.person, request.today).filter(person=request.person)
    asks = list(hers.filter(state__in=["waiting", "granted"], used_at=None))
    cards = ask_cards(asks, viewer=request.person, currency=currency)
    clocks = clocks_of(viewer=request.person, asks=[ask for ask in asks if ask.state == "waiting"], now=request.now)
    held = list(with_named_day(own_payments(request).filter(state=PaymentState.HELD.value))[:MOST])
    rules = locks_on(viewer=request.person, person=request.person, now=request.now)
    return show(
        request,
        "person/waiting.html",
        waiting=waits_shown([card for card in cards if card.is_waiting], clocks),
        kept=[card for card in cards if card.may_be_paid],
        held=on_its_way(request, held, MOST),
        asked=asked_of_you(request),
        coming_off=lock_lines([rule for rule in rules if rule.is_coming_off], currency),
    )
