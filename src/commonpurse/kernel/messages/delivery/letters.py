"""What is handed over, to whom it is handed, and how a hand-over fails."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from commonpurse.kernel.messages.rules import Content, Hours, Way


class CannotDeliver(Exception):
    """A carrier did not take a letter. `code` is one of the rules' reasons; never what a server said of an address.

    `permanent`: it will never go. `may_have_gone`: nobody knows whether it did, so nothing is tried by itself.
    """

    def __init__(self, code: str, *, permanent: bool = False, may_have_gone: bool = False):
        super().__init__(code)
        self.code = code
        self.permanent = permanent
        self.may_have_gone = may_have_gone


@dataclass(frozen=True)
class Destination:
    """Where a message goes, read at the moment at which it goes. Only the address service makes one."""

    address: str = field(repr=False)
    language: str
    page_format: str
    hours: Hours


@dataclass(frozen=True)
class Letter:
    """One message with its address, in memory only, for as long as it is handed over.

    `joined`: how many days go with it that an earlier try did not have.
    """

    message_id: UUID
    way: Way
    address: str = field(repr=False)
    content: Content
    joined: int = 0


class Carrier(Protocol):
    """One way out. It returns when it has taken the letter, or raises CannotDeliver."""

    def hand_over(self, letter: Letter) -> None: ...


@dataclass(frozen=True)
class Post:
    """The carriers of this installation. What has none stays in the outbox."""

    carriers: Mapping[Way, Carrier] = field(default_factory=dict)

    @property
    def ways(self) -> list[str]:
        return [way.value for way in self.carriers]

    def hand_over(self, letter: Letter) -> None:
        self.carriers[letter.way].hand_over(letter)
