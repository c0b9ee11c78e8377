"""The nouns of agreements, by what they are about."""

from commonpurse.support.agreements.models.agreements import Agreement, AgreementTemplate
from commonpurse.support.agreements.models.limits import Limit, LimitEndAsk, LimitNamed, LimitQuerySet
from commonpurse.support.agreements.models.risks import RiskRecord
from commonpurse.support.agreements.models.signatures import Signature
from commonpurse.support.agreements.models.wishes import ChangeWish

__all__ = [
    "Agreement",
    "AgreementTemplate",
    "ChangeWish",
    "Limit",
    "LimitEndAsk",
    "LimitNamed",
    "LimitQuerySet",
    "RiskRecord",
    "Signature",
]
