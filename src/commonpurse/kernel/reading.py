"""How somebody wants to read: which languages our pages and messages speak, and how large the text can be."""

from __future__ import annotations

# By the code of their catalogue in `locale`, each named in itself, as its readers look for it. English is what the
# sources are written in, and complete.
LANGUAGE_NAMES = {
    "en-gb": "English",
    "cy": "Cymraeg",
    "ar": "العربية",
}
IN_THE_MAKING = frozenset({"cy", "ar"})  # some of their words are English still, and the page says so
RIGHT_TO_LEFT = frozenset({"ar"})

TEXT_SIZES = ("normal", "large", "largest")


def page_language(tag: str) -> str | None:
    """Return the code of the language that a BCP 47 tag asks for (`en` is ours of Britain), None where we lack it."""
    asked = tag.lower()
    if asked in LANGUAGE_NAMES:
        return asked
    kind = asked.partition("-")[0]
    return next((code for code in LANGUAGE_NAMES if code.partition("-")[0] == kind), None)
