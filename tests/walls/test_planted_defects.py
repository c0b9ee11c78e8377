"""Faults that were found in others' walls, planted here on purpose: each must be seen by the check that is for it.

The numbers are those of our list of such faults. Where another module plants one, it is named: a fault in the text of an
error is 22 (test_secrets.py), a maker who checks is 24 (tests/money/test_two_people.py), a check that cannot run is 28
(tests/habits and tests/web, listed in docs/security.md).
"""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.test import Client

from commonpurse.kernel.context import Context, ViewerKind, acting, current_settings
from commonpurse.parties.consent.commands import CannotRecordLook
from commonpurse.parties.consent.models import Permission
from commonpurse.parties.people import queries
from commonpurse.parties.people.commands import withdraw_permissions
from commonpurse.web import request as web_request
from tests.factories import NOW
from tests.walls.row_walls import WITHOUT, personal_tables
from tests.web.scenes import Scene


def what_stays_of_the_context() -> str:
    """Who the database believes acts on this connection after a transaction of the system has ended."""
    connection.ensure_connection()
    with acting(Context(ViewerKind.SYSTEM, "to test")), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    row = connection.connection.execute("SELECT coalesce(current_setting('commonpurse.viewer_kind', true), '')")
    return str(row.fetchone()[0])


def tables_without_a_wall() -> set[str]:
    """The personal tables that do not hold, or not also for their owner."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
        return set(personal_tables()) - set(WITHOUT) - {name for (name,) in cursor.fetchall()}


def test_19_a_context_that_outlives_its_transaction_is_seen(fresh_database: str, monkeypatch) -> None:
    if connection.vendor != "postgresql":
        assert not hasattr(connection, "tell_context")  # nothing is said to SQLite that could stay
        return
    assert what_stays_of_the_context() == ""

    def for_the_session(self: Any) -> None:
        with self.connection.cursor() as cursor:
            for name, value in current_settings().items():
                cursor.execute("SELECT set_config(%s, %s, false)", [name, value])

    monkeypatch.setattr(type(connections["default"]), "tell_now", for_the_session)
    assert what_stays_of_the_context() == "system"


def test_20_a_table_whose_owner_passes_its_wall_is_seen(fresh_database: str, databases: Any) -> None:
    if connection.vendor != "postgresql":
        assert databases.vendor == "sqlite"  # has one user of the file, and no owner apart
        return
    assert tables_without_a_wall() == set()
    databases.point_at_as_owner(connection.settings_dict["NAME"])
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE people_contactway NO FORCE ROW LEVEL SECURITY")
    assert tables_without_a_wall() == {"people_contactway"}


def is_shown_after_it_was_taken_back(scene: Scene, client: Client) -> bool:
    """Whether her worker still reads how to reach her at the request after she took that back."""
    ada, wren = scene.people.ada, scene.people.wren
    address = f"/worker/people/{ada.id}/about/"
    assert "Say you are the library." in client.get(address).content.decode()
    withdraw_permissions(by=ada, permissions=Permission.objects.filter(person=ada, member=wren), now=NOW)
    return "Say you are the library." in client.get(address).content.decode()


def test_21_what_was_taken_back_is_closed_at_the_next_request(scene: Scene, sign_in) -> None:
    assert not is_shown_after_it_was_taken_back(scene, sign_in(scene.people.wren))


def test_21_a_permission_kept_for_a_minute_is_seen(scene: Scene, sign_in, monkeypatch) -> None:
    kept: dict[Any, list[Any]] = {}
    real = queries.people_shared_with

    def from_the_cache(viewer: Any, today: Any, *rest: Any) -> Any:
        key = (viewer.id, *rest)
        kept.setdefault(key, list(real(viewer, today, *rest).values_list("id", flat=True)))
        return type(scene.people.ada).objects.filter(id__in=kept[key])

    monkeypatch.setattr(queries, "people_shared_with", from_the_cache)
    # The second fence stands where there is one: on PostgreSQL the row itself is closed though the gate is not.
    assert is_shown_after_it_was_taken_back(scene, sign_in(scene.people.wren)) is (connection.vendor != "postgresql")


def shows_without_writing(scene: Scene, client: Client, monkeypatch) -> bool:
    """Whether a page shows her name though nobody could write down that it was looked at."""

    def cannot(**_given: Any) -> None:
        raise CannotRecordLook("We could not write down that you looked.")

    monkeypatch.setattr(web_request, "log_accesses", cannot)
    return "Ada" in client.get(f"/worker/people/{scene.people.ada.id}/about/").content.decode()


def test_25_nothing_is_shown_when_the_look_cannot_be_written_down(scene: Scene, sign_in, monkeypatch) -> None:
    assert not shows_without_writing(scene, sign_in(scene.people.wren), monkeypatch)


def test_25_a_page_that_reads_first_and_writes_after_is_seen(scene: Scene, sign_in, monkeypatch) -> None:
    def afterwards(*_given: Any) -> None:
        """The look is left to later, and then forgotten."""

    from commonpurse.web.worker import people as pages

    monkeypatch.setattr(pages, "look_at", afterwards)
    assert shows_without_writing(scene, sign_in(scene.people.wren), monkeypatch)


@pytest.mark.parametrize("who", ["wren", "femi"])
def test_a_second_fence_holds_where_the_gate_forgets(scene: Scene, sign_in, monkeypatch, who: str) -> None:
    """A page whose filter was forgotten: on PostgreSQL the rows still show to nobody they are not shared with."""
    monkeypatch.setattr(
        queries, "people_shared_with", lambda viewer, today, *rest: type(scene.people.ada).objects.all()
    )
    page = sign_in(getattr(scene.people, who)).get(f"/worker/people/{scene.people.ada.id}/about/")
    is_open = who == "wren" or connection.vendor != "postgresql"
    assert (page.status_code == 200) is is_open
