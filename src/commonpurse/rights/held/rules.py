"""What is given to a person who asks what we hold: the tables, their columns in words, and what is left out and why.

Source: UK GDPR Art 15 and Art 20; domain.md 9.2: third parties' data is not given along.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from commonpurse.kernel.words import Words


class Group(StrEnum):
    """One kind of thing, as she would call it. Also a part of the page, the paper and the file."""

    ABOUT = "about"
    CONTACT = "contact"
    SAFE = "safe"
    SUPPORT = "support"
    MONEY = "money"
    ASKS = "asks"
    PAYMENTS = "payments"
    MESSAGES = "messages"
    SHARING = "sharing"
    LOOKED = "looked"
    WAYS_IN = "ways_in"
    TOLD_US = "told_us"
    TRAIL = "trail"


GROUP_WORDS = {
    Group.ABOUT: Words("Who you are"),
    Group.CONTACT: Words("How to reach you"),
    Group.SAFE: Words("What we keep safe for you"),
    Group.SUPPORT: Words("Who works with you"),
    Group.MONEY: Words("Your money"),
    Group.ASKS: Words("What you asked for"),
    Group.PAYMENTS: Words("Payments, and who got them"),
    Group.MESSAGES: Words("Messages we sent you"),
    Group.SHARING: Words("What you share, and with whom"),
    Group.LOOKED: Words("Who looked"),
    Group.WAYS_IN: Words("How you sign in"),
    Group.TOLD_US: Words("What you told us is wrong"),
    Group.TRAIL: Words("What was done, step by step"),
}


@dataclass(frozen=True)
class Table:
    """One table that holds rows about people. `whose`: the columns, one of which is the person's id.

    `hidden`: columns that are not given, beyond those of `HIDDEN`.
    """

    label: str
    group: Group
    words: Words
    whose: tuple[str, ...] = ("person_id",)
    hidden: tuple[str, ...] = ()


# In the order of the page. A test walks the models: each that leads to a person is here or in LEFT_OUT.
TABLES = (
    Table("people.Person", Group.ABOUT, Words("You"), whose=("id",)),
    Table("people.PersonName", Group.ABOUT, Words("Your other names")),
    Table("people.ContactWay", Group.CONTACT, Words("Ways to reach you")),
    Table("people.MessageChoice", Group.CONTACT, Words("What you said about messages")),
    Table("protected.ProtectedDetail", Group.SAFE, Words("Things we keep safe")),
    Table("protected.Reveal", Group.SAFE, Words("When one of them was opened")),
    Table("people.Support", Group.SUPPORT, Words("Who works with you")),
    Table("people.Representative", Group.SUPPORT, Words("Who acts for you")),
    Table("budgets.Budget", Group.MONEY, Words("Your budget")),
    Table("budgets.Line", Group.MONEY, Words("Where it comes from")),
    Table("budgets.HoldingPeriod", Group.MONEY, Words("Whose hands it is in")),
    Table("budgets.Allocation", Group.MONEY, Words("Money you were given")),
    Table("budgets.Hold", Group.MONEY, Words("Money set aside")),
    Table("budgets.HoldLeg", Group.MONEY, Words("Money set aside, by where it comes from")),
    Table("budgets.Correction", Group.MONEY, Words("Mistakes in sums, put right")),
    Table("decisions.Ask", Group.ASKS, Words("What you asked for")),
    Table("payments.Payee", Group.PAYMENTS, Words("Who gets paid")),
    Table("payments.PayeeAccount", Group.PAYMENTS, Words("Their accounts")),
    Table("payments.Payment", Group.PAYMENTS, Words("Payments")),
    Table("payments.PaymentEvent", Group.PAYMENTS, Words("What happened to each payment")),
    Table("payments.Approval", Group.PAYMENTS, Words("Payments that a second person looks at")),
    Table("payments.Instruction", Group.PAYMENTS, Words("Payments in files for the bank")),
    Table("payments.Settlement", Group.PAYMENTS, Words("Payments that the bank has made")),
    Table("payments.MoneyBack", Group.PAYMENTS, Words("Money that came back")),
    Table("reconciliation.MatchPart", Group.PAYMENTS, Words("Payments found on the bank's statement")),
    Table("messages.News", Group.MESSAGES, Words("News for you"), whose=("recipient_id",)),
    Table("messages.Message", Group.MESSAGES, Words("Messages"), whose=("recipient_id",)),
    Table("messages.MessagePart", Group.MESSAGES, Words("Which news a message was about"), whose=("recipient_id",)),
    Table("messages.MessageEvent", Group.MESSAGES, Words("What happened to each message"), whose=("recipient_id",)),
    Table("consent.Permission", Group.SHARING, Words("Your yes, one by one")),
    Table("consent.PermissionRequest", Group.SHARING, Words("Who asked to see more")),
    Table("consent.Wall", Group.SHARING, Words("Who you asked us to keep away")),
    Table("consent.BreakGlass", Group.SHARING, Words("Looks in an emergency")),
    Table("consent.AccessRow", Group.LOOKED, Words("Each look")),
    Table("signin.User", Group.WAYS_IN, Words("Your sign-in"), hidden=("password", "member_id")),
    Table("signin.SignIn", Group.WAYS_IN, Words("Each time somebody signed in as you")),
    Table("signin.Card", Group.WAYS_IN, Words("Cards"), hidden=("public_part",)),
    Table("signin.Recognition", Group.WAYS_IN, Words("When a worker knew you again")),
    Table("signin.TextWay", Group.WAYS_IN, Words("Codes by text")),
    Table("signin.TextCode", Group.WAYS_IN, Words("Each code")),
    Table("concerns.Concern", Group.TOLD_US, Words("What you told us is wrong"), hidden=("contact",)),
    Table("erasure.ErasureRequest", Group.TOLD_US, Words("When you asked to be erased")),
    Table("audit.AuditEvent", Group.TRAIL, Words("Each step"), whose=("subject_id", "actor_id")),
    Table("keys.DataKey", Group.TRAIL, Words("The key that locks your things"), whose=("subject_id",)),
    Table("keys.Erasure", Group.TRAIL, Words("Keys that were destroyed"), whose=("subject_id",)),
)

# Tables that lead to a person and are not given out, each with the reason.
LEFT_OUT = {
    "protected.SealedDetail": "the locked form of what stands, opened, among the things we keep safe",
    "signin.FactorReset": "of members alone: people have no second factor to be set anew",
    "signin.WorkAccount": "of members alone: an account of their council with which they sign in",
    "signin.SetUpCode": "of members alone: with it they set up their sign-in",
    "parts.Draft": "words she typed and did not send: her own page shows them again, and after a day they are gone",
    "parts.BegunPayment": "answers on the way to a payment, shown by that page, and gone after a day",
}

# Columns that no table gives, each with the reason.
HIDDEN = {
    "person_id": "it says of each row that it is hers, which they all are",
    "recipient_id": "it says of each row that it is hers, which they all are",
    "password": "with it somebody could sign in as her",
    "secret_hash": "with it somebody could try to find out her card's code",
    "public_part": "half of what is on her card: a lost paper would help a finder",
    "contact": "of a complaint: it is for people who have no sign-in, and empty for every person",
    "member_id": "of a sign-in: it is empty for every person",
    "session_hash": "it marks a browser's session and says nothing of her",
    "number_hash": "her number stands among the ways to reach her; this only finds it",
    "seen_hash": "her number stands among the ways to reach her; this only finds it",
    "request_hash": "it marks a form that was sent, so that it counts once",
    "wrapped": "the key itself: with it her locked things would be open to whoever finds the file",
    "kept_from_person_why": "it is empty on every row that is given: the others are kept from her by a guardian",
}
# The same name is hidden in these tables only; elsewhere it says something.
HIDDEN_ONLY_WHERE_SAID = ("contact", "password", "public_part", "member_id")


def is_hidden(table: Table, column: str) -> bool:
    """Tell whether a column of a table is kept out of what is given."""
    if column in HIDDEN_ONLY_WHERE_SAID:
        return column in table.hidden
    return column in HIDDEN or column in table.hidden


# What a column is called for her. The same name means the same in every table.
COLUMN_WORDS = {
    "is_yes": Words("You said yes"),
    "id": Words("Its number here"),
    "called_by": Words("Called"),
    "date_of_birth": Words("Born on"),
    "language": Words("Language"),
    "page_format": Words("Format"),
    "text_size": Words("Text size"),
    "needs_interpreter": Words("Needs an interpreter"),
    "reference": Words("Our number for you"),
    "added_at": Words("Added"),
    "added_by_id": Words("Added by"),
    "added_by_member_id": Words("Added by"),
    "added_by_person_id": Words("Added by you"),
    "name": Words("Name"),
    "used_for": Words("Used"),
    "kind": Words("Kind"),
    "value": Words("Number or address"),
    "is_safe_to_use": Words("Safe to use"),
    "how": Words("Note"),
    "contact_way_id": Words("Which way"),
    "is_wanted": Words("You want messages"),
    "hours": Words("When"),
    "chosen_at": Words("Chosen"),
    "ended_at": Words("Ended"),
    "ended_why": Words("Why it ended"),
    "ended_by_id": Words("Ended by"),
    "detail_id": Words("Which thing"),
    "revealed_to_id": Words("Opened by"),
    "revealed_at": Words("Opened"),
    "reason": Words("Reason"),
    "member_id": Words("Who"),
    "organisation_id": Words("Organisation"),
    "starts_on": Words("From"),
    "ends_on": Words("Until"),
    "opened_at": Words("Opened"),
    "opened_by_id": Words("Opened by"),
    "budget_id": Words("Which budget"),
    "fund_id": Words("Which fund"),
    "account_id": Words("Which account in our books"),
    "line_id": Words("Which part of the budget"),
    "holding_type": Words("In whose hands"),
    "holding_reason": Words("Why"),
    "author_id": Words("Written by"),
    "set_at": Words("Written"),
    "amount_minor": Words("Sum"),
    "transfer": Words("Entry in our books"),
    "promise_transfer": Words("Entry in our books, of a promise"),
    "transfer_id": Words("Entry in our books"),
    "request_id": Words("Number of the form"),
    "allocated_at": Words("Given"),
    "allocated_by_id": Words("Given by"),
    "allocation_id": Words("Which gift of money"),
    "money_in_id": Words("Which money that came in"),
    "spend_kind": Words("For what kind of thing"),
    "expires_at": Words("Runs out"),
    "held_at": Words("Set aside"),
    "held_by": Words("Set aside by"),
    "hold_id": Words("Money set aside"),
    "resolving_transfer": Words("Entry that freed it"),
    "memo_transfer": Words("Entry beside it"),
    "asked_at": Words("Asked"),
    "asked_by_id": Words("Asked by"),
    "asked_by_member_id": Words("Asked by"),
    "asked_by_person_id": Words("Asked by you"),
    "agreed_at": Words("Agreed"),
    "agreed_by_id": Words("Agreed by"),
    "declined_at": Words("Declined"),
    "declined_by_id": Words("Declined by"),
    "decline_reason": Words("Why it was declined"),
    "what_for": Words("What for"),
    "pay_to": Words("To whom"),
    "state": Words("How it stands"),
    "decided_by_member_id": Words("Decided by"),
    "decided_by_person_id": Words("Decided by you"),
    "decided_at": Words("Decided"),
    "used_at": Words("Used"),
    "payee_id": Words("Who gets paid"),
    "scheme": Words("Kind of account"),
    "sort_code": Words("Sort code"),
    "account_number": Words("Account number"),
    "iban": Words("IBAN"),
    "bic": Words("BIC"),
    "holder_name": Words("Name on the account"),
    "check_result": Words("What a check of the number said"),
    "check_reason": Words("More about the check"),
    "replaces_id": Words("In place of"),
    "usable_from": Words("Can be paid from"),
    "called_back_at": Words("Rung back"),
    "called_back_by_id": Words("Rung back by"),
    "let_in_by_id": Words("Let in by"),
    "waits_for_second": Words("Waits for a second person"),
    "end_to_end_id": Words("The bank's number for it"),
    "payee_account_id": Words("To which account"),
    "currency": Words("Currency"),
    "remittance": Words("Words on the payment"),
    "rail": Words("How it is paid"),
    "ask_id": Words("For which ask"),
    "reissues_id": Words("In place of"),
    "settle_transfer": Words("Entry that pays it"),
    "created_at": Words("Made"),
    "created_by_member_id": Words("Made by"),
    "created_by_person_id": Words("Made by you"),
    "payment_id": Words("Which payment"),
    "code": Words("Code"),
    "note": Words("Note"),
    "happened_at": Words("When"),
    "actor_id": Words("By whom"),
    "band_kind": Words("Why a second person looks"),
    "from_minor": Words("From which sum on"),
    "second_role": Words("Who looks"),
    "account_by_member_id": Words("Account added by"),
    "doubt": Words("What was asked"),
    "bank_file_id": Words("Which file"),
    "taken_back_at": Words("Taken back"),
    "source_id": Words("Found in"),
    "settled_on": Words("Paid on"),
    "recorded_at": Words("Written down"),
    "recorded_by": Words("Written down by"),
    "bank_transfer": Words("Entry of the bank"),
    "came_on": Words("Came on"),
    "match_id": Words("Which line of the bank"),
    "other_line_id": Words("Which other line"),
    "subject_id": Words("About which row"),
    "delivered_at": Words("Put into a message"),
    "contact_id": Words("By which way"),
    "way": Words("How it went"),
    "queued_at": Words("Made"),
    "next_try_at": Words("Next try"),
    "failures": Words("Times it did not go"),
    "claimed_at": Words("Taken up"),
    "sent_at": Words("Sent"),
    "content": Words("What it said"),
    "message_id": Words("Which message"),
    "news_id": Words("Which news"),
    "role": Words("Everybody with this work"),
    "helper_id": Words("A helper"),
    "may_pay": Words("May pay from your money"),
    "limit_minor": Words("The most on one day"),
    "agreed_how": Words("How it was agreed"),
    "decided_by_id": Words("Decided by"),
    "is_silent": Words("The helper was not told"),
    "item": Words("What"),
    "level": Words("How far"),
    "explained": Words("How it was talked through"),
    "explained_format": Words("In which format"),
    "wording": Words("In which words"),
    "told_to_id": Words("Written down by"),
    "given_at": Words("Said"),
    "withdrawn_at": Words("Taken back"),
    "withdrawn_by_id": Words("Taken back by"),
    "bond": Words("Why"),
    "raised_by_id": Words("Asked by"),
    "raised_at": Words("Asked"),
    "closes_at": Words("Shut again"),
    "guardian_id": Words("Who was told"),
    "alarmed_at": Words("Told"),
    "review_by": Words("To be looked at by"),
    "reviewed_by_id": Words("Looked at by"),
    "reviewed_at": Words("Looked at"),
    "was_right": Words("It was right"),
    "review_note": Words("What was found"),
    "viewer_kind": Words("Kind of reader"),
    "viewer_id": Words("Who looked"),
    "roles": Words("Their work then"),
    "why": Words("Why"),
    "fields": Words("At what"),
    "looked_at": Words("When"),
    "username": Words("Sign-in name"),
    "last_login": Words("Last time"),
    "is_active": Words("It works"),
    "user_id": Words("Which sign-in"),
    "method": Words("How"),
    "device": Words("With what"),
    "started_at": Words("Began"),
    "last_seen_at": Words("Last seen"),
    "second_factor_at": Words("Second proof"),
    "is_shared_phone": Words("On a shared phone"),
    "assisted_by_id": Words("With the help of"),
    "made_at": Words("Made"),
    "made_by_member_id": Words("Made by"),
    "unused_until": Words("To be used by"),
    "pin_set_at": Words("PIN chosen"),
    "last_used_at": Words("Last used"),
    "recognised_by_id": Words("Who knew you"),
    "knew": Words("By what"),
    "recognised_at": Words("When"),
    "confirmed_at": Words("Confirmed"),
    "text_way_id": Words("To which number"),
    "handed_over_at": Words("Sent"),
    "tries": Words("Wrong tries"),
    "event_type": Words("What"),
    "subject_type": Words("About what"),
    "facts": Words("More"),
    "system_user": Words("On whose machine"),
    "keyring_version": Words("Version of the main key"),
    "destroyed_at": Words("Destroyed"),
    "erased_at": Words("Destroyed"),
    "subject": Words("About what"),
    "about_group": Words("Which part"),
    "about_member_id": Words("About whom"),
    "words": Words("In your words"),
    "answer_by": Words("To be answered by"),
    "answered_at": Words("Answered"),
    "answered_by_id": Words("Answered by"),
    "outcome": Words("What came of it"),
    "answer": Words("Our answer"),
    "noted_at": Words("Note written"),
    "text": Words("What it is"),
}

# Columns that name who did something, though they are no key of the database.
WHO_ACTED = ("actor_id", "viewer_id", "withdrawn_by_id", "raised_by_id", "ended_by_id", "held_by", "recorded_by")
