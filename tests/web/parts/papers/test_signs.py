"""Every text can be drawn, and what cannot be drawn as it is says so."""

from __future__ import annotations

import json
import unicodedata

import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st

from commonpurse.web.parts.papers.coverage import DEJAVU_SANS_MONO, LIBERTINUS_SERIF
from commonpurse.web.parts.papers.making import STANDARD, embedded_fonts
from commonpurse.web.parts.papers.signs import BOX, drawable, fonts


def draw(texts: list[str], *families: str, weight: str = "regular") -> None:
    """Set the texts with these fonts alone; Typst fails where a sign has no drawing."""
    source = """
#set document(title: "List")
#set text(lang: "en", font: json(bytes(sys.inputs.fonts)), fallback: false, weight: sys.inputs.weight)
#for each in json(bytes(sys.inputs.texts)) { par(each) }
"""
    typst.compile(
        source.encode(),
        font_paths=embedded_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"texts": json.dumps(texts), "fonts": json.dumps(families), "weight": weight},
        pdf_standards=STANDARD,
    )


@pytest.mark.parametrize("weight", ["regular", "bold"])
@pytest.mark.parametrize(("number", "family"), [(0, "Libertinus Serif"), (1, "DejaVu Sans Mono")])
def test_the_fonts_draw_every_sign_that_we_count_on(number: int, family: str, weight: str):
    signs = sorted(fonts()[number])
    assert len(signs) > 2_000
    draw([f"x{chr(sign)}" if unicodedata.combining(chr(sign)) else chr(sign) for sign in signs], family, weight=weight)


def test_the_two_tables_are_read_whole():
    assert {ord(sign) for sign in "Aé£ŵŷ"} <= fonts()[0]
    assert {ord(sign) for sign in "محمد"} <= fonts()[1]
    for table, font in zip((LIBERTINUS_SERIF, DEJAVU_SANS_MONO), fonts(), strict=True):
        first, last = table.split("-")[0], table.split()[-1]
        assert (int(first, 16), int(last, 16)) == (min(font), max(font))


OURS = st.sampled_from([chr(sign) for sign in sorted(fonts()[0] | fonts()[1])])
MARKS = st.characters(categories=["Mn"])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(OURS | MARKS) | st.text(max_size=12), min_size=20, max_size=60))
def test_any_text_at_all_can_be_drawn(texts: list[str]):
    drawn = [drawable(text)[0] for text in texts]
    draw(drawn, "Libertinus Serif", "DejaVu Sans Mono")
    draw(drawn, "Libertinus Serif", "DejaVu Sans Mono", weight="bold")


LETTERS = st.characters(categories=["L", "N", "P", "S"])


@settings(max_examples=200)
@given(st.text(LETTERS, min_size=1))
def test_nothing_visible_is_left_out_without_a_word(text: str):
    drawn, replaced = drawable(text)
    assert drawn
    if not replaced:
        assert drawn == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize(
    "name", ["Siân Llŷr-Ŵyn", "محمد علي", "פנינה", "Łukasz O’Neill", "Іван", "می\u200cخواهم", "Nguyễn"]
)
def test_a_name_in_a_script_that_we_have_stays_as_it_is(name: str):
    assert drawable(name) == (name, 0)


@pytest.mark.parametrize(
    ("text", "drawn", "replaced"),
    [
        ("Ada 🏠", "Ada (house building)", 1),
        ("👩🏽\u200d🍳", "(woman, cooking)", 2),
        ("🇬🇧", "(flag GB)", 1),
        ("王芳", BOX * 2, 2),
        ("ਸਤ ਸ੍ਰੀ", f"{BOX * 2} {BOX * 4}", 6),
        ("3\ufe0f\u20e3", "3", 0),
        ("evil\u202ecod\u202c", "evilcod", 0),
        ("line\nline\u2028line\tend\x00", "line line line end", 0),
        ("cafe\u0301", "café", 0),
    ],
)
def test_what_has_no_drawing_is_named_or_stands_as_a_box(text: str, drawn: str, replaced: int):
    assert drawable(text) == (drawn, replaced)
