"""Keeps the catalogues: what was translated stays, what is new is empty, and both files say the same each time."""

from __future__ import annotations

import io
from collections.abc import Iterable

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from commonpurse.kernel.reading import LANGUAGE_NAMES
from tests.texts.gathering import PACKAGE, Text

SOURCE = "en-gb"  # what the sources are written in: it needs no catalogue
LANGUAGES = tuple(code for code in LANGUAGE_NAMES if code != SOURCE)
FOLDER = PACKAGE / "locale"


class PlainCatalog(Catalog):
    """A catalogue whose head holds no dates and no names, so that the same texts make the same bytes."""

    def _plain_headers(self) -> list[tuple[str, str]]:
        return [
            ("Language", str(self.locale_identifier)),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
            ("Plural-Forms", self.plural_forms),
        ]

    mime_headers = property(_plain_headers)


def path_of(language: str, ending: str) -> str:
    return str(FOLDER / language / "LC_MESSAGES" / f"django.{ending}")


def known(language: str) -> Catalog:
    """The catalogue as it lies there, empty where there is none."""
    try:
        with open(path_of(language, "po"), "rb") as file:
            return read_po(file, locale=language, domain="django")
    except FileNotFoundError:
        return Catalog(locale=language, domain="django")


def renewed(language: str, texts: Iterable[Text], old: Catalog) -> Catalog:
    """Every text that the sources say now, with the translation that `old` has of it."""
    fresh = PlainCatalog(locale=language, domain="django", header_comment="", fuzzy=False)
    for text in texts:
        marked = text.marked
        before = old.get(marked.text, context=marked.context or None)
        id = (marked.text, marked.plural) if marked.plural else marked.text
        string = before.string if before is not None and _fits(before, bool(marked.plural)) else ""
        fresh.add(
            id,
            string,
            locations=[(place, None) for place in text.places],
            flags=flags_of(marked.text),
            context=marked.context or None,
        )
    return fresh


def _fits(message: Message, is_counted: bool) -> bool:
    return isinstance(message.string, tuple) is is_counted


def flags_of(text: str) -> list[str]:
    """How the text's holes are written; translators' programs then watch over them."""
    if "%(" in text:
        return ["python-format"]
    return ["python-brace-format"] if "{" in text and "}" in text else []


def as_po(catalog: Catalog) -> bytes:
    out = io.BytesIO()
    write_po(out, catalog, width=110, include_lineno=False, sort_output=False)
    return out.getvalue().lstrip(b"\n")


def as_mo(catalog: Catalog) -> bytes:
    """Only what is translated: an empty form would be shown as nothing, where English should stand in."""
    done = PlainCatalog(locale=catalog.locale, domain="django", fuzzy=False)
    for each in catalog:
        if each.id and is_translated(each):
            done.add(each.id, each.string, context=each.context)
    out = io.BytesIO()
    write_mo(out, done)
    return out.getvalue()


def is_translated(message: Message) -> bool:
    strings = message.string if isinstance(message.string, tuple) else (message.string,)
    return bool(strings) and all(strings)
