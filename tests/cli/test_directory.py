"""`commonpurse directory`: check needs no database; import, export and feed act on one; all say what they did."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from commonpurse.cli.main import main
from commonpurse.parties.directory.models import (
    CostOption,
    Eligibility,
    ListedOrganisation,
    Location,
    Schedule,
    Service,
    ServiceAtLocation,
    ServiceWords,
)
from tests.factories import Standing, standing_people
from tests.parties.directory.made_feeds import an_id, page, service


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(main, ["directory", *map(str, words)])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "council.json"
    path.write_text(json.dumps(page(service("Warm Meals"), service("Night Beds"))))
    return path


@pytest.fixture
def people(db: None) -> Standing:
    return standing_people()


def test_check_touches_no_database_and_counts(file: Path, tmp_path: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(sys.path), "COMMONPURSE_DATA": "/nowhere"}
    ended = subprocess.run(
        [sys.executable, "-m", "commonpurse", "directory", "check", str(file), "--json"],
        env=environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    told = json.loads(ended.stdout)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert told["counts"]["services"] == 2
    assert (told["errors"], told["warnings"], told["is_whole"], told["kinds"]) == ([], [], True, {})


def test_check_names_the_kind_the_row_and_the_field_of_what_is_wrong(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.json"
    wrong.write_text(json.dumps(page(service("A", id=7), *(service(id=None) for _ in range(9)))))
    told = run("check", wrong)
    assert told.exit_code == 1
    assert "Error (id_missing): contents[2], id: A service needs an id." in told.stderr
    assert "Error (id_missing): 4 more like this." in told.stderr
    assert "Note (wrong_id): contents[1], id:" in told.stdout
    shown = json.loads(run("check", wrong, "--json").stdout)
    assert shown["kinds"]["id_missing"] == 9
    assert shown["errors"][0] | {"reason": ""} == {
        "kind": "id_missing", "reason": "", "where": "contents[2]", "row": 2, "field": "id", "record": "",
    }  # fmt: skip
    assert run("check", tmp_path / "not-there.json").exit_code == 2


def test_a_file_is_imported_exported_and_found_clean(file: Path, tmp_path: Path, people: Standing) -> None:
    assert "council: 2 added, 0 changed, 0 as they were, 0 gone, 0 back." in run("import", file, "--as", "Priya").stdout
    told = json.loads(run("import", file, "--as", "Priya", "--json").stdout)
    assert (told["feed"], told["unchanged"], told["warnings"]) == ("council", 2, [])
    out = tmp_path / "out.json"
    assert run("export", out, "--feed", "council").stdout == f"2 services written to {out}.\n"
    assert run("check", out).stdout.endswith("Nothing is odd.\n")


def test_tables_of_csv_are_a_zip_that_is_imported_again_and_given_out_the_same(
    file: Path, tmp_path: Path, people: Standing
) -> None:
    """From one directory into an empty one, and out again: by its ending, or by the flag."""
    odd = service(
        "=1+1",
        description="@home, said “- no”",
        phones=[{"id": an_id("p"), "number": "+44 (0)1632 960000"}],
        minimum_age=18,
    )
    file.write_text(json.dumps(page(service(), odd, service("By phone", service_at_locations=[], cost_options=[]))))
    run("import", file, "--feed", "One", "--as", "Priya")
    first, json_out = tmp_path / "first.zip", tmp_path / "first.json"
    assert run("export", first).stdout == f"3 services written to {first}.\n"
    run("export", json_out)
    with zipfile.ZipFile(first) as packed:
        tables = {name: packed.read(name).decode() for name in packed.namelist()}
    assert {"services.csv", "service_at_location.csv", "cost_options.csv"} < set(tables)
    assert ",'=1+1," in tables["services.csv"]
    assert ",+44 (0)1632 960000" in tables["phones.csv"]
    assert run("check", first).stdout.endswith("Nothing is odd.\n")

    for model in (CostOption, Schedule, Eligibility, ServiceAtLocation, ServiceWords, Service):
        model.objects.all().delete()
    for model in (ListedOrganisation, Location):
        model.objects.all().delete()
    assert "3 added" in run("import", first, "--feed", "Two", "--as", "Priya").stdout
    second, json_again = tmp_path / "second.zip", tmp_path / "second.json"
    run("export", second, "--csv")
    run("export", json_again)
    assert second.read_bytes() == first.read_bytes()
    assert json_again.read_bytes() == json_out.read_bytes()
    for words in ((tmp_path / "out.csv",), (tmp_path / "out.json", "--csv")):
        assert run("export", *words).exit_code == 2


def test_a_refused_import_says_everything_that_is_wrong(tmp_path: Path, people: Standing) -> None:
    wrong = tmp_path / "wrong.json"
    wrong.write_text(json.dumps(page(service("A", id=None), service("B") | {"name": ""})))
    told = run("import", wrong, "--as", "Priya")
    assert told.exit_code == 1
    assert told.stderr.splitlines() == [
        "2 things are wrong with it. Nothing was taken.",
        "  row 1, contents[1], id: A service needs an id.",
        "  row 2, contents[2], name: A service needs a name.",
    ]
    assert run("import", wrong, "--as", "Wren").exit_code == 1


def test_a_feed_without_an_address_needs_a_file(people: Standing) -> None:
    assert run("import", "--feed", "Council", "--as", "Priya").exit_code == 2
    assert run("feed", "Council", "--address", "http://example.org", "--as", "Priya").exit_code == 1
    kept = run("feed", "Council", "--address", "https://example.org/services", "--as", "Priya")
    assert kept.stdout == "Council: https://example.org/services.\n"
