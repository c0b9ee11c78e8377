"""Which tables lead to a person, in which group and words she reads them, and which are left out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from commonpurse.kernel.words import Words
from commonpurse.parties.consent.rules import Item


class Group(StrEnum):
    """One kind of thing, as she would call it. Also a part of the page, the paper and the file."""

    ABOUT = "about"
    CONTACT = "contact"
    SAFE = "safe"
    SUPPORT = "support"
    MONEY = "money"
    DECIDING = "deciding"
    PLAN = "plan"
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
    Group.DECIDING: Words("Who decides what"),
    Group.PLAN: Words("Your plan"),
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

    `hidden`: columns that are not given, beyond those of `HIDDEN`. `hers_alone`: nobody else may hand it to her.
    `item`: what she must share with a worker who prints it, where that is not what its group asks (`ITEM_OF`).
    """

    label: str
    group: Group
    words: Words
    whose: tuple[str, ...] = ("person_id",)
    hidden: tuple[str, ...] = ()
    hers_alone: bool = False
    item: Item | None = None

    @property
    def asks(self) -> Item | None:
        """What she must share with a worker who prints this table; None: no worker prints it."""
        return None if self.hers_alone else self.item or ITEM_OF.get(self.group)


# What a worker may print for her: what she shares with that worker, and no more. The rest is for her own eyes.
ITEM_OF = {
    Group.ABOUT: Item.NAME,
    Group.SUPPORT: Item.NAME,
    Group.CONTACT: Item.CONTACT,
    Group.MONEY: Item.MONEY_DETAIL,
    Group.DECIDING: Item.MONEY_DETAIL,
    Group.PLAN: Item.PLAN,
    Group.ASKS: Item.MONEY_DETAIL,
    Group.PAYMENTS: Item.PAYMENTS,
}


