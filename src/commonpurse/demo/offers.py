"""The invented services of the place, as the council's own list gives them. No place, price or number is real."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid5

NAMES = UUID("0f5b7c1e-2d43-4f0a-9a67-9d5a1b0c7e31")


@dataclass(frozen=True)
class Offer:
    """`hours`: days, opening, closing. `price`: pounds, None where nobody knows. `checked`: days before the list."""

    name: str
    organisation: str
    text: str
    place: str
    street: str
    postcode: str
    days: str
    hours: tuple[str, str]
    price: float | None
    price_for: str
    who_for: str
    topic: str
    phone: str
    checked: int


OFFERS = (
    Offer("The Long Table", "Lantern Street", "A hot meal, a seat by the stove and nobody in a hurry. Dogs welcome.",
          "Old Net Loft", "3 Ropewalk", "QH1 2AB", "MO,WE,FR", ("12:00", "14:30"), 0, "A meal", "Anybody.",
          "Food bank and meals", "01632 960110", 20),
    Offer("Ropewalk Pantry", "Lantern Street", "Choose your own shopping. Ten things for one price.",
          "Old Net Loft", "3 Ropewalk", "QH1 2AB", "MO,TU,WE,TH,FR", ("10:00", "13:00"), 3.5, "A basket",
          "Quillhaven people.",
          "Food bank and meals", "01632 960111", 35),
    Offer("Harbour Door Beds", "Harbour Door", "Twelve rooms of your own, with a key. Come before nine in the evening.",
          "Harbour Door House", "18 Tide Street", "QH1 4CD", "MO,TU,WE,TH,FR,SA,SU", ("17:00", "21:00"), 0, "A night",
          "Adults without a place to sleep.", "Homeless hostel", "01632 960120", 12),
    Offer("Keep Your Home", "Kestrel Advice", "Help with a letter from your landlord, rent you owe, or a court date.",
          "Kestrel Rooms", "7 Corn Lane", "QH2 1EF", "MO,TU,TH", ("09:30", "16:00"), 0, "A talk", "Anybody who rents.",
          "Housing advice", "01632 960130", 50),
    Offer("Debt Desk", "Kestrel Advice", "Bring all your letters in a bag. We sort them with you and call who you owe.",
          "Kestrel Rooms", "7 Corn Lane", "QH2 1EF", "WE,FR", ("09:30", "16:00"), 0, "A talk", "Anybody.",
          "Debt and money advice", "01632 960131", 50),
    Offer("Benefits Check", "Kestrel Advice", "What you can claim, and how. We fill in the form together.",
          "Quillhaven Library", "1 Market Cross", "QH2 3GH", "TU", ("10:00", "15:00"), 0, "A check", "Anybody.",
          "Benefits advice", "01632 960132", 90),
    Offer("Tideway Mornings", "Tideway Recovery", "Breakfast and a group for people who drink or use, or want to stop.",
          "Tideway House", "22 Ferry Road", "QH3 5JK", "MO,TU,WE,TH,FR", ("08:30", "11:00"), 0, "A morning", "Adults.",
          "Drug and alcohol recovery", "01632 960140", 15),
    Offer("Talking on Ferry Road", "Quillhaven Health Trust", "Counselling, one to one. Six talks or more.",
          "Ferry Road Clinic", "40 Ferry Road", "QH3 5LM", "MO,TU,WE,TH,FR", ("09:00", "18:00"), 12, "An hour",
          "Adults. Free if you have little money.", "Counselling and mental health", "01632 960150", 120),
    Offer("Walk-in Nurse", "Quillhaven Health Trust", "Feet, wounds, chest, anything. You need no address and no card.",
          "Ferry Road Clinic", "40 Ferry Road", "QH3 5LM", "TU,FR", ("13:00", "17:00"), 0, "A visit", "Anybody.",
          "Health clinic", "01632 960151", 8),
    Offer("Wheels Again", "Lantern Street", "Mend a bike with us, and ride it home. Tools and tea are here.",
          "The Yard", "9 Ropewalk", "QH1 2AD", "TH,SA", ("10:00", "16:00"), 25, "A bike", "Anybody over 16.",
          "Training and work", "01632 960112", 200),
    Offer("Sea Choir", "Harbour Door", "We sing, badly and loudly. No notes needed.",
          "St Brannoc's Hall", "2 Chapel Steps", "QH1 6NP", "WE", ("19:00", "20:30"), 1, "An evening", "Anybody.",
          "Social club", "01632 960121", 60),
    Offer("Safe Harbour", "Quillhaven Council", "Somebody to talk to when home is not safe. We can find a room today.",
          "By phone", "", "", "MO,TU,WE,TH,FR,SA,SU", ("00:00", "23:59"), 0, "A call", "Anybody who is afraid.",
          "Domestic abuse refuge", "01632 960160", 5),
    Offer("Old Ferry Café", "Lantern Street", "Tea and toast by the slip.",
          "Ferry Hut", "The Slip", "QH3 5AA", "SA", ("09:00", "12:00"), 2, "Breakfast", "Anybody.",
          "Food bank and meals", "01632 960113", 210),
)  # fmt: skip
CLOSES = "Old Ferry Café"
DEARER = ("Ropewalk Pantry", 4.5)


def an_id(*parts: str) -> str:
    return str(uuid5(NAMES, "\n".join(parts)))


def council_list(offers: Iterable[Offer], *, on: date, since: date) -> bytes:
    """The list as the council's site gives it on a day: one page of HSDS 3. `since`: the day of the old prices."""
    services = [_service(offer, on, since) for offer in offers]
    return json.dumps({"total_items": len(services), "total_pages": 1, "contents": services}).encode()


def _service(offer: Offer, on: date, since: date) -> dict[str, Any]:
    checked = (on - timedelta(days=offer.checked)).isoformat()
    own = an_id("service", offer.name)
    location = {
        "id": an_id("location", offer.place, offer.street),
        "location_type": "physical" if offer.street else "virtual",
        "name": offer.place,
        "addresses": [
            {
                "id": an_id("address", offer.street),
                "address_1": offer.street,
                "city": "Quillhaven",
                "state_province": "",
                "postal_code": offer.postcode,
                "country": "GB",
                "address_type": "physical",
            }
        ]
        if offer.street
        else [],
    }
    return {
        "id": own,
        "name": offer.name,
        "description": offer.text,
        "status": "active",
        "assured_date": checked,
        "assurer_email": "directory@quillhaven.example.org",
        "last_modified": f"{checked}T09:00:00+00:00",
        "eligibility_description": offer.who_for,
        "organization": {
            "id": an_id("organisation", offer.organisation),
            "name": offer.organisation,
            "description": offer.organisation,
        },
        "phones": [{"id": an_id(own, "phone"), "number": offer.phone}],
        "schedules": [
            {
                "id": an_id(own, "schedule"),
                "freq": "WEEKLY",
                "byday": offer.days,
                "opens_at": offer.hours[0],
                "closes_at": offer.hours[1],
            }
        ],
        "cost_options": [
            {
                "id": an_id(own, "cost"),
                "valid_from": (on if (offer.name, offer.price) == DEARER else since).isoformat(),
                "option": offer.price_for,
                "currency": "GBP",
                "amount": offer.price,
            }
        ],
        "attributes": [
            {
                "id": an_id(own, "attribute"),
                "taxonomy_term": {"id": an_id("term", offer.topic), "name": offer.topic, "description": offer.topic},
            }
        ],
        "service_at_locations": [{"id": an_id(own, "at"), "location": location}],
    }
