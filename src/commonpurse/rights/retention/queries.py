from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Count, Min, Q, Value

from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.periods import business_date
from commonpurse.parties.partners.models import Member
from commonpurse.rights.retention.access import can_keep_retention
from commonpurse.rights.retention.rules import RULES, Ending, Rule


@dataclass(frozen=True)
class Due:
    """One rule and how it stands: how many rows there are, how many are due, and when the next one is."""

    rule: Rule
    count: int = 0
    due: int = 0
    next_on: date | None = None


def retention_table(*, viewer: Member, now: datetime) -> list[Due]:
    """Every rule with counts over everybody, in two statements. No row of anybody is shown."""
    if not can_keep_retention(viewer):
        raise NotAllowed
    kept = [rule for rule in RULES if rule.ending is not Ending.NOT_YET]
    found: dict[str, tuple[int, int, Any]] = {}
    with acting_as_system("to count what is due to be removed"):
        # A union has one type a column, so days and moments are two.
        for is_moment in (True, False):
            asked = [_counts(rule, now) for rule in kept if _is_moment(rule) is is_moment]
            found |= {name: (count, due, oldest) for name, count, due, oldest in asked[0].union(*asked[1:], all=True)}
    return [_due(rule, *found.get(rule.name, (0, 0, None))) for rule in RULES]


def due_rows(rule: Rule, now: datetime) -> models.QuerySet[Any]:
    """The rows of a rule whose time is over. The edge itself is still kept."""
    return apps.get_model(rule.label)._base_manager.filter(**{f"{rule.since}__lt": _edge(rule, now)})


def _is_moment(rule: Rule) -> bool:
    return isinstance(apps.get_model(rule.label)._meta.get_field(rule.since), models.DateTimeField)


def _edge(rule: Rule, now: datetime) -> date | datetime:
    edge = now - rule.kept
    return edge if _is_moment(rule) else business_date(edge)


def _counts(rule: Rule, now: datetime) -> models.QuerySet[Any, tuple[Any, ...]]:
    edge = _edge(rule, now)
    rows = apps.get_model(rule.label)._base_manager.order_by().annotate(of=Value(rule.name)).values("of")
    return rows.annotate(
        number=Count("pk"),
        over=Count("pk", filter=Q(**{f"{rule.since}__lt": edge})),
        oldest=Min(rule.since, filter=Q(**{f"{rule.since}__gte": edge})),
    ).values_list("of", "number", "over", "oldest")


def _due(rule: Rule, count: int, due: int, oldest: date | datetime | None) -> Due:
    next_at = oldest + rule.kept if oldest is not None else None
    return Due(rule, count, due, business_date(next_at) if isinstance(next_at, datetime) else next_at)
