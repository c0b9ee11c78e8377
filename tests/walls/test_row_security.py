"""Every personal table against who must not see it, as the app role: another organisation, nobody, an ended permission.

On PostgreSQL the rows themselves are walled, so each table is read without any filter, as a page would that forgot its
own. On SQLite, one partnership on one machine, the gates in the code stand alone and are asked the same.
"""

from __future__ import annotations

import pytest
from django.db import ProgrammingError, connection, transaction

from commonpurse.kernel.context import NOBODY, Context, ViewerKind, acting, acting_for_figures, context_of
from commonpurse.parties.consent.commands import end_lawful_basis
from commonpurse.parties.consent.models import Permission
from commonpurse.parties.consent.queries import lawful_bases_of
from commonpurse.parties.consent.rules import Item
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.access import people_shared_with
from commonpurse.parties.people.commands import add_person, end_support, withdraw_permissions
from commonpurse.parties.people.models import ContactWay, Person, Support
from tests.factories import NOW, TODAY
from tests.walls.row_walls import (
    NAMES_NOBODY,
    NAMES_WITHOUT_A_COLUMN,
    WITHOUT,
    column_of,
    personal_tables,
    tables_with_free_columns,
    walled_tables,
)
from tests.web.scenes import Scene

TABLES = sorted(set(personal_tables()) - set(WITHOUT))


def context(actor: Member | Person) -> Context:
    return context_of(actor, purpose="to test the walls", today=TODAY, now=NOW)


def rows_of(table: str, person: Person, who: Context) -> int:
    """How many rows of hers whoever acts is shown, with no filter but whose they are."""
    column = column_of(personal_tables()[table])
    whose = person.id if connection.vendor == "postgresql" else person.id.hex
    with acting(who), connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table} WHERE {column} = %s", [whose])  # noqa: S608  names of our tables
        return int(cursor.fetchone()[0])


def is_shown(table: str, person: Person, actor: Member | Person) -> bool:
    """Whether the actor is shown rows of hers in this table: by the rows where they are walled, else by the gate."""
    if connection.vendor == "postgresql":
        return rows_of(table, person, context(actor)) > 0
    items = [Item(item) for item in walled_tables()[table].items if item in set(Item)]
    return any(people_shared_with(actor, TODAY, item).filter(id=person.id).exists() for item in items)


def has_rows(table: str, person: Person) -> bool:
    return rows_of(table, person, Context(ViewerKind.SYSTEM, "to test")) > 0


def test_every_personal_table_has_a_wall_or_a_reason() -> None:
    assert set(walled_tables()) | set(WITHOUT) == set(personal_tables())


def test_a_table_that_may_tell_of_somebody_without_a_column_for_it_has_a_reason() -> None:
    assert set(NAMES_WITHOUT_A_COLUMN) | set(NAMES_NOBODY) == tables_with_free_columns()
    assert not set(NAMES_WITHOUT_A_COLUMN) & set(NAMES_NOBODY)


def test_the_database_keeps_each_wall_also_from_the_owner(db) -> None:
    if connection.vendor != "postgresql":
        assert connection.vendor == "sqlite"  # knows no walls of rows; the gates are asked below
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace"
            " WHERE nspname = current_schema() AND relrowsecurity AND relforcerowsecurity"
        )
        walled = {name for (name,) in cursor.fetchall()}
    assert set(TABLES) <= walled


def test_nothing_in_the_database_goes_round_the_walls(db) -> None:
    """No view, no materialised view, and no function that runs as its owner but those the policies ask."""
    if connection.vendor != "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'view'")
            assert cursor.fetchall() == []
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE n.nspname = current_schema() AND c.relkind IN ('v', 'm')"
        )
        assert cursor.fetchall() == []
        cursor.execute(
            "SELECT p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace"
            " WHERE n.nspname = current_schema() AND p.prosecdef ORDER BY 1"
        )
        assert [name for (name,) in cursor.fetchall()] == [
            "commonpurse_member_on_a_basis",
            "commonpurse_people_kept_apart",
            "commonpurse_people_seen",
            "commonpurse_sees_everybody",
        ]
        cursor.execute(
            "SELECT rolsuper, rolbypassrls, pg_has_role(current_user, tableowner, 'USAGE') FROM pg_roles,"
            " pg_tables WHERE rolname = current_user AND tablename = 'people_person'"
        )
        assert cursor.fetchall() == [(False, False, False)]


