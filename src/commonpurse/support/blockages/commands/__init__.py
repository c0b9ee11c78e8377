"""Raise a blockage and answer it, decide what becomes of a rule, and name who gives way in what."""

from commonpurse.support.blockages.commands.blocking import (
    answer_blockage,
    decide_rule,
    end_blockage,
    finish_rule_decision,
    move_blockages_on,
    raise_blockage,
)
from commonpurse.support.blockages.commands.flexing import name_flex_roles, name_flex_team

__all__ = [
    "answer_blockage",
    "decide_rule",
    "end_blockage",
    "finish_rule_decision",
    "move_blockages_on",
    "name_flex_roles",
    "name_flex_team",
    "raise_blockage",
]
