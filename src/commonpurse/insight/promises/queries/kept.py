"""The charter, clause by clause: kept or not, as people and partners say, in each partner's own words, and as counted.

All partners together. Of one alone its own members read what others say; nobody reads who is the best and the worst.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import CharField, Count, Exists, OuterRef, Q, QuerySet, Subquery, Value

from commonpurse.insight.promises.access import can_read_notes, can_see_promises
from commonpurse.insight.promises.models import KeptStatement, PeerScore, PersonScore, RepairTalk
from commonpurse.insight.promises.queries.measured import Measured, measured
from commonpurse.insight.promises.rules import (
    MEASURED_BY,
    Keeping,
    Scored,
    any_low,
    half_of,
    last_halves,
    month_of,
    newest_told,
    part_scored,
    scored,
)
from commonpurse.kernel.periods import day_begins
from commonpurse.parties.partners.access import can_manage_partnership, can_speak_for_own_organisation
from commonpurse.parties.partners.models import (
    CharterClause,
    CharterSignature,
    CharterVersion,
    Member,
    Organisation,
    OrganisationQuerySet,
)
from commonpurse.parties.partners.queries import Heading, current_charter, headings_of

# How often each answer was given, by clause and half-year.
Counts = dict[tuple[UUID, date], dict[int, int]]


@dataclass(frozen=True)
class ClauseKept:
    """One clause with the newest that people and partners say of it, and how many talks about it are to come."""

    clause: CharterClause
    people: Scored | None
    peers: Scored | None
    talks: int

    @property
    def is_low(self) -> bool:
        return any_low(self.people, self.peers)


@dataclass(frozen=True)
class PromisesWaiting:
    """What waits for who speaks for an organisation: promises that ask for a talk, and talks to write down."""

    to_mend: tuple[CharterClause, ...] = ()
    to_note: tuple[RepairTalk, ...] = ()


@dataclass(frozen=True)
class CharterKept:
    version: CharterVersion
    headings: tuple[tuple[Heading, tuple[ClauseKept, ...]], ...]
    waiting: PromisesWaiting

    @property
    def low(self) -> list[ClauseKept]:
        """What is not kept, in the order of the charter."""
        return [one for _, clauses in self.headings for one in clauses if one.is_low]

    def count(self, keeping: Keeping) -> int:
        """Of how many clauses people say so; where too few of them did, partners."""
        found = [one.people or one.peers for _, clauses in self.headings for one in clauses]
        return sum((each.keeping if each else Keeping.UNTOLD) is keeping for each in found)


@dataclass(frozen=True)
class OwnScores:
    """What people and partners say of the viewer's own organisation, by half-year."""

    people: tuple[Scored, ...]
    peers: tuple[Scored, ...]

    @property
    def is_low(self) -> bool:
        return any_low(newest_told(self.people), newest_told(self.peers))


@dataclass(frozen=True)
class TalkShown:
    """A talk. `notes` for the two who talked alone."""

    talk: RepairTalk
    notes: str
    reads_notes: bool


@dataclass(frozen=True)
class ClausePage:
    """All there is of one clause of the charter that holds."""

    clause: CharterClause
    people: tuple[Scored, ...]
    peers: tuple[Scored, ...]
    own: OwnScores
    statements: tuple[KeptStatement, ...]
    measured: Measured | None
    talks: tuple[TalkShown, ...]

    @property
    def is_low(self) -> bool:
        return any_low(newest_told(self.people), newest_told(self.peers))


def charter_kept(*, viewer: Member, today: date) -> CharterKept | None:
    """Every clause of the charter that holds; None where there is none, or it is not to be seen."""
    version = current_charter()
    if version is None or not can_see_promises(viewer):
        return None
    said = _said(viewer, today)
    people, peers = said.people[0], said.peers[0]
    halves, each_of_two = last_halves(today), Counter(key for key, *_ in said.talks)
    return CharterKept(
        version,
        tuple(
            (
                heading,
                tuple(
                    ClauseKept(
                        one.clause,
                        newest_told(_trend(people, one.clause.key, halves)),
                        newest_told(_trend(peers, one.clause.key, halves)),
                        each_of_two[one.clause.key] // 2,
                    )
                    for one in heading.clauses
                ),
            )
            for heading in headings_of(version)
        ),
        waiting=_waiting(viewer, said, today),
    )


