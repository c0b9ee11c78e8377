"""The steps on the way from an ask to the money, and what each waits for."""

from __future__ import annotations

from enum import StrEnum


class Step(StrEnum):
    """In the order in which money goes through them."""

    ANSWER = "answer"
    RELEASE = "release"
    ACCOUNT = "account"
    FILE = "file"
    CHECK = "check"
    SEND = "send"
    BANK = "bank"
    DOUBT = "doubt"
    AGAIN = "again"


# What every payment goes through. The others are waits that only some meet: they are listed while they last.
MEASURED = (Step.ANSWER, Step.RELEASE, Step.FILE, Step.CHECK, Step.SEND, Step.BANK)
# A statement names a day, not a moment: this step is counted in whole days.
BY_DAY = frozenset({Step.BANK})

STEP_WORDS = {
    Step.ANSWER: "From the ask to the answer",
    Step.RELEASE: "From the yes to the release",
    Step.FILE: "From the release to a file",
    Step.CHECK: "From the file to its check",
    Step.SEND: "From the check to the bank",
    Step.BANK: "From the bank to the payee",
}
WAITING_WORDS = {
    Step.ANSWER: "An ask waits for an answer",
    Step.RELEASE: "A yes waits for the release",
    Step.ACCOUNT: "A changed account waits for a call",
    Step.FILE: "A payment waits for a file",
    Step.CHECK: "A file waits for its check",
    Step.SEND: "A checked file waits to be sent",
    Step.BANK: "Sent, and not yet seen as paid",
    Step.DOUBT: "Nobody knows: the bank is asked",
    Step.AGAIN: "Failed, and not yet paid again",
}


class Decider(StrEnum):
    """Who said yes: to an ask, or by releasing what was never asked for in writing."""

    PERSON = "person"
    MEMBER = "member"


DECIDER_WORDS = {Decider.PERSON: "The person herself or himself", Decider.MEMBER: "Somebody for the person"}
