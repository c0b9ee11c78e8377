"""Statements, scores and talks about what was promised; and what people say to a charter that is being written."""

from commonpurse.insight.promises.commands.keeping import (
    answer_promise_question,
    ask_repair_talk,
    note_repair_talk,
    score_promise,
    state_kept,
)
from commonpurse.insight.promises.commands.voices import propose_as_person, remark_as_person, take_back_remark

__all__ = [
    "answer_promise_question",
    "ask_repair_talk",
    "note_repair_talk",
    "propose_as_person",
    "remark_as_person",
    "score_promise",
    "state_kept",
    "take_back_remark",
]
