"""`commonpurse decide`, as a program of its own: it explains as the pages do, and moves on what waits."""

from __future__ import annotations

import json
from pathlib import Path

from commonpurse.money.decisions.models import Ask
from tests.cli.running import run_commonpurse
from tests.factories import make_budget, make_fund, standing_people


def test_an_answer_is_explained_and_nothing_is_asked(fresh_database: str, tmp_path: Path) -> None:
    people = standing_people()
    make_budget(people, (make_fund(people, received=500, ends_on=None), 100))

    def run(*words: str, by: str = "Wren") -> str:
        done = run_commonpurse("decide", *words, "--as", by, data_folder=tmp_path, COMMONPURSE_DATABASE=fresh_database)
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout

    asked = ("explain", "--person", "H-001", "--ask", "A bike", "--amount", "60")
    assert "Yes. You decide this." in run(*asked)
    assert json.loads(run(*asked, "--json"))["answer"] == "yes_you_decide"
    assert not Ask.objects.exists()
    assert "Became a yes: 0." in run("run", by="Priya")
