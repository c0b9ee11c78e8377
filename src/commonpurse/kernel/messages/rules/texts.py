"""The words of our messages. They say that there is news, and nothing else: not what, not of whom, not by whom.

One text for whatever happened: who reads over a shoulder cannot tell a yes from a no, or money from anything else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from html import escape
from typing import Any
from uuid import UUID

from commonpurse.kernel.calendars import DayToKeep, Method
from commonpurse.kernel.messages.rules.states import Way
from commonpurse.kernel.reading import RIGHT_TO_LEFT, page_language

PAGE_FORMATS = ("standard", "large_print", "easy_read", "audio")
# Characters of the site's address in a message: with more, the Arabic text no longer fits two parts.
LONGEST_ADDRESS = 60


@dataclass(frozen=True)
class Sentences:
    """The sentences of one language. `easy` ones are for easy read: one thing each."""

    subject: str
    news: str
    sign_in: str
    easy_news: str
    easy_look: str
    stop: str
    machine: str
    day: str
    something: str


WORDS = {
    "en-gb": Sentences(
        subject="There is news",
        news="There is news on your page.",
        sign_in="Sign in here:",
        easy_news="There is news for you.",
        easy_look="Look at your page:",
        stop="You can stop these messages there.",
        machine="A machine sends this. Please do not answer.",
        day="A day for your calendar comes with this.",
        something="Something to do",
    ),
    "cy": Sentences(
        subject="Mae newyddion",
        news="Mae newyddion ar eich tudalen.",
        sign_in="Mewngofnodwch yma:",
        easy_news="Mae newyddion i chi.",
        easy_look="Edrychwch ar eich tudalen:",
        stop="Gallwch atal y negeseuon hyn yno.",
        machine="Peiriant sy'n anfon hwn. Peidiwch ag ateb.",
        day="Daw diwrnod i'ch calendr gyda hwn.",
        something="Rhywbeth i'w wneud",
    ),
    "ar": Sentences(
        subject="هناك خبر جديد",
        news="هناك خبر جديد في صفحتك.",
        sign_in="ادخل من هنا:",
        easy_news="لديك خبر جديد.",
        easy_look="انظر إلى صفحتك:",
        stop="يمكنك إيقاف هذه الرسائل هناك.",
        machine="هذه رسالة آلية. من فضلك لا ترد عليها.",
        day="مع هذه الرسالة يوم لتقويمك.",
        something="شيء يجب القيام به",
    ),
}


@dataclass(frozen=True)
class EnclosedDay:
    """A day that goes with an e-mail, for the calendar of its reader: to keep, or to take out."""

    day: DayToKeep
    method: Method


@dataclass(frozen=True)
class Content:
    """What one message says. `subject` is empty for a text message, and no day goes with one."""

    language: str
    page_format: str
    subject: str
    body: str
    days: tuple[EnclosedDay, ...] = ()

    @property
    def day_words(self) -> str:
        """What each day is called: the same for all, for it may show on a locked screen."""
        return WORDS[self.language].something


def as_kept(content: Content) -> dict[str, Any]:
    """A message's words as they are kept, from the first try on. Its days are read anew with each try."""
    days = [
        {
            "id": str(each.day.id),
            "on": each.day.on.isoformat(),
            "written_at": each.day.written_at.isoformat(),
            "sequence": each.day.sequence,
            "method": each.method.value,
        }
        for each in content.days
    ]
    said = {name: getattr(content, name) for name in ("language", "page_format", "subject", "body")}
    return said | ({"days": days} if days else {})


def from_kept(kept: Mapping[str, Any]) -> Content:
    """Read a message's words back."""
    days = tuple(
        EnclosedDay(
            DayToKeep(
                UUID(each["id"]),
                date.fromisoformat(each["on"]),
                datetime.fromisoformat(each["written_at"]),
                each["sequence"],
            ),
            Method(each["method"]),
        )
        for each in kept.get("days", ())
    )
    return Content(**(dict(kept) | {"days": days}))


def joined_since(kept: Iterable[EnclosedDay], now: Iterable[EnclosedDay]) -> int:
    """Count the days that go now and did not go with the first try: what has some is not the same message again."""
    before = {each.day.id for each in kept}
    return sum(each.day.id not in before for each in now)


WRITTEN_EMAIL = re.compile(r"[^\s@<>,;:\"()\[\]\\]+@[^\s@<>,;:\"()\[\]\\]+\.[^\s@<>,;:\"()\[\]\\.]{2,}")


