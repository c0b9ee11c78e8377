"""Habits of rows that are somebody's: each says whose it is, and none can say otherwise than its parent."""

from __future__ import annotations

import re
from itertools import chain

import pytest
from django.apps import apps
from django.db import connection, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation

from commonpurse.kernel.append_only import AppendOnly
from commonpurse.kernel.person_keys import BoundToParent
from commonpurse.kernel.remade import Remade
from commonpurse.kernel.set_once import SetOnce
from commonpurse.parties.people.models import Person

OURS = [model for model in apps.get_models() if model.__module__.startswith("commonpurse.")]
# Rows that belong to a way in, a member's or a person's: they are found by the user who is signed in, and by nobody else.
OF_A_USER = {"parts_draft", "parts_begunpayment", "signin_setupcode", "signin_factorreset", "signin_workaccount"}
# Keys that name who acted, or who is signed in, not whose the row is.
SAYS_WHO_ACTED = "_by_person"
OF_WHO_IS_SIGNED_IN = {("signin_signin", "user_id")}
IN_THE_KERNEL = {"messages_messagepart": "recipient_id", "messages_messageevent": "recipient_id"}


def keys_of(model: type[models.Model]) -> list[models.ForeignKey]:
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and not field.name.endswith(SAYS_WHO_ACTED)
    ]


def leads_to_a_person(model: type[models.Model], seen: frozenset[type[models.Model]] = frozenset()) -> bool:
    if model is Person:
        return True
    return any(
        leads_to_a_person(key.related_model, seen | {model}) for key in keys_of(model) if key.related_model not in seen
    )


def says_whose(model: type[models.Model]) -> bool:
    return any(field.column == "person_id" for field in model._meta.concrete_fields)


def operations() -> list[Operation]:
    """Every operation of our migrations, in the order in which they are done."""
    loader = MigrationLoader(None)
    plan: dict[tuple[str, str], None] = {}
    for leaf in sorted(loader.graph.leaf_nodes()):
        plan |= dict.fromkeys(loader.graph.forwards_plan(leaf))
    done = chain.from_iterable(loader.disk_migrations[node].operations for node in plan)
    return list(
        chain.from_iterable(
            [operation, *operation.operations] if isinstance(operation, Remade) else [operation] for operation in done
        )
    )


BOUND = {(one.table, one.column): one for one in operations() if isinstance(one, BoundToParent)}
PERSONAL = [model for model in OURS if leads_to_a_person(model) and model is not Person]
PARENTS = [
    (model._meta.db_table, key.column, key.related_model._meta.db_table)
    for model in PERSONAL
    for key in keys_of(model)
    if says_whose(model) and says_whose(key.related_model)
]


@pytest.mark.parametrize("model", PERSONAL, ids=lambda model: model._meta.db_table)
def test_a_row_that_leads_to_a_person_says_whose_it_is(model: type[models.Model]) -> None:
    assert says_whose(model) != (model._meta.db_table in OF_A_USER)


@pytest.mark.parametrize(("table", "column", "parent"), PARENTS, ids="-".join)
def test_whose_it_is_is_bound_to_each_parent(table: str, column: str, parent: str) -> None:
    if (table, column) in OF_WHO_IS_SIGNED_IN:
        assert (table, column) not in BOUND
    else:
        assert BOUND[table, column].parent == parent


@pytest.mark.parametrize("table", IN_THE_KERNEL)
def test_what_a_message_holds_is_bound_to_its_reader(table: str) -> None:
    bound = {column: one.whose for (of, column), one in BOUND.items() if of == table}
    assert bound["message_id"] == IN_THE_KERNEL[table]


def in_the_catalogue(of_postgresql: str, of_sqlite: str) -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(of_postgresql if connection.vendor == "postgresql" else of_sqlite)
        return {name: text.lower() for name, text in cursor.fetchall()}


def guards() -> dict[str, str]:
    """The triggers of the database that is used, and their text."""
    return in_the_catalogue(
        "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'",
    )


def test_no_change_of_a_table_has_lost_a_guard(db: None) -> None:
    """SQLite makes a table anew for most changes, and drops its triggers without a word: see `kernel/remade.py`."""
    kept = [one for one in operations() if isinstance(one, AppendOnly)]
    wanted = {f"{one.table}_no_{event}" for one in kept for event in ("update", "delete")}
    assert wanted - guards().keys() == set()


def test_a_column_that_came_later_is_fixed_too(db: None) -> None:
    """`SetOnce` fixes the columns that are there when it is said: after a new one it is said again."""
    said = {one.table: one for one in operations() if isinstance(one, SetOnce)}
    columns = {model._meta.db_table: {field.column for field in model._meta.concrete_fields} for model in OURS}
    found = guards()
    for table, one in said.items():
        guarded = found[f"{table}_no_update"]
        free = {
            column for column in columns[table] - set(one.may_change) if not re.search(rf"\bold\.{column}\b", guarded)
        }
        assert free == set(), table


def test_each_binding_stands_in_the_database_and_waits_for_the_commit(db: None) -> None:
    """An immediate key would lock the parent at the insert, before the accounts are locked in their order."""
    found = in_the_catalogue(
        "SELECT conname, conname FROM pg_constraint WHERE contype = 'f' AND condeferrable AND condeferred",
        "SELECT name, name FROM sqlite_master WHERE type = 'trigger'",
    )
    for one in BOUND.values():
        assert set([one.name] if connection.vendor == "postgresql" else one.triggers) <= found.keys()
