"""Whom one may sign in as at the demo, with one sentence on what to try. Read by the front page too: keep it light."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class DemoSignIn:
    """One invented person behind a button on the demo's front page. Nobody needs a password there."""

    username: str
    name: str
    role_words: str
    try_this: str


DEMO_SIGN_INS = (
    DemoSignIn(
        "ada",
        "Ada",
        "Has a budget of her own, from three funders",
        "See what you have, and ask to be paid for something.",
    ),
    DemoSignIn(
        "malik",
        "Malik",
        "Has a budget, and has just changed his bank",
        "See when your money can go to the new account.",
    ),
    DemoSignIn(
        "wren",
        "Wren",
        "Works with Ada and nine others, at Lantern Street",
        "Say yes to what Ada asks for, and release the money.",
    ),
    DemoSignIn(
        "idris",
        "Idris",
        "Works beside Wren",
        "Ring Malik back about his new account, so that he need not wait.",
    ),
    DemoSignIn(
        "femi",
        "Femi",
        "Works for another organisation, Harbour Door",
        "Look for Ada: you do not work with her, so she is not there.",
    ),
    DemoSignIn(
        "ngozi",
        "Ngozi",
        "Finance officer, makes the files for the bank",
        "Say what the bank's unmatched lines are, then make a file.",
    ),
    DemoSignIn(
        "tomasz",
        "Tomasz",
        "Second finance officer",
        "Approve the file that Ngozi made: she cannot do that herself.",
    ),
    DemoSignIn(
        "callum",
        "Callum",
        "Commissioner at the council, which pays for three funds",
        "See where each pound of your funds is, and which fund ended with money left.",
    ),
    DemoSignIn(
        "priya",
        "Priya",
        "Manages the partnership",
        "See the partnership's people, and who works with whom.",
    ),
    DemoSignIn(
        "sam",
        "Sam",
        "Administrator: lets members in and out",
        "Add a member, then end somebody's access: they are out at their next step.",
    ),
)
