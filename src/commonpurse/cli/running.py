"""What every verb shares: how Django starts, who acts, what time it is, and how a refusal is said.

A verb imports the domain inside its function, never at the top of its file: `--help` and the verbs that need no
database stay quick, and Django is started by then.
"""

from __future__ import annotations

import functools
import getpass
import json
import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NoReturn
from uuid import UUID

import click

from commonpurse.kernel.errors import FileRefused, NotAllowed, Refused

if TYPE_CHECKING:
    from rich.progress import Progress

    from commonpurse.parties.partners.models import Member

# What a script can tell apart: 0 done, 1 refused, 2 asked wrongly (click's own number for a usage error).
EXIT_REFUSED = 1


class DatabaseNotReady(Refused):
    code = "database_not_ready"


class MemberUnknown(Refused):
    code = "member_unknown"


class MemberNameShared(Refused):
    code = "member_name_shared"


def read_clock() -> datetime:
    """Return this moment. Each run reads the clock once, here, and passes the moment on."""
    return datetime.now(UTC)


def start_django() -> None:
    """Load the settings and the apps. Touches no database."""
    import django
    from django.apps import apps

    from commonpurse.config.logs import write_last_error

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commonpurse.config.settings")
    if not apps.ready:
        django.setup()
    sys.excepthook = write_last_error


def open_database() -> None:
    """Start Django and make sure that the database answers and was made. Raises: DatabaseNotReady."""
    start_django()
    from django.db import DatabaseError, connection

    from commonpurse.parties.partners.queries import the_partnership

    try:
        connection.ensure_connection()
    except DatabaseError as error:
        raise DatabaseNotReady("The database cannot be reached. To see why: commonpurse check.") from error
    try:
        the_partnership()
    except DatabaseError as error:  # no such table, or one of another version
        raise DatabaseNotReady("The database is not ready. Make it ready with: commonpurse init.") from error


def find_member(name_or_id: str) -> Member:
    """Find the active member that `--as` names, by id or by exact name. Raises: MemberUnknown, MemberNameShared."""
    from commonpurse.parties.partners.queries import get_member, members_named

    try:
        found = get_member(UUID(name_or_id))
        members = [found] if found else []
    except ValueError:
        members = list(members_named(name_or_id))
    if not members:
        raise MemberUnknown(f"There is no active member {name_or_id}. Give the exact name or the id.", field="as")
    if len(members) > 1:
        ids = ", ".join(str(member.id) for member in members)
        raise MemberNameShared(f"Several members have the name {name_or_id}. Give one of these ids: {ids}.", field="as")
    return members[0]


def reads_database(verb: Callable[..., None]) -> Callable[..., None]:
    """Open the database before the verb runs. For verbs that change nothing."""

    @functools.wraps(verb)
    def run(**given: Any) -> None:
        open_database()
        from commonpurse.kernel.context import acting_as_system

        with acting_as_system("to read at the command line"):
            verb(**given)

    return run


def acts_as_member(verb: Callable[..., None]) -> Callable[..., None]:
    """Give a changing verb `--as MEMBER`, and pass it `by` (the Member) and `now`.

    The trail then names the user of the machine beside the member.
    """

    @functools.wraps(verb)
    def run(*, as_member: str, **given: Any) -> None:
        open_database()
        from commonpurse.kernel.audit.commands import system_user
        from commonpurse.kernel.context import acting, context_of
        from commonpurse.kernel.periods import business_date

        member, now = find_member(as_member), read_clock()
        context = context_of(member, purpose="to act at the command line", today=business_date(now), now=now)
        before = system_user.set(getpass.getuser())
        try:
            with acting(context):
                verb(by=member, now=now, **given)
        finally:
            system_user.reset(before)

    return click.option(
        "--as", "as_member", metavar="MEMBER", required=True, help="The member who acts: exact name, or id."
    )(run)


json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for a script instead of words.")


def print_json(value: Any) -> None:
    """Print one JSON value on standard output; what JSON does not know (ids, dates, decimals) as its text."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def print_refusal(refusal: Refused) -> None:
    """Say a refusal on standard error: one line, and below it each error of a refused file."""
    click.echo(refusal.message, err=True)
    if isinstance(refusal, FileRefused):
        for error in refusal.errors:
            click.echo(f"  {error}", err=True)


def exit_refused(refusal: Refused | NotAllowed) -> NoReturn:
    """End the run as refused, after saying why."""
    if isinstance(refusal, NotAllowed):
        click.echo("You may not do this.", err=True)
    else:
        print_refusal(refusal)
    raise click.exceptions.Exit(EXIT_REFUSED)


def show_progress() -> Progress:
    """Return a bar for long work, drawn on standard error and only where a person watches."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
        disable=not console.is_terminal,
        transient=True,
    )
