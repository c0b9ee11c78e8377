from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from commonpurse.parties.consent.commands import CannotRecordLook, log_access, log_accesses
from commonpurse.parties.consent.models import AccessRow
from tests.factories import NOW, Standing, standing_people


def test_who_looked_stays_when_the_request_is_rolled_back(fresh_database: str) -> None:
    people = standing_people()
    with pytest.raises(ZeroDivisionError):
        look_and_fail(people)
    rows = list(AccessRow.objects.order_by("looked_at", "id"))
    assert [(row.viewer_kind, row.viewer_id, row.organisation_id) for row in rows] == [
        ("member", people.wren.id, people.charity.id),
        ("person", people.ada.id, None),
    ]
    assert (rows[0].why, rows[0].fields) == ("her budget", ["balance"])


def look_and_fail(people: Standing) -> None:
    for viewer in (people.wren, people.ada):
        log_access(viewer=viewer, person_id=people.ada.id, why="her budget", fields=["balance"], now=NOW)
    with transaction.atomic():
        people.ada.called_by = "changed"
        people.ada.save(update_fields=["called_by"])
        raise ZeroDivisionError


def test_a_look_that_cannot_be_written_down_is_refused(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    people = standing_people()

    def fail(*args: object, **kwargs: object) -> None:
        raise DatabaseError("disk full")

    monkeypatch.setattr("django.db.models.query.QuerySet.bulk_create", fail)
    with pytest.raises(CannotRecordLook, match="cannot show this page"):
        log_access(viewer=people.wren, person_id=people.ada.id, why="her budget", fields=["balance"], now=NOW)


def test_a_list_of_people_leaves_one_row_for_each_of_them(db: None) -> None:
    people = standing_people()
    seen = [people.ada.id, people.stranger.id, people.ada.id]
    log_accesses(viewer=people.ngozi, person_ids=seen, why="payments", fields=["name"], now=NOW)
    assert set(AccessRow.objects.values_list("person_id", flat=True)) == set(seen)
    assert AccessRow.objects.count() == 2


def test_a_list_of_nobody_leaves_no_row(db: None) -> None:
    log_accesses(viewer=standing_people().ngozi, person_ids=[], why="payments", fields=["name"], now=NOW)
    assert not AccessRow.objects.exists()


@pytest.mark.parametrize("statement", ["UPDATE consent_accessrow SET why = 'x'", "DELETE FROM consent_accessrow"])
def test_the_list_of_who_looked_cannot_be_edited(db: None, statement: str) -> None:
    people = standing_people()
    log_access(viewer=people.wren, person_id=people.ada.id, why="her budget", fields=["balance"], now=NOW)
    with (
        pytest.raises(DatabaseError, match=r"permission denied|append_only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert AccessRow.objects.get().why == "her budget"
