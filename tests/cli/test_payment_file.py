"""`commonpurse payment-file check` as a script meets it: what it prints and how it ends."""

from __future__ import annotations

import hashlib
import json
import subprocess
from pathlib import Path

from click.testing import CliRunner
from django.db import connections

from commonpurse.cli.main import main
from commonpurse.money.payments.models import BankFile, Payment
from tests.cli.running import run_commonpurse
from tests.factories import (
    make_budget,
    make_debtor_account,
    make_fund,
    make_payee,
    release,
    standing_people,
)
from tests.money.payments.test_pain001_read import GOOD


def test_a_good_file_ends_with_0_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "good.xml"
    path.write_text(GOOD)
    run = CliRunner().invoke(main, ["payment-file", "check", str(path)])
    assert run.exit_code == 0
    assert run.stdout.splitlines() == [
        "pain.001.001.09, message M1, made 2026-06-08T09:30:15Z",
        "Payments: 2. Sum: 15.50 GBP.",
        "  M1-1 on 2026-06-09: 2, sum 15.50",
        "Nothing is wrong with it.",
    ]


def test_a_file_with_a_wrong_sum_is_read_and_warned_of(tmp_path: Path) -> None:
    path = tmp_path / "sum.xml"
    path.write_text(GOOD.replace("<CtrlSum>15.50", "<CtrlSum>99"))
    run = CliRunner().invoke(main, ["payment-file", "check", str(path), "--json"])
    answer = json.loads(run.stdout)
    assert run.exit_code == 0
    assert answer["sum_matches_header"] is False
    assert answer["warnings"] == ["Header: it says a sum of “99” and holds 15.50."]
    assert answer["errors"] == []


def test_an_unreadable_amount_ends_with_1(tmp_path: Path) -> None:
    path = tmp_path / "amount.xml"
    path.write_text(GOOD.replace(">10.00<", ">ten<"))
    run = CliRunner().invoke(main, ["payment-file", "check", str(path), "--json"])
    assert run.exit_code == 1
    assert json.loads(run.stdout)["errors"] == ["Payment at line 9: the amount cannot be read: “ten”."]
    run = CliRunner().invoke(main, ["payment-file", "check", str(path)])
    assert run.exit_code == 1
    assert "the amount cannot be read" in run.stderr


def test_what_is_no_payment_file_ends_with_1(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xml"
    path.write_text("<!DOCTYPE a><a/>")
    run = CliRunner().invoke(main, ["payment-file", "check", str(path), "--json"])
    assert run.exit_code == 1
    assert json.loads(run.stdout)["errors"] == [
        "The file holds a DOCTYPE. Bank messages never need one, and it can do harm."
    ]
    assert "DOCTYPE" in run.stderr


def test_a_file_that_is_not_there_is_a_usage_error() -> None:
    assert CliRunner().invoke(main, ["payment-file", "check", "nowhere.xml"]).exit_code == 2


def test_a_file_is_made_by_one_checked_by_another_and_written_when_sent(fresh_database: str, tmp_path: Path) -> None:
    people = standing_people()
    budget = make_budget(people, (make_fund(people, received=500), 100))
    make_debtor_account(people)
    release(people, budget, make_payee(people), 40)
    connections.close_all()
    output = tmp_path / "out.xml"

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return run_commonpurse("payment-file", *words, data_folder=tmp_path, COMMONPURSE_DATABASE=fresh_database)

    nowhere = run("make", "--account", "Nowhere", "--as", "Ngozi")
    assert (nowhere.returncode, nowhere.stderr) == (
        1,
        "There is no account of ours called Nowhere. Give its exact name.\n",
    )
    made = run("make", "--account", "Main account", "--version", "03", "--as", "Ngozi", "--json")
    assert (made.returncode, made.stderr) == (0, "")
    answer = json.loads(made.stdout)
    assert (answer["format"], answer["payments"], answer["sum"]) == ("pain.001.001.03", 1, "40.00")
    message_id = answer["message_id"]
    again = run("make", "--account", "Main account", "--as", "Ngozi")
    assert (again.returncode, again.stderr) == (1, "Nothing is ready to be paid, so no file was made.\n")
    alone = run("approve", message_id, "--as", "Ngozi")
    assert alone.returncode == 1
    assert alone.stderr == "You made this file, so somebody else must check it. Ask another member of finance.\n"
    early = run("send", message_id, "--output", str(output), "--as", "Ngozi")
    assert early.returncode == 1
    assert not output.exists()
    assert run("approve", message_id, "--as", "Tom").returncode == 0
    for _ in range(2):
        sent = run("send", message_id, "--output", str(output), "--as", "Ngozi")
        assert (sent.returncode, sent.stderr) == (0, "")
        assert sent.stdout.endswith("sent.\n")
        assert hashlib.sha256(output.read_bytes()).hexdigest() == answer["sha256"] == BankFile.objects.get().sha256
    assert Payment.objects.get().state == "sent"
    checked = run("check", str(output), "--json")
    assert json.loads(checked.stdout)["warnings"] == []
    assert run("send", "CMNOTHING", "--output", str(output), "--as", "Ngozi").returncode == 1
