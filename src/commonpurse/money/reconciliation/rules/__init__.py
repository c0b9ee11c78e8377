"""The rules of reconciling, plain Python: is it our account, is it new, does it add up, what does a line explain."""

from commonpurse.money.reconciliation.rules.accounts import OwnAccount, is_same_account
from commonpurse.money.reconciliation.rules.ageing import AGE_BANDS, AgeBand, age_band
from commonpurse.money.reconciliation.rules.closing import check_closing
from commonpurse.money.reconciliation.rules.examining import Examined, ExaminedLine, ExaminedStatement, examine
from commonpurse.money.reconciliation.rules.matching import (
    AUTOMATIC_FROM,
    Candidate,
    Found,
    LineFacts,
    Part,
    match_all,
    suggest_payments,
)
from commonpurse.money.reconciliation.rules.refusing import ReconciliationRefused
from commonpurse.money.reconciliation.rules.repeats import KnownLine, find_repeats
from commonpurse.money.reconciliation.rules.suggesting import FundHint, looks_like_charge, suggest_funds
from commonpurse.money.reconciliation.rules.words import (
    MATCH_WORDS,
    PROOF_WORDS,
    RULE_WORDS,
    LineKind,
    MatchKind,
    MatchRule,
    Proof,
)

__all__ = [
    "AGE_BANDS",
    "AUTOMATIC_FROM",
    "MATCH_WORDS",
    "PROOF_WORDS",
    "RULE_WORDS",
    "AgeBand",
    "Candidate",
    "Examined",
    "ExaminedLine",
    "ExaminedStatement",
    "Found",
    "FundHint",
    "KnownLine",
    "LineFacts",
    "LineKind",
    "MatchKind",
    "MatchRule",
    "OwnAccount",
    "Part",
    "Proof",
    "ReconciliationRefused",
    "age_band",
    "check_closing",
    "examine",
    "find_repeats",
    "is_same_account",
    "looks_like_charge",
    "match_all",
    "suggest_funds",
    "suggest_payments",
]
