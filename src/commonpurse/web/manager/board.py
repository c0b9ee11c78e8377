"""The board's list: what nobody has answered in their turn, there every day until somebody does."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _

from commonpurse.money.decisions.queries import OnTheList, asks_on_the_boards_list
from commonpurse.money.decisions.rules import WaitsFor
from commonpurse.parties.partners.queries import the_partnership
from commonpurse.support.agreements.queries import late_wishes
from commonpurse.support.blockages.queries import count_for_board
from commonpurse.web.doors import ADMINISTRATOR, door
from commonpurse.web.parts.asks import ask_card
from commonpurse.web.parts.limits import wish_wait
from commonpurse.web.parts.pages import show
from commonpurse.web.parts.shapes import Wait
from commonpurse.web.request import PageRequest, look_at


def wait_on(listed: OnTheList) -> Wait:
    """Say since when it is on the list, and what ends its wait."""
    if listed.waits_for is WaitsFor.MONEY:
        then = _("It waits for money. No time makes it a yes.")
    else:
        then = _("If nobody answers by then, it is a yes.")
    return Wait(_("the board"), since=listed.on_the_list_since, until=listed.yes_at, then=then)


@door(ADMINISTRATOR, why="to see what nobody has answered in time")
def board(request: PageRequest) -> HttpResponse:
    """Every ask on the list, the longest wait first; of those whose person is not shown to this member the number."""
    every = asks_on_the_boards_list(viewer=request.member, now=request.now)
    shown = [(listed, listed.ask) for listed in every if listed.ask is not None]
    look_at(request, {ask.person_id for _listed, ask in shown}, "name", "asks")
    late = late_wishes(viewer=request.member, today=request.today)
    look_at(request, {wish.person_id for wish in late.shown}, "name", "agreement")
    currency, workers = the_partnership().currency, _("who works with them")
    return show(
        request,
        "manager/board.html",
        rows=[(ask_card(ask, viewer=request.viewer, currency=currency), wait_on(listed)) for listed, ask in shown],
        unseen=len(every) - len(shown),
        wishes=[(wish, wish_wait(wish.wished_at, wish.answer_by, request.today, who=workers)) for wish in late.shown],
        unseen_wishes=late.unseen,
        may_answer=request.member.has_role("manager"),
        on_agenda=count_for_board(viewer=request.member, today=request.today),
    )
