"""The nouns of deciding, by what they are about."""

from commonpurse.money.decisions.models.asks import (
    Ask,
    AskQuerySet,
)
from commonpurse.money.decisions.models.benefits import (
    BenefitsRule,
    OwnCapital,
)
from commonpurse.money.decisions.models.challenges import (
    Challenge,
    ChallengeQuerySet,
    Learning,
    PanelSeat,
)
from commonpurse.money.decisions.models.decisions import (
    Decision,
)
from commonpurse.money.decisions.models.locks import (
    Lock,
    LockQuerySet,
)
from commonpurse.money.decisions.models.repayments import (
    NoticePart,
    Reconsideration,
    RepaymentNotice,
    RepaymentNoticeQuerySet,
)
from commonpurse.money.decisions.models.turns import Assent, Turn

__all__ = [
    "Ask",
    "AskQuerySet",
    "Assent",
    "BenefitsRule",
    "Challenge",
    "ChallengeQuerySet",
    "Decision",
    "Learning",
    "Lock",
    "LockQuerySet",
    "NoticePart",
    "OwnCapital",
    "PanelSeat",
    "Reconsideration",
    "RepaymentNotice",
    "RepaymentNoticeQuerySet",
    "Turn",
]
