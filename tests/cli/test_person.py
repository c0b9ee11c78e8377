"""`commonpurse person import`, as the program of its own that a clerk runs."""

from __future__ import annotations

import json
from pathlib import Path

from commonpurse.kernel.audit.models import AuditEvent
from commonpurse.parties.people.models import Person
from tests.cli.running import run_commonpurse
from tests.factories import standing_people

GOOD = "reference,called_by\nH-101,Noor\nH-102,Kit\n"
WRONG = "reference,called_by,language\nH-101,Noor,\n,Kit,Welsh\n"


def test_a_file_of_people_is_taken_and_taken_again_adds_nobody(fresh_database: str, tmp_path: Path) -> None:
    standing_people()
    file = tmp_path / "people.csv"
    file.write_text(GOOD)
    verb = ("person", "import", str(file), "--as", "Priya")
    first = run_commonpurse(*verb, data_folder=tmp_path, COMMONPURSE_DATABASE=fresh_database)
    assert (first.returncode, first.stdout) == (
        0,
        "Added: 2. There already: 0.\nTheir workers know the names. Each person says on the pages what else they may see.\n",
    ), first.stderr
    again = run_commonpurse(*verb, "--json", data_folder=tmp_path, COMMONPURSE_DATABASE=fresh_database)
    assert json.loads(again.stdout) == {"added": 0, "there_already": 2, "errors": []}
    assert Person.objects.count() == 4
    assert all(event.system_user for event in AuditEvent.objects.filter(event_type="people_imported"))


def test_a_wrong_file_adds_nobody_and_comes_back_with_its_errors(fresh_database: str, tmp_path: Path) -> None:
    standing_people()
    file, mend = tmp_path / "people.csv", tmp_path / "mend.csv"
    file.write_text(WRONG)
    verb = ("person", "import", str(file), "--as", "Priya", "--errors-to", str(mend), "--json")
    refused = run_commonpurse(*verb, data_folder=tmp_path, COMMONPURSE_DATABASE=fresh_database)
    assert refused.returncode == 1
    assert "Nobody was added, because 2 things are not right in the file." in refused.stderr
    assert [(error["row"], error["field"]) for error in json.loads(refused.stdout)["errors"]] == [
        (3, "language"),
        (3, "reference"),
    ]
    assert mend.read_text(encoding="utf-8-sig").splitlines()[0] == "reference,called_by,language,what_is_wrong"
    assert Person.objects.count() == 2


def test_a_member_who_may_not_import_is_told_so(fresh_database: str, tmp_path: Path) -> None:
    standing_people()
    file = tmp_path / "people.csv"
    file.write_text(GOOD)
    refused = run_commonpurse(
        "person", "import", str(file), "--as", "Femi", data_folder=tmp_path, COMMONPURSE_DATABASE=fresh_database
    )
    assert (refused.returncode, refused.stderr) == (1, "You may not do this.\n")
