"""Which lines of a file that was looked at are new, and which the bank had sent before. Reads only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import accumulate

from commonpurse.money.reconciliation.models import Statement, StatementFile, StatementLine, StatementSeries
from commonpurse.money.reconciliation.reading import Reading
from commonpurse.money.reconciliation.rules import ExaminedStatement, KnownLine, LineKind, find_repeats
from commonpurse.money.reconciliation.rules.examining import lines_by_day
from commonpurse.money.reconciliation.rules.repeats import source_of


@dataclass
class Plan:
    """What is to be kept of a statement. For each booked entry: 0 for a repeat, else which of several twins it is."""

    examined: ExaminedStatement
    nth: list[int] = field(default_factory=list)
    is_known: bool = False

    @property
    def new_count(self) -> int:
        return sum(1 for n in self.nth if n)

    def ranks(self) -> list[int]:
        """For each booked entry, how many new ones stand before it."""
        return list(accumulate((1 if n else 0 for n in self.nth), initial=0))


def plan_statements(series: StatementSeries, statements: Sequence[ExaminedStatement]) -> list[Plan]:
    """Tell new lines from repeats, day by day, statement by statement. Whoever keeps them has locked the series."""
    days = [line.on for one in statements for line in one.lines]
    known = _known_lines(series, min(days), max(days)) if days else {}
    prints = [one.fingerprint for one in statements]
    known_prints = set(
        Statement.objects.filter(series=series, fingerprint__in=prints).values_list("fingerprint", flat=True)
    )
    plans = []
    for one, fingerprint in zip(statements, prints, strict=True):
        plan = Plan(one, nth=[0] * len(one.lines))
        for on, places in lines_by_day(one.lines):
            of_day = known.setdefault(on, [])
            facts = [one.lines[place].fact for place in places]
            count = Counter(line.key for line in of_day)
            for place, fact, is_repeat in zip(places, facts, find_repeats(of_day, facts), strict=True):
                if not is_repeat:
                    count[fact.key] += 1
                    plan.nth[place] = count[fact.key]
                    of_day.append(fact)
        plan.is_known = plan.new_count == 0 and (fingerprint in known_prints or bool(one.lines))
        known_prints.add(fingerprint)
        plans.append(plan)
    return plans


def _known_lines(series: StatementSeries, first: date, last: date) -> dict[date, list[KnownLine]]:
    rows = (
        StatementLine.objects.filter(series=series, booked_on__range=(first, last), kind=LineKind.ENTRY.value)
        .order_by("place")
        .values_list(
            "booked_on",
            "line_key",
            "amount_minor",
            "balance_after_minor",
            "statement__file__format",
            "bank_reference",
        )
    )
    known: dict[date, list[KnownLine]] = {}
    for on, key, amount, balance, form, reference in rows.iterator(chunk_size=5_000):
        known.setdefault(on, []).append(KnownLine(key, amount, balance, source_of(form, bool(reference))))
    return known


def count_known_lines(reading: Reading) -> int:
    """How many booked lines of the file are here already. It may be more when the file is kept: others read in too."""
    statements = reading.examined.statements
    series = StatementSeries.objects.filter(debtor_account=reading.account).first()
    if series is None:
        return 0
    if StatementFile.objects.filter(series=series, sha256=reading.sha256).exists():
        return sum(len(one.lines) for one in statements)
    return sum(len(plan.nth) - plan.new_count for plan in plan_statements(series, statements))
