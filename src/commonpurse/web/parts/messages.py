"""A message as its reader sees it: a text on a phone, an e-mail in their size of letters."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from commonpurse.kernel.calendars import DayToKeep, Method
from commonpurse.kernel.messages.rules import (
    PAGE_FORMATS,
    Content,
    EnclosedDay,
    Way,
    direction_of,
    text_parts,
    write_content,
)
from commonpurse.kernel.reading import LANGUAGE_NAMES

FORMAT_WORDS = {
    "standard": _("Standard"),
    "large_print": _("Large print"),
    "easy_read": _("Easy read"),
    "audio": _("Read aloud"),
}

# Any day: an e-mail says that one comes with it, and not which.
A_DAY = (EnclosedDay(DayToKeep(UUID(int=0), date.min, datetime.min.replace(tzinfo=UTC)), Method.REQUEST),)


@dataclass(frozen=True)
class Preview:
    """One message as it will be read. `parts` counts what a text message costs; `is_large` are large letters."""

    content: Content
    direction: str
    formats: tuple[str, ...]
    parts: int
    is_large: bool

    @property
    def size(self) -> str:
        return "large" if self.is_large else ""


def preview_of(content: Content, way: Way, formats: Iterable[str] = ()) -> Preview:
    return Preview(
        content=content,
        direction=direction_of(content.language),
        formats=tuple(str(FORMAT_WORDS[name]) for name in formats),
        parts=text_parts(content.body) if way == Way.TEXT else 0,
        is_large=way == Way.EMAIL and content.page_format == "large_print",
    )


def previews(way: Way, language: str) -> list[Preview]:
    """Each message that a reader of this language can get, with the formats that read it so."""
    found: dict[tuple[str, str, bool], tuple[Content, list[str]]] = {}
    for days in ((), A_DAY) if way == Way.EMAIL else ((),):
        for page_format in PAGE_FORMATS:
            content = write_content(way, language, page_format, settings.SITE_ADDRESS, days)
            looks = (content.subject, content.body, way == Way.EMAIL and page_format == "large_print")
            found.setdefault(looks, (content, []))[1].append(page_format)
    return [preview_of(content, way, formats) for content, formats in found.values()]


@dataclass(frozen=True)
class InLanguage:
    tag: str
    name: str
    direction: str
    texts: list[Preview]
    mails: list[Preview]


def in_every_language() -> list[InLanguage]:
    """Every message that can ever go out from here."""
    return [
        InLanguage(tag, name, direction_of(tag), previews(Way.TEXT, tag), previews(Way.EMAIL, tag))
        for tag, name in LANGUAGE_NAMES.items()
    ]