# In the order of the page. A test walks the models: each that leads to a person is here or in LEFT_OUT.
TABLES = (
    Table("people.Person", Group.ABOUT, Words("You"), whose=("id",)),
    Table("people.PersonName", Group.ABOUT, Words("Your other names")),
    Table("people.ContactWay", Group.CONTACT, Words("Ways to reach you")),
    Table("people.MessageChoice", Group.CONTACT, Words("What you said about messages")),
    Table("protected.ProtectedDetail", Group.SAFE, Words("Things we keep safe")),
    Table("protected.Reveal", Group.SAFE, Words("When one of them was opened")),
    Table("attachments.Attachment", Group.SAFE, Words("Pictures and PDFs")),
    Table("people.Support", Group.SUPPORT, Words("Who works with you")),
    Table("people.Representative", Group.SUPPORT, Words("Who acts for you")),
    Table("budgets.Budget", Group.MONEY, Words("Your budget")),
    Table("budgets.Line", Group.MONEY, Words("Where it comes from")),
    Table("budgets.HoldingPeriod", Group.MONEY, Words("Whose hands it is in")),
    Table(
        "budgets.ExclusionCheck",
        Group.MONEY,
        Words("When the law made an authority ask about you"),
        item=Item.OFFENCE,
    ),
    Table("budgets.Review", Group.MONEY, Words("When we talked with you about it")),
    Table("budgets.Allocation", Group.MONEY, Words("Money you were given")),
    Table("budgets.Hold", Group.MONEY, Words("Money set aside")),
    Table("budgets.HoldLeg", Group.MONEY, Words("Money set aside, by where it comes from")),
    Table("budgets.Correction", Group.MONEY, Words("Mistakes in sums, put right")),
    Table("decisions.OwnCapital", Group.MONEY, Words("What you told us you have saved"), hers_alone=True),
    Table("agreements.Agreement", Group.DECIDING, Words("What you agreed on with us")),
    Table("agreements.Signature", Group.DECIDING, Words("Who signed it")),
    Table("agreements.ChangeWish", Group.DECIDING, Words("What you wanted to change in it")),
    Table("agreements.Limit", Group.DECIDING, Words("Limits, with their end")),
    Table("agreements.LimitNamed", Group.DECIDING, Words("Who is asked under a limit")),
    Table("agreements.LimitEndAsk", Group.DECIDING, Words("Limits you asked to end")),
    Table("agreements.RiskRecord", Group.DECIDING, Words("Risks taken on purpose")),
    Table("decisions.Lock", Group.DECIDING, Words("Your own rules about your money"), hers_alone=True),
    Table("referrals.Referral", Group.SUPPORT, Words("When somebody put you forward"), hers_alone=True),
    Table("referrals.CaseloadDecision", Group.SUPPORT, Words("What was decided of it, and why"), hers_alone=True),
    Table("referrals.DecidedWith", Group.SUPPORT, Words("Who decided it together"), hers_alone=True),
    Table(
        "referrals.SameAnswer",
        Group.SUPPORT,
        Words("Whether you were here already"),
        hidden=("other_key",),
        hers_alone=True,
    ),
    Table("referrals.NameOpening", Group.SUPPORT, Words("Who opened your name, and why"), hers_alone=True),
    Table("referrals.NdtScores", Group.SUPPORT, Words("Numbers that were kept of you then"), hers_alone=True),
    Table("referrals.EqualityAnswer", Group.SUPPORT, Words("What you told us to be counted"), hers_alone=True),
    Table("plans.PlanWords", Group.PLAN, Words("What you say of yourself")),
    Table("plans.Goal", Group.PLAN, Words("Your goals")),
    Table("plans.Step", Group.PLAN, Words("Steps, and who does them")),
    Table("plans.PlanEvent", Group.PLAN, Words("What happened to each step")),
    Table("plans.GoalMark", Group.PLAN, Words("Where you said you are with a goal"), item=Item.OUTCOMES),
    Table("plans.StepInvite", Group.PLAN, Words("Days of steps that went to a calendar")),
    Table("plans.CheckIn", Group.PLAN, Words("How your weeks were"), item=Item.OUTCOMES),
    Table("plans.WeekAsk", Group.PLAN, Words("If we ask you how your week was"), item=Item.OUTCOMES),
    Table("people.Whereabouts", Group.PLAN, Words("Where you were")),
    Table("people.WhileAway", Group.PLAN, Words("What you said ahead for being away")),
    Table("blockages.Blockage", Group.PLAN, Words("What stood in your way, and the answers")),
    Table("blockages.BlockageShown", Group.PLAN, Words("What you said when others asked to read one of these")),
    Table("plans.Coordinator", Group.PLAN, Words("Who coordinates for you"), item=Item.NAME),
    Table("consent.StandIn", Group.PLAN, Words("Who stood in while who coordinates was away"), item=Item.NAME),
    Table("plans.CalendarFeed", Group.PLAN, Words("Your calendars"), hers_alone=True),
    Table("promises.CharterVoice", Group.PLAN, Words("What you said to our promises"), hers_alone=True),
    Table("promises.PromiseQuestion", Group.PLAN, Words("What we asked you about our promises"), hers_alone=True),
    Table("decisions.Ask", Group.ASKS, Words("What you asked for")),
    Table("decisions.Decision", Group.ASKS, Words("What was decided, and why")),
    Table("orders.Order", Group.ASKS, Words("What you ordered")),
    Table("orders.UnmetWish", Group.ASKS, Words("What you could not get"), hers_alone=True),
    Table("decisions.RepaymentNotice", Group.MONEY, Words("Notices about money back")),
    Table("decisions.NoticePart", Group.MONEY, Words("Notices about money back, by where it comes from")),
    Table("decisions.Reconsideration", Group.MONEY, Words("Notices that were looked at again")),
    Table("decisions.Challenge", Group.ASKS, Words("Each no that you challenged")),
    # Who sat on the panel, and what each of them said, is theirs: she is given what the panel said.
    Table(
        "decisions.PanelSeat",
        Group.ASKS,
        Words("Who was asked to hear it"),
        hidden=("member_id", "peer_id", "verdict", "view"),
    ),
    Table("decisions.Turn", Group.ASKS, Words("Whose turn it was to answer")),
    Table("decisions.Assent", Group.ASKS, Words("Who agreed, or talked with you")),
    Table("payments.Payee", Group.PAYMENTS, Words("Who gets paid")),
    Table("payments.PayeeAccount", Group.PAYMENTS, Words("Their accounts")),
    Table("payments.Payment", Group.PAYMENTS, Words("Payments")),
    Table("payments.PaymentEvent", Group.PAYMENTS, Words("What happened to each payment")),
    Table("payments.Approval", Group.PAYMENTS, Words("Payments that a second person looks at")),
    Table(
        "payments.Proof", Group.PAYMENTS, Words("Receipts, and what you wrote in their place"), item=Item.MONEY_DETAIL
    ),
    Table("payments.ProofMessage", Group.PAYMENTS, Words("Messages about receipts"), item=Item.MONEY_DETAIL),
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
    "attachments.SealedAttachment": "the locked form of the pictures and PDFs, which her own file holds as they are",
    "signin.FactorReset": "of members alone: people have no second factor to be set anew",
    "signin.WorkAccount": "of members alone: an account of their council with which they sign in",
    "signin.SetUpCode": "of members alone: with it they set up their sign-in",
    "parts.Draft": "words she typed and did not send: her own page shows them again, and after a day they are gone",
    "parts.BegunPayment": "answers on the way to a payment, shown by that page, and gone after a day",
}
