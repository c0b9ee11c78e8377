"""A file of 100,000 entries is streamed: memory stays far below the 300 MB that we promise."""

from __future__ import annotations

import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

from tests.money.reconciliation.made_statements import camt, camt_entry, camt_statement, line

ENTRIES = 100_000
MOST_MEGABYTES = 100  # the promise is 300


def test_a_hundred_thousand_entries_fit_in_little_memory(tmp_path: Path) -> None:
    one = camt_entry(line(5, "-1.00", "Payment", bank_id="B"))
    head, _, tail = camt(camt_statement([], entries="|", closing=Decimal(1000 - ENTRIES))).partition("|")
    path = tmp_path / "big.xml"
    with path.open("w") as file:
        file.write(head)
        for _ in range(ENTRIES // 100):
            file.write(one * 100)
        file.write(tail)
    # Another process runs the check and tells how much memory it took at most: in this one, other tests have run.
    program = (
        "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True);"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)"
    )
    command = [sys.executable, "-m", "commonpurse", "statement", "check", str(path), "--json"]
    result = subprocess.run([sys.executable, "-c", program, *command], capture_output=True, text=True, check=True)
    (found,) = json.loads(result.stdout)["statements"]
    assert (found["entries"], found["reconciles"]) == (ENTRIES, True)
    assert int(result.stderr) < MOST_MEGABYTES * 1024
