"""`commonpurse payment-file check` as a script meets it: what it prints and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from commonpurse.cli.main import main
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
