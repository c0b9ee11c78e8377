"""She says what should be different; a new wording answers it, or somebody who talked about it with her."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.messages.commands import note_news
from commonpurse.kernel.periods import business_date
from commonpurse.kernel.texts import check_fits
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.models import Person
from commonpurse.support.agreements.access import can_ask_for_change, can_make_agreement
from commonpurse.support.agreements.models import Agreement, ChangeWish
from commonpurse.support.agreements.queries import agreement_in_force, draft_of
from commonpurse.support.agreements.rules import NEWS_CHANGE_ANSWERED, AgreementRefused


def ask_for_change(*, by: Person, person: Person, words: str, now: datetime) -> ChangeWish:
    """Say what should be different. Nothing changes by it; whoever works with her reads it. The same again is once.

    Raises: AgreementRefused (`words_needed`), TextTooLong.
    """
    if not can_ask_for_change(by, person):
        raise NotAllowed
    if not words.strip():
        raise AgreementRefused("Say what you want to be different.", code="words_needed", field="words")
    check_fits(ChangeWish, words=words)
    with transaction.atomic():
        Person.objects.select_for_update(no_key=True).get(id=person.id)
        said = ChangeWish.objects.filter(person=person, words=words.strip(), answered_at=None).first()
        if said is not None:
            return said
        wish = ChangeWish.objects.create(
            person=person,
            agreement=draft_of(person) or agreement_in_force(person=person),
            words=words.strip(),
            wished_at=now,
        )
        record_event("change_asked_for", by=by.id, subject_type="change_wish", subject_id=wish.id, now=now)
        return wish


def answer_change_wish(*, by: Member, wish: ChangeWish, answer: str, now: datetime) -> ChangeWish:
    """Say what came of it where no new wording was written. She reads it, with the name of who says it.

    Raises: AgreementRefused (`words_needed`, `answered_already`), TextTooLong.
    """
    if not can_make_agreement(by, wish.person, business_date(now)):
        raise NotAllowed
    if not answer.strip():
        raise AgreementRefused("Say what you talked about. They read it.", code="words_needed", field="answer")
    check_fits(ChangeWish, answer=answer)
    with transaction.atomic():
        Person.objects.select_for_update(no_key=True).get(id=wish.person_id)
        current = ChangeWish.objects.get(id=wish.id)
        if current.answered_at is not None:
            raise AgreementRefused("Somebody has answered this already. Look at it again.", code="answered_already")
        current.answered_at, current.answered_by, current.answer = now, by, answer.strip()
        current.save(update_fields=["answered_at", "answered_by", "answer"])
        note_news(recipient_id=current.person_id, kind=NEWS_CHANGE_ANSWERED, subject_id=current.id, now=now)
        record_event("change_answered", by=by.id, subject_type="change_wish", subject_id=current.id, now=now)
        return current


def answer_wishes_with(made: Agreement, *, by: Member, now: datetime) -> None:
    """A new wording answers all that she asked for before it; it is hers to say whether it does."""
    if not can_make_agreement(by, made.person, business_date(now)):
        raise NotAllowed
    for wish in ChangeWish.objects.filter(person_id=made.person_id, answered_at=None).order_by("id"):
        wish.answered_at, wish.answered_by, wish.new_wording = now, by, made
        wish.save(update_fields=["answered_at", "answered_by", "new_wording"])
