"""How the domain says no. Doors turn these into a page, a problem document or a line on stderr."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from commonpurse.kernel.words import Words


class Refused(Exception):
    """A rule said no. The message is a sentence that the reader can act on; nothing was changed.

    It is written as a template that the facts fill: "Write this in {longest} characters or fewer.", `longest=300`.
    So `message` is the sentence in English, and a page says it in its reader's language from `message.template`.
    `code` is stable and meant for programs; `facts` are values for the sentence, a page or a test. Only what the
    sentence shows may be personal.
    `field` names the input the sentence belongs to, where there is one.
    """

    code = "refused"

    def __init__(self, message: str, *, code: str | None = None, field: str | None = None, **facts: Any):
        self.message = message if isinstance(message, Words) else Words(message, **facts)
        super().__init__(self.message)
        self.code = code or type(self).code
        self.field = field
        self.facts = facts


class NotAllowed(Exception):
    """The gate said no. It carries no detail on purpose: what may not be seen may not be inferred."""


@dataclass(frozen=True)
class RowError:
    """One thing wrong in one row of a file somebody gave us. `row` counts from 1, the heading included."""

    row: int | None
    field: str | None
    reason: str

    def __str__(self) -> str:
        where = [f"row {self.row}"] if self.row is not None else []
        where += [self.field] if self.field else []
        return f"{', '.join(where)}: {self.reason}" if where else self.reason


class FileRefused(Refused):
    """A file was refused whole; `errors` lists everything wrong with it, not only the first."""

    code = "file_refused"

    def __init__(self, message: str, errors: list[RowError], **facts: Any):
        super().__init__(message, **facts)
        self.errors = errors
