"""`commonpurse payment-file`: make a file of payments for the bank, or see what is wrong with any such file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commonpurse.cli.running import EXIT_REFUSED, json_option, print_json, print_refusal

if TYPE_CHECKING:
    from commonpurse.money.payments.rails.bank_file.pain001_read import PaymentFile


@click.group("payment-file")
def payment_file() -> None:
    """Files of payments for the bank (ISO 20022 pain.001)."""


@payment_file.command("check")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@json_option
def check_payment_file(file: Path, as_json: bool) -> None:
    """Say what a payment file holds and what is wrong with it. Needs no database.

    Reads any version of pain.001 in any currency. Exit code 0: read, also with warnings. 1: refused.

    \b
    Example:
      commonpurse payment-file check payments.xml --json
    """
    from commonpurse.money.payments.rails.bank_file.document import DocumentRefused
    from commonpurse.money.payments.rails.bank_file.pain001_read import read_pain001

    try:
        with file.open("rb") as stream:
            found = read_pain001(stream)
    except DocumentRefused as refusal:
        if as_json:
            print_json({"format": None, "payment_infos": [], "warnings": [], "errors": [refusal.message]})
        print_refusal(refusal)
        raise click.exceptions.Exit(EXIT_REFUSED) from refusal
    if as_json:
        print_json(found.as_json())
    else:
        _print_words(found)
    if found.errors:
        raise click.exceptions.Exit(EXIT_REFUSED)


def _print_words(found: PaymentFile) -> None:
    answer: dict[str, Any] = found.as_json()
    sums = " and ".join(f"{amount} {currency}" for currency, amount in answer["sum_by_currency"].items())
    click.echo(f"{found.format}, message {found.message_id}, made {found.created}")
    click.echo(f"Payments: {answer['transactions']}. Sum: {sums or 'none'}.")
    for group in answer["payment_infos"]:
        click.echo(f"  {group['id']} on {group['execution_date']}: {group['transactions']}, sum {group['sum']}")
    for sentence in found.warnings:
        click.echo(f"Warning: {sentence}")
    for sentence in found.errors:
        click.echo(f"Error: {sentence}", err=True)
    if not found.warnings and not found.errors:
        click.echo("Nothing is wrong with it.")
