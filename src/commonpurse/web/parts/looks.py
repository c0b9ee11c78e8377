"""How the partnership shows itself on every page: name, colour, logo. Read once a minute, not once a page."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.cache import cache

from commonpurse.parties.partners.colours import WHITE, for_dark, for_light, lighter, mixed
from commonpurse.parties.partners.queries import current_look

KEPT = 60  # seconds; another process of the site shows a new look that much later at most
KEY = "look"
DEEPER = -0.06  # of lightness: the colour under the pointer
TINT = 0.11  # part of the colour in its tint
DARK_TINT, DARK_GROUND = 0.2, "#14171f"


@dataclass(frozen=True)
class ShownLook:
    name: str = ""
    colour: str = ""
    logo_version: str = ""
    logo_width: int = 0
    logo_height: int = 0

    @property
    def colour_name(self) -> str:
        """The colour as its stylesheet's address has it: another colour is another address."""
        return self.colour.removeprefix("#")


def shown_look() -> ShownLook:
    """The look to show now; nothing of its own before there is a partnership."""
    found = cache.get(KEY)
    if found is None:
        look = current_look()
        found = ShownLook()
        if look is not None:
            # Half the pixels: the logo is kept at twice its size for fine screens.
            found = ShownLook(look.name, look.colour, look.logo_version, look.logo_width // 2, look.logo_height // 2)
        cache.set(KEY, found, KEPT)
    return found


def forget_look() -> None:
    """Read the look anew at the next page: it has changed."""
    cache.delete(KEY)


def colours_css(colour: str) -> str:
    """The stylesheet that puts a partnership's colour in the place of ours, in light and in dark."""
    light, dark = for_light(colour), for_dark(colour)
    return (
        f":root{{--brand:{light};--brand-deep:{lighter(light, DEEPER)};--brand-tint:{mixed(light, WHITE, TINT)};"
        f"--part-1:{light}}}"
        f"@media(prefers-color-scheme:dark){{:root{{--brand:{dark};--brand-deep:{lighter(dark, -DEEPER)};"
        f"--brand-tint:{mixed(dark, DARK_GROUND, DARK_TINT)};--part-1:{dark}}}}}"
    )
