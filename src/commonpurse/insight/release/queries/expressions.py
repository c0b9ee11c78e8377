"""Moments and days as whole numbers, alike on SQLite and PostgreSQL, so that either counts 100,000 rows by itself.

Django's own differences of moments call back into Python for each row on SQLite.
"""

from __future__ import annotations

from typing import Any

from django.db.models import BigIntegerField, Case, Expression, F, Func, IntegerField, Q, Value, When
from django.db.models.lookups import GreaterThanOrEqual, LessThan

from commonpurse.insight.release.rules import DAY, LastYear, summer_times

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


def minutes_between(began: str | Expression, ended: str | Expression) -> Expression:
    """The minutes between two moments, begun ones counted whole; below one where they are none."""
    return (Epoch(ended) - Epoch(began) + Value(59)) / Value(60)


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
    is_summer = Q()
    for begins, ends in summer_times(FIRST_YEAR, year.ends_on.year):
        # The moments themselves are compared: to make seconds of them for each summer took most of the time.
        is_summer |= Q(GreaterThanOrEqual(_read(moment), Value(begins)), LessThan(_read(moment), Value(ends)))
    ahead = Case(When(is_summer, then=Value(3600)), default=Value(0), output_field=BigIntegerField())
    return (Epoch(moment) + ahead) / Value(SECONDS_A_DAY)


def _read(moment: str | Expression) -> F | Expression:
    return F(moment) if isinstance(moment, str) else moment
