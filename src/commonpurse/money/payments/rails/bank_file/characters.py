"""The characters a payment scheme carries, and how a name is written in them.

Allowed: a-z A-Z 0-9 / - ? : ( ) . , ' + and space; an id must not start or end with a slash, nor hold two in a row.
Source: European Payments Council, EPC217-08 (SEPA requirements for an extended character set, best practices) and
EPC132-08 (implementation guidelines, section 1.4). We keep to the same set for pounds.
Letters outside it: accents fall, the rest by the tables below; what has no Latin form is refused, never guessed.
Source for Cyrillic and Greek: ICAO Doc 9303 part 3, section 6 (2021), as in passports.
"""

from __future__ import annotations

import re
import unicodedata

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.words import Words

ALLOWED = re.compile(r"[A-Za-z0-9/\-?:().,'+ ]+")
ID = re.compile(r"(?!/)(?!.*//)[A-Za-z0-9/\-?:().,'+]{1,35}(?<!/)")

# Source: EPC125-05 (SEPA Credit Transfer rulebook): 70 characters of a name. ISO 20022 would take 140.
LONGEST_NAME = 70
# Source: EPC125-05: 140 characters; Bacs Standard 18: the reference that the payee sees has 18.
LONGEST_REMITTANCE = {"EUR": 140, "GBP": 18}

_LETTERS = {
    "ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L",
    "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "TH", "ħ": "h", "Ħ": "H", "ı": "i", "ŋ": "n", "Ŋ": "N",
    "ə": "e", "Ə": "E",
}  # fmt: skip
_SIGNS = {
    "’": "'", "‘": "'", "ʻ": "'", "ʼ": "'", "`": "'", "´": "'", "′": "'", "“": "'", "”": "'", '"': "'", "„": "'",
    "–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-", "_": "-", "&": "+", ";": ",", "[": "(", "]": ")",
    "{": "(", "}": ")", "#": " ", "@": " at ", "€": "EUR", "£": "GBP", "\t": " ", "\n": " ", "\r": " ",
}  # fmt: skip
_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "ё": "e", "є": "ie", "ж": "zh", "з": "z",
    "и": "i", "і": "i", "ї": "i", "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r",
    "с": "s", "т": "t", "у": "u", "ў": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch",
    "ъ": "ie", "ы": "y", "ь": "", "э": "e", "ю": "iu", "я": "ia", "ђ": "d", "ј": "j", "љ": "lj", "њ": "nj",
    "ћ": "c", "џ": "dz", "ѓ": "g", "ќ": "k", "ѕ": "dz",
}  # fmt: skip
_GREEK = {
    "α": "a", "β": "v", "γ": "g", "δ": "d", "ε": "e", "ζ": "z", "η": "i", "θ": "th", "ι": "i", "κ": "k", "λ": "l",
    "μ": "m", "ν": "n", "ξ": "x", "ο": "o", "π": "p", "ρ": "r", "σ": "s", "ς": "s", "τ": "t", "υ": "y", "φ": "f",
    "χ": "ch", "ψ": "ps", "ω": "o",
}  # fmt: skip
# In Greek the letters omicron and upsilon together are one sound, written ou.
GREEK_OU = re.compile(r"(?<=[οόΟΌ])[υύΥΎ]")
_SMALL = _CYRILLIC | _GREEK
_INSTEAD = (
    _LETTERS | _SIGNS | _SMALL | {small.upper(): latin.capitalize() for small, latin in _SMALL.items() if small != "ς"}
)


class CannotBeWritten(Refused):
    """A text holds characters that no bank file can carry."""

    code = "cannot_be_written"


def write_in_scheme(text: str) -> str:
    """Write a text in the characters a bank file carries, with single spaces and none at the ends.

    The result is stable: writing it again changes nothing.
    Raises: CannotBeWritten, naming the characters that have no form there.
    """
    out: list[str] = []
    unknown: list[str] = []
    for character in GREEK_OU.sub("u", unicodedata.normalize("NFC", text)):
        written = _write_character(character)
        if written is None:
            unknown.append(character)
        else:
            out.append(written)
    if unknown:
        visible = [f"“{character}”" for character in dict.fromkeys(unknown) if character.isprintable()]
        todo = Words("Write it in Latin letters, as the bank does.")
        if visible:
            raise CannotBeWritten(Words.paragraph(Words("A bank file cannot carry {signs}.", signs=visible), todo))
        raise CannotBeWritten(Words.paragraph(Words("A bank file cannot carry a hidden character."), todo))
    return re.sub(r" +", " ", "".join(out)).strip(" ")


def check_id(text: str) -> None:
    """Refuse an id that a scheme would not carry: 1 to 35 allowed characters, no space, slashes only inside.

    Raises: CannotBeWritten.
    """
    if not ID.fullmatch(text):
        raise CannotBeWritten("An id in a bank file has 1 to 35 letters and figures, and no spaces.")


def _write_character(character: str) -> str | None:
    """Return the character's form in the scheme, or nothing where it has none."""
    if ALLOWED.fullmatch(character):
        return character
    if character in _INSTEAD:
        return _INSTEAD[character]
    category = unicodedata.category(character)
    if category == "Zs":
        return " "
    if category == "Mn":
        return ""  # an accent that composed with no letter
    if category not in ("Lu", "Ll"):
        return None  # figures of other scripts, signs, hidden characters: never guessed
    # The letter below its accents, also of a full-width letter or a ligature.
    letters = [part for part in unicodedata.normalize("NFKD", character) if not unicodedata.combining(part)]
    written = [part if ALLOWED.fullmatch(part) else _INSTEAD.get(part) for part in letters]
    return "".join(part for part in written if part is not None) if None not in written else None
