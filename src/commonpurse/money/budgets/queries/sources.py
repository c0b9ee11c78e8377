from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F, Max, OuterRef, Q, Subquery

from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.money import Money
from commonpurse.money.budgets.access import can_see_budget
from commonpurse.money.budgets.models import Budget, Line, SpendingRule
from commonpurse.money.budgets.queries.checks import AS_IT_IS, is_line_barred, lines_barred, with_grounds
from commonpurse.money.budgets.rules import (
    BudgetRefused,
    Going,
    LegalBasis,
    Rule,
    Source,
    SpendKind,
    UnspentRule,
    draw,
)
from commonpurse.money.ledger.queries import available_minor, balances_of
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.models import Person


def rules_of_funds(fund_ids: Iterable[UUID]) -> dict[UUID, dict[SpendKind, Rule]]:
    """What each fund says now, by kind of spending. A kind that is not in it is allowed without limit."""
    newest = (
        SpendingRule.objects.filter(fund=OuterRef("fund")).values("fund").annotate(last=Max("version")).values("last")
    )
    ids = set(fund_ids)
    found: dict[UUID, dict[SpendKind, Rule]] = {fund: {} for fund in ids}
    rows = SpendingRule.objects.filter(fund__in=ids, version=Subquery(newest))
    for row in rows.filter(Q(is_allowed=False) | Q(limit_minor__isnull=False)):
        found[row.fund_id][SpendKind(row.spend_kind)] = Rule(row.is_allowed, row.reason, row.limit_minor)
    return found


def sources_of(
    lines: Sequence[Line],
    *,
    on: date,
    going: Going = AS_IT_IS,
) -> list[Source]:
    """The lines as money that might pay: what each holds now, what its fund says, and whether the law lets it go out
    on that day. Lock the accounts first to act.
    """
    balances = balances_of(line.account_id for line in lines)
    fund_rules = rules_of_funds(line.fund_id for line in lines)
    barred = lines_barred(lines, on=on, going=going)
    return [
        _source(line, balances[line.account_id].available.minor, fund_rules[line.fund_id], is_barred=line.id in barred)
        for line in lines
    ]


def sources_in(budget: Budget, *, on: date, going: Going = AS_IT_IS) -> list[Source]:
    """The same of a whole budget, in one statement: for an answer, which locks nothing.

    A line comes once for each kind that its fund says something about. Asked across everybody: show it only to who may
    see how much the person has.
    """
    rule = "fund__spending_rules__"
    newest = SpendingRule.objects.filter(fund=OuterRef("fund")).order_by("-version").values("version")[:1]
    found = (
        with_grounds(Line.objects.filter(budget=budget), on=on)
        .select_related("fund")
        .annotate(
            available=available_minor("account"),
            rule_version=F(f"{rule}version"),
            rule_kind=F(f"{rule}spend_kind"),
            rule_allows=F(f"{rule}is_allowed"),
            rule_limit=F(f"{rule}limit_minor"),
            rule_reason=F(f"{rule}reason"),
        )
        .filter(Q(rule_version=None) | Q(rule_version=Subquery(newest)))
    )
    with acting_as_system("to see whether there is money for it"):
        rows: list[Any] = list(found.order_by("id"))
    fund_rules: dict[UUID, dict[SpendKind, Rule]] = {row.id: {} for row in rows}
    for row in rows:
        if row.rule_version is not None and (not row.rule_allows or row.rule_limit is not None):
            fund_rules[row.id][SpendKind(row.rule_kind)] = Rule(row.rule_allows, row.rule_reason, row.rule_limit)
    lines = {row.id: row for row in rows}.values()
    return [
        _source(line, line.available, fund_rules[line.id], is_barred=is_line_barred(line, on=on, going=going))
        for line in lines
    ]


def _source(line: Line, available: int, fund_rules: Mapping[SpendKind, Rule], *, is_barred: bool) -> Source:
    return Source(
        line=line.id,
        account=line.account_id,
        fund_name=line.fund.name,
        period=line.fund.period,
        unspent_rule=UnspentRule(line.fund.unspent_rule),
        available_minor=available,
        rules=fund_rules,
        legal_basis=LegalBasis(line.fund.legal_basis),
        is_barred=is_barred,
    )


def what_stands_in_the_way(
    *, viewer: Member | Person, budget: Budget, amount: Money, spend_kind: SpendKind, on: date
) -> BudgetRefused | None:
    """Say why this budget could not pay that amount for this, as a hint before anybody asks; None if it could."""
    if not can_see_budget(viewer, budget, on):
        return BudgetRefused("You cannot see this budget.", code="not_visible")
    return _judge(sources_in(budget, on=on), amount, spend_kind, on)


@dataclass(frozen=True)
class WhatIsThere:
    """What can be used of a budget now, before anything is paid from it, and why an amount could not be."""

    usable: Money
    obstacle: BudgetRefused | None
    sources: Sequence[Source] = ()


def what_is_there_for(
    *,
    viewer: Member | Person,
    budget: Budget,
    amount: Money,
    spend_kind: SpendKind,
    on: date,
    going: Going = AS_IT_IS,
) -> WhatIsThere | None:
    """As `what_stands_in_the_way`, with what can be used now beside it; None when the budget is not to be seen."""
    if not can_see_budget(viewer, budget, on):
        return None
    sources = sources_in(budget, on=on, going=going)
    usable = [source.available_minor for source in sources if source.is_usable_on(on)]
    return WhatIsThere(Money(sum(usable), amount.currency), _judge(sources, amount, spend_kind, on), sources)


def _judge(sources: Sequence[Source], amount: Money, spend_kind: SpendKind, on: date) -> BudgetRefused | None:
    try:
        draw(sources, amount, SpendKind(spend_kind), on)
    except BudgetRefused as refusal:
        return refusal
    return None
