"""Who of this place has something that must not be known: it lies sealed here as it would anywhere."""

from __future__ import annotations

from datetime import datetime

from commonpurse.demo.telling import Story
from commonpurse.parties.protected.commands import protect_detail

# Source of the numbers: Ofcom keeps 07700 900000 to 900999 for drama; nobody has one.
PROTECTED = {
    "Nadia": (("address", "Flat 3, 8 Sailmaker’s Yard, Quillhaven"), ("phone", "07700 900871")),
    "Bronwen": (("school", "Gull Lane Infants"),),
    "Rosalind": (("workplace", "The bakery on Tarring Street"),),
}


def protect_some(story: Story, at: datetime) -> None:
    """Let some people's workers lock away what would put them in danger."""
    for invented, person in story.cast.people:
        for kind, value in PROTECTED.get(invented.called_by, ()):
            protect_detail(by=story.cast.worker_of(invented), person=person, kind=kind, value=value, now=at)
