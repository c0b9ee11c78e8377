"""Runs the command line as a program of its own, as a person at a terminal does."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

# What a test process may hand on; nothing else of this machine's settings reaches the program.
HANDED_ON = ("PATH", "HOME", "LANG", "TMPDIR")


def environment_for(data_folder: Path, **variables: str) -> dict[str, str]:
    """Return the environment of a program whose data lies in `data_folder`."""
    handed_on = {name: os.environ[name] for name in HANDED_ON if name in os.environ}
    return handed_on | {"COMMONPURSE_DATA": str(data_folder), "PYTHONPATH": os.pathsep.join(sys.path)} | variables


def run_commonpurse(
    *words: str, data_folder: Path, given: str = "", **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run one verb to its end."""
    return subprocess.run(
        [sys.executable, "-m", "commonpurse", *words],
        env=environment_for(data_folder, **variables),
        input=given,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
