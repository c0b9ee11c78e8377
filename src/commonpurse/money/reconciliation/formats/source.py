"""A file somebody gave us, as bytes and as text: where it lies, which encoding it is in, its lines.

Two passes over the file, both streamed: the first finds out the encoding, the second reads. Nothing is held whole.
"""

from __future__ import annotations

import codecs
import hashlib
import io
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import BinaryIO

BLOCK = 1 << 16  # bytes read at once
# A line of a bank's file has at most a few hundred characters. A longer one would be held whole in memory.
LONGEST_LINE = 1 << 20  # characters

MARKS = [
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16: its mark begins with that of UTF-16
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
]
DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:\-]{1,40})["']""")


class LineTooLong(ValueError):
    """A line longer than any bank writes."""


@dataclass(frozen=True)
class Encoding:
    """How the bytes of a file become text, and how sure we are."""

    name: str  # a Python codec
    has_mark: bool = False
    is_guess: bool = False  # neither a mark nor valid UTF-8: a single-byte Western encoding is taken
    has_carriage_returns: bool = False
    size: int = 0  # bytes


class Source:
    """Bytes to read as often as needed, from a path, from bytes, or from an open binary file that can seek."""

    def __init__(self, given: Path | str | bytes | BinaryIO, on_read: Callable[[int], object] | None = None):
        self._given = Path(given) if isinstance(given, str) else given
        self._on_read = on_read or (lambda size: None)  # told about how many bytes were read, for a progress bar

    def open(self) -> BinaryIO:
        """Open at the first byte. An open file that was handed over is rewound, and stays open after use."""
        if isinstance(self._given, Path):
            return self._given.open("rb")
        if isinstance(self._given, bytes):
            return io.BytesIO(self._given)
        self._given.seek(0)
        return self._given

    def close(self, stream: BinaryIO) -> None:
        """Close what `open` returned, unless it was handed over open."""
        if stream is not self._given:
            stream.close()

    def blocks(self, size: int = BLOCK) -> Iterator[bytes]:
        """Yield the bytes piece by piece."""
        for block in self._quiet_blocks(size):
            self._on_read(len(block))
            yield block

    def _quiet_blocks(self, size: int = BLOCK) -> Iterator[bytes]:
        stream = self.open()
        try:
            while block := stream.read(size):
                yield block
        finally:
            self.close(stream)

    def sha256(self) -> str:
        """Return the hash of all bytes, in hex. Reads them anew each time: a file may change."""
        digest = hashlib.sha256()
        for block in self._quiet_blocks():
            digest.update(block)
        return digest.hexdigest()

    @cached_property
    def head(self) -> bytes:
        """The first bytes, enough to tell the format by."""
        return next(self._quiet_blocks(), b"")

    @cached_property
    def declared_encoding(self) -> str | None:
        """What an XML declaration says."""
        found = DECLARED.search(self.head[:400].replace(b"\x00", b""))
        return found[1].decode("ascii") if found else None

    @cached_property
    def encoding(self) -> Encoding:
        """Look at every byte once and name the encoding: a mark, else UTF-16 by its zeros, else UTF-8, else Western."""
        name, has_mark = self._name_from_start()
        decoder = None if name else codecs.getincrementaldecoder("utf-8")()
        size, has_returns, is_western = 0, False, False
        for block in self._quiet_blocks():
            size += len(block)
            has_returns = has_returns or b"\r" in block
            if decoder:
                try:
                    decoder.decode(block)
                except UnicodeDecodeError:
                    decoder, is_western = None, True
        if decoder:
            try:
                decoder.decode(b"", final=True)
            except UnicodeDecodeError:
                is_western = True
        if is_western:
            name = self._western_name()
        return Encoding(name or "utf-8", has_mark, is_western, has_returns, size)

    def _name_from_start(self) -> tuple[str | None, bool]:
        for mark, name in MARKS:
            if self.head.startswith(mark):
                return name, True
        even, odd = self.head[0:64:2], self.head[1:64:2]
        if len(odd) >= 2 and not any(odd) and any(even):
            return "utf-16-le", False
        if len(even) >= 2 and not any(even) and any(odd):
            return "utf-16-be", False
        return None, False

    def _western_name(self) -> str:
        """Windows-1252 where a byte of 80-9F shows it, and Latin-1 otherwise or where cp1252 has no such letter."""
        has_high = False
        for block in self._quiet_blocks():
            if re.search(rb"[\x81\x8d\x8f\x90\x9d]", block):
                return "latin-1"
            has_high = has_high or re.search(rb"[\x80-\x9f]", block) is not None
        return "cp1252" if has_high else "latin-1"

    @property
    def start_text(self) -> str:
        """The beginning as text, for telling formats apart."""
        return self.head[:4096].decode(self.encoding.name, errors="ignore").lstrip("\ufeff")

    @contextmanager
    def text(self, encoding: str | None = None) -> Iterator[io.TextIOWrapper]:
        """Open as text, in the encoding found or in one that is known. CRLF, LF and bare CR become one line end."""
        stream = self.open()
        text = io.TextIOWrapper(stream, encoding=encoding or self.encoding.name, newline=None)
        try:
            yield text
        finally:
            text.detach()
            self.close(stream)

    def lines(self, encoding: str | None = None) -> Iterator[tuple[int, str]]:
        """Yield (number from 1, line without its end). Raises: LineTooLong, UnicodeDecodeError."""
        with self.text(encoding) as text:
            number = 0
            while line := text.readline(LONGEST_LINE):
                number += 1
                self._on_read(len(line))
                if len(line) >= LONGEST_LINE:
                    raise LineTooLong(f"line {number} is longer than {LONGEST_LINE} characters")
                yield number, (line.removeprefix("\ufeff") if number == 1 else line).rstrip("\n")

    def texts(self, size: int = BLOCK) -> Iterator[str]:
        """Yield the text piece by piece, for formats that need no lines. Raises: UnicodeDecodeError."""
        with self.text() as text:
            while piece := text.read(size):
                self._on_read(len(piece))
                yield piece
