"""The style guide in pictures: what nobody meant to change has not changed.

The pictures are kept at half their size, and drawn with one font (Debian's DejaVu), so that machines agree. `COMMONPURSE_ACCEPT=1` takes the new ones.
"""

from __future__ import annotations

import io
import os
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops

from tests.web.conftest import user_of

pytestmark = [pytest.mark.browser, pytest.mark.night]

KEPT = Path(__file__).parent / "style"
FONT = ":root { --words: 'DejaVu Sans'; --figures: 'DejaVu Sans'; } * { caret-color: transparent !important; }"
COLOURS = 64
# Edges of letters differ a little between two versions of a browser; a part that moved differs by far more.
MOST_DIFFERENT = 0.002  # of all points
SAME_ENOUGH = 48  # of 255


@pytest.mark.parametrize(
    ("name", "window"),
    [
        ("phone", {"width": 360}),
        ("desk", {"width": 1280}),
        ("dark", {"width": 1280, "color_scheme": "dark"}),
        ("right-to-left", {"width": 1280, "language": "ar"}),
        ("print", {"width": 1280}),
    ],
)
def test_the_parts_look_as_they_did(scene, open_browser, tmp_path: Path, name: str, window: dict[str, Any]) -> None:
    # With scripts: without them the browser never says that the font below is there.
    open_window = partial(open_browser, user_of(scene.people.wren), script=True, bypass_csp=True)
    tab = open_window(reduced_motion="reduce", **window).new_page()
    tab.goto("/styleguide/")
    tab.add_style_tag(content=FONT)
    if name == "print":
        tab.emulate_media(media="print")
    shot = tab.locator("main").screenshot(animations="disabled")
    drawn = Image.open(io.BytesIO(shot)).convert("RGB").reduce(2).quantize(COLOURS).convert("RGB")
    path = KEPT / f"{name}.png"
    if os.environ.get("COMMONPURSE_ACCEPT") == "1":
        KEPT.mkdir(exist_ok=True)
        drawn.quantize(COLOURS).save(path, optimize=True)
    with Image.open(path) as before:
        kept = before.convert("RGB")
    assert drawn.size == kept.size, f"{name}: {drawn.size} now, {kept.size} before"
    apart = ImageChops.difference(drawn, kept).convert("L").point(lambda value: 255 if value > SAME_ENOUGH else 0)
    share = apart.histogram()[255] / (drawn.width * drawn.height)
    if share > MOST_DIFFERENT:
        apart.save(tmp_path / f"{name}-apart.png")
        drawn.save(tmp_path / f"{name}-now.png")
    assert share <= MOST_DIFFERENT, f"{name}: {share:.2%} of the points differ; see {tmp_path}"
