from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from commonpurse.insight.promises.access import can_read_notes, can_say_how_kept, can_see_promises
from commonpurse.insight.promises.models import KeptStatement, PeerScore, PersonScore, PromiseQuestion, RepairTalk
from commonpurse.insight.promises.queries.kept import may_be_asked
from commonpurse.insight.promises.queries.questions import Question, peer_question, questions_open_to
from commonpurse.insight.promises.rules import (
    PromiseRefused,
    check_score,
    check_talk_on,
    check_words,
    half_of,
    month_of,
)
from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.periods import business_date
from commonpurse.kernel.texts import check_fits
from commonpurse.parties.partners.access import can_speak_for_own_organisation
from commonpurse.parties.partners.models import CharterClause, Member, Organisation
from commonpurse.parties.people.models import Person


def state_kept(*, by: Member, clause: CharterClause, words: str, now: datetime) -> KeptStatement:
    """Say for one's own organisation how it keeps a clause. The same again is the one that is there.

    Raises: PromiseRefused, TextTooLong.
    """
    if not can_speak_for_own_organisation(by):
        raise NotAllowed
    _check_published(clause)
    clean = check_words(words, field="words")
    check_fits(KeptStatement, words=clean)
    with transaction.atomic():
        Organisation.objects.select_for_update(no_key=True).get(id=_own(by).id)
        last = KeptStatement.objects.filter(clause_key=clause.key, organisation=_own(by)).last()
        if last is not None and last.words == clean:
            return last
        said = KeptStatement.objects.create(
            clause_key=clause.key, organisation=_own(by), words=clean, said_by=by, said_at=now
        )
        record_event("promise_stated", by=by.id, subject_type="organisation", subject_id=said.organisation_id, now=now)
        return said


def score_promise(*, by: Member, clause: CharterClause, about: Organisation, value: int, now: datetime) -> PeerScore:
    """Answer the one question of this week: how far a partner one works with keeps a clause. Said again it is changed.

    Raises: PromiseRefused (`score_unknown`, `not_asked`).
    """
    if not can_see_promises(by):
        raise NotAllowed
    kept, today = check_score(value), business_date(now)
    with transaction.atomic():
        Member.objects.select_for_update(no_key=True).get(id=by.id)
        said = PeerScore.objects.filter(clause_key=clause.key, about=about, half=half_of(today), given_by=by).first()
        if said is None and peer_question(viewer=by, today=today) != Question(clause, about):
            raise _not_asked()
        if said is None:
            said = PeerScore(clause_key=clause.key, about=about, half=half_of(today), given_by=by, given_for=_own(by))
        said.value, said.given_at = kept.value, now
        said.save()
        # The trail does not say how: who reads it must not read what was told in confidence.
        record_event("promise_scored", by=by.id, subject_type="organisation", subject_id=about.id, now=now)
        return said


def answer_promise_question(
    *, by: Person, clause: CharterClause, about: Organisation, value: int | None, now: datetime
) -> PromiseQuestion:
    """Say how far an organisation keeps a clause, or that one does not want to say (None). Nobody learns who said what.

    Raises: PromiseRefused (`score_unknown`, `not_asked`).
    """
    if not can_say_how_kept(by):
        raise NotAllowed
    kept, today = None if value is None else check_score(value), business_date(now)
    with transaction.atomic():
        Person.objects.select_for_update(no_key=True).get(id=by.id)
        if Question(clause, about) not in questions_open_to(by, today):
            raise _not_asked()
        asked = PromiseQuestion.objects.create(
            person=by,
            clause_key=clause.key,
            about=about,
            half=half_of(today),
            asked_on=today,
            is_answered=kept is not None,
        )
        if kept is not None:
            PersonScore.objects.create(clause_key=clause.key, about=about, month=month_of(today), value=kept.value)
        # Of whom she was asked, and what she said, is not in the trail.
        record_event("promise_question_answered", by=by.id, subject_type="person", subject_id=by.id, now=now)
        return asked


def ask_repair_talk(
    *, by: Member, clause: CharterClause, about: Organisation, talk_on: date, now: datetime
) -> RepairTalk:
    """Ask another organisation to sit down about a clause on a day. One that is asked for already is returned.

    Raises: PromiseRefused (`own_talk`, `talk_over`, `not_in_charter`, `not_signed`).
    """
    if not can_speak_for_own_organisation(by):
        raise NotAllowed
    _check_published(clause)
    if about.id == by.organisation_id:
        raise PromiseRefused("A talk is between two organisations.", code="own_talk")
    check_talk_on(talk_on, business_date(now))
    with transaction.atomic():
        Organisation.objects.select_for_update(no_key=True).get(id=about.id)
        if not may_be_asked(business_date(now)).filter(id=about.id).exists():
            raise PromiseRefused(
                "This organisation does not stand by the charter now, so there is nothing to hold it to.",
                code="not_signed",
                field="about",
            )
        asked = RepairTalk.objects.filter(clause_key=clause.key, asked_for=_own(by), about=about, noted_at=None).first()
        if asked is not None:
            return asked
        asked = RepairTalk.objects.create(
            clause_key=clause.key, asked_for=_own(by), about=about, talk_on=talk_on, asked_by=by, asked_at=now
        )
        record_event("repair_talk_asked", by=by.id, subject_type="organisation", subject_id=about.id, now=now)
        return asked


def note_repair_talk(*, by: Member, talk: RepairTalk, notes: str, now: datetime) -> RepairTalk:
    """Write down what two organisations made of a talk, once: either of them does, and both read it.

    Raises: PromiseRefused (`nothing_said`, `talk_noted`), TextTooLong.
    """
    if not can_read_notes(by, talk) or not can_speak_for_own_organisation(by):
        raise NotAllowed
    clean = check_words(notes, field="notes")
    check_fits(RepairTalk, notes=clean)
    with transaction.atomic():
        current = RepairTalk.objects.select_for_update(no_key=True).get(id=talk.id)
        if current.noted_at is not None:
            raise PromiseRefused("Notes of this talk are there already.", code="talk_noted")
        current.notes, current.noted_by, current.noted_at = clean, by, now
        current.save(update_fields=["notes", "noted_by", "noted_at"])
        record_event("repair_talk_noted", by=by.id, subject_type="organisation", subject_id=current.about_id, now=now)
        return current


def _not_asked() -> PromiseRefused:
    return PromiseRefused("This question is not open any more. Nothing was kept.", code="not_asked")


def _check_published(clause: CharterClause) -> None:
    if not clause.is_in:
        raise PromiseRefused("This clause is not in the charter. Look at what holds now.", code="not_in_charter")


def _own(member: Member) -> Organisation:
    assert member.organisation is not None, "by the gate"  # noqa: S101
    return member.organisation
