"""Writing the charter together: a draft, its clauses, what is said of them, and the day it is published."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Max

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.identity import new_id
from commonpurse.kernel.periods import business_date, day_begins
from commonpurse.kernel.texts import check_fits
from commonpurse.parties.partners.access import can_manage_partnership, can_put_in_for_people, can_write_charter
from commonpurse.parties.partners.models import (
    CharterClause,
    CharterVersion,
    ClauseAnswer,
    ClauseRemark,
    Member,
    Partnership,
)
from commonpurse.parties.partners.queries.charter import stands_of_draft
from commonpurse.parties.partners.rules.charter import STARTER, CharterPart, CharterRefused, ClauseStand, check_says


def open_charter_draft(*, by: Member, now: datetime) -> CharterVersion:
    """Begin the next version: from what the last one says, or from our starter text. An open draft is returned."""
    if not can_manage_partnership(by):
        raise NotAllowed
    with transaction.atomic():
        Partnership.objects.select_for_update(no_key=True).get()
        if (draft := CharterVersion.objects.filter(is_draft=True).first()) is not None:
            return draft
        last = CharterVersion.objects.filter(is_draft=False).order_by("number").last()
        draft = CharterVersion.objects.create(number=last.number + 1 if last else 1, opened_by=by, opened_at=now)
        stood = [(one.part, one.words, one.key, True) for one in last.clauses.filter(is_in=True)] if last else []
        begins = stood or [(part.value, words, new_id(), False) for part, words in STARTER]
        CharterClause.objects.bulk_create(
            CharterClause(
                version=draft,
                key=key,
                part=part,
                number=number,
                words=words,
                was_in=was_in,
                proposed_by=by,
                proposed_at=now,
            )
            for number, (part, words, key, was_in) in enumerate(begins, start=1)
        )
        record_event("charter_opened", by=by.id, subject_type="charter", subject_id=draft.id, now=now)
        return draft


def propose_clause(
    *, by: Member, part: str, words: str, now: datetime, replaces: CharterClause | None = None
) -> CharterClause:
    """Propose a clause for the draft, or other words for one of it. It counts once organisations agree to it.

    Raises: CharterRefused (`nothing_said`, `no_draft`), TextTooLong.
    """
    if not can_write_charter(by):
        raise NotAllowed
    clean = check_says(words, field="words", message="Write what the clause says.")
    check_fits(CharterClause, words=clean)
    with transaction.atomic():
        draft = _draft()
        if replaces is not None and replaces.version_id != draft.id:
            raise _no_draft()
        heading = replaces.part if replaces is not None else CharterPart(part).value
        same = draft.clauses.filter(part=heading, words=clean, replaces=replaces).first()
        if same is not None:
            return same
        last = draft.clauses.aggregate(last=Max("number"))["last"] or 0
        clause = CharterClause.objects.create(
            version=draft,
            key=replaces.key if replaces is not None else new_id(),
            part=heading,
            number=last + 1,
            words=clean,
            replaces=replaces,
            proposed_by=by,
            proposed_at=now,
        )
        _answer(clause, by, now, agrees=True)
        record_event("clause_proposed", by=by.id, subject_type="charter", subject_id=draft.id, now=now)
        return clause


def propose_clause_of_people(*, by: Member, part: str, words: str, now: datetime) -> CharterClause | None:
    """Put what a person with a budget proposes in the draft, with nobody's yes yet; None where it stands there already.

    `by`: the system, for who said it is not for partners to know. Raises: CharterRefused (`no_draft`), TextTooLong.
    """
    if not can_put_in_for_people(by):
        raise NotAllowed
    with transaction.atomic():
        draft = _draft()
        if draft.clauses.filter(words=words).exists():
            return None
        last = draft.clauses.aggregate(last=Max("number"))["last"] or 0
        clause = CharterClause.objects.create(
            # Ids that tell no time: they stand in addresses.
            id=uuid4(),
            version=draft,
            key=uuid4(),
            part=CharterPart(part).value,
            number=last + 1,
            words=words,
            proposed_by=by,
            # The day alone: the moment would lead to who was here then.
            proposed_at=day_begins(business_date(now)),
        )
        record_event("clause_proposed", by=by.id, subject_type="charter", subject_id=draft.id, now=now)
        return clause


def remark_on_clause(*, by: Member, clause: CharterClause, words: str, now: datetime) -> ClauseRemark:
    """Say something short about a clause of the draft. Raises: CharterRefused, TextTooLong."""
    if not can_write_charter(by):
        raise NotAllowed
    clean = check_says(words, field="words", message="Write your remark.")
    check_fits(ClauseRemark, words=clean)
    with transaction.atomic():
        _in_draft(clause)
        same = clause.remarks.filter(said_by=by, words=clean).first()
        if same is not None:
            return same
        remark = ClauseRemark.objects.create(clause=clause, words=clean, said_by=by, said_at=now)
        record_event("clause_remarked_on", by=by.id, subject_type="charter", subject_id=clause.version_id, now=now)
        return remark


def answer_clause(*, by: Member, clause: CharterClause, agrees: bool, now: datetime) -> ClauseAnswer:
    """Say for one's own organisation that a clause is right, or that it needs other words. The newest answer counts.

    Raises: CharterRefused (`no_draft`).
    """
    if not can_write_charter(by):
        raise NotAllowed
    with transaction.atomic():
        _in_draft(clause)
        answer = _answer(clause, by, now, agrees=agrees)
        record_event(
            "clause_answered", by=by.id, subject_type="charter", subject_id=clause.version_id, now=now, agrees=agrees
        )
        return answer


def publish_charter(*, by: Member, seen: Collection[UUID] | None = None, now: datetime) -> CharterVersion:
    """Publish the draft with the clauses that are agreed, and fix it for good. What is not agreed stays behind in it.

    `seen`: the clauses that were agreed as the one who publishes read them; where others are now, nothing is published.
    Raises: CharterRefused (`no_draft`, `nothing_agreed`, `nothing_changed`, `agreed_otherwise`).
    """
    if not can_manage_partnership(by):
        raise NotAllowed
    with transaction.atomic():
        draft = _draft()
        stands = stands_of_draft(draft)
        agreed = [clause for clause, stand in stands if stand is ClauseStand.AGREED]
        if not agreed:
            raise CharterRefused(
                "No clause is agreed yet. It takes the yes of two organisations, and no one who wants other words.",
                code="nothing_agreed",
            )
        if seen is not None and set(seen) != {clause.id for clause in agreed}:
            raise CharterRefused(
                "What is agreed has changed since you read it. Nothing is published. Read it once more.",
                code="agreed_otherwise",
            )
        last = CharterVersion.objects.filter(is_draft=False).order_by("number").last()
        before = dict(last.clauses.filter(is_in=True).values_list("key", "words")) if last else None
        if before == {clause.key: clause.words for clause in agreed}:
            raise CharterRefused("Nothing is different from the version that holds.", code="nothing_changed")
        for clause, stand in stands:
            clause.is_in = stand is ClauseStand.AGREED
            clause.save(update_fields=["is_in"])
        draft.is_draft, draft.published_by, draft.published_at = False, by, now
        draft.save(update_fields=["is_draft", "published_by", "published_at"])
        record_event(
            "charter_published",
            by=by.id,
            subject_type="charter",
            subject_id=draft.id,
            now=now,
            number=draft.number,
            clauses=len(agreed),
        )
        return draft


def _no_draft() -> CharterRefused:
    return CharterRefused("No draft of the charter is open. It was published, or none was begun.", code="no_draft")


def _draft() -> CharterVersion:
    """The open draft, the partnership locked: nobody publishes while a clause is written. Raises: CharterRefused."""
    Partnership.objects.select_for_update(no_key=True).get()
    draft = CharterVersion.objects.filter(is_draft=True).first()
    if draft is None:
        raise _no_draft()
    return draft


def _in_draft(clause: CharterClause) -> None:
    if clause.version_id != _draft().id:
        raise _no_draft()


def _answer(clause: CharterClause, by: Member, now: datetime, *, agrees: bool) -> ClauseAnswer:
    answer, _ = ClauseAnswer.objects.update_or_create(
        clause=clause, organisation=by.organisation, defaults={"agrees": agrees, "said_by": by, "said_at": now}
    )
    return answer
