"""Look at a statement file before anything of it is kept, outside any transaction: it may be large."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from commonpurse.kernel.errors import FileRefused, RowError
from commonpurse.money.payments.models import DebtorAccount
from commonpurse.money.reconciliation.formats import read_statements
from commonpurse.money.reconciliation.formats.column_map import ColumnMap
from commonpurse.money.reconciliation.formats.source import Source
from commonpurse.money.reconciliation.models import ColumnMapping, DifferenceRequest
from commonpurse.money.reconciliation.rules import Examined, OwnAccount, examine
from commonpurse.money.reconciliation.rules.examining import sums_sentence

StatementSource = Path | str | bytes | BinaryIO
OnProgress = Callable[[int, int], object]
PASSES = 2  # the file is read once to look at it, once to keep it


@dataclass
class Reading:
    """A file that was looked at."""

    account: DebtorAccount
    source: Source
    columns: ColumnMap | None
    mapping: ColumnMapping | None
    sha256: str
    examined: Examined

    def check(self, *, accepted: DifferenceRequest | None = None) -> None:
        """Refuse a file with any fault, or with a sum that is off by something else than what was accepted.

        Raises: FileRefused (`file_refused`, `statement_does_not_add_up`) with every error.
        """
        differences = [list(one) for one in self.examined.differences]
        is_accepted = accepted is not None and accepted.sha256 == self.sha256 and accepted.differences == differences
        errors = self.examined.errors
        sums = [] if is_accepted else self.sum_errors()
        if errors or sums:
            code = "file_refused" if errors else "statement_does_not_add_up"
            raise FileRefused("This statement was not imported.", [*errors, *sums], code=code)

    def sum_errors(self) -> list[RowError]:
        """Say each statement that does not add up."""
        statements, currency = self.examined.statements, self.account.currency
        return [
            RowError(None, None, sums_sentence(number, statements[number - 1], currency))
            for number, _ in self.examined.differences
        ]


def look_at(
    account: DebtorAccount,
    file: StatementSource,
    mapping: ColumnMapping | ColumnMap | None,
    on_progress: OnProgress | None = None,
) -> Reading:
    """Read a file to its end and hold what is needed to decide about it. `on_progress(done, all)` is told bytes."""
    done = 0

    def tell(size: int) -> None:
        nonlocal done
        done += size
        if on_progress:
            everything = PASSES * source.encoding.size
            on_progress(min(done, everything), everything)

    source = Source(file, on_read=tell)
    saved = mapping if isinstance(mapping, ColumnMapping) else None
    columns = mapping.columns if isinstance(mapping, ColumnMapping) else mapping
    sha256 = source.sha256()  # before it is read, and again after it was read twice: whatever changes between is seen
    own = OwnAccount(account.sort_code, account.account_number, account.iban)
    examined = examine(read_statements(source, columns), own=own, currency=account.currency)
    return Reading(account, source, columns, saved, sha256, examined)
