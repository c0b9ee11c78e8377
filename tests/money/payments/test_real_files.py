"""Real payment files and status reports: every key of what a correct reader finds, mapped to ours in one table."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from commonpurse.cli.main import main
from commonpurse.money.payments.rails.bank_file.document import DocumentRefused
from commonpurse.money.payments.rails.bank_file.pain001_read import read_pain001
from commonpurse.money.payments.rails.bank_file.pain002_read import read_pain002

pytestmark = pytest.mark.real_files

Answer = dict[str, Any]


def schema_says(answer: Answer, form_findings: int, expected: str) -> str:
    """We carry no schema. What a schema refuses must be a warning of ours about the form; what it takes, none."""
    if expected.startswith("no schema"):
        return expected if any("version" in warning for warning in answer["warnings"]) else "a version we know"
    return "valid" if form_findings == 0 else expected if expected.startswith("invalid") else "form is warned of"


def without_meaning(infos: list[Answer]) -> list[Answer]:
    """Ours also says what each status means for the money; the rest of each payment must be the same."""
    return [
        info | {"transactions": [{k: v for k, v in one.items() if k != "meaning"} for one in info["transactions"]]}
        for info in infos
    ]


# Each key of EXPECTED.json: how it is read off our answer (our JSON, the number of form findings, what is expected).
Reading = Callable[[Answer, int, Any], Any]
OF_THE_FILE: dict[str, Reading] = {
    "bytes": lambda a, n, e: a["file"]["bytes"],
    "bom": lambda a, n, e: a["file"]["bom"],
    "declared_encoding": lambda a, n, e: a["file"]["declared_encoding"],
    "crlf": lambda a, n, e: a["file"]["crlf"],
    "well_formed": lambda a, n, e: a["errors"] == [],
    "namespace": lambda a, n, e: a["file"]["namespace"],
    "body": lambda a, n, e: a["file"]["body"],
    "message_id": lambda a, n, e: a["message_id"],
    "schema_check": schema_says,
}
OF_PAIN001: dict[str, Reading] = OF_THE_FILE | {
    "created": lambda a, n, e: a["created"],
    "payment_infos": lambda a, n, e: a["payment_infos"],
    "transactions": lambda a, n, e: a["transactions"],
    "sum": lambda a, n, e: a["sum"],
    "sum_by_currency": lambda a, n, e: a["sum_by_currency"],
    "declared_count": lambda a, n, e: a["declared_count"],
    "declared_sum": lambda a, n, e: a["declared_sum"],
    "count_matches_header": lambda a, n, e: a["count_matches_header"],
    "sum_matches_header": lambda a, n, e: a["sum_matches_header"],
}
OF_PAIN002: dict[str, Reading] = OF_THE_FILE | {
    "original_message_id": lambda a, n, e: a["original_message_id"],
    "original_message_name": lambda a, n, e: a["original_message_name"],
    "group_status": lambda a, n, e: a["group_status"],
    "group_reasons": lambda a, n, e: a["group_reasons"],
    "payment_infos": lambda a, n, e: without_meaning(a["payment_infos"]),
}
FOLDERS = {
    "pain001": (OF_PAIN001, ["payment-file", "check"], read_pain001),
    "pain002": (OF_PAIN002, ["payment-status", "check"], read_pain002),
}


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_key_of_every_file_is_met_by_the_command_line(real_files: Path, folder: str) -> None:
    table, verb, reader = FOLDERS[folder]
    expected = json.loads((real_files / folder / "EXPECTED.json").read_text())
    assert len(expected) >= 9
    differences = []
    for name, facts in expected.items():
        path = real_files / folder / name
        run = CliRunner().invoke(main, [*verb, str(path), "--json"])
        assert run.exit_code == 0, (name, run.output)
        answer = json.loads(run.stdout)
        with path.open("rb") as stream:
            form_findings = reader(stream).form_findings
        assert set(facts) <= set(table), f"{name}: a key is not mapped"
        differences += [
            (name, key, want, got)
            for key, want in facts.items()
            if (got := table[key](answer, form_findings, want)) != want
        ]
    assert differences == []


def test_the_csv_in_the_folder_is_no_payment_file(real_files: Path) -> None:
    # It is there to make a file from; EXPECTED.json does not list it.
    with (real_files / "pain001" / "pain001__template.csv").open("rb") as stream, pytest.raises(DocumentRefused):
        read_pain001(stream)


@pytest.mark.parametrize("reader", [read_pain001, read_pain002])
def test_hostile_xml_is_refused_before_anything_in_it_is_read(real_files: Path, reader: Callable) -> None:
    files = sorted((real_files / "hostile-input").glob("xml__*.xml"))
    assert len(files) == 9
    for path in files:
        with path.open("rb") as stream, pytest.raises(DocumentRefused) as refused:
            reader(stream)
        if "simple" not in path.name:
            assert refused.value.message.startswith("The file holds a DOCTYPE."), path.name


def test_the_published_modulus_cases_pass_one_by_one_and_as_a_csv(real_files: Path, tmp_path: Path) -> None:
    folder = real_files / "uk-modulus"
    cases = [
        line.split()[-3:]
        for line in (folder / "VocaLinkV640.fixtures.txt").read_text().splitlines()
        if line and not line.startswith("#")
    ]
    assert len(cases) == 34
    wanted = [{"Y": "valid", "N": "invalid"}[case[2]] for case in cases]
    tables = [f"--table={folder / 'valacdos-v640-updated.txt'}", f"--table={folder / 'scsubtab.txt'}"]
    csv_file = tmp_path / "cases.csv"
    csv_file.write_text("sort_code,account\n" + "".join(f"{sort_code},{account}\n" for sort_code, account, _ in cases))
    run = CliRunner().invoke(main, ["account", "check", "--csv", str(csv_file), *tables, "--json"])
    assert run.exit_code == 0, run.output
    assert [answer["result"] for answer in json.loads(run.stdout)] == wanted
    for (sort_code, account, _), want in zip(cases, wanted, strict=True):
        run = CliRunner().invoke(main, ["account", "check", sort_code, account, *tables, "--json"])
        assert json.loads(run.stdout)["result"] == want, (sort_code, account)


def test_naughty_strings_never_break_the_account_check(real_files: Path) -> None:
    strings = json.loads((real_files / "hostile-input" / "blns.json").read_text())
    from commonpurse.money.payments.modulus import CheckResult, check_typed_account, check_typed_iban

    assert len(strings) > 400
    for text in strings:
        assert check_typed_account(text, text, None).result == CheckResult.INVALID
        assert check_typed_iban(text, None).result == CheckResult.INVALID
