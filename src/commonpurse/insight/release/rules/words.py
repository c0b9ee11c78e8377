"""The steps on the way from an ask to the money, and what each waits for."""

from __future__ import annotations

from enum import StrEnum

from commonpurse.kernel.words import Words


class Step(StrEnum):
    """In the order in which money goes through them."""

    ANSWER = "answer"
    RELEASE = "release"
    SECOND = "second"
    ACCOUNT = "account"
    FILE = "file"
    CHECK = "check"
    SEND = "send"
    BANK = "bank"
    DOUBT = "doubt"
    AGAIN = "again"


# What every payment goes through, and the second look, which may not become a quiet no: so its time is told too. The
# others are waits that only some meet: they are listed while they last.
MEASURED = (Step.ANSWER, Step.RELEASE, Step.SECOND, Step.FILE, Step.CHECK, Step.SEND, Step.BANK)
# A statement names a day, not a moment: this step is counted in whole days.
BY_DAY = frozenset({Step.BANK})

STEP_WORDS = {
    Step.ANSWER: Words("From the ask to the answer"),
    Step.RELEASE: Words("From the yes to the release"),
    Step.SECOND: Words("From the release to a second look"),
    Step.FILE: Words("From there to a file"),
    Step.CHECK: Words("From the file to its check"),
    Step.SEND: Words("From the check to the bank"),
    Step.BANK: Words("From the bank to the payee"),
}
# Where each step ends.
STATION_WORDS = {
    Step.ANSWER: Words("Answered"),
    Step.RELEASE: Words("Released"),
    Step.SECOND: Words("Looked at"),
    Step.FILE: Words("In a file"),
    Step.CHECK: Words("Checked"),
    Step.SEND: Words("Sent"),
    Step.BANK: Words("Paid"),
}
# What is to be done at each step, short enough for the first column of a table on a phone.
TO_DO_WORDS = {
    Step.ANSWER: Words("To answer"),
    Step.RELEASE: Words("To release"),
    Step.SECOND: Words("To look at"),
    Step.ACCOUNT: Words("To ring back"),
    Step.FILE: Words("To put in a file"),
    Step.CHECK: Words("To check"),
    Step.SEND: Words("To send"),
    Step.BANK: Words("At the bank"),
    Step.DOUBT: Words("To ask the bank"),
    Step.AGAIN: Words("To pay again"),
}
WAITING_WORDS = {
    Step.ANSWER: Words("An ask waits for an answer"),
    Step.RELEASE: Words("A yes waits for the release"),
    Step.SECOND: Words("A large payment waits for a second person"),
    Step.ACCOUNT: Words("A changed account waits for a call"),
    Step.FILE: Words("A payment waits for a file"),
    Step.CHECK: Words("A file waits for its check"),
    Step.SEND: Words("A checked file waits to be sent"),
    Step.BANK: Words("Sent, and not yet seen as paid"),
    Step.DOUBT: Words("Nobody knows: the bank is asked"),
    Step.AGAIN: Words("Failed, and not yet paid again"),
}


class Decider(StrEnum):
    """Who said yes: to an ask, or by releasing what was never asked for in writing."""

    PERSON = "person"
    MEMBER = "member"


DECIDER_WORDS = {
    Decider.PERSON: Words("The person herself or himself"),
    Decider.MEMBER: Words("Somebody for the person"),
}
