from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commonpurse.cli.running import read_clock, show_progress, start_django
from commonpurse.kernel.errors import Refused

if TYPE_CHECKING:
    from commonpurse.demo.database import Demo

HOST = "127.0.0.1"


class SettingsWrong(Refused):
    code = "settings_wrong"


@click.command(short_help="Fill an invented partnership and open its site.")
@click.option("--fresh", is_flag=True, help="Throw the old demo away and make a new one.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--no-serve", is_flag=True, help="Make the demo and stop.")
@click.option("--postgres", is_flag=True, help="On a PostgreSQL of its own, in place of a SQLite file.")
def demo(*, fresh: bool, port: int, no_serve: bool, postgres: bool) -> None:
    """Fill an invented partnership and open its site on this machine.

    The first start makes nine months of history by the real commands; the demo is then kept for later starts.
    It has a database of its own and never touches another.

    \b
    Example:
      commonpurse demo --port 8080
    """
    from commonpurse.cli.serve import check_port, run_site
    from commonpurse.config.environment import read_environment
    from commonpurse.demo.database import PostgresqlDemo, SqliteDemo, only_here

    if not no_serve:
        check_port(HOST, port)
    folder = read_environment(os.environ).data_folder / "demo"
    with only_here(folder):
        place = PostgresqlDemo(folder) if postgres else SqliteDemo(folder)
        # A keyring of its own: an invented place is sealed with nothing that a real one needs.
        own = {"COMMONPURSE_DEMO": "1", "COMMONPURSE_HTTPS": "0", "COMMONPURSE_KEYRING": str(folder / "keyring")}
        os.environ |= place.start() | own | {"COMMONPURSE_ADDRESS": f"http://localhost:{port}/"}
        start_django()
        check_settings()
        if fresh or not is_whole(place.ready):
            place.empty()
            make_history(place)
        if not no_serve:
            run_site(host=HOST, port=port, workers=1, welcome=words_of_welcome(port, place))


def check_settings() -> None:
    """Raises: SettingsWrong, with all that is wrong with the environment variables."""
    from django.conf import settings

    if settings.ENVIRONMENT.problems:
        raise SettingsWrong("\n".join(["The demo does not start:", *settings.ENVIRONMENT.problems]))


def is_whole(ready: Path) -> bool:
    """Tell whether the demo was made to its end, by this version's tables."""
    from django.db import connection

    from commonpurse.config.startup import faults_of_migrations

    return ready.exists() and not faults_of_migrations(connection)


def make_history(place: Demo) -> None:
    """Make the tables and tell the story into them; only then is the demo marked as whole."""
    from django.db import connections

    from commonpurse.config.preparation import prepare_database
    from commonpurse.demo.database import hurry
    from commonpurse.demo.story import tell
    from commonpurse.kernel.context import acting_as_system
    from commonpurse.kernel.periods import business_date

    click.echo("Making nine months of an invented place, by the real commands. It takes about a minute.", err=True)
    prepare_database()
    hurry()
    with show_progress() as progress:
        bar = progress.add_task("Making the place", total=None)
        now = read_clock()
        with acting_as_system("to tell the story of an invented place"):
            story = tell(
                now=now,
                told=lambda what, done, whole: progress.update(bar, description=what, completed=done, total=whole),
            )
    connections.close_all()
    # What the bank has to say of the days since: the visitor imports it.
    place.newest_statement.write_bytes(story.bank.statement(story.read_until, business_date(now) + timedelta(days=1)))
    place.ready.touch()


def words_of_welcome(port: int, place: Demo) -> str:
    """Return what the terminal says: where to go, and who is there."""
    from commonpurse.demo.people import DEMO_SIGN_INS

    return "\n".join(
        [
            f"The demo is at http://{HOST}:{port}  (stop it with Ctrl-C)",
            "",
            "Open it and sign in as one of these:",
            *(f"  {one.name:<8}{one.role_words}" for one in DEMO_SIGN_INS),
            "",
            f"The bank's newest statement, for Ngozi to import: {place.newest_statement}",
        ]
    )