def is_email_address(text: str) -> bool:
    """Tell whether a machine can write to this as to an e-mail address."""
    return WRITTEN_EMAIL.fullmatch(text) is not None


# Letters that go into one place of a text message each, so that its length is known.
LINK = re.compile(r"https?://[A-Za-z0-9.:-]+(/[A-Za-z0-9./-]*)?", re.ASCII)


def is_link(address: str) -> bool:
    """Tell whether an address may stand in a message."""
    return LINK.fullmatch(address) is not None


def language_of(tag: str) -> str:
    """Return the language in which we can write to somebody who reads `tag` (BCP 47); English where we cannot."""
    return page_language(tag) or "en-gb"


def direction_of(language: str) -> str:
    """Return `ltr` or `rtl`."""
    return "rtl" if language in RIGHT_TO_LEFT else "ltr"


def write_content(way: Way, tag: str, page_format: str, site_address: str, days: Sequence[EnclosedDay] = ()) -> Content:
    """Write a message for a reader of that language and format. `site_address` is where one signs in.

    `days` go with an e-mail: a text message leaves them out, and says as ever that there is news.
    """
    language = language_of(tag)
    words = WORDS[language]
    is_easy = page_format == "easy_read"
    news, look = (words.easy_news, words.easy_look) if is_easy else (words.news, words.sign_in)
    if way == Way.TEXT:
        return Content(language, page_format, "", f"{news}\n{look}\n{site_address}\n{words.stop}")
    # Each in a paragraph of its own, so that a voice pauses and an address stands alone.
    first = f"{news}\n\n{words.day}" if days else news
    body = f"{first}\n\n{look}\n{site_address}\n\n{words.stop}\n\n{words.machine}\n"
    return Content(language, page_format, words.subject, body, tuple(days))


LETTER_PIXELS = {"standard": 18, "easy_read": 22, "large_print": 30}


def as_html(content: Content) -> str:
    """Return the e-mail as HTML in the reader's size and direction; empty for audio, where plain text reads best.

    It loads nothing from anywhere: nobody learns that it was opened.
    """
    pixels = LETTER_PIXELS.get(content.page_format)
    if pixels is None:
        return ""
    paragraphs = "".join(
        f'<p style="margin:0 0 1em">{"<br>".join(map(_line_as_html, part.split(chr(10))))}</p>'
        for part in content.body.strip().split("\n\n")
    )
    style = f"font-family:sans-serif;font-size:{pixels}px;line-height:1.5;color:#1d2233;background:#ffffff"
    return (
        f'<!DOCTYPE html><html lang="{content.language}" dir="{direction_of(content.language)}">'
        f'<head><meta charset="utf-8"><title>{escape(content.subject)}</title></head>'
        f'<body style="{style}">{paragraphs}</body></html>'
    )


def _line_as_html(line: str) -> str:
    plain = escape(line)
    return f'<a href="{plain}" dir="ltr">{plain}</a>' if is_link(line) else plain


# Length ---------------------------------------------------------------------------------------------------------------

# Source: 3GPP TS 23.038 (V18), 6.2.1 and 6.2.1.1: the default alphabet, and the characters that take two places.
GSM_7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_7_TWO_PLACES = frozenset("\f^{}\\[~]|€")
# Source: 3GPP TS 23.040 (V18), 9.2.3.24.1: a part of a longer text loses six bytes to its number.
ONE_GSM, PART_GSM, ONE_UCS, PART_UCS = 160, 153, 70, 67


def text_parts(text: str) -> int:
    """Count the parts in which a text message goes over the network: each is paid for, and may come alone."""
    if all(character in GSM_7 or character in GSM_7_TWO_PLACES for character in text):
        places = sum(2 if character in GSM_7_TWO_PLACES else 1 for character in text)
        one, part = ONE_GSM, PART_GSM
    else:
        places, one, part = len(text.encode("utf-16-be")) // 2, ONE_UCS, PART_UCS
    return 1 if places <= one else -(-places // part)


def is_within_parts(text: str) -> bool:
    """Tell whether a text message is short enough: one part in Latin letters, at most two in others."""
    is_latin = all(character in GSM_7 or character in GSM_7_TWO_PLACES for character in text)
    return text_parts(text) <= (1 if is_latin else 2)
