"""The questions about asks, by what they ask."""

from commonpurse.money.decisions.queries.answering import (
    Standing,
    check_release_decided,
    desk_of,
    standing_of,
)
from commonpurse.money.decisions.queries.asks import (
    asks_visible_to,
    asks_waiting_by_person,
    get_ask,
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
from commonpurse.money.decisions.queries.known import Known, known_of, known_of_ask
from commonpurse.money.decisions.queries.locks import (
    check_locks,
    friends_among,
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
from commonpurse.money.decisions.queries.waiting import (
    Clock,
    OwnCount,
    WaitingForMember,
    clocks_of,
    decisions_of,
    own_count,
    waiting_for_member,
)

__all__ = [
    "Case",
    "Clock",
    "Explanation",
    "Known",
    "NoticeSteps",
    "Offered",
    "OnTheList",
    "OwnCount",
    "PartOfNotice",
    "Reason",
    "ReasonOf",
    "Standing",
    "WaitingForMember",
    "asks_on_the_boards_list",
    "asks_visible_to",
    "asks_waiting_by_person",
    "benefits_rules",
    "benefits_rules_on",
    "cases_for",
    "challenges_visible_to",
    "check_locks",
    "check_release_decided",
    "clocks_of",
    "decision_to_challenge",
    "decisions_of",
    "desk_of",
    "explain_ask",
    "explain_waiting",
    "friends_among",
    "get_ask",
    "get_case",
    "get_lock",
    "get_notice",
    "known_of",
    "known_of_ask",
    "learnings",
    "locks_on",
    "names_to_leave_out",
    "notices_of",
    "notices_visible_to",
    "obstacle_of_locks",
    "own_capital_of",
    "own_count",
    "panel_offered",
    "parts_of",
    "reclaims_without_concluded_notice",
    "standing_of",
    "state_of",
    "steps_open_to",
    "waiting_for_member",
]
