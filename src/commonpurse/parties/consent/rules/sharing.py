"""What can be shared, how far, and what is shared anyway."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from commonpurse.kernel.words import Words


class Item(StrEnum):
    """One kind of thing about a person. Each is shared, or not, by itself."""

    NAME = "name"
    PAYMENT_NAME = "payment_name"
    PAYMENTS = "payments"
    MESSAGES = "messages"
    MONEY_TOTAL = "money_total"
    MONEY_DETAIL = "money_detail"
    CONTACT = "contact"
    PLAN = "plan"
    HEALTH = "health"
    OFFENCE = "offence"
    OUTCOMES = "outcomes"
    NOTES = "notes"


class Level(IntEnum):
    """How far sharing goes; the higher includes the lower."""

    SEE = 1
    COMMENT = 2
    ACT = 3


ITEM_WORDS = {
    Item.NAME: Words("That I am here, and my name"),
    Item.PAYMENT_NAME: Words("My name beside a payment"),
    Item.PAYMENTS: Words("My payments"),
    Item.MESSAGES: Words("That a message went to me"),
    Item.MONEY_TOTAL: Words("How much money I have"),
    Item.MONEY_DETAIL: Words("What I ask for and pay"),
    Item.CONTACT: Words("How to reach me"),
    Item.PLAN: Words("My plan"),
    Item.HEALTH: Words("My health"),
    Item.OFFENCE: Words("Police and courts"),
    Item.OUTCOMES: Words("How things are going for me"),
    Item.NOTES: Words("Notes about me"),
}


LEVEL_WORDS = {
    Level.SEE: Words("See it"),
    Level.COMMENT: Words("See it and say something"),
    Level.ACT: Words("See it and do things with me"),
}


# What goes along with something else: her name with anything she shares, and a payment with what she asks for and pays.
GOES_ALONG = (Item.NAME, Item.PAYMENT_NAME, Item.PAYMENTS)
ITEMS_TO_SHARE = tuple(item for item in Item if item not in (*GOES_ALONG, Item.MESSAGES))

# Criminal records and health are never a part of "everything": each is asked for by its own name.
ASKED_ALONE = (Item.HEALTH, Item.OFFENCE)

# What a member never writes down in their own favour: whoever reaches her, changes her record and signs her in anew.
NEVER_FOR_ONESELF = (Item.CONTACT, *ASKED_ALONE)

# A permission "to an organisation" is for those of its members whose work is with people.
REACHED_AS_ORGANISATION = ("worker", "coordinator", "manager")

# The longest that a permission runs before it is asked for anew (expiry by default; safety.md, threat 8).
LONGEST_DAYS = 366


@dataclass(frozen=True)
class SharedAnyway:
    """Something a role sees whatever the person says, because the law or the work itself needs it. She is told."""

    role: str
    items: tuple[Item, ...]
    level: Level
    reason: Words


# Shown to every person with its reason (UK GDPR Art 13; "no surprises", eighth Caldicott principle, 2020).
# The database has the same list in `commonpurse_sees_everybody`; a test compares the two.
SHARED_ANYWAY = (
    SharedAnyway(
        "finance",
        (Item.PAYMENT_NAME, Item.PAYMENTS, Item.MONEY_TOTAL),
        Level.SEE,
        Words("They pay what you decide, and the law says that we keep the books of it."),
    ),
    SharedAnyway(
        "administrator",
        (Item.MESSAGES,),
        Level.SEE,
        Words("They see that a message went out, never where to, so that none is lost."),
    ),
    SharedAnyway(
        "manager",
        (Item.NAME, Item.PAYMENT_NAME, Item.PAYMENTS, Item.MONEY_TOTAL, Item.MONEY_DETAIL, Item.CONTACT, Item.MESSAGES),
        Level.ACT,
        Words("They run this, answer when your worker is away, and ring you when an account was changed."),
    ),
)


# What may happen without asking, seldom, and never in secret: it is written down and shown unless that is not safe.
SHARED_IF_NEEDED = (
    (Words("Somebody is in danger"), Words("The law lets us tell who can help, so that nobody is hurt.")),
    (Words("A court orders it"), Words("We must do what a court says. We tell you, unless the court forbids it.")),
)


def shared_anyway_with(roles: Iterable[str], item: Item, level: Level = Level.SEE) -> bool:
    """Tell whether one of these roles sees this item of everybody, whatever each person says."""
    return not set(roles).isdisjoint(roles_shared_anyway(item, level))


def roles_shared_anyway(item: Item, level: Level = Level.SEE) -> tuple[str, ...]:
    """The roles that see this item of everybody, whatever each person says."""
    return tuple(duty.role for duty in SHARED_ANYWAY if item in duty.items and duty.level >= level)