def clause_kept(*, viewer: Member, clause_id: UUID, today: date) -> ClausePage | None:
    """One clause of the charter that holds; None where it is not in it, or not to be seen."""
    if not can_see_promises(viewer):
        return None
    starter = CharterClause.objects.filter(key=OuterRef("key"), words__in=MEASURED_BY).values("words")[:1]
    clause = holding_clauses().filter(id=clause_id).annotate(began_as=Subquery(starter)).first()
    if clause is None:
        return None
    key, halves, own = clause.key, last_halves(today), viewer.organisation_id
    people, own_people = _of_all_and_one(_counted(_scores_of_people(today).filter(clause_key=key), "month"), own)
    peers, own_peers = _of_all_and_one(_counted(_scores_of_peers(today).filter(clause_key=key), "half"), own)
    said = KeptStatement.objects.filter(clause_key=key).select_related("organisation").order_by("said_at", "id")
    newest = {one.organisation_id: one for one in said}
    return ClausePage(
        clause=clause,
        people=_trend(people, key, halves),
        peers=_trend(peers, key, halves),
        own=OwnScores(
            people=_trend(own_people, key, halves, of=people),
            peers=_trend(own_peers, key, halves, of=peers),
        ),
        statements=tuple(sorted(newest.values(), key=lambda one: one.organisation.name)),
        measured=measured(MEASURED_BY[clause.began_as], today) if clause.began_as else None,
        talks=tuple(_talks(viewer, clause)),
    )


def could_talk(*, viewer: Member, today: date) -> list[Organisation]:
    """Whom the viewer's organisation could ask for a talk: every other one that is here and signed, by name."""
    return [one for one in may_be_asked(today).order_by("name") if one.id != viewer.organisation_id]


def may_be_asked(today: date) -> OrganisationQuerySet:
    """The organisations that one may hold to a promise: they made it, stand by it, and are here."""
    standing = CharterSignature.objects.filter(withdrawn_at=None)
    here = Organisation.objects.filter(Q(left_on=None) | Q(left_on__gt=today))
    return here.filter(id__in=standing.values("organisation"))


def promises_waiting(*, viewer: Member, today: date) -> PromisesWaiting:
    """What is low and has no talk to come: of one's own organisation; of all together for who runs the partnership.

    And talks of one's own whose day has come, until it is written down what came of them.
    """
    if not can_see_promises(viewer):
        return PromisesWaiting()
    return _waiting(viewer, _said(viewer, today), today)


@dataclass(frozen=True)
class _Said:
    """What is said of all clauses, of all partners and of the viewer's; and the talks that are to come.

    A talk stands twice, once for each of the two: of which clause, on which day, of which organisation.
    """

    people: tuple[Counts, Counts]
    peers: tuple[Counts, Counts]
    talks: list[tuple[UUID, date, UUID]]


def _said(viewer: Member, today: date) -> _Said:
    """One statement: it stands on the page of what waits too, which many open each morning."""
    talks = RepairTalk.objects.filter(noted_at=None).order_by()
    rows = _counted(_scores_of_people(today), "month", kind="people").union(
        _counted(_scores_of_peers(today), "half", kind="peers"),
        *(
            talks.values_list("clause_key", "talk_on", Value(0), whose).annotate(times=Value(1), kind=_text("talk"))
            for whose in ("about", "asked_for")
        ),
        all=True,
    )
    of: dict[str, list[Any]] = {"people": [], "peers": [], "talk": []}
    for *row, kind in rows:
        of[kind].append(row)
    return _Said(
        people=_of_all_and_one(of["people"], viewer.organisation_id),
        peers=_of_all_and_one(of["peers"], viewer.organisation_id),
        talks=[(key, day, whose) for key, day, _, whose, _ in of["talk"]],
    )


