"""`commonpurse retention`, as the program of its own that a machine starts each night."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from commonpurse.web.parts.models import SentForm
from tests.cli.running import run_commonpurse
from tests.factories import standing_people


def test_what_is_due_goes_once_and_the_run_says_how_much(fresh_database: str, tmp_path: Path) -> None:
    standing_people()
    SentForm.objects.create(key="old", sent_at=timezone.now() - timedelta(days=2))

    def run(*words: str) -> str:
        done = run_commonpurse(
            "retention", *words, "--as", "Alex Admin", data_folder=tmp_path, COMMONPURSE_DATABASE=fresh_database
        )
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout

    assert "sent forms: 1 due" in run("run", "--dry-run")
    assert SentForm.objects.count() == 1
    assert json.loads(run("run", "--json"))["sent_forms"] == 1
    assert "sent forms: 0 removed" in run("run")
    assert "Complaints and our answers: 6 years after the answer." in run("list")
    assert not SentForm.objects.exists()
