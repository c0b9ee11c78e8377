"""What a reader found wrong in a file that it could read, in sentences, without drowning its reader. Plain Python."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, datetime
from decimal import Decimal

from commonpurse.money.payments.rails.bank_file.document import Document, Node

# A file with one fault in each of 100,000 payments is told so once, after this many examples.
EXAMPLES_SHOWN = 20

# Source: XML Schema part 2 (decimal, date); ISO 20022 ActiveOrHistoricCurrencyAndAmount: 18 digits, 5 of them decimals.
DECIMAL = re.compile(r"[+-]?([0-9]{1,40}(\.[0-9]{0,40})?|\.[0-9]{1,40})")
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(Z|[+-][0-9]{2}:[0-9]{2})?")
BIC = re.compile(r"[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?")
IBAN_SHAPE = re.compile(r"[A-Z]{2}[0-9]{2}[a-zA-Z0-9]{1,30}")
LONGEST_ID = 35
LONGEST_QUOTE = 60  # characters
MOST_DIGITS, MOST_DECIMALS = 18, 5


class Findings:
    """Collects sentences. `form` counts those about the message's form, of which a schema would complain too."""

    def __init__(self) -> None:
        self.warnings: list[str] = []
        self.errors: list[str] = []
        self.form = 0
        self._seen: Counter[str] = Counter()

    def warn(self, kind: str, sentence: str) -> None:
        """Note something that is wrong but leaves the file readable. Sentences of one `kind` are capped."""
        self._note(self.warnings, kind, sentence)

    def warn_form(self, kind: str, sentence: str) -> None:
        self.form += 1
        self._note(self.warnings, kind, sentence)

    def refuse(self, kind: str, sentence: str) -> None:
        """Note something without which the file means nothing certain."""
        self._note(self.errors, kind, sentence)

    def close(self) -> None:
        """Say how many sentences of each kind were left out."""
        for kind, count in self._seen.items():
            if count > EXAMPLES_SHOWN:
                self.warnings.append(f"… and {count - EXAMPLES_SHOWN:,} more like this ({kind.replace('_', ' ')}).")

    def _note(self, where: list[str], kind: str, sentence: str) -> None:
        self._seen[kind] += 1
        if self._seen[kind] <= EXAMPLES_SHOWN:
            where.append(sentence)


def check_frame(document: Document, family: str, found: Findings) -> None:
    """Note what is odd about the file as such: its namespace, and text where only elements belong."""
    if document.namespace is None:
        found.warn("namespace", "The file names no version (it has no namespace).")
    elif not document.namespace.startswith(f"urn:iso:std:iso:20022:tech:xsd:{family}."):
        found.warn("namespace", f"The version is not one of ISO 20022 itself: {quoted(document.namespace)}.")
    for line in document.loose_text_lines:
        found.warn_form("loose_text", f"Line {line}: there is text between the elements.")
    if len(document.root.children) > 1:
        found.warn_form("second_body", "The file holds more than one message. Only the first one was read.")


def quoted(text: str | None) -> str:
    """Show a piece of a strange file in a sentence, shortened."""
    if text is None:
        return "nothing"
    return f"“{text[:LONGEST_QUOTE]}…”" if len(text) > LONGEST_QUOTE else f"“{text}”"


def read_decimal(text: str | None) -> Decimal | None:
    """Read a decimal as XML Schema writes it; nothing for `1e9`, `NaN`, `1,000.00` and the like."""
    return Decimal(text) if text is not None and DECIMAL.fullmatch(text) else None


def has_schema_digits(amount: Decimal) -> bool:
    """Tell whether the amount keeps to 18 digits, of which 5 decimals."""
    _, digits, exponent = amount.normalize().as_tuple()
    return len(digits) <= MOST_DIGITS and isinstance(exponent, int) and exponent >= -MOST_DECIMALS


def read_date(text: str | None) -> date | None:
    """Read the day of an ISO date or moment; nothing where it is neither."""
    if text is None:
        return None
    day, _, clock = text.partition("T")
    try:
        if clock:
            return datetime.fromisoformat(text).date()
        return date.fromisoformat(day[:10]) if DATE.fullmatch(day) else None
    except ValueError:
        return None


def check_id(node: Node, path: str, name: str, where: str, found: Findings) -> str | None:
    """Read an id of 1 to 35 characters and note what is wrong with it."""
    value = node.value(path)
    if value is None:
        found.warn_form("missing_id", f"{where}: {name} is missing.")
    elif len(value) > LONGEST_ID:
        found.warn_form("long_id", f"{where}: {name} is longer than {LONGEST_ID} characters.")
    return value


def check_present(node: Node, names: tuple[str, ...], where: str, found: Findings) -> None:
    """Note each element that must be there and is not."""
    for name in names:
        if node.first(name) is None:
            found.warn_form("missing", f"{where}: {name} is missing.")


def check_moment(text: str | None, name: str, where: str, found: Findings) -> None:
    if text is not None and ("T" not in text or read_date(text) is None):
        found.warn_form("moment", f"{where}: {name} is not a date with a time: {quoted(text)}.")


def check_bics(node: Node, where: str, found: Findings) -> None:
    """Look at every BIC below this element."""
    for child in node.children:
        if child.name in ("BIC", "BICFI") and not BIC.fullmatch(child.text):
            found.warn_form("bic", f"{where}: {quoted(child.text)} is not a BIC.")
        check_bics(child, where, found)
