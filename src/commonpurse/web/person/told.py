"""All that happened with her plan as one story: what was written and done, who came, how weeks were, what was in her
way and what came of it, what she ordered. A few statements, however long it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from commonpurse.kernel.periods import business_date
from commonpurse.money.orders.queries import orders_of
from commonpurse.money.orders.rules import RATING_WORDS
from commonpurse.money.orders.rules import Outcome as OrderOutcome
from commonpurse.support.blockages.queries import blockages_of
from commonpurse.support.plans.queries import PlanShown, check_ins_of, coordinators_before
from commonpurse.support.plans.rules import FACE_WORDS
from commonpurse.web.doors import Viewer
from commonpurse.web.parts.asks import name_for
from commonpurse.web.parts.blockages import answered_words, whom_asked_words
from commonpurse.web.parts.plans import (
    Moment,
    Month,
    by_month,
    coordinator_moments,
    handover_lines,
    plan_moments,
    week_line,
)
from commonpurse.web.parts.stories import Said, StoryLine
from commonpurse.web.parts.words import translated, write
from commonpurse.web.parts.written import named
from commonpurse.web.request import PageRequest

MOST_WEEKS = 1000  # near twenty years of them


def whole_story(request: PageRequest, plan: PlanShown) -> list[Month]:
    """Her story, month by month, the first one first."""
    me, today = request.person, request.today
    coordinators = coordinators_before(viewer=me, person=me, today=today)
    weeks = check_ins_of(viewer=me, person=me, today=today, count=MOST_WEEKS)
    moments: list[Moment] = [
        *plan_moments(plan.history, me),
        *coordinator_moments(coordinators, me),
        *((one.said_at, week_told(one, me)) for one in weeks if one.face),
        *blockage_moments(blockages_of(viewer=me, person=me, today=today) or (), me),
        *order_moments(orders_of(viewer=me, person=me, today=today), me),
    ]
    told = [line for _at, line in sorted(moments, key=lambda moment: moment[0])]
    return by_month([*told, *handover_lines(coordinators, me, today)])


def week_told(one: Any, viewer: Viewer) -> StoryLine:
    """How a week was, as a sentence."""
    line = week_line(one, viewer)
    words = _("You said how your week was: {face}.").format(face=translated(FACE_WORDS[one.face]))
    return StoryLine(line.on, (Said(line.icon, words), *line.said[1:]))


def blockage_moments(blockages: Iterable[Any], viewer: Viewer) -> Iterable[Moment]:
    """What stood in her way: when it was said and who was asked, how far it climbed, the answer, that it is gone."""
    for one in blockages:
        what = write(one.words.rstrip("."), "")
        told = [
            (one.raised_at, "stop", raised_words(one, viewer).format(name=named(one.raised_by.actor_name), what=what)),
            (one.to_group_at, "people", _("Nobody answered on “{what}”. It went to the group.").format(what=what)),
            (one.to_board_at, "people", _("Nobody answered on “{what}”. It went to the board.").format(what=what)),
            (one.gone_at, "tick", _("“{what}” was in your way no more.").format(what=what)),
        ]
        for at, icon, words in told:
            at_once = at == one.to_group_at == one.raised_at  # nobody was there to take it to who was asked
            if at is not None and not (at_once and icon == "people"):
                whom = whom_asked_words(one.asked_member, one.asked_organisation, one.asked_words)
                asked = [Said("person", _("Asked: {who}.").format(who=whom))] if at == one.raised_at else []
                yield (at, StoryLine(business_date(at), (Said(icon, words), *asked)))
        if one.decided_at is not None:
            said = [Said("talk", _("On “{what}”: {answer}").format(what=what, answer=answered_words(one)))]
            if one.reason:
                said.append(Said("talk", _("“{words}”").format(words=write(one.reason, ""))))
            yield (one.decided_at, StoryLine(business_date(one.decided_at), tuple(said)))


def raised_words(blockage: Any, viewer: Viewer) -> str:
    if blockage.raised_by.id == viewer.id:
        return _("You said that this is in your way: “{what}”.")
    return _("{name} wrote down what is in your way: “{what}”.")


def order_moments(orders: Iterable[Any], viewer: Viewer) -> Iterable[Moment]:
    """What she ordered, what became of it, and how it was."""
    outcomes = {
        OrderOutcome.HAPPENED: ("tick", _("“{what}” happened.")),
        OrderOutcome.NOT_HAPPENED: ("stop", _("“{what}” did not happen.")),
        OrderOutcome.CANCELLED: ("stop", _("“{what}” was called off.")),
    }
    for one in orders:
        what = write(one.ask.what_for, "")
        placed_by = one.placed_by_person or one.placed_by_member
        words = _("You ordered “{what}”.") if placed_by.id == viewer.id else _("{name} ordered “{what}” for you.")
        said = Said("shop", words.format(what=what, name=named(name_for(viewer, placed_by))))
        yield (one.placed_at, StoryLine(business_date(one.placed_at), (said,)))
        if one.outcome_at is not None:
            icon, ended = outcomes[OrderOutcome(one.outcome)]
            lines = [Said(icon, ended.format(what=what))]
            if one.rating:
                lines.append(
                    Said(f"face_{one.rating}", _("It was: {face}.").format(face=translated(RATING_WORDS[one.rating])))
                )
            yield (one.outcome_at, StoryLine(business_date(one.outcome_at), tuple(lines)))
