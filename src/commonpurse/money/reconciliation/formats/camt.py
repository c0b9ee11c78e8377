"""Read camt.052, camt.053 and camt.054 (ISO 20022), every version, as a stream.

Real files break their own schema, so nothing is validated: what is there is read, and what does not read is said.
DOCTYPE and entities are refused: there is no lawful use for them in a bank's message.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.parsers import expat

from commonpurse.money.reconciliation.formats.camt_walk import ASK_AGAIN, CamtRefused, CamtWalk
from commonpurse.money.reconciliation.formats.records import FileHead, Problem, Record, Weight
from commonpurse.money.reconciliation.formats.source import Encoding, Source

BREAKS_OFF = {
    expat.errors.codes[expat.errors.XML_ERROR_NO_ELEMENTS],
    expat.errors.codes[expat.errors.XML_ERROR_UNCLOSED_TOKEN],
    expat.errors.codes[expat.errors.XML_ERROR_PARTIAL_CHAR],
    expat.errors.codes[expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION],
}


def read_camt(source: Source) -> Iterator[Record]:
    """Yield what the file holds, entry by entry. A file that breaks off yields what came before, and the problem."""
    encoding = source.encoding
    if encoding.name == "utf-32":
        yield FileHead(format="camt")
        yield Problem(Weight.REFUSED, "The file is in UTF-32, which no bank sends. Ask the bank for it in UTF-8.")
        return
    walk = CamtWalk()
    try:
        parser = expat.ParserCreate(_encoding_for_expat(encoding, source.declared_encoding))
        walk.attach(parser)
        for block in source.blocks():
            parser.Parse(block, False)
            walk.guard_memory()
            if walk.ready:
                yield from walk.take()
        parser.Parse(b"", True)
        walk.finish()
    except CamtRefused as refusal:
        walk.break_off(str(refusal), parser.CurrentLineNumber)
    except expat.ExpatError as error:
        walk.break_off(_sentence(error), parser.CurrentLineNumber)
    except (LookupError, ValueError):
        if walk.has_begun:  # then it is no encoding that expat cannot find, but a fault of ours
            raise
        walk.break_off("The file names an encoding that cannot be read. Ask the bank for the file in UTF-8.", 1)
    if encoding.is_guess and _claims_utf8(source.declared_encoding):
        walk.ready.append(
            Problem(Weight.WARNING, "The file says UTF-8 and is not; it was read as Western European text.")
        )
    yield from walk.take()


def _claims_utf8(declared: str | None) -> bool:
    return declared is None or re.match(r"(?i)utf|us-ascii|ascii|ucs", declared) is not None


def _encoding_for_expat(found: Encoding, declared: str | None) -> str | None:
    """Name the encoding for expat, over what the file declares; None leaves it to the declaration.

    A mark at the start, or zeros between the letters, are surer than a declaration that a converter forgot to change.
    """
    if found.name.startswith("utf-16"):
        return {"utf-16": "UTF-16", "utf-16-le": "UTF-16LE", "utf-16-be": "UTF-16BE"}[found.name]
    if found.has_mark:
        return "UTF-8"
    if not _claims_utf8(declared):
        return None
    if found.is_guess:
        return "ISO-8859-1" if found.name == "latin-1" else "windows-1252"
    return "UTF-8"


def _sentence(error: expat.ExpatError) -> str:
    """Put a parser's complaint into words."""
    if error.code in BREAKS_OFF:
        return f"The file breaks off in the middle. {ASK_AGAIN}"
    return f"The file is not well-formed XML from here on ({expat.ErrorString(error.code)}). {ASK_AGAIN}"
