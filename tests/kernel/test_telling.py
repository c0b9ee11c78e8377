"""The database knows who acts at each statement, also after what was undone, at the commit, and while rows still come."""

from __future__ import annotations

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import DataError, connection, transaction

from commonpurse.kernel.context import Context, ViewerKind, acting, acting_for_figures

ONE, OTHER = Context(ViewerKind.SYSTEM, "the one"), Context(ViewerKind.SYSTEM, "the other")


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the server is told, in order."""
    heard: list[str] = []
    real = Context.settings

    def settings(self: Context) -> dict[str, str]:
        heard.append(self.purpose)
        return real(self)

    monkeypatch.setattr(Context, "settings", settings)
    return heard


def asked(sql: str = "SELECT current_setting('commonpurse.purpose', true)") -> str:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return str(cursor.fetchone()[0])


def is_sqlite() -> bool:
    """SQLite knows no context: there the gates in the code stand alone, and nothing is told."""
    if connection.vendor == "postgresql":
        return False
    assert not hasattr(connection, "tell_context")
    return True


@pytest.mark.django_db
def test_a_block_in_which_nothing_is_asked_tells_nothing(told: list[str]) -> None:
    if is_sqlite():
        return
    with acting(ONE):
        assert asked() == "the one"
        with acting(OTHER):
            pass
        assert [asked(), asked()] == ["the one", "the one"]
        assert told == ["the one"]
        with acting(OTHER):
            assert asked() == "the other"
        assert asked() == "the one"
    assert told == ["the one", "the other", "the one"]


@pytest.mark.django_db
def undone(sql: str) -> str:
    """What is asked in a block for figures that is undone afterwards."""
    with transaction.atomic(), acting_for_figures("to count"):
        found = asked(sql)
        transaction.set_rollback(True)
    return found


@pytest.mark.django_db
def test_what_is_undone_is_told_anew() -> None:
    if is_sqlite():
        return
    who = "SELECT current_user"
    before = asked(who)
    with acting(ONE):
        with acting(OTHER):
            assert [asked(), undone(who), asked()] == ["the other", "commonpurse_reader", "the other"]
        assert [asked(who), asked()] == [before, "the one"]
        with pytest.raises(DataError), transaction.atomic(), acting(OTHER):
            asked("SELECT 1 / 0")
        assert asked() == "the one"


def test_what_waits_for_the_commit_is_checked_in_the_context_that_holds_then(fresh_database: str) -> None:
    if is_sqlite():
        return
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE heard (purpose text)")
        cursor.execute("CREATE TEMP TABLE waits (id int)")
        cursor.execute(
            "CREATE FUNCTION pg_temp.hear() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN INSERT INTO heard VALUES (current_setting('commonpurse.purpose', true)); RETURN NULL; END $$"
        )
        cursor.execute(
            "CREATE CONSTRAINT TRIGGER hears AFTER INSERT ON waits DEFERRABLE INITIALLY DEFERRED "
            "FOR EACH ROW EXECUTE FUNCTION pg_temp.hear()"
        )
        with acting(ONE), transaction.atomic(), acting(OTHER):
            cursor.execute("INSERT INTO waits VALUES (1)")
    assert asked("SELECT string_agg(purpose, ',') FROM heard") == "the one"


@pytest.mark.django_db
def test_while_rows_are_still_to_come_it_is_told_at_once(told: list[str]) -> None:
    if is_sqlite():
        return
    with acting(ONE):
        next(ContentType.objects.iterator(chunk_size=1))
        with acting(OTHER):
            assert told == ["the one", "the other"]
    assert asked() != "the one"
