"""The one stylesheet: small, without scripts' help, with colours that can be read."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

import commonpurse.web.parts

STYLESHEET = Path(commonpurse.web.parts.__file__).parent / "static/commonpurse/commonpurse.css"
CSS = STYLESHEET.read_text()
LARGEST = 12 * 1024  # bytes, compressed; source: look.md and the budget of performance.md for a first view


def tokens(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6});", block))


LIGHT = tokens(CSS.split("@media")[0])
DARK = LIGHT | tokens(CSS.split("prefers-color-scheme: dark")[1].split("@media")[0].split("/* ground */")[0])


def luminance(colour: str) -> float:
    """Relative luminance. Source: WCAG 2.2, definition of relative luminance."""
    figures = colour.removeprefix("#")
    if len(figures) == 3:
        figures = "".join(2 * figure for figure in figures)
    parts = [int(figures[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_stylesheet_is_small():
    assert len(gzip.compress(CSS.encode())) <= LARGEST


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("text", ["ink", "soft", "brand", "brand-deep", "stop"])
@pytest.mark.parametrize("ground", ["paper", "card"])
def test_text_can_be_read_by_tired_eyes(scheme, text, ground):
    assert contrast(scheme[text], scheme[ground]) >= 7


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("tint", ["brand-tint", "warm-tint", "stop-tint"])
def test_ink_can_be_read_on_every_tint(scheme, tint):
    assert contrast(scheme["ink"], scheme[tint]) >= 7


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
def test_buttons_and_edges_stand_out(scheme):
    assert contrast(scheme["on-brand"], scheme["brand"]) >= 7
    assert contrast(scheme["edge"], scheme["card"]) >= 3
    # The focus ring is two rings: one of them always stands out.
    assert max(contrast(scheme["focus"], scheme["paper"]), contrast(scheme["ink"], scheme["paper"])) >= 7


@pytest.mark.parametrize("scheme", ["prefers-color-scheme: dark", "forced-colors: active", "print", "reduced-motion"])
def test_it_answers_to_how_people_see(scheme):
    assert scheme in CSS


def test_it_lays_out_by_direction_of_reading_and_not_by_left_and_right():
    physical = r"(?<![a-z-])(?:margin|padding|border)-(?:left|right|top|bottom)\b|(?<![a-z-])(?:left|right):"
    assert re.findall(physical, CSS) == []


def test_it_fetches_nothing_from_anywhere():
    assert "url(" not in CSS
    assert "@import" not in CSS
