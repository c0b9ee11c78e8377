"""Scores of the New Directions Team assessment: ten areas, which numbers each may have, and their sum.

Its statements are under copyright, so none stands here: the labels are our own. It is a score of what goes wrong, so it
stays out of every decision about money, of every list and every order. Source: domain.md 3.2; South West London and St
George's Mental Health NHS Trust holds the rights.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.words import Words


class NdtRefused(Refused):
    code = "ndt_refused"


class Area(StrEnum):
    """One of the ten, in the order of the assessment."""

    ENGAGEMENT = "engagement"
    SELF_HARM = "self_harm"
    UNMEANT_HARM = "unmeant_harm"
    RISK_TO_OTHERS = "risk_to_others"
    RISK_FROM_OTHERS = "risk_from_others"
    STRESS = "stress"
    SOCIAL = "social"
    SUBSTANCES = "substances"
    IMPULSE = "impulse"
    HOUSING = "housing"


# Our own short labels. The wording of the assessment is not ours to show.
AREA_WORDS = {
    Area.ENGAGEMENT: Words("In touch with services"),
    Area.SELF_HARM: Words("Harm to themselves, on purpose"),
    Area.UNMEANT_HARM: Words("Harm to themselves, not meant"),
    Area.RISK_TO_OTHERS: Words("A danger to others"),
    Area.RISK_FROM_OTHERS: Words("In danger from others"),
    Area.STRESS: Words("Worry and pressure"),
    Area.SOCIAL: Words("Getting on with people"),
    Area.SUBSTANCES: Words("Drink and drugs"),
    Area.IMPULSE: Words("Acting before thinking"),
    Area.HOUSING: Words("Where they live"),
}
BY_ONE, BY_TWO = (0, 1, 2, 3, 4), (0, 2, 4, 6, 8)
DOUBLE = (Area.RISK_TO_OTHERS, Area.RISK_FROM_OTHERS)
MOST = 48
LONGEST_FROM, LONGEST_REFERENCE = 200, 200


def allowed(area: Area) -> tuple[int, ...]:
    """Which numbers an area may have."""
    return BY_TWO if area in DOUBLE else BY_ONE


def check_scores(scores: Mapping[Area, int]) -> dict[Area, int]:
    """All ten, each a number that its area may have. Raises: NdtRefused (`score_not_allowed`)."""
    for area in Area:
        if scores.get(area) not in allowed(area):
            raise NdtRefused(
                "“{area}” has one of these numbers: {numbers}.",
                code="score_not_allowed",
                field=area.value,
                area=AREA_WORDS[area],
                numbers=", ".join(map(str, allowed(area))),
            )
    return {area: scores[area] for area in Area}


def total_of(scores: Mapping[Area, int]) -> int:
    """The sum of the ten, from 0 to 48."""
    return sum(scores[area] for area in Area)


def check_day(on: date | None, *, today: date) -> date:
    """Raises: NdtRefused (`day_impossible`), where no day is named or it lies ahead."""
    if on is None or on > today:
        raise NdtRefused("Say of which day these are. It cannot lie ahead.", code="day_impossible", field="on")
    return on


def check_permission(*, given_by: str, given_on: date | None, reference: str, today: date) -> None:
    """Raises: NdtRefused (`permission_incomplete`)."""
    for field, words in (("given_by", given_by), ("reference", reference)):
        if not words.strip():
            raise NdtRefused(
                "Say who gave leave, on which day, and in which document.", code="permission_incomplete", field=field
            )
    if given_on is None or given_on > today:
        raise NdtRefused(
            "Say on which day leave was given. It cannot lie ahead.", code="permission_incomplete", field="given_on"
        )
