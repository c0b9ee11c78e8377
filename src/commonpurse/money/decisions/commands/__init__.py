"""The verbs of deciding, by what they act on."""

from commonpurse.money.decisions.commands.answering import move_asks_on, say_we_talked
from commonpurse.money.decisions.commands.asks import (
    decline_ask,
    grant_ask,
    make_ask,
    use_ask,
    withdraw_ask,
)
from commonpurse.money.decisions.commands.benefits import (
    remove_own_capital,
    set_benefits_rule,
    tell_own_capital,
)
from commonpurse.money.decisions.commands.challenges import (
    answer_on_panel,
    call_panel,
    challenge_decision,
    conclude_challenge,
    move_challenges_on,
    withdraw_challenge,
)
from commonpurse.money.decisions.commands.happening import let_ask_be_paid
from commonpurse.money.decisions.commands.locks import (
    ask_friend_first,
    block_spending,
    keep_lock,
    note_friend_asked,
    pause_spending,
    take_off_lock,
)
from commonpurse.money.decisions.commands.repayments import (
    agree_notice,
    ask_notice_again,
    conclude_notice,
    give_notice,
    hear_notice,
    read_notice,
    reclaim_money,
    withdraw_notice,
    write_notice,
)
from commonpurse.money.decisions.commands.steps import point_ask_to_step

__all__ = [
    "agree_notice",
    "answer_on_panel",
    "ask_friend_first",
    "ask_notice_again",
    "block_spending",
    "call_panel",
    "challenge_decision",
    "conclude_challenge",
    "conclude_notice",
    "decline_ask",
    "give_notice",
    "grant_ask",
    "hear_notice",
    "keep_lock",
    "let_ask_be_paid",
    "make_ask",
    "move_asks_on",
    "move_challenges_on",
    "note_friend_asked",
    "pause_spending",
    "point_ask_to_step",
    "read_notice",
    "reclaim_money",
    "remove_own_capital",
    "say_we_talked",
    "set_benefits_rule",
    "take_off_lock",
    "tell_own_capital",
    "use_ask",
    "withdraw_ask",
    "withdraw_challenge",
    "withdraw_notice",
    "write_notice",
]
