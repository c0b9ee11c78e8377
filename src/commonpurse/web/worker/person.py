"""Everything about one person on one page, the pressing things first."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from commonpurse.money.budgets.access import can_allocate
from commonpurse.money.budgets.queries import PersonMoney, allocations_of, budgets_visible_to, person_money
from commonpurse.money.budgets.rules import HOLDING_WORDS
from commonpurse.money.decisions.queries import asks_visible_to, notices_of
from commonpurse.money.payments.people_by_need import get_person_with_needs
from commonpurse.money.payments.queries import ON_ITS_WAY, latest_payments, payees_of
from commonpurse.money.payments.rules import PaymentState
from commonpurse.parties.consent.rules import Item
from commonpurse.parties.people.queries import contact_ways_of, supports_of
from commonpurse.parties.people.sharing import levels_seen_on
from commonpurse.support.referrals.queries import is_part_already
from commonpurse.web.doors import WORKER, door
from commonpurse.web.parts.asks import ask_cards
from commonpurse.web.parts.money import money_parts
from commonpurse.web.parts.pages import one_page, or_404, show
from commonpurse.web.parts.payee_names import asked_payee_beside
from commonpurse.web.parts.stories import story_of
from commonpurse.web.request import PageRequest, look_at
from commonpurse.web.worker.needs import need_lines
from commonpurse.web.worker.people import FORMAT_WORDS, language_words, person_or_404
from commonpurse.web.worker.reach import reaches
from commonpurse.web.worker.sharing import Seen

PAYMENTS_SHOWN = 8
STORY_LINES = 12


def looked_at(seen: Seen) -> list[str]:
    """What of her the page shows to who sees this much: no more is written down as looked at, and no less."""
    return [
        *("name", "language", "who works with her"),
        *(["ways of contact"] if seen.contact else []),
        *(["money"] if seen.money else []),
        *(["who holds the money", "asks", "payments", "payees"] if seen.detail else []),
    ]


@door(WORKER, why="to work with the person on her money")
def person(request: PageRequest, person_id: UUID) -> HttpResponse:
    who = or_404(get_person_with_needs(viewer=request.viewer, person_id=person_id, now=request.now))
    seen = Seen(levels_seen_on(who, viewer=request.member))
    look_at(request, who.id, *looked_at(seen))
    money = person_money(viewer=request.viewer, person=who, today=request.today)
    return show(
        request,
        "worker/person.html",
        person=who,
        seen=seen,
        needs=need_lines(who),
        reaches=reaches(contact_ways_of(viewer=request.viewer, person=who, today=request.today)),
        supports=list(supports_of(viewer=request.viewer, person=who, today=request.today)),
        sees_plan=seen.sees(Item.PLAN),
        is_part=money is not None or is_part_already(viewer=request.member, person=who, today=request.today),
        may_name=request.member.has_role("manager", "coordinator"),
        language_words=language_words(who.language),
        format_words=FORMAT_WORDS[who.page_format],
        money=money,
        may_allocate=money is not None and can_allocate(request.member),
        **(of_budget(request, who, money) if money is not None else {}),
    )


@door(WORKER, why="to look back with the person")
def story(request: PageRequest, person_id: UUID) -> HttpResponse:
    """All that ever happened with her money, newest first, in pages."""
    who = person_or_404(request, person_id, "name", "money", "payments")
    budget = or_404(budgets_visible_to(request.viewer, request.today).filter(person=who).first())
    payments = latest_payments(viewer=request.viewer, budget_id=budget.id, today=request.today)
    came_in = allocations_of(viewer=request.viewer, budget=budget, today=request.today)
    notices = notices_of(viewer=request.viewer, person=who, today=request.today)
    page = one_page(request, story_of(payments, came_in, request.viewer, notices))
    return show(request, "worker/story.html", person=who, page=page, story=page.object_list)


def of_budget(request: PageRequest, who: Any, money: PersonMoney) -> dict[str, Any]:
    """What there is to show of a person who has a budget."""
    viewer, today = request.viewer, request.today
    payments = list(latest_payments(viewer=viewer, budget_id=money.budget_id, today=today, count=PAYMENTS_SHOWN))
    asks = asks_visible_to(viewer, today).filter(budget=money.budget_id, state__in=["waiting", "granted"], used_at=None)
    came_in = allocations_of(viewer=viewer, budget=who.budget, today=today)
    payees = payees_of(viewer=viewer, person=who, now=request.now, today=today)
    return {
        "usable": money.available - money.lapsed,
        "parts": money_parts(
            money, [each for each in payments if PaymentState(each.state) in ON_ITS_WAY], now_words=_("To use now")
        ),
        "lines": [(line, HOLDING_WORDS[line.holding_type]) for line in money.lines],
        "asks": [
            replace(card, pay_to=asked_payee_beside(card.pay_to, payees, card.person_name))
            for card in ask_cards(asks, viewer=viewer, currency=money.available.currency)
        ],
        "payments": payments,
        "payees": payees,
        "story": story_of(payments, came_in, viewer)[:STORY_LINES],
    }
