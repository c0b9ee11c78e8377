"""Who decides: the one question that every command asks before it does what the person wants."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import FilteredRelation

from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.words import Words
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.models import Person
from commonpurse.support.agreements.models import Agreement, Limit
from commonpurse.support.agreements.rules import (
    DECIDES_WORDS,
    SPEND_KINDS,
    DecidesHow,
    DecisionKind,
    limit_on,
    spend_kind_of,
)


@dataclass(frozen=True)
class Named:
    """One who is to be asked, or talked to."""

    who: Member | Person

    @property
    def name(self) -> str:
        return self.who.name if isinstance(self.who, Member) else self.who.called_by


@dataclass(frozen=True)
class WhoDecides:
    """The answer for one kind of decision. `until`: the first day on which the person decides alone again."""

    kind: DecisionKind
    how: DecidesHow = DecidesHow.I_DO
    named: tuple[Named, ...] = ()
    limit: Limit | None = None
    agreement: Agreement | None = None

    @property
    def until(self) -> date | None:
        return self.limit.ends_on if self.limit is not None else None

    @property
    def is_hers(self) -> bool:
        return self.how is DecidesHow.I_DO

    @property
    def words(self) -> Words:
        """How it reads: I do; Sam or Jo must agree too."""
        if self.is_hers:
            return DECIDES_WORDS[DecidesHow.I_DO]
        return Words(DECIDES_WORDS[self.how].template, names=[named.name for named in self.named])


def agreement_in_force(*, person: Person) -> Agreement | None:
    """The agreement that both have signed last, or None where there is none yet."""
    with acting_as_system("to see what was agreed"):
        return Agreement.objects.filter(person=person, number__isnull=False).order_by("-number").first()


def who_decides_each(*, person: Person, on: date) -> Mapping[DecisionKind, WhoDecides]:
    """Who decides each kind of thing on that day, in two statements.

    Asked across everybody: what holds for a person does not depend on who looks. Show it only to who may see it.
    """
    with acting_as_system("to see who decides"):
        agreement = agreement_in_force(person=person)
        found: Any = Limit.objects.filter(person=person).counting_on(on)
        # A limit comes once for each who is named in it, and once where nobody is.
        found = found.annotate(one=FilteredRelation("named")).select_related("one__member", "one__helper")
        rows: list[Any] = list(found.order_by("set_at", "id", "one__place"))
    limits = {row.id: row for row in rows}
    answers = {}
    for kind in DecisionKind:
        in_force = limit_on([limit.as_rule for limit in limits.values()], kind, on)
        if in_force is None:
            answers[kind] = WhoDecides(kind, agreement=agreement)
        else:
            named = tuple(Named(row.one.who) for row in rows if row.id == in_force.id and hasattr(row, "one"))
            answers[kind] = WhoDecides(kind, in_force.how, named, limits[in_force.id], agreement)
    return answers


def who_decides(*, person: Person, kind: DecisionKind, on: date, amount_minor: int | None = None) -> WhoDecides:
    """Who decides this kind of thing on that day; with an amount, whether it is the smaller or the bigger spending.

    Asked across everybody, as `who_decides_each`.
    """
    answers = who_decides_each(person=person, on=on)
    if kind in SPEND_KINDS and amount_minor is not None:
        agreement = answers[kind].agreement
        kind = spend_kind_of(amount_minor, agreement.spend_up_to_minor if agreement else None)
    return answers[kind]
