"""Read the narrative of an MT940 entry (field 86): who, what for, and the payer's own reference.

Three ways of writing it are in use: German banks' numbered parts (`166?00GUTSCHRIFT?20EREF+...?32NAME`), the European
slash words (`/EREF/.../NAME/.../REMI/...`), and free text. What is in none of them is kept as free text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

# Source: German Banking Industry Committee, DFUE agreement annex 3, section 8.2.4 (2021): the text is in 20-29 and
# 60-63.
PART = re.compile(r"[?>]([0-9]{2})", re.ASCII)
TEXT_PARTS = frozenset(f"{n:02d}" for n in (*range(20, 30), *range(60, 64)))
NAME_PARTS, ACCOUNT_PART = ("32", "33"), "31"
# Inside the text: EREF+ end-to-end reference, SVWZ+ purpose, and words that end the one before.
WORD = re.compile(r"(EREF|KREF|MREF|CRED|DEBT|SVWZ|ABWA|ABWE|IBAN|BIC|COAM|OAMT|RREF|MTLG)[+:]")
SLASH = re.compile(
    r"/(EREF|KREF|MREF|RTRN|BENM|ORDP|NAME|IBAN|BIC|REMI|ISDT|CSID|TRTP|MARF|PREF|ULTC|ULTD|SVCL|PURP|ADDR|ID)/"
)
CODED = re.compile(r"\s*[0-9]{3}(?=[?>])", re.ASCII)
NO_REFERENCE = ("NOTPROVIDED", "NONREF", "")


@dataclass(frozen=True)
class Narrative:
    """What a narrative says, each in its place."""

    remittance: str = ""
    end_to_end_id: str | None = None
    name: str | None = None
    account: str | None = None
    return_reason: str | None = None


def read_narrative(lines: Sequence[str]) -> Narrative:
    """Read the lines of field 86, however the bank writes them."""
    together = "".join(lines)
    if CODED.match(together):
        return _numbered("".join(line.rstrip() for line in lines))
    if SLASH.match(together.lstrip()):
        return _slashed(together.strip())
    return Narrative(remittance=" ".join(" ".join(lines).split()))


def _numbered(text: str) -> Narrative:
    pieces = PART.split(text)
    parts: dict[str, str] = {}
    for number, content in zip(pieces[1::2], pieces[2::2], strict=True):
        parts[number] = parts.get(number, "") + content
    purpose = "".join(content for number, content in parts.items() if number in TEXT_PARTS)
    words = WORD.split(purpose)
    named = dict(zip(words[1::2], words[2::2], strict=True))
    remittance = named.get("SVWZ") or named.get("MTLG") or words[0] or (purpose if not named else "")
    return Narrative(
        remittance=" ".join((remittance or parts.get("00", "")).split()),
        end_to_end_id=_reference(named.get("EREF")),
        name=" ".join("".join(parts.get(number, "") for number in NAME_PARTS).split()) or None,
        account=parts.get(ACCOUNT_PART, "").strip() or None,
    )


def _slashed(text: str) -> Narrative:
    pieces = SLASH.split(text)
    named: dict[str, str] = {}
    for word, content in zip(pieces[1::2], pieces[2::2], strict=True):
        named.setdefault(word, content.strip("/ "))
    return Narrative(
        remittance=" ".join((named.get("REMI") or pieces[0]).split()),
        end_to_end_id=_reference(named.get("EREF")),
        name=named.get("NAME") or None,
        account=named.get("IBAN") or None,
        return_reason=named.get("RTRN") or None,
    )


def _reference(text: str | None) -> str | None:
    cleaned = (text or "").strip()
    return None if cleaned in NO_REFERENCE else cleaned
