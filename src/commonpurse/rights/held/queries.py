from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import JSONObject

from commonpurse.kernel.keys.keyring import KeyringMissing
from commonpurse.kernel.keys.queries import CannotOpen, KeyDestroyed
from commonpurse.kernel.periods import day_begins
from commonpurse.kernel.words import Words
from commonpurse.money.budgets.models import Fund
from commonpurse.parties.attachments.models import Attachment
from commonpurse.parties.attachments.queries import open_attachment
from commonpurse.parties.consent.models import Wall
from commonpurse.parties.partners.models import Member, Organisation
from commonpurse.parties.people.models import Person
from commonpurse.parties.people.openings import in_opening_kept_back, is_told, look_kept_back
from commonpurse.parties.protected.commands import reveal_detail
from commonpurse.parties.protected.queries import protected_details_of
from commonpurse.rights.held.access import can_take_along, tables_for
from commonpurse.rights.held.rules import COLUMN_WORDS, WHO_ACTED, Group, Table, is_hidden

# Rows that are nobody's and have a name to read.
NAMED = ("fund_id", "organisation_id")
YOU, SOMEBODY, ANOTHER_PERSON = Words("you"), Words("somebody who works here"), Words("another person")


class Kind(StrEnum):
    """What stands in a column, so that a page can write it."""

    TEXT = "text"
    NUMBER = "number"
    MOMENT = "moment"
    DAY = "day"
    SUM = "sum"
    YES_NO = "yes_no"
    WHO = "who"
    NAMED = "named"
    ID = "id"
    LIST = "list"


@dataclass(frozen=True)
class Column:
    """`choices` are the words of each value, where there is a list of them."""

    name: str
    words: Words
    kind: Kind
    choices: dict[Any, str] = field(default_factory=dict)


@dataclass(frozen=True)
class HeldTable:
    """One table with its rows about the person, the newest last. A row has a value for each column, by its name."""

    table: Table
    columns: tuple[Column, ...]
    rows: list[dict[str, Any]]

    @property
    def name(self) -> str:
        """Its name in files: it says what kind of thing it is, and nothing of the person."""
        return self.table.label.replace(".", "-").lower()


@dataclass(frozen=True)
class Held:
    """Everything that one viewer is handed about a person. `is_whole`: nothing that is hers is left away."""

    tables: list[HeldTable]
    is_whole: bool

    def of_group(self, group: Group) -> list[HeldTable]:
        return [each for each in self.tables if each.table.group is group]


def held_on(*, viewer: Member | Person, person: Person, today: date) -> Held | None:
    """Gather what is held about the person, in five statements however much it is. None: it is not the viewer's.

    Other people are not named in it. What is kept safe is named by its kind only; see `opened_details`.
    """
    chosen = tables_for(viewer, person, today)
    if not chosen:
        return None
    columns = [columns_of(table) for table in chosen]
    rows: list[list[dict[str, Any]]] = [[] for _ in chosen]
    for place, row in _rows_of(chosen, columns, person, today):
        rows[place].append(row)
    names = _Names(person)
    tables = [
        HeldTable(table, shown, [_plain(row, shown, table, names) for row in sorted(found, key=_age)])
        for table, shown, found in zip(chosen, columns, rows, strict=True)
    ]
    return Held(tables, is_whole=can_take_along(viewer, person))


def opened_details(*, by: Person, person: Person, now: datetime, today: date) -> dict[str, str]:
    """Open what is kept safe, by the id of each, for her own file and nobody else's. Each opening is written down."""
    if not can_take_along(by, person):
        return {}
    found = protected_details_of(viewer=by, person=person, today=today) or []
    return {str(one.id): reveal_detail(by=by, detail=one, reason="", now=now).shown() for one in found}


def opened_attachments(*, by: Person, person: Person, now: datetime) -> dict[str, bytes]:
    """Her pictures and PDFs by the name of the file, for her own file and nobody else's. The door wrote down the look.

    One that does not open is left out: it is in the list of them all the same.
    """
    if not can_take_along(by, person):
        return {}
    opened: dict[str, bytes] = {}
    for each in Attachment.objects.filter(person=person).select_related("person").order_by("made_at", "id"):
        with suppress(CannotOpen, KeyDestroyed, KeyringMissing):
            name = f"{each.id}.{'jpg' if each.is_picture else 'pdf'}"
            opened[name] = open_attachment(viewer=by, attachment=each, now=now).content
    return opened


def columns_of(table: Table) -> tuple[Column, ...]:
    """The columns of a table that are given, in the order of the model."""
    fields = apps.get_model(table.label)._meta.concrete_fields
    return tuple(_column(each) for each in fields if not is_hidden(table, each.column))


