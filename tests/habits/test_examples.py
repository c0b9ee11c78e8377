"""The examples in docs/examples are run, and what they print is what is written there."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.running import environment_for
from tests.habits.reading import ROOT

EXAMPLES = ROOT / "docs" / "examples"
PAGES = sorted(EXAMPLES.glob("*.md"))
CONSOLE = re.compile(r"^```console\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def run(command: str, data_folder: Path) -> str:
    """Run one command as a reader would, in the folder of the examples; return all it prints, and how it failed."""
    verb, *words = shlex.split(command)
    assert verb == "commonpurse"
    ended = subprocess.run(
        [sys.executable, "-m", "commonpurse", *words],
        cwd=EXAMPLES,
        env=environment_for(data_folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=120,
        check=False,
    )
    return ended.stdout + (f"[exit code {ended.returncode}]\n" if ended.returncode else "")


def told_again(page: str, data_folder: Path) -> str:
    """The page with the true output under each command."""

    def block(found: re.Match[str]) -> str:
        commands = re.findall(r"^\$ (.*)$", found[1], re.MULTILINE)
        return "```console\n" + "".join(f"$ {each}\n{run(each, data_folder)}" for each in commands) + "```"

    return CONSOLE.sub(block, page)


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


@pytest.mark.parametrize("page", [page for page in PAGES if "```console" in text_of(page)], ids=lambda page: page.stem)
def test_a_command_prints_what_is_written_under_it(page: Path, tmp_path: Path) -> None:
    assert told_again(text_of(page), tmp_path) == text_of(page)


@pytest.mark.parametrize("page", [page for page in PAGES if ">>> " in text_of(page)], ids=lambda page: page.stem)
def test_a_story_in_python_goes_as_it_is_told(page: Path, tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "doctest", page.name],
        cwd=EXAMPLES,
        env=environment_for(tmp_path),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (ended.stdout, ended.stderr, ended.returncode) == ("", "", 0)


def test_there_are_examples_and_each_is_run() -> None:
    assert len(PAGES) >= 4
    assert [page.name for page in PAGES if "```console" not in text_of(page) and ">>> " not in text_of(page)] == []
