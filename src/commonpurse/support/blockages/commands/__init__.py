"""Raise a blockage, answer it, let one line be read, decide what becomes of a rule, and name who gives way in what."""

from commonpurse.support.blockages.commands.blocking import (
    answer_blockage,
    decide_rule,
    end_blockage,
    finish_rule_decision,
    move_blockages_on,
    raise_blockage,
)
from commonpurse.support.blockages.commands.flexing import (
    name_flex_roles,
    name_flex_team,
)
from commonpurse.support.blockages.commands.reading import (
    answer_reading,
    take_back_reading,
)

__all__ = [
    "answer_blockage",
    "answer_reading",
    "decide_rule",
    "end_blockage",
    "finish_rule_decision",
    "move_blockages_on",
    "name_flex_roles",
    "name_flex_team",
    "raise_blockage",
    "take_back_reading",
]
