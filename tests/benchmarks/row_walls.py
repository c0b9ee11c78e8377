"""Measure what the walls of the rows cost on PostgreSQL: the person's page with many people, with and without them.

    python -m tests.benchmarks.row_walls [--people 100000] [--rounds 60]

Two databases hold the same rows; in the second row-level security is switched off. The pages are asked for in turns,
so that whatever else the machine does falls on both. The ratio is what to compare (target: under 1.10).
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

TARGET = 1.10  # performance.md: row-level security under a tenth on the person's page
BATCH = 5_000


def fill(people: Any, count: int) -> None:
    """Add people, each with a budget, a line and a worker, in batches."""
    from commonpurse.kernel.identity import new_id
    from commonpurse.money.budgets.models import Budget
    from commonpurse.parties.people.models import ContactWay, Person, Support
    from tests.factories import NOW, TODAY

    for start in range(0, count, BATCH):
        made = [
            Person(id=new_id(), called_by=f"Person {number}", added_at=NOW, added_by=people.priya)
            for number in range(start, min(start + BATCH, count))
        ]
        Person.objects.bulk_create(made)
        Support.objects.bulk_create(Support(person=one, member=people.femi, starts_on=TODAY) for one in made)
        Budget.objects.bulk_create(Budget(person=one, opened_by=people.priya, opened_at=NOW) for one in made)
        ContactWay.objects.bulk_create(
            ContactWay(person=one, kind="phone", value="1", is_safe_to_use=True) for one in made
        )


def measure(databases: Any, names: dict[str, str], actor: str, address: str, rounds: int) -> dict[str, float]:
    """Median seconds of a page, by database; the first rounds warm up."""
    from django.test import Client

    from commonpurse.parties.partners.models import Member
    from commonpurse.parties.people.models import Person
    from tests.web.conftest import let_in, user_of

    found: dict[str, list[float]] = {name: [] for name in names}
    clients = {}
    for how, name in names.items():
        databases.point_at(name)
        whose = Person.objects.get(called_by="Ada") if actor == "ada" else Member.objects.get(name=actor.capitalize())
        clients[how] = Client()
        let_in(clients[how], user_of(whose))
        address = address.format(ada=Person.objects.get(called_by="Ada").id)
    for _round in range(rounds):
        for how, name in names.items():
            databases.point_at(name)
            for number in range(6):  # the first opens the connection, and is not counted
                begun = time.perf_counter()
                answer = clients[how].get(address)
                taken = time.perf_counter() - begun
                assert answer.status_code == 200, (how, address, answer.status_code)
                if number > 1:
                    found[how].append(taken)
    return {how: median(times) for how, times in found.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=30)
    asked = parser.parse_args()

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commonpurse.config.settings")
    with tempfile.TemporaryDirectory(prefix="commonpurse-bench-") as folder:
        os.environ["COMMONPURSE_DATA"] = folder
        django.setup()
        from django.conf import settings
        from django.test.utils import setup_test_environment
        from django.utils import timezone

        from commonpurse.kernel.context import Context, ViewerKind, process_acts_as
        from commonpurse.kernel.keys.keyring import make_keyring
        from commonpurse.kernel.keys.queries import keyring_path
        from tests.conftest import use_server
        from tests.databases import PostgresqlDatabases, running_postgresql
        from tests.factories import NOW, standing_people
        from tests.web.scenes import make_scene

        setup_test_environment()
        make_keyring(keyring_path())
        settings.ACCESS_LOG_DATABASE = "default"
        timezone.now = lambda: NOW
        process_acts_as(Context(ViewerKind.SYSTEM, "to measure"))
        with running_postgresql(Path(folder) / "data") as server:
            use_server(server)
            databases = PostgresqlDatabases(settings.DATABASES["default"], server, "bench_template")
            databases.make_template()
            walled = databases.copy()
            databases.point_at(walled)
            people = standing_people()
            make_scene(people, NOW)
            fill(people, asked.people)
            from django.db import connection, connections

            databases.point_at_as_owner(walled)
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
            connections.close_all()
            names = {"with walls": walled, "without": databases.copy(of=walled)}
            databases.point_at_as_owner(names["without"])
            with connection.cursor() as cursor:
                cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity")
                for (table,) in cursor.fetchall():
                    cursor.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
                cursor.execute("ANALYZE")
            print(f"{asked.people:,} people, {datetime.now(UTC):%Y-%m-%d}; medians of {asked.rounds * 4} pages each")
            for actor, address in (
                ("ada", "/money/"),
                ("wren", "/worker/people/{ada}/"),
                ("wren", "/worker/"),
                ("ngozi", "/finance/payments/"),
            ):
                took = measure(databases, names, actor, address, asked.rounds)
                ratio = took["with walls"] / took["without"]
                said = " ".join(f"{how} {seconds * 1000:.1f} ms" for how, seconds in took.items())
                print(f"{actor:6} {address:24} {said}  ratio {ratio:.3f}  (target {TARGET:.2f} on the person's page)")
            databases.close()


if __name__ == "__main__":
    main()
