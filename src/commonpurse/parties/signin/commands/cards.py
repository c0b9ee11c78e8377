"""Printed cards: made, given a PIN, used, ended; and all ways in made anew for somebody who lost them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.errors import NotAllowed, Refused
from commonpurse.kernel.helping import check_alone
from commonpurse.kernel.messages.commands import note_news
from commonpurse.kernel.periods import business_date
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.models import Person
from commonpurse.parties.signin.access import can_give_way_in, can_keep_ways_in
from commonpurse.parties.signin.commands.sessions import end_all_sign_ins
from commonpurse.parties.signin.commands.tries import Tried, forgive_tries, give_back_try, take_try
from commonpurse.parties.signin.entrance import user_of_person
from commonpurse.parties.signin.models import Card, Recognition, TextWay, User
from commonpurse.parties.signin.rules import (
    NEWS_WAYS_IN,
    UNUSED_FOR,
    CardEnd,
    EndReason,
    check_known,
    check_pin,
    new_code,
    read_code,
    written,
)
from commonpurse.parties.signin.ways import find_card, find_unused_card, has_way_in, with_pin


class RecognitionNeeded(Refused):
    code = "recognition_needed"


class CardSpent(Refused):
    code = "card_spent"


@dataclass(frozen=True)
class NewCard:
    """A card and its code. The code is here and on the paper, and nowhere else."""

    card: Card
    code: str


def make_card(*, by: Member | Person, person: Person, known_code: str = "", now: datetime) -> NewCard:
    """Make the person's card; one that she had ends. It waits 30 days for its first use.

    A member makes one only for whom has no way in yet: else it would open what she closed to others.
    `known_code`: for an invented place, which shows it to everybody; elsewhere chance makes the code.
    Raises: RecognitionNeeded, OnlyAlone.
    """
    if not (can_keep_ways_in(by, person) or can_give_way_in(by, person, business_date(now))):
        raise NotAllowed
    check_alone()
    with acting_as_system("to make a card and end the one before"), transaction.atomic():
        Person.objects.select_for_update(no_key=True).get(id=person.id)
        if isinstance(by, Member) and has_way_in(person, now):
            raise RecognitionNeeded(
                "There is a way in already. If it is lost, say how you knew the person, and make all ways anew."
            )
        return _make(by, person, CardEnd.REPLACED, now, known_code)


def recognise_person(*, by: Member, person: Person, knew: Collection[str], now: datetime) -> NewCard:
    """Say how one knew, face to face, a person who lost every way in, and make her a card.

    All older ways in and all sessions end at once. For seven days a new place for her money waits for somebody else
    than `by`. Raises: NotKnownEnough.
    """
    if not can_give_way_in(by, person, business_date(now)):
        raise NotAllowed
    check_alone()
    known = check_known(knew)
    with acting_as_system("to end every way in of hers, and make one anew"), transaction.atomic():
        Person.objects.select_for_update(no_key=True).get(id=person.id)
        recognition = Recognition.objects.create(person=person, recognised_by=by, knew=known, recognised_at=now)
        user = User.objects.filter(person=person).first()
        if user is not None:
            user.set_unusable_password()
            user.save(update_fields=["password"])
            Authenticator.objects.filter(user=user).delete()
            end_all_sign_ins(by=by, user=user, why=EndReason.BY_ANOTHER, now=now)
        TextWay.objects.filter(person=person, ended_at=None).update(ended_at=now)
        record_event(
            "person_recognised",
            by=by.id,
            subject_type="person",
            subject_id=person.id,
            now=now,
            recognition=str(recognition.id),
            knew=known,
        )
        return _make(by, person, CardEnd.PROVED_ANEW, now)


def _make(by: Member | Person, person: Person, why: CardEnd, now: datetime, known_code: str = "") -> NewCard:
    for card in Card.objects.open().filter(person=person):
        _end(card, why, by, now)
    public_part, secret_part = read_code(known_code) if known_code else new_code()
    while Card.objects.filter(public_part=public_part).exists():
        public_part, _ = new_code()
    card = Card.objects.create(
        person=person,
        public_part=public_part,
        secret_hash=make_password(secret_part),
        made_at=now,
        made_by_member=by if isinstance(by, Member) else None,
        unused_until=now + UNUSED_FOR,
    )
    if isinstance(by, Member):
        note_news(recipient_id=person.id, kind=NEWS_WAYS_IN, subject_id=card.id, now=now)
    record_event("card_made", by=by.id, subject_type="person", subject_id=person.id, now=now, card=str(card.id))
    return NewCard(card, written(public_part, secret_part))


def choose_pin(*, by: Person, card: Card, code: str, pin: str, now: datetime) -> User:
    """Give a card its PIN, at its first use, by who holds it. Returns the user as whom she comes in.

    `by` is whose card it is: `find_unused_card` found it by its code. Raises: PinUnfit, CardSpent.
    """
    if by.id != card.person_id:
        raise NotAllowed
    figures = check_pin(pin, born_on=by.date_of_birth)
    _, secret_part = read_code(code)
    with transaction.atomic():
        current = Card.objects.select_for_update(no_key=True).get(id=card.id)
        is_hers = current.is_live(now) and current.pin_set_at is None
        if not is_hers or not check_password(secret_part, current.secret_hash):
            raise CardSpent("This card has a PIN already. Sign in with it.", field="code")
        current.secret_hash = make_password(with_pin(secret_part, figures))
        current.pin_set_at = current.last_used_at = now
        current.save(update_fields=["secret_hash", "pin_set_at", "last_used_at"])
        record_event("card_pin_chosen", by=by.id, subject_type="person", subject_id=by.id, now=now, card=str(card.id))
        return user_of_person(by)


def use_card(*, by: Person, card: Card, now: datetime) -> User:
    """Note that a card was used, by whose it is; `find_card` found it. Returns the user as whom she comes in.

    Raises: CardSpent, when it ended this very moment.
    """
    if by.id != card.person_id:
        raise NotAllowed
    with transaction.atomic():
        if not Card.objects.open().filter(id=card.id, pin_set_at__isnull=False).update(last_used_at=now):
            raise CardSpent("This card does not work any more.", field="code")
        return user_of_person(by)


def end_card(*, by: Member | Person, card: Card, why: CardEnd, now: datetime) -> None:
    """End a card at once: it is lost, or not wanted. Ending it again changes nothing. Raises: OnlyAlone."""
    if not (can_keep_ways_in(by, card.person) or can_give_way_in(by, card.person, business_date(now))):
        raise NotAllowed
    if isinstance(by, Person):
        check_alone()
    with transaction.atomic():
        current = Card.objects.select_for_update(no_key=True).get(id=card.id)
        if current.ended_at is None:
            _end(current, why, by, now)


def _end(card: Card, why: CardEnd, by: Member | Person, now: datetime) -> None:
    card.ended_at, card.ended_why = now, why.value
    card.save(update_fields=["ended_at", "ended_why"])
    record_event(
        "card_ended",
        by=by.id,
        subject_type="person",
        subject_id=card.person_id,
        now=now,
        card=str(card.id),
        why=why.value,
    )


# At the door ----------------------------------------------------------------------------------------------------------


def come_in_by_card(*, by: None, code: str, pin: str, came_from: Tried, now: datetime) -> User | None:
    """Return as whom one comes in by this code and this PIN; None for whatever does not fit, with the same work.

    `by` is nobody: who comes is not known before. `came_from`: where from, for the waits after wrong tries.
    Raises: PleaseWait, CardSpent.
    """
    tried = _tried(code, came_from)
    take_try(tried=tried, now=now)
    with acting_as_system("to find out who comes in"):
        card = find_card(code=code, pin=pin, now=now)
        if card is None:
            return None
        forgive_tries(tried=tried[:1], now=now)
        give_back_try(came_from=came_from, now=now)
        return use_card(by=card.person, card=card, now=now)


def come_in_by_first_card(*, by: None, code: str, pin: str, came_from: Tried, now: datetime) -> User | None:
    """Return as whom one comes in by a card that has no PIN yet, and give it this one. None where no card fits.

    Raises: PleaseWait, PinUnfit, CardSpent.
    """
    check_pin(pin, born_on=None)  # before the try counts: who chooses badly has not guessed
    tried = _tried(code, came_from)
    take_try(tried=tried, now=now)
    with acting_as_system("to find out who comes in"):
        card = find_unused_card(code=code, now=now)
        if card is None:
            return None
        forgive_tries(tried=tried[:1], now=now)
        give_back_try(came_from=came_from, now=now)
        return choose_pin(by=card.person, card=card, code=code, pin=pin, now=now)


def _tried(code: str, came_from: Tried) -> list[Tried]:
    return [Tried(f"card {read_code(code)[0]}"), came_from]
