"""The questions about asks, by what they ask."""

from commonpurse.money.decisions.queries.asks import (
    asks_visible_to,
    asks_waiting_by_person,
    get_ask,
    other_asks_waiting,
)
from commonpurse.money.decisions.queries.benefits import (
    benefits_rules,
    benefits_rules_on,
    own_capital_of,
)
from commonpurse.money.decisions.queries.locks import (
    check_locks,
    friends_to_ask,
    get_lock,
    locks_on,
    obstacle_of_locks,
)
from commonpurse.money.decisions.queries.repayments import (
    NoticeSteps,
    PartOfNotice,
    get_notice,
    notices_of,
    notices_visible_to,
    parts_of,
    reclaims_without_concluded_notice,
    steps_open_to,
)

__all__ = [
    "NoticeSteps",
    "PartOfNotice",
    "asks_visible_to",
    "asks_waiting_by_person",
    "benefits_rules",
    "benefits_rules_on",
    "check_locks",
    "friends_to_ask",
    "get_ask",
    "get_lock",
    "get_notice",
    "locks_on",
    "notices_of",
    "notices_visible_to",
    "obstacle_of_locks",
    "other_asks_waiting",
    "own_capital_of",
    "parts_of",
    "reclaims_without_concluded_notice",
    "steps_open_to",
]
