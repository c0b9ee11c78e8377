from __future__ import annotations

import click

from commonpurse.cli.running import EXIT_REFUSED, json_option, print_json, start_django


@click.command(short_help="Say what is wrong with the settings and the database.")
@json_option
@click.pass_context
def check(ctx: click.Context, *, as_json: bool) -> None:
    """Say what is wrong with the settings and the database, a sentence each.

    Hints are what does not stop the site and still wants doing.
    Exit code 0: the site may start. Exit code 1: it may not.

    \b
    Example:
      commonpurse check
    """
    start_django()
    from commonpurse.config.startup import find_faults, find_hints

    faults, hints = find_faults(), find_hints()
    if as_json:
        print_json({"ok": not faults, "faults": faults, "hints": hints})
    elif faults:
        click.echo("\n".join(faults), err=True)
    else:
        click.echo("Settings and database are in order.")
    if hints and not as_json:
        click.echo("\n".join(hints))
    if faults:
        ctx.exit(EXIT_REFUSED)
