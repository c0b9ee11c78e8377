"""Who acts, for what, on which day: what the database needs to know before it shows a row of somebody's.

On PostgreSQL every personal table shows its rows by this context alone (kernel/row_security.py). It is set local to
each transaction, never to the session: behind a pooler a session-wide setting was seen by the next client. A statement
outside a transaction gets one of its own. Without a context nothing is shown. On SQLite (one partnership, one machine)
the gates in the code stand alone, and this does nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from django.db import connections


class ViewerKind(StrEnum):
    NOBODY = ""
    MEMBER = "member"
    PERSON = "person"
    SYSTEM = "system"
    FIGURES = "figures"


@dataclass(frozen=True)
class Context:
    """`viewer_id` and `organisation_id` are empty for the system; the day and the moment are those of the act."""

    kind: ViewerKind
    purpose: str
    viewer_id: UUID | None = None
    organisation_id: UUID | None = None
    today: date | None = None
    now: datetime | None = None
    # What was found out in this context, so that it is asked once. It ends with the act or the request.
    remembered: dict[tuple[str, UUID], tuple[UUID, ...]] = field(default_factory=dict, compare=False, repr=False)

    def settings(self) -> dict[str, str]:
        """The context as the database is told it, by the name of the setting."""
        return {
            "commonpurse.viewer_kind": self.kind.value,
            "commonpurse.viewer": str(self.viewer_id or ""),
            "commonpurse.organisation": str(self.organisation_id or ""),
            "commonpurse.purpose": self.purpose,
            "commonpurse.today": self.today.isoformat() if self.today else "",
            "commonpurse.now": self.now.isoformat() if self.now else "",
        }


# Where nobody is known yet, as before a sign-in: it opens nothing.
NOBODY = Context(ViewerKind.NOBODY, "")

_context: ContextVar[Context | None] = ContextVar("commonpurse_context", default=None)
# A process that does one thing only (a job, a verb of the command line, a test) may say once who acts in it.
_of_the_process: Context | None = None


class Actor(Protocol):
    """A Member or a Person."""

    @property
    def id(self) -> UUID: ...


def context_of(actor: Actor, *, purpose: str, today: date | None = None, now: datetime | None = None) -> Context:
    """The context in which a member (who has an organisation) or a person acts; the System member is the system."""
    if getattr(actor, "is_system", False):
        return Context(ViewerKind.SYSTEM, purpose, actor.id, None, today, now)
    is_member = hasattr(actor, "has_role")
    kind = ViewerKind.MEMBER if is_member else ViewerKind.PERSON
    return Context(kind, purpose, actor.id, getattr(actor, "organisation_id", None), today, now)


def current_context() -> Context | None:
    """Who acts now; None where nobody said."""
    return _context.get() or _of_the_process


def current_settings() -> dict[str, str]:
    """What the database is to be told now."""
    return (current_context() or NOBODY).settings()


@contextmanager
def acting(context: Context) -> Iterator[None]:
    """Act in this context until the end of the block, then in the one before."""
    before = _context.set(context)
    _tell_open_transactions()
    try:
        yield
    finally:
        _context.reset(before)
        _tell_open_transactions()


@contextmanager
def acting_as_system(why: str) -> Iterator[None]:
    """Look across everybody, for a check that returns its answer and nothing of whom it looked at.

    The moment and the day stay those of whoever acts.
    """
    around = current_context()
    today, now = (around.today, around.now) if around else (None, None)
    with acting(Context(ViewerKind.SYSTEM, why, None, None, today, now)):
        yield


@contextmanager
def acting_for_figures(why: str) -> Iterator[None]:
    """Count and add over everybody, without a name: on PostgreSQL as the reader role, which sees sums and days alone.

    For a question whose gate has opened and whose answer is figures. Nothing can be written in it, and no row of the
    tables that name people shows. Evaluate each query inside the block.
    """
    around = current_context()
    today, now = (around.today, around.now) if around else (None, None)
    with acting(Context(ViewerKind.FIGURES, why, None, None, today, now)):
        yield


def process_acts_as(context: Context | None) -> None:
    """Say who acts in the whole of this process, in every thread that says nothing else."""
    global _of_the_process
    _of_the_process = context
    _tell_open_transactions()


def _tell_open_transactions() -> None:
    for connection in connections.all(initialized_only=True):
        tell: Any = getattr(connection, "tell_context", None)
        if tell is not None:
            tell()
