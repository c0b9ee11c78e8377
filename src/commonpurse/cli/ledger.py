"""`commonpurse ledger`: re-add the books, measure their speed."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict

import click


@click.group()
def ledger() -> None:
    """Check and measure the ledger."""


@ledger.command()
@click.option("--json", "as_json", is_flag=True, help="Print a list of JSON objects.")
@click.option("--quick", is_flag=True, help="Fewer and shorter turns: to see that it runs, not how fast.")
@click.option("--entries", type=int, default=None, help="Length of the long account (default 1,000,000).")
def bench(as_json: bool, quick: bool, entries: int | None) -> None:
    """Measure the ledger beside raw SQL, on databases made for it and dropped after.

    Example: commonpurse ledger bench --json
    """
    from dataclasses import replace

    from commonpurse.money.ledger.benchmark import QUICK, Size, run

    size = QUICK if quick else Size()
    if entries is not None:
        size = replace(size, entries=entries)
    figures = run(size, say=lambda text: click.echo(text, err=True))
    if as_json:
        json.dump([asdict(figure) for figure in figures], sys.stdout, indent=2)
        click.echo()
        return
    for figure in figures:
        click.echo(
            f"{figure.database:<11} {figure.figure:<18} {figure.value:>12,.2f} {figure.unit:<12} "
            f"raw SQL {figure.baseline:>12,.2f}  ratio {figure.ratio:.2f}"
        )
