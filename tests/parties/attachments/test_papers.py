"""A PDF is kept only where nothing in it runs, is sent, is hidden in it, or is locked."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable

import pikepdf
import pytest

from commonpurse.parties.attachments import papers
from commonpurse.parties.attachments.papers import check_paper
from commonpurse.parties.attachments.rules import LARGEST_PAPER_BYTES, AttachmentRefused, UnsafePaper
from tests.parties.attachments.files import SCRIPT, action, paper, photo, raw_paper, stream

PAGES = b"<< /Type /Catalog /Pages 2 0 R >>"
HIDDEN = b"<< /S /JavaScript /JS (app.alert(1)) >>"
PACKED = zlib.compress(b"7 0 " + HIDDEN)


def with_a_photo() -> bytes:
    made = pikepdf.new()
    made.add_blank_page()
    picture = made.make_stream(photo((300, 200)))
    picture.Type, picture.Subtype, picture.Filter = pikepdf.Name.XObject, pikepdf.Name.Image, pikepdf.Name.DCTDecode
    picture.Width, picture.Height = 300, 200
    made.pages[0].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im=picture))
    written = io.BytesIO()
    made.save(written, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return written.getvalue()


def locked() -> bytes:
    made = pikepdf.new()
    made.add_blank_page()
    written = io.BytesIO()
    made.save(written, encryption=pikepdf.Encryption(owner="owner", user=""))
    return written.getvalue()


def with_a_file_in_it() -> bytes:
    made = pikepdf.new()
    made.add_blank_page()
    made.attachments["notes.txt"] = b"hello"
    written = io.BytesIO()
    made.save(written, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return written.getvalue()


def link() -> pikepdf.Dictionary:
    return action("URI", URI="https://shop.example.org/")


HARMLESS: dict[str, Callable[[], bytes]] = {
    "plain": paper,
    "packed": lambda: paper(packed=True),
    "a photo": with_a_photo,
    "names that only begin so": lambda: paper(packed=True, Note="a shop called /JSmith/Launches"),
    "a link": lambda: paper(Lang="en", Links=pikepdf.Array([link()])),
    "opens at a page": lambda: paper(packed=True, OpenAction=pikepdf.Array([pikepdf.Name.Fit])),
    "not packed": lambda: raw_paper(PAGES, stream(b"BT (a stream of (words)) Tj ET", b"")),
}
RUNS: dict[str, Callable[[], dict[str, pikepdf.Object]]] = {
    "a script": lambda: {"OpenAction": action("JavaScript", **SCRIPT)},
    "named scripts": lambda: {"Names": pikepdf.Dictionary(JavaScript=pikepdf.Array([]))},
    "starts a program": lambda: {"OpenAction": action("Launch", F="cmd.exe")},
    "acts by itself": lambda: {"AA": pikepdf.Dictionary(WC=action("GoTo"))},
    "sends": lambda: {"OpenAction": action("SubmitForm", F="https://shop.example.org/")},
    "goes to a page": lambda: {"OpenAction": link()},
    "a form of XML": lambda: {"AcroForm": pikepdf.Dictionary(XFA=pikepdf.Array([]))},
}


@pytest.mark.parametrize("what", HARMLESS)
def test_a_paper_that_shows_and_does_nothing_else_is_kept(what: str) -> None:
    check_paper(HARMLESS[what]())


@pytest.mark.parametrize("packed", [False, True], ids=["in the open", "inside a compressed stream"])
@pytest.mark.parametrize("what", RUNS)
def test_a_paper_in_which_something_runs_is_refused(what: str, packed: bool) -> None:
    root = RUNS[what]()
    content = paper(packed=packed, **root)
    assert packed == (b"/ObjStm" in content)
    assert packed != any(f"/{name}".encode() in content for name in root)
    with pytest.raises(UnsafePaper):
        check_paper(content)


@pytest.mark.parametrize("content", [locked(), with_a_file_in_it()], ids=["locked", "a file in it"])
def test_a_paper_that_hides_something_is_refused(content: bytes) -> None:
    with pytest.raises(UnsafePaper):
        check_paper(content)


OBJECTS = b"/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode"
DISGUISES = {
    "a name written in numbers": b"<< /Type /Catalog /OpenAction << /S /J#61va#53cript /J#53 (x) >> >>",
    "packed, its kind not said": stream(PACKED, b"/N 1 /First 4 /Filter /FlateDecode"),
    "packed, said to be a picture": stream(PACKED, b"/Subtype /Image /Filter /FlateDecode"),
    "packed, not said to be": stream(PACKED, b""),
    "packed without a head": stream(PACKED[2:-4], OBJECTS),
    "packed and broken off": stream(PACKED[:-6], OBJECTS),
    "packed in numbers, then packed": stream(PACKED.hex().encode(), OBJECTS.replace(b"/F", b"[/AHx /F", 1) + b"]"),
    "packed in numbers, hidden behind a text": stream(
        PACKED.hex().encode(), b"/Filter /ASCIIHex#44ecode /X (1 0 obj <<) /First 4"
    ),
    "how it is packed stands elsewhere": stream(PACKED[2:-4], b"/N 1 /First 4 /Filter 9 0 R"),
    "objects behind a predictor": stream(zlib.compress(b"\x02nothing"), OBJECTS + b" /DecodeParms << /Predictor 12 >>"),
    "objects as a photo": stream(photo((9, 9)), b"/Type /ObjStm /N 1 /First 4 /Filter /DCTDecode"),
    "said to be packed, and is not": stream(b"plain text", OBJECTS),
    "a stream of nothing": b"stream\n" + PACKED + b"\nendstream",
    "a remark between": b"<< /Length 9 /Filter /FlateDecode %>>\n >> % stream\nstream\n" + PACKED,
}


@pytest.mark.parametrize("disguise", DISGUISES)
def test_a_disguise_is_refused(disguise: str) -> None:
    with pytest.raises(UnsafePaper):
        check_paper(raw_paper(PAGES, DISGUISES[disguise]))


def test_a_paper_that_unpacks_to_too_much_is_refused(monkeypatch) -> None:
    monkeypatch.setattr(papers, "MOST_UNPACKED_BYTES", 3_000_000)
    half = stream(zlib.compress(b"\x00" * 2_000_000))
    check_paper(raw_paper(PAGES, half))
    with pytest.raises(UnsafePaper):
        check_paper(raw_paper(PAGES, half, half))


@pytest.mark.parametrize("endless", [b"obj<<", b"obj<<(", b"obj %", b"obj << /X 1 >> stream\n"])
def test_a_paper_that_would_be_read_for_ever_is_refused(endless: bytes) -> None:
    with pytest.raises(UnsafePaper):
        check_paper(b"%PDF-1.7\n" + endless * 30_000 + b"%%EOF")


def test_what_is_no_whole_paper_is_refused() -> None:
    for content in (b"%PDF-1.7\n", b"MZ" + paper(), paper()[:200]):
        with pytest.raises(UnsafePaper):
            check_paper(content)


def test_a_paper_that_is_too_large_is_told_so() -> None:
    with pytest.raises(AttachmentRefused) as refused:
        check_paper(b"%PDF-" + b" " * LARGEST_PAPER_BYTES)
    assert refused.value.code == "attachment_too_large"
