"""Read a PDF as a screen reader does: by its tree of tags, and the text that belongs to each tag."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf

BREAKS = "\u200b"  # what lets a long word break; nothing to read


@dataclass
class Tag:
    """One element of the tree: its kind (H1, Table, TD), what belongs to it, and its own text."""

    kind: str
    attributes: dict[str, Any]
    parts: list[Tag | str] = field(default_factory=list)

    @property
    def text(self) -> str:
        said = "".join(part if isinstance(part, str) else f" {part.text} " for part in self.parts)
        return re.sub(r"\s+", " ", said.replace(BREAKS, "")).strip()

    def all(self, *kinds: str) -> list[Tag]:
        """Every element of these kinds beneath, in reading order."""
        found = []
        for part in self.parts:
            if isinstance(part, Tag):
                found += ([part] if part.kind in kinds else []) + part.all(*kinds)
        return found


@dataclass
class Paper:
    """What a reader of the file learns before the text: its title, its language, by which standard it is tagged.

    `information`: all that the file says of itself.
    """

    title: str
    language: str
    is_tagged: bool
    shows_title: bool
    standard: str
    pages: int
    root: Tag
    fonts: set[str]
    sizes: set[float]
    direction: str
    information: str

    def table(self) -> list[list[str]]:
        """The rows of the one table, the headings first."""
        (table,) = self.root.all("Table")
        return [[cell.text for cell in row.all("TH", "TD")] for row in table.all("TR")]


def read_pdf(content: bytes) -> Paper:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        texts = {page.obj.objgen: dict(_texts_of(page)) for page in pdf.pages}
        with pdf.open_metadata() as about:
            title, standard = str(about["dc:title"]), str(about.get("pdfuaid:part", ""))
            information = " ".join([*map(str, about.values()), *map(str, dict(pdf.docinfo).values())])
        fonts = {str(font.BaseFont).split("+")[-1] for page in pdf.pages for font in _fonts_of(page).values()}
        root = Tag("Root", {}, list(_tags(pdf.Root.StructTreeRoot.K, None, texts)))
        return Paper(
            title=title,
            language=str(pdf.Root.Lang),
            is_tagged=bool(pdf.Root.MarkInfo.Marked),
            shows_title=bool(pdf.Root.ViewerPreferences.DisplayDocTitle),
            standard=standard,
            pages=len(pdf.pages),
            root=root,
            fonts=fonts,
            sizes={size for page in pdf.pages for size in _sizes_of(page)},
            direction=str(pdf.Root.ViewerPreferences.Direction),
            information=information,
        )


def _fonts_of(page: Any) -> dict[str, Any]:
    return dict(page.obj.get("/Resources", {}).get("/Font", {}).items())


def _tags(kids: Any, page: Any, texts: dict[Any, dict[int, str]]) -> Iterator[Tag | str]:
    if isinstance(kids, pikepdf.Array):
        for kid in kids:
            yield from _tags(kid, page, texts)
    elif isinstance(kids, pikepdf.Dictionary):
        page = kids.Pg if "/Pg" in kids else page
        if "/S" in kids:
            attributes = {key: str(kids[key]) for key in ("/Alt", "/Lang", "/T") if key in kids}
            for group in kids.A if isinstance(kids.get("/A"), pikepdf.Array) else []:
                attributes |= {key: group[key] for key in ("/Scope", "/Headers") if key in group}
            yield Tag(str(kids.S)[1:], attributes, list(_tags(kids.get("/K"), page, texts)))
        elif kids.get("/Type") == "/MCR":
            yield texts[page.objgen].get(int(kids.MCID), "")
    elif kids is not None:
        yield texts[page.objgen].get(int(kids), "")


def _texts_of(page: Any) -> Iterator[tuple[int, str]]:
    """The text of each piece of a page that a tag refers to, by its number."""
    maps = {name: _unicode_of(font) for name, font in _fonts_of(page).items()}
    said: dict[int, str] = {}
    inside: list[tuple[int | None, bool]] = []  # the number of a piece, and whether its text is given apart
    font: dict[int, str] = {}
    for instruction in pikepdf.parse_content_stream(page):
        operands, operator = list(instruction.operands), str(instruction.operator)
        if operator in ("BDC", "BMC"):
            about = operands[1] if len(operands) > 1 and isinstance(operands[1], pikepdf.Dictionary) else {}
            above = inside[-1] if inside else (None, False)
            number = int(about["/MCID"]) if "/MCID" in about else above[0]
            if "/ActualText" in about and number is not None:
                said[number] = said.get(number, "") + str(about["/ActualText"])
            inside.append((number, "/ActualText" in about or above[1]))
        elif operator == "EMC":
            inside.pop()
        elif operator == "Tf":
            font = maps[str(operands[0])]
        elif operator in ("Tj", "TJ") and inside and inside[-1][0] is not None and not inside[-1][1]:
            pieces = operands[0] if operator == "TJ" else operands
            codes = b"".join(bytes(piece) for piece in pieces if isinstance(piece, pikepdf.String))
            text = "".join(font[int.from_bytes(codes[i : i + 2], "big")] for i in range(0, len(codes), 2))
            said[inside[-1][0]] = said.get(inside[-1][0], "") + text
    yield from said.items()


def _sizes_of(page: Any) -> Iterator[float]:
    """The heights of the letters of a page, in points."""
    for instruction in pikepdf.parse_content_stream(page):
        if str(instruction.operator) == "Tf":
            yield float(instruction.operands[1])


def _unicode_of(font: Any) -> dict[int, str]:
    """What each glyph of a font stands for, from its table of Unicode."""
    table = font.ToUnicode.read_bytes().decode("latin-1")
    found: dict[int, str] = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        for code, text in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            found[int(code, 16)] = bytes.fromhex(text).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", table, re.DOTALL):
        for first, last, text in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            start = int.from_bytes(bytes.fromhex(text), "big")
            for code in range(int(first, 16), int(last, 16) + 1):
                found[code] = chr(start + code - int(first, 16))
    return found
