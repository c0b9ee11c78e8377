"""`commonpurse keys`, as the program of its own that an operator runs, and what `init` and `check` say of the keyring."""

from __future__ import annotations

import json
import stat
from pathlib import Path

from commonpurse.kernel.keys.commands import destroy_key, seal_for_subject
from commonpurse.kernel.keys.erasure_list import list_path
from commonpurse.kernel.keys.models import DataKey
from commonpurse.kernel.keys.queries import open_sealed
from tests.cli.running import run_commonpurse
from tests.factories import NOW, Standing, standing_people

SECRET = "12 Harbour Road"


def seal(people: Standing) -> bytes:
    return seal_for_subject(subject_id=people.ada.id, field="address", text=SECRET, now=NOW)


def run(*words: str, keyring: Path, database: str) -> tuple[int, str, str]:
    ended = run_commonpurse(
        *words, data_folder=keyring.parent, COMMONPURSE_DATABASE=database, COMMONPURSE_KEYRING=str(keyring)
    )
    return ended.returncode, ended.stdout, ended.stderr


def test_keys_are_checked_and_turned_and_what_was_sealed_still_opens(fresh_database: str, own_keyring: Path) -> None:
    people = standing_people()
    sealed = seal(people)
    code, said, _ = run("keys", "check", keyring=own_keyring, database=fresh_database)
    assert (code, "Data keys under " in said, "All protected details open." in said) == (0, True, True)
    code, said, errors = run("keys", "rotate", "--as", "Alex Admin", keyring=own_keyring, database=fresh_database)
    assert (code, errors) == (0, "")
    assert said.endswith("wraps 1 data keys anew. Back up the keyring now.\n")
    code, said, _ = run("keys", "rotate", "--json", "--as", "Alex Admin", keyring=own_keyring, database=fresh_database)
    done = json.loads(said)
    assert (done["wrapped"], done["unopened"], done["resumed"]) == (1, 0, False)
    assert open_sealed(subject_id=people.ada.id, field="address", sealed=sealed) == SECRET
    found = json.loads(run("keys", "check", "--json", keyring=own_keyring, database=fresh_database)[1])
    assert found == {"keyring": str(own_keyring), "data_keys": {done["version"]: 1}, "faults": []}


def test_after_a_restore_the_erasures_are_done_again(fresh_database: str, own_keyring: Path) -> None:
    people = standing_people()
    seal(people)
    list_path(own_keyring).write_text(f"{people.ada.id} {NOW.isoformat()}\n")
    code, _, errors = run("keys", "check", keyring=own_keyring, database=fresh_database)
    assert (code, "commonpurse keys reapply-erasures" in errors) == (1, True)
    verb = ("keys", "reapply-erasures", "--as", "Alex Admin")
    assert run(*verb, keyring=own_keyring, database=fresh_database) == (
        0,
        "Keys destroyed again: 1. Erasures added to the list: 0.\n",
        "",
    )
    assert DataKey.objects.get().wrapped is None
    assert json.loads(run(*verb, "--json", keyring=own_keyring, database=fresh_database)[1]) == {
        "destroyed": 0,
        "listed": 0,
    }


def test_an_erasure_that_commits_stands_in_the_list(fresh_database: str, own_keyring: Path) -> None:
    people = standing_people()
    destroy_key(by=people.priya, subject_id=people.ada.id, now=NOW)
    assert list_path(own_keyring).read_text() == f"{people.ada.id} {NOW.isoformat()}\n"


def test_a_worker_turns_no_keys(fresh_database: str, own_keyring: Path) -> None:
    standing_people()
    for verb in ("rotate", "reapply-erasures"):
        refused = run("keys", verb, "--as", "Wren", keyring=own_keyring, database=fresh_database)
        assert refused == (1, "", "You may not do this.\n")


def test_without_the_keyring_the_site_may_start_and_check_says_what_is_shut(
    fresh_database: str, own_keyring: Path
) -> None:
    seal(standing_people())
    own_keyring.unlink()
    code, said, _ = run("check", keyring=own_keyring, database=fresh_database)
    assert code == 0
    assert "Settings and database are in order." in said
    assert "Protected details do not open until it is put back" in said
    code, _, errors = run("keys", "rotate", "--as", "Alex Admin", keyring=own_keyring, database=fresh_database)
    assert (code, errors.startswith("What is protected stays shut")) == (1, True)
    assert not own_keyring.exists()
    unsure = run("keys", "start-over", "--as", "Alex Admin", keyring=own_keyring, database=fresh_database)
    assert (unsure[0], own_keyring.exists()) == (2, False)
    verb = ("keys", "start-over", "--lost-for-good", "--as", "Alex Admin")
    code, said, _ = run(*verb, keyring=own_keyring, database=fresh_database)
    assert (code, said.startswith("Keys that are lost: 1.")) == (0, True)
    assert run("keys", "check", keyring=own_keyring, database=fresh_database)[0] == 0


def test_init_makes_the_keyring_once_and_never_in_place_of_a_lost_one(
    no_partnership: dict[str, str], tmp_path: Path
) -> None:
    founding = ["--name", "Harbour", "--place", "Harbour", "--currency", "GBP", "--host", "Council"]
    founding += ["--administrator", "Alex", "--username", "alex", "--password-file", "-"]
    password = "a quiet harbour at night\n"
    ended = run_commonpurse("init", *founding, data_folder=tmp_path, given=password, **no_partnership)
    assert ended.returncode == 0, ended.stderr
    keyring = tmp_path / "keyring"
    assert stat.S_IMODE(keyring.stat().st_mode) == 0o600
    before = keyring.read_bytes()
    assert run_commonpurse("init", data_folder=tmp_path, **no_partnership).returncode == 0
    assert keyring.read_bytes() == before
    checked = run_commonpurse("keys", "check", data_folder=tmp_path, **no_partnership)
    assert (checked.returncode, checked.stdout) == (0, f"Keyring: {keyring}\nAll protected details open.\n")
