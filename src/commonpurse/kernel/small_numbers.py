"""Which counts of people may be said out loud. One number for the whole project, and one way to leave a count out."""

from __future__ import annotations

# A smaller count could tell whose it is. Sources: Government Statistical Service, "Disclosure control guidance for
# tables produced from administrative sources" (2014): counts below 5 are a risk where a table can single somebody out;
# ONS, "Disclosure control for tables" (2021): suppress below 5.
SMALLEST_GROUP = 5


def is_few(count: int) -> bool:
    """Whether it is somebody, and fewer than five. Nobody at all tells of nobody."""
    return 0 < count < SMALLEST_GROUP


def count_shown(count: int) -> int | None:
    """The count as it may be said; None for one to four."""
    return None if is_few(count) else count
