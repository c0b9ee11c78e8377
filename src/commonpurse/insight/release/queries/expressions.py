"""Moments and days as whole numbers, alike on SQLite and PostgreSQL, so that either counts 100,000 rows by itself.

Django's own differences of moments call back into Python for each row on SQLite.
"""

from __future__ import annotations

from typing import Any

from django.db.models import BigIntegerField, Case, Expression, Func, IntegerField, Q, Value, When
from django.db.models.lookups import GreaterThanOrEqual, LessThan, LessThanOrEqual

from commonpurse.insight.release.rules import DAY, HOUR, LastYear, summer_times
from commonpurse.insight.release.rules.times import LAST_IN_HOURS, LAST_IN_MINUTES

# No ask is older than this software.
FIRST_YEAR = 2020
SECONDS_A_DAY = DAY * 60


class Epoch(Func):
    """Whole seconds since 1970 UTC of a moment; of a date, those of its midnight as if it were UTC."""

    output_field = BigIntegerField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "FLOOR(EXTRACT(EPOCH FROM %(expressions)s))::bigint"
        return super().as_sql(compiler, connection, template=template, **context)

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        # Cut, because SQLite rounds parts of a second up into the next.
        template = "CAST(strftime('%%%%s', substr(%(expressions)s, 1, 19)) AS INTEGER)"
        return super().as_sql(compiler, connection, template=template, **context)


def minutes_between(began: str | Expression, ended: str | Expression) -> Case:
    """The time between two moments as people say it. The same rule as `rules.spoken_minutes`."""
    seconds = Epoch(ended) - Epoch(began)

    def up_to(minutes: int) -> Expression:
        return (seconds + Value(minutes * 60 - 1)) / Value(minutes * 60) * Value(minutes)

    return Case(
        When(LessThanOrEqual(seconds, Value(0)), then=Value(0)),
        When(LessThanOrEqual(seconds, Value(LAST_IN_MINUTES * 60)), then=up_to(1)),
        When(LessThanOrEqual(seconds, Value(LAST_IN_HOURS * 60)), then=up_to(HOUR)),
        default=up_to(DAY),
        output_field=BigIntegerField(),
    )


def days_between(began: str | Expression, ended_on: str, year: LastYear) -> Expression:
    """Minutes of the whole days from the London day of a moment to a day. The same rule as `rules.days_from`."""
    return (Epoch(ended_on) / Value(SECONDS_A_DAY) - _london_day(began, year)) * Value(DAY)


def month_number(day: str, year: LastYear) -> Case:
    """Which of the year's months a day is in, from 0."""
    whens = [
        When(Q(**{f"{day}__gte": start, f"{day}__lt": end}), then=Value(number))
        for number, (start, end) in enumerate(year.months)
    ]
    return Case(*whens, default=Value(-1), output_field=IntegerField())


def _london_day(moment: str | Expression, year: LastYear) -> Expression:
    """Days since 1970 of a moment's day in London."""
    epoch = Epoch(moment)
    is_summer = Q()
    for begins, ends in summer_times(FIRST_YEAR, year.ends_on.year):
        first, last = Value(int(begins.timestamp())), Value(int(ends.timestamp()))
        is_summer |= Q(GreaterThanOrEqual(epoch, first), LessThan(epoch, last))
    ahead = Case(When(is_summer, then=Value(3600)), default=Value(0), output_field=BigIntegerField())
    return (epoch + ahead) / Value(SECONDS_A_DAY)
