"""Whether a colour can be read by tired eyes, and the nearest one that can. Plain values only."""

from __future__ import annotations

import colorsys
import re

# What a partnership's colour is seen on and with; the stylesheet has the same (a test compares them).
WHITE, PAPER = "#ffffff", "#fffbf4"
DARK_PAPER, DARK_CARD, DARK_INK = "#14171f", "#1c202b", "#14171f"
# Source: WCAG 2.2, success criterion 1.4.6 (level AAA), for text of every size.
LEAST_CONTRAST = 7.0
STEP = 0.005  # of lightness, from 0 to 1

HEX = re.compile(r"#[0-9a-f]{6}", re.ASCII)


def luminance(colour: str) -> float:
    """Relative luminance from 0 to 1. Source: WCAG 2.2, definition of relative luminance."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast of two colours, from 1 to 21. Source: WCAG 2.2, definition of contrast ratio."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def least_contrast(colour: str, grounds: tuple[str, ...]) -> float:
    return min(contrast(colour, ground) for ground in grounds)


def lighter(colour: str, by: float) -> str:
    """The same hue, lighter (or darker, where `by` is below zero) by a part of the whole range."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    hue, light, full = colorsys.rgb_to_hls(*parts)
    made = colorsys.hls_to_rgb(hue, min(max(light + by, 0.0), 1.0), full)
    return "#" + "".join(f"{round(part * 255):02x}" for part in made)


def readable(colour: str, grounds: tuple[str, ...], step: float) -> str:
    """Go from `colour` by steps of lightness until it stands out from every ground; it is itself where it does."""
    found, gone = colour, 0.0
    while least_contrast(found, grounds) < LEAST_CONTRAST and gone < 1:
        gone += abs(step)
        found = lighter(colour, gone if step > 0 else -gone)
    return found


def for_light(colour: str) -> str:
    """The nearest colour of this hue that can be read on white and paper, and white on it."""
    return readable(colour, (WHITE, PAPER), -STEP)


def for_dark(colour: str) -> str:
    """The nearest colour of this hue that can be read on the dark paper and card, and dark ink on it."""
    return readable(colour, (DARK_PAPER, DARK_CARD, DARK_INK), STEP)


def mixed(colour: str, ground: str, part: float) -> str:
    """`part` of the colour with the rest of the ground: a tint."""
    pairs = [(int(colour[place : place + 2], 16), int(ground[place : place + 2], 16)) for place in (1, 3, 5)]
    return "#" + "".join(f"{round(one * part + other * (1 - part)):02x}" for one, other in pairs)
