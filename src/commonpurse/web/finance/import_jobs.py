"""Reading a bank's statement as a job with a folder of its own: look at it, then import it; no browser waits.

A small file is read at once. A large one is read by a process of its own, which outlives the request and the web
server's worker; the page asks how far it is. The folder says everything: the file, what is wanted, how far, what came
of it. Whoever runs a job holds the lock of its folder, so a job that died is told from one that still works: an import
is whole or nothing, and can be started again.

Run as a process: `python -m commonpurse.web.finance.import_jobs FOLDER`.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

NAME = re.compile(r"[A-Za-z0-9_-]{22}")
READ_AT_ONCE = 1_000_000  # bytes: some two thousand entries, read in about a second
KEPT_FOR = 7 * 24 * 60 * 60  # seconds
TOLD_EVERY = 0.5  # seconds between two notes of how far it is


class Job:
    """One upload and what is done with it. Everything about it lies in its folder, readable by this user alone."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.facts: dict[str, Any] = json.loads((folder / "job.json").read_text())

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def file(self) -> Path:
        return self.folder / "statement"

    def note(self, **facts: Any) -> None:
        """Write facts down, whole: who reads meanwhile sees the old or the new."""
        self.facts |= facts
        fresh = self.folder / f"job.{os.getpid()}"
        fresh.write_text(json.dumps(self.facts))
        fresh.replace(self.folder / "job.json")

    @contextmanager
    def held(self) -> Iterator[bool]:
        """Hold the job's lock while working. Yields False when somebody holds it already."""
        with (self.folder / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
                return
            yield True

    @property
    def state(self) -> str:
        """`running`, `stopped` (it died on the way), or what it ended as: `looked_at`, `imported`, `refused`."""
        if self.facts["state"] != "running":
            return str(self.facts["state"])
        with self.held() as is_free:
            return "stopped" if is_free else "running"


def jobs_folder() -> Path:
    from django.conf import settings

    folder: Path = settings.ENVIRONMENT.data_folder / "imports"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def keep_upload(chunks: Iterator[bytes], **facts: Any) -> Job:
    """Store an uploaded file with what is known about it, and throw out what is older than a week."""
    forget_old_jobs()
    folder = jobs_folder() / secrets.token_urlsafe(16)
    folder.mkdir(mode=0o700)
    with (folder / "statement").open("wb") as file:
        for chunk in chunks:
            file.write(chunk)
    (folder / "job.json").write_text(json.dumps({"state": "new", "done": 0, "all": 1} | facts))
    return Job(folder)


def find_job(name: str, member_id: UUID) -> Job | None:
    """The job of that name, if this member began it. Names come from addresses: only our own shape is looked up."""
    folder = jobs_folder() / name
    if not NAME.fullmatch(name) or not (folder / "job.json").is_file():
        return None
    job = Job(folder)
    return job if job.facts["member"] == str(member_id) else None


def forget_old_jobs() -> None:
    oldest = time.time() - KEPT_FOR
    for folder in jobs_folder().iterdir():
        if folder.is_dir() and folder.stat().st_mtime < oldest:
            shutil.rmtree(folder, ignore_errors=True)


def start(job: Job, act: str, **facts: Any) -> None:
    """Do `act` with the job's file: at once where it is small, else in a process of its own."""
    from django.db import transaction

    job.note(act=act, state="running", done=0, all=1, **facts)
    is_small = job.file.stat().st_size <= READ_AT_ONCE
    # After the request's own transaction: the job says what is committed, and holds no lock while the page is made.
    transaction.on_commit(lambda: run(job) if is_small else run_apart(job))


def run_apart(job: Job) -> None:
    """Run the job in a process of its own that nobody waits for."""
    subprocess.Popen(
        [sys.executable, "-m", "commonpurse.web.finance.import_jobs", str(job.folder)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def run(job: Job) -> None:
    """Do what the job says, and write down what came of it. Refusals end it; anything else is a bug and rises."""
    from commonpurse.kernel.context import acting
    from commonpurse.kernel.errors import FileRefused, Refused
    from commonpurse.web.finance.import_acts import ACTS

    with job.held() as is_free:
        if not is_free:
            return
        try:
            with acting(context_of_job(job)):
                job.note(**ACTS[job.facts["act"]](job, teller_of(job)))
        except FileRefused as refused:
            job.note(state="refused", message=refused.message, errors=[error_facts(error) for error in refused.errors])
        except Refused as refused:
            job.note(state="refused", message=refused.message, errors=[])


def context_of_job(job: Job) -> Any:
    """Whoever asked for the job acts in it, as they stand now; one who has left acts as nobody, and sees nothing."""
    from django.utils import timezone

    from commonpurse.kernel.context import NOBODY, context_of
    from commonpurse.kernel.periods import business_date
    from commonpurse.parties.partners.queries import get_member

    member, now = get_member(UUID(job.facts["member"])), timezone.now()
    if member is None:
        return NOBODY
    return context_of(member, purpose="to read a file in", today=business_date(now), now=now)


def error_facts(error: Any) -> list[Any]:
    """One thing wrong in the file, as it is noted: row, field, reason."""
    return [error.row, error.field, error.reason]


def errors_of(job: Job) -> list[Any]:
    """What is wrong in the job's file, as it was noted."""
    from commonpurse.kernel.errors import RowError

    return [RowError(*facts) for facts in job.facts.get("errors", [])]


def teller_of(job: Job) -> Callable[[int, int], None]:
    """What the reader tells how far it is; written down twice a second at most."""
    last = 0.0

    def tell(done: int, everything: int) -> None:
        nonlocal last
        if time.monotonic() - last > TOLD_EVERY:
            last = time.monotonic()
            job.note(done=done, all=max(everything, 1))

    return tell


def main() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commonpurse.config.settings")
    django.setup()
    run(Job(Path(sys.argv[1])))


if __name__ == "__main__":
    main()
