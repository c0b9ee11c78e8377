"""The charter as it holds, as it is being written, and who signed it. Nothing in it is about a person with a budget."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

from django.db.models import Prefetch

from commonpurse.kernel.words import Words
from commonpurse.parties.partners.models import (
    CharterClause,
    CharterSignature,
    CharterVersion,
    ClauseAnswer,
    ClauseRemark,
    Member,
    Organisation,
    Spokesperson,
    StaffGuidance,
)
from commonpurse.parties.partners.rules.charter import (
    CHARTER_PART_WORDS,
    CLAUSE_STAND_WORDS,
    CharterChanges,
    CharterPart,
    ClauseStand,
    changes_between,
    stand_of,
)


@dataclass(frozen=True)
class ClauseShown:
    """A clause with how it stands, each organisation's answer, and what was said of it."""

    clause: CharterClause
    stand: ClauseStand
    answers: tuple[ClauseAnswer, ...] = ()
    remarks: tuple[ClauseRemark, ...] = ()

    @property
    def stand_words(self) -> Words:
        return CLAUSE_STAND_WORDS[self.stand]

    @property
    def is_agreed(self) -> bool:
        return self.stand is ClauseStand.AGREED


@dataclass(frozen=True)
class Heading:
    """A heading of the charter with its clauses."""

    part: CharterPart
    clauses: tuple[ClauseShown, ...]

    @property
    def words(self) -> Words:
        return CHARTER_PART_WORDS[self.part]


@dataclass(frozen=True)
class SignedBy:
    """One organisation: the newest version that it signed and stands by, or that it took its signature back, and why.

    `is_current`: it signed the version that holds now.
    """

    organisation: Organisation
    version: CharterVersion | None
    signed_at: datetime | None
    is_current: bool
    withdrawn_at: datetime | None
    reason: str
    guidance: StaffGuidance | None

    @property
    def number(self) -> int | None:
        return self.version.number if self.version else None


def current_charter() -> CharterVersion | None:
    """The version that holds: the newest published one."""
    return CharterVersion.objects.filter(is_draft=False).order_by("number").last()


def charter_draft() -> CharterVersion | None:
    """The version that is being written, if one is."""
    return CharterVersion.objects.filter(is_draft=True).first()


def get_charter_version(version_id: UUID) -> CharterVersion | None:
    """One published version."""
    return CharterVersion.objects.filter(id=version_id, is_draft=False).first()


def get_clause(clause_id: UUID) -> CharterClause | None:
    """One clause of whichever version."""
    return CharterClause.objects.select_related("version").filter(id=clause_id).first()


def clauses_of(version: CharterVersion) -> list[CharterClause]:
    """What a published version says, in its order."""
    return sorted(version.clauses.filter(is_in=True), key=_place)


def headings_of(version: CharterVersion) -> list[Heading]:
    """A published version under its headings."""
    return _under_headings(ClauseShown(clause, ClauseStand.AGREED) for clause in clauses_of(version))


def draft_headings(draft: CharterVersion) -> list[Heading]:
    """A draft under its headings, with what each organisation says and every remark. Three statements."""
    clauses = draft.clauses.select_related("proposed_by__organisation").prefetch_related(
        Prefetch("answers", ClauseAnswer.objects.select_related("organisation").order_by("organisation__name")),
        Prefetch("remarks", ClauseRemark.objects.select_related("said_by__organisation")),
    )
    rows = list(clauses)
    return _under_headings(
        ClauseShown(clause, stand, tuple(clause.answers.all()), tuple(clause.remarks.all()))
        for clause, stand in _stands(rows)
    )


def draft_lines(draft: CharterVersion) -> list[tuple[Words, list[CharterClause]]]:
    """What is proposed in a draft, heading by heading, without what anybody says of it. One statement."""
    clauses = sorted(draft.clauses.all(), key=_place)
    return [
        (CHARTER_PART_WORDS[CharterPart(part)], list(lines))
        for part, lines in groupby(clauses, key=lambda clause: clause.part)
    ]


