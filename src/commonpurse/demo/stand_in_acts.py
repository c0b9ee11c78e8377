"""Who coordinated and was away: Idris is now, Wren will be; one person says: not this one."""

from __future__ import annotations

from datetime import datetime, timedelta

from commonpurse.demo.telling import Act, Story
from commonpurse.kernel.periods import business_date
from commonpurse.support.plans.commands import refuse_stand_in, say_away
from commonpurse.support.plans.queries import get_stand_in, standing_in_of


def idris_is_away(story: Story, at: datetime) -> None:
    """Priya says that Idris is away for two weeks, and Wren stands in. One of his people turns her away."""
    idris, wren, today = story.cast["Idris"], story.cast["Wren"], business_date(at)
    say_away(
        by=story.cast["Priya"],
        member=idris,
        stand_in=wren,
        starts_on=today,
        ends_on=today + timedelta(days=14),
        now=at,
    )
    first = standing_in_of(viewer=wren, today=today)[0]
    hers = get_stand_in(viewer=first.person, stand_in_id=first.id)
    if hers is not None:
        refuse_stand_in(by=first.person, stand_in=hers, now=at + timedelta(hours=3))


def wren_will_be_away(story: Story, at: datetime) -> None:
    """Wren says ahead that she is away in a month, and Idris stands in."""
    first = business_date(at) + timedelta(days=28)
    say_away(
        by=story.cast["Wren"],
        member=story.cast["Wren"],
        stand_in=story.cast["Idris"],
        starts_on=first,
        ends_on=first + timedelta(days=10),
        now=at,
    )


# (how many working days before the end, what)
ACTS: tuple[tuple[int, Act], ...] = ((6, wren_will_be_away), (3, idris_is_away))