def _column(found: models.Field[Any, Any]) -> Column:
    name, kind = found.column or "", Kind.TEXT
    if name in WHO_ACTED or (isinstance(found, models.ForeignKey) and found.related_model in (Member, Person)):
        kind = Kind.WHO
    elif name in NAMED:
        kind = Kind.NAMED
    elif isinstance(found, models.ForeignKey | models.UUIDField):
        kind = Kind.ID
    elif isinstance(found, models.DateTimeField):
        kind = Kind.MOMENT
    elif isinstance(found, models.DateField):
        kind = Kind.DAY
    elif isinstance(found, models.BooleanField):
        kind = Kind.YES_NO
    elif isinstance(found, models.JSONField):
        kind = Kind.LIST
    elif name.endswith("_minor"):
        kind = Kind.SUM
    elif isinstance(found, models.IntegerField):
        kind = Kind.NUMBER
    choices: Any = found.flatchoices
    return Column(name, COLUMN_WORDS[name], kind, dict(choices))


# Steps of an opening in an emergency: the opening itself is given once she may be told, and says all of it.
STEPS_OF_OPENING = ("opened_in_emergency", "opening_reviewed")


def _about(table: Table, person: Person, today: date) -> Q:
    """Which rows of a table are given. A wall that somebody else asked for tells of them, so it is not.

    Nor is an opening in an emergency that she is not told of (yet), with each look in its hour: telling her might put
    her in danger.
    """
    now = day_begins(today)
    mine = Q()
    for column in table.whose:
        mine |= Q(**{column: person.id})
    if table.label == "consent.Wall":
        mine &= Q(raised_by_id=person.id)
    if table.label == "consent.BreakGlass":
        mine &= is_told(now)
    if table.label == "consent.AccessRow":
        mine &= ~look_kept_back(now)
    if table.label == "protected.Reveal":
        mine &= ~Q(in_opening_kept_back("revealed_to_id", "revealed_at", now))
    if table.label == "audit.AuditEvent":
        mine &= ~Q(event_type__in=STEPS_OF_OPENING)
    return mine


def _rows_of(
    tables: Sequence[Table], columns: Sequence[tuple[Column, ...]], person: Person, today: date
) -> Iterator[tuple[int, dict[str, Any]]]:
    """Every row of every table in one statement, each as a JSON object beside the place of its table."""
    asked = [
        apps.get_model(table.label)
        ._base_manager.filter(_about(table, person, today))
        .order_by()
        .annotate(held_place=Value(place), held_row=JSONObject(**{each.name: F(each.name) for each in shown}))
        .values_list("held_place", "held_row")
        for place, (table, shown) in enumerate(zip(tables, columns, strict=True))
    ]
    yield from asked[0].union(*asked[1:], all=True)


def _age(row: dict[str, Any]) -> str:
    """Ids are made in the order of time (kernel/identity.py)."""
    return str(row.get("id", ""))


def _plain(row: dict[str, Any], columns: Sequence[Column], table: Table, names: _Names) -> dict[str, Any]:
    """The values of one row as Python has them, on both databases alike, and who acted by name."""
    fields = {each.column: each for each in apps.get_model(table.label)._meta.concrete_fields}
    plain: dict[str, Any] = {}
    for column in columns:
        value = row[column.name]
        if value is None:
            plain[column.name] = None
        elif column.kind is Kind.LIST:
            plain[column.name] = json.loads(value) if isinstance(value, str) else value
        elif column.kind is Kind.WHO:
            plain[column.name] = names.of(UUID(str(value)))
        elif column.kind is Kind.NAMED:
            plain[column.name] = names.things.get(UUID(str(value)), str(value))
        elif column.kind is Kind.ID:
            plain[column.name] = str(UUID(str(value))) if _is_uuid(fields[column.name]) else value
        elif column.kind is Kind.MOMENT:
            plain[column.name] = _moment(value)
        else:
            plain[column.name] = fields[column.name].to_python(value)
    return plain


def _moment(value: str) -> datetime:
    """SQLite keeps moments in UTC without saying so."""
    found = datetime.fromisoformat(value)
    return found if found.tzinfo else datetime.fromisoformat(f"{value}+00:00")


def _is_uuid(found: models.Field[Any, Any]) -> bool:
    return isinstance(found.target_field if isinstance(found, models.ForeignKey) else found, models.UUIDField)


class _Names:
    """Who an id is, in words: a member by name, herself as `you`. Other people, and who is kept apart, unnamed."""

    def __init__(self, person: Person):
        self.person_id = person.id
        apart = Wall.objects.filter(person=person, ended_at=None).exclude(raised_by_id=person.id)
        walls = list(apart.values_list("member_id", "organisation_id"))
        self.members, organisations = {member for member, _ in walls}, {organisation for _, organisation in walls}
        self.names = {
            member.id: SOMEBODY
            if member.id in self.members or (member.organisation_id in organisations and member.organisation_id)
            else _named(member)
            for member in Member.objects.select_related("organisation")
        }

        found = (*Fund.objects.values_list("id", "name"), *Organisation.objects.values_list("id", "name"))
        self.things: dict[UUID, str] = dict(found)

    def of(self, actor_id: UUID) -> str:
        return YOU if actor_id == self.person_id else self.names.get(actor_id, ANOTHER_PERSON)


def _named(member: Member) -> str:
    return f"{member.name}, {member.organisation.name}" if member.organisation else member.name
