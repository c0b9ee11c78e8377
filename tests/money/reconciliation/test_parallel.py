"""Two at once, and killed in between, committing for real, on both databases."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connections

from commonpurse.money.reconciliation.models import StatementFile, StatementLine
from tests.money.budgets.test_parallel import at_once
from tests.money.reconciliation.scene import Scene, assert_ledger_is_clean, booked, make_scene, shown, states


def lines(scene: Scene) -> tuple[str, list]:  # type: ignore[type-arg]
    """£50 and £30 paid, and forty lines that nobody knows: more than one batch of rows if batches are small."""
    payments, _ = scene.pay(50, 30)
    others = [booked(3 + n % 20, f"{n + 1}.00", f"Line {n}") for n in range(40)]
    return scene.statement(*map(shown, payments), *others), payments


def test_the_same_file_by_eight_at_once_is_imported_once(fresh_database: str) -> None:
    scene = make_scene()
    text, payments = lines(scene)
    news = []

    def act(number: int) -> None:
        news.append(scene.read(text if number % 2 else text.replace("M1", "M2"), f"{number}.xml").new_count)

    assert at_once(act, 8) == {"done": 8}
    assert sorted(news) == [0] * 7 + [42]
    assert StatementLine.objects.count() == 42
    assert (scene.bank, states(payments)) == (82_000 - 8_000, ["settled", "settled"])
    assert_ledger_is_clean()


IMPORT_AND_DIE = """
import os, signal, sys
from pathlib import Path
from commonpurse.cli.running import start_django
start_django()
from django.db import transaction
from commonpurse.money.payments.models import DebtorAccount
from commonpurse.money.reconciliation import keeping
from commonpurse.money.reconciliation.commands import import_statement
from commonpurse.parties.partners.models import Member
from tests.money.reconciliation.scene import LATER

def die(*ignored, **also_ignored):
    os.kill(os.getpid(), signal.SIGKILL)

point, path = sys.argv[1], Path(sys.argv[2])
keeping.LINES_A_STATEMENT = 10
if point == "in the middle of the lines":
    whole, calls = keeping.line_of_entry, []
    def some(*given, **named):
        calls.append(1)
        return die() if len(calls) > 25 else whole(*given, **named)
    keeping.line_of_entry = some
elif point == "after the first payment":
    real, calls = keeping.move_payments, []
    def one(*given, **named):
        calls.append(1)
        return die() if len(calls) > 1 else real(*given, **named)
    keeping.move_payments = one
elif point == "before suspense":
    keeping.post_to_suspense = die
elif point == "before the trail":
    keeping.record_event = die
given = dict(by=Member.objects.get(name="Ngozi"), debtor_account=DebtorAccount.objects.get(), file=path,
             file_name="june.xml", now=LATER)
if point == "before the commit":
    with transaction.atomic():
        import_statement(**given)
        die()
import_statement(**given)
die()
"""


@pytest.mark.parametrize(
    ("point", "is_kept"),
    [
        ("in the middle of the lines", False),
        ("after the first payment", False),
        ("before suspense", False),
        ("before the trail", False),
        ("before the commit", False),
        ("after the commit", True),
    ],
)
def test_an_import_that_is_killed_is_whole_or_not_at_all_and_importing_again_ends_it(
    fresh_database: str, tmp_path: Path, point: str, is_kept: bool
) -> None:
    scene = make_scene()
    text, payments = lines(scene)
    path = tmp_path / "june.xml"
    path.write_text(text)
    connections.close_all()
    environment = {**os.environ, "COMMONPURSE_DATABASE": fresh_database, "COMMONPURSE_DATA": str(tmp_path)}
    environment["PYTHONPATH"] = os.pathsep.join(sys.path)
    killed = subprocess.run(
        [sys.executable, "-c", IMPORT_AND_DIE, point, str(path)],
        env=environment, capture_output=True, timeout=120, check=False,
    )  # fmt: skip
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    assert (StatementFile.objects.count(), StatementLine.objects.count()) == ((1, 42) if is_kept else (0, 0))
    assert states(payments) == (["settled"] * 2 if is_kept else ["sent"] * 2)
    assert scene.bank == (74_000 if is_kept else 0)
    assert_ledger_is_clean()
    result = scene.read(path.read_bytes(), "june.xml")
    assert (result.new_count, result.known_count) == ((0, 42) if is_kept else (42, 0))
    assert (scene.bank, states(payments)) == (74_000, ["settled", "settled"])
    assert_ledger_is_clean()
