"""`commonpurse blockages`: moving on what is in people's way and nobody answered in time."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from commonpurse.cli.running import acts_as_member, json_option, print_json

if TYPE_CHECKING:
    from commonpurse.parties.partners.models import Member


@click.group()
def blockages() -> None:
    """What is in people's way: move on what nobody answered."""


@blockages.command("run")
@json_option
@acts_as_member
def run(by: Member, now: datetime, as_json: bool) -> None:
    """Move on each blockage that nobody answered by its day: to the operational group, then to the board.

    The person is told of each. Whose turn it is follows from the days alone: a run that was missed makes nobody wait
    longer. Let it run every day. Running it twice does nothing twice.

    \b
    Example:
      commonpurse blockages run --as Priya
    """
    from commonpurse.support.blockages.commands import move_blockages_on
    from commonpurse.support.blockages.rules import Level

    moved = move_blockages_on(by=by, now=now)
    group, board = moved[Level.GROUP], moved[Level.BOARD]
    if as_json:
        print_json({"to_group": group, "to_board": board})
    else:
        click.echo(f"Now with the operational group: {group}. Now with the board: {board}.")
