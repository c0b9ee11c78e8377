"""Every question about money together: what was agreed, what happened to it, and its sums from the ledger."""

from commonpurse.money.pooling.queries.agreements import (
    AgreementSeen,
    agreements_seen_by,
    agreements_where,
    fund_facts,
    get_agreement,
    party_of,
    possible_pool_managers,
)
from commonpurse.money.pooling.queries.figures import (
    GoesBack,
    InAll,
    LeftOverProposal,
    MoneyOfAgreement,
    PutIn,
    Statement,
    Together,
    due_of,
    in_all,
    money_of,
    quarters_told,
    statements_of,
)
from commonpurse.money.pooling.queries.said import ChangedLine, Happened, Line, changed_between, history_of, said_in

__all__ = [
    "AgreementSeen",
    "ChangedLine",
    "GoesBack",
    "Happened",
    "InAll",
    "LeftOverProposal",
    "Line",
    "MoneyOfAgreement",
    "PutIn",
    "Statement",
    "Together",
    "agreements_seen_by",
    "agreements_where",
    "changed_between",
    "due_of",
    "fund_facts",
    "get_agreement",
    "history_of",
    "in_all",
    "money_of",
    "party_of",
    "possible_pool_managers",
    "quarters_told",
    "said_in",
    "statements_of",
]
