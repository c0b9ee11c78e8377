"""Things waiting: all that waits, each with whom it waits for, since when, until when, and what happens then."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from commonpurse.kernel.periods import business_date
from commonpurse.money.decisions.queries import (
    asks_visible_to,
    clocks_of,
    locks_on,
    notices_of,
)
from commonpurse.money.payments.queries import with_check_asked, with_named_day
from commonpurse.money.payments.rules import PaymentState
from commonpurse.parties.partners.queries import the_partnership
from commonpurse.support.agreements.queries import AgreedWait, AgreedWaitKind, agreed_waits
from commonpurse.support.agreements.rules import DecisionKind, answer_wish_by
from commonpurse.web.doors import PERSON, door
from commonpurse.web.parts.asked import asked_of_you
from commonpurse.web.parts.asks import ask_cards
from commonpurse.web.parts.explained import waits_shown
from commonpurse.web.parts.limits import AREA_WORDS, end_ask_wait, wish_wait
from commonpurse.web.parts.locks import lock_lines
from commonpurse.web.parts.notices import wait_of as wait_of_notice
from commonpurse.web.parts.pages import show
from commonpurse.web.parts.shapes import Wait
from commonpurse.web.parts.written import spoken
from commonpurse.web.person.money import on_its_way, own_payments
from commonpurse.web.request import PageRequest, look_at

MOST = 50


@dataclass(frozen=True)
class WaitingLine:
    """One thing that waits, the page that it leads to, and its clock."""

    words: str
    address: str
    icon: str
    wait: Wait | None


@door(PERSON, why="to see all that waits")
def waiting(request: PageRequest) -> HttpResponse:
    look_at(request, request.person.id, "asks", "payments", "own rules", "money", "agreement", "who decides")
    currency = the_partnership().currency
    hers = asks_visible_to(request.person, request.today).filter(person=request.person)
    asks = list(hers.filter(state__in=["waiting", "granted"], used_at=None))
    cards = ask_cards(asks, viewer=request.person, currency=currency)
    clocks = clocks_of(viewer=request.person, asks=[ask for ask in asks if ask.state == "waiting"], now=request.now)
    held = list(with_named_day(with_check_asked(own_payments(request).filter(state=PaymentState.HELD.value)))[:MOST])
    rules = locks_on(viewer=request.person, person=request.person, now=request.now)
    return show(
        request,
        "person/waiting.html",
        lines=[*notice_lines(request), *agreed_lines(request)],
        waiting=waits_shown([card for card in cards if card.is_waiting], clocks),
        kept=[card for card in cards if card.is_kept],
        held=on_its_way(request, held, MOST),
        asked=asked_of_you(request, currency),
        coming_off=lock_lines([rule for rule in rules if rule.is_coming_off], currency),
    )


def notice_lines(request: PageRequest) -> Iterator[WaitingLine]:
    """The notices that ask something of her: to be read, or to be answered while there is time."""
    for notice in notices_of(viewer=request.person, person=request.person, today=request.today):
        if notice.is_to_be_read or notice.is_time_left(request.today):
            words = _("There is a notice about {sum}.").format(sum=spoken(notice.amount))
            wait = wait_of_notice(notice, request.today)
            yield WaitingLine(words, reverse("person:notice", args=[notice.id]), "letter", wait)


def agreed_lines(request: PageRequest) -> Iterator[WaitingLine]:
    """What waits in her agreement and her limits."""
    for wait in agreed_waits(viewer=request.person, person=request.person, today=request.today):
        yield agreed_line(wait, request.today)


def agreed_line(wait: AgreedWait, today: date) -> WaitingLine:
    if wait.kind is AgreedWaitKind.TO_SIGN:
        clock = Wait(_("you"), wait.since, None, _("They count once you both have signed."))
        address = reverse("person:one_agreement", args=[wait.thing_id])
        return WaitingLine(_("There are new words to read in your agreement."), address, "file", clock)
    if wait.kind is AgreedWaitKind.WISH:
        words = _("You want to change your agreement: “{words}”").format(words=wait.words)
        clock = wish_wait(wait.since, answer_wish_by(business_date(wait.since)), today)
        return WaitingLine(words, reverse("person:agreement"), "talk", clock)
    if wait.author_by is None or wait.manager_by is None:
        raise LookupError(wait.kind)  # by its query it has both
    clock = end_ask_wait(
        name=wait.name,
        is_active=bool(wait.is_active),
        since=wait.since,
        author_by=wait.author_by,
        manager_by=wait.manager_by,
        today=today,
    )
    words = _("You asked to end a limit: {area}").format(area=AREA_WORDS[DecisionKind(wait.words)])
    return WaitingLine(words, reverse("person:limit", args=[wait.thing_id]), "clock", clock)
