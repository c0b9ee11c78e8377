"""A worker opens a person's own pages beside her, on the worker's device, for half an hour at most."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.errors import NotAllowed, Refused
from commonpurse.kernel.identity import new_id
from commonpurse.kernel.periods import business_date
from commonpurse.parties.consent.commands import log_access
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.models import Person
from commonpurse.parties.people.rules import check_text
from commonpurse.parties.signin.access import can_sit_beside
from commonpurse.parties.signin.commands.sessions import begin_sign_in, end_sign_in, note_seen
from commonpurse.parties.signin.entrance import user_of_person
from commonpurse.parties.signin.models import SignIn
from commonpurse.parties.signin.rules import Method
from commonpurse.parties.signin.ways import help_going_on

LONGEST_REASON = 150


class ReasonNeeded(Refused):
    code = "reason_needed"


def begin_help(*, by: Member, person: Person, reason: str, device: str, now: datetime) -> SignIn:
    """Begin to help a person on her own pages, for a reason that she can read afterwards.

    It is a sign-in of hers that names the worker. It has no key of its own: it lasts within the worker's session.
    Raises: ReasonNeeded, RecordUnreadable.
    """
    if not can_sit_beside(by, person, business_date(now)):
        raise NotAllowed
    if not reason.strip():
        raise ReasonNeeded("Say in a few words what you do together.", field="reason")
    why = check_text(reason, field="reason", longest=LONGEST_REASON)
    log_access(viewer=by, person_id=person.id, why=f"beside the person: {why}", fields=["own pages"], now=now)
    with acting_as_system("to begin a sign-in of hers"):
        return begin_sign_in(
            by=person,
            user=user_of_person(person),
            session_key=f"beside {new_id().hex}",
            method=Method.ASSISTED,
            device=device,
            assisted_by=by,
            now=now,
        )


def go_on_helping(*, by: Member, sign_in_id: UUID, now: datetime) -> Person | None:
    """Return whom this member helps, and note that it goes on; None once it is over. Asked anew at each request."""
    # At a request's beginning nobody is known yet: no row of a person would show.
    with acting_as_system("to find out who is helped"):
        begun = help_going_on(sign_in_id=sign_in_id, member=by, now=now, today=business_date(now))
        if begun is None or begun.user.person is None:
            return None
        note_seen(by=begun.user.person, sign_in=begun, now=now)
        return begun.user.person


def end_help(*, by: Member, sign_in_id: UUID, now: datetime) -> None:
    """Stop helping. What is over already, or somebody else's, stays as it is."""
    with acting_as_system("to end a sign-in of hers"):
        begun = help_going_on(sign_in_id=sign_in_id, member=by, now=now, today=business_date(now))
        if begun is not None and begun.user.person is not None:
            end_sign_in(by=begun.user.person, sign_in=begun, now=now)
