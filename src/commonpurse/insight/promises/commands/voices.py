"""What people with a budget say to a charter that is being written. Nobody else learns who said it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from commonpurse.insight.promises.access import can_say_how_kept
from commonpurse.insight.promises.models import CharterVoice
from commonpurse.insight.promises.rules import PromiseRefused, check_not_too_many, check_words
from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.texts import check_fits
from commonpurse.parties.partners.commands import propose_clause_of_people
from commonpurse.parties.partners.models import CharterClause, CharterVersion, Partnership
from commonpurse.parties.partners.queries import system_member
from commonpurse.parties.people.models import Person


def propose_as_person(*, by: Person, part: str, words: str, called: str = "", now: datetime) -> CharterVoice:
    """Propose a clause for the charter that is being written. It counts like any other, once partners agree to it.

    `called`: the name that stands beside it, as she chooses it, or none. The same again is the one that is there.
    Raises: PromiseRefused (`nothing_said`, `said_enough`, `stands_already`), CharterRefused (`no_draft`), TextTooLong.
    """
    if not can_say_how_kept(by):
        raise NotAllowed
    clean, name = check_words(words, field="words"), called.strip()
    check_fits(CharterVoice, words=clean, called=name)
    with transaction.atomic():
        said = _said_by(by)
        same = next((one for one in said if one.is_proposal and one.words == clean), None)
        if same is not None:
            return same
        check_not_too_many(len(said))
        clause = propose_clause_of_people(by=system_member(), part=part, words=clean, now=now)
        if clause is None:
            raise PromiseRefused(
                "This stands in it already. You can say something about it.", code="stands_already", field="words"
            )
        return _kept(by, clause, clean, name, now, is_proposal=True)


def remark_as_person(*, by: Person, clause: CharterClause, words: str, called: str = "", now: datetime) -> CharterVoice:
    """Say something short about a clause of the charter that is being written.

    Raises: PromiseRefused (`nothing_said`, `said_enough`, `draft_closed`), TextTooLong.
    """
    if not can_say_how_kept(by):
        raise NotAllowed
    clean, name = check_words(words, field="words"), called.strip()
    check_fits(CharterVoice, words=clean, called=name)
    with transaction.atomic():
        said = _said_by(by)
        _check_open(clause)
        same = next((one for one in said if one.clause_id == clause.id and one.words == clean), None)
        if same is not None:
            return same
        check_not_too_many(len(said))
        return _kept(by, clause, clean, name, now, is_proposal=False)


def take_back_remark(*, by: Person, voice: CharterVoice, now: datetime) -> CharterVoice:
    """Take back what she said of a clause: nobody reads it any more. Taken back before, it stays so.

    A clause that she proposed stands with the partners' answers, and is theirs to leave out.
    Raises: PromiseRefused (`stands_in_draft`).
    """
    if not can_say_how_kept(by) or voice.person_id != by.id:
        raise NotAllowed
    if voice.is_proposal:
        raise PromiseRefused("The partners talk about it now, so it stays.", code="stands_in_draft")
    with transaction.atomic():
        Person.objects.select_for_update(no_key=True).get(id=by.id)
        current = CharterVoice.objects.select_for_update(no_key=True).get(id=voice.id)
        if current.taken_back_at is None:
            current.taken_back_at = now
            current.save(update_fields=["taken_back_at"])
            record_event("charter_voice_taken_back", by=by.id, subject_type="person", subject_id=by.id, now=now)
        return current


def _said_by(person: Person) -> list[CharterVoice]:
    """What she said to the draft that is open and did not take back; she is locked, so that it stays so."""
    Person.objects.select_for_update(no_key=True).get(id=person.id)
    return list(CharterVoice.objects.filter(person=person, clause__version__is_draft=True, taken_back_at=None))


def _check_open(clause: CharterClause) -> None:
    # Who publishes has this lock too: nothing lands in what was published a moment before.
    Partnership.objects.select_for_update(no_key=True).get()
    if not CharterVersion.objects.filter(id=clause.version_id, is_draft=True).exists():
        raise PromiseRefused("This one is not being written any more. We kept nothing.", code="draft_closed")


def _kept(
    by: Person, clause: CharterClause, words: str, called: str, now: datetime, *, is_proposal: bool
) -> CharterVoice:
    voice = CharterVoice.objects.create(
        person=by, clause=clause, words=words, called=called, said_at=now, is_proposal=is_proposal
    )
    # Which clause, and what was said, is not in the trail: it would say to who reads it whose words those are.
    record_event("charter_spoken_to", by=by.id, subject_type="person", subject_id=by.id, now=now)
    return voice
