"""What is never a reason: a score, and what somebody keeps to herself. Asked of every text that takes something away.

The words of a rule can be got round; the text then stands there with its author.
"""

from __future__ import annotations

import re

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.words import Words
from commonpurse.support.agreements.rules.deciding import AgreementRefused

# A score of need or risk is nothing that anybody could see pass. Source: domain facts on the NDT assessment, which
# was made to choose whom to offer help, not what they may do with their money (South West London and St George's
# Mental Health NHS Trust, 2008).
SCORES = re.compile(r"\b(ndt|chaos index|score[ds]?|scoring|outcomes? star|risk rating)\b", re.IGNORECASE)
# Neither is what she keeps to herself. UK GDPR Art 7(4) and recital 43: a yes that has a price is not free.
KEPT_TO_HERSELF = re.compile(
    r"\b(refus\w*|declin\w*|does not|doesn't|did not|didn't|will not|won't|would not|wouldn't|has not|hasn't)\s+"
    r"(to\s+|give\s+|given\s+|sign\s+|signed\s+|want\s+to\s+|wanted\s+to\s+)*"
    r"(shar(e|ed|ing)|consent|permission|tell us|told us)\b",
    re.IGNORECASE,
)
# The same, turned round into what would help: that she shares is no price of anything. Rent and rooms are shared too.
PRICE_IS_SHARING = re.compile(
    r"\b(shares?|sharing)\s+(with\s+(us|me)\b|(more|your|her|his|their|the|all|what)\b"
    r"(?!\s+(bill|cost|flat|home|house|price|rent|room)s?\b))"
    r"|\bgiv(e|es|en|ing)\s+(us\s+|me\s+)?(your\s+|her\s+|his\s+|their\s+)?(consent|permission)\b"
    r"|\bconsents?\s+to\b"
    r"|\blets?\s+(us|me)\s+(see|read|know)\b|\blets\s+(us|me)\s+look\b",
    re.IGNORECASE,
)

A_SCORE = Words("A score is no reason here. Say what could happen, or what you saw.")
A_PRICE = Words(
    "What somebody shares or keeps to themselves is no reason here. Say what could happen, or what you saw."
)


def check_counts_as_reason(text: str, *, field: str, refused: type[Refused] = AgreementRefused) -> None:
    """Check a text that gives a reason to take something away, or says what would give it back.

    Raises: `refused` (`reason_is_score`, `reason_is_refusal`), naming the field.
    """
    if SCORES.search(text):
        raise refused(A_SCORE, code="reason_is_score", field=field)
    if KEPT_TO_HERSELF.search(text) or PRICE_IS_SHARING.search(text):
        raise refused(A_PRICE, code="reason_is_refusal", field=field)
