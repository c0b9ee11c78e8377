"""`commonpurse payment-file`: make a file of payments for the bank, or see what is wrong with any such file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commonpurse.cli.running import EXIT_REFUSED, acts_as_member, json_option, print_json, print_refusal
from commonpurse.kernel.errors import Refused

if TYPE_CHECKING:
    from datetime import datetime

    from commonpurse.money.payments.models import BankFile
    from commonpurse.money.payments.rails.bank_file.pain001_read import PaymentFile
    from commonpurse.parties.partners.models import Member


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


@payment_file.command("make")
@click.option("--account", "account_name", metavar="NAME", required=True, help="Our account that pays.")
@click.option("--version", type=click.Choice(["09", "03"]), default="09", help="pain.001.001.09 (usual) or .03.")
@click.option("--on", "requested_on", type=click.DateTime(["%Y-%m-%d"]), help="The day to pay on, like 2026-06-09.")
@json_option
@acts_as_member
def make_payment_file(
    by: Member, now: datetime, account_name: str, version: str, requested_on: datetime | None, as_json: bool
) -> None:
    """Put all that is ready to be paid into a file for the bank.

    Somebody else then checks it (`payment-file approve`), and `payment-file send` writes it out.

    \b
    Example:
      commonpurse payment-file make --account "Main account" --as Ngozi
    """
    from commonpurse.money.payments.commands import make_bank_file
    from commonpurse.money.payments.queries import debtor_account_named

    account = debtor_account_named(viewer=by, name=account_name)
    if account is None:
        raise Refused(f"There is no account of ours called {account_name}. Give its exact name.", code="no_account")
    day = requested_on.date() if requested_on else None
    made = make_bank_file(by=by, debtor_account=account, version=version, requested_on=day, now=now)
    _print_file(made, as_json)


@payment_file.command("approve")
@click.argument("message_id")
@json_option
@acts_as_member
def approve_payment_file(by: Member, now: datetime, message_id: str, as_json: bool) -> None:
    """Say that a file may go to the bank. Never who made it.

    \b
    Example:
      commonpurse payment-file approve CMAB3C4D5E6F7G2H3I --as Tom
    """
    from commonpurse.money.payments.commands import approve_bank_file

    _print_file(approve_bank_file(by=by, bank_file=_find(by, message_id), now=now), as_json)


@payment_file.command("send")
@click.argument("message_id")
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), required=True, help="Where to write it for the bank."
)
@json_option
@acts_as_member
def send_payment_file(by: Member, now: datetime, message_id: str, output: Path, as_json: bool) -> None:
    """Mark a checked file as sent, and then write it out. Run again it writes the same bytes.

    \b
    Example:
      commonpurse payment-file send CMAB3C4D5E6F7G2H3I --output june.xml --as Ngozi
    """
    from commonpurse.money.payments.commands import fetch_bank_file, send_bank_file

    sent = send_bank_file(by=by, bank_file=_find(by, message_id), now=now)
    output.write_bytes(fetch_bank_file(by=by, bank_file=sent, now=now))
    _print_file(sent, as_json)


def _find(by: Member, message_id: str) -> BankFile:
    from commonpurse.money.payments.queries import bank_files_visible_to

    found = bank_files_visible_to(by).filter(message_id=message_id).first()
    if found is None:
        raise Refused(f"There is no file {message_id}. Its id stands in the list of files.", code="no_file")
    return found


def _print_file(file: BankFile, as_json: bool) -> None:
    if as_json:
        print_json(
            {
                "message_id": file.message_id,
                "format": f"pain.001.001.{file.version}",
                "payments": file.payment_count,
                "sum": str(file.total.decimal),
                "currency": file.currency,
                "requested_on": file.requested_on,
                "sha256": file.sha256,
                "is_approved": file.approved_at is not None,
                "is_sent": file.sent_at is not None,
            }
        )
        return
    state = "sent" if file.sent_at else "checked" if file.approved_at else "not checked yet"
    click.echo(f"File {file.message_id}: {file.payment_count} to pay, {file.total}, on {file.requested_on}, {state}.")
    if file.approved_at is None:
        click.echo(f"Next, somebody else checks it: commonpurse payment-file approve {file.message_id} --as MEMBER")


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
