"""The life of a message. Plain values only."""

from __future__ import annotations

from enum import StrEnum

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.words import Words


class Way(StrEnum):
    """By what a message goes."""

    TEXT = "text"
    EMAIL = "email"


WAY_WORDS = {Way.TEXT: Words("Text message"), Way.EMAIL: Words("E-mail")}


class MessageState(StrEnum):
    """waiting → handing over → sent; what fails for now is tried again, what fails for good is given up.

    `handing_over` is written down before the message leaves. Who finds it so long after knows only that it may have
    left: `perhaps_sent` is said as such, and nothing is sent again unless somebody decides it.
    """

    WAITING = "waiting"
    HANDING_OVER = "handing_over"
    SENT = "sent"
    FAILED = "failed"
    GIVEN_UP = "given_up"
    PERHAPS_SENT = "perhaps_sent"
    HELD = "held"
    CALLED_OFF = "called_off"


STATE_WORDS = {
    MessageState.WAITING: Words("Waiting to go"),
    MessageState.HANDING_OVER: Words("Going out now"),
    MessageState.SENT: Words("Sent"),
    MessageState.FAILED: Words("Did not go, will be tried again"),
    MessageState.GIVEN_UP: Words("Given up"),
    MessageState.PERHAPS_SENT: Words("Perhaps sent"),
    MessageState.HELD: Words("Held back"),
    MessageState.CALLED_OFF: Words("Not wanted any more"),
}

# Of one contact at most one message is in these: news that comes meanwhile joins it.
OPEN = (MessageState.WAITING, MessageState.HANDING_OVER, MessageState.FAILED, MessageState.HELD)
MAY_BE_HELD = (MessageState.WAITING, MessageState.FAILED)
MAY_BE_REQUEUED = (
    MessageState.WAITING,
    MessageState.FAILED,
    MessageState.HELD,
    MessageState.GIVEN_UP,
    MessageState.PERHAPS_SENT,
)

STEPS = {
    MessageState.WAITING: (
        MessageState.HANDING_OVER,
        MessageState.HELD,
        MessageState.CALLED_OFF,
        MessageState.GIVEN_UP,
    ),
    MessageState.FAILED: (
        MessageState.HANDING_OVER,
        MessageState.WAITING,
        MessageState.HELD,
        MessageState.CALLED_OFF,
        MessageState.GIVEN_UP,
    ),
    MessageState.HELD: (MessageState.WAITING,),
    MessageState.HANDING_OVER: (
        MessageState.SENT,
        MessageState.FAILED,
        MessageState.GIVEN_UP,
        MessageState.PERHAPS_SENT,
    ),
    # A sender that was only slow may still come back and say that it went.
    MessageState.PERHAPS_SENT: (MessageState.SENT, MessageState.WAITING),
    MessageState.GIVEN_UP: (MessageState.WAITING,),
}

# Why a message is where it is: never what a mail server said, which may name the address.
REASON_WORDS = {
    "address_refused": Words("The other side says that this address does not work."),
    "address_unreadable": Words("This is no address that a message can go to."),
    "no_connection": Words("The sending service could not be reached."),
    "service_refused": Words("The sending service did not take it."),
    "no_answer": Words("The sending service did not answer. The message may have gone."),
    "stopped_midway": Words("The program stopped while it was going out. The message may have gone."),
    "not_safe": Words("The person does not want this, or the way is not safe any more."),
    "too_old": Words("It waited too long to be news."),
    "nothing_left": Words("What it was to tell is not so any more, or not theirs to know."),
    "held_back": Words("Somebody held it back."),
    "asked_for": Words("Somebody asked for it to go."),
}


class MessageRefused(Refused):
    """A rule about messages said no; the code says which."""

    code = "message_refused"


def check_message_step(state: str, wanted: MessageState) -> None:
    """Check that a message may go from one state to another. Raises: MessageRefused (`wrong_message_state`)."""
    before = MessageState(state)
    if wanted not in STEPS.get(before, ()):
        raise MessageRefused(
            "This message is “{state}”. Look at it again before you go on.",
            code="wrong_message_state",
            state=STATE_WORDS[before],
        )
