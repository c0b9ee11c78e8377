"""The retention table as data. Source where none is named: domain.md 9.2 (defaults, to be confirmed by each DPO)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from commonpurse.kernel.words import Words
from commonpurse.support.referrals.rules import KEPT_AFTER_NO

YEAR = timedelta(days=365.25)


class Ending(StrEnum):
    """How a kind of thing ends when its time is over."""

    BY_ITSELF = "by_itself"
    BY_TWO = "by_two"
    NOT_YET = "not_yet"


ENDING_WORDS = {
    Ending.BY_ITSELF: Words("The job removes it."),
    Ending.BY_TWO: Words("Two people decide, person by person: see who asks to be erased."),
    Ending.NOT_YET: Words("Nothing of this kind is kept yet."),
}


@dataclass(frozen=True)
class Rule:
    """`label` and `since`: the table, and the column from which the time runs. `kept` is counted from then on.

    `along`: tables, with their key to it, whose rows go first where the job removes one.
    """

    name: str
    words: Words
    kept: timedelta
    kept_words: Words
    why: Words
    ending: Ending
    label: str = ""
    since: str = ""
    along: tuple[tuple[str, str], ...] = ()


RULES = (
    Rule(
        "declined_referrals",
        Words("Referrals of which nothing came"),
        KEPT_AFTER_NO,
        Words("6 months"),
        Words("Long enough to ask again, and to see whether who is chosen is like who is put forward."),
        Ending.BY_ITSELF,
        "referrals.Referral",
        "closed_at",
        (
            ("referrals.DecidedWith", "decision__referral"),
            ("referrals.CaseloadDecision", "referral"),
            ("referrals.SameAnswer", "referral"),
            ("referrals.NameOpening", "referral"),
            ("referrals.EqualityAnswer", "referral"),
            ("referrals.NdtScores", "referral"),
        ),
    ),
    Rule(
        "service_notes",
        Words("What people told us is not right about a service"),
        YEAR / 2,
        Words("6 months after somebody looked"),
        Words("Long enough to see whether it was put right. It may name somebody, though nobody asks for a name."),
        Ending.BY_ITSELF,
        "directory.ServiceNote",
        "answered_at",
    ),
    Rule(
        "drafts",
        Words("Words that were typed and not sent"),
        timedelta(days=1),
        Words("24 hours"),
        Words("Long enough to sign in again and send them."),
        Ending.BY_ITSELF,
        "parts.Draft",
        "kept_at",
    ),
    Rule(
        "begun_payments",
        Words("Answers on the way to a payment"),
        timedelta(days=1),
        Words("24 hours"),
        Words("Long enough to go on with them on the same day."),
        Ending.BY_ITSELF,
        "parts.BegunPayment",
        "kept_at",
    ),
    Rule(
        "sent_forms",
        Words("Marks of forms that were sent"),
        timedelta(days=1),
        Words("24 hours"),
        Words("So that a form sent twice counts once."),
        Ending.BY_ITSELF,
        "parts.SentForm",
        "sent_at",
    ),
    Rule(
        "sessions",
        Words("Sessions of browsers"),
        timedelta(0),
        Words("until they end"),
        Words("An ended session opens nothing."),
        Ending.BY_ITSELF,
        "sessions.Session",
        "expire_date",
    ),
    Rule(
        "wrong_tries",
        Words("Counts of wrong tries to sign in"),
        timedelta(days=1),
        Words("24 hours"),
        Words("A wait after wrong tries is over long before."),
        Ending.BY_ITSELF,
        "signin.WrongTries",
        "last_at",
    ),
    Rule(
        "text_codes",
        Words("That a code went out by text, never the code"),
        YEAR,
        Words("1 year"),
        Words("So that too many texts to one number are seen."),
        Ending.BY_TWO,
        "signin.TextCode",
        "made_at",
    ),
    Rule(
        "set_up_codes",
        Words("Who gave a member a code to choose a password"),
        YEAR,
        Words("1 year"),
        Words("To find out who let somebody in wrongly."),
        Ending.BY_TWO,
        "signin.SetUpCode",
        "made_at",
    ),
    Rule(
        "factor_resets",
        Words("Who took off a lost second factor"),
        YEAR,
        Words("1 year"),
        Words("To find out who let somebody in wrongly."),
        Ending.BY_TWO,
        "signin.FactorReset",
        "asked_at",
    ),
    Rule(
        "messages",
        Words("What messages said"),
        YEAR,
        Words("1 year"),
        Words("To show what was sent. It never says more than that there is news."),
        Ending.BY_TWO,
        "messages.Message",
        "queued_at",
    ),
    Rule(
        "sign_ins",
        Words("Who signed in, when, and with what"),
        YEAR,
        Words("1 year"),
        Words("To find out who used a sign-in that was stolen."),
        Ending.BY_TWO,
        "signin.SignIn",
        "started_at",
    ),
    Rule(
        "concerns",
        Words("Complaints and our answers"),
        6 * YEAR,
        Words("6 years after the answer"),
        Words("As long as a court may be asked. Source: Limitation Act 1980, section 5."),
        Ending.BY_TWO,
        "concerns.Concern",
        "answered_at",
    ),
    Rule(
        "ledger",
        Words("The books: sums, payments and the bank’s files"),
        7 * YEAR,
        Words("6 years and the current one"),
        Words("The law of accounts and taxes asks for it. Erased people stay in them without a name."),
        Ending.BY_TWO,
        "payments.Payment",
        "created_at",
    ),
    Rule(
        "access_log",
        Words("Who looked at whose things"),
        6 * YEAR,
        Words("6 years after the person has left"),
        Words("So that the person can find out, and we can answer for it."),
        Ending.BY_TWO,
        "consent.AccessRow",
        "looked_at",
    ),
    Rule(
        "permissions",
        Words("Who was allowed to see what"),
        6 * YEAR,
        Words("6 years after they ended"),
        Words("To show later under which words something was shared."),
        Ending.BY_TWO,
        "consent.Permission",
        "ends_on",
    ),
    Rule(
        "plans",
        Words("Plans"),
        8 * YEAR,
        Words("8 years after the end"),
        Words("As councils keep the papers of care. Source: Blackpool, retention of adult care records."),
        Ending.NOT_YET,
    ),
    Rule(
        "survey_words",
        Words("Free words in surveys"),
        2 * YEAR,
        Words("2 years"),
        Words("The counts stay, the words go."),
        Ending.NOT_YET,
    ),
)
