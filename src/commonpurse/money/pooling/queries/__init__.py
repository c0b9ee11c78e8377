"""Every question about money together: what was agreed, what happened to it, and its sums from the ledger."""

from commonpurse.money.pooling.queries.agreements import (
    AgreementSeen,
    agreements_seen_by,
    agreements_visible_to,
    fund_facts,
    get_agreement,
    loaded_agreements,
    party_of,
    possible_pool_managers,
    seen_on,
)
from commonpurse.money.pooling.queries.figures import (
    GoesBack,
    LeftOverProposal,
    PutIn,
    Statement,
    Together,
    due_of,
    left_over_of,
    quarters_told,
    statements_of,
    together_now,
)
from commonpurse.money.pooling.queries.said import ChangedLine, Happened, Line, changed_between, history_of, said_in

__all__ = [
    "AgreementSeen",
    "ChangedLine",
    "GoesBack",
    "Happened",
    "LeftOverProposal",
    "Line",
    "PutIn",
    "Statement",
    "Together",
    "agreements_seen_by",
    "agreements_visible_to",
    "changed_between",
    "due_of",
    "fund_facts",
    "get_agreement",
    "history_of",
    "left_over_of",
    "loaded_agreements",
    "party_of",
    "possible_pool_managers",
    "quarters_told",
    "said_in",
    "seen_on",
    "statements_of",
    "together_now",
]
