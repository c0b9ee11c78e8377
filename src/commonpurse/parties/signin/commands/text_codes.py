"""Codes by text message: chosen by the person, confirmed, asked for at the door, handed over, typed, ended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.crypto import constant_time_compare

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.errors import NotAllowed, Refused
from commonpurse.kernel.helping import check_alone
from commonpurse.kernel.messages.access import can_keep_outbox
from commonpurse.kernel.messages.delivery import CannotDeliver, Letter, Post
from commonpurse.kernel.messages.rules import Way
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.models import ContactWay, Person
from commonpurse.parties.people.rules import address_of
from commonpurse.parties.signin.commands.tries import Tried, give_back_try, take_try
from commonpurse.parties.signin.entrance import user_of_person
from commonpurse.parties.signin.models import TextCode, TextWay, User
from commonpurse.parties.signin.rules import MOST_SENT, MOST_TRIES, SENT_WITHIN, VALID_FOR, write_code
from commonpurse.parties.signin.ways import figures_of, find_text_ways, number_hash, number_of, seen_hash

MOST_A_ROUND = 20


class NumberNotSafe(Refused):
    code = "number_not_safe"


class TooManyTexts(Refused):
    code = "too_many_texts"


def choose_text_codes(*, by: Person, contact_way_id: UUID, now: datetime) -> TextWay:
    """Choose one of her own safe numbers for codes. A first code goes there; until it is typed nothing is changed.

    Another number that she had chosen ends once this one is confirmed. Raises: NumberNotSafe, TooManyTexts, OnlyAlone.
    """
    check_alone()
    with transaction.atomic():
        Person.objects.select_for_update(no_key=True).get(id=by.id)
        way = ContactWay.objects.filter(id=contact_way_id, person=by, kind="text", is_safe_to_use=True).first()
        address = address_of(way.kind, way.value) if way else None
        if way is None or address is None:
            raise NumberNotSafe("Choose one of your numbers that is safe to use.", field="number")
        TextWay.objects.filter(person=by, ended_at=None, confirmed_at=None).update(ended_at=now)
        chosen = TextWay.objects.create(
            person=by,
            contact_way=way,
            number_hash=number_hash(address),
            seen_hash=seen_hash(way),
            chosen_at=now,
        )
        if _make_code(chosen, now) is None:
            raise TooManyTexts("Too many codes went to this number. Wait an hour, then try again.", field="number")
        record_event("text_codes_chosen", by=by.id, subject_type="person", subject_id=by.id, now=now)
        return chosen


def confirm_text_codes(*, by: Person, text_way: TextWay, figures: str, now: datetime) -> bool:
    """Confirm the number by the code that went there; from then on it is a way in. False where the code is wrong.

    Raises: OnlyAlone.
    """
    if text_way.person_id != by.id:
        raise NotAllowed
    check_alone()
    with transaction.atomic():
        Person.objects.select_for_update(no_key=True).get(id=by.id)
        newest = TextCode.objects.filter(text_way=text_way, text_way__ended_at=None).first()
        if newest is None or _typed([newest.id], figures, now) is None:
            return False
        TextWay.objects.filter(person=by, ended_at=None).exclude(id=text_way.id).update(ended_at=now)
        TextWay.objects.filter(id=text_way.id, ended_at=None).update(confirmed_at=now)
        record_event("text_codes_confirmed", by=by.id, subject_type="person", subject_id=by.id, now=now)
        return True


def end_text_codes(*, by: Person, now: datetime) -> None:
    """Take no more codes by text message. Raises: OnlyAlone."""
    check_alone()
    with transaction.atomic():
        if TextWay.objects.filter(person=by, ended_at=None).update(ended_at=now):
            record_event("text_codes_ended", by=by.id, subject_type="person", subject_id=by.id, now=now)


def ask_for_codes(*, by: None, number: str, came_from: Tried, now: datetime) -> list[TextCode]:
    """Let a code go to whoever signs in by this number. `by` is nobody: who asks is not known yet.

    No more than five codes an hour go to one number; then none does, and nobody is told so. Raises: PleaseWait.
    """
    take_try(tried=[came_from], now=now)
    with acting_as_system("to find out to whom a code goes"), transaction.atomic():
        made = [_make_code(way, now) for way in find_text_ways(number=number)]
        return [code for code in made if code is not None]


def come_in_by_text_code(
    *, by: None, code_ids: Sequence[UUID], figures: str, came_from: Tried, now: datetime
) -> User | None:
    """Return as whom one comes in by the code that was typed, of those this browser asked for. None: it is none.

    Each wrong try counts for all of them; after five a code is spent, right or not. `by` is nobody before it is right.
    Raises: PleaseWait.
    """
    take_try(tried=[came_from], now=now)
    with acting_as_system("to find out who comes in"), transaction.atomic():
        code = _typed(code_ids, figures, now)
        if code is None:
            return None
        text_way = TextWay.objects.select_related("contact_way", "person").get(id=code.text_way_id)
        if text_way.confirmed_at is None or number_of(text_way) is None:
            return None
        TextWay.objects.filter(id=text_way.id).update(last_used_at=now)
        give_back_try(came_from=came_from, now=now)
        return user_of_person(text_way.person)


def _make_code(way: TextWay, now: datetime) -> TextCode | None:
    sent = TextCode.objects.filter(person_id=way.person_id, made_at__gt=now - SENT_WITHIN).count()
    if sent >= MOST_SENT:
        return None
    return TextCode.objects.create(person_id=way.person_id, text_way=way, made_at=now)


def _typed(code_ids: Sequence[UUID], figures: str, now: datetime) -> TextCode | None:
    """Return the open code that has these figures, and spend it; count a wrong try for each otherwise."""
    plain = "".join(figures.split())
    found = None
    codes = list(TextCode.objects.select_for_update(no_key=True).filter(id__in=list(code_ids)).order_by("id"))
    for code in codes:
        is_same = constant_time_compare(plain.encode(), figures_of(code).encode())
        if is_same and code.is_open(now):
            found = code
    if found is not None:
        found.used_at = now
        found.save(update_fields=["used_at"])
        return found
    for code in codes:
        code.tries = min(code.tries + 1, MOST_TRIES)
        code.save(update_fields=["tries"])
    return None


# Handing over ---------------------------------------------------------------------------------------------------------


def hand_over_text_codes(*, by: Member, post: Post, now: datetime) -> Counter[str]:
    """Hand over the codes that wait, each once, also at night: she has just asked. Return how many came to what.

    The codes are not in the outbox: there a message keeps its words and waits for its hours. What fails is not tried
    again; a code that comes late lets nobody in.
    """
    if not can_keep_outbox(by):
        raise NotAllowed
    came_to: Counter[str] = Counter()
    for _ in range(MOST_A_ROUND):
        letter = _claim(post, now)
        if letter is None:
            break
        if isinstance(letter, str):
            came_to[letter] += 1
            continue
        try:
            post.hand_over(letter)
        except CannotDeliver:
            came_to["failed"] += 1
        else:
            came_to["sent"] += 1
    return came_to


def _claim(post: Post, now: datetime) -> Letter | str | None:
    """Take the next code that waits, and write down that it leaves, before it does. A word: it cannot leave."""
    if Way.TEXT.value not in post.ways:
        return None
    with acting_as_system("to hand a code over"), transaction.atomic():
        waiting = TextCode.objects.filter(handed_over_at=None, made_at__gt=now - VALID_FOR)
        code = waiting.select_for_update(skip_locked=True, no_key=True).order_by("made_at").first()
        if code is None:
            return None
        code.handed_over_at = now
        code.save(update_fields=["handed_over_at"])
        way = TextWay.objects.select_related("contact_way", "person").get(id=code.text_way_id)
        address = number_of(way)
        if address is None:
            return "called_off"
        person = way.person
        return Letter(code.id, Way.TEXT, address, write_code(figures_of(code), person.language, person.page_format))
