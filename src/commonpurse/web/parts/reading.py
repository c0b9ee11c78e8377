"""How the reader wants the page: language, direction, size of the text, easy read. Chosen once and kept.

Who is signed in has it on their own record. Before that the browser keeps it in two cookies that end with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.utils import translation

from commonpurse.kernel.reading import IN_THE_MAKING, LANGUAGE_NAMES, RIGHT_TO_LEFT, TEXT_SIZES, page_language
from commonpurse.web.parts.cookies import read_cookie

LANGUAGE_COOKIE, TEXT_SIZE_COOKIE = "language", "text_size"
EASY_READ = "easy_read"
LARGE_PRINT = "large_print"


@dataclass(frozen=True)
class Reading:
    language: str  # our code, such as `en-gb`
    text_size: str
    is_easy: bool

    @property
    def tag(self) -> str:
        """The language as HTML names it: en-GB, cy, ar."""
        language, _, country = self.language.partition("-")
        return f"{language}-{country.upper()}" if country else language

    @property
    def direction(self) -> str:
        return "rtl" if self.language in RIGHT_TO_LEFT else "ltr"

    @property
    def is_in_the_making(self) -> bool:
        return self.language in IN_THE_MAKING

    @property
    def classes(self) -> str:
        """What the stylesheet goes by."""
        return f"text-{self.text_size}{' easy' if self.is_easy else ''}"


def reading_of(request: Any) -> Reading:
    """How this reader wants the page; what they chose on their record goes before what the browser says."""
    viewer = getattr(request, "viewer", None)
    kept = viewer.text_size if viewer is not None else read_cookie(request, TEXT_SIZE_COOKIE)
    page_format = getattr(viewer, "page_format", "standard")
    size = kept if kept in TEXT_SIZES else "normal"
    if page_format == LARGE_PRINT and size == "normal":
        size = "large"
    language = page_language(translation.get_language() or "") or settings.LANGUAGE_CODE
    return Reading(language, size, page_format == EASY_READ)


def asks_large(request: Any) -> bool:
    """Whether a paper goes out in large print: asked for with `?print=large`, or as she always reads."""
    asked, reading = request.GET.get("print"), reading_of(request)
    return asked == "large" or (asked != "standard" and (reading.text_size != "normal" or reading.is_easy))


class PaperForm(StrEnum):
    """In which form a paper goes out."""

    STANDARD = "standard"
    LARGE = "large"
    EASY = "easy"


def paper_form(request: Any) -> PaperForm:
    """The form that is asked for with `?print=`; else as she always reads."""
    asked = request.GET.get("print")
    if asked in set(PaperForm):
        return PaperForm(asked)
    reading = reading_of(request)
    if reading.is_easy:
        return PaperForm.EASY
    return PaperForm.STANDARD if reading.text_size == "normal" else PaperForm.LARGE


def speak_to(viewer: Any) -> None:
    """Let the page be in the language on the viewer's record, where we have it; else it stays as the browser asked."""
    chosen = page_language(viewer.language)
    # A record says `en` unless somebody chose: whoever asks the browser for another language keeps that.
    if chosen is not None and (chosen != settings.LANGUAGE_CODE or viewer.language != "en"):
        translation.activate(chosen)


def languages() -> list[tuple[str, str, str, str]]:
    """Every language as the picker lists it: code, tag, name in itself, direction."""
    return [
        (code, Reading(code, "normal", False).tag, name, "rtl" if code in RIGHT_TO_LEFT else "ltr")
        for code, name in LANGUAGE_NAMES.items()
    ]
