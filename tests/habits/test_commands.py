"""Habits of the verbs: who acts, when, and that each is tried."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.habits.reading import ROOT, SOURCE, command_files, public_functions, words_of_tests

COMMANDS = [(path, node) for path in command_files() for node in public_functions(path)]
IDS = [node.name for _, node in COMMANDS]
# Nobody is there yet to found it, and somebody without a sign-in complains; the access log names its actor `viewer`; a
# lock changes nothing; news is noted by the verb that made it, and what is sealed is sealed by the verb that keeps it.
WITHOUT_ACTOR = {
    *("found_partnership", "complain_from_outside", "log_access", "log_accesses", "record_event"),
    # What is not right about a service is told by anybody, and it is not asked by whom.
    "note_service",
    *("lock_accounts", "lock_open_messages", "note_news", "seal_for_subject", "seal_content_for_subject"),
    # Nobody is known before the door: whoever tries, and whoever holds a code.
    *("take_try", "forgive_tries", "give_back_try", "use_set_up_code"),
}


@pytest.mark.parametrize(("path", "node"), COMMANDS, ids=IDS)
def test_a_command_is_told_who_acts_and_when(path: Path, node: ast.FunctionDef) -> None:
    names = {argument.arg for argument in (*node.args.args, *node.args.kwonlyargs)}
    if node.name not in WITHOUT_ACTOR:
        assert {"by", "now"} <= names, f"{node.name} takes {sorted(names)}"


@pytest.mark.parametrize(("path", "node"), COMMANDS, ids=IDS)
def test_a_command_is_annotated_and_explained(path: Path, node: ast.FunctionDef) -> None:
    assert ast.get_docstring(node), f"{node.name} has no docstring"
    assert node.returns is not None
    assert all(argument.annotation for argument in (*node.args.args, *node.args.kwonlyargs))


@pytest.mark.parametrize("name", sorted(set(IDS)))
def test_a_command_has_a_test(name: str) -> None:
    assert name in words_of_tests(), f"no test calls {name}"


def test_a_command_has_one_name_in_the_whole_project() -> None:
    assert sorted({name for name in IDS if IDS.count(name) > 1}) == []


CLOCK = re.compile(r"\b(datetime\.now|datetime\.utcnow|timezone\.now|date\.today|time\.time\()")
# The doors read the clock once and pass it on; a benchmark measures time itself.
MAY_READ_THE_CLOCK = ("cli/", "web/", "demo/", "kernel/identity.py", "money/ledger/benchmark")


def test_the_domain_never_reads_the_clock() -> None:
    readers = [
        str(path.relative_to(SOURCE))
        for path in SOURCE.rglob("*.py")
        if not str(path.relative_to(SOURCE)).startswith(MAY_READ_THE_CLOCK) and CLOCK.search(path.read_text())
    ]
    assert readers == []


def test_there_is_no_room_without_a_name() -> None:
    nameless = re.compile(r"\b(utils?|helpers?|common|manager|misc|base_model)\.py$")
    assert [str(p) for p in SOURCE.rglob("*.py") if nameless.search(p.name)] == []


def test_migrations_are_named_for_what_they_change() -> None:
    names = [path.name for path in SOURCE.rglob("migrations/0*.py")]
    assert names
    assert [name for name in names if re.search(r"initial|auto_", name)] == []


def test_the_locks_name_no_registry() -> None:
    locks = list((ROOT / "requirements").glob("*.txt"))
    assert locks
    for lock in locks:
        text = lock.read_text()
        assert "://" not in text
        assert "--hash=sha256:" in text
