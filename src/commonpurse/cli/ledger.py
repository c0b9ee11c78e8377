"""`commonpurse ledger`: re-add the books, measure their speed."""

from __future__ import annotations

import sys
from dataclasses import asdict, replace

import click

from commonpurse.cli.running import json_option, print_json, reads_database


@click.group()
def ledger() -> None:
    """The ledger: re-add it, measure it."""


@ledger.command()
@json_option
@reads_database
def verify(as_json: bool) -> None:
    """Re-add everything: counters, balances, holds, hashes, closed books, and what the tables guard.

    Also lists money that was taken back off a person's line without a notice that stands.

    Exit code 0: everything adds up. 1: it does not; the list says what differs.

    \b
    Examples:
      commonpurse ledger verify
      commonpurse ledger verify --json
    """
    from commonpurse.money.decisions.queries import reclaims_without_concluded_notice
    from commonpurse.money.ledger.queries import verify_ledger

    def say(text: str) -> None:
        click.echo(f"Checking that {text} ...", err=True)

    differences = verify_ledger(say=say)
    say("nothing was taken back off a person's line without a notice that stands")
    differences += reclaims_without_concluded_notice()
    if as_json:
        print_json([asdict(difference) for difference in differences])
    else:
        for difference in differences:
            click.echo(str(difference))
        click.echo("Everything adds up." if not differences else f"{len(differences)} differences.")
    sys.exit(1 if differences else 0)


@ledger.command()
@json_option
@click.option("--quick", is_flag=True, help="Fewer and shorter turns: to see that it runs, not how fast.")
@click.option("--entries", type=click.IntRange(min=1), help="Length of the long account (default 1,000,000).")
def bench(as_json: bool, quick: bool, entries: int | None) -> None:
    """Measure the ledger beside raw SQL in the same run, on databases made for it and dropped after.

    A ratio of 1 is as fast as raw SQL through the same driver, above 1 is faster.

    \b
    Examples:
      commonpurse ledger bench --json
      commonpurse ledger bench --quick
    """
    from commonpurse.money.ledger.benchmark import QUICK, Size, run

    size = QUICK if quick else Size()
    figures = run(replace(size, entries=entries or size.entries), say=lambda text: click.echo(text, err=True))
    if as_json:
        print_json([asdict(figure) for figure in figures])
        return
    for figure in figures:
        click.echo(
            f"{figure.database:<11} {figure.figure:<18} {figure.value:>12,.2f} {figure.unit:<12} "
            f"raw SQL {figure.baseline:>12,.2f}  ratio {figure.ratio:.2f}"
        )
