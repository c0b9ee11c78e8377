"""On which days a service is open; where its times do not say it, nobody knows."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from commonpurse.parties.directory.opening import is_open_on, open_days_from
from commonpurse.parties.directory.records import ReadSchedule

SUNDAY, TUESDAY, THURSDAY = date(2026, 11, 29), date(2026, 12, 1), date(2026, 12, 3)


def when(**given: Any) -> ReadSchedule:
    return ReadSchedule("", **given)


@pytest.mark.parametrize(
    ("given", "day", "expected"),
    [
        ({"days": "TU,TH"}, TUESDAY, True),
        ({"days": "TU,TH"}, SUNDAY, False),
        ({"days": "1TU", "every": "MONTHLY"}, TUESDAY, True),
        ({"days": "2TU", "every": "MONTHLY"}, TUESDAY, False),
        ({"days": "-1SU"}, SUNDAY, True),
        ({"days": "-1SU"}, date(2026, 11, 22), False),
        ({"month_days": "1,15"}, TUESDAY, True),
        ({"month_days": "-2"}, SUNDAY, True),
        ({"month_days": "2"}, SUNDAY, False),
        ({"days": "TU", "interval": 2, "starts_on": date(2026, 11, 18)}, TUESDAY, True),
        ({"days": "TU", "interval": 2, "starts_on": date(2026, 11, 25)}, TUESDAY, False),
        ({"days": "TU", "interval": 2, "every": "MONTHLY", "starts_on": date(2026, 10, 1)}, TUESDAY, True),
        ({"days": "TU", "interval": 2}, TUESDAY, None),  # of which week, nobody says
        ({"days": "TU", "interval": 2}, SUNDAY, False),
        ({"words": "Ring first."}, SUNDAY, None),
        ({"days": "Tuesdays"}, SUNDAY, None),
        ({"month_days": "x"}, SUNDAY, None),
        ({"days": "TU", "ends_on": SUNDAY}, SUNDAY, None),  # over: nothing is known of the day
        ({"days": "TU", "starts_on": TUESDAY}, SUNDAY, None),
    ],
)
def test_a_time_falls_on_a_day_or_not_or_nobody_knows(given: dict[str, Any], day: date, expected: bool | None) -> None:
    assert is_open_on([when(**given)], day) is expected


def test_one_time_that_says_nothing_leaves_it_open_and_one_that_says_yes_is_enough() -> None:
    assert is_open_on([], SUNDAY) is None
    assert is_open_on([when(days="TU"), when(words="And at other times.")], SUNDAY) is None
    assert is_open_on([when(words="Ring."), when(days="SU")], SUNDAY) is True
    assert open_days_from([when(days="TU,TH")], SUNDAY) == [TUESDAY, THURSDAY]
    assert open_days_from([when(words="Ring.")], SUNDAY) == []
