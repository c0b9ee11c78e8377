"""Re-add the books: is what is shown the sum of what happened, and is every row as it was written?

Each check is one statement that the database answers from its rows, so memory stays flat and each sees one state even
while others post. The hashes are compared again over the canonical form (canonical.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from commonpurse.money.ledger.constraints import missing_guards
from commonpurse.money.ledger.models import Transfer
from commonpurse.money.ledger.rules import TransferCode
from commonpurse.money.ledger.sql import sql
from commonpurse.money.ledger.storage import storage

# A ledger with more faults than this of one sort needs no longer list.
MOST_OF_A_SORT = 1_000


@dataclass(frozen=True)
class Difference:
    """Something that does not add up. `what` is a stable word; `subject` the account, transfer or period."""

    what: str
    subject: UUID | None
    expected: str
    found: str

    def __str__(self) -> str:
        return f"{self.what} {self.subject or ''}: expected {self.expected}, found {self.found}".replace(" :", ":")


# What is checked, in the order in which it is: the stable word is also the name of its SQL file.
CHECKS = {
    "trial_balance": "debits and credits of each currency are equal",
    "counters": "the counters of each account are the sums of its entries",
    "overdrawn": "no account is below what it may be",
    "entries": "entries follow each other without a gap, each with the balance after it",
    "progress": "what is settled, freed and reversed is the sum of the rows that did it",
    "sides": "a row that settles, frees or reverses is on the accounts of its first row",
    "closed_periods": "closed books hold what they held when they were closed",
    "late_entries": "no entry was made in closed books",
    "content_hashes": "every row is as it was written",
}


@dataclass(frozen=True)
class ReclaimRow:
    """A row that took money back off a budget line, and which notice it names."""

    id: UUID
    authority: UUID | None
    amount_minor: int


def reclaims_posted() -> list[ReclaimRow]:
    """Every row that took money back off a budget line. Whether a notice allows it is known above the ledger."""
    rows = Transfer.objects.filter(code=TransferCode.RECLAIM.value).order_by("id")
    return [ReclaimRow(*row) for row in rows.values_list("id", "authority", "amount_minor")]


def verify_ledger(say: Callable[[str], None] = lambda text: None) -> list[Difference]:
    """Re-add everything and return what differs: at most 1,000 of a sort. `say` hears what is being checked."""
    differences: list[Difference] = []
    say("the tables still guard what they guard")
    differences += [Difference("guard", None, name, "nothing") for name in missing_guards()]
    for what, sentence in CHECKS.items():
        say(sentence)
        differences += _found(what)
    return differences


def _found(what: str) -> Iterator[Difference]:
    storage().ready()
    with connection.cursor() as cursor:
        cursor.execute(sql(f"verify_{what}", connection.vendor))
        for subject, expected, found in cursor.fetchmany(MOST_OF_A_SORT):
            yield Difference(what, subject and UUID(str(subject)), str(expected), str(found))
