"""Set a paper with Typst: PDF/UA-1, tagged, from our templates and plain data, with the fonts inside Typst alone."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

import typst
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from commonpurse.kernel.reading import RIGHT_TO_LEFT
from commonpurse.parties.partners.colours import WHITE, for_light, mixed
from commonpurse.parties.partners.queries import logo_content
from commonpurse.web.parts.looks import TINT, shown_look
from commonpurse.web.parts.papers.signs import drawable

# Tagged for readers of screens, checked by Typst as it writes: a picture without words or a sign without a font fails.
STANDARD: typst.PDFStandards = ["ua-1"]
# Source: look.md, light column.
COLOURS = {
    "ink": "#1D2233",
    "soft": "#4A4F63",
    "line": "#D9CFBF",
    "brand": "#0B5D57",
    "tint": "#E3F1EF",
    "sun": "#F2B632",
}


@cache
def embedded_fonts() -> typst.Fonts:
    """The fonts that Typst carries: the same on every machine."""
    return typst.Fonts(include_system_fonts=False)


@cache
def sources() -> dict[str, bytes]:
    return {entry.name: entry.read_bytes() for entry in files(__package__).iterdir() if entry.name.endswith(".typ")}


@dataclass(frozen=True)
class PaperLook:
    """How the partnership shows itself on a paper; empty: as we do."""

    name: str = ""
    colour: str = ""
    logo: bytes = b""  # a PNG
    logo_width: int = 0
    logo_height: int = 0

    @property
    def colours(self) -> dict[str, str]:
        if not self.colour:
            return COLOURS
        brand = for_light(self.colour)
        return COLOURS | {"brand": brand, "tint": mixed(brand, WHITE, TINT)}

    @property
    def mark(self) -> str:
        """The logo, or our wordmark where there is none, as an SVG that stands alone."""
        if not self.logo:
            return wordmark(self.colours["brand"])
        width, height = self.logo_width, self.logo_height
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"><image width="{width}"'
            f' height="{height}" href="data:image/png;base64,{b64encode(self.logo).decode()}"/></svg>'
        )


def paper_look() -> PaperLook:
    """The partnership's own look."""
    look = shown_look()
    logo = (logo_content() or b"") if look.logo_version else b""
    return PaperLook(look.name, look.colour, logo, look.logo_width, look.logo_height)


def make_paper(template: str, data: Mapping[str, Any], *, title: str, look: PaperLook, now: datetime) -> bytes:
    """Return the PDF of one paper.

    `data` reaches the template as JSON, so no text in it can become markup. `title` stands in the window of whoever
    opens it: for a person's paper it says nothing. The same data at the same `now` gives the same bytes.
    """
    language, _dash, region = (get_language() or "en-gb").partition("-")
    replaced: list[int] = []
    shown = _drawable_all(
        {
            **data,
            "title": title,
            "language": language,
            "region": region.upper() or None,
            "is_right_to_left": language in RIGHT_TO_LEFT,
            "page_words": _("Page {number} of {pages}"),
            "partnership": look.name,
        },
        replaced,
    )
    if sum(replaced):
        shown["missing_signs"] = _(
            "This paper cannot draw some signs. They stand in brackets, or as □. The website shows them all."
        )
    drawings = {"colours": look.colours, "mark": look.mark, "mark_height": 10 if look.logo else 6.5}
    main = {"main.typ": f'#import "{template}.typ": paper\n#paper()'.encode()}
    # The package takes files as a dictionary; its type hints do not know it yet.
    content: bytes = typst.compile(  # type: ignore[call-overload]
        main | sources(),
        font_paths=embedded_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(shown | drawings)},
        pdf_standards=STANDARD,
        timestamp=int(now.timestamp()),
    )
    return content


def _drawable_all(value: Any, replaced: list[int]) -> Any:
    """The same data with every text made drawable; how many signs were replaced is added to `replaced`."""
    if isinstance(value, str):
        text, count = drawable(value)
        replaced.append(count)
        return text
    if isinstance(value, Mapping):
        return {key: _drawable_all(each, replaced) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_drawable_all(each, replaced) for each in value]
    return value


@cache
def wordmark(brand: str) -> str:
    """The wordmark of the pages as a drawing that stands alone: the page's stylesheet colours it there."""
    look = (
        f".coin-one {{ fill: {brand} }} .coin-two {{ fill: {COLOURS['sun']} }}"
        f" .coin-both {{ fill: {COLOURS['ink']} }}"
        f" .letters {{ fill: none; stroke: {COLOURS['ink']}; stroke-width: 8; stroke-linecap: round;"
        " stroke-linejoin: round }"
        f" .letters .o {{ stroke: {brand} }}"
    )
    drawn = render_to_string("parts/wordmark.html")
    return re.sub(r"<svg([^>]*)>", rf'<svg xmlns="http://www.w3.org/2000/svg"\1><style>{look}</style>', drawn, count=1)
