"""The one place that says where a letter or a message goes, to a person or to a member at work.

Nothing else in the project reads a way of contact in order to send something. So the old address never gets what is
meant for the new one: both answers are read anew at the moment of sending, and a protected address comes out only by
`reveal_detail`, to somebody who may open it, with a reason that is written down.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from commonpurse.kernel.errors import NotAllowed, Refused
from commonpurse.kernel.messages.delivery import Destination
from commonpurse.kernel.messages.models import Message
from commonpurse.kernel.messages.rules import Hours, Way
from commonpurse.kernel.periods import business_date
from commonpurse.parties.partners.models import Member, WorkAddress
from commonpurse.parties.people.models import ContactWay, Person
from commonpurse.parties.people.queries import is_written_to, newest_choices
from commonpurse.parties.people.rules import address_of
from commonpurse.parties.protected.access import can_open_protected
from commonpurse.parties.protected.commands.details import reveal_detail
from commonpurse.parties.protected.models import ProtectedDetail
from commonpurse.parties.protected.rules import DetailKind, PlainText


class NoSafeAddress(Refused):
    code = "no_safe_address"


@dataclass(frozen=True)
class PostalAddress:
    """Where one letter goes. `is_protected`: it was sealed, and stands nowhere but on this one envelope."""

    text: PlainText
    is_protected: bool


def destination_of(message: Message) -> Destination | None:
    """Read, at the moment at which a message goes, whether it still may, and where to. None: it may not.

    The contact is the one for which it was made. When another takes its place, nothing goes to the old one. A message
    says that there is news and no more, so a machine needs no protected detail for it and gets none.
    """
    way = ContactWay.objects.select_related("person").filter(id=message.contact_id).first()
    if way is None:
        return _destination_at_work(message)
    if way.person_id != message.recipient_id or way.kind != message.way:
        return None
    choice = newest_choices([way.id]).get(way.id)
    address = address_of(way.kind, way.value)
    if choice is None or address is None or not is_written_to(way, choice):
        return None
    return Destination(
        address=address,
        language=way.person.language,
        page_format=way.person.page_format,
        hours=Hours(choice.hours),
    )


def _destination_at_work(message: Message) -> Destination | None:
    """The address that a member has proven, for as long as they are here and want something of what it tells."""
    address = WorkAddress.objects.proven().select_related("member").filter(id=message.contact_id).first()
    if address is None or address.member_id != message.recipient_id or message.way != Way.EMAIL:
        return None
    if not address.wants_any(message.parts.values_list("news__kind", flat=True)):
        return None
    return Destination(
        address=address.address, language=address.member.language, page_format="standard", hours=Hours.DAY
    )


def address_for_letter(*, by: Member | Person, person: Person, reason: str, now: datetime) -> PostalAddress:
    """Say where a letter on paper to the person goes: to her protected address where she has one, and nowhere else.

    Else to a way for letters that is safe to use. Only who may open a protected address may ask, whether or not there
    is one: else a refusal would tell. Raises: NoSafeAddress, and whatever `reveal_detail` raises.
    """
    if not can_open_protected(by, person, business_date(now)):
        raise NotAllowed
    newest = (
        ProtectedDetail.objects.filter(person=person, kind=DetailKind.ADDRESS.value, ended_at=None)
        .select_related("person")
        .order_by("added_at", "id")
        .last()
    )
    if newest is not None:
        return PostalAddress(reveal_detail(by=by, detail=newest, reason=reason, now=now), is_protected=True)
    open_way = ContactWay.objects.filter(person=person, kind="letter", is_safe_to_use=True).order_by("id").last()
    if open_way is None:
        raise NoSafeAddress(
            "There is no safe address for a letter. Ask the person how the letter can reach them, or hand it over."
        )
    return PostalAddress(PlainText(open_way.value), is_protected=False)
