"""The questions about asks, by what they ask."""

from commonpurse.money.decisions.queries.answering import (
    Standing,
    check_release_decided,
    desk_of,
    standing_of,
    stop_of,
)
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
from commonpurse.money.decisions.queries.board import OnTheList, asks_on_the_boards_list
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
from commonpurse.money.decisions.queries.explaining import (
    Explanation,
    Reason,
    ReasonOf,
    explain_ask,
    explain_waiting,
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
    "Explanation",
    "NoticeSteps",
    "Offered",
    "OnTheList",
    "PartOfNotice",
    "Reason",
    "ReasonOf",
    "Standing",
    "asks_on_the_boards_list",
    "asks_visible_to",
    "asks_waiting_by_person",
    "benefits_rules",
    "benefits_rules_on",
    "cases_for",
    "challenges_visible_to",
    "check_locks",
    "check_release_decided",
    "decision_to_challenge",
    "desk_of",
    "explain_ask",
    "explain_waiting",
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
    "standing_of",
    "state_of",
    "steps_open_to",
    "stop_of",
]
