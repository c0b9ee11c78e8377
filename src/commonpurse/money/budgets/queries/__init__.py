"""Every question about funds, budgets and holds. Sums are read from the ledger, each by one definition."""

from commonpurse.money.budgets.queries.accounts import (
    accounts_of_holds,
    fund_account_ids,
    release_hold_rows,
    release_rows_of_many,
    return_hold_rows,
)
from commonpurse.money.budgets.queries.budgets import (
    LineMoney,
    PersonMoney,
    budgets_visible_to,
    get_budget,
    holdings_of,
    person_money,
)
from commonpurse.money.budgets.queries.corrections import (
    corrections_visible_to,
    get_correction,
    movements_to_correct,
)
from commonpurse.money.budgets.queries.funds import (
    DueBackFund,
    DueBackLine,
    FundFigures,
    count_of_people,
    fund_figures,
    funds_visible_to,
    get_fund,
    money_due_back,
    spent_by_kind,
)
from commonpurse.money.budgets.queries.sources import rules_of_funds, sources_of, what_stands_in_the_way
from commonpurse.money.budgets.queries.traces import (
    FundTrace,
    TracedAllocation,
    TracedCorrection,
    TracedLeg,
    allocations_of,
    trace_budget,
    trace_fund,
    trace_holds,
)

__all__ = [
    "DueBackFund",
    "DueBackLine",
    "FundFigures",
    "FundTrace",
    "LineMoney",
    "PersonMoney",
    "TracedAllocation",
    "TracedCorrection",
    "TracedLeg",
    "accounts_of_holds",
    "allocations_of",
    "budgets_visible_to",
    "corrections_visible_to",
    "count_of_people",
    "fund_account_ids",
    "fund_figures",
    "funds_visible_to",
    "get_budget",
    "get_correction",
    "get_fund",
    "holdings_of",
    "money_due_back",
    "movements_to_correct",
    "person_money",
    "release_hold_rows",
    "release_rows_of_many",
    "return_hold_rows",
    "rules_of_funds",
    "sources_of",
    "spent_by_kind",
    "trace_budget",
    "trace_fund",
    "trace_holds",
    "what_stands_in_the_way",
]
