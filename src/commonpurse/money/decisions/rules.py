"""The life of an ask. Plain values only."""

from __future__ import annotations

from enum import StrEnum


class AskState(StrEnum):
    """waiting → granted | declined | withdrawn; a granted ask may still be withdrawn until its payment is made."""

    WAITING = "waiting"
    GRANTED = "granted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


STATE_WORDS = {
    AskState.WAITING: "Waiting",
    AskState.GRANTED: "Yes",
    AskState.DECLINED: "No",
    AskState.WITHDRAWN: "Taken back",
}
