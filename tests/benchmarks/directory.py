"""Measure the directory on both databases: how long a feed takes to be read in, and how long somebody waits for an answer.

    python -m tests.benchmarks.directory [--services 5000] [--searches 400]

Beside each figure stands what a plain way takes in the same run, on the same rows: for the import, putting the services'
own rows in with nothing checked; for the search, looking for the words in every text (LIKE). The ratios are what to
compare between machines. Exit code 1: a target was missed.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles
from typing import Any

IMPORT_TARGET = 60.0  # seconds for 5,000 services
SEARCH_TARGET = 50.0  # milliseconds, the 95th of a hundred

STREETS = (
    "Ropewalk",
    "Mill Lane",
    "Ferry Road",
    "Tide Street",
    "Corn Lane",
    "Chapel Steps",
    "Quay Street",
    "High Street",
)
KINDS = ("Meals", "Beds", "Debt advice", "Counselling", "Walking group", "Clinic", "Job club", "Choir", "Recovery group", "Pantry")  # fmt: skip
WORDS = [
    "a",
    "hot",
    "drink",
    "and",
    "somebody",
    "to",
    "talk",
    "to",
    "when",
    "the",
    "week",
    "was",
    "long",
    "bring",
    "your",
    "letters",
    "we",
    "sort",
    "them",
    "together",
    "open",
    "to",
    "anybody",
    "no",
    "card",
    "needed",
    "dogs",
    "welcome",
    "children",
    "too",
    "ask",
    "for",
    "Sam",
    "at",
    "the",
    "desk",
    "free",
    "parking",
    "behind",
    "the",
    "hall",
    "step",
    "free",
    "access",
]
ASKED = (
    *("food", "hungry ferry road", "somewhere to sleep", "debt QH4", "counselling", "I owe rent", "drinking", "lonely"),
    *(
        "clinic tide street",
        "job",
        "choir chapel",
        "pantry QH7 2AB",
        "recovery mill lane",
        "zeppelin",
        "beds dogs welcome",
    ),
    *("help with letters", "QH3", "anybody", "walk", "food zeppelin"),
)


def a_feed(count: int) -> bytes:
    """A feed as large as a county's: each service with its place, times, price and a page of text."""
    from tests.parties.directory import made_feeds

    dice = random.Random(2026)
    places = [
        made_feeds.location(
            f"Hall {number}",
            addresses=[
                made_feeds.location()["addresses"][0]
                | {"address_1": f"{number} {dice.choice(STREETS)}", "postal_code": f"QH{number % 20} {number % 9}AB"}
            ],
        )
        for number in range(max(1, count // 4))
    ]
    organisations = [made_feeds.organisation(f"Organisation {number}") for number in range(max(1, count // 10))]
    services = [
        made_feeds.service(
            f"{dice.choice(KINDS)} {number}",
            description=" ".join(dice.choices(WORDS, k=dice.randint(40, 300))),
            organization=dice.choice(organisations),
            service_at_locations=[{"id": made_feeds.an_id("at", number), "location": dice.choice(places)}],
        )
        for number in range(count)
    ]
    return json.dumps(made_feeds.page(*services)).encode()


def timed(act: Any) -> tuple[float, Any]:
    begun = time.perf_counter()
    found = act()
    return time.perf_counter() - begun, found


def plain_rows() -> float:
    """Put the services' own rows in once more, with nothing read or checked, and take them out again."""
    from django.db import transaction

    from commonpurse.kernel.identity import new_id
    from commonpurse.parties.directory.models import Service

    rows = list(Service.objects.all())
    for row in rows:
        row.id, row.outside_id = new_id(), f"again {row.id}"
    with transaction.atomic():
        took, _ = timed(lambda: Service.objects.bulk_create(rows, batch_size=500))
        transaction.set_rollback(True)
    return took


def plain_search(typed: str) -> list[Any]:
    """Look for the words in every text, as one would without an index."""
    from django.db.models import Q

    from commonpurse.parties.directory.models import Service, ServiceWords
    from commonpurse.parties.directory.rules import words_of

    found = ServiceWords.objects.all()
    for group in words_of(typed):
        any_of = Q()
        for word in group:
            any_of |= Q(title__icontains=word) | Q(place__icontains=word) | Q(body__icontains=word)
        found = found.filter(any_of)
    ids = list(found.values_list("service_id", flat=True)[:500])
    return list(Service.objects.for_a_list().filter(id__in=ids[:10]))


def our_search(typed: str) -> list[Any]:
    from commonpurse.parties.directory.queries import search_services, services_in_order

    return services_in_order(list(search_services(typed).ids[:10]))


def times_of(search: Any, count: int) -> list[float]:
    """Milliseconds of each search, with the first page of what was found; the first round warms up."""
    from django.db import transaction

    def in_a_request(typed: str) -> None:
        with transaction.atomic():
            search(typed)

    for typed in ASKED:
        in_a_request(typed)
    return [timed(lambda n=number: in_a_request(ASKED[n % len(ASKED)]))[0] * 1000 for number in range(count)]


def measure(name: str, feed: bytes, searches: int) -> bool:
    from django.db import connection

    from commonpurse.parties.directory.commands import import_services
    from commonpurse.parties.directory.reading import read_pages
    from tests.factories import NOW, standing_people

    people = standing_people()

    def bring() -> Any:
        return import_services(by=people.priya, feed_name="County", read=read_pages([feed]), now=NOW)

    took, result = timed(bring)
    again, repeated = timed(bring)
    assert (result.added, repeated.unchanged) == (repeated.unchanged, result.added)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE directory_servicewords, directory_service")
    rows = plain_rows()
    ours, plain = times_of(our_search, searches), times_of(plain_search, max(40, searches // 5))
    p95 = quantiles(ours, n=20)[-1]
    print(
        f"{name:10} import {result.added:,} services {took:.1f} s (target {IMPORT_TARGET:.0f}), the same again {again:.1f} s;"
        f" rows alone {rows:.1f} s, ratio {took / rows:.1f}"
    )
    print(
        f"{name:10} search p50 {median(ours):.1f} ms, p95 {p95:.1f} ms (target {SEARCH_TARGET:.0f});"
        f" looking through every text p95 {quantiles(plain, n=20)[-1]:.1f} ms, ratio {p95 / quantiles(plain, n=20)[-1]:.2f}"
    )
    return took < IMPORT_TARGET and p95 < SEARCH_TARGET


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--services", type=int, default=5_000)
    parser.add_argument("--searches", type=int, default=400)
    asked = parser.parse_args()

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commonpurse.config.settings")
    with tempfile.TemporaryDirectory(prefix="commonpurse-bench-") as folder:
        os.environ["COMMONPURSE_DATA"] = folder
        django.setup()
        from django.conf import settings

        from commonpurse.kernel.context import Context, ViewerKind, process_acts_as
        from commonpurse.kernel.keys.keyring import make_keyring
        from commonpurse.kernel.keys.queries import keyring_path
        from tests.conftest import use_server
        from tests.databases import PostgresqlDatabases, SqliteDatabases, running_postgresql

        make_keyring(keyring_path())
        process_acts_as(Context(ViewerKind.SYSTEM, "to measure"))
        feed = a_feed(asked.services)
        print(f"{asked.services:,} services, {len(feed) / 1e6:.0f} MB of JSON, {datetime.now(UTC):%Y-%m-%d}")
        files = SqliteDatabases(settings.DATABASES["default"], Path(folder) / "shared")
        files.make_template()
        files.point_at(files.copy())
        is_met = measure("sqlite", feed, asked.searches)
        files.close()
        with running_postgresql(Path(folder) / "data") as server:
            use_server(server)
            databases = PostgresqlDatabases(settings.DATABASES["default"], server, "bench_template")
            databases.make_template()
            databases.point_at(databases.copy())
            is_met = measure("postgresql", feed, asked.searches) and is_met
            databases.close()
    sys.exit(0 if is_met else 1)


if __name__ == "__main__":
    main()
