"""Who works here says twice how ready we are to work together, half a year apart; one thinks again."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from commonpurse.demo.telling import Act, Story
from commonpurse.insight.readiness.commands import answer_readiness
from commonpurse.insight.readiness.rules import STATEMENTS, Block, HowTrue, Statement

# What is said of each block on the whole, the first and the second time: the promises helped, the money did not.
FIRST = {
    Block.CITIZENS: 2,
    Block.BEHAVIOURS: 3,
    Block.SYSTEMS: 2,
    Block.SERVICES: 2,
    Block.PLACES: 4,
    Block.MARKETS: 3,
}
SECOND = FIRST | {Block.CITIZENS: 3, Block.SERVICES: 3, Block.BEHAVIOURS: 4, Block.MARKETS: 2}
NOT_THIS_TIME = {"first": ("Tomasz",), "second": ("Callum", "Joyce")}  # nobody has to
THINKS_AGAIN = "Femi"


def all_answer(time: str, said: dict[Block, int], story: Story, at: datetime) -> None:
    for place, (name, member) in enumerate(story.cast.members.items()):
        if name in NOT_THIS_TIME[time]:
            continue
        dice = story.dice("ready", time, name)
        answer_readiness(
            by=member,
            role=sorted(member.roles)[-1],
            scores={each: within(said[block] + dice.choice((-1, 0, 0, 1))) for each, (block, _) in STATEMENTS.items()},
            now=at + timedelta(minutes=7 * place),
        )


def within(score: int) -> int:
    return min(max(score, HowTrue.NOT), HowTrue.FULLY)


def one_thinks_again(story: Story, at: datetime) -> None:
    answer_readiness(
        by=story.cast[THINKS_AGAIN],
        role="worker",
        scores={each.value: HowTrue.NOT if each is Statement.TOLD_ONCE else HowTrue.PART for each in Statement},
        now=at,
    )


# (how many working days before the end, what)
ACTS: tuple[tuple[int, Act], ...] = (
    (157, partial(all_answer, "first", FIRST)),
    (31, partial(all_answer, "second", SECOND)),
    (25, one_thinks_again),
)