def _waiting(viewer: Member, said: _Said, today: date) -> PromisesWaiting:
    """Nothing more is asked of the database where nothing is low and no talk's day has come."""
    own, runs_it = viewer.organisation_id, can_manage_partnership(viewer)
    halves, voices = last_halves(today), (said.people, said.peers)
    talked, own_talked = {key for key, *_ in said.talks}, {key for key, _, whose in said.talks if whose == own}

    def waits(key: UUID) -> bool:
        of_all = [newest_told(_trend(every, key, halves)) for every, _ in voices]
        of_one = [newest_told(_trend(one, key, halves, of=every)) for every, one in voices]
        return (key not in own_talked and any_low(*of_one)) or (runs_it and key not in talked and any_low(*of_all))

    low = [key for key in {key for every, _ in voices for key, _ in every} if waits(key)]
    is_due = any(whose == own and day <= today for _, day, whose in said.talks)
    if not (low or is_due) or not can_speak_for_own_organisation(viewer):
        return PromisesWaiting()
    due = RepairTalk.objects.filter(Q(about=own) | Q(asked_for=own), noted_at=None, talk_on__lte=today)
    return PromisesWaiting(
        tuple(holding_clauses().filter(key__in=low).order_by("number")) if low else (),
        tuple(due.select_related("asked_for", "about")) if is_due else (),
    )


def holding_clauses() -> QuerySet[CharterClause]:
    """The clauses of the charter that holds."""
    newer = CharterVersion.objects.filter(is_draft=False, number__gt=OuterRef("version__number"))
    return CharterClause.objects.filter(~Exists(newer), is_in=True, version__is_draft=False)


def get_talk(*, viewer: Member, talk_id: UUID) -> RepairTalk | None:
    """A talk of the viewer's own organisation, or None."""
    talk = RepairTalk.objects.filter(id=talk_id).select_related("asked_for", "about", "noted_by").first()
    return talk if talk is not None and can_read_notes(viewer, talk) else None


def words_of_key(clause_key: UUID) -> str:
    """The words of a clause as they were published last."""
    clause = CharterClause.objects.filter(key=clause_key, is_in=True).order_by("version__number").last()
    return clause.words if clause else ""


def _talks(viewer: Member, clause: CharterClause) -> Iterable[TalkShown]:
    for talk in RepairTalk.objects.filter(clause_key=clause.key).select_related("asked_for", "about", "noted_by"):
        reads = can_read_notes(viewer, talk)
        yield TalkShown(talk, (talk.notes or "") if reads else "", reads)


def _trend(counts: Counts, key: UUID, halves: list[date], *, of: Counts | None = None) -> tuple[Scored, ...]:
    """The half-years of one clause, the earliest first. `of`: the whole that stands beside this part."""
    if of is None:
        return tuple(scored(half, counts.get((key, half), {})) for half in halves)
    return tuple(part_scored(half, counts.get((key, half), {}), of.get((key, half), {})) for half in halves)


def _scores_of_people(today: date) -> QuerySet[PersonScore]:
    """What people said, up to the end of the last whole month."""
    return PersonScore.objects.filter(month__gte=last_halves(today)[0], month__lt=month_of(today))


def _scores_of_peers(today: date) -> QuerySet[PeerScore]:
    """What members of partners said, up to the end of the last whole month."""
    return PeerScore.objects.filter(half__gte=last_halves(today)[0], given_at__lt=day_begins(month_of(today)))


def _counted(rows: QuerySet[Any], when: str, *, kind: str = "") -> QuerySet[Any]:
    """How often each answer was given: of which clause, when, which, of whom, how often, and of which kind."""
    found = rows.order_by().values_list("clause_key", when, "value", "about")
    return found.annotate(times=Count("id"), kind=_text(kind))


def _text(words: str) -> Value:
    return Value(words, output_field=CharField())


def _of_all_and_one(rows: Iterable[Sequence[Any]], organisation: UUID | None) -> tuple[Counts, Counts]:
    """How often each answer was given: of all partners, and of one of them."""
    every: Counts = {}
    one: Counts = {}
    for key, day, value, about, times, *_ in rows:
        for found in (every, one) if about == organisation else (every,):
            cell = found.setdefault((key, half_of(day)), {})
            cell[value] = cell.get(value, 0) + times
    return every, one
