from __future__ import annotations

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.words import Words
from commonpurse.parties.partners.colours import HEX, LEAST_CONTRAST, PAPER, WHITE, for_light, least_contrast

ROLES = ("worker", "coordinator", "finance", "manager", "funder", "administrator")
ORGANISATION_KINDS = {
    "council": Words("Council"),
    "charity": Words("Charity"),
    "nhs": Words("NHS body"),
    "justice": Words("Justice body"),
    "funder": Words("Funder"),
    "other": Words("Other"),
}

LARGEST_LOGO_BYTES = 200_000
LOGO_HEIGHT = 96  # pixels: twice the height it is shown at, for fine screens
LOGO_WIDTH = 480  # pixels


class LookRefused(Refused):
    """A colour or logo cannot be taken; the code says why."""

    code = "look_refused"


def check_colour(colour: str) -> None:
    """A partnership's colour is read as text and under white text. Nothing given: our own stays.

    Raises: LookRefused (`colour_unreadable`, with `readable_colour`, the nearest that passes; `colour_unknown`).
    """
    if not colour:
        return
    if not HEX.fullmatch(colour):
        raise LookRefused("Write the colour like #0b5d57.", code="colour_unknown", field="colour")
    found = least_contrast(colour, (WHITE, PAPER))
    if found < LEAST_CONTRAST:
        raise LookRefused(
            "This colour is too light to be read: {found} to 1, and it takes {least}. The nearest that can be read is "
            "{readable_colour}.",
            code="colour_unreadable",
            field="colour",
            found=f"{found:.1f}",
            least=f"{LEAST_CONTRAST:.0f}",
            readable_colour=for_light(colour),
        )
