"""How things were decided here: after a talk, with a second yes, by silence; and rules that people set themselves."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from commonpurse.demo import place
from commonpurse.demo.founding import pounds
from commonpurse.demo.people_acts import release
from commonpurse.demo.telling import Act, Story, who
from commonpurse.demo.wishes import Wish
from commonpurse.kernel.identity import new_id
from commonpurse.kernel.money import Money
from commonpurse.kernel.periods import business_date
from commonpurse.money.budgets.commands import allocate_money
from commonpurse.money.budgets.queries import person_money
from commonpurse.money.budgets.rules import SpendKind
from commonpurse.money.decisions.commands import (
    ask_friend_first,
    block_spending,
    grant_ask,
    make_ask,
    move_asks_on,
    say_we_talked,
)
from commonpurse.money.decisions.models import Ask
from commonpurse.money.decisions.rules import GAMBLING_WORDS
from commonpurse.parties.partners.models import Member
from commonpurse.parties.partners.queries import system_member

HOUR = timedelta(hours=1)


def free_of(story: Story, called_by: str, at: datetime) -> int:
    """Return how much of somebody's budget is free, in pence."""
    _, person = who(story, called_by)
    money = person_money(viewer=person, person=person, today=business_date(at))
    return money.available.minor if money else 0


def see_that_there_is(story: Story, called_by: str, amount_minor: int, reason: str, at: datetime) -> None:
    """Give a budget what it lacks for a sum, in whole pounds."""
    lacks = amount_minor - free_of(story, called_by, at)
    if lacks > 0:
        invented, _ = who(story, called_by)
        allocate_money(
            by=story.cast["Ngozi"],
            fund=story.cast.funds["fresh_start"],
            budget=story.budgets[invented.reference],
            amount=pounds(-(-lacks // 100)),
            reason=reason,
            request_id=new_id(),
            now=at,
        )


def ask_for(story: Story, called_by: str, wish: Wish, at: datetime, talked_with: Member | None = None) -> Ask:
    invented, person = who(story, called_by)
    return make_ask(
        by=person,
        budget=story.budgets[invented.reference],
        what_for=wish.what_for,
        amount=Money(wish.amount_minor, place.CURRENCY),
        spend_kind=SpendKind(wish.spend_kind),
        pay_to=wish.supplier,
        talked_with=talked_with,
        request_id=new_id(),
        now=at,
    )


# A yes, in each of the ways in which it comes -------------------------------------------------------------------------

FRIDGE = Wish(0, "A fridge that stays cold", "furniture", 13_500, "supplier", "Second Wind Furniture")
COAT = Wish(0, "A good coat and boots", "clothing", 12_000, "own")
PRAM = Wish(0, "A pram for my sister’s baby", "family_and_activities", 11_500, "own")
TOOLS = Wish(0, "My own set of tools", "work_tools", 14_000, "own")
BICYCLE = Wish(0, "A bicycle to get to the early shift", "travel", 12_500, "own")
FOR_THIS = "For what they asked for"


def talk_before(called_by: str, wish: Wish, story: Story, at: datetime) -> None:
    """Let somebody ask who has talked already: it is theirs, and a yes at once."""
    invented, person = who(story, called_by)
    see_that_there_is(story, called_by, wish.amount_minor, FOR_THIS, at)
    ask = ask_for(story, called_by, wish, at, talked_with=story.cast.worker_of(invented))
    release(story, invented, person, wish, at + HOUR, ask)


def talk_after(called_by: str, wish: Wish, story: Story, at: datetime) -> None:
    """Let somebody ask who has not talked yet; the worker rings that afternoon, and says that they did."""
    invented, person = who(story, called_by)
    see_that_there_is(story, called_by, wish.amount_minor, FOR_THIS, at)
    ask = ask_for(story, called_by, wish, at)
    worker = story.cast.worker_of(invented)
    talked = say_we_talked(by=worker, ask=ask, with_whom=worker, now=at + HOUR)
    release(story, invented, person, wish, at + 2 * HOUR, talked)


def both_say_yes(called_by: str, wish: Wish, story: Story, at: datetime) -> None:
    """Let somebody ask for what another must agree to as well, who does so within the hour."""
    invented, person = who(story, called_by)
    see_that_there_is(story, called_by, wish.amount_minor, FOR_THIS, at)
    ask = ask_for(story, called_by, wish, at)
    granted = grant_ask(by=story.cast.worker_of(invented), ask=ask, now=at + HOUR)
    release(story, invented, person, wish, at + 2 * HOUR, granted)


def sully_asks_and_nobody_answers(story: Story, at: datetime) -> None:
    see_that_there_is(story, "Sully", BICYCLE.amount_minor, FOR_THIS, at)
    story.asks["Sully"] = ask_for(story, "Sully", BICYCLE, at)


def time_goes_by(story: Story, at: datetime) -> None:
    """Hand on what waits, as the job of every few minutes does."""
    move_asks_on(by=system_member(), now=at)


def sully_buys_it(story: Story, at: datetime) -> None:
    """Silence was no no: after five working days it is a yes, and the money goes."""
    invented, person = who(story, "Sully")
    time_goes_by(story, at)
    release(story, invented, person, BICYCLE, at + HOUR, Ask.objects.get(id=story.asks["Sully"].id))


# Rules of their own ---------------------------------------------------------------------------------------------------


def ada_asks_a_friend_first(story: Story, at: datetime) -> None:
    _, ada = who(story, "Ada")
    ask_friend_first(by=ada, person=ada, over=pounds(300), friend_name="Bea", off_after_days=1, now=at)


def malik_blocks_betting(story: Story, at: datetime) -> None:
    _, malik = who(story, "Malik")
    block_spending(by=malik, person=malik, words=GAMBLING_WORDS, off_after_days=7, now=at)


# (how many working days before the end, what)
ACTS: tuple[tuple[int, Act], ...] = (
    (138, partial(talk_before, "Rosalind", FRIDGE)),
    (118, partial(both_say_yes, "Kit", TOOLS)),
    (109, sully_asks_and_nobody_answers),
    *((days, time_goes_by) for days in (108, 107, 106, 105)),
    (103, sully_buys_it),
    (45, partial(talk_before, "Jonah", COAT)),
    (29, ada_asks_a_friend_first),
    (27, malik_blocks_betting),
    (21, partial(talk_after, "Dee", PRAM)),
)
