"""Reading an ISO 20022 message into small nodes: any version, any namespace or none, no trust.

A DOCTYPE is refused before anything in it is read, so no entity is ever defined, resolved or fetched.
Large repeated parts can be turned into values while reading, so that memory stays small. Plain Python.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO
from xml.parsers import expat

from commonpurse.kernel.errors import Refused

# The published messages are at most 14 levels deep (pain.002.001.14).
DEEPEST = 60
CHUNK_BYTES = 65_536
# The longest text in the published messages has 10,240 characters.
LONGEST_TEXT = 100_000
BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


class DocumentRefused(Refused):
    """The file cannot be read at all. Nothing of it is used."""

    code = "document_refused"


class Node:
    """One element by its local name. `parts` holds what a reader made of the elements it asked for."""

    __slots__ = ("attributes", "children", "has_loose_text", "line", "name", "namespace", "parts", "text")

    def __init__(self, name: str, namespace: str | None, attributes: dict[str, str], line: int):
        self.name = name
        self.namespace = namespace
        self.attributes = attributes
        self.line = line
        self.text = ""
        self.has_loose_text = False
        self.children: list[Node] = []
        self.parts: list[Any] = []

    def all(self, path: str) -> Iterator[Node]:
        """Yield every element at this path of local names, like `Amt/InstdAmt`."""
        name, _, rest = path.partition("/")
        for child in self.children:
            if child.name == name:
                if rest:
                    yield from child.all(rest)
                else:
                    yield child

    def first(self, path: str) -> Node | None:
        return next(self.all(path), None)

    def value(self, *paths: str) -> str | None:
        """Return the text at the first of these paths that has any, without the space around it."""
        for path in paths:
            for node in self.all(path):
                if node.text:
                    return node.text
        return None


@dataclass
class Document:
    """What is known of a file from the outside, and its message."""

    root: Node
    byte_count: int
    has_byte_order_mark: bool
    declared_encoding: str | None
    has_crlf: bool
    loose_text_lines: list[int] = field(default_factory=list)

    @property
    def namespace(self) -> str | None:
        return self.root.namespace

    @property
    def body(self) -> Node | None:
        """The message itself: the one element inside `Document` (or the root, where a file has no such frame)."""
        if self.root.name != "Document":
            return self.root
        return self.root.children[0] if self.root.children else None

    def format_named(self, family: str) -> str:
        """Return the message's name with its version, from the namespace: `pain.001.001.09`; else the family alone."""
        found = re.search(rf"{re.escape(family)}(\.[0-9a-z]+)*?(?=(\.xsd)?$)", self.namespace or "")
        return found[0] if found else family

    def outside(self) -> dict[str, Any]:
        """The facts about the file itself, as the command line prints them."""
        return {
            "bytes": self.byte_count,
            "bom": self.has_byte_order_mark,
            "declared_encoding": self.declared_encoding,
            "crlf": self.has_crlf,
            "namespace": self.namespace,
            "body": self.body.name if self.body else None,
        }


class _Builder:
    """Takes expat's events. Elements named in `made_into` become values of their parent and are forgotten."""

    def __init__(self, made_into: dict[str, Callable[[Node], Any]]):
        self.made_into = made_into
        self.open: list[Node] = []
        self.root: Node | None = None
        self.declared_encoding: str | None = None
        self.loose_text_lines: list[int] = []
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.XmlDeclHandler = self.declare
        self.parser.StartDoctypeDeclHandler = self.refuse_doctype
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.characters

    def declare(self, version: str, encoding: str | None, standalone: int) -> None:
        self.declared_encoding = encoding

    def refuse_doctype(self, *named: object) -> None:
        raise DocumentRefused("The file holds a DOCTYPE. Bank messages never need one, and it can do harm.")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self.open) >= DEEPEST:
            raise DocumentRefused("The file is nested more than {most} levels deep. No bank message is.", most=DEEPEST)
        namespace, _, local = name.rpartition(" ")
        node = Node(local, namespace or None, attributes, self.parser.CurrentLineNumber)
        if self.open:
            self.note_loose_text(self.open[-1])
            if local not in self.made_into:
                self.open[-1].children.append(node)
        else:
            self.root = node
        self.open.append(node)

    def end(self, name: str) -> None:
        node = self.open.pop()
        if node.children or node.parts:
            self.note_loose_text(node)
        node.text = node.text.strip()
        if self.open and node.name in self.made_into:
            self.open[-1].parts.append(self.made_into[node.name](node))

    def characters(self, text: str) -> None:
        if not self.open:
            return
        node = self.open[-1]
        if len(node.text) > LONGEST_TEXT:
            raise DocumentRefused(
                "One text in the file is longer than {longest:,} characters. No bank message holds one.",
                longest=LONGEST_TEXT,
            )
        node.text += text

    def note_loose_text(self, node: Node) -> None:
        # XML knows four kinds of space only; a no-break space used to indent is text, and breaks the schema.
        if not node.has_loose_text and node.text.strip(" \t\r\n"):
            node.has_loose_text = True
            self.loose_text_lines.append(node.line)
        node.text = ""


def read_document(stream: BinaryIO, made_into: dict[str, Callable[[Node], Any]] | None = None) -> Document:
    """Read a message. `made_into` names elements and what to make of each; the values land in their parent's `parts`.

    Raises: DocumentRefused, where the file is not well formed, holds a DOCTYPE, or is empty.
    """
    builder = _Builder(made_into or {})
    byte_count = 0
    start = b""
    has_crlf = False
    last = b""
    try:
        while chunk := stream.read(CHUNK_BYTES):
            byte_count += len(chunk)
            start = start or chunk[:4]
            has_crlf = has_crlf or b"\r\n" in last + chunk
            last = chunk[-1:]
            builder.parser.Parse(chunk, False)
        builder.parser.Parse(b"", True)
    except expat.ExpatError as error:
        if not byte_count:
            raise DocumentRefused("The file is empty.") from error
        raise DocumentRefused(
            "The file is not well-formed XML: {fault} at line {line}, column {column}.",
            fault=expat.ErrorString(error.code),
            line=error.lineno,
            column=error.offset + 1,
        ) from error
    except (LookupError, UnicodeError) as error:
        raise DocumentRefused("The file says that it is written in an encoding this program does not know.") from error
    if builder.root is None:
        raise DocumentRefused("The file is empty.")
    return Document(
        root=builder.root,
        byte_count=byte_count,
        has_byte_order_mark=start.startswith(BYTE_ORDER_MARKS),
        declared_encoding=builder.declared_encoding,
        has_crlf=has_crlf,
        loose_text_lines=builder.loose_text_lines,
    )
