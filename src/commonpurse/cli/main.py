"""The `commonpurse` command: it only gathers the verbs.

Each verb lies in its own file and is imported when it is asked for, so that `--help` is quick and a verb that needs
no database starts none.
"""

from __future__ import annotations

import importlib
from typing import Any

import click

from commonpurse import __version__
from commonpurse.cli.running import exit_refused
from commonpurse.kernel.errors import NotAllowed, Refused

# verb: (where it lies, its line in the list of verbs)
VERBS = {
    "demo": ("commonpurse.cli.demo:demo", "Fill an invented partnership and open its site."),
    "init": ("commonpurse.cli.init:init", "Make the database ready and found the partnership."),
    "serve": ("commonpurse.cli.serve:serve", "Start the site."),
    "check": ("commonpurse.cli.check:check", "Say what is wrong with the settings and the database."),
    "person": ("commonpurse.cli.person:person", "People with budgets: import."),
    "blockages": ("commonpurse.cli.blockages:blockages", "What is in people's way: move on what nobody answered."),
    "decide": ("commonpurse.cli.decide:decide", "Asks: explain an answer, move on what waits."),
    "account": ("commonpurse.cli.account:account", "Bank accounts: check, load-table."),
    "payment-file": ("commonpurse.cli.payment_file:payment_file", "Files of payments for the bank: make, check."),
    "payment-status": ("commonpurse.cli.payment_status:payment_status", "The bank's status reports: check."),
    "directory": ("commonpurse.cli.directory:directory", "Services of the place: check, import, export, feed."),
    "statement": ("commonpurse.cli.statement:statement", "Bank statements: check, import."),
    "messages": ("commonpurse.cli.messages:messages", "Messages to people: send, list."),
    "keys": ("commonpurse.cli.keys:keys", "Keys of protected details: check, rotate, reapply-erasures, start-over."),
    "retention": ("commonpurse.cli.retention:retention", "How long things are kept: run, list."),
    "ledger": ("commonpurse.cli.ledger:ledger", "The ledger: verify, bench."),
}


class Verbs(click.Group):
    """The verbs by name, each imported on first use. A refusal ends the run with one line and exit code 1."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in VERBS:
            return None
        place, _ = VERBS[cmd_name]
        module_name, _, attribute = place.partition(":")
        command: click.Command = getattr(importlib.import_module(module_name), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Verbs"):
            formatter.write_dl([(verb, line) for verb, (_, line) in VERBS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (Refused, NotAllowed) as refusal:
            exit_refused(refusal)


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="commonpurse")
def main() -> None:
    """Real personal budgets, released to the person.

    \b
    Example:
      commonpurse demo
    """
