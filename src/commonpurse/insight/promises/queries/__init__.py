"""How far the charter is kept, what is counted of it, and the one light question."""

from commonpurse.insight.promises.queries.kept import (
    CharterKept,
    ClauseKept,
    ClausePage,
    OwnScores,
    TalkShown,
    charter_kept,
    clause_kept,
    could_talk,
    get_talk,
    words_of_key,
)
from commonpurse.insight.promises.queries.measured import Measured, measured
from commonpurse.insight.promises.queries.questions import (
    Question,
    peer_question,
    question_for,
    questions_open_to,
)

__all__ = [
    "CharterKept",
    "ClauseKept",
    "ClausePage",
    "Measured",
    "OwnScores",
    "Question",
    "TalkShown",
    "charter_kept",
    "clause_kept",
    "could_talk",
    "get_talk",
    "measured",
    "peer_question",
    "question_for",
    "questions_open_to",
    "words_of_key",
]
