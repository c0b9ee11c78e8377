"""Make any text drawable: a sign that no font of ours has is named or shown as an empty box, never left out."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from commonpurse.web.parts.papers.coverage import DEJAVU_SANS_MONO, LIBERTINUS_SERIF

BOX = "\N{WHITE SQUARE}"
# A sign with the marks that sit on it. Invisible joiners and selectors are out by then.
CLUSTER = re.compile(
    r"[^\u0300-\u036f\u05b0-\u05c7\u064b-\u065f\u1dc0-\u1dff][\u0300-\u036f\u05b0-\u05c7\u064b-\u065f]*"
)
ZWNJ = "\N{ZERO WIDTH NON-JOINER}"  # Persian spells with it, between two letters
SELECTORS = re.compile("[\N{VARIATION SELECTOR-1}-\N{VARIATION SELECTOR-16}\N{COMBINING ENCLOSING KEYCAP}]")
SKIN_TONES = "[\U0001f3fb-\U0001f3ff]"
FLAG_A = 0x1F1E6  # two of these letters make a flag
PICTURES = re.compile(f"[\U0001f1e6-\U0001f1ff]+|[\u2190-\u2bff\U00010000-\U0010ffff]{SKIN_TONES}*")


@cache
def fonts() -> tuple[frozenset[int], ...]:
    """What each font draws. A sign and its marks must come from one of them."""
    return tuple(frozenset(_points(ranges)) for ranges in (LIBERTINUS_SERIF, DEJAVU_SANS_MONO))


def _points(ranges: str) -> list[int]:
    found: list[int] = []
    for part in ranges.split():
        first, _, last = part.partition("-")
        found.extend(range(int(first, 16), int(last or first, 16) + 1))
    return found


def drawable(text: str) -> tuple[str, int]:
    """Return the text as the paper can draw it, and how many signs had to be replaced.

    Invisible signs go, those that turn the direction of writing around among them: on paper they can only mislead.
    A picture becomes its name in brackets, a letter of another script an empty box, a mark that fits nowhere goes.
    """
    seen = unicodedata.normalize("NFC", text)
    seen = SELECTORS.sub("", seen)
    seen = "".join(" " if _is_space(sign) else sign for sign in seen if sign == ZWNJ or not _is_invisible(sign))
    seen = re.sub(f"{ZWNJ}(?![\u0621-\u06d3])|(?<![\u0621-\u06d3]){ZWNJ}", "", seen)
    replaced = 0
    drawn: list[str] = []
    for found in re.finditer(f"{PICTURES.pattern}|{CLUSTER.pattern}|.", seen, re.DOTALL):
        cluster = found[0]
        if cluster == ZWNJ or any(set(map(ord, cluster)) <= font for font in fonts()):
            drawn.append(cluster)
            continue
        replaced += 1
        drawn.append(_instead(cluster))
    return re.sub(r"\) \(|\)\(", ", ", "".join(drawn)) if replaced else "".join(drawn), replaced


def _is_space(sign: str) -> bool:
    return sign in "\t\n\r\v\f" or unicodedata.category(sign) in ("Zl", "Zp")


def _is_invisible(sign: str) -> bool:
    return not _is_space(sign) and unicodedata.category(sign) in ("Cc", "Cf", "Cs")


def _instead(cluster: str) -> str:
    """What stands for signs that no font has."""
    if FLAG_A <= ord(cluster[0]) < FLAG_A + 26:
        return f"(flag {''.join(chr(ord(letter) - FLAG_A + ord('A')) for letter in cluster)})"
    if len(cluster) > 1:  # the letter without the marks that fit nowhere, the picture without its shade of skin
        return drawable(cluster[0])[0]
    if unicodedata.category(cluster) == "So" and (name := unicodedata.name(cluster, "")):
        return f"({name.lower()})"
    return BOX
