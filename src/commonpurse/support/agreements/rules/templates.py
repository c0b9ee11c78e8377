"""The words an agreement may begin with before a partnership has written its own."""

from __future__ import annotations

from dataclasses import dataclass

from commonpurse.kernel.words import Words


@dataclass(frozen=True)
class StartingWords:
    """A template that is shipped: never stored. A partnership's own one of the same name stands in its place."""

    key: str
    name: Words
    what_for: Words
    money_rules: Words
    if_things_go_wrong: Words
    how_to_challenge: Words


_CHALLENGE = Words(
    "You can say no to any of this. You can ask for a change on any day. "
    "If we say no to you, we tell you why and who said it. "
    "Then you can ask other people to look at it again."
)

SHIPPED = (
    StartingWords(
        "first_money",
        Words("The first money"),
        Words("This money is for you. It is for things that help you live as you want to."),
        Words(
            "You say what you need. We pay it, or you get the money. "
            "For small sums we ask for no proof. Keep what you can, and we will not chase you for the rest."
        ),
        Words(
            "Things go wrong for all of us. If money is lost or spent on something else, tell us. "
            "Nobody takes money back from you without a talk. We look together at what would help."
        ),
        _CHALLENGE,
    ),
    StartingWords(
        "a_home",
        Words("A home"),
        Words("This money is for a home. It is for the deposit, a bed, pots and pans, and what makes it yours."),
        Words(
            "You pick the things. You say who gets paid. "
            "We can pay a shop or a landlord for you. If a thing costs more than there is, we look for more money."
        ),
        Words(
            "If the home falls through, the money is still yours. We sit down with you within a week. "
            "If you are in debt, we help you with that first. Nothing is taken from you without a talk."
        ),
        _CHALLENGE,
    ),
    StartingWords(
        "work_or_learning",
        Words("Work, or learning something"),
        Words(
            "This money is to get you to work, or to learn something you care about. Fares, tools, clothes, a course."
        ),
        Words(
            "You choose what you learn and where. You can spend small sums at once. "
            "For a big sum we think it over with you, and you decide."
        ),
        Words(
            "You may stop a course or leave a job. You do not have to pay us back for trying. "
            "Tell us when it gets hard. We can change the plan at any time."
        ),
        _CHALLENGE,
    ),
)
