"""Every question about release: how long it took, whose hands the money was in, where it waits now."""

from commonpurse.insight.release.queries.hands import OtherHands, WhoseHands, whose_hands
from commonpurse.insight.release.queries.power import Power, power_figures, public_power
from commonpurse.insight.release.queries.times import BY_HERSELF, ReleaseTimes, release_times
from commonpurse.insight.release.queries.waits import (
    OpenWait,
    WaitsAtStep,
    open_waits,
    wait_cards,
    waits_by_step,
)

__all__ = [
    "BY_HERSELF",
    "OpenWait",
    "OtherHands",
    "Power",
    "ReleaseTimes",
    "WaitsAtStep",
    "WhoseHands",
    "open_waits",
    "power_figures",
    "public_power",
    "release_times",
    "wait_cards",
    "waits_by_step",
    "whose_hands",
]
