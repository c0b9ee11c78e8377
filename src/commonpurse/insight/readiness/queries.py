"""What was answered: one's own answer, and all of them summed up by block, role and one's own organisation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from commonpurse.insight.promises.rules.scores import half_of, half_words
from commonpurse.insight.readiness.access import can_see_readiness
from commonpurse.insight.readiness.models import ReadinessAnswer
from commonpurse.insight.readiness.rules import (
    ROLE_NAMES,
    Block,
    BlockFigure,
    HowTrue,
    Statement,
    half_before,
    of_blocks,
    summed,
    told_in_words,
    told_up_to,
)
from commonpurse.insight.release.rules import hidden_cells
from commonpurse.kernel.periods import day_begins
from commonpurse.kernel.small_numbers import SMALLEST_GROUP
from commonpurse.kernel.words import Words
from commonpurse.parties.partners.models import Member


@dataclass(frozen=True)
class OwnAnswer:
    """What a member answered last in this half-year."""

    answer: ReadinessAnswer
    role: str
    scores: dict[Statement, HowTrue]


@dataclass(frozen=True)
class GroupTold:
    """What a group says of each block. Nothing where fewer than five answered, or where it would tell of so few."""

    name: Words | str
    count: int | None
    figures: tuple[BlockFigure, ...]

    @property
    def is_told(self) -> bool:
        return self.count is not None

    @property
    def in_words(self) -> Words | None:
        return None if self.count is None else told_in_words(self.count, self.figures)


@dataclass(frozen=True)
class Readiness:
    """The half-year that is told, as far as it goes: of everybody, of one's own organisation, and of each role."""

    half: date
    before: date
    until: date
    everybody: GroupTold
    own: GroupTold
    roles: tuple[GroupTold, ...]

    @property
    def half_words(self) -> Words:
        return half_words(self.half)

    @property
    def before_words(self) -> Words:
        return half_words(self.before)


def own_answer(*, viewer: Member, today: date) -> OwnAnswer | None:
    """The viewer's own answer in this half-year. Nobody else's is to be had."""
    found = ReadinessAnswer.objects.filter(member=viewer, half_year=half_of(today)).order_by("answered_at", "id").last()
    if found is None:
        return None
    scores = {Statement(each.statement): HowTrue(each.score) for each in found.scores.all()}
    return OwnAnswer(found, found.role, scores)


def readiness_told(*, viewer: Member, today: date) -> Readiness | None:
    """The figures, or None for who may not see them. Six statements at most, however many answered."""
    if not can_see_readiness(viewer):
        return None
    up_to = told_up_to(today)
    until = up_to - timedelta(days=1)
    half = half_of(until)
    now, before = (_said(each, up_to) for each in (half, half_before(half)))
    if len(now) < SMALLEST_GROUP <= len(before):  # early in a half-year: the last one stays to be read
        half = half_before(half)
        now, before = before, _said(half_before(half), up_to)
    groups = _Groups(now, before)
    assert viewer.organisation is not None  # noqa: S101  every member that may see it works somewhere
    own = groups.apart(lambda one: one.organisation)
    by_role = groups.apart(lambda one: one.role)
    return Readiness(
        half=half,
        before=half_before(half),
        until=until,
        everybody=groups.everybody(Words("Everybody")),
        own=own(viewer.organisation_id, viewer.organisation.name),
        roles=tuple(by_role(role, name) for role, name in ROLE_NAMES.items()),
    )


@dataclass(frozen=True)
class _Said:
    """One member's newest answer of a half-year."""

    organisation: UUID
    role: str
    blocks: dict[Block, float]


def _said(half: date, up_to: date) -> list[_Said]:
    answers = (
        ReadinessAnswer.objects.filter(half_year=half, answered_at__lt=day_begins(up_to))
        .order_by("answered_at", "id")
        .prefetch_related("scores")
    )
    newest = {answer.member_id: answer for answer in answers}
    return [
        _Said(
            answer.organisation_id,
            answer.role,
            of_blocks({Statement(each.statement): each.score for each in answer.scores.all()}),
        )
        for answer in newest.values()
    ]


@dataclass(frozen=True)
class _Groups:
    """Everybody's answers of this half-year and the one before, to be told in groups."""

    now: Sequence[_Said]
    before: Sequence[_Said]

    def everybody(self, name: Words) -> GroupTold:
        return _told(name, self.now, self.before)

    def apart(self, key: Callable[[_Said], object]) -> Callable[[object, Words | str], GroupTold]:
        """Return how a group by `key` is told: never so that the whole beside it would give a few answers away."""
        now, before = (_without_few(some, key) for some in (self.now, self.before))
        return lambda wanted, name: _told(name, now.get(wanted, []), before.get(wanted, []))


def _without_few(said: Sequence[_Said], key: Callable[[_Said], object]) -> dict[object, list[_Said]]:
    groups: dict[object, list[_Said]] = {}
    for one in said:
        groups.setdefault(key(one), []).append(one)
    hidden = hidden_cells({group: len(some) for group, some in groups.items()})
    return {group: some for group, some in groups.items() if group not in hidden}


def _told(name: Words | str, now: Sequence[_Said], before: Sequence[_Said]) -> GroupTold:
    figures = tuple(
        BlockFigure(
            block,
            summed([one.blocks[block] for one in now]),
            summed([one.blocks[block] for one in before]),
        )
        for block in Block
    )
    return GroupTold(name, len(now) if len(now) >= SMALLEST_GROUP else None, figures)
