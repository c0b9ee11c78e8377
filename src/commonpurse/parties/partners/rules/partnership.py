from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.words import Words
from commonpurse.parties.partners.colours import HEX, LEAST_CONTRAST, PAPER, WHITE, for_light, least_contrast

ROLES = ("worker", "coordinator", "finance", "manager", "funder", "administrator")


@dataclass(frozen=True)
class Clash:
    """Two roles that nobody holds together, and why. `name`: the constraint that keeps them apart in the database."""

    name: str
    roles: tuple[str, str]
    why: Words


# One error or one stolen sign-in must not be enough to move money, and no funder sees who its money goes to.
# docs/adr/0078 says why these and no others.
CLASHES = (
    Clash(
        "member_role_lets_in_or_pays",
        ("administrator", "finance"),
        Words("Who lets members in does not also pay. Give one of the two roles to somebody else."),
    ),
    Clash(
        "member_role_works_or_pays",
        ("worker", "finance"),
        Words("Who works with people does not also make the files that pay them. Give one role to somebody else."),
    ),
    Clash(
        "member_role_coordinates_or_pays",
        ("coordinator", "finance"),
        Words("Who works with people does not also make the files that pay them. Give one role to somebody else."),
    ),
    Clash(
        "member_role_works_or_funds",
        ("worker", "funder"),
        Words("Who gives the money does not see the people it goes to. Give one role to somebody else."),
    ),
    Clash(
        "member_role_coordinates_or_funds",
        ("coordinator", "funder"),
        Words("Who gives the money does not see the people it goes to. Give one role to somebody else."),
    ),
    Clash(
        "member_role_manages_or_funds",
        ("manager", "funder"),
        Words("Who gives the money does not see the people it goes to. Give one role to somebody else."),
    ),
)
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


class RolesClash(Refused):
    """Two roles that one member may not hold together."""

    code = "roles_clash"


def check_roles(roles: Collection[str]) -> None:
    """Refuse roles that nobody holds together. Raises: RolesClash."""
    for clash in CLASHES:
        if set(clash.roles) <= set(roles):
            raise RolesClash(clash.why, field="roles")


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
