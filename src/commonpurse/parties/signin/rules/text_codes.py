"""A code by text message: six figures, ten minutes, once. docs/adr/0074 says for whom and what it risks."""

from __future__ import annotations

from datetime import timedelta

from commonpurse.kernel.messages.rules import Content, language_of

FIGURES = 6
VALID_FOR = timedelta(minutes=10)
MOST_TRIES = 5
# A text costs money and can be a nuisance: no more than so many to one number in so long.
MOST_SENT = 5
SENT_WITHIN = timedelta(hours=1)
# Numbers are compared by their last figures: 07700 900123 is +44 7700 900123.
COMPARED_FIGURES = 9

# Nothing of what the code is for, nor from whom it comes: somebody may read it on a locked screen.
WORDS = {
    "en-gb": "{code} is your code. It works for 10 minutes. Tell it to nobody.",
    "cy": "{code} yw eich cod. Mae'n gweithio am 10 munud. Peidiwch a'i roi i neb.",
    "ar": "{code} هو رمزك. يعمل لمدة 10 دقائق. لا تخبر به أحدا.",
}


def compared(number: str) -> str:
    """Return what two ways to write one number have in common; empty for what is no number."""
    figures = "".join(character for character in number if character in "0123456789")
    return figures[-COMPARED_FIGURES:] if len(figures) >= COMPARED_FIGURES else ""


def write_code(code: str, tag: str, page_format: str) -> Content:
    """Write the text that carries a code, for a reader of that language (BCP 47)."""
    language = language_of(tag)
    return Content(language, page_format, "", WORDS[language].format(code=code))
