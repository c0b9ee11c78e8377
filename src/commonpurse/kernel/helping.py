"""Who sits beside a person at this moment and acts with her, on the helper's own device.

The door sets it for one request; the trail of acts names the helper; what only the person alone may do asks for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID

from commonpurse.kernel.errors import Refused

helper_id: ContextVar[UUID | None] = ContextVar("helper_id", default=None)


class OnlyAlone(Refused):
    code = "only_alone"

    def __init__(self) -> None:
        super().__init__("Nobody can do this with you. Sign in by yourself first.")


@contextmanager
def helped_by(member_id: UUID | None) -> Iterator[None]:
    """Let everything within be done with the help of this member; None: by the person alone."""
    token = helper_id.set(member_id)
    try:
        yield
    finally:
        helper_id.reset(token)


def check_alone() -> None:
    """Refuse what nobody may do for a person: where her money goes, how she comes in, who sees her.

    Raises: OnlyAlone.
    """
    if helper_id.get() is not None:
        raise OnlyAlone
