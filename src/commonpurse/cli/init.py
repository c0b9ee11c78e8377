from __future__ import annotations

import sys
from contextlib import suppress
from typing import TextIO

import click

from commonpurse.cli.running import EXIT_REFUSED, read_clock, start_django


@click.command(short_help="Make the database ready and found the partnership.")
@click.option("--name", help="Name of the partnership.")
@click.option("--place", help="Its place.")
@click.option("--currency", type=click.Choice(["GBP", "EUR"]), help="The one currency it pays in.")
@click.option("--host", "host_organisation", help="The organisation that runs it.")
@click.option("--administrator", help="Name of its first administrator.")
@click.option("--username", help="What the administrator types to sign in.")
@click.option("--password-file", type=click.File(), help="File with the administrator's password; - is standard input.")
@click.pass_context
def init(
    ctx: click.Context,
    *,
    name: str | None,
    place: str | None,
    currency: str | None,
    host_organisation: str | None,
    administrator: str | None,
    username: str | None,
    password_file: TextIO | None,
) -> None:
    """Make the database ready for this version, and found the partnership.

    Run it once at the start and again after each update. It asks for what you do not give.

    \b
    Example:
      commonpurse init --name "Quillhaven Together" --place Quillhaven --currency GBP \\
        --host "Quillhaven Council" --administrator "Sam Ostlerby" --username sam
    """
    start_django()
    from django.conf import settings
    from django.db import transaction

    from commonpurse.config.preparation import prepare_database
    from commonpurse.parties.partners.commands import found_partnership
    from commonpurse.parties.partners.queries import NoPartnership, the_partnership
    from commonpurse.parties.signin.commands import make_user

    if settings.ENVIRONMENT.problems:
        click.echo("\n".join(settings.ENVIRONMENT.problems), err=True)
        ctx.exit(EXIT_REFUSED)
    prepare_database()
    with suppress(NoPartnership):
        click.echo(f"The database is ready. {the_partnership().name} is there already.")
        return
    asked = {
        "name": ask(name, "--name", "Name of the partnership"),
        "place": ask(place, "--place", "Its place"),
        "currency": ask(currency, "--currency", "Its currency (GBP or EUR)"),
        "host_organisation": ask(host_organisation, "--host", "The organisation that runs it"),
        "administrator_name": ask(administrator, "--administrator", "Name of its first administrator"),
    }
    sign_in_name = ask(username, "--username", "What the administrator types to sign in")
    password = password_file.readline().rstrip("\r\n") if password_file else None
    secret = ask(password, "--password-file", "Password", is_secret=True)
    now = read_clock()
    with transaction.atomic():  # a password that is too weak must not leave a partnership that nobody can enter
        partnership, first = found_partnership(**asked, now=now)
        make_user(by=first, username=sign_in_name, password=secret, whose=first, now=now)
    click.echo(f"{partnership.name} is founded. Start the site with: commonpurse serve.")
    click.echo(
        f"Before anybody is added, write down why {asked['host_organisation']} may hold things about people:"
        " in the site, under “What we stand on”."
    )


def ask(given: str | None, option: str, question: str, *, is_secret: bool = False) -> str:
    """Return what was given, else ask for it; where nobody can answer, say which option is missing."""
    if given is not None:
        return given
    if not sys.stdin.isatty():
        raise click.UsageError(f"Give {option}: there is nobody here to ask.")
    answer: str = click.prompt(question, hide_input=is_secret, confirmation_prompt=is_secret)
    return answer
