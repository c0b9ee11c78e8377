from __future__ import annotations

import os
import socket

import click

from commonpurse.cli.running import EXIT_REFUSED, start_django
from commonpurse.kernel.errors import Refused

# A worker is a process; more than this on one machine wants measuring first.
MOST_WORKERS = 4
THREADS = 4  # each with a database connection of its own


class PortTaken(Refused):
    code = "port_taken"


@click.command(short_help="Start the site.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=0, help="How many processes. [default: one for each core, 4 at most]")
@click.pass_context
def serve(ctx: click.Context, *, host: str, port: int, workers: int) -> None:
    """Start the site. It does not start while `commonpurse check` finds something wrong.

    \b
    Example:
      commonpurse serve --port 8080
    """
    start_django()
    from django.conf import settings

    from commonpurse.config.startup import find_faults

    faults = find_faults()
    if settings.IS_DEMO and host not in ("127.0.0.1", "::1", "localhost"):
        faults.append("COMMONPURSE_DEMO: a demo lets anyone in, so it listens on this machine only.")
    if faults:
        click.echo("\n".join(["The site does not start:", *faults]), err=True)
        ctx.exit(EXIT_REFUSED)
    run_site(host=host, port=port, workers=workers or min(os.cpu_count() or 1, MOST_WORKERS))


def run_site(*, host: str, port: int, workers: int, welcome: str = "") -> None:
    """Serve until stopped. Raises: PortTaken."""
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connections
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    check_port(host, port)
    # With their compressed twins: on a slow line the stylesheet then comes in a quarter of the time.
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    connections.close_all()  # a connection must not be shared with the processes that come out of this one
    click.echo(welcome or f"Commonpurse is at http://{host}:{port}  (stop it with Ctrl-C)")
    Granian(
        "commonpurse.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        respawn_failed_workers=True,
        log_level=LogLevels.warning,
    ).serve()


def check_port(host: str, port: int) -> None:
    """Raises: PortTaken when another program listens there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((host, port))
        except OSError as error:
            raise PortTaken(
                f"Port {port} on {host} cannot be used: {error.strerror}. Choose another, like --port {port + 1}."
            ) from error
