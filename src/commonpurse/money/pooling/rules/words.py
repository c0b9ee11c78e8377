"""The words of an agreement about money together, and how they read on a page."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from commonpurse.kernel.words import Words


class Text(StrEnum):
    """What is written down in words; each is a column of a version.

    Source: the National Health Service Bodies and Local Authorities Partnership Arrangements Regulations 2000,
    SI 2000/617, regulation 7, as in domain notes 4.6; `improves` is the condition of section 75(1) of the National
    Health Service Act 2006.
    """

    AIMS = "aims"
    OUTCOMES = "outcomes"
    FUNCTIONS = "functions"
    IMPROVES = "improves"
    PEOPLE = "people"
    SERVICES = "services"
    STAFF = "staff"
    GOODS = "goods"
    ACCOMMODATION = "accommodation"
    RESTRICTED_PURPOSE = "restricted_purpose"
    HOW_MANAGED = "how_managed"
    HOW_VARIED = "how_varied"
    HOW_ENDED = "how_ended"


class LeftOver(StrEnum):
    """What becomes of money that nobody was given when a partner leaves or all end it."""

    IN_PROPORTION = "in_proportion"
    CARRIED_FORWARD = "carried_forward"
    KEPT_FOR_PURPOSE = "kept_for_purpose"


class Drawdown(StrEnum):
    """When a contribution is due."""

    ON_START = "on_start"
    QUARTERLY = "quarterly"
    ON_CLAIM = "on_claim"


class Stage(StrEnum):
    """Where an agreement is in its life on a day."""

    DRAFT = "draft"
    AGREED = "agreed"
    IN_FORCE = "in_force"
    ENDED = "ended"


TEXT_WORDS: Mapping[Text, Words] = {
    Text.AIMS: Words("Aims"),
    Text.OUTCOMES: Words("Outcomes for people"),
    Text.FUNCTIONS: Words("Functions it covers"),
    Text.IMPROVES: Words("Why these functions are likely to be done better"),
    Text.PEOPLE: Words("People it is for"),
    Text.SERVICES: Words("Services it covers"),
    Text.STAFF: Words("Staff we provide"),
    Text.GOODS: Words("Goods we provide"),
    Text.ACCOMMODATION: Words("Rooms and buildings we provide"),
    Text.RESTRICTED_PURPOSE: Words("The only purpose it may be used for"),
    Text.HOW_MANAGED: Words("How the money is managed"),
    Text.HOW_VARIED: Words("How it can be changed"),
    Text.HOW_ENDED: Words("How it can be ended"),
}
LEFT_OVER_WORDS: Mapping[LeftOver, Words] = {
    LeftOver.IN_PROPORTION: Words("It goes back in proportion to what each put in"),
    LeftOver.CARRIED_FORWARD: Words("It is carried forward"),
    LeftOver.KEPT_FOR_PURPOSE: Words("It is kept for the purpose"),
}
DRAWDOWN_WORDS: Mapping[Drawdown, Words] = {
    Drawdown.ON_START: Words("All on the first day"),
    Drawdown.QUARTERLY: Words("In equal parts, each quarter"),
    Drawdown.ON_CLAIM: Words("When it is claimed"),
}
STAGE_WORDS: Mapping[Stage, Words] = {
    Stage.DRAFT: Words("Draft"),
    Stage.AGREED: Words("Agreed, starts later"),
    Stage.IN_FORCE: Words("In force"),
    Stage.ENDED: Words("Ended"),
}
