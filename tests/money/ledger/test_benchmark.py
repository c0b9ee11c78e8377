"""The benchmark runs, tells its figures in the agreed shape, and leaves books that add up."""

from __future__ import annotations

import json
from dataclasses import asdict

import pytest
from django.db import connection

from commonpurse.money.ledger.benchmark import Figure, NoServer, Size, measure_on
from commonpurse.money.ledger.benchmark import _postgresql as postgresql

pytestmark = pytest.mark.alike

TINY = Size(turns=1, seconds=0.05, clients=2, entries=200)
FIGURES = ["single_1", "single_2", "batch_10000", "balance", "statement_page_50"]


def test_each_figure_stands_beside_its_baseline(fresh_database: str) -> None:
    connection.close()
    figures = measure_on(fresh_database, TINY)
    assert [figure.figure for figure in figures] == FIGURES
    for figure in figures:
        assert isinstance(figure, Figure)
        assert figure.database == connection.vendor
        assert figure.value > 0
        assert figure.baseline > 0
        assert figure.ratio > 0
        assert figure.runs == 1
        assert figure.unit == ("ms" if figure.figure in ("balance", "statement_page_50") else "transfers/s")
    assert set(json.loads(json.dumps([asdict(figure) for figure in figures]))[0]) == {
        "figure", "database", "value", "unit", "baseline", "ratio", "runs",
    }  # fmt: skip


def test_without_a_server_it_says_so_in_a_sentence(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMMONPURSE_OWNER_DATABASE", "postgresql://nobody@127.0.0.1:1/none")
    with pytest.raises(NoServer, match="PostgreSQL was left out"), postgresql(tmp_path):
        pass
