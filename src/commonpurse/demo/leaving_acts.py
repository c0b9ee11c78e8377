"""A small partner that came and left, and one that says ahead that it will."""

from __future__ import annotations

from datetime import datetime, timedelta

from commonpurse.demo.telling import Act, Story
from commonpurse.kernel.periods import business_date
from commonpurse.parties.partners.commands import add_member, add_organisation, say_organisation_leaves
from commonpurse.parties.partners.models import Organisation
from commonpurse.support.plans.commands import let_organisation_leave

CAME_AND_LEFT = "Saltmarsh Lettings Help"
WILL_LEAVE = "Tideway Recovery"


def one_joins(story: Story, at: datetime) -> None:
    """Let a small charity join, with one member."""
    priya = story.cast["Priya"]
    joined = add_organisation(by=priya, name=CAME_AND_LEFT, kind="charity", now=at)
    add_member(by=priya, organisation=joined, name="Bryn Ashgrove", roles=["worker"], now=at + timedelta(minutes=5))


def it_leaves(story: Story, at: datetime) -> None:
    """Let it leave again, a few months later: nobody is without a coordinator by it."""
    priya, left = story.cast["Priya"], Organisation.objects.get(name=CAME_AND_LEFT)
    said = say_organisation_leaves(
        by=priya,
        organisation=left,
        leaves_on=business_date(at),
        reason="Their grant ended. The council’s own lettings team takes this on.",
        now=at,
    )
    let_organisation_leave(by=priya, departure=said, now=at + timedelta(hours=1))


def another_says_so(story: Story, at: datetime) -> None:
    """Say two months ahead that a partner leaves, with all that is open."""
    say_organisation_leaves(
        by=story.cast["Priya"],
        organisation=Organisation.objects.get(name=WILL_LEAVE),
        leaves_on=business_date(at) + timedelta(days=61),
        reason="They merge with a charity of the next county and close here.",
        now=at,
    )


# (how many working days before the end, what)
ACTS: tuple[tuple[int, Act], ...] = ((150, one_joins), (64, it_leaves), (7, another_says_so))
