"""`commonpurse directory`: the services of the place."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commonpurse.cli.running import EXIT_REFUSED, acts_as_member, json_option, print_json, print_refusal, reads_database
from commonpurse.kernel.errors import Refused

if TYPE_CHECKING:
    from commonpurse.parties.directory.commands import ImportResult
    from commonpurse.parties.directory.records import Finding, ReadFeed
    from commonpurse.parties.partners.models import Member

FILE = click.Path(exists=True, readable=True, path_type=Path)
SHOWN_OF_A_KIND = 5
feed_option = click.option("--feed", "feed_name", metavar="NAME", default="", help="The name of the feed.")


@click.group()
def directory() -> None:
    """Services of the place: check a file, import, export, say where a feed is."""


@directory.command()
@click.argument("file", type=FILE)
@json_option
def check(file: Path, as_json: bool) -> None:
    """Read a list of services and say what is in it, and what is odd. Nothing is kept, no database is needed.

    Knows Open Referral UK 1 and 3 and HSDS 3, as JSON, as CSV (one file, a folder or a zip of them).
    Exit code 0: it can be imported, also if it warns. 1: it cannot. 2: the command was asked wrongly.

    \b
    Examples:
      commonpurse directory check services.json
      commonpurse directory check services-csv/ --json
    """
    from commonpurse.parties.directory.reading import read_feed

    read = read_feed(file)
    if as_json:
        print_json(read.as_json())
    else:
        _print_read(read)
    if read.errors:
        raise click.exceptions.Exit(EXIT_REFUSED)


def _print_read(read: ReadFeed) -> None:
    version = f", version {read.version}" if read.version else ""
    many = len(read.services)
    click.echo(f"{many} service{'' if many == 1 else 's'} ({read.form or 'unreadable'}{version})")
    for kind, count in read.counts.items():
        click.echo(f"  {count:>7}  {kind.replace('_', ' ')}")
    _print_findings(read.warnings, "Note", is_error=False)
    _print_findings(read.errors, "Error", is_error=True)
    if not read.findings:
        click.echo("Nothing is odd.")


def _print_findings(findings: list[Finding], word: str, *, is_error: bool) -> None:
    """Say the first of each kind, and how many more there are."""
    by_kind: dict[str, list[Finding]] = defaultdict(list)
    for one in findings:
        by_kind[one.kind].append(one)
    for kind, some in by_kind.items():
        for one in some[:SHOWN_OF_A_KIND]:
            click.echo(f"{word} ({kind}): {one}", err=is_error)
        if len(some) > SHOWN_OF_A_KIND:
            click.echo(f"{word} ({kind}): {len(some) - SHOWN_OF_A_KIND} more like this.", err=is_error)


@directory.command("import")
@click.argument("file", type=FILE, required=False)
@feed_option
@click.option("--most-may-go", is_flag=True, help="Most services are not in it any more, and that is right.")
@json_option
@acts_as_member
def import_file(by: Member, now: datetime, file: Path | None, feed_name: str, most_may_go: bool, as_json: bool) -> None:
    """Take the services of a file or, without one, of the feed's address: all of them, or none where one is wrong.

    The same again changes nothing. What a feed lists no more is kept and marked gone. Without --feed a file's feed
    has the name of the file.

    \b
    Examples:
      commonpurse directory import services.json --feed Council --as Priya
      commonpurse directory import --feed Council --as Priya
    """
    from commonpurse.parties.directory.commands import import_services
    from commonpurse.parties.directory.fetching import fetch_feed
    from commonpurse.parties.directory.queries import feed_address
    from commonpurse.parties.directory.reading import read_feed, read_pages

    if file is not None:
        read, name = read_feed(file), feed_name or file.stem
    else:
        address = feed_address(by, feed_name)
        if not address:
            raise click.UsageError("Give a file, or --feed with the name of a feed that has an address.")
        read, name = read_pages(fetch_feed(address, tell=_tell_how_far), address), feed_name
    try:
        result = import_services(by=by, feed_name=name, read=read, now=now, most_may_go=most_may_go)
    except Refused as refusal:
        if as_json:
            print_json({"code": refusal.code} | read.as_json())
        print_refusal(refusal)
        raise click.exceptions.Exit(EXIT_REFUSED) from refusal
    _print_result(result, read, as_json)


def _tell_how_far(come: int, of: int) -> None:
    """Say on the error stream how far it is, each hundred: of a large feed it takes minutes."""
    if come % 100 == 0 or come == of:
        click.echo(f"{come} of {of} services have come.", err=True)


def _print_result(result: ImportResult, read: ReadFeed, as_json: bool) -> None:
    told = {
        "added": result.added,
        "updated": result.updated,
        "unchanged": result.unchanged,
        "back": result.back,
        "gone": result.gone,
        "kept_ours": result.kept_ours,
    }
    if as_json:
        print_json({"feed": result.feed.name} | told | {"warnings": [one.as_json() for one in result.warnings]})
        return
    _print_findings(result.warnings, "Note", is_error=False)
    click.echo(
        f"{result.feed.name}: {result.added} added, {result.updated} changed, {result.unchanged} as they were,"
        f" {result.gone} gone, {result.back} back."
    )
    if result.kept_ours:
        click.echo(f"{result.kept_ours} stay as members put them right: the feed has not looked at them since.")
    if not read.is_whole:
        click.echo("It does not hold everything, so nothing was marked as gone.")


@directory.command()
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
@feed_option
@click.option("--csv", "as_tables", is_flag=True, help="The tables of HSDS 3 as CSV, in a zip. So is any FILE.zip.")
@reads_database
def export(file: Path, feed_name: str, as_tables: bool) -> None:
    """Write the services into a file of HSDS 3, all or those of one feed: JSON, or a zip of CSV tables.

    \b
    Examples:
      commonpurse directory export services.json
      commonpurse directory export services.zip
    """
    from commonpurse.parties.directory.queries import read_out
    from commonpurse.parties.directory.tabling import hsds_csv
    from commonpurse.parties.directory.writing import hsds_json

    ending = file.suffix.lower()
    if ending == ".csv" or (as_tables and ending != ".zip"):
        raise click.UsageError("The tables are several CSV files in one zip. Give a name that ends in .zip.")
    found = read_out(feed_name)
    if ending == ".zip":
        file.write_bytes(hsds_csv(found))
    else:
        file.write_text(hsds_json(found), encoding="utf-8")
    click.echo(f"{len(found.services)} services written to {file}.")


@directory.command()
@click.argument("name")
@click.option("--address", required=True, help="Where it is fetched from, with https; empty: it comes as a file.")
@acts_as_member
def feed(by: Member, now: datetime, name: str, address: str) -> None:
    """Say from which address a feed is fetched.

    \b
    Example:
      commonpurse directory feed Council --address https://directory.example.org/services --as Priya
    """
    from commonpurse.parties.directory.commands import set_feed_address

    kept = set_feed_address(by=by, name=name, address=address, now=now)
    click.echo(f"{kept.name}: {kept.address or 'comes as a file'}.")
