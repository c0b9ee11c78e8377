"""Read OFX and QFX, version 1 (SGML: elements are not closed) and 2 (XML), by one reader.

Banks send "XML" whose elements are not closed and SGML whose are, so the tags are read one by one and only the
aggregates that matter here are tracked. DOCTYPE and entity declarations are refused.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain

from commonpurse.money.reconciliation.formats.records import (
    Balance,
    Entry,
    FileHead,
    Problem,
    Record,
    StatementEnd,
    StatementHead,
    Status,
    Weight,
)
from commonpurse.money.reconciliation.formats.source import Source
from commonpurse.money.reconciliation.formats.written import make_date, ofx_amount, shown

STATEMENTS = ("STMTRS", "CCSTMTRS", "INVSTMTRS")
ACCOUNTS = ("BANKACCTFROM", "CCACCTFROM", "INVACCTFROM")
AGGREGATES = frozenset(
    {"OFX", *STATEMENTS, *ACCOUNTS, "STMTTRN", "LEDGERBAL", "AVAILBAL", "STATUS", "SONRS", "BANKACCTTO", "CCACCTTO"}
    | {"PAYEE", "CURRENCY", "ORIGCURRENCY", "BANKTRANLIST", "INVTRANLIST", "BANKTRANLISTP", "STMTTRNP"}
)
PIECE = re.compile(
    r"<!\[CDATA\[(?P<cdata>.*?)\]\]>|<!--.*?-->|<\?.*?\?>"
    r"|<(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9._]*)\s*/?>|(?P<text>[^<]+)|(?P<other><)",
    re.DOTALL,
)
FORBIDDEN = re.compile(r"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
LONG_PIECES = (("<![CDATA[", "]]>"), ("<!--", "-->"), ("<?", "?>"))  # may hold a "<" themselves
DAY = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})", re.ASCII)
LONGEST_VALUE = 1 << 16  # characters; the longest OFX element has 255
LONGEST_PIECE = 1 << 20  # characters between two "<"


@dataclass
class _Open:
    """The aggregates that are open and what their elements say."""

    names: list[str] = field(default_factory=list)
    values: list[dict[str, str]] = field(default_factory=list)


class _Refused(Exception):
    """The file is not what a bank sends."""


def read_ofx(source: Source) -> Iterator[Record]:
    """Yield what the file holds. One that says only that the bank refused yields that as a warning."""
    yield FileHead(format="ofx", version=_style(source.start_text))
    reader = _Reader()
    try:
        for line, kind, text in _pieces(source):
            reader.take(line, kind, text)
            yield from reader.hand_over()
        reader.finish()
    except (_Refused, UnicodeError) as error:
        reader.break_off(f"The file cannot be read further: {error}.")
    yield from reader.hand_over()


def _style(start: str) -> str:
    """Name the header: of version 1 (`OFXHEADER:100`), of version 2 (`<?OFX`), or none."""
    if re.match(r"\s*(OFXHEADER|DATA)\s*:", start):
        return "sgml"
    return "xml" if "<?OFX" in start or start.lstrip().startswith("<?xml") else "no header"


def _pieces(source: Source) -> Iterator[tuple[int, str, str]]:
    """Yield (line, "open" | "close" | "text", name or text). Everything before the first `<` is the header.

    Some banks write the whole file as one line: it is cut at a `<`, not at line ends.
    """
    line, held, has_begun = 1, "", False
    for piece_of_file in chain(source.texts(), [""]):
        held += piece_of_file
        cut = len(held) if not piece_of_file else _safe_cut(held)
        ready, held = held[:cut], held[cut:]
        if len(held) > LONGEST_PIECE:
            raise _Refused(f"there is no tag for more than {LONGEST_PIECE} characters after line {line}")
        if FORBIDDEN.search(ready):
            raise _Refused("it holds a document type or entities, which no bank sends and which can be used to attack")
        for found in PIECE.finditer(ready):
            has_begun = has_begun or found["name"] is not None
            if found["name"]:
                yield line, "close" if found["close"] else "open", found["name"].upper()
            elif found["cdata"] is not None:
                yield line, "text", found["cdata"]
            elif found["text"] and has_begun and not found["text"].isspace():
                yield line, "text", html.unescape(found["text"])
            elif found["other"]:
                yield line, "text", "<"
            line += found[0].count("\n")


def _safe_cut(text: str) -> int:
    """Return where the text may be cut without cutting a tag, or a comment or quotation that is still open."""
    cut = max(text.rfind("<"), 0)
    for start, end in LONG_PIECES:
        at = text.rfind(start)
        if at >= 0 and text.find(end, at) < 0:
            cut = min(cut, at)
    return cut


class _Reader:
    def __init__(self) -> None:
        self._open = _Open()
        self._element: str | None = None
        self._text: list[str] = []
        self._ready: list[Record] = []
        self._line = 0
        self._transaction_line = 0
        self._statuses: list[dict[str, str]] = []
        self._statements = 0
        self._has_root = False
        self._start_statement("")

    def _start_statement(self, kind: str) -> None:
        self._kind = kind
        self._is_told = False
        self._ordinal = 0
        self._account: dict[str, str] = {}
        self._balances: list[Balance] = []
        self._closing: Balance | None = None

    def hand_over(self) -> list[Record]:
        taken, self._ready = self._ready, []
        return taken

    def take(self, line: int, kind: str, text: str) -> None:
        """Take the next tag or text."""
        self._line = line
        if kind == "text":
            if self._element:
                self._text.append(text)
                if len(self._text) > 1 and sum(map(len, self._text)) > LONGEST_VALUE:
                    raise _Refused(f"the value of {self._element} in line {line} is longer than any bank writes")
            return
        self._end_element()
        if kind == "open":
            if text in AGGREGATES:
                self._open_aggregate(text)
            else:
                self._element = text
        elif text in AGGREGATES:
            self._close_aggregate(text)

    def _end_element(self) -> None:
        if self._element and self._open.values:
            value = "".join(self._text).strip()
            if value:
                self._open.values[-1].setdefault(self._element, value)
        self._element = None
        self._text.clear()

    def _open_aggregate(self, name: str) -> None:
        self._has_root = self._has_root or name == "OFX"
        if name == "STMTTRN" and "STMTTRN" in self._open.names:
            self._close_aggregate("STMTTRN")  # SGML that forgot to close the one before
        if name in STATEMENTS:
            for kind in STATEMENTS:
                self._close_aggregate(kind)
            self._start_statement(name)
        if name == "STMTTRN":
            self._transaction_line = self._line
        self._open.names.append(name)
        self._open.values.append({})

    def _close_aggregate(self, name: str) -> None:
        """Close it and whatever was left open inside. A close without an open is nothing."""
        while name in self._open.names:
            closed, values = self._open.names.pop(), self._open.values.pop()
            self._end(closed, values)
            if closed == name:
                return

    def _end(self, name: str, values: dict[str, str]) -> None:
        outer = self._open.values[-1] if self._open.values else {}
        if name in ("CURRENCY", "BANKACCTTO", "CCACCTTO", "PAYEE"):
            outer.update({f"{name}.{key}": value for key, value in values.items()})
        elif name == "STATUS":
            self._statuses.append(values)
        elif name in ACCOUNTS:
            self._account = values
        elif name in ("LEDGERBAL", "AVAILBAL"):
            self._end_balance(name, values)
        elif name == "STMTTRN":
            self._end_transaction(values)
        elif name in STATEMENTS:
            self._end_statement(values)

    def _currency(self) -> str | None:
        for name, values in zip(reversed(self._open.names), reversed(self._open.values), strict=True):
            if name in STATEMENTS:
                return values.get("CURDEF")
        return None

    def _head(self, values: dict[str, str] | None = None) -> StatementHead:
        return StatementHead(
            account=self._account.get("ACCTID"),
            bank=self._account.get("BANKID"),
            currency=(values or {}).get("CURDEF") or self._currency(),
            kind=self._kind or None,
        )

    def _tell_head(self, values: dict[str, str] | None = None) -> None:
        if not self._is_told:
            self._is_told = True
            self._statements += 1
            self._ready.append(self._head(values))

    def _end_balance(self, name: str, values: dict[str, str]) -> None:
        text = values.get("BALAMT", "")
        amount = ofx_amount(text)
        if amount is None:
            reason = f"the balance {shown(text)} is not an amount"
            self._ready.append(Problem(Weight.UNREADABLE, reason, self._line, name))
        balance = Balance(name, amount, self._currency(), values.get("DTASOF"))
        self._balances.append(balance)
        if name == "LEDGERBAL":
            self._closing = balance

    def _end_transaction(self, values: dict[str, str]) -> None:
        self._tell_head()
        self._ordinal += 1
        entry, problems = make_entry(values, self._ordinal, self._transaction_line, self._currency())
        self._ready.append(entry)
        self._ready.extend(problems)

    def _end_statement(self, values: dict[str, str], is_complete: bool = True) -> None:
        self._tell_head(values)
        self._ready.append(
            StatementEnd(self._head(values), tuple(self._balances), None, self._closing, is_complete=is_complete)
        )
        self._start_statement("")

    def finish(self) -> None:
        """Close what is open, and say what a file without statements lacks."""
        self._end_element()
        if any(name in STATEMENTS for name in self._open.names):
            self.break_off("The file breaks off in the middle. Fetch it from the bank again.")
        for status in self._statuses:
            code = status.get("CODE", "0")
            if code != "0" or status.get("SEVERITY") == "ERROR":
                said = shown(status.get("MESSAGE", ""))
                self._ready.append(Problem(Weight.WARNING, f"The bank says {said} (code {code})."))
        if not self._has_root:
            self._ready.append(Problem(Weight.REFUSED, "There is no OFX element in the file."))
        elif not self._statements:
            self._ready.append(Problem(Weight.WARNING, "The file holds no statement."))

    def break_off(self, reason: str) -> None:
        """End in the middle. An entry that was being read is lost with the file, and that is said."""
        while self._open.names:
            name, values = self._open.names.pop(), self._open.values.pop()
            if name in STATEMENTS:
                self._end_statement(values, is_complete=False)
        self._ready.append(Problem(Weight.REFUSED, reason, self._line))


def make_entry(values: dict[str, str], ordinal: int, line: int, currency: str | None) -> tuple[Entry, list[Problem]]:
    """Make an entry of a STMTTRN. What does not read becomes None and a problem."""
    problems: list[Problem] = []

    def say(weight: Weight, reason: str) -> None:
        problems.append(Problem(weight, reason, line, f"entry {ordinal}"))

    text = values.get("TRNAMT", "")
    signed = ofx_amount(text)
    if signed is None:
        say(Weight.UNREADABLE, f"the amount {shown(text)} is not an amount" if text else "has no amount")
    posted = values.get("DTPOSTED", "")
    found = DAY.match(posted)
    # The bank's own day: the zone in brackets ([-5:EST]) says where that day is, it does not move it.
    booked_on = make_date(int(found[1]), int(found[2]), int(found[3])) if found else None
    if booked_on is None:
        say(Weight.UNREADABLE, f"the date {shown(posted)} is not a date" if posted else "has no date")
    name = values.get("NAME") or values.get("PAYEE.NAME")
    memo = values.get("MEMO", "")
    return Entry(
        ordinal=ordinal,
        line=line,
        status=Status.BOOKED,
        status_code=values.get("TRNTYPE", ""),
        is_credit=None if signed is None else signed >= 0,
        amount=None if signed is None else abs(signed),
        currency=values.get("CURRENCY.CURSYM") or currency,
        booked_on=booked_on,
        bank_reference=values.get("FITID"),
        entry_reference=values.get("CHECKNUM") or values.get("REFNUM"),
        transaction_code=values.get("TRNTYPE"),
        remittance=" ".join(memo.split()) or " ".join((name or "").split()),
        counterparty_name=" ".join(name.split()) if name else None,
        counterparty_account=values.get("BANKACCTTO.ACCTID"),
    ), problems