@pytest.mark.parametrize("table", TABLES)
def test_another_organisation_is_shown_no_row(scene: Scene, table: str) -> None:
    ada, femi = scene.people.ada, scene.people.femi
    assert not is_shown(table, ada, femi)
    assert not is_shown(table, ada, scene.people.callum)
    another = add_person(by=scene.people.priya, called_by="Una", now=NOW)
    assert not is_shown(table, ada, another)
    if connection.vendor == "postgresql" and has_rows(table, ada):
        assert is_shown(table, ada, ada)  # she herself is shown what is hers


@pytest.mark.parametrize("table", TABLES)
def test_nobody_is_shown_no_row(scene: Scene, table: str) -> None:
    if connection.vendor == "postgresql":
        assert rows_of(table, scene.people.ada, NOBODY) == 0
    else:
        assert not scene.people.femi.is_system  # nobody reaches a query: each takes its viewer
        with pytest.raises(AttributeError):
            people_shared_with(None, TODAY, Item.NAME)  # type: ignore[arg-type]


@pytest.mark.parametrize("table", TABLES)
def test_an_ended_permission_shows_no_row(scene: Scene, table: str) -> None:
    ada, wren = scene.people.ada, scene.people.wren
    withdraw_permissions(by=ada, permissions=Permission.objects.filter(person=ada, member=wren), now=NOW)
    items = set(walled_tables()[table].items)
    if not items & {"name", "payment_name"}:
        assert not is_shown(table, ada, wren)
    support = Support.objects.get(person=ada, member=wren)
    end_support(by=scene.people.priya, support=support, ends_on=TODAY, now=NOW)
    assert not is_shown(table, ada, wren)


@pytest.mark.parametrize("table", TABLES)
def test_an_organisation_without_a_lawful_basis_is_shown_no_row(scene: Scene, table: str) -> None:
    people = scene.people
    for organisation in (people.charity, people.council):
        for basis in lawful_bases_of(organisation):
            end_lawful_basis(by=people.administrator, basis=basis, now=NOW)
    for member in (people.wren, people.priya, people.ngozi):
        assert not is_shown(table, people.ada, member)


def test_figures_are_made_without_a_name(scene: Scene) -> None:
    """The reader adds up money of everybody, and is refused whatever says who they are."""
    if connection.vendor != "postgresql":
        assert not people_shared_with(scene.people.callum, TODAY).exists()
        return
    with acting_for_figures("to test"), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) > 0, current_user FROM budgets_line")
        assert cursor.fetchone() == (True, "commonpurse_reader")
        for table in (
            "people_person",
            "people_contactway",
            "payments_payee",
            "people_personname",
            "decisions_ask",
            "payments_payment",
        ):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                cursor.execute(f"SELECT 1 FROM {table}")  # noqa: S608  names of our tables


def test_a_row_of_somebody_else_cannot_be_written(scene: Scene) -> None:
    """Femi, who knows nothing of Ada, writes a way to reach her: refused by the row, whatever a page forgot."""
    if connection.vendor != "postgresql":
        assert not people_shared_with(scene.people.femi, TODAY).filter(id=scene.people.ada.id).exists()
        return
    refused = pytest.raises(ProgrammingError, match="row-level security")
    with acting(context(scene.people.femi)), refused, transaction.atomic():
        ContactWay.objects.create(person=scene.people.ada, kind="phone", value="1", is_safe_to_use=True)


def test_the_context_ends_with_its_transaction(fresh_database) -> None:
    """What one request said is gone for the next borrower of the connection (a session-wide setting was not)."""
    if connection.vendor != "postgresql":
        assert getattr(connection, "tell_context", None) is None
        return
    connection.ensure_connection()
    with acting(Context(ViewerKind.SYSTEM, "to test")), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('commonpurse.viewer_kind', true)")
        assert cursor.fetchone() == ("system",)
    raw = connection.connection.execute("SELECT coalesce(current_setting('commonpurse.viewer_kind', true), '')")
    assert raw.fetchone() == ("",)


def test_nobody_makes_themselves_somebodys_worker(scene: Scene) -> None:
    """Femi writes that he works with Ada, past the command: refused by the row, and he still sees nothing of her."""
    femi, ada = scene.people.femi, scene.people.ada
    if connection.vendor != "postgresql":
        assert not people_shared_with(femi, TODAY).filter(id=ada.id).exists()
        return
    refused = pytest.raises(ProgrammingError, match="row-level security")
    with acting(context(femi)), refused, transaction.atomic():
        Support.objects.create(person=ada, member=femi, starts_on=TODAY)
    assert not is_shown("people_person", ada, femi)
