"""`commonpurse payment-status check` as a script meets it."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from commonpurse.cli.main import main
from tests.money.payments.test_pain002_read import report


def test_a_report_is_told_level_by_level(tmp_path: Path) -> None:
    path = tmp_path / "report.xml"
    path.write_text(report("ACCP", "PART", {"E1": "RJCT"}))
    run = CliRunner().invoke(main, ["payment-status", "check", str(path)])
    assert run.exit_code == 0
    assert run.stdout.splitlines() == [
        "pain.002.001.10, message R1, made 2026-06-09T10:00:00",
        "It answers the file F1: ACCP",
        "  XACCP why",
        "  group F1-1: PART",
        "    XPART why",
        "    payment E1: RJCT",
        "      XRJCT why",
        "Warning: the file is ACCP, yet Payment E1 is RJCT. The rejection counts.",
    ]


def test_a_script_reads_what_each_status_means(tmp_path: Path) -> None:
    path = tmp_path / "report.xml"
    path.write_text(report("RJCT", None, {"E1": "ACSP"}))
    run = CliRunner().invoke(main, ["payment-status", "check", str(path), "--json"])
    answer = json.loads(run.stdout)
    assert run.exit_code == 0
    assert answer["group_status"] == "RJCT"
    assert answer["payment_infos"][0]["transactions"][0]["meaning"] == "uncertain"


def test_what_is_no_report_ends_with_1(tmp_path: Path) -> None:
    path = tmp_path / "report.xml"
    path.write_text("<Document><Nothing/></Document>")
    run = CliRunner().invoke(main, ["payment-status", "check", str(path), "--json"])
    assert run.exit_code == 1
    assert json.loads(run.stdout)["errors"] == ["This is not a status report (pain.002). It holds “Nothing”."]
