"""`commonpurse keys`: the master keys and the list of erasures. Nothing here prints a key."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from commonpurse.cli.running import EXIT_REFUSED, acts_as_member, json_option, print_json, reads_database

if TYPE_CHECKING:
    from commonpurse.parties.partners.models import Member


@click.group()
def keys() -> None:
    """The keys that seal protected details."""


@keys.command()
@json_option
@reads_database
def check(as_json: bool) -> None:
    """Say how many data keys each master key wraps, and what keeps protected details shut.

    Exit code 0: all open. Exit code 1: some do not, or an erasure was undone.

    \b
    Example:
      commonpurse keys check
    """
    from commonpurse.kernel.keys.queries import count_keys, find_key_faults, keyring_path

    counts, faults = count_keys(), find_key_faults()
    if as_json:
        print_json({"keyring": str(keyring_path()), "data_keys": counts, "faults": faults})
    else:
        click.echo(f"Keyring: {keyring_path()}")
        for version, number in counts.items():
            click.echo(f"Data keys under {version}: {number}")
        click.echo("\n".join(faults) if faults else "All protected details open.", err=bool(faults))
    if faults:
        raise click.exceptions.Exit(EXIT_REFUSED)


@keys.command()
@json_option
@acts_as_member
def rotate(as_json: bool, by: Member, now: datetime) -> None:
    """Wrap every data key anew under a new master key. Broken off, run it again: it goes on where it stopped.

    Back up the keyring afterwards, apart from the database. Protected details open all the while.

    \b
    Example:
      commonpurse keys rotate --as Sam
    """
    from commonpurse.kernel.keys.commands import rotate_master_key

    done = rotate_master_key(by=by, now=now)
    if as_json:
        print_json(
            {"version": done.version, "wrapped": done.wrapped, "unopened": done.unopened, "resumed": done.resumed}
        )
        return
    if done.resumed:
        click.echo("A rotation had been broken off. It is finished now; run it again for a new master key.")
    click.echo(f"Master key {done.version} wraps {done.wrapped} data keys anew. Back up the keyring now.")
    if done.unopened:
        click.echo(f"{done.unopened} data keys belong to another keyring and were left as they are.", err=True)


@keys.command("start-over")
@click.option(
    "--lost-for-good", is_flag=True, required=True, help="Say that there is no backup of the keyring anywhere."
)
@acts_as_member
def start_over(lost_for_good: bool, by: Member, now: datetime) -> None:
    """After the keyring was lost and has no backup: begin with a new one. What the lost one sealed stays shut for ever.

    \b
    Example:
      commonpurse keys start-over --lost-for-good --as Sam
    """
    from commonpurse.kernel.keys.commands import replace_lost_keys

    count = replace_lost_keys(by=by, now=now)
    click.echo(f"Keys that are lost: {count}. New details can be protected again. Back up the keyring now.")


@keys.command("reapply-erasures")
@json_option
@acts_as_member
def reapply_erasures_again(as_json: bool, by: Member, now: datetime) -> None:
    """After a restore: destroy again the keys that the list beside the keyring names.

    \b
    Example:
      commonpurse keys reapply-erasures --as Sam
    """
    from commonpurse.kernel.keys.commands import reapply_erasures

    done = reapply_erasures(by=by, now=now)
    if as_json:
        print_json({"destroyed": done.destroyed, "listed": done.listed})
    else:
        click.echo(f"Keys destroyed again: {done.destroyed}. Erasures added to the list: {done.listed}.")
