"""The kinds of spending as a page shows them: in groups, each with its icon."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from commonpurse.money.budgets.rules import SPEND_WORDS, SpendKind
from commonpurse.web.parts.words import translated

KIND_ICONS = {
    SpendKind.RENT_DEPOSIT: "home",
    SpendKind.RENT_ARREARS_AND_DEBTS: "letter",
    SpendKind.FURNITURE: "sofa",
    SpendKind.HOUSEHOLD_SETUP: "kettle",
    SpendKind.CLOTHING: "shirt",
    SpendKind.FOOD: "meal",
    SpendKind.PHONE_AND_DATA: "phone",
    SpendKind.TRAVEL: "bus",
    SpendKind.IDENTITY_DOCUMENTS: "card",
    SpendKind.COURSE_FEES: "book",
    SpendKind.WORK_TOOLS: "tool",
    SpendKind.FAMILY_AND_ACTIVITIES: "people",
    SpendKind.LEISURE: "music",
    SpendKind.HEALTH_AIDS: "heart",
    SpendKind.TEMPORARY_STAY: "bed",
    SpendKind.UNUSUAL_HOME: "caravan",
    SpendKind.PET_CARE: "paw",
    SpendKind.CELEBRATION_OR_GIFT: "gift",
    SpendKind.OTHER: "other",
}
# What is needed most often comes first; every kind is in one group.
GROUPS = (
    (_("Every day"), (SpendKind.FOOD, SpendKind.CLOTHING, SpendKind.TRAVEL, SpendKind.PHONE_AND_DATA)),
    (
        _("A home"),
        (
            SpendKind.HOUSEHOLD_SETUP,
            SpendKind.FURNITURE,
            SpendKind.RENT_DEPOSIT,
            SpendKind.RENT_ARREARS_AND_DEBTS,
            SpendKind.TEMPORARY_STAY,
            SpendKind.UNUSUAL_HOME,
        ),
    ),
    (_("Getting on"), (SpendKind.COURSE_FEES, SpendKind.WORK_TOOLS, SpendKind.IDENTITY_DOCUMENTS)),
    (
        _("You and yours"),
        (
            SpendKind.FAMILY_AND_ACTIVITIES,
            SpendKind.LEISURE,
            SpendKind.HEALTH_AIDS,
            SpendKind.PET_CARE,
            SpendKind.CELEBRATION_OR_GIFT,
            SpendKind.OTHER,
        ),
    ),
)


@dataclass(frozen=True)
class KindTile:
    value: str
    icon: str
    words: str


def kind_tile(kind: SpendKind) -> KindTile:
    return KindTile(kind.value, KIND_ICONS[kind], translated(SPEND_WORDS[kind]))


def kind_groups() -> Sequence[tuple[str, Sequence[KindTile]]]:
    """Every kind of spending once, in groups with their heading."""
    return [(str(heading), [kind_tile(kind) for kind in kinds]) for heading, kinds in GROUPS]
