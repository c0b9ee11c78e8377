"""`commonpurse payment-status`: what a bank's status report says."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from commonpurse.cli.running import EXIT_REFUSED, json_option, print_json, print_refusal

if TYPE_CHECKING:
    from commonpurse.money.payments.rails.bank_file.pain002_read import Reason, StatusReport


@click.group("payment-status")
def payment_status() -> None:
    """Status reports of the bank (ISO 20022 pain.002)."""


@payment_status.command("check")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@json_option
def check_payment_status(file: Path, as_json: bool) -> None:
    """Say what a status report says, and where it contradicts itself. Needs no database.

    Reads any version of pain.002. Exit code 0: read, also with warnings. 1: refused.

    \b
    Example:
      commonpurse payment-status check report.xml --json
    """
    from commonpurse.money.payments.rails.bank_file.document import DocumentRefused
    from commonpurse.money.payments.rails.bank_file.pain002_read import read_pain002

    try:
        with file.open("rb") as stream:
            report = read_pain002(stream)
    except DocumentRefused as refusal:
        if as_json:
            print_json({"format": None, "payment_infos": [], "warnings": [], "errors": [refusal.message]})
        print_refusal(refusal)
        raise click.exceptions.Exit(EXIT_REFUSED) from refusal
    if as_json:
        print_json(report.as_json())
    else:
        _print_words(report)


def _print_words(report: StatusReport) -> None:
    click.echo(f"{report.format}, message {report.message_id}, made {report.created}")
    click.echo(f"It answers the file {report.original_message_id}: {report.status or 'no status'}")
    _print_reasons(report.reasons, "  ")
    for group in report.groups:
        click.echo(f"  group {group.original_id}: {group.status or 'no status'}")
        _print_reasons(group.reasons, "    ")
        for payment in group.payments:
            click.echo(f"    payment {payment.end_to_end_id}: {payment.status or 'no status'}")
            _print_reasons(payment.reasons, "      ")
    for sentence in report.warnings:
        click.echo(f"Warning: {sentence}")


def _print_reasons(reasons: tuple[Reason, ...], indent: str) -> None:
    for reason in reasons:
        click.echo(indent + " ".join(filter(None, [reason.code, *reason.info])))
