"""Who decides what, limits with an end, and risk taken on purpose. Plain values only."""

from commonpurse.support.agreements.rules.deciding import (
    DECIDES_WORDS,
    KIND_WORDS,
    LONGEST_LIMIT_DAYS,
    SAYS_WORDS,
    SPEND_KINDS,
    AgreementRefused,
    DecidesHow,
    DecisionKind,
    LimitInForce,
    PersonSays,
    limit_on,
    spend_kind_of,
)
from commonpurse.support.agreements.rules.signing import SIGNED_WORDS, SIGNER_WORDS, SignedHow, SignerRole

__all__ = [
    "DECIDES_WORDS",
    "KIND_WORDS",
    "LONGEST_LIMIT_DAYS",
    "SAYS_WORDS",
    "SIGNED_WORDS",
    "SIGNER_WORDS",
    "SPEND_KINDS",
    "AgreementRefused",
    "DecidesHow",
    "DecisionKind",
    "LimitInForce",
    "PersonSays",
    "SignedHow",
    "SignerRole",
    "limit_on",
    "spend_kind_of",
]
