"""Walk through a camt file with expat: the tree of names, the texts of what is open, the records that are ready."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import NoReturn
from xml.parsers import expat

from commonpurse.money.reconciliation.formats.camt_paths import (
    BALANCE,
    BATCH,
    BODIES,
    DECIDING,
    DETAIL,
    ENTRY,
    GROUP_HEADER,
    JOINED,
    STATEMENT,
    STATEMENT_NAMES,
    Node,
)
from commonpurse.money.reconciliation.formats.camt_values import (
    WAYS,
    Texts,
    announced_faults,
    choose_balances,
    make_balance,
    make_detail,
    make_entry,
    make_head,
)
from commonpurse.money.reconciliation.formats.records import (
    Balance,
    Detail,
    Entry,
    FileHead,
    Problem,
    Record,
    StatementEnd,
    Weight,
)
from commonpurse.money.reconciliation.formats.written import add_exactly, shown

ENVELOPE = "envelope"
MOST_OUTSIDE = 10_000  # elements round the document; a business header (head.001) has about 50
DEEPEST = 100  # elements inside each other; the schemas end at about 15
LONGEST_TEXT = 1 << 20  # characters of one element; the schemas allow 500 for the longest
ASK_AGAIN = "Fetch the file from the bank again."


class CamtRefused(Exception):
    """The file is not what a bank sends; the message is the sentence for the reader."""


def _refuse_doctype(*_: object) -> NoReturn:
    raise CamtRefused(
        "The file holds a document type or entities. No bank sends these, and they can be used to attack. "
        "It was not read."
    )


def _keep_first_and_tell(target: Texts) -> Callable[[str, str], None]:
    """Store a text once. A different second one of a name that decides about money is marked, never preferred."""

    def store(key: str, text: str) -> None:
        if target.setdefault(key, text) != text:
            target["repeated"] = key

    return store


def _join(target: Texts) -> Callable[[str, str], None]:
    """Gather texts that a bank splits over several elements of one name."""

    def store(key: str, text: str) -> None:
        target[key] = f"{target[key]} {text}" if key in target else text

    return store


class CamtWalk:
    """One walk through one file. Feed the parser it is attached to, take what is ready, finish or break off."""

    def __init__(self) -> None:
        self.ready: list[Record] = []
        self._problems: list[Problem] = []
        self._pieces: list[str] = []
        self._outside = 0
        self._header: Texts = {}
        self._statement: Texts = {}
        self._balance: Texts = {}
        self._entry: Texts = {}
        self._detail: Texts = {}
        self._details: list[Detail] = []
        self._balances: list[Balance] = []
        self._namespace: str | None = None
        self._body: str | None = None
        self._stranger: str | None = None  # a child of Document that is no statement message
        self._is_head_told = False
        self._statements = 0
        self._forget_when_skipping: Callable[[], None] = lambda: None
        self._start_counts()

    def _start_counts(self) -> None:
        self._is_statement_told = False
        self._announces = False
        self._ordinal = 0
        self._counted = {"entries": 0, "credits": 0, "debits": 0}
        self._sums = {"credit_sum": Decimal(0), "debit_sum": Decimal(0)}

    @property
    def has_begun(self) -> bool:
        """Whether any element has been met."""
        return bool(self._outside) or self._namespace is not None or self._is_head_told

    def take(self) -> list[Record]:
        """Hand over what is ready."""
        taken, self.ready = self.ready, []
        return taken

    def guard_memory(self) -> None:
        """Between blocks: drop text gathered where nothing is read, refuse a monstrous one."""
        self._forget_when_skipping()
        if sum(map(len, self._pieces)) > LONGEST_TEXT:
            raise CamtRefused("One text in the file is longer than any bank writes. It was not read.")

    def attach(self, parser: expat.XMLParserType) -> None:
        """Give expat its handlers: closures over local names, as looking up attributes would cost a third more."""
        self._parser = parser
        root = self._grow_tree()
        pieces = self._pieces
        forget, join = pieces.clear, "".join
        node = root
        skipped = 0

        def start(name: str, attributes: list[str]) -> None:
            nonlocal node, skipped
            if skipped:
                skipped += 1
                if skipped > DEEPEST:
                    raise CamtRefused("The file nests its elements deeper than any bank does. It was not read.")
                return
            child = node.get(name)
            if child is None:
                child = self._unexpected(node, name)
                if child is None:
                    skipped = 1
                    return
            node = child
            if attributes and child.on_attributes:
                child.on_attributes(attributes)

        def end(_: str) -> None:
            nonlocal node, skipped
            if skipped:
                skipped -= 1
                if not skipped:
                    forget()
                return
            ended, node = node, node.up
            store = ended.store
            if store is None:
                return
            key = ended.key
            if key is None:
                store()
                return
            # White space between the elements before has gathered too: it goes with the strip.
            text = join(pieces).strip()
            forget()
            if text:
                store(key, text)

        def forget_when_skipping() -> None:
            if skipped:
                forget()

        self._forget_when_skipping = forget_when_skipping
        parser.buffer_text = True
        parser.ordered_attributes = True
        parser.StartElementHandler = start
        parser.EndElementHandler = end
        parser.CharacterDataHandler = pieces.append
        parser.StartDoctypeDeclHandler = _refuse_doctype
        parser.EntityDeclHandler = _refuse_doctype
        parser.ExternalEntityRefHandler = _refuse_doctype

    def _unexpected(self, node: Node, name: str) -> Node | None:
        """Find the node of a name that is not there as it is: prefixed, or an envelope round the document."""
        local = name.rpartition(":")[2]
        is_outside = node.up is node or node.key == ENVELOPE
        if is_outside and local == "Document":
            self._document.up = node
            return self._document
        if is_outside:
            self._outside += 1
            if self._outside > MOST_OUTSIDE:
                raise CamtRefused("This XML file is not a bank statement: it has no camt message in it.")
            envelope = Node(node)
            envelope.key = ENVELOPE
            return envelope
        if node is self._document and local not in node:
            self._stranger = self._stranger or local
        return node.get(local)

    def _grow_tree(self) -> Node:
        """Make the tree of names with this reader's stores at its leaves."""
        root = Node()
        self._document = document = root.at("Document")
        document.on_attributes = self._start_document
        for name in BODIES:
            body = document.at(name)
            body.store = body.at("GrpHdr").store = partial(self._tell_head, name)
            body.at("GrpHdr").plant(GROUP_HEADER, self._header.setdefault)
            self._grow_statement(body.at(STATEMENT_NAMES[BODIES[name]]), name)
        return root

    def _grow_statement(self, statement: Node, body: str) -> None:
        statement.store = partial(self._end_statement, body)
        statement.plant(STATEMENT, self._statement.setdefault)
        balance = statement.at("Bal")
        balance.store = self._end_balance
        balance.plant(BALANCE, self._balance.setdefault)
        self._read_currency(balance.at("Amt"), self._balance, "amount_currency")
        entry = statement.at("Ntry")
        entry.store = partial(self._end_entry, body)
        entry.plant(ENTRY, self._entry.setdefault)
        entry.plant(DECIDING, _keep_first_and_tell(self._entry))
        self._read_currency(entry.at("Amt"), self._entry, "amount_currency")
        batch = entry.at("NtryDtls/Btch")
        batch.store = partial(self._entry.__setitem__, "is_batch", "true")
        batch.plant(BATCH, self._entry.setdefault)
        self._grow_detail(entry.at("NtryDtls/TxDtls"))
        self._grow_detail(entry.at("TxDtls"))  # version 01 had no NtryDtls

    def _grow_detail(self, detail: Node) -> None:
        detail.store = self._end_detail
        detail.plant(DETAIL, self._detail.setdefault)
        detail.plant(JOINED, _join(self._detail))
        self._read_currency(detail.at("Amt"), self._detail, "amount_currency")
        self._read_currency(detail.at("AmtDtls/TxAmt/Amt"), self._detail, "transaction_amount_currency")
        detail.at("RtrInf").store = partial(self._detail.__setitem__, "is_return", "true")

    def _read_currency(self, amount: Node, target: Texts, key: str) -> None:
        def on_attributes(attributes: list[str]) -> None:
            if "Ccy" in attributes[::2]:
                target.setdefault(key, attributes[attributes.index("Ccy") + 1].strip())

        amount.on_attributes = on_attributes

    def _start_document(self, attributes: list[str]) -> None:
        names = dict(zip(attributes[::2], attributes[1::2], strict=True))
        self._namespace = names.get("xmlns") or next(
            (value for name, value in names.items() if name.startswith("xmlns:") and ":iso:20022:" in value), None
        )

    def _tell_head(self, body: str) -> None:
        if not self._is_head_told:
            self._is_head_told = True
            self._body = body
            version = (self._namespace or "").rpartition(":")[2] or None
            self.ready.append(
                FileHead(
                    format=BODIES[body],
                    version=version,
                    namespace=self._namespace,
                    body=body,
                    message_id=self._header.get("message_id"),
                    created=self._header.get("created"),
                )
            )

    def _tell_statement(self, body: str) -> None:
        if not self._is_head_told:
            self._tell_head(body)
        if not self._is_statement_told:
            self._is_statement_told = True
            self._statements += 1
            self._announces = any(key.startswith("announced") for key in self._statement)
            self.ready.append(make_head(self._statement))

    def _end_balance(self) -> None:
        self._balances.append(make_balance(self._balance, self._parser.CurrentLineNumber, self._problems))
        self._balance.clear()

    def _end_detail(self) -> None:
        way = WAYS.get(self._entry.get("direction", ""))
        self._details.append(make_detail(self._detail, way, self._problems, self._parser.CurrentLineNumber))
        self._detail.clear()

    def _end_entry(self, body: str) -> None:
        if not self._is_statement_told:
            self._tell_statement(body)
        self._ordinal += 1
        line = self._parser.CurrentLineNumber
        entry = make_entry(self._entry, self._details, self._ordinal, line, self._problems)
        if self._announces:
            self._count(entry)
        self._entry.clear()
        self._details.clear()
        self.ready.append(entry)
        if self._problems:
            self._tell_problems()

    def _count(self, entry: Entry) -> None:
        self._counted["entries"] += 1
        if entry.is_credit is not None:
            self._counted["credits" if entry.is_credit else "debits"] += 1
            if entry.amount is not None:
                key = "credit_sum" if entry.is_credit else "debit_sum"
                self._sums[key] = add_exactly(self._sums[key], entry.amount)

    def _tell_problems(self) -> None:
        self.ready.extend(self._problems)
        self._problems.clear()

    def _end_statement(self, body: str, is_complete: bool = True) -> None:
        self._tell_statement(body)
        self._tell_problems()
        if is_complete and (self._announces or not self._ordinal):
            for reason in announced_faults(self._statement, self._counted, self._sums):
                self.ready.append(Problem(Weight.WARNING, reason))
        head = make_head(self._statement)
        opening, closing = choose_balances(self._balances, head.currency)
        self.ready.append(StatementEnd(head, tuple(self._balances), opening, closing, is_complete=is_complete))
        for texts in (self._statement, self._entry, self._detail, self._balance):
            texts.clear()
        self._balances.clear()
        self._details.clear()
        self._start_counts()

    def finish(self) -> None:
        """Say what a file without any statement lacks."""
        if not self._is_head_told:
            self._tell_empty_head()
            if self._stranger:
                what = f"This is another kind of bank message ({shown(self._stranger)}), not a statement."
            elif self._namespace:
                what = f"There is nothing in this message. {ASK_AGAIN}"
            else:
                what = "This XML file is not a bank statement: it has no camt message in it."
            self.ready.append(Problem(Weight.REFUSED, what))
        elif not self._statements:
            self.ready.append(Problem(Weight.WARNING, "The message holds no statement."))

    def _tell_empty_head(self) -> None:
        version = (self._namespace or "").rpartition(":")[2]
        form = re.match(r"camt\.05[234](?=\.|$)", version)
        self.ready.append(FileHead(form[0] if form else "camt", version or None, self._namespace))

    def break_off(self, reason: str, line: int) -> None:
        """End in the middle: what was read so far, an unfinished statement, and why."""
        if self._is_statement_told:
            self._end_statement(self._body or "", is_complete=False)
        if not self._is_head_told:
            self._tell_empty_head()
        self._tell_problems()
        self.ready.append(Problem(Weight.REFUSED, reason, line))
