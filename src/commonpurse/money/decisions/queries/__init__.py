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
from commonpurse.money.decisions.queries.challenges import (
    Case,
    Offered,
    cases_for,
    challenges_visible_to,
    decision_to_challenge,
    get_case,
    learnings,
    names_to_leave_out,
    panel_offered,
    state_of,
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
    "Case",
    "NoticeSteps",
    "Offered",
    "PartOfNotice",
    "asks_visible_to",
    "asks_waiting_by_person",
    "benefits_rules",
    "benefits_rules_on",
    "cases_for",
    "challenges_visible_to",
    "check_locks",
    "decision_to_challenge",
    "friends_to_ask",
    "get_ask",
    "get_case",
    "get_lock",
    "get_notice",
    "learnings",
    "locks_on",
    "names_to_leave_out",
    "notices_of",
    "notices_visible_to",
    "obstacle_of_locks",
    "other_asks_waiting",
    "own_capital_of",
    "panel_offered",
    "parts_of",
    "reclaims_without_concluded_notice",
    "state_of",
    "steps_open_to",
]
