"""`commonpurse statement check` and `import`: what they print and the code they exit with."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from commonpurse.cli.main import main
from commonpurse.cli.statement import statement
from tests.money.reconciliation.made_statements import UK_COLUMNS, bank_csv, camt053, line
from tests.money.reconciliation.scene import Scene, booked, make_scene, states
from tests.money.reconciliation.scene import shown as paid

LINES = [line(5, "-12.50", "Rent"), line(6, "30.00", "In"), line(7, "5.00", "Soon", status="PDNG")]
KEYS_PROMISED = {
    "id", "account", "currency", "opening", "closing", "entries", "credits", "debits", "net", "reconciles", "warnings", "sums",
}  # fmt: skip


def check(*arguments: str | Path) -> tuple[int, str, str]:
    result = CliRunner().invoke(statement, ["check", *map(str, arguments)])
    return result.exit_code, result.stdout, result.stderr


def shown(*arguments: str | Path) -> tuple[int, dict[str, Any]]:
    code, out, _ = check(*arguments, "--json")
    return code, json.loads(out)


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "october.xml"
    path.write_text(camt053(LINES))
    return path


def test_the_json_has_the_promised_shape(good: Path) -> None:
    code, found = shown(good)
    assert code == 0
    assert {"format", "statements", "errors"} <= found.keys()
    assert found["format"] == "camt.053"
    (one,) = found["statements"]
    assert one.keys() >= KEYS_PROMISED
    assert (one["opening"], one["closing"], one["entries"], one["pending"]) == ("1000.00", "1017.50", 2, 1)
    assert (one["credits"], one["debits"], one["net"], one["reconciles"]) == ("30.00", "12.50", "17.50", True)
    assert one["sums"] == {"GBP": {"credits": "30.00", "debits": "12.50", "net": "17.50"}}
    assert (one["warnings"], found["errors"]) == ([], [])


def test_words_say_whether_the_sum_is_right(good: Path) -> None:
    code, out, _ = check(good)
    assert code == 0
    assert "The sum is right." in out
    good.write_text(good.read_text().replace("1017.50", "1017.49"))
    code, out, _ = check(good)
    assert code == 0, "checking warns, only importing refuses"
    assert "The sum is not right." in out
    assert "the difference is 0.01" in out


def test_a_statement_without_entries_is_read(tmp_path: Path) -> None:
    path = tmp_path / "empty.xml"
    path.write_text(camt053([]))
    code, found = shown(path)
    assert (code, found["statements"][0]["entries"], found["statements"][0]["credits"]) == (0, 0, "0")


@pytest.mark.parametrize("content", [b"", b"hello", b"<!DOCTYPE a><a/>", b"<Document", camt053(LINES).encode()[:900]])
def test_what_cannot_be_read_exits_1_and_lists_why(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bad.xml"
    path.write_bytes(content)
    code, found = shown(path)
    assert code == 1
    assert found["errors"]
    code, _, said = check(path)
    assert code == 1
    assert said.startswith("Error: ")


def test_csv_needs_a_mapping_and_uses_it(tmp_path: Path) -> None:
    path, mapping = tmp_path / "october.csv", tmp_path / "bank.json"
    path.write_text(bank_csv(LINES[:2]))
    mapping.write_text(json.dumps(UK_COLUMNS))
    assert shown(path)[0] == 1
    code, found = shown(path, "--mapping", mapping)
    assert (code, found["format"], found["statements"][0]["net"]) == (0, "csv", "17.50")


@pytest.mark.parametrize(
    "arguments",
    [[], ["no-such-file.xml"], ["{good}", "--colour"], ["{good}", "--mapping", "no-such-mapping.json"], ["{good}", "--mapping", "{good}"], ["{folder}"]],
)  # fmt: skip
def test_a_wrong_command_exits_2(good: Path, arguments: list[str]) -> None:
    given = [argument.format(good=good, folder=good.parent) for argument in arguments]
    assert check(*given)[0] == 2


def test_it_runs_as_a_command_without_any_database(good: Path, tmp_path: Path) -> None:
    nowhere = {**os.environ, "COMMONPURSE_DATABASE": f"sqlite:///{tmp_path}/no/such/folder/x.sqlite3"}
    result = subprocess.run(
        [sys.executable, "-m", "commonpurse", "statement", "check", str(good), "--json"],
        capture_output=True, text=True, env=nowhere, cwd=tmp_path, check=False,
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout)["statements"][0]["reconciles"] is True
    assert not (tmp_path / "no").exists()


def test_checking_starts_no_django() -> None:
    program = (
        "import sys, commonpurse.cli.statement, commonpurse.money.reconciliation.checking;"
        "sys.exit(any(name == 'django' or name.startswith('django.') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


# Import ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def scene(db: None) -> Scene:
    return make_scene()


def import_file(path: Path, *more: str, who: str = "Ngozi") -> tuple[int, str, str]:
    words = ["import", str(path), "--account", "Main account", "--as", who, *more]
    result = CliRunner().invoke(main, ["statement", *words])
    return result.exit_code, result.stdout, result.stderr


def test_a_statement_is_imported_once(scene: Scene, tmp_path: Path) -> None:
    (payment,), _ = scene.pay(50)
    path = tmp_path / "june.xml"
    path.write_text(scene.statement(paid(payment), booked(3, "9.00"), booked(4, "1.00", status="PDNG")))
    code, out, _ = import_file(path)
    assert code == 0
    assert "2 new lines, 0 were here before, 1 are pending." in out
    assert "1 matched, 1 wait for somebody to say what they are." in out
    assert states([payment]) == ["settled"]
    code, out, _ = import_file(path)
    assert (code, out) == (0, "Nothing new: all 2 lines were here before.\n")
    code, out, _ = import_file(path, "--json")
    assert (code, json.loads(out)["known"]) == (0, 2)


def test_a_refused_statement_says_every_error_and_exits_1(scene: Scene, tmp_path: Path) -> None:
    path = tmp_path / "june.xml"
    path.write_text(scene.statement(booked(3, "9.00"), closing=Decimal("8.00")))
    code, _, said = import_file(path)
    assert code == 1
    assert said.splitlines()[0] == "This statement was not imported."
    assert "closes at £8.00" in said
    code, out, _ = import_file(path, "--json")
    assert (code, json.loads(out)["code"]) == (1, "statement_does_not_add_up")


def test_two_members_take_a_difference(scene: Scene, tmp_path: Path) -> None:
    path = tmp_path / "june.xml"
    path.write_text(scene.statement(booked(3, "9.00"), closing=Decimal("8.00")))
    assert import_file(path, "--accept-difference")[0] == 1
    assert import_file(path, "--ask-because", "The bank rounds")[0] == 0
    assert import_file(path, "--accept-difference")[0] == 1
    code, out, _ = import_file(path, "--accept-difference", "--json", who="Tom")
    assert (code, json.loads(out)["statements"][0]["proof"]) == (0, "accepted")
    assert import_file(path, "--ask-because", "x", "--accept-difference")[0] == 2


def test_csv_is_imported_by_a_mapping(scene: Scene, tmp_path: Path) -> None:
    path, mapping = tmp_path / "june.csv", tmp_path / "bank.json"
    path.write_text(bank_csv([booked(3, "9.00")], with_balance=False))
    mapping.write_text(json.dumps(UK_COLUMNS))
    code, out, _ = import_file(path, "--mapping", str(mapping))
    assert (code, "nothing proves that it is whole" in out) == (0, True)


def test_only_finance_imports_and_only_to_an_account_that_is_there(scene: Scene, tmp_path: Path) -> None:
    path = tmp_path / "june.xml"
    path.write_text(scene.statement(booked(3, "9.00")))
    code, _, said = import_file(path, who="Wren")
    assert (code, said) == (1, "There is no account of ours called Main account. Give its exact name.\n")
    assert import_file(path, who="Nobody")[0] == 1
    assert import_file(tmp_path / "missing.xml")[0] == 2
    assert scene.bank == 0
