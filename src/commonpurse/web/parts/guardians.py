"""Who watches over emergencies, for the menu: read once a minute, not once a page. The gates ask anew each time."""

from __future__ import annotations

from typing import Any

from django.core.cache import cache

from commonpurse.parties.consent.queries import current_guardian

KEPT = 60  # seconds; another process of the site shows a new guardian's menu that much later at most
KEY = "guardian"


def is_guardian(viewer: Any) -> bool:
    """Tell whether the menu is to have what the guardian reviews."""
    found = cache.get(KEY)
    if found is None:
        guardian = current_guardian()
        found = str(guardian.id) if guardian is not None else ""
        cache.set(KEY, found, KEPT)
    return str(viewer.id) == found


def forget_guardian() -> None:
    """Read who it is anew at the next page: it has changed."""
    cache.delete(KEY)
