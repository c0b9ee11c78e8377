"""What the people of the story want, week by week: their words, the sum, the kind, whom to pay."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Literal

PayTo = Literal["own", "helper", "supplier"]


@dataclass(frozen=True)
class Wish:
    """`weeks` counts from the week in which the person's budget was opened."""

    weeks: int
    what_for: str
    spend_kind: str
    amount_minor: int
    pay_to: PayTo
    supplier: str = ""
    asks: bool = True  # the person asks; else the worker releases what they agreed on together


# (in the person's words, kind, least and most in pounds, whom to pay, supplier)
IDEAS: tuple[tuple[str, str, int, int, PayTo, str], ...] = (
    ("First month's rent and deposit", "rent_deposit", 320, 620, "supplier", "Gullwing Lettings"),
    ("What I owe on the old flat", "rent_arrears_and_debts", 60, 220, "supplier", "Gullwing Lettings"),
    ("A bed and a proper mattress", "furniture", 120, 260, "supplier", "Second Wind Furniture"),
    ("A second-hand washing machine", "furniture", 90, 180, "supplier", "Second Wind Furniture"),
    ("Pans, plates and bedding", "household_setup", 35, 120, "own", ""),
    ("Curtains and a lamp", "household_setup", 20, 70, "own", ""),
    ("Boots and a winter coat", "clothing", 45, 110, "own", ""),
    ("Something decent for interviews", "clothing", 40, 95, "own", ""),
    ("Food until the first of the month", "food", 20, 60, "own", ""),
    ("Big shop to fill the freezer", "food", 40, 85, "own", ""),
    ("A phone with data", "phone_and_data", 60, 140, "own", ""),
    ("Data for three months", "phone_and_data", 15, 36, "own", ""),
    ("Train to see my daughter", "travel", 18, 64, "own", ""),
    ("A bus pass", "travel", 35, 70, "own", ""),
    ("Birth certificate and photos for a passport", "identity_documents", 12, 95, "own", ""),
    ("Forklift course", "course_fees", 140, 280, "supplier", "Tidewater College"),
    ("Evening class in welding", "course_fees", 90, 190, "supplier", "Tidewater College"),
    ("Brushes, ladder and overalls for painting jobs", "work_tools", 60, 170, "own", ""),
    ("A day out with the kids", "family_and_activities", 25, 75, "own", ""),
    ("Swimming, three months", "leisure", 24, 60, "own", ""),
    ("Strings for my guitar", "leisure", 9, 28, "own", ""),
    ("New glasses", "health_aids", 45, 140, "own", ""),
    ("Three nights until the room is free", "temporary_stay", 90, 180, "supplier", "The Moorings Guest House"),
    ("Tarpaulin and gas for the boat I live on", "unusual_home", 40, 130, "helper", ""),
    ("The vet, for my dog", "pet_care", 35, 120, "own", ""),
    ("A cake for my birthday", "celebration_or_gift", 8, 25, "own", ""),
    ("Replacing what was stolen", "other", 30, 110, "helper", ""),
)
SUPPLIERS = tuple(dict.fromkeys(idea[5] for idea in IDEAS if idea[5]))


def wishes_of(number: int, *, weeks: int, seed: int) -> list[Wish]:
    """Return what the person of that number wants over so many weeks, in order of time: about one in six weeks."""
    dice = random.Random(f"{seed}/wishes/{number}")  # noqa: S311  it is a play
    count = max(1, round(weeks / 6 * dice.uniform(0.7, 1.4)))
    chosen = dice.sample(IDEAS, min(count, len(IDEAS)))
    wishes = []
    for what_for, spend_kind, least, most, pay_to, supplier in chosen:
        pence = dice.choice((0, 0, 0, 50, 99))
        wishes.append(
            Wish(
                weeks=dice.randrange(weeks),
                what_for=what_for,
                spend_kind=spend_kind,
                amount_minor=dice.randint(least, most) * 100 + pence,
                pay_to=pay_to,
                supplier=supplier,
                asks=dice.random() < 0.6,
            )
        )
    return sorted(wishes, key=lambda wish: (wish.weeks, wish.what_for))
