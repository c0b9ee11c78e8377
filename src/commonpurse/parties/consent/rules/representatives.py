"""Who acts for a person."""

from __future__ import annotations

from enum import StrEnum

from commonpurse.kernel.words import Words

# A worker wrote down, or ended, who acts for her; and for the one who did: that it ended, where she wants them told.
NEWS_HELPER_WRITTEN = "helper_written"
NEWS_HELP_ENDED = "help_ended"


class RepresentativeKind(StrEnum):
    """Who acts for a person (Care Act 2014 s.31-32; SI 2014/2871 reg 4)."""

    NOMINATED = "nominated"
    AUTHORISED = "authorised"
    HELPER = "helper"


REPRESENTATIVE_WORDS = {
    RepresentativeKind.NOMINATED: Words("Chosen by me to manage my money"),
    RepresentativeKind.AUTHORISED: Words("Acts in my best interests, because I cannot decide this now"),
    RepresentativeKind.HELPER: Words("Helps me with some things"),
}
