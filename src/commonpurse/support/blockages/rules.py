"""Where a blockage is on its way up, what ends it, and when a rule comes before the board. Plain values only.

Source: MEAM approach, flexible responses from services (meam.org.uk): five kinds; an operational group and a board.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.words import Words
from commonpurse.kernel.workdays import working_days_after
from commonpurse.parties.directory.rules import SAID_AS as NEEDS_SAID_AS
from commonpurse.parties.directory.rules import folded, words_of


class BlockageRefused(Refused):
    code = "blockage_refused"


class Level(StrEnum):
    """Whose turn it is. Nobody sends it up: the days do."""

    PRACTITIONER = "practitioner"
    GROUP = "group"
    BOARD = "board"


LEVEL_WORDS = {
    Level.PRACTITIONER: Words("With who was asked"),
    Level.GROUP: Words("With the operational group"),
    Level.BOARD: Words("With the board"),
}


# Whom she can let read one line: who was asked reads it by her plan.
READERS = (Level.GROUP, Level.BOARD)
READER_WORDS = {Level.GROUP: Words("The operational group"), Level.BOARD: Words("The board")}


class Outcome(StrEnum):
    FLEXED = "flexed"
    CHANGED = "changed"
    REFUSED = "refused"


OUTCOME_WORDS = {
    Outcome.FLEXED: Words("Bent this once"),
    Outcome.CHANGED: Words("The rule is changed"),
    Outcome.REFUSED: Words("No, with a reason"),
}


class Reads(StrEnum):
    """Whether anybody whose turn it is may read a blockage that climbed, and by what."""

    BY_THE_PLAN = "by_the_plan"
    LET = "let"  # she let them read this one
    WAITS = "waits"  # nobody may: it is for her to say
    NOT_THIS = "not_this"


class FlexKind(StrEnum):
    """Five kinds of giving way. Source: MEAM approach, as above."""

    CULTURAL = "cultural"
    STRATEGIC = "strategic"
    COMMISSIONING = "commissioning"
    ECONOMIC = "economic"
    LEGAL = "legal"


FLEX_WORDS = {
    FlexKind.CULTURAL: Words("How we do things here"),
    FlexKind.STRATEGIC: Words("What we aim for together"),
    FlexKind.COMMISSIONING: Words("What is bought, and on which terms"),
    FlexKind.ECONOMIC: Words("Who pays, and how much"),
    FlexKind.LEGAL: Words("What the law lets us do"),
}


class FlexRole(StrEnum):
    """A role that an organisation may name for a kind of giving way."""

    WORKER = "worker"
    COORDINATOR = "coordinator"
    MANAGER = "manager"


FLEX_ROLE_WORDS = {
    FlexRole.WORKER: Words("a worker"),
    FlexRole.COORDINATOR: Words("a coordinator"),
    FlexRole.MANAGER: Words("a manager"),
}
# The same for who is named: one role, or two of the three. All of them is no restriction.
NAMED_WORDS = {
    frozenset({FlexRole.WORKER}): Words("a worker"),
    frozenset({FlexRole.COORDINATOR}): Words("a coordinator"),
    frozenset({FlexRole.MANAGER}): Words("a manager"),
    frozenset({FlexRole.WORKER, FlexRole.COORDINATOR}): Words("a worker or a coordinator"),
    frozenset({FlexRole.WORKER, FlexRole.MANAGER}): Words("a worker or a manager"),
    frozenset({FlexRole.COORDINATOR, FlexRole.MANAGER}): Words("a coordinator or a manager"),
}
ANYBODY_WORDS = Words("whoever works with people")


# Who may give way in what: each level also in what the one below may. How we do things here is for who does them; what
# is bought, who pays and what we aim for takes the group; the law, and a rule that changes for all, takes the board.
LEAST_TO_FLEX: Mapping[FlexKind, Level] = {
    FlexKind.CULTURAL: Level.PRACTITIONER,
    FlexKind.STRATEGIC: Level.GROUP,
    FlexKind.COMMISSIONING: Level.GROUP,
    FlexKind.ECONOMIC: Level.GROUP,
    FlexKind.LEGAL: Level.BOARD,
}
LEAST_TO_CHANGE = Level.BOARD
UPWARDS = tuple(Level)
WHO_CAN = {Level.GROUP: Words("somebody of the operational group"), Level.BOARD: Words("somebody on the board")}


class Verdict(StrEnum):
    """What the board does about a rule that was bent again and again."""

    CHANGED = "changed"
    KEPT = "kept"


VERDICT_WORDS = {Verdict.CHANGED: Words("The rule changes"), Verdict.KEPT: Words("The rule stays")}

# Two weeks of work to answer, if nobody says another day; then two more for the operational group.
DAYS_TO_ANSWER = 10
DAYS_OF_THE_GROUP = 10
LATEST_DAYS = 90  # who needs longer asks too late
# So many flexes of one rule say that the rule is wrong, not the people.
FLEXES_TO_THE_BOARD = 3
LONGEST_RULE = 200
LONGEST_ASKED = 100  # of who is asked, in words
LEAST_NAME = 3  # letters: a shorter part of a name is a word like any other

NEWS_BLOCKAGE_TO_GROUP = "blockage_to_group"
NEWS_BLOCKAGE_TO_BOARD = "blockage_to_board"
NEWS_BLOCKAGE_ANSWERED = "blockage_answered"
NEWS_BLOCKAGE_RAISED = "blockage_raised"
# Nobody whose turn it is may read it: she is asked for the group, then for the board.
NEWS_BLOCKAGE_MAY_READ = "blockage_may_read"
NEWS_BLOCKAGE_BOARD_MAY_READ = "blockage_board_may_read"
# A worker wrote down what she said to that, or that she takes it back. The subject is what she said, not the blockage:
# each time is news.
NEWS_BLOCKAGE_READ_WRITTEN = "blockage_read_written"
NEWS_BLOCKAGE_READ_TAKEN_BACK = "blockage_read_taken_back"
# To members: that it is their turn, and that she needs nobody any more.
NEWS_BLOCKAGE_ASKED = "blockage_asked"
NEWS_BLOCKAGE_GONE = "blockage_gone"


# How rules and what is in the way are said, beside the words for needs. Each word stands for all words beside it.
SAID_OF_RULES = (
    ("id", "identity", "identification", "passport", "licence", "papers", "documents"),
    ("address", "addresses", "fixed", "abode"),
    ("phone", "mobile", "telephone", "ring", "calls"),
    ("online", "internet", "email", "website", "computer"),
    ("missed", "miss", "late", "absent", "attendance"),
    ("dog", "pet", "pets", "animal", "animals"),
    ("area", "local", "connection", "borough", "catchment"),
    ("deposit", "advance", "bond", "guarantor"),
    ("evening", "evenings", "weekend", "closed", "shut", "hours"),
    ("cash", "fee", "fees", "charge", "cost", "costs"),
    ("ban", "banned", "barred", "excluded", "exclusion"),
    ("drink", "drunk", "drinks", "abstinent", "abstinence", "clean"),
    ("letter", "letters", "note", "proof", "evidence"),
    ("wait", "waits", "queue", "weeks"),
)
SAID_AS = NEEDS_SAID_AS | {word: group for group in SAID_OF_RULES for word in group}


# Words in which anything that is in the way is told: they say nothing of the rule.
_TOLD_WITH = (
    "after again all ask asked asks because before but by cannot cant dont first gets got had has have he "
    "her him his if its must name nobody none not once one only our own said say says she should so than "
    "their them then they three two until us want wanted wants was we will would"
)
TOLD_WITH = frozenset(_TOLD_WITH.split())
LEAST_IN_COMMON = 2  # words, where not all are: one alone is chance
LEAST_STEM = 3  # letters


def words_to_find(typed: str) -> list[tuple[str, ...]]:
    """Return what to look for among the rules: a group of words of one meaning for each word typed."""
    telling = " ".join(word for word in folded(typed).split() if word not in TOLD_WITH)
    return words_of(telling or typed, SAID_AS)


def is_close(groups: Sequence[Sequence[str]], rule: str) -> bool:
    """Whether a rule, folded, has a word of two groups at least: then it may be the same wall."""
    words = rule.split()
    return sum(any(_same_stem(one, word) for one in group for word in words) for group in groups) >= LEAST_IN_COMMON


def _same_stem(one: str, other: str) -> bool:
    shorter = min(len(one), len(other))
    stem = max(LEAST_STEM, shorter - 1)
    return one == other or (shorter >= LEAST_STEM and one[:stem] == other[:stem])


def usual_answer_by(today: date) -> date:
    """The day by which an answer is wanted where nobody says another."""
    return working_days_after(today, DAYS_TO_ANSWER)


def group_until(answer_by: date) -> date:
    """The last day of the operational group: after it the board has it."""
    return working_days_after(answer_by, DAYS_OF_THE_GROUP)


def level_on(answer_by: date, today: date) -> Level:
    """Whose turn it is on that day, while there is no answer. The day itself is still theirs."""
    if today <= answer_by:
        return Level.PRACTITIONER
    return Level.GROUP if today <= group_until(answer_by) else Level.BOARD


def reached_on(answer_by: date, level: Level) -> date:
    """The first day on which the group, or the board, has it."""
    last_before = answer_by if level is Level.GROUP else group_until(answer_by)
    return last_before + timedelta(days=1)


def turn_ends_on(answer_by: date, today: date) -> date | None:
    """The last day of whose turn it is; None at the board, beyond which there is nobody."""
    at = level_on(answer_by, today)
    return {Level.PRACTITIONER: answer_by, Level.GROUP: group_until(answer_by), Level.BOARD: None}[at]


def check_can_raise(*, words: str, answer_by: date, today: date, sees_it: bool) -> None:
    """Raises: BlockageRefused (`words_needed`, `day_impossible`, `asked_sees_nothing`)."""
    if not words.strip():
        raise BlockageRefused("Say in a line what is in the way.", code="words_needed", field="words")
    if not today <= answer_by or (answer_by - today).days > LATEST_DAYS:
        raise BlockageRefused(
            "Choose a day from today on, in the next {days} days.",
            code="day_impossible",
            field="answer_by",
            days=LATEST_DAYS,
        )
    if not sees_it:
        raise BlockageRefused(
            "They do not see the plan, so they cannot read this. Choose somebody who does, or share the plan first.",
            code="asked_sees_nothing",
            field="asked",
        )


def check_asked_in_words(asked: str, *, partners: Iterable[str]) -> None:
    """Somebody else is no partner. Raises: BlockageRefused (`asked_words_needed`, `asked_is_partner`)."""
    if not asked.strip():
        raise BlockageRefused("Write who can move it.", code="asked_words_needed", field="asked_words")
    said = _without_article(asked)
    for partner in partners:
        if _without_article(partner) == said:
            raise BlockageRefused(
                "{organisation} is a partner here. Choose them from the list. If they are not on it, share the plan "
                "with them first.",
                code="asked_is_partner",
                field="asked_words",
                organisation=partner,
            )


def _without_article(name: str) -> str:
    return folded(name).removeprefix("the ")


def day_before_the_group(today: date) -> date:
    """The last day of who was asked, where there is nobody: the group has it from today."""
    return today - timedelta(days=1)


def check_is_the_same(*, is_same_asked: bool, is_same_author: bool) -> None:
    """A line that is open already is a form sent twice only where it comes from the same, and asks the same.

    Raises: BlockageRefused (`open_already`).
    """
    if not (is_same_asked and is_same_author):
        raise BlockageRefused(
            "This is open already, and somebody is asked. Look at it first, or say it in other words.",
            code="open_already",
            field="words",
        )


def check_reading_asked(reads: Reads | None) -> None:
    """Raises: BlockageRefused (`reading_not_asked`): nobody has it who could not read it."""
    if reads is None or reads is Reads.BY_THE_PLAN:
        raise BlockageRefused("Nobody needs to be let in now to read this. Look at it again.", code="reading_not_asked")


def check_level_asked(asked: Level | None, *, now_at: Level) -> None:
    """What she says is said of who the page named. Raises: BlockageRefused (`moved_meanwhile`)."""
    if asked is not now_at:
        raise BlockageRefused(
            "It has moved on since this page was opened. Read who would see it now, then say yes or no.",
            code="moved_meanwhile",
        )


def check_not_her_own(*, is_by_member: bool, said_herself: bool) -> None:
    """What she said herself no member writes over. Raises: BlockageRefused (`said_herself`)."""
    if is_by_member and said_herself:
        raise BlockageRefused("The person said this themselves. They alone can change it.", code="said_herself")


def check_outcome(outcome: Outcome, *, reason: str, rule: str, done: str, kind: FlexKind | None) -> None:
    """Raises: BlockageRefused (`reason_needed`, `rule_needed`, `kind_needed`, `done_needed`)."""
    if not reason.strip():
        raise BlockageRefused("Say why. The person reads it.", code="reason_needed", field="reason")
    if outcome is Outcome.REFUSED:
        return
    if not rule.strip():
        raise BlockageRefused("Write the rule in a few words, without a name.", code="rule_needed", field="rule")
    if not done.strip():
        raise BlockageRefused(
            "Say what was done instead, without a name. Others meet this too.", code="done_needed", field="done"
        )
    if outcome is Outcome.FLEXED and kind is None:
        raise BlockageRefused("Choose which kind of giving way it was.", code="kind_needed", field="kind")


def may_give(authority: Level, outcome: Outcome, kind: FlexKind | None) -> bool:
    """Whether somebody of that level may give this answer. To say no, with a reason, each may who is asked."""
    if outcome is Outcome.REFUSED:
        return True
    least = LEAST_TO_CHANGE if outcome is Outcome.CHANGED else LEAST_TO_FLEX[kind or FlexKind.CULTURAL]
    return UPWARDS.index(authority) >= UPWARDS.index(least)


@dataclass(frozen=True)
class ReadingTold:
    """How it was explained to her that the group or the board would read one line, and in which words."""

    explained: str
    explained_format: str
    wording: str


def check_reading_told(told: ReadingTold) -> None:
    """Raises: BlockageRefused (`told_how`)."""
    if not told.explained or not told.explained_format or not told.wording.strip():
        raise BlockageRefused("Say how it was explained, and in which words.", code="told_how", field="explained")


def check_authority(authority: Level, outcome: Outcome, kind: FlexKind | None) -> None:
    """Raises: BlockageRefused (`authority_needed`): this is given way in by somebody above."""
    if not may_give(authority, outcome, kind):
        least = LEAST_TO_CHANGE if outcome is Outcome.CHANGED else LEAST_TO_FLEX[kind or FlexKind.CULTURAL]
        raise BlockageRefused(
            "This takes {who}. Ask them, or leave it: when the days are over it goes up by itself.",
            code="authority_needed",
            field="outcome" if outcome is Outcome.CHANGED else "kind",
            who=WHO_CAN[least],
        )


def roles_that_could(kind: FlexKind) -> tuple[FlexRole, ...]:
    """The roles whose level is enough for this kind: an organisation names some of these, and widens nothing."""
    by_level = {
        Level.PRACTITIONER: tuple(FlexRole),
        Level.GROUP: (FlexRole.COORDINATOR, FlexRole.MANAGER),
        Level.BOARD: (FlexRole.MANAGER,),
    }
    return by_level[LEAST_TO_FLEX[kind]]


def named_words(kind: FlexKind, named: frozenset[FlexRole]) -> Words:
    """Who gives way in this kind, in words: who is named, else each whose level is enough."""
    roles = named or frozenset(roles_that_could(kind))
    return NAMED_WORDS.get(roles, ANYBODY_WORDS)


def check_named_role(*, named: Iterable[str], held: Iterable[str], organisation: str) -> None:
    """Raises: BlockageRefused (`role_needed`, which says who can): the organisation named who gives way in this."""
    roles = frozenset(FlexRole(role) for role in named)
    if roles and roles in NAMED_WORDS and not roles & set(held):
        raise BlockageRefused(
            "At {organisation} this is for {who}. Ask them, or leave it: when the days are over it goes up by itself.",
            code="role_needed",
            field="kind",
            organisation=organisation,
            who=NAMED_WORDS[roles],
        )


def could_flex(kind: FlexKind, *, at: Level, held: Collection[str], named: Collection[str]) -> bool:
    """Whether somebody of that level with these roles may give way in this, by the roles that were named too."""
    return may_give(at, Outcome.FLEXED, kind) and (not named or not set(named).isdisjoint(held))


@dataclass(frozen=True)
class NamedTeam:
    """The team that an organisation named for a kind of thing, and who of it may give way in it by their role.

    Closed, or with nobody in it who may, it binds nobody: the rule by role stands, and no one is locked out.
    """

    team_id: UUID
    name: str
    is_closed: bool
    able: frozenset[UUID]

    @property
    def binds(self) -> bool:
        return not self.is_closed and bool(self.able)


def check_named_team(named: NamedTeam | None, *, by: UUID, organisation: str) -> None:
    """Raises: BlockageRefused (`team_needed`, which says which): the organisation named the team that gives way."""
    if named is not None and named.binds and by not in named.able:
        raise BlockageRefused(
            "At {organisation} this is for the team {team}. Ask them, or leave it: when the days are over it goes up "
            "by itself.",
            code="team_needed",
            field="kind",
            organisation=organisation,
            team=named.name,
        )


def check_team_named(kind: FlexKind, *, is_ours: bool) -> None:
    """Raises: BlockageRefused (`team_not_ours`): it is closed, or a team of another organisation."""
    if not is_ours:
        raise BlockageRefused(
            "This team is not there any more. Choose another.", code="team_not_ours", field=f"{kind.value}_team"
        )


def check_roles_named(kind: FlexKind, roles: Iterable[FlexRole]) -> None:
    """Raises: BlockageRefused (`role_too_low`): naming a role gives it no more than its level."""
    if not set(roles) <= set(roles_that_could(kind)):
        raise BlockageRefused("Choose among the roles that may do this here.", code="role_too_low", field=kind.value)


def check_names_nobody(names: Iterable[str], **texts: str) -> None:
    """What is remembered and read by all names nobody. Raises: BlockageRefused (`names_somebody`)."""
    parts = {part.casefold() for name in names for part in re.findall(r"\w+", name) if len(part) >= LEAST_NAME}
    for field, text in texts.items():
        if parts & {word.casefold() for word in re.findall(r"\w+", text)}:
            raise BlockageRefused(
                "A name stands in this, and all can read it later. Write it without the name.",
                code="names_somebody",
                field=field,
            )


def check_open(*, who: str, outcome: str | None, is_gone: bool = False) -> None:
    """Raises: BlockageRefused (`answered_meanwhile`, which says who was first; `gone_meanwhile`)."""
    if is_gone:
        raise BlockageRefused(
            "It is not in the way any more: the person has said so. There is nothing left to answer.",
            code="gone_meanwhile",
        )
    if outcome is not None:
        raise BlockageRefused(
            "{who} has answered this before you: {outcome}. What you wrote still stands here.",
            code="answered_meanwhile",
            who=who,
            outcome=OUTCOME_WORDS[Outcome(outcome)],
        )


def check_can_end(*, who: str, outcome: str | None) -> None:
    """Raises: BlockageRefused (`answered_meanwhile`): there is an answer for her to read."""
    if outcome is not None:
        raise BlockageRefused("{who} has just answered. Read it here.", code="answered_meanwhile", who=who)


def check_verdict(*, words: str, reason: str, has_owner: bool, due_on: date | None, today: date) -> None:
    """Raises: BlockageRefused (`what_changes_needed`, `reason_needed`, `owner_needed`, `day_impossible`)."""
    if not words.strip():
        raise BlockageRefused("Say what will be so from now on.", code="what_changes_needed", field="words")
    if not reason.strip():
        raise BlockageRefused("Say why.", code="reason_needed", field="reason")
    if not has_owner:
        raise BlockageRefused("Choose who sees to it.", code="owner_needed", field="owner")
    if due_on is None or due_on < today:
        raise BlockageRefused("Choose a day from today on.", code="day_impossible", field="due_on")


def check_on_agenda(*, flexes: int) -> None:
    """Raises: BlockageRefused (`not_on_agenda`): nothing waits, or another has decided before."""
    if flexes < FLEXES_TO_THE_BOARD:
        raise BlockageRefused(
            "This rule waits for no decision now. Somebody may have decided before you: read the log of changes. "
            "What you wrote still stands here.",
            code="not_on_agenda",
        )
