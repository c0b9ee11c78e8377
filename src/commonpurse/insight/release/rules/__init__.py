"""How times are counted, cut into months, and kept from naming anybody. Plain values only."""

from commonpurse.insight.release.rules.chains import root_of
from commonpurse.insight.release.rules.hands import Held, kept_apart, percent_of
from commonpurse.insight.release.rules.months import LastYear, end_of_last_month, last_year, summer_times
from commonpurse.insight.release.rules.power import (
    Ages,
    Tally,
    ages_of,
    part_told,
    shares_told,
    split_told,
    table_told,
    tallies,
    told,
)
from commonpurse.insight.release.rules.small_numbers import hidden_cells, hidden_of_people
from commonpurse.insight.release.rules.times import (
    DAY,
    HOUR,
    Times,
    days_from,
    days_waited,
    join,
    spoken_minutes,
    times_of,
)
from commonpurse.insight.release.rules.words import (
    BY_DAY,
    DECIDER_WORDS,
    MEASURED,
    STATION_WORDS,
    STEP_WORDS,
    TO_DO_WORDS,
    WAITING_WORDS,
    Decider,
    Step,
)

__all__ = [
    "BY_DAY",
    "DAY",
    "DECIDER_WORDS",
    "HOUR",
    "MEASURED",
    "STATION_WORDS",
    "STEP_WORDS",
    "TO_DO_WORDS",
    "WAITING_WORDS",
    "Ages",
    "Decider",
    "Held",
    "LastYear",
    "Step",
    "Tally",
    "Times",
    "ages_of",
    "days_from",
    "days_waited",
    "end_of_last_month",
    "hidden_cells",
    "hidden_of_people",
    "join",
    "kept_apart",
    "last_year",
    "part_told",
    "percent_of",
    "root_of",
    "shares_told",
    "split_told",
    "spoken_minutes",
    "summer_times",
    "table_told",
    "tallies",
    "times_of",
    "told",
]
