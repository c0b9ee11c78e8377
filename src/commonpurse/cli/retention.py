"""`commonpurse retention`: what is kept how long, and removing what is due."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from commonpurse.cli.running import acts_as_member, json_option, print_json

if TYPE_CHECKING:
    from commonpurse.parties.partners.models import Member


@click.group()
def retention() -> None:
    """How long things are kept."""


@retention.command("run")
@click.option("--dry-run", "is_trial", is_flag=True, help="Count what is due, and remove nothing.")
@json_option
@acts_as_member
def run(by: Member, now: datetime, is_trial: bool, as_json: bool) -> None:
    """Remove what may go by itself and is due. Run it each night; a second run finds nothing more.

    \b
    Examples:
      commonpurse retention run --as Sam --dry-run
      commonpurse retention run --as Sam
    """
    from commonpurse.rights.retention.commands import run_retention

    removed = run_retention(by=by, now=now, is_trial=is_trial)
    if as_json:
        print_json(removed)
        return
    for name, count in removed.items():
        click.echo(f"{name.replace('_', ' ')}: {count} {'due' if is_trial else 'removed'}")


@retention.command("list")
@json_option
@acts_as_member
def list_rules(by: Member, now: datetime, as_json: bool) -> None:
    """Show each kind of thing, how long it is kept, how many rows there are, how many are due, and the next day.

    \b
    Example:
      commonpurse retention list --as Sam
    """
    from commonpurse.rights.retention.queries import retention_table

    rows = retention_table(viewer=by, now=now)
    if as_json:
        print_json([{"name": r.rule.name, "count": r.count, "due": r.due, "next_on": r.next_on} for r in rows])
        return
    for row in rows:
        click.echo(
            f"{row.rule.words}: {row.rule.kept_words}. {row.count} kept, {row.due} due, next {row.next_on or '-'}."
        )
