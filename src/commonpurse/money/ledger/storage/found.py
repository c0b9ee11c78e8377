"""What a lock finds, alike on both databases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from commonpurse.money.ledger.judge import Standing

# Books are closed once a month: that often while one waits for its turn is a fault.
CLOSINGS_IN_A_ROW = 50


class LedgerNotMade(RuntimeError):
    """There is no open period: the migrations have not run here, or somebody emptied the table."""


def standings(found: Sequence[Sequence[Any]]) -> tuple[Any, dict[str, Standing]]:
    """Return the first day of the open period and the accounts by id; a row without an id says only the first."""
    return found[0][0], {row[1]: Standing(*row[2:]) for row in found if row[1] is not None}
