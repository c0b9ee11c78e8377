"""How an agreement or a risk record is signed, and by whom."""

from __future__ import annotations

from enum import StrEnum

from commonpurse.kernel.words import Words
from commonpurse.support.agreements.rules.deciding import AgreementRefused

# What the person may be told of: see `kernel.messages`. No message ever says it.
NEWS_AGREEMENT_TO_SIGN = "agreement_to_sign"
NEWS_AGREEMENT_IN_FORCE = "agreement_in_force"
NEWS_CHANGE_ANSWERED = "agreement_change_answered"


class SignedHow(StrEnum):
    """On the screen; on paper, of which there is a picture; or said aloud, and somebody wrote down that it was."""

    SCREEN = "screen"
    PAPER = "paper"
    SPOKEN = "spoken"


class SignerRole(StrEnum):
    PERSON = "person"
    WORKER = "worker"
    MANAGER = "manager"


SIGNED_WORDS = {
    SignedHow.SCREEN: Words("On the screen"),
    SignedHow.PAPER: Words("On paper"),
    SignedHow.SPOKEN: Words("Said aloud"),
}
SIGNER_WORDS = {
    SignerRole.PERSON: Words("The person"),
    SignerRole.WORKER: Words("Worker"),
    SignerRole.MANAGER: Words("Manager"),
}


def check_signature(how: SignedHow, note: str, *, has_picture: bool) -> None:
    """What was said aloud is written down, and of a paper there is a picture.

    Raises: AgreementRefused (`words_needed`, `picture_needed`).
    """
    if how is SignedHow.SPOKEN and not note.strip():
        raise AgreementRefused("Write down what was said, in their words.", code="words_needed", field="note")
    if how is SignedHow.PAPER and not has_picture:
        raise AgreementRefused("Take a picture of the paper and add it.", code="picture_needed", field="file")
