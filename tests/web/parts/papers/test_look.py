"""A paper shows the partnership as its pages do: name, colour and logo."""

from __future__ import annotations

import io

import pikepdf
import pytest
from PIL import Image

from commonpurse.web.parts.papers.making import COLOURS, PaperLook, make_paper
from tests.factories import NOW
from tests.web.parts.papers.pdf import read_pdf

EMPTY = {"heading": "A heading", "lead": "A lead", "foot": "A foot", "sections": []}


def png(width: int, height: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "#0b5d57").save(out, "PNG")
    return out.getvalue()


def paper(look: PaperLook) -> bytes:
    return make_paper("report", EMPTY, title="List", look=look, now=NOW)


def drawn(content: bytes) -> str:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return "\n".join(str(instruction) for instruction in pikepdf.parse_content_stream(pdf.pages[0]))


def test_without_a_look_of_its_own_it_has_ours():
    assert PaperLook().colours == COLOURS
    assert "<image" not in PaperLook().mark


def test_a_colour_is_made_dark_enough_to_be_read():
    colours = PaperLook(colour="#ffd700").colours
    assert colours["brand"] not in ("#ffd700", COLOURS["brand"])
    assert colours["ink"] == COLOURS["ink"]
    assert drawn(paper(PaperLook(colour="#7a1f5c"))) != drawn(paper(PaperLook()))


@pytest.mark.parametrize("size", [(1, 1), (900, 60)])
def test_a_logo_stands_in_the_place_of_the_wordmark_and_is_not_read(size: tuple[int, int]):
    content = paper(PaperLook("Harbour partnership", "", png(*size), *size))
    with pikepdf.open(io.BytesIO(content)) as pdf:
        images = [str(thing.Subtype) for page in pdf.pages for thing in page.obj.Resources.get("/XObject", {}).values()]
    assert images
    read = read_pdf(content)
    assert read.standard == "1"
    assert [tag.text for tag in read.root.all("H1", "P")] == ["A heading", "A lead"]  # head and foot are no text


def test_a_name_that_no_font_draws_does_not_spoil_the_paper():
    assert read_pdf(paper(PaperLook("社區 🏠"))).standard == "1"
