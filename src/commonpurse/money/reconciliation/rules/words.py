"""The words of reconciling, and what the page says for each."""

from __future__ import annotations

from enum import StrEnum

from commonpurse.kernel.words import Words


class Proof(StrEnum):
    """Whether a statement proves itself."""

    PROVED = "proved"  # opening + booked entries = closing
    NOT_PROVABLE = "not_provable"  # the format states no balances to prove it with
    ACCEPTED = "accepted"  # it does not add up, and two people took it so


PROOF_WORDS = {
    Proof.PROVED: Words("Adds up"),
    Proof.NOT_PROVABLE: Words("Cannot be proved"),
    Proof.ACCEPTED: Words("Difference accepted"),
}


class LineKind(StrEnum):
    """What a line is."""

    ENTRY = "entry"  # the bank booked it
    OPENING = "opening"  # what the account held before the first statement that was read
    DIFFERENCE = "difference"  # what a statement does not explain, accepted by two people


class MatchKind(StrEnum):
    """What a line turned out to be."""

    PAYMENT = "payment"
    RETURNED = "returned"
    MONEY_IN = "money_in"
    CHARGE = "charge"
    CONTRA = "contra"


MATCH_WORDS = {
    MatchKind.PAYMENT: Words("A payment of ours"),
    MatchKind.RETURNED: Words("A payment of ours that came back"),
    MatchKind.MONEY_IN: Words("Money for a fund"),
    MatchKind.CHARGE: Words("A charge of the bank"),
    MatchKind.CONTRA: Words("Two lines that cancel each other"),
}


class MatchRule(StrEnum):
    """By what a line was matched."""

    END_TO_END_ID = "end_to_end_id"
    BATCH_DETAILS = "batch_details"
    BATCH_TOTAL = "batch_total"
    REFERENCE_IN_TEXT = "reference_in_text"
    CUT_REFERENCE = "cut_reference"
    NAME_AMOUNT_DATE = "name_amount_date"
    LIKENESS = "likeness"
    BY_HAND = "by_hand"


RULE_WORDS = {
    MatchRule.END_TO_END_ID: Words("The reference is ours and the amount is the same"),
    MatchRule.BATCH_DETAILS: Words("Every payment in the batch is ours"),
    MatchRule.BATCH_TOTAL: Words("The sum is that of a whole file of ours"),
    MatchRule.REFERENCE_IN_TEXT: Words("Our reference stands in the text, and the amount is the same"),
    MatchRule.CUT_REFERENCE: Words("The beginning of our reference, and the amount is the same"),
    MatchRule.NAME_AMOUNT_DATE: Words("The name, the amount and the date fit one payment only"),
    MatchRule.LIKENESS: Words("It looks like this payment"),
    MatchRule.BY_HAND: Words("Chosen by a member"),
}
