"""A team of Open Door with Wren in it, how to reach it, and what it offers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from commonpurse.kernel.periods import business_date
from commonpurse.parties.partners.commands import open_team, put_in_team, write_contact, write_offer
from commonpurse.parties.partners.models import PartnerOffer, Team, WorkContact
from commonpurse.parties.partners.rules import OfferKind
from tests.factories import Standing


@dataclass(frozen=True)
class OfferingOfOpenDoor:
    team: Team
    contact: WorkContact  # of the team, for people too
    offer: PartnerOffer


def offering_of_open_door(people: Standing, now: datetime) -> OfferingOfOpenDoor:
    """Wren speaks for Open Door: see `chartering.speakers`."""
    wren = people.wren
    team = open_team(by=wren, name="Street team", does="Out every night", now=now)
    put_in_team(by=wren, team=team, member=wren, now=now)
    contact = write_contact(
        by=wren,
        team=team,
        name="The desk",
        about="A bed tonight",
        phone="01632 960111",
        email="street@example.org",
        hours="Every night from 8",
        is_for_people=True,
        now=now,
    )
    write_contact(
        by=wren,
        team=None,
        name="Duty manager",
        about="For partners",
        phone="01632 960112",
        is_for_people=False,
        now=now,
    )
    offer = write_offer(
        by=wren,
        team=team,
        kind=OfferKind.PLACES,
        words="A warm room",
        how_to_ask="Ring before 6",
        ends_on=business_date(now) + timedelta(days=60),
        now=now,
    )
    write_offer(by=wren, team=team, kind=OfferKind.DECISION, words="ID without a deposit", now=now)
    return OfferingOfOpenDoor(team, contact, offer)
