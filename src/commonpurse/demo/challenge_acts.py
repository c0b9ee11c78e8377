"""Noes that were challenged: what was asked, why it was a no, who heard it, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from commonpurse.demo.deciding_acts import HOUR, ask_for, free_of, see_that_there_is
from commonpurse.demo.people_acts import release
from commonpurse.demo.telling import Act, Story, who
from commonpurse.demo.wishes import Wish
from commonpurse.money.decisions.commands import (
    answer_on_panel,
    call_panel,
    challenge_decision,
    conclude_challenge,
    decline_ask,
)
from commonpurse.money.decisions.models import Ask, Decision
from commonpurse.money.decisions.rules import Verdict
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.models import Person


@dataclass(frozen=True)
class Contest:
    """A no that was challenged. `lacks`: by how many pounds the wish is more than there is; 0: the sum of the wish.

    `panel` names members, then the one who holds a budget; `views` are theirs in that order, `for_it` who wants a yes.
    """

    called_by: str
    wish: Wish
    no: str
    would_change: str
    persons_view: str
    case: str
    words: str
    panel: tuple[str, str, str]
    views: tuple[str, str, str]
    for_it: tuple[bool, bool, bool]
    reason: str
    learning: str
    lacks: int = 0
    other_ways: tuple[str, ...] = ()


CHANGE, KEEP = (True, True, True), (False, False, True)
CONTESTS = {
    "Ada": Contest(
        "Ada",
        Wish(0, "A laptop, to learn at home", "course_fees", 32_000, "own"),
        no="I am worried that it is stolen too. Let us wait until your door has a lock.",
        would_change="A lock on the door, or a locker at the library.",
        persons_view="The library shuts at five. I learn at night, when my son sleeps.",
        case="I asked for a laptop to learn at home. They fear that it is stolen, as one was. I learn at night.",
        words="I am not careless. I was asleep.",
        panel=("Idris", "Hana", "Rosalind"),
        views=(
            "A lock costs £18 and can be there tomorrow.",
            "Waiting would cost the whole term.",
            "I learned to read again on my own laptop. Say yes.",
        ),
        for_it=CHANGE,
        reason="All three say yes. A lock comes with it. You know best when you can learn.",
        learning="We had made somebody wait for a lock. Now we bring the lock, and nobody waits.",
        other_ways=("A tablet from the library", "A locker there"),
    ),
    "Kit": Contest(
        "Kit",
        Wish(0, "A double bass from the pawnshop", "leisure", 16_500, "own"),
        no="I am worried that it goes back to the pawnshop within the week.",
        would_change="A month without the pawnshop.",
        persons_view="I played in a band for nine years. It is mine.",
        case="I asked for my own bass back. They think that I will pawn it again. I have a band to play in.",
        words="It is the one thing that I am good at.",
        panel=("Hana", "Leif", "Tunde"),
        views=(
            "A worry is no reason on its own. There is a band and a date.",
            "I would keep it as it is until he has moved.",
            "Music is what keeps me here too. Give it back.",
        ),
        for_it=(True, False, True),
        reason="Two of three say yes. The money is yours, and the worry can be talked about.",
        learning="What makes somebody glad is worth a risk. We say what we fear, and let it go ahead.",
    ),
    "Sully": Contest(
        "Sully",
        Wish(0, "A weekend at the sea with my boys", "family_and_activities", 18_000, "own"),
        no="The hotel is beside the betting shops. Let us find another one first.",
        would_change="A place away from the front.",
        persons_view="My boys chose it. They have waited for a year.",
        case="I asked for two nights at the sea with my children. I was told no, for there are betting shops.",
        words="I blocked the shops myself. Ask my boys.",
        panel=("Femi", "Idris", "Dee"),
        views=(
            "There are such shops in each town. He has his own plan.",
            "With the children he has not bet once.",
            "A day with my kids is the best help I ever had.",
        ),
        for_it=CHANGE,
        reason="All three say yes. You made your own plan for it, and it is a good one.",
        learning="Ask what plan somebody has already before you make one for them.",
    ),
    "Tilly": Contest(
        "Tilly",
        Wish(0, "A talking oven and a kitchen scale that speaks", "health_aids", 0, "own"),
        no="There is not enough for it in your budget.",
        would_change="More money, or a used one.",
        persons_view="A used one does not speak.",
        case="I cannot see. I asked for an oven that speaks. The answer was to buy one that does not.",
        words="I want to cook for myself again.",
        panel=("Hana", "Femi", "Sully"),
        views=(
            "This is what the money is for.",
            "The fund can add what is missing.",
            "Nobody asked me to cook blind. Yes.",
        ),
        for_it=CHANGE,
        reason="All three say yes. The fund adds what was missing.",
        learning="The cheapest thing is no choice when somebody cannot use it.",
        lacks=70,
    ),
    "Pearl": Contest(
        "Pearl",
        Wish(0, "A greenhouse, a small one", "leisure", 0, "own"),
        no="It costs more than there is, and it is not a need.",
        would_change="A gift from somebody, or a smaller thing.",
        persons_view="I am outside each day since I have the garden. I was not before.",
        case="I asked for a small greenhouse. I was told that it is no need. It gets me out of bed.",
        words="The doctor says go outside. This is outside.",
        panel=("Leif", "Wren", "Kit"),
        views=(
            "It does her more good than what we would pay for else.",
            "A need is what she says it is.",
            "I would rather see her there than in bed.",
        ),
        for_it=CHANGE,
        reason="All three say yes. What you need is yours to say.",
        learning="We leave out the words: it is not a need. Each says for themselves what is one.",
        lacks=60,
    ),
    "Shan": Contest(
        "Shan",
        Wish(0, "Eight new tyres for my uncle’s van", "travel", 0, "own"),
        no="It costs more than there is, and the van is not used to get you anywhere.",
        would_change="If he drives you to work with it.",
        persons_view="He helped me when nobody did.",
        case="I asked for tyres for a van of my family. The van is not mine. He drove me for years.",
        words="I want to give something back.",
        panel=("Idris", "Hana", "Mei"),
        views=(
            "It is kind. The money is for her own start, though.",
            "One or two tyres from her own money would be fine. Eight is all she has, and more.",
            "Family is family. I would pay.",
        ),
        for_it=KEEP,
        reason="Two of three say that it stays. You can give him a smaller gift, as you like.",
        learning="A gift is fine. A gift of all there is needs a talk first, and a kind one.",
        lacks=200,
    ),
    "Farida": Contest(
        "Farida",
        Wish(0, "A flight to my cousin’s wedding", "celebration_or_gift", 0, "own"),
        no="The flight costs more than what is left until spring.",
        would_change="A coach, or a flight on another day.",
        persons_view="I have not seen them for six years.",
        case="I asked for a flight to a wedding in my family. It costs more than I have left.",
        words="Please look at it again.",
        panel=("Marisol", "Femi", "Bex"),
        views=(
            "There would be nothing left for four months.",
            "A coach goes there on the same day, for a third.",
            "I would want to be there too. Yes.",
        ),
        for_it=KEEP,
        reason="Two of three say that it stays. We have found a coach, and it is in your budget.",
        learning="A no should bring another way along. Here the coach was found too late.",
        lacks=180,
    ),
    "Finn": Contest(
        "Finn",
        Wish(0, "A tattoo over my old one", "other", 0, "own"),
        no="It costs more than there is just now.",
        would_change="More money in spring, or a smaller one.",
        persons_view="It is the name of somebody who hurt me. I see it each day.",
        case="I asked to have an old tattoo covered. I was told to wait until spring. I see it each day.",
        words="I cannot wait until spring to look at my own arm.",
        panel=("Hana", "Idris", "Malik"),
        views=("He has looked at that name for long enough. The fund can add it.", "", ""),
        for_it=CHANGE,
        reason="",
        learning="",
        lacks=40,
    ),
}


def hear_a_no(contest: Contest, story: Story, at: datetime) -> None:
    """Let somebody ask, and whoever works with them say no the same day, with the reason and what would change it."""
    invented, _ = who(story, contest.called_by)
    wish = wish_now(contest, story, at)
    ask = ask_for(story, contest.called_by, wish, at)
    story.asks[contest.called_by] = decline_ask(
        by=story.cast.worker_of(invented),
        ask=ask,
        reason=contest.no,
        would_change=contest.would_change,
        options=contest.other_ways,
        persons_view=contest.persons_view,
        now=at + HOUR,
    )


def wish_now(contest: Contest, story: Story, at: datetime) -> Wish:
    if not contest.lacks:
        return contest.wish
    free = free_of(story, contest.called_by, at)
    return replace(contest.wish, amount_minor=free - free % 100 + contest.lacks * 100)


def challenge_it(contest: Contest, story: Story, at: datetime) -> None:
    _, person = who(story, contest.called_by)
    no = Decision.objects.filter(ask=story.asks[contest.called_by]).order_by("-number")[0]
    story.challenges[contest.called_by] = challenge_decision(
        by=person, decision=no, case=contest.case, words=contest.words, now=at
    )


def call_three(contest: Contest, story: Story, at: datetime) -> None:
    *members, peer = contest.panel
    call_panel(
        by=story.cast["Priya"],
        challenge=story.challenges[contest.called_by],
        members=[story.cast[name] for name in members],
        peers=[story.cast.person(peer)],
        now=at,
    )


def three_answer(contest: Contest, story: Story, at: datetime) -> None:
    """Let those answer who have something to say by now."""
    *members, peer = contest.panel
    panel: list[Member | Person] = [*(story.cast[name] for name in members), story.cast.person(peer)]
    for minutes, (one, view, is_for) in enumerate(zip(panel, contest.views, contest.for_it, strict=True)):
        if view:
            key = "member" if isinstance(one, Member) else "peer"
            answer_on_panel(
                by=one,
                seat_id=story.challenges[contest.called_by].seats.get(**{key: one}).id,
                verdict=Verdict.CHANGE if is_for else Verdict.KEEP,
                view=view,
                now=at + timedelta(minutes=7 * minutes),
            )


def say_what_came_of_it(contest: Contest, story: Story, at: datetime) -> None:
    """Write down what the panel said; where it is a yes now, the fund adds what is missing and the money goes."""
    invented, person = who(story, contest.called_by)
    asked = story.asks[contest.called_by]
    is_won = sum(contest.for_it) >= 2
    if is_won:
        see_that_there_is(story, contest.called_by, asked.amount_minor, "The panel said yes", at)
    conclude_challenge(
        by=story.cast["Priya"],
        challenge=story.challenges[contest.called_by],
        reason=contest.reason,
        learning=contest.learning,
        now=at + timedelta(minutes=10),
    )
    if is_won:
        wish = replace(contest.wish, amount_minor=asked.amount_minor)
        release(story, invented, person, wish, at + HOUR, Ask.objects.get(id=asked.id))


def contest_from(days: int, called_by: str) -> tuple[tuple[int, Act], ...]:
    """The days of a challenge, from the no on: well within the ten working days in which it is heard."""
    contest = CONTESTS[called_by]
    return (
        (days, partial(hear_a_no, contest)),
        (days - 1, partial(challenge_it, contest)),
        (days - 2, partial(call_three, contest)),
        (days - 4, partial(three_answer, contest)),
        *([(days - 6, partial(say_what_came_of_it, contest))] if contest.reason else []),
    )


# (how many working days before the end, what)
ACTS: tuple[tuple[int, Act], ...] = (
    *contest_from(110, "Kit"),
    *contest_from(100, "Sully"),
    *contest_from(92, "Ada"),
    *contest_from(84, "Tilly"),
    *contest_from(76, "Pearl"),
    *contest_from(66, "Shan"),
    *contest_from(54, "Farida"),
    *contest_from(6, "Finn"),
)
