"""A worker beside a person: within the worker's own session the pages are hers, and each says who helps."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from commonpurse.parties.partners.queries import Member
from commonpurse.parties.people.queries import Person
from commonpurse.parties.signin.commands import begin_help, end_help, go_on_helping

# In the worker's session: the help that was begun.
BESIDE = "beside"


def sit_beside(request: Any, person: Person, reason: str) -> None:
    """From the next request on the pages are the person's. Raises: ReasonNeeded, RecordUnreadable."""
    begun = begin_help(by=request.member, person=person, reason=reason, device=request.sign_in.device, now=request.now)
    request.session[BESIDE] = str(begun.id)


def person_helped(request: Any, member: Member) -> Person | None:
    """Whose pages this member has open beside her; None for who helps nobody, or may no more."""
    kept = request.session.get(BESIDE)
    if kept is None:
        return None
    person: Person | None = go_on_helping(by=member, sign_in_id=UUID(kept), now=request.now)
    if person is None:
        del request.session[BESIDE]
    return person


def get_up(request: Any, member: Member) -> None:
    """The help ends; the worker's own pages are back."""
    kept = request.session.pop(BESIDE, None)
    if kept is not None:
        end_help(by=member, sign_in_id=UUID(kept), now=request.now)
