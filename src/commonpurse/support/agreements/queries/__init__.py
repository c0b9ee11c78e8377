"""The questions about agreements, by what they ask."""

from commonpurse.support.agreements.queries.deciding import (
    Named,
    WhoDecides,
    agreement_in_force,
    who_decides,
    who_decides_each,
)

__all__ = [
    "Named",
    "WhoDecides",
    "agreement_in_force",
    "who_decides",
    "who_decides_each",
]
