"""How an agreement or a risk record is signed, and by whom."""

from __future__ import annotations

from enum import StrEnum

from commonpurse.kernel.words import Words


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
