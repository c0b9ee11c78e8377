"""What the databases count by themselves is what a plain count of the same payments gives."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime
from time import perf_counter

from commonpurse.insight.release.queries import open_waits, release_times, wait_cards, waits_by_step, whose_hands
from commonpurse.insight.release.rules import (
    BY_DAY,
    MEASURED,
    Decider,
    Step,
    Times,
    days_from,
    last_year,
    spoken_minutes,
    times_of,
)
from commonpurse.kernel.periods import business_date
from tests.factories import NOW, TODAY
from tests.insight.release.many import Made, story_of, write_down
from tests.insight.release.way import Way

# `./run nightly` counts as many as a large place makes in some years.
COUNT = 100_000 if os.environ.get("COMMONPURSE_LONG") == "1" else 2_000

Ends = Callable[[Made], tuple[datetime | None, datetime | date | None]]
STEPS: dict[Step, Ends] = {
    Step.ANSWER: lambda made: (made.asked_at, made.yes_at),
    Step.RELEASE: lambda made: (made.yes_at if made.asked_at else None, made.released_at),
    Step.SECOND: lambda made: (None, None),  # no sum of this story is large: test_times has those
    Step.FILE: lambda made: (made.released_at, made.file_at),
    Step.CHECK: lambda made: (made.file_at, made.checked_at),
    Step.SEND: lambda made: (made.checked_at, made.sent_at),
    Step.BANK: lambda made: (made.sent_at, made.paid_on),
}


def counted_plainly(all_of_them: list[Made], ends: Ends) -> Times:
    year, counts = last_year(TODAY), Counter()
    for made in all_of_them:
        began, ended = ends(made)
        if began is None or ended is None:
            continue
        day = business_date(ended) if isinstance(ended, datetime) else ended
        if year.starts_on <= day < year.ends_on:
            is_moment = isinstance(ended, datetime)
            counts[spoken_minutes(int((ended - began).total_seconds())) if is_moment else days_from(began, ended)] += 1
    return times_of(counts)


def test_the_database_counts_as_one_would_by_hand(way: Way) -> None:
    files = list(story_of(COUNT, today=TODAY))
    write_down(way, files)
    payments = [made for payments in files for made in payments]
    began = perf_counter()
    found = release_times(viewer=way.people.priya, today=TODAY)
    took = perf_counter() - began
    assert found is not None
    assert set(STEPS) == set(MEASURED)
    assert set(BY_DAY) == {Step.BANK}
    for step, ends in STEPS.items():
        assert dict(found.steps)[step] == counted_plainly(payments, ends), step
    assert found.arrived == counted_plainly(payments, lambda made: (made.yes_at, made.paid_on))
    assert found.from_asking == counted_plainly(payments, lambda made: (made.asked_at, made.paid_on))
    for starts_on, times in found.months:
        in_month = [made for made in payments if made.paid_on and made.paid_on.replace(day=1) == starts_on]
        assert times == counted_plainly(in_month, lambda made: (made.yes_at, made.paid_on)), starts_on
    for who, times in found.deciders:
        theirs = [made for made in payments if made.is_hers is (who is Decider.PERSON)]
        assert times == counted_plainly(theirs, lambda made: (made.yes_at, made.paid_on)), who
    hands = whose_hands(viewer=way.people.priya, today=TODAY)
    assert hands is not None
    assert (hands.percent, hands.count) == (100, found.arrived.count)
    assert waits_by_step(viewer=way.people.priya, now=NOW, today=TODAY)[list(Step).index(Step.BANK)].count == sum(
        made.paid_on is None for made in payments
    )
    rows = open_waits(viewer=way.people.priya, now=NOW)
    assert rows.count() == len(wait_cards(list(rows), viewer=way.people.priya, today=TODAY)) > 0
    print(f"{COUNT:,} payments: {took:.2f} s for the figures")
