"""The tables that our way of migrating makes are the ones that Django's own makes."""

from __future__ import annotations

import gc

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.state import ProjectState
from django.db.models import CharField, Field, ForeignKey

from commonpurse.kernel.migrating import copy_of, make_tables

SCHEMA = {
    "sqlite": "SELECT type, name, sql FROM sqlite_master ORDER BY 1, 2",
    # Of the catalogue itself: the information schema leaves out what whoever asks may not read.
    "postgresql": """
        SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod) || ' ' || a.attnotnull
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
        UNION ALL SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace
        UNION ALL SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
        ORDER BY 1, 2, 3
    """,
}


def schema() -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(SCHEMA[connection.vendor])
        return cursor.fetchall()


@pytest.mark.night
def test_our_way_and_djangos_make_the_same_tables(databases, empty_database: None) -> None:
    call_command("migrate", verbosity=0, interactive=False)
    theirs = schema()
    databases.point_at(databases.rolled_back)  # made by our way
    assert len(theirs) > 500
    assert schema() == theirs


def test_a_copy_comes_after_what_was_copied_and_names_the_same() -> None:
    first, second = CharField(max_length=7, null=True), ForeignKey("people.Person", on_delete=lambda: None)
    copies = [copy_of(second), copy_of(first)]
    assert sorted(copies) == copies
    assert [copied.deconstruct() for copied in copies] == [second.deconstruct(), first.deconstruct()]


def django_itself() -> tuple[object, ...]:
    state = ProjectState
    return Field.clone, state.add_model, state.reload_model, state._append_option, state._remove_option


def test_afterwards_django_clones_and_python_collects_as_before(empty_database: None) -> None:
    before = django_itself()
    with pytest.raises(Exception, match="no such alias"):
        make_tables("no such alias")
    assert django_itself() == before
    assert gc.isenabled()
