"""`commonpurse statement`: bank statements."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from commonpurse.cli.running import EXIT_REFUSED, acts_as_member, json_option, print_json, print_refusal, show_progress
from commonpurse.kernel.errors import FileRefused, Refused

if TYPE_CHECKING:
    from datetime import datetime

    from commonpurse.money.payments.models import DebtorAccount
    from commonpurse.money.reconciliation.checking import CheckedFile, CheckedStatement
    from commonpurse.money.reconciliation.commands import ImportResult
    from commonpurse.money.reconciliation.formats.column_map import ColumnMap
    from commonpurse.money.reconciliation.models import DifferenceRequest
    from commonpurse.parties.partners.models import Member

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


@statement.command("import")
@click.argument("file", type=FILE)
@click.option("--account", "account_name", metavar="NAME", required=True, help="Our account that it is about.")
@mapping_option
@click.option("--ask-because", metavar="REASON", help="It does not add up: ask that it be taken, and say why.")
@click.option("--accept-difference", is_flag=True, help="It does not add up, another member asked: take it.")
@json_option
@acts_as_member
def import_file(
    by: Member,
    now: datetime,
    file: Path,
    account_name: str,
    mapping: Path | None,
    ask_because: str | None,
    accept_difference: bool,
    as_json: bool,
) -> None:
    """Read a statement in, whole or not at all, and match what is certain.

    The same file again, or one that overlaps, adds nothing twice. What nothing explains waits on the list of finance.
    A statement that does not add up is taken only if one member asks and another accepts.

    \b
    Examples:
      commonpurse statement import october.xml --account "Main account" --as Ngozi
      commonpurse statement import october.csv --account "Main account" --mapping bank.json --as Ngozi --json
    """
    from commonpurse.money.payments.queries import debtor_account_named
    from commonpurse.money.reconciliation import commands

    if ask_because and accept_difference:
        raise click.UsageError("Either ask or accept: it takes two members.")
    columns = read_mapping(mapping)
    account = debtor_account_named(viewer=by, name=account_name)
    if account is None:
        raise Refused(f"There is no account of ours called {account_name}. Give its exact name.", code="no_account")
    with show_progress() as progress:
        task = progress.add_task(f"Reading {file.name}", total=None)

        def tell(done: int, everything: int) -> None:
            progress.update(task, completed=done, total=everything)

        try:
            if ask_because:
                request = commands.ask_to_accept_difference(
                    by=by,
                    debtor_account=account,
                    file=file,
                    file_name=file.name,
                    reason=ask_because,
                    now=now,
                    mapping=columns,
                )
                _print_request(request, as_json)
                return
            if accept_difference:
                request = _waiting_request(by, account, file)
                result = commands.accept_difference(
                    by=by, request=request, file=file, now=now, mapping=columns, on_progress=tell
                )
            else:
                result = commands.import_statement(
                    by=by,
                    debtor_account=account,
                    file=file,
                    file_name=file.name,
                    now=now,
                    mapping=columns,
                    on_progress=tell,
                )
        except Refused as refusal:
            _exit_with_errors(refusal, as_json)
    _print_result(result, as_json)


def _waiting_request(by: Member, account: DebtorAccount, file: Path) -> DifferenceRequest:
    from commonpurse.money.reconciliation.formats.source import Source
    from commonpurse.money.reconciliation.queries import differences_waiting

    waiting = differences_waiting(by).filter(series__debtor_account=account, sha256=Source(file).sha256()).first()
    if waiting is None:
        raise Refused("Nobody asked to take this file. Ask first, with --ask-because.", code="nobody_asked")
    return waiting


def _exit_with_errors(refusal: Refused, as_json: bool) -> None:
    """Say what is wrong with the file: as JSON too, since a script reads that."""
    if as_json:
        errors = refusal.errors if isinstance(refusal, FileRefused) else [refusal.message]
        print_json({"errors": [str(error) for error in errors], "code": refusal.code})
    print_refusal(refusal)
    raise click.exceptions.Exit(EXIT_REFUSED) from refusal


def _print_request(request: DifferenceRequest, as_json: bool) -> None:
    if as_json:
        print_json({"request": request.id, "differences": request.differences, "errors": []})
    else:
        click.echo("Asked. Now another member of finance imports the same file with --accept-difference.")


def _print_result(result: ImportResult, as_json: bool) -> None:
    if as_json:
        print_json(
            {
                "file": result.file.id if result.file else None,
                "statements": [
                    {"id": one.id, "proof": one.proof, "entries": one.entry_count, "new": one.new_count}
                    for one in result.statements
                ],
                "new": result.new_count,
                "known": result.known_count,
                "matched": result.matched_count,
                "open": result.open_count,
                "pending": result.pending_count,
                "warnings": list(result.warnings),
                "errors": [],
            }
        )
        return
    for sentence in result.warnings:
        click.echo(f"Note: {sentence}")
    if result.file is None:
        click.echo(f"Nothing new: all {result.known_count} lines were here before.")
        return
    click.echo(
        f"{result.new_count} new lines, {result.known_count} were here before, {result.pending_count} are pending."
    )
    click.echo(f"{result.matched_count} matched, {result.open_count} wait for somebody to say what they are.")
    if any(one.proof == "not_provable" for one in result.statements):
        click.echo("Note: the file states no balances, so nothing proves that it is whole.")


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
