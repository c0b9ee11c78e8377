"""What is erased, to what mark, what is kept and why. Source: UK GDPR Art 17(1) and (3)(b); domain.md 9.2."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.words import Words
from commonpurse.rights.held.rules import Group

NOBODY = "Somebody"
MARK = "erased"
NO_SORT_CODE, NO_ACCOUNT_NUMBER, NO_IBAN = "000000", "00000000", "ERASED"

# Append-only tables: which columns are blanked, and to what. The migration lets through exactly this.
MARKS: dict[str, dict[str, str]] = {
    "people_messagechoice": {"how": ""},
    "protected_reveal": {"reason": MARK},
    "consent_permission": {"wording": MARK},
    "consent_permissionrequest": {"why": MARK},
    "consent_breakglass": {"reason": MARK, "review_note": "", "kept_from_person_why": ""},
    "consent_accessrow": {"why": MARK},
    "signin_textway": {"number_hash": "", "seen_hash": ""},
    "messages_message": {"content": "{}"},
    "agreements_agreement": {
        "what_for": MARK,
        "money_rules": MARK,
        "if_things_go_wrong": MARK,
        "how_to_challenge": MARK,
    },
    "agreements_limit": {
        "concern": MARK,
        "lifts_when": MARK,
        "persons_words": "",
        "why_no_risk_record": MARK,
        "lift_reason": MARK,
    },
    "agreements_limitendask": {"persons_words": "", "reason": MARK},
    "agreements_riskrecord": {
        "concern": MARK,
        "what_matters": MARK,
        "what_could_go_wrong": MARK,
        "how_bad": MARK,
        "what_helps": MARK,
        "signs": MARK,
        "who_does_what": MARK,
        "why_worth_it": MARK,
        "end_reason": MARK,
    },
    "agreements_signature": {"note": MARK, "content_hash": ""},
    "agreements_changewish": {"words": MARK, "answer": MARK},
    "referrals_referral": {
        "name": MARK,
        "summary": MARK,
        "strengths": MARK,
        "hopes": MARK,
        "what": MARK,
        "wording": MARK,
        "family": MARK,
    },
    "referrals_nameopening": {"why": MARK},
    "referrals_caseloaddecision": {"reason": MARK, "instead": MARK},
    "plans_planwords": {"words": MARK, "answer": MARK},
    "plans_goal": {
        "words": MARK,
        "much_less": MARK,
        "less": MARK,
        "hoped": MARK,
        "more": MARK,
        "much_more": MARK,
        "answer": MARK,
    },
    "plans_step": {"what": MARK, "friend_name": MARK, "costs": "", "answer": MARK},
    "plans_planevent": {"words": MARK},
    "plans_goalmark": {"words": MARK},
    "plans_checkin": {"words": MARK},
    "people_whereabouts": {"kind": "away"},  # neither a hospital nor a prison
    "people_whileaway": {"words": MARK},
    "plans_calendarfeed": {"secret_hash": ""},
    "promises_chartervoice": {"words": MARK, "called": ""},
    "blockages_blockage": {"words": MARK, "reason": MARK},
    "blockages_blockageshown": {"wording": MARK},
    "budgets_holdingperiod": {"reason": MARK},
    "budgets_allocation": {"reason": MARK},
    "budgets_review": {"concern": MARK, "said": MARK, "changes": MARK},
    "budgets_correction": {"reason": MARK, "decline_reason": MARK},
    "decisions_lock": {"friend_name": MARK, "words": MARK},
    "decisions_ask": {"what_for": MARK, "pay_to": "", "reason": MARK},
    "decisions_challenge": {"words": MARK, "case_told": MARK, "reason": MARK},
    "decisions_panelseat": {"view": MARK},
    "decisions_decision": {"options": "[]", "persons_view": MARK, "reason": MARK, "would_change": MARK},
    "decisions_repaymentnotice": {"reasons": MARK, "evidence": MARK, "withdrawn_why": MARK},
    "decisions_reconsideration": {"words": MARK, "evidence": MARK, "outcome_reasons": MARK},
    "payments_payee": {"name": MARK},
    "payments_payeeaccount": {
        "holder_name": MARK,
        "sort_code": NO_SORT_CODE,
        "account_number": NO_ACCOUNT_NUMBER,
        "iban": NO_IBAN,
        "bic": "",
    },
    "payments_payment": {"remittance": "", "holding_reason": MARK},
    "payments_paymentevent": {"note": ""},
    "payments_proof": {"words": MARK},
    "payments_proofmessage": {"words": MARK},
    "orders_order": {"outcome_how": MARK},
    "erasure_erasurerequest": {"decline_reason": MARK},
    "concerns_concern": {"words": MARK, "answer": MARK, "note": MARK},
}
# Columns that a table got after a migration had said its marks: a later one says all of them.
MARKS_ADDED: dict[str, dict[str, str]] = {"blockages_blockage": {"asked_words": MARK}}
ALL_MARKS = {table: marks | MARKS_ADDED.get(table, {}) for table, marks in MARKS.items()}
WHOSE = {"messages_message": "recipient_id"}

# What she is told before she asks: group by group, what goes, and what stays and why.
GOES = {
    Group.ABOUT: Words("Your names, your day of birth, our number for you"),
    Group.CONTACT: Words("Every way to reach you"),
    Group.SAFE: Words("What we keep safe: its key is destroyed, so no one can open it again"),
    Group.SUPPORT: Words(
        "The words with which you were put forward, numbers kept then, and what you told us to be counted"
    ),
    Group.MONEY: Words("What you told us you have saved"),
    Group.ASKS: Words("The words of what you asked for, and what you could not get"),
    Group.DECIDING: Words("The words of what was agreed, of limits and of risks taken together"),
    Group.PLAN: Words("The words of your plan, of how your weeks were, and of what you said to our promises"),
    Group.PAYMENTS: Words("The names and accounts of who gets paid, and notes"),
    Group.MESSAGES: Words("What messages said"),
    Group.SHARING: Words("The words of what you share. All of it ends."),
    Group.WAYS_IN: Words("Your ways to sign in"),
    Group.TOLD_US: Words("Your words and ours about what was wrong"),
}
STAYS = (
    (
        Words("Sums and days of your money, without your name"),
        Words("The law asks us to keep the books for six years."),
    ),
    (
        Words("Files that the bank got or gave, with names in them"),
        Words("They are the proof of each payment. Six years."),
    ),
    (
        Words("A promise of the partners that you proposed, without you"),
        Words("It is theirs by now: they said yes to it, or left it out."),
    ),
    (Words("Who looked, and when, without the reason"), Words("So that it can be found out if somebody did wrong.")),
)
# The tables whose text may still name her afterwards: the bank's own documents.
KEPT_TEXTS = {
    "payments_bankfile": "the file that the bank got: the proof of each payment, kept six years and the current one",
    "payments_statusreport": "the bank's answer to that file, as it came",
    "reconciliation_statementline": "the bank's own statement, line by line",
    "exports_ledgerexport": "what the council's ledger got: proof of the books",
}


class CannotErase(Refused):
    """Something is left to do first. Nothing was erased."""

    code = "cannot_erase"


class ErasureAnswered(Refused):
    code = "erasure_answered"


def check_nothing_moves(*, payments: int, asks: int, concerns: int) -> None:
    """Raises: CannotErase, saying what is left to do."""
    if payments:
        raise CannotErase(
            "Money is on its way: {count}. Wait until each payment has arrived, or stop it.", count=payments
        )
    if asks:
        raise CannotErase("Asks are open: {count}. Answer each of them, or take it back.", count=asks)
    if concerns:
        raise CannotErase("Something they told us waits for an answer: {count}. Answer it first.", count=concerns)


def check_could_not_ask_as_her(second: UUID, hands: Collection[UUID | None]) -> None:
    """Raises: CannotErase, where the second one had a hand in how she signs in."""
    if second in hands:
        raise CannotErase("You let them in, or sat beside them. Another manager must agree to this.")
