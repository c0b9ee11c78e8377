"""Many at once, committing for real, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connections

from commonpurse.kernel.errors import Refused
from commonpurse.parties.people.commands import import_people
from commonpurse.parties.people.models import ContactWay, Person
from tests.factories import NOW, standing_people

LIST = b"reference,called_by,contact_kind,contact,contact_is_safe\nH-101,Noor,phone,1,yes\nH-102,Kit,,,\n"


def test_one_list_imported_by_eight_at_once_adds_its_people_once(fresh_database: str) -> None:
    people, start = standing_people(), Barrier(8)

    def one(number: int) -> str:
        try:
            start.wait(timeout=60)
            import_people(by=people.priya, content=LIST, now=NOW)
        except Refused as refusal:
            return refusal.code
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(one, range(8)))
    assert "done" in outcomes
    assert set(outcomes) <= {"done", "reference_taken"}
    assert Person.objects.filter(reference__in=["H-101", "H-102"]).count() == 2
    assert ContactWay.objects.count() == 1
