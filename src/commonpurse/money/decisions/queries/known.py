"""What is known when an ask is answered: read once, and handed on to the answer, the desk and the reasons.

Each command reads it anew under its own locks; a page reads it once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Exists, FilteredRelation, OuterRef

from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.periods import business_date
from commonpurse.money.decisions.models import Ask, Challenge, Turn
from commonpurse.money.decisions.rules import Verdict
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.able import Able, who_may_answer
from commonpurse.parties.people.models import Person
from commonpurse.parties.people.whereabouts import only_hers_of
from commonpurse.support.agreements.queries import WhoDecides, who_decides_each
from commonpurse.support.agreements.rules import DecisionKind


@dataclass(frozen=True)
class Known:
    """Who decides what of one person at one moment, and of an ask what was said of it so far.

    `turns`: each time that the ask began to wait, and for whom; `said`: the limits under which who is named has agreed
    or was talked to; `by_panel`: a panel has turned the no into a yes. `looks`: who looks, where it is not she herself.
    `only_hers`: she is away, and wanted only what she asks for to be paid meanwhile; None where it was not read.
    """

    person: Person
    now: datetime
    decides: Mapping[DecisionKind, WhoDecides]
    turns: tuple[Turn, ...] = ()
    said: frozenset[UUID] = frozenset()
    by_panel: bool = False
    looks: UUID | None = None
    only_hers: bool | None = None

    @property
    def on(self) -> date:
        return business_date(self.now)

    @property
    def last_round(self) -> list[Turn]:
        """The turns that count: those of the last time that it began to wait. None where it waits for her alone."""
        return [turn for turn in self.turns if turn.round == self.turns[-1].round and turn.over_at is None]

    @cached_property
    def able(self) -> Mapping[UUID, Able]:
        """Who may see it, and answer it: of all who are named now or were, who work with her, and the managers.

        Read in one statement, and first where something hangs on it: where she decides and there is money, nothing
        does.
        """
        among = {named.who.id for found in self.decides.values() for named in found.named}
        among |= {turn.who.id for turn in self.turns if turn.who is not None}
        return who_may_answer(
            person=self.person, today=self.on, among=among | ({self.looks} if self.looks is not None else set())
        )

    def can_be_asked(self, who: Member | Person) -> bool:
        """Whether one who is named can answer: still here, on this side of every wall, and let do so by the person."""
        if who.id == self.person.id:
            return True
        found = self.able.get(who.id)
        return found is not None and (found.may_act or isinstance(who, Person))

    @property
    def workers(self) -> list[Able]:
        """Who works with the person and may do things with her money, by name."""
        return [each for each in self.able.values() if each.works_with_her and each.may_act]

    @property
    def managers(self) -> list[Able]:
        """The partnership's managers, without those behind a wall from her."""
        return [each for each in self.able.values() if each.is_manager and each.may_act]

    def is_shown_to(self, viewer: Member | Person) -> bool:
        """Whether this viewer may see what she asks for and pays."""
        return viewer.id == self.person.id or viewer.id in self.able

    def shows_total_to(self, viewer: Member | Person) -> bool:
        """Whether this viewer may see how much money she has."""
        return viewer.id == self.person.id or (viewer.id in self.able and self.able[viewer.id].sees_total)

    def with_said(self, *limits: UUID) -> Known:
        """The same, once it was said under these limits too."""
        return replace(self, said=self.said | set(limits))


def known_of(person: Person, now: datetime, *, viewer: Member | Person | None = None) -> Known:
    """What is known of a person before anything is asked. Two statements, and one for `able`."""
    decides = who_decides_each(person=person, on=business_date(now))
    return Known(person, now, decides, looks=_other(person, viewer))


def known_of_ask(ask: Ask, now: datetime, *, viewer: Member | Person | None = None) -> Known:
    """What is known of an ask that was made: one statement more. Read it under the lock of the ask to act on it."""
    panel = Challenge.objects.filter(decision__ask=OuterRef("pk"), verdict=Verdict.CHANGE.value)
    # The ask comes once for each turn and each word that was said to it.
    found: Any = Ask.objects.filter(id=ask.id).annotate(
        turn=FilteredRelation("turns"),
        word=FilteredRelation("assents"),
        by_panel=Exists(panel),
        only_hers=Exists(only_hers_of(OuterRef("person"))),
    )
    with acting_as_system("to answer an ask as it stands"):
        rows: list[Any] = list(
            found.select_related("turn__member", "turn__helper", "word").order_by("turn__round", "turn__place")
        )
    turns = {row.turn.id: row.turn for row in rows if hasattr(row, "turn")}
    return Known(
        ask.person,
        now,
        who_decides_each(person=ask.person, on=business_date(now)),
        tuple(turns.values()),
        frozenset(row.word.limit_id for row in rows if hasattr(row, "word")),
        any(row.by_panel for row in rows),
        _other(ask.person, viewer),
        any(row.only_hers for row in rows),
    )


def _other(person: Person, viewer: Member | Person | None) -> UUID | None:
    return viewer.id if viewer is not None and viewer.id != person.id else None
