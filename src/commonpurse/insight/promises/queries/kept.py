"""The charter, clause by clause: kept or not, as people and partners say, in each partner's own words, and as counted.

All partners together. Of one alone its own members read what others say; nobody reads who is the best and the worst.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

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
class CharterKept:
    version: CharterVersion
    headings: tuple[tuple[Heading, tuple[ClauseKept, ...]], ...]

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
    people, _ = _of_all_and_one(_scores_of_people(today), "month")
    peers, _ = _of_all_and_one(_scores_of_peers(today), "half")
    halves = last_halves(today)
    open_talks: dict[UUID, int] = {}
    for key in RepairTalk.objects.filter(noted_at=None).values_list("clause_key", flat=True):
        open_talks[key] = open_talks.get(key, 0) + 1
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
                        open_talks.get(one.clause.key, 0),
                    )
                    for one in heading.clauses
                ),
            )
            for heading in headings_of(version)
        ),
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
    people, own_people = _of_all_and_one(_scores_of_people(today).filter(clause_key=key), "month", own)
    peers, own_peers = _of_all_and_one(_scores_of_peers(today).filter(clause_key=key), "half", own)
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
    return list(may_be_asked(today).exclude(id=viewer.organisation_id).order_by("name"))


def may_be_asked(today: date) -> OrganisationQuerySet:
    """The organisations that one may hold to a promise: they made it, stand by it, and are here."""
    standing = CharterSignature.objects.filter(withdrawn_at=None)
    here = Organisation.objects.filter(Q(left_on=None) | Q(left_on__gt=today))
    return here.filter(id__in=standing.values("organisation"))


@dataclass(frozen=True)
class PromisesWaiting:
    """What waits for who speaks for an organisation: promises that ask for a talk, and talks to write down."""

    to_mend: tuple[CharterClause, ...] = ()
    to_note: tuple[RepairTalk, ...] = ()


def promises_waiting(*, viewer: Member, today: date) -> PromisesWaiting:
    """What is low and has no talk to come: of one's own organisation; of all together for who runs the partnership.

    And talks of one's own whose day has come, until it is written down what came of them.
    """
    if not can_see_promises(viewer) or not can_speak_for_own_organisation(viewer):
        return PromisesWaiting()
    own, halves = viewer.organisation_id, last_halves(today)
    people = _of_all_and_one(_scores_of_people(today), "month", own)
    peers = _of_all_and_one(_scores_of_peers(today), "half", own)
    open_talks = list(RepairTalk.objects.filter(noted_at=None).select_related("asked_for", "about"))
    of_own = [talk for talk in open_talks if own in (talk.asked_for_id, talk.about_id)]
    talked, own_talked = ({talk.clause_key for talk in talks} for talks in (open_talks, of_own))
    runs_it = can_manage_partnership(viewer)

    def waits(key: UUID) -> bool:
        of_all = [newest_told(_trend(every, key, halves)) for every, _ in (people, peers)]
        of_one = [newest_told(_trend(one, key, halves, of=every)) for every, one in (people, peers)]
        return (key not in own_talked and any_low(*of_one)) or (runs_it and key not in talked and any_low(*of_all))

    clauses = holding_clauses().select_related("version").order_by("number")
    return PromisesWaiting(
        tuple(one for one in clauses if waits(one.key)), tuple(talk for talk in of_own if talk.talk_on <= today)
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


def _of_all_and_one(
    rows: QuerySet[PersonScore] | QuerySet[PeerScore], when: str, organisation: UUID | None = None
) -> tuple[Counts, Counts]:
    """How often each answer was given: of all partners, and of one of them. One statement."""
    every: Counts = {}
    one: Counts = {}
    counted = rows.order_by().values_list("clause_key", when, "value", "about").annotate(times=Count("id"))
    for key, day, value, about, times in counted:
        for found in (every, one) if about == organisation else (every,):
            cell = found.setdefault((key, half_of(day)), {})
            cell[value] = cell.get(value, 0) + times
    return every, one
