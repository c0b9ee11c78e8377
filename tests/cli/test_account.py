"""`commonpurse account check` as a script meets it, with a table from files and with none."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.db import connections

from commonpurse.cli.main import main
from commonpurse.kernel.audit.models import AuditEvent
from commonpurse.money.payments.models import WeightTable
from tests.cli.running import run_commonpurse
from tests.factories import standing_people
from tests.money.payments.test_modulus import SUBSTITUTES, WEIGHTS

pytestmark = pytest.mark.alike


@pytest.fixture
def tables(tmp_path: Path) -> list[str]:
    weights, substitutes = tmp_path / "weights.txt", tmp_path / "substitutes.txt"
    weights.write_text(WEIGHTS)
    substitutes.write_text(SUBSTITUTES)
    return [f"--table={substitutes}", f"--table={weights}"]


@pytest.mark.parametrize(
    ("sort_code", "account", "result"),
    [("00-00-00", "00000010", "valid"), ("000000", "00000011", "invalid"), ("999999", "00000010", "cannot_check"), ("1", "2", "invalid")],
)  # fmt: skip
def test_one_account_gets_one_answer(tables: list[str], sort_code: str, account: str, result: str) -> None:
    run = CliRunner().invoke(main, ["account", "check", sort_code, account, *tables, "--json"])
    assert run.exit_code == 0
    answer = json.loads(run.stdout)
    assert (answer["sort_code"], answer["account"], answer["result"]) == (sort_code, account, result)
    assert answer["reason"].endswith(".")


@pytest.mark.parametrize(
    ("iban", "result"), [("DE89 3704 0044 0532 0130 00", "cannot_check"), ("DE89370400440532013001", "invalid")]
)
def test_an_iban_gets_an_answer_too(tables: list[str], iban: str, result: str) -> None:
    run = CliRunner().invoke(main, ["account", "check", iban, *tables, "--json"])
    assert run.exit_code == 0
    answer = json.loads(run.stdout)
    assert (answer["iban"], answer["result"]) == (iban, result)


def test_the_answer_in_words(tables: list[str]) -> None:
    run = CliRunner().invoke(main, ["account", "check", "000000", "00000010", *tables])
    assert run.stdout == "valid. The account number fits the sort code.\n"


def test_a_csv_gets_a_list_in_its_own_order(tables: list[str], tmp_path: Path) -> None:
    path = tmp_path / "accounts.csv"
    path.write_text(
        "\ufeffname,account,sort_code\r\na,00000011,000000\r\nb,00000010,000000\r\nc,,\r\n", encoding="utf-8"
    )
    run = CliRunner().invoke(main, ["account", "check", "--csv", str(path), *tables, "--json"])
    assert run.exit_code == 0
    assert [answer["result"] for answer in json.loads(run.stdout)] == ["invalid", "valid", "invalid"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"sortcode,account\n", "Its first row must name the columns sort_code and account."),
        (b"", "Its first row must name the columns sort_code and account."),
        ("sort_code,account\n1,2é".encode("latin-1"), "It is not a CSV in UTF-8."),
    ],
)
def test_a_csv_that_cannot_be_read_is_refused(tables: list[str], tmp_path: Path, content: bytes, sentence: str) -> None:
    path = tmp_path / "accounts.csv"
    path.write_bytes(content)
    run = CliRunner().invoke(main, ["account", "check", "--csv", str(path), *tables])
    assert run.exit_code == 1
    assert sentence in run.stderr


@pytest.mark.parametrize("arguments", [[], ["123456"], ["123456", "12345678", "--csv", __file__]])
def test_half_a_question_is_a_usage_error(arguments: list[str]) -> None:
    assert CliRunner().invoke(main, ["account", "check", *arguments]).exit_code == 2


def test_a_table_that_is_none_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "table.txt"
    path.write_bytes(b"\xff\xfe\x00")
    run = CliRunner().invoke(main, ["account", "check", "123456", "12345678", f"--table={path}"])
    assert run.exit_code == 1
    assert "this is not a text file" in run.stderr


def test_a_loaded_table_answers_from_then_on(fresh_database: str, tmp_path: Path) -> None:
    standing_people()
    connections.close_all()
    weights, substitutes = tmp_path / "weights.txt", tmp_path / "substitutes.txt"
    weights.write_text(WEIGHTS)
    substitutes.write_text(SUBSTITUTES)
    question = ("account", "check", "000000", "00000011", "--json")

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return run_commonpurse(*words, data_folder=tmp_path, COMMONPURSE_DATABASE=fresh_database)

    assert json.loads(run(*question).stdout)["result"] == "cannot_check"
    loaded = run("account", "load-table", str(weights), str(substitutes), "--as", "Ngozi")
    assert (loaded.returncode, loaded.stderr) == (0, "")
    assert loaded.stdout.startswith("Loaded 23 rows. This version is ")
    assert json.loads(run(*question).stdout)["result"] == "invalid"
    again = run("account", "load-table", str(weights), str(substitutes), "--as", "Ngozi")
    assert again.stdout == loaded.stdout
    assert WeightTable.objects.count() == 1
    event = AuditEvent.objects.get(event_type="modulus_tables_loaded")
    assert event.facts["sha256"] == WeightTable.objects.get().sha256
    assert event.system_user
    newer = run("account", "load-table", str(weights), "--as", "Ngozi")
    assert "There is no substitution table in it." in newer.stdout
    assert WeightTable.objects.count() == 2


def test_only_finance_and_the_administrator_load_a_table(fresh_database: str, tmp_path: Path) -> None:
    standing_people()
    connections.close_all()
    weights = tmp_path / "weights.txt"
    weights.write_text(WEIGHTS)
    for member in ("Wren", "Priya", "Callum"):
        refused = run_commonpurse(
            "account",
            "load-table",
            str(weights),
            "--as",
            member,
            data_folder=tmp_path,
            COMMONPURSE_DATABASE=fresh_database,
        )
        assert (refused.returncode, refused.stderr) == (1, "You may not do this.\n")


def test_a_number_can_be_checked_before_there_is_any_database(tmp_path: Path) -> None:
    run = run_commonpurse("account", "check", "123456", "12345678", data_folder=tmp_path / "new")
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout == "cannot_check. No table of sort codes is loaded yet. The number was not checked.\n"
