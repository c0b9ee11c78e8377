"""The six blocks and their statements, the half-years, and how answers are summed up so that nobody's own is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum, StrEnum

from commonpurse.insight.promises.rules.scores import ENOUGH_FOR_SPREAD, half_of
from commonpurse.kernel.errors import Refused
from commonpurse.kernel.small_numbers import SMALLEST_GROUP
from commonpurse.kernel.words import Words


class ReadinessRefused(Refused):
    """An answer cannot be taken; the code says why."""

    code = "readiness_refused"


class Block(StrEnum):
    """What working together is built of. Source: domain notes 4.2, the six blocks of Collaborate's index, its names."""

    CITIZENS = "citizens"
    BEHAVIOURS = "behaviours"
    SYSTEMS = "systems"
    SERVICES = "services"
    PLACES = "places"
    MARKETS = "markets"


BLOCK_WORDS: Mapping[Block, Words] = {
    Block.CITIZENS: Words("People have a say"),
    Block.BEHAVIOURS: Words("How we behave"),
    Block.SYSTEMS: Words("Our rules and systems"),
    Block.SERVICES: Words("What we offer"),
    Block.PLACES: Words("The place"),
    Block.MARKETS: Words("Money between us"),
}


class Statement(StrEnum):
    """What is said of each block, two a block. Once answered a code keeps its meaning: other words take a new code."""

    SAY_IN_HOW = "say_in_how"
    WRONG_IS_MENDED = "wrong_is_mended"
    SAYS_NO_EARLY = "says_no_early"
    TIME_FOR_IT = "time_for_it"
    KNOWS_ENOUGH = "knows_enough"
    RULES_BEND = "rules_bend"
    BEGINS_WITH_PLAN = "begins_with_plan"
    TOLD_ONCE = "told_once"
    KNOWS_WHO = "knows_who"
    USES_WHAT_IS = "uses_what_is"
    MONEY_MOVES = "money_moves"
    SMALL_ONES_TOO = "small_ones_too"


# Our own words: the index names its blocks, and none of its questions was at hand.
STATEMENTS: Mapping[Statement, tuple[Block, Words]] = {
    Statement.SAY_IN_HOW: (
        Block.CITIZENS,
        Words("People help to decide how we work, and not only what they get themselves."),
    ),
    Statement.WRONG_IS_MENDED: (Block.CITIZENS, Words("When somebody tells us what goes wrong, something changes.")),
    Statement.SAYS_NO_EARLY: (Block.BEHAVIOURS, Words("I may tell a partner openly what we do not know or cannot do.")),
    Statement.TIME_FOR_IT: (
        Block.BEHAVIOURS,
        Words("Who works with partners is thanked for it here, and has the time."),
    ),
    Statement.KNOWS_ENOUGH: (
        Block.SYSTEMS,
        Words("I get to know from partners what I need, as far as the person lets me."),
    ),
    Statement.RULES_BEND: (Block.SYSTEMS, Words("Where a rule of ours is in the way, we get it bent or changed.")),
    Statement.BEGINS_WITH_PLAN: (
        Block.SERVICES,
        Words("What we offer begins with the person’s plan, not with our list."),
    ),
    Statement.TOLD_ONCE: (Block.SERVICES, Words("A person tells their story once, and not to each of us anew.")),
    Statement.KNOWS_WHO: (Block.PLACES, Words("I know who else works with people round here, and can ring them.")),
    Statement.USES_WHAT_IS: (Block.PLACES, Words("We use what is here already: neighbours, groups, rooms and skills.")),
    Statement.MONEY_MOVES: (Block.MARKETS, Words("Money moves between partners without a long fight about who pays.")),
    Statement.SMALL_ONES_TOO: (
        Block.MARKETS,
        Words("Small and new organisations can work with us, and are paid in time."),
    ),
}


class HowTrue(IntEnum):
    """How far a statement is true where one works."""

    NOT = 1
    LITTLE = 2
    PART = 3
    MOSTLY = 4
    FULLY = 5


HOW_TRUE_WORDS: Mapping[HowTrue, Words] = {
    HowTrue.NOT: Words("Not at all"),
    HowTrue.LITTLE: Words("A little"),
    HowTrue.PART: Words("In part"),
    HowTrue.MOSTLY: Words("Mostly"),
    HowTrue.FULLY: Words("Yes, fully"),
}

