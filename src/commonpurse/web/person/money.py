from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonpurse.kernel.periods import business_date
from commonpurse.money.budgets.queries import (
    LineMoney,
    allocations_of,
    budgets_visible_to,
    person_money,
    with_currency,
)
from commonpurse.money.budgets.rules import HoldingType, ends_soon, has_gathered
from commonpurse.money.decisions.queries import asks_visible_to, clocks_of, get_ask, notices_of
from commonpurse.money.payments.queries import (
    ON_ITS_WAY,
    ExpectedPay,
    expected_pay,
    payments_visible_to,
    with_money_back,
    with_named_day,
    with_who_decided,
)
from commonpurse.parties.people.queries import supports_of
from commonpurse.web.doors import PERSON, door
from commonpurse.web.parts.asks import ask_cards
from commonpurse.web.parts.explained import waits_shown
from commonpurse.web.parts.money import money_parts
from commonpurse.web.parts.notices import wait_of
from commonpurse.web.parts.pages import or_404, show
from commonpurse.web.parts.reading import reading_of
from commonpurse.web.parts.stories import (
    Said,
    StoryLine,
    address_of,
    allocation_stories,
    notice_stories,
    story_of,
    when_paid,
    whom,
)
from commonpurse.web.parts.written import day, spoken
from commonpurse.web.request import PageRequest, look_at

# How many lines of a list stand on the first page; fewer for easy read.
STORY_LINES = 5
ON_THE_WAY_SHOWN = 3
EASY_LINES = 2


def own_budget(request: PageRequest) -> Any:
    """The budget of the person who is signed in, with its `currency`, or None before it is opened."""
    hers = with_currency(budgets_visible_to(request.person, request.today).filter(person=request.person))
    return hers.select_related("person").first()


def own_payments(request: PageRequest) -> Any:
    """Her payments, newest first, with who decided and when the bank paid."""
    hers = payments_visible_to(request.person, request.today).filter(budget__person=request.person)
    return with_who_decided(hers).select_related("settlement")


def own_ask(request: PageRequest, ask_id: UUID) -> Any:
    """One of her own asks, or None; never one of somebody she helps."""
    found = get_ask(viewer=request.person, ask_id=ask_id, today=request.today)
    return found if found is not None and found.person_id == request.person.id else None


def own_notices(request: PageRequest) -> Any:
    """The notices about money back that she has."""
    return list(notices_of(viewer=request.person, person=request.person, today=request.today))


def own_workers(request: PageRequest) -> list[str]:
    """The names of who works with her, and so may answer what she asks."""
    supports = supports_of(viewer=request.person, person=request.person, today=request.today)
    return [support.member.name for support in supports]


def on_its_way(request: PageRequest, payments: list[Any], most: int) -> list[StoryLine]:
    """What has gone out and is not known to be paid, the soonest first: what to whom, and when, as far as we know."""
    expected = expected_pay(payments, request.now)
    unknown = ExpectedPay(None)
    soonest = sorted(payments, key=lambda payment: expected.get(payment.id, unknown).on or date.max)
    lines = []
    for payment in soonest[:most]:
        words = _("{sum} to {whom}.").format(sum=spoken(payment.amount), whom=whom(payment, request.person))
        when = when_paid(payment, expected.get(payment.id), request.today)
        lines.append(StoryLine(None, (Said("pay", words, address_of(payment, request.person)), *when)))
    return lines


@door(PERSON, why="to see her own money")
def money(request: PageRequest) -> HttpResponse:
    """The one number, the purse, what waits for whom, what is on its way and when, what happened last."""
    look_at(request, request.person.id, "money", "asks", "payments")
    budget = own_budget(request)
    if budget is None:
        return show(request, "person/no_money.html")
    has = or_404(person_money(viewer=request.person, person=request.person, today=request.today))
    hers = own_payments(request)
    is_easy = reading_of(request).is_easy
    story_lines, ways_shown = (EASY_LINES, EASY_LINES) if is_easy else (STORY_LINES, ON_THE_WAY_SHOWN)
    # One statement for both: what is on its way, for the purse, and the newest of the rest, for the story.
    newest = hers.exclude(state__in=ON_ITS_WAY).values("id")[:story_lines]
    shown = hers.filter(Q(state__in=ON_ITS_WAY) | Q(id__in=newest))
    payments = list(with_named_day(with_money_back(shown)))
    going = [payment for payment in payments if payment.state in ON_ITS_WAY]
    asks = asks_visible_to(request.person, request.today).filter(
        budget=budget, state__in=["waiting", "granted"], used_at=None
    )
    cards = ask_cards(asks, viewer=request.person, currency=has.available.currency)
    waiting_asks = [ask for ask in asks if ask.state == "waiting"]
    waiting = [card for card in cards if card.is_waiting]
    notices = own_notices(request)
    story = story_of(
        [payment for payment in payments if payment not in going],
        allocations_of(viewer=request.person, budget=budget, today=request.today),
        request.person,
        notices,
    )
    return show(
        request,
        "person/money.html",
        usable=has.available - has.lapsed,
        parts=[part for part in money_parts(has, payments) if part[1]],
        waiting=waits_shown(waiting, clocks_of(viewer=request.person, asks=waiting_asks, now=request.now)),
        notices=[(one, wait_of(one, request.today)) for one in notices if not one.is_over],
        kept=[card for card in cards if card.is_kept],
        going=on_its_way(request, going, ways_shown),
        going_count=len(going),
        story=story[:story_lines],
    )


@door(PERSON, why="to see where her money came from")
def sources(request: PageRequest) -> HttpResponse:
    """Where it came from: what there is of each fund and until when, and every time that money came in."""
    look_at(request, request.person.id, "money")
    budget = own_budget(request)
    if budget is None:
        return show(request, "person/no_money.html")
    has = or_404(person_money(viewer=request.person, person=request.person, today=request.today))
    given = list(allocations_of(viewer=request.person, budget=budget, today=request.today))
    came = allocation_stories(given) + notice_stories(own_notices(request), request.person)
    usable = has.available - has.lapsed
    return show(
        request,
        "person/sources.html",
        funds=[(line, fund_words(line)) for line in has.lines],
        ending=[line for line in has.lines if ends_soon(line.usable_until, line.available.minor, request.today)],
        gathered=usable
        if has_gathered(
            [(each.left.minor, business_date(each.allocated_at)) for each in given], usable.minor, request.today
        )
        else None,
        story=sorted(came, key=lambda line: line.on or request.today, reverse=True),
    )


# How she reads in whose hands her money is; nothing where it is in her own.
HANDS = {
    HoldingType.DELEGATE_HELD: gettext_lazy("a helper whom you chose"),
    HoldingType.THIRD_PARTY_HELD: gettext_lazy("another organisation"),
    HoldingType.AUTHORITY_MANAGED: gettext_lazy("the council or the NHS"),
}


def fund_words(line: LineMoney) -> list[Said]:
    """Say what there is to know of the money of one fund: until when it can be used, who holds it."""
    said = []
    if line.is_lapsed:
        said.append(Said("clock", _("Its time is over. You cannot pay from it any more.")))
    elif line.usable_until is not None:
        said.append(Said("clock", _("Use it before {day}.").format(day=day(line.usable_until))))
    else:
        said.append(Said("tick", _("It has no end.")))
    if line.holding_type != HoldingType.SELF_HELD:
        who = str(HANDS[line.holding_type])
        held = _("{who} holds it until {day}.").format(who=who[0].upper() + who[1:], day=day(line.holding_ends_on))
        said.append(Said("hand", held))
    return said
