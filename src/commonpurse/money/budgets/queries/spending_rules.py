from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from commonpurse.money.budgets.access import can_see_fund
from commonpurse.money.budgets.models import Fund, SpendingRule
from commonpurse.money.budgets.rules import ALLOWED, Rule, SpendKind
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.models import Person


@dataclass(frozen=True)
class RuleVersion:
    """What a fund said from one moment on. A kind that is not in `rules` was allowed without limit."""

    version: int
    set_at: datetime
    set_by: str
    rules: Mapping[SpendKind, Rule]


def spending_rule_versions(*, viewer: Member | Person, fund: Fund) -> list[RuleVersion]:
    """Every version of a fund's rules, newest first: the first one counts now. Empty where everything is allowed."""
    if not can_see_fund(viewer, fund):
        return []
    rows: dict[int, list[SpendingRule]] = {}
    for row in SpendingRule.objects.filter(fund=fund).select_related("set_by").order_by("-version"):
        rows.setdefault(row.version, []).append(row)
    versions = []
    for version, kinds in rows.items():
        said = {SpendKind(row.spend_kind): Rule(row.is_allowed, row.reason, row.limit_minor) for row in kinds}
        rules = {kind: said[kind] for kind in SpendKind if said.get(kind, ALLOWED) != ALLOWED}
        versions.append(RuleVersion(version, kinds[0].set_at, kinds[0].set_by.name, rules))
    return versions
