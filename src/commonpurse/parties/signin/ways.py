"""Which ways in a person has, and which of them what was typed at the door belongs to.

At the door nobody is known yet: these look without a viewer, and return one row or nothing, after the same work.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.utils.crypto import constant_time_compare, salted_hmac

from commonpurse.kernel.audit.queries import helpers_of
from commonpurse.kernel.context import acting_as_system
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.access import can_see_person
from commonpurse.parties.people.models import ContactWay, Person
from commonpurse.parties.people.rules import address_of, mask_contact
from commonpurse.parties.signin.access import can_sit_beside
from commonpurse.parties.signin.models import Card, Recognition, SignIn, TextCode, TextWay, User
from commonpurse.parties.signin.rules import FIGURES, SECOND_WORKER_FOR, compared, read_code, why_over

SALT = "commonpurse.parties.signin.ways"
SHOWN_FOR, MOST_SHOWN = timedelta(days=92), 10  # of what is past, on her page


# Cards ----------------------------------------------------------------------------------------------------------------


def with_pin(secret_part: str, pin: str) -> str:
    """Return what is hashed of a card that has its PIN: both together, so that neither can be tried alone."""
    return f"{secret_part}:{pin.strip()}"


def find_card(*, code: str, pin: str, now: datetime) -> Card | None:
    """The card of this code and this PIN, with its person."""
    return _card(code, pin, now)


def find_unused_card(*, code: str, now: datetime) -> Card | None:
    """The card of this code that has no PIN yet and is not too old, with its person."""
    return _card(code, None, now)


def _card(code: str, pin: str | None, now: datetime) -> Card | None:
    public_part, secret_part = read_code(code)
    card = Card.objects.open().select_related("person").filter(public_part=public_part).first()
    typed = secret_part if pin is None else with_pin(secret_part, pin[:100])
    if card is None or not card.is_live(now) or (card.pin_set_at is None) != (pin is None):
        make_password(typed)  # as long as a look at a true one takes: time tells nothing
        return None
    return card if check_password(typed, card.secret_hash) else None


# Codes by text message ------------------------------------------------------------------------------------------------


def number_hash(number: str) -> str:
    """Return by what a number is found again: nobody without our secret key can try numbers on it."""
    return salted_hmac(f"{SALT}.number", compared(number), algorithm="sha256").hexdigest()


def seen_hash(way: ContactWay) -> str:
    """Return what a contact way said: its number and how to use it."""
    return salted_hmac(f"{SALT}.seen", f"{way.value}\n{way.how}", algorithm="sha256").hexdigest()


def number_of(text_way: TextWay) -> str | None:
    """The number to which codes go; None where it is not safe any more, or not as she confirmed it."""
    way = text_way.contact_way
    if text_way.ended_at is not None or not way.is_safe_to_use or way.kind != "text":
        return None
    if not constant_time_compare(text_way.seen_hash, seen_hash(way)):
        return None
    return address_of(way.kind, way.value)


def find_text_ways(*, number: str) -> list[TextWay]:
    """The confirmed ways of this number; two people who share a phone have one each."""
    if not compared(number):
        return []
    found = TextWay.objects.filter(number_hash=number_hash(number), ended_at=None, confirmed_at__isnull=False)
    return [way for way in found.select_related("contact_way", "person") if number_of(way) is not None]


def figures_of(code: TextCode) -> str:
    """Reckon the figures of a code. They stand nowhere: without our secret key nobody can tell them."""
    mac = salted_hmac(f"{SALT}.code", code.id.hex, secret=settings.SECRET_KEY, algorithm="sha256").digest()
    return f"{int.from_bytes(mac[:8]) % 10**FIGURES:0{FIGURES}d}"


# What a person has ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class WaysIn:
    """How a person can sign in now. `username` is empty where she has no password.

    `text_way` takes codes, to the number `text_way_masked`, which is empty where that is not safe any more or has
    changed. `waiting` is one whose first code she has not typed.
    """

    card: Card | None
    text_way: TextWay | None
    text_way_masked: str
    waiting: TextWay | None
    username: str
    passkeys: Sequence[Authenticator]
    recognised: Recognition | None

    @property
    def are_any(self) -> bool:
        """Whether she can come in by herself now: a card without a PIN is not hers yet."""
        return bool((self.card and self.card.pin_set_at) or self.text_way_masked or self.username or self.passkeys)


def ways_in_of(*, viewer: Member | Person, person: Person, now: datetime, today: date) -> WaysIn | None:
    """The ways in of a person, for herself and who may see her record; None for all others."""
    return _ways_in(person, now) if can_see_person(viewer, person, today) else None


def has_way_in(person: Person, now: datetime) -> bool:
    """Tell whether the person can come in by herself now."""
    with acting_as_system("to find out whether there is a way in"):
        return _ways_in(person, now).are_any


def _ways_in(person: Person, now: datetime) -> WaysIn:
    user = User.objects.filter(person=person, is_active=True).first()
    card = Card.objects.live(now).filter(person=person).select_related("made_by_member").first()
    text_ways = list(TextWay.objects.filter(person=person, ended_at=None).select_related("contact_way"))
    text_way = next((each for each in text_ways if each.confirmed_at), None)
    way = text_way.contact_way if text_way else None
    return WaysIn(
        card=card,
        text_way=text_way,
        text_way_masked=mask_contact(way.kind, way.value) if way and text_way and number_of(text_way) else "",
        waiting=next((each for each in text_ways if each.confirmed_at is None), None),
        username=user.username if user is not None and user.has_usable_password() else "",
        passkeys=list(Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN)) if user else (),
        recognised=Recognition.objects.filter(person=person).select_related("recognised_by").first(),
    )


# Who let her in -------------------------------------------------------------------------------------------------------


def who_let_in(person: Person) -> Member | None:
    """The member who last gave the person a way in. What she then changes, this member cannot confirm alone."""
    with acting_as_system("to find out who let her in"):
        cards = Card.objects.filter(person=person, made_by_member__isnull=False).select_related("made_by_member")
        card = cards.first()
    return card.made_by_member if card else None


def recognised_lately(person: Person, now: datetime) -> Recognition | None:
    """How the person was recognised within the last days, when she had lost every way in."""
    since = now - SECOND_WORKER_FOR
    with acting_as_system("to find out whether a second worker is needed"):
        lately = Recognition.objects.filter(person=person, recognised_at__gt=since)
        return lately.select_related("recognised_by").first()


def safe_numbers_of(*, viewer: Person, today: date) -> Sequence[tuple[UUID, str]]:
    """Her own safe numbers for text messages, as much of each as she needs to know it again."""
    ways = ContactWay.objects.filter(person=viewer, kind="text", is_safe_to_use=True).order_by("value")
    return [(way.id, mask_contact(way.kind, way.value)) for way in ways if address_of(way.kind, way.value) is not None]


# Who sits beside her --------------------------------------------------------------------------------------------------


def help_going_on(*, sign_in_id: UUID, member: Member, now: datetime, today: date) -> SignIn | None:
    """The help that this member began and that still goes on, with its person: asked anew at each request.

    None once it was ended, half an hour has passed, nothing happened for a while, or the member may act no more.
    """
    begun = SignIn.objects.open().filter(id=sign_in_id, assisted_by=member).select_related("user__person").first()
    if begun is None or begun.user.person is None:
        return None
    limits = begun.limits
    if why_over(started_at=begun.started_at, last_seen_at=begun.last_seen_at, now=now, limits=limits):
        return None
    return begun if can_sit_beside(member, begun.user.person, today) else None


def helps_of(*, viewer: Person, now: datetime) -> Sequence[SignIn]:
    """Who sat beside her on her own pages in the last quarter of a year, the newest first."""
    helped = SignIn.objects.filter(person=viewer, assisted_by__isnull=False, started_at__gt=now - SHOWN_FOR)
    return list(helped.select_related("assisted_by").order_by("-started_at")[:MOST_SHOWN])


def who_helped(subject_id: UUID) -> str:
    """The names of who helped with what was done about an ask or payment; the caller has seen that it may be shown."""
    return ", ".join(Member.objects.filter(id__in=helpers_of(subject_id)).values_list("name", flat=True))


def is_on_shared_phone(user_id: UUID) -> bool:
    """Whether this user last came in on a phone that others use too: then nothing of theirs is kept."""
    with acting_as_system("to find out whether the phone is shared"):
        newest = SignIn.objects.filter(user=user_id).order_by("-started_at").first()
    return newest is not None and newest.is_shared_phone
