"""How far the charter is kept, what is counted of it, and the one light question."""

from commonpurse.insight.promises.queries.kept import (
    CharterKept,
    ClauseKept,
    ClausePage,
    OwnScores,
    PromisesWaiting,
    TalkShown,
    charter_kept,
    clause_kept,
    could_talk,
    get_talk,
    may_be_asked,
    promises_waiting,
    words_of_key,
)
from commonpurse.insight.promises.queries.measured import Measured, measured
from commonpurse.insight.promises.queries.questions import (
    Question,
    peer_question,
    question_for,
    questions_open_to,
)
from commonpurse.insight.promises.queries.voices import (
    Said,
    get_draft_clause,
    named_proposals,
    own_voices,
    voices_of,
)

__all__ = [
    "CharterKept",
    "ClauseKept",
    "ClausePage",
    "Measured",
    "OwnScores",
    "PromisesWaiting",
    "Question",
    "Said",
    "TalkShown",
    "charter_kept",
    "clause_kept",
    "could_talk",
    "get_draft_clause",
    "get_talk",
    "may_be_asked",
    "measured",
    "named_proposals",
    "own_voices",
    "peer_question",
    "promises_waiting",
    "question_for",
    "questions_open_to",
    "voices_of",
    "words_of_key",
]
