"""`commonpurse account`: can this account exist? And the tables that answer it."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commonpurse.cli.running import acts_as_member, json_option, print_json, start_django
from commonpurse.kernel.errors import FileRefused, RowError

if TYPE_CHECKING:
    from datetime import datetime

    from commonpurse.money.payments.modulus import ModulusTable
    from commonpurse.parties.partners.models import Member

file_path = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("account")
def account() -> None:
    """Bank accounts in the UK: check numbers, load the table that checks them."""


@account.command("check")
@click.argument("sort_code", required=False)
@click.argument("account_number", metavar="ACCOUNT", required=False)
@click.option("--csv", "csv_file", type=file_path, help="Check every row of a CSV with the columns sort_code,account.")
@click.option("--table", "tables", type=file_path, multiple=True, help="Use this weight or substitution table instead.")
@json_option
def check_account_number(
    sort_code: str | None, account_number: str | None, csv_file: Path | None, tables: tuple[Path, ...], as_json: bool
) -> None:
    """Say whether an account number can exist at a sort code, or whether an IBAN can.

    The answer is valid, invalid or cannot_check, with the reason. Without --table the table last loaded is used.
    Exit code 0: answered, whatever the answer. 1: a file was refused.

    \b
    Examples:
      commonpurse account check 12-34-56 12345678
      commonpurse account check GB33BUKB20201555555555
      commonpurse account check --csv accounts.csv --json
    """
    from commonpurse.money.payments.modulus import check_typed_account, check_typed_iban

    is_iban = account_number is None and sort_code is not None and sort_code[:2].isalpha()
    if csv_file is None and not is_iban and (sort_code is None or account_number is None):
        raise click.UsageError("Give a sort code and an account number, an IBAN, or --csv FILE.")
    if csv_file is not None and sort_code is not None:
        raise click.UsageError("Give either one account or --csv FILE.")
    rows = _read_csv(csv_file) if csv_file else [(sort_code or "", account_number or "")]
    table = _read_tables(tables) if tables else _stored_table()
    answers: list[dict[str, Any]] = []
    for typed_sort_code, typed_account in rows:
        if is_iban:
            check, asked = check_typed_iban(typed_sort_code, table), {"iban": typed_sort_code}
        else:
            check = check_typed_account(typed_sort_code, typed_account, table)
            asked = {"sort_code": typed_sort_code, "account": typed_account}
        answers.append({**asked, "result": check.result.value, "reason": check.reason})
    if as_json:
        print_json(answers if csv_file else answers[0])
        return
    for answer in answers:
        name = f"{answer['sort_code']} {answer['account']}: " if csv_file else ""
        click.echo(f"{name}{answer['result']}. {answer['reason']}")


@account.command("load-table")
@click.argument("files", type=file_path, nargs=-1, required=True)
@acts_as_member
def load_table(by: Member, now: datetime, files: tuple[Path, ...]) -> None:
    """Store the weight table, and the substitution table, that check UK account numbers.

    The files come from Pay.UK; each load is a new version and the newest counts. Exit code 1: a file was refused.

    \b
    Example:
      commonpurse account load-table weights.txt substitutes.txt --as Ngozi
    """
    from commonpurse.money.payments.commands import load_modulus_tables

    stored = load_modulus_tables(by=by, files=[(path.name, _read_text(path)) for path in files], now=now)
    click.echo(f"Loaded {stored.row_count} rows. This version is {stored.sha256[:12]}.")
    if not stored.substitutes:
        click.echo("There is no substitution table in it. Some sort codes need one and cannot be checked.")


def _read_csv(path: Path) -> list[tuple[str, str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream)
            missing = [name for name in ("sort_code", "account") if name not in (reader.fieldnames or [])]
            if missing:
                raise FileRefused(
                    "The file was not checked. Its first row must name the columns sort_code and account.",
                    [RowError(1, name, "this column is missing") for name in missing],
                )
            return [((row["sort_code"] or "").strip(), (row["account"] or "").strip()) for row in reader]
    except (UnicodeDecodeError, csv.Error) as error:
        raise FileRefused("The file was not checked. It is not a CSV in UTF-8.", []) from error


def _read_tables(paths: tuple[Path, ...]) -> ModulusTable:
    from commonpurse.money.payments.modulus_table import read_modulus_tables

    return read_modulus_tables([(path.name, _read_text(path)) for path in paths])


def _read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileRefused(
            "The table was not loaded.", [RowError(None, path.name, "this is not a text file")]
        ) from error


def _stored_table() -> ModulusTable | None:
    """The table last loaded; none where there is no database yet, so that a number can be checked anywhere."""
    start_django()
    from django.db import DatabaseError

    from commonpurse.money.payments.queries import current_modulus_table

    try:
        return current_modulus_table()
    except DatabaseError:
        return None
