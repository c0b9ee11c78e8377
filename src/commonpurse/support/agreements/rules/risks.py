"""What a risk record holds, when it counts, and who signs it. Plain values only."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from datetime import date, timedelta

from commonpurse.kernel.words import Words
from commonpurse.support.agreements.rules.deciding import AgreementRefused
from commonpurse.support.agreements.rules.signing import SignedHow, SignerRole

# A risk record is looked at again within this time, and where nobody says otherwise after the shorter one.
# Source: our own choice (docs/deciding.md); a direct payment is reviewed within 6 months at first
# (SI 2014/2871, reg 7).
LONGEST_REVIEW_DAYS = 183
USUAL_REVIEW_DAYS = 91
# The review stands on the list of what is due so many days before.
REVIEW_SOON_DAYS = 14

# Together they stand on one printed page, so that somebody reads it: about 550 words.
# Source: our own choice (docs/deciding.md).
LONGEST_CONCERN = 300
LONGEST_RISK_PART = 700
LONGEST_RISK_RECORD = 3_500

SIGNERS = (SignerRole.PERSON, SignerRole.WORKER, SignerRole.MANAGER)

# The parts of a risk record, in the order in which two people talk about them.
RISK_PARTS = (
    "concern",
    "what_matters",
    "what_could_go_wrong",
    "how_bad",
    "what_helps",
    "signs",
    "who_does_what",
    "why_worth_it",
)
RISK_PART_WORDS = {
    "concern": Words("The worry"),
    "what_matters": Words("What matters to me"),
    "what_could_go_wrong": Words("What could go wrong"),
    "how_bad": Words("How bad that would be"),
    "what_helps": Words("What helps"),
    "signs": Words("How we would notice"),
    "who_does_what": Words("Who does what"),
    "why_worth_it": Words("Why it is worth it"),
}

NEWS_RISK_WRITTEN = "risk_record_written"


def check_risk_record(texts: Mapping[str, str], *, review_on: date, today: date) -> None:
    """Raises: AgreementRefused, naming the first part that is empty, or the day that is too far off."""
    for part in RISK_PARTS:
        if not texts[part].strip():
            raise AgreementRefused(
                'Write a few words under "{part}".',
                code="risk_record_part_needed",
                field=part,
                part=RISK_PART_WORDS[part],
            )
    too_much = sum(len(texts[part].strip()) for part in RISK_PARTS) - LONGEST_RISK_RECORD
    if too_much > 0:
        raise AgreementRefused(
            "Make it fit on one page. It is {number} letters too long.",
            code="risk_record_too_long",
            number=too_much,
        )
    if not today < review_on <= today + timedelta(days=LONGEST_REVIEW_DAYS):
        raise AgreementRefused(
            "Choose a day to look at it again, within six months.", code="risk_review_too_far", field="review_on"
        )


def hash_risk_record(texts: Mapping[str, str], *, review_on: date) -> str:
    """Return SHA-256, in hex, of the words that are signed: all parts, and the day of the review."""
    said = {part: texts[part] for part in RISK_PARTS} | {"review_on": review_on.isoformat()}
    plain = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()


def check_risk_signing(*, role: SignerRole, how: SignedHow, signed: Collection[SignerRole]) -> None:
    """Raises: AgreementRefused unless this role can sign so, now."""
    if role in signed:
        raise AgreementRefused("This is signed already.", code="signed_already")
    if how is not SignedHow.SCREEN and role is not SignerRole.PERSON:
        raise AgreementRefused("You sign this yourself, on the screen.", code="signs_on_screen", field="how")


def is_signed_by_all(signed: Collection[SignerRole]) -> bool:
    return set(SIGNERS) <= set(signed)
