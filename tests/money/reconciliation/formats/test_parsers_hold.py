"""Parsers hold against anything: no uncaught error, bounded time and memory, and never a number out of rubbish.

Seeds are statements made by ourselves; hypothesis cuts, doubles, swaps and overwrites pieces of them.
"""

from __future__ import annotations

import time
import tracemalloc

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from commonpurse.money.reconciliation.checking import check_statement
from commonpurse.money.reconciliation.formats.source import Source
from tests.money.reconciliation.made_statements import bank_csv, camt053, line, mt940, ofx
from tests.money.reconciliation.reading import check, columns

LINES = [line(1 + n, f"{(-1) ** n * (n + 1)}.25", f"Payment {n} ü", bank_id=f"B{n}") for n in range(6)]
SEEDS = [
    camt053(LINES).encode(),
    camt053(LINES).encode("utf-16"),
    mt940(LINES).encode(),
    ofx(LINES).encode(),
    ofx(LINES, sgml=False).encode(),
    bank_csv(LINES).encode("cp1252"),
]
PIECES = [b"<", b">", b"</", b"&", b"&#0;", b"<!", b"<![CDATA[", b"]]>", b"<?", b":61:", b":20:", b"-", b"\x00", b"\xff",
          b"\xfe\xff", b'"', b",", b"\r", b"\n", b"999999999999999999999", b"1e9", b"NaN", b"\xd9\xa3", b"<OFX>", b"{1:"]  # fmt: skip
MOST_SECONDS = 2.0  # a busy machine; alone such an input takes a few milliseconds
MOST_BYTES = 64 << 20


@st.composite
def spoiled(draw: st.DrawFn) -> bytes:
    """A seed with a few wounds."""
    content = bytearray(draw(st.sampled_from(SEEDS)))
    for _ in range(draw(st.integers(0, 6))):
        at = draw(st.integers(0, len(content)))
        until = min(len(content), at + draw(st.integers(0, 60)))
        content[at:until] = draw(
            st.one_of(st.sampled_from(PIECES), st.binary(max_size=12), st.just(bytes(content[at:until]) * 3))
        )
    return bytes(content)


def survives(content: bytes) -> None:
    for using in (None, columns()):
        started = time.perf_counter()
        checked = check(content, using)
        assert time.perf_counter() - started < MOST_SECONDS
        shown = checked.as_json()
        assert checked.is_read or all(error.strip() for error in shown["errors"])
        for one in shown["statements"]:
            for figure in (one["credits"], one["debits"]):
                assert figure is None or figure.replace(".", "", 1).isdecimal()


@given(spoiled())
@settings(max_examples=400)
@example(b"")
@example(b"<?xml version='1.0' encoding='utf-16'?><Document/>")
@example(b"<?xml version='1.0' encoding='utf-7'?><Document/>")
@example(b"\xff\xfe<\x00")
@example(b":61:\n:61:\n:86:")
@example(b":60F:C991399GBP1,00\n:62F:")
@example(b":61:0000000000C1,00")
@example(b'a,b\n"')
def test_a_spoiled_statement_is_read_or_refused_and_never_breaks_the_reader(content: bytes) -> None:
    survives(content)


@given(st.binary(max_size=300))
@settings(max_examples=200)
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    survives(content)


@given(st.text(max_size=200))
@settings(max_examples=100)
def test_any_text_between_tags_keeps_its_entry(text: str) -> None:
    """Whatever a payer writes, the entry and its amount stay."""
    printable = "".join(c for c in text if c.isprintable())
    for make in (camt053, ofx):
        (one,) = check(make([line(5, "-12.50", printable)])).statements
        assert (one.counts["booked"], one.sums["GBP"].debits) == (1, line(5, "12.50").amount)


@pytest.mark.parametrize("seed", SEEDS, ids=["camt", "utf-16", "mt940", "ofx", "ofx-xml", "csv"])
def test_a_small_input_needs_little_memory(seed: bytes) -> None:
    for content in (seed, seed + b"x" * 3_000_000, seed.replace(b"5", b"5" * 100_000, 3)):
        tracemalloc.start()
        check_statement(Source(content), columns())
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert most < MOST_BYTES
