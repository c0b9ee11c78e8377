"""To which groups somebody was named: counted once a minute for the menu of everybody, so that no page asks for it."""

from __future__ import annotations

from uuid import UUID

from django.core.cache import cache

from commonpurse.parties.partners.queries import named_to_groups
from commonpurse.parties.partners.rules import Group

KEPT = 60  # seconds; another process of the site shows a new seat that much later at most
KEY = "named_to_groups"


def named_to(member_id: UUID) -> frozenset[Group]:
    """The groups to which a member was named, for what they are led to; what opens there is asked anew."""
    found: dict[UUID, frozenset[Group]] | None = cache.get(KEY)
    if found is None:
        found = named_to_groups()
        cache.set(KEY, found, KEPT)
    return found.get(member_id, frozenset())


def count_seats_anew() -> None:
    """Read them at the next page: somebody was named, or a seat ended."""
    cache.delete(KEY)
