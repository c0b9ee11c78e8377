"""What the partners of this place say of themselves: teams, how to reach them, what they offer, which team gives way.

Numbers are of the range that is kept for stories (01632 960), addresses of example.org.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from commonpurse.demo.telling import Act, Story
from commonpurse.kernel.periods import business_date
from commonpurse.parties.partners.commands import (
    close_team,
    open_team,
    put_in_team,
    take_out_of_team,
    write_contact,
    write_offer,
)
from commonpurse.parties.partners.models import Team, TeamMember, WorkContact
from commonpurse.parties.partners.rules import OfferKind
from commonpurse.support.blockages.commands import name_flex_team
from commonpurse.support.blockages.rules import FlexKind

FOR_ALL = ""  # of the organisation as a whole


@dataclass(frozen=True)
class Named:
    """`by` speaks for the organisation; all of `within` work for it."""

    by: str
    name: str
    does: str
    within: tuple[str, ...]


@dataclass(frozen=True)
class Reached:
    by: str
    team: str
    name: str
    about: str
    ends: str  # of the number
    desk: str  # of the address; empty: they have none
    hours: str
    is_for_people: bool = True


@dataclass(frozen=True)
class Offered:
    by: str
    team: str
    kind: OfferKind
    words: str
    how_to_ask: str = ""
    days: int | None = None  # it stands so many days longer, from the day it is written


HOME, STREET, KITCHEN = "Home team", "Street team", "Kitchen crew"
TEAMS = (
    Named("Wren", HOME, "Finds homes with people, and stays for the first year", ("Wren", "Idris")),
    Named("Wren", STREET, "Is out every evening, and knows who sleeps where", ("Idris",)),
    Named("Priya", "Housing options", "Says who is owed a home, and keeps the housing list", ("Priya",)),
    Named("Priya", "Payments desk", "Sends the money out each week", ("Ngozi", "Tomasz")),
    Named("Femi", "Night door", "Opens the door after ten, whoever stands there", ("Femi",)),
    Named("Femi", KITCHEN, "Cooks on Fridays until the new kitchen is built", ("Femi",)),
    Named("Hana", "Debt and benefits", "Reads letters, rings offices, writes the appeal", ("Hana",)),
    Named("Leif", "Open clinic", "A nurse and a doctor, without an appointment", ("Leif",)),
    Named("Joyce", "Through the gate", "Meets people on the day they are let out", ("Joyce",)),
    Named("Marisol", "Morning group", "Coffee at eight, for who stopped and who wants to", ("Marisol",)),
)
CONTACTS = (
    Reached("Wren", FOR_ALL, "Front desk", "Anything, we know who", "601", "hello", "Monday to Friday, 9 to 5"),
    Reached("Wren", HOME, "Home team", "Keys, landlords, moving day", "602", "home", "Monday to Friday, 9 to 5"),
    Reached("Idris", STREET, "Street phone", "Somebody is outside now", "603", "", "Every evening, 6 to 11"),
    Reached(
        "Wren",
        FOR_ALL,
        "Duty manager",
        "When two of us do not agree",
        "604",
        "duty",
        "Office hours",
        is_for_people=False,
    ),
    Reached(
        "Priya", "Housing options", "Housing desk", "The list, and who is on it", "610", "housing", "Weekdays, 10 to 4"
    ),
    Reached(
        "Tomasz",
        "Payments desk",
        "Payments desk",
        "Money that did not arrive",
        "611",
        "payments",
        "Weekdays, 9 to 3",
        is_for_people=False,
    ),
    Reached("Femi", "Night door", "Night door", "A bed tonight", "620", "", "Every night from 10"),
    Reached("Hana", FOR_ALL, "Advice line", "Letters, debts, benefits", "630", "advice", "Tuesday to Friday"),
    Reached("Leif", "Open clinic", "Clinic desk", "A nurse, a doctor", "640", "clinic", "Weekdays, 8 to 1"),
    Reached(
        "Joyce", "Through the gate", "Duty officer", "Who is let out, and when", "650", "gate", "", is_for_people=False
    ),
    Reached("Marisol", FOR_ALL, "Recovery house", "A first talk", "660", "house", "Every day, 8 to 8"),
    Reached("Odette", FOR_ALL, "Grants desk", "What our money is for", "670", "grants", "", is_for_people=False),
)
OFFERS = (
    Offered("Wren", HOME, OfferKind.TIME, "Somebody comes along to a viewing", "Ring two days before"),
    Offered("Wren", HOME, OfferKind.THINGS, "A starter box: pans, bedding, a kettle", "Write to the team"),
    Offered("Wren", HOME, OfferKind.DECISION, "A second visit a week, for a month"),
    Offered("Idris", STREET, OfferKind.TIME, "We look for somebody tonight", "Ring before six"),
    Offered("Priya", "Housing options", OfferKind.PLACES, "Two rooms for 28 days", "The worker rings us", 70),
    Offered("Priya", "Housing options", OfferKind.DECISION, "A letter from a partner counts as ID"),
    Offered("Femi", "Night door", OfferKind.PLACES, "Two beds that we keep until midnight", "Ring the night door"),
    Offered("Femi", "Night door", OfferKind.DECISION, "A dog may sleep here too"),
    Offered("Hana", FOR_ALL, OfferKind.KNOWLEDGE, "An hour on benefits for your team", "Write to the advice line"),
    Offered("Leif", FOR_ALL, OfferKind.PLACES, "A warm room on Wednesdays, for your drop-in", "Ask the desk", 120),
    Offered("Leif", "Open clinic", OfferKind.DECISION, "Seen without an address or a number"),
    Offered("Joyce", "Through the gate", OfferKind.TIME, "A lift from the gate", "A week before the day"),
    Offered("Marisol", FOR_ALL, OfferKind.KNOWLEDGE, "How to talk about drink: a morning for staff"),
    Offered("Odette", FOR_ALL, OfferKind.MONEY, "Small grants for groups, up to four times a year", "Two pages"),
)


def team_of(story: Story, by: str, name: str) -> Team | None:
    if not name:
        return None
    return Team.objects.open().get(name=name, organisation=story.cast[by].organisation)


def teams_are_named(story: Story, at: datetime) -> None:
    for invented in TEAMS:
        by = story.cast[invented.by]
        opened = open_team(by=by, name=invented.name, does=invented.does, now=at)
        for name in invented.within:
            put_in_team(by=by, team=opened, member=story.cast[name], now=at + timedelta(minutes=5))


def all_say_how_to_reach_them(story: Story, at: datetime) -> None:
    for each in CONTACTS:
        write_contact(
            by=story.cast[each.by],
            team=team_of(story, each.by, each.team),
            name=each.name,
            about=each.about,
            phone=f"01632 960{each.ends}",
            email=f"{each.desk}@example.org" if each.desk else "",
            hours=each.hours,
            is_for_people=each.is_for_people,
            now=at,
        )


def all_say_what_they_offer(story: Story, at: datetime) -> None:
    for each in OFFERS:
        write_offer(
            by=story.cast[each.by],
            team=team_of(story, each.by, each.team),
            kind=each.kind,
            words=each.words,
            how_to_ask=each.how_to_ask,
            ends_on=business_date(at) + timedelta(days=each.days) if each.days else None,
            now=at,
        )


def a_team_gives_way(story: Story, at: datetime) -> None:
    """At Lantern Street what is bought, and on which terms, is for the home team."""
    team = team_of(story, "Wren", HOME)
    name_flex_team(by=story.cast["Wren"], kind=FlexKind.COMMISSIONING, team=team, now=at)


def the_kitchen_is_built(story: Story, at: datetime) -> None:
    """Let a team close whose work is done."""
    team = team_of(story, "Femi", KITCHEN)
    assert team is not None, "opened before"  # noqa: S101
    close_team(by=story.cast["Femi"], team=team, now=at)


def one_changes_teams(story: Story, at: datetime) -> None:
    """Let Idris be on the street alone, and the home team have another number."""
    place = TeamMember.objects.get(team__name=HOME, member=story.cast["Idris"], ends_on=None)
    take_out_of_team(by=story.cast["Wren"], place=place, now=at)
    before = WorkContact.objects.now().get(name="Home team")
    write_contact(
        by=story.cast["Wren"],
        team=team_of(story, "Wren", HOME),
        name=before.name,
        about=before.about,
        phone="01632 960605",
        email=before.email,
        hours=before.hours,
        is_for_people=True,
        replaces=before,
        now=at + timedelta(hours=1),
    )


# (how many working days before the end, what)
ACTS: tuple[tuple[int, Act], ...] = (
    (120, teams_are_named),
    (118, all_say_how_to_reach_them),
    (90, a_team_gives_way),
    (60, the_kitchen_is_built),
    (40, all_say_what_they_offer),
    (22, one_changes_teams),
)
