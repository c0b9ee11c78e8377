from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, connections, transaction

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


def test_a_look_that_cannot_be_written_down_is_refused(fresh_database: str) -> None:
    people = standing_people()
    connections["access_log"].close()
    connections["access_log"].settings_dict["NAME"] = "/nowhere/at/all"
    with pytest.raises(CannotRecordLook, match="cannot show this page"):
        log_access(viewer=people.wren, person_id=people.ada.id, why="her budget", fields=["balance"], now=NOW)


def test_a_list_that_somebody_looks_at_leaves_one_row_a_person(fresh_database: str) -> None:
    people = standing_people()
    everybody = [people.ada.id, people.stranger.id, people.ada.id]
    log_accesses(viewer=people.priya, person_ids=everybody, why="list of people", fields=["called_by"], now=NOW)
    log_accesses(viewer=people.priya, person_ids=[], why="list of people", fields=["called_by"], now=NOW)
    assert sorted(AccessRow.objects.values_list("person_id", flat=True)) == sorted(set(everybody))


@pytest.mark.parametrize("statement", ["UPDATE consent_accessrow SET why = 'x'", "DELETE FROM consent_accessrow"])
def test_the_list_of_who_looked_cannot_be_edited(db: None, statement: str) -> None:
    people = standing_people()
    log_access(viewer=people.wren, person_id=people.ada.id, why="her budget", fields=["balance"], now=NOW)
    with (
        pytest.raises(DatabaseError, match=r"permission denied|append[_-]only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert AccessRow.objects.get().why == "her budget"
