"""Whom one may sign in as at the demo, with one sentence on what to try. Read by the front page too: keep it light."""

from __future__ import annotations

from dataclasses import dataclass

from commonpurse.kernel.words import Words


@dataclass(frozen=True)
class DemoSignIn:
    """One invented person behind a button on the demo's front page. Nobody needs a password there."""

    username: str
    name: str
    role_words: Words
    try_this: Words
    group: Words


@dataclass(frozen=True)
class DemoLook:
    """One thing to look at first: as whom, and on which page of the site, by its name there."""

    key: str
    username: str
    page: str
    words: Words


# Ada's card. Like everything here it is invented, so it may be read by everybody.
DEMO_CARD, DEMO_PIN = "HAPP-YTEA-CAKE", "7294"

PEOPLE = Words("People with a budget")
WORKERS = Words("Workers")
FINANCE = Words("Finance")
FUNDER = Words("Funder")
PARTNERSHIP = Words("Partnership")

# Those of a group stand together.
DEMO_SIGN_INS = (
    DemoSignIn(
        "ada",
        "Ada",
        Words("Has a budget of her own, from three funders"),
        Words("See what you have, and ask to be paid for something."),
        PEOPLE,
    ),
    DemoSignIn(
        "malik",
        "Malik",
        Words("Has a budget, and has just changed his bank"),
        Words("See when your money can go to the new account."),
        PEOPLE,
    ),
    DemoSignIn(
        "wren",
        "Wren",
        Words("Works with Ada and nine others, at Lantern Street"),
        Words("See what waits for you until when. Say that you talked with Ada, and release the money."),
        WORKERS,
    ),
    DemoSignIn(
        "idris",
        "Idris",
        Words("Works beside Wren"),
        Words("Ring Malik back about his new account, so that he need not wait."),
        WORKERS,
    ),
    DemoSignIn(
        "femi",
        "Femi",
        Words("Works for another organisation, Harbour Door"),
        Words("Look for Ada: you do not work with her, so she is not there."),
        WORKERS,
    ),
    DemoSignIn(
        "hana",
        "Hana",
        Words("Works at Kestrel Advice, and sits in the caseload meeting"),
        Words("See who waits to be taken on, and decide together with the others."),
        WORKERS,
    ),
    DemoSignIn(
        "ngozi",
        "Ngozi",
        Words("Finance officer, makes the files for the bank"),
        Words("Say what the bank's unmatched lines are, then make a file."),
        FINANCE,
    ),
    DemoSignIn(
        "tomasz",
        "Tomasz",
        Words("Second finance officer"),
        Words("Approve the file that Ngozi made: she cannot do that herself."),
        FINANCE,
    ),
    DemoSignIn(
        "callum",
        "Callum",
        Words("Commissioner at the council, which pays for three funds"),
        Words("See where each pound of your funds is, and which fund ended with money left."),
        FUNDER,
    ),
    DemoSignIn(
        "priya",
        "Priya",
        Words("Manages the partnership"),
        Words("See how long money takes from a yes, and where some of it waits."),
        PARTNERSHIP,
    ),
    DemoSignIn(
        "sam",
        "Sam",
        Words("Administrator: lets members in and out"),
        Words("Add a member, then end somebody's access: they are out at their next step."),
        PARTNERSHIP,
    ),
)

# How things are decided here, in the order in which it is best read.
LOOK_AT = (
    DemoLook("agreement", "ada", "person:agreement", Words("Ada’s agreement, and who decides what")),
    DemoLook("waiting", "ada", "person:waiting", Words("An ask of hers that waits, and until when")),
    DemoLook("won", "ada", "person:challenges", Words("A no that she challenged and won")),
    DemoLook("panel", "malik", "person:panels", Words("Malik on a panel: hear somebody else’s challenge")),
    DemoLook("turn", "wren", "worker:waiting", Words("Wren’s turn: two asks, with their clocks")),
    DemoLook("limits", "priya", "manager:limits", Words("Limits that end soon, and one that somebody wants to end")),
    DemoLook("power", "priya", "manager:power", Words("Who decides here, in figures")),
)
