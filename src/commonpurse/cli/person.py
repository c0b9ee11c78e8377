"""`commonpurse person`: people with budgets, many at once."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commonpurse.cli.running import acts_as_member, json_option, print_json
from commonpurse.kernel.errors import FileRefused

if TYPE_CHECKING:
    from commonpurse.parties.partners.models import Member


@click.group()
def person() -> None:
    """People with budgets."""


@person.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--errors-to",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to write the file again, with what is wrong in a last column.",
)
@json_option
@acts_as_member
def import_person_file(file: Path, errors_to: Path | None, as_json: bool, by: Member, now: datetime) -> None:
    """Add the people of a CSV file: all of them, or nobody when a row is wrong.

    The first row names the columns. Needed: reference, called_by. The same file again adds nobody.
    Their workers know the names then. What else they see is for each person to say, on the pages.

    \b
    Example:
      commonpurse person import people.csv --as Priya --errors-to mend.csv
    """
    from commonpurse.parties.people.commands import import_people
    from commonpurse.parties.people.imports import with_errors

    content = file.read_bytes()
    try:
        found = import_people(by=by, content=content, now=now)
    except FileRefused as refusal:
        if as_json:
            errors = [{"row": each.row, "field": each.field, "reason": each.reason} for each in refusal.errors]
            print_json({"added": 0, "there_already": 0, "errors": errors})
        if errors_to is not None:
            errors_to.write_text(with_errors(content, refusal.errors), encoding="utf-8-sig", newline="")
            click.echo(f"The file with what is wrong: {errors_to}", err=True)
        raise
    if as_json:
        print_json({"added": len(found.added), "there_already": found.there_already, "errors": []})
    else:
        click.echo(f"Added: {len(found.added)}. There already: {found.there_already}.")
        if found.added:
            click.echo("Their workers know the names. Each person says on the pages what else they may see.")