# Those who hold a role, as a heading names them.
ROLE_NAMES: Mapping[str, Words] = {
    "worker": Words("Workers"),
    "coordinator": Words("Coordinators"),
    "finance": Words("Finance"),
    "manager": Words("Managers"),
    "funder": Words("Funders"),
    "administrator": Words("Administrators"),
}


def half_before(half: date) -> date:
    """The first day of the half-year before."""
    return half_of(half - timedelta(days=1))


def half_after(half: date) -> date:
    """The first day of the half-year after: until then an answer can be changed."""
    return date(half.year, 7, 1) if half.month == 1 else date(half.year + 1, 1, 1)


def told_up_to(today: date) -> date:
    """The first day whose answers are not told yet: what is said today changes no figure before the month is over."""
    return today.replace(day=1)


def check_answers(scores: Mapping[str, int], *, role: str, roles: frozenset[str]) -> dict[Statement, HowTrue]:
    """Return one answer to each statement. Raises: ReadinessRefused (`role_not_held`, `not_all_answered`)."""
    if role not in roles:
        raise ReadinessRefused("Choose a role that you hold here.", code="role_not_held", field="role")
    given = {}
    for statement in Statement:
        score = scores.get(statement)
        if score not in set(HowTrue):
            raise ReadinessRefused(
                "Answer all twelve. Where you do not know, choose what comes nearest.",
                code="not_all_answered",
                field=statement.value,
            )
        given[statement] = HowTrue(score)
    return given


@dataclass(frozen=True)
class Summed:
    """What several members say of a block. Of fewer than five there is nothing at all.

    `mean`    from 1 to 5, to the nearest half, so that one more answer is not read from the difference
    `spread`  between which two the middle half of them lies, to the nearest half; from ten on
    """

    mean: float | None = None
    spread: tuple[float, float] | None = None


def summed(scores: Sequence[float]) -> Summed:
    """Sum up one score a member."""
    whole = len(scores)
    if whole < SMALLEST_GROUP:
        return Summed()
    ranked = sorted(scores)
    spread = None
    if whole >= ENOUGH_FOR_SPREAD:
        quarter = -(-whole // 4)  # by nearest rank, from below and from above alike
        spread = (ranked[quarter - 1], ranked[whole - quarter])
    return Summed(_to_half(sum(scores) / whole), spread)


def _to_half(score: float) -> float:
    return int(2 * score + 0.5) / 2


def of_blocks(scores: Mapping[Statement, int]) -> dict[Block, float]:
    """What one answer says of each block: the middle of its two statements, a whole or half number."""
    blocks: dict[Block, list[int]] = {block: [] for block in Block}
    for statement, score in scores.items():
        blocks[STATEMENTS[statement][0]].append(score)
    return {block: sum(each) / len(each) for block, each in blocks.items() if each}


@dataclass(frozen=True)
class BlockFigure:
    """One block: what is said of it in this half-year, and in the one before."""

    block: Block
    now: Summed
    before: Summed

    @property
    def words(self) -> Words:
        return BLOCK_WORDS[self.block]

    @property
    def moved(self) -> float | None:
        if self.now.mean is None or self.before.mean is None:
            return None
        return self.now.mean - self.before.mean


def told_in_words(count: int, figures: Sequence[BlockFigure]) -> Words:
    """Say the table in sentences: where we are furthest, where there is most to do, and what moved."""
    means = {figure: figure.now.mean for figure in figures if figure.now.mean is not None}
    best, least = max(means.values()), min(means.values())
    sentences = [Words("{count} people who work here answered.", count=count)]
    if best == least:
        sentences.append(Words("All six stand alike."))
    else:
        sentences.append(Words("We are furthest with: {blocks}.", blocks=_named(means, best)))
        sentences.append(Words("There is most to do with: {blocks}.", blocks=_named(means, least)))
    moves = {figure: figure.moved for figure in figures if figure.moved is not None}
    up = [figure.words for figure, by in moves.items() if by > 0]
    down = [figure.words for figure, by in moves.items() if by < 0]
    if not moves:
        sentences.append(Words("There is nothing of the half-year before to set beside it."))
    elif not up and not down:
        sentences.append(Words("Nothing moved since the half-year before."))
    if up:
        sentences.append(Words("Up since the half-year before: {blocks}.", blocks=up))
    if down:
        sentences.append(Words("Down since the half-year before: {blocks}.", blocks=down))
    return Words.paragraph(*sentences)


def _named(means: Mapping[BlockFigure, float], wanted: float) -> list[Words]:
    return [figure.words for figure, mean in means.items() if mean == wanted]
