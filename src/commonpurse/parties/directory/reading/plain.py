"""Text that came with markup, as plain text. It is read from its beginning to its end once: no length slows it down."""

from __future__ import annotations

import html
import re

from commonpurse.kernel.texts import CONTROL

TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)")
ENTITY = re.compile(r"&(?:[a-zA-Z][a-zA-Z0-9]{1,30}|#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6});")
_BLOCKS = (
    "address article aside blockquote body br caption dd div dl dt fieldset footer form h1 h2 h3 h4 h5 h6 head "
    "header hr html li main nav ol p pre section table tbody td tfoot th thead tr ul"
)
BLOCKS = frozenset(_BLOCKS.split())
# What is inside of these is no text.
DROPPED = frozenset(["script", "style", "template", "iframe", "object", "svg", "noscript", "title"])
_INLINE = (
    "a abbr acronym b base big button center cite code col colgroup del em embed figure figcaption font frame i "
    "img input ins kbd label legend link mark meta o option param picture q s samp select small source span "
    "strike strong sub sup summary details textarea time tt u var video audio wbr"
)
INLINE = frozenset(_INLINE.split())
KNOWN = BLOCKS | DROPPED | INLINE
MOST_ROUNDS = 3  # markup that was escaped, and escaped again, is markup still


def has_markup(text: str) -> bool:
    """Tell whether the text has tags or entities of HTML. `a < b` and `<jo@example.org>` are none."""
    if "&" in text and ENTITY.search(text):
        return True
    return "<" in text and ("<!--" in text or any(found[1].lower() in KNOWN for found in TAG.finditer(text)))


def plain_text(text: str) -> str:
    """Return the text without markup: a block ends its line, what runs or draws is left out, entities are letters."""
    for _round in range(MOST_ROUNDS):
        if not has_markup(text):
            break
        text = html.unescape(_without_tags(text))
    return tidy(text)


def tidy(text: str) -> str:
    """Return the text without what nobody sees, with single blanks and at most one empty line between two lines."""
    text = CONTROL.sub(
        "", text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    )
    lines = [" ".join(line.split()) for line in text.split("\n")]
    kept: list[str] = []
    for line in lines:
        if line or (kept and kept[-1]):
            kept.append(line)
    return "\n".join(kept).strip()


def _without_tags(text: str) -> str:
    """Take the tags off, in one pass."""
    lowered, out, at = text.lower(), [], 0
    while True:
        start = text.find("<", at)
        if start < 0:
            out.append(text[at:])
            break
        out.append(text[at:start])
        if text.startswith("<!--", start):
            end = text.find("-->", start + 4)
            if end < 0:
                break
            at = end + 3
            continue
        found = TAG.match(text, start)
        if found is None or found[1].lower() not in KNOWN:
            out.append("<")
            at = start + 1
            continue
        name, is_end = found[1].lower(), text[start + 1] == "/"
        end = text.find(">", found.end())
        if end < 0:
            break  # the last tag was cut off
        at = end + 1
        if name in DROPPED and not is_end and text[end - 1] != "/":
            close = lowered.find(f"</{name}", at)
            if close < 0:
                break
            end = text.find(">", close)
            if end < 0:
                break
            at = end + 1
        elif name in BLOCKS:
            out.append("\n- " if name == "li" and not is_end else "\n")
    return "".join(out)
