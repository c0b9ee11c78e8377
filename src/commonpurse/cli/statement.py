"""`commonpurse statement`: bank statements."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from commonpurse.cli.running import EXIT_REFUSED, json_option, print_json, show_progress
from commonpurse.kernel.errors import FileRefused

if TYPE_CHECKING:
    from commonpurse.money.reconciliation.checking import CheckedFile, CheckedStatement
    from commonpurse.money.reconciliation.formats.column_map import ColumnMap

FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
mapping_option = click.option("--mapping", type=FILE, help="For CSV: a JSON file that says what the columns mean.")


@click.group()
def statement() -> None:
    """Bank statements: check one, or import it."""


@statement.command()
@click.argument("file", type=FILE)
@mapping_option
@json_option
def check(file: Path, mapping: Path | None, as_json: bool) -> None:
    """Read a statement of any format and add it up. Nothing is kept, no database is needed.

    Knows camt.052, .053, .054, MT940, MT942, OFX, and CSV with a mapping. Exit code 0: it was read, also if it warns.
    1: it cannot be read. 2: the command was asked wrongly.

    \b
    Examples:
      commonpurse statement check october.xml
      commonpurse statement check october.csv --mapping bank.json --json
    """
    from commonpurse.money.reconciliation.checking import check_statement
    from commonpurse.money.reconciliation.formats.source import Source

    columns = read_mapping(mapping)
    with show_progress() as progress:
        task = progress.add_task(f"Reading {file.name}", total=file.stat().st_size)
        checked = check_statement(Source(file, on_read=lambda size: progress.advance(task, size)), columns)
    if as_json:
        print_json(checked.as_json())
    else:
        _print_words(checked)
    if not checked.is_read:
        raise click.exceptions.Exit(EXIT_REFUSED)


def read_mapping(mapping: Path | None) -> ColumnMap | None:
    """Read the file that `--mapping` names. One that cannot be used is a wrong command (exit code 2)."""
    if mapping is None:
        return None
    from commonpurse.money.reconciliation.formats.column_map import read_column_map

    try:
        return read_column_map(mapping.read_bytes())
    except FileRefused as refusal:
        listed = "; ".join(str(error) for error in refusal.errors)
        raise click.BadParameter(f"{refusal.message} {listed}", param_hint="--mapping") from refusal


def _print_words(checked: CheckedFile) -> None:
    version = f" ({checked.head.version})" if checked.head.version else ""
    many = len(checked.statements)
    click.echo(f"{checked.head.format}{version}: {many} statement{'' if many == 1 else 's'}")
    for one in checked.statements:
        _print_statement(one)
    for sentence in checked.warnings:
        click.echo(f"Note: {sentence}")
    for sentence in checked.errors:
        click.echo(f"Error: {sentence}", err=True)


def _print_statement(one: CheckedStatement) -> None:
    shown = one.as_json()
    click.echo("")
    click.echo(
        f"Statement {shown['id'] or '-'}, account {shown['account'] or '-'}, {shown['currency'] or 'no one currency'}"
    )
    click.echo(f"  opening  {shown['opening'] or '-':>18}")
    for currency, sums in shown["sums"].items():
        click.echo(f"  in       {sums['credits']:>18} {currency}")
        click.echo(f"  out      {sums['debits']:>18} {currency}")
    click.echo(f"  closing  {shown['closing'] or '-':>18}")
    pending = f", {shown['pending']} pending" if shown["pending"] else ""
    click.echo(f"  {shown['entries']} booked entries{pending}")
    proof = {True: "The sum is right.", False: "The sum is not right.", None: "The file gives no sum to check."}
    click.echo(f"  {proof[shown['reconciles']]}")
    for sentence in shown["warnings"]:
        click.echo(f"  Note: {sentence}")