def stands_of_draft(draft: CharterVersion) -> list[tuple[CharterClause, ClauseStand]]:
    """Each clause of a draft with how it stands."""
    return _stands(list(draft.clauses.prefetch_related("answers")))


def changes_since(before: CharterVersion, now: CharterVersion) -> CharterChanges:
    """What is different in the later of two published versions."""
    return changes_between(
        {clause.key: clause.words for clause in clauses_of(before)},
        {clause.key: clause.words for clause in clauses_of(now)},
    )


def who_signed(current: CharterVersion | None) -> list[SignedBy]:
    """Every organisation by name, never by rank, with what it signed and what it tells its staff. Three statements.

    `current`: the version that holds, as `current_charter` says it.
    """
    signatures: dict[UUID, list[CharterSignature]] = {}
    for signature in CharterSignature.objects.select_related("version").order_by("version__number", "signed_at"):
        signatures.setdefault(signature.organisation_id, []).append(signature)
    organisations = Organisation.objects.order_by("name").prefetch_related("guidance")
    # Of who has left, what they signed and took back stays to be read.
    partners = [each for each in organisations if each.left_on is None or each.id in signatures]
    return [_signed(each, signatures.get(each.id, []), current) for each in partners]


def get_guidance(organisation_id: UUID | None) -> StaffGuidance | None:
    """What an organisation tells its staff now."""
    return StaffGuidance.objects.select_related("organisation").filter(organisation=organisation_id).last()


def spokespeople() -> list[Spokesperson]:
    """Who may sign for their organisation without running the partnership, by organisation and name."""
    now = Spokesperson.objects.now().select_related("member__organisation")
    return list(now.order_by("member__organisation__name", "member__name"))


def members_to_name(*, viewer: Member) -> list[Member]:
    """Members whom the viewer could name to speak for their organisation, or to agree about money too."""
    done = Spokesperson.objects.now()
    if viewer.has_role("manager"):
        done = done.filter(money_since__isnull=False)
    members = Member.objects.filter(is_active=True, is_system=False).exclude(id__in=done.values("member"))
    members = members.exclude(id=viewer.id).select_related("organisation")
    return list(members.order_by("organisation__name", "name"))


def _signed(organisation: Organisation, signed: list[CharterSignature], current: CharterVersion | None) -> SignedBy:
    standing = [one for one in signed if one.withdrawn_at is None]
    newest = standing[-1] if standing else None
    taken_back = signed[-1] if signed and newest is None else None
    guidance = list(organisation.guidance.all())
    return SignedBy(
        organisation=organisation,
        version=newest.version if newest else None,
        signed_at=newest.signed_at if newest else None,
        is_current=newest is not None and current is not None and newest.version_id == current.id,
        withdrawn_at=taken_back.withdrawn_at if taken_back else None,
        reason=(taken_back.reason or "") if taken_back else "",
        guidance=guidance[-1] if guidance else None,
    )


def _place(clause: CharterClause) -> tuple[int, int]:
    return list(CharterPart).index(CharterPart(clause.part)), clause.number


def _under_headings(shown: Iterable[ClauseShown]) -> list[Heading]:
    found: dict[CharterPart, list[ClauseShown]] = {part: [] for part in CharterPart}
    for one in sorted(shown, key=lambda one: _place(one.clause)):
        found[CharterPart(one.clause.part)].append(one)
    return [Heading(part, tuple(clauses)) for part, clauses in found.items() if clauses]


def _stands(clauses: list[CharterClause]) -> list[tuple[CharterClause, ClauseStand]]:
    """How each stands. Of one clause in several wordings the newest that is agreed replaces those before it."""
    said = {clause.id: [answer.agrees for answer in clause.answers.all()] for clause in clauses}
    alone = {one.id: stand_of(said[one.id], was_in=one.was_in, is_replaced=False) for one in clauses}
    agreed: dict[UUID, int] = {}
    for one in clauses:
        if alone[one.id] is ClauseStand.AGREED:
            agreed[one.key] = max(agreed.get(one.key, 0), one.number)
    return [
        (one, stand_of(said[one.id], was_in=one.was_in, is_replaced=one.number < agreed.get(one.key, 0)))
        for one in clauses
    ]
