"""Phone numbers within somebody's own words, made to be tapped. It is given text that is escaped already."""

from __future__ import annotations

import re

# Numbers of this country as people write them: 01632 960111, (020) 7946 0018, +44 7700 900123, 07700-900123.
# Ten or eleven figures from a nought on, so that no day, no sum and no sort code is taken for one; and those few that
# everybody knows. Not 999: three figures may be a room or a bus, and a tap by mistake would call out an ambulance.
# Source: Ofcom, National Telephone Numbering Plan, November 2026.
GAP = r"[ \u00a0\-]?"
NUMBER = re.compile(
    rf"(?<![\w+/.,:#&£$€¥-])(?<![£$€¥][ \u00a0])(?:\+44{GAP}(?:\(0\){GAP})?[1-9](?:{GAP}\d){{8,9}}"
    rf"|\(0\d{{2,5}}\){GAP}\d(?:{GAP}\d){{4,7}}|0[1-9](?:{GAP}\d){{8,9}}"
    rf"|0800{GAP}1111|116{GAP}\d{{3}})(?![\w/:]|[.,-]\d|{GAP}\d)"
)
SIGNS = re.compile(r"(<[^>]*>)")


def with_links(escaped: str) -> str:
    """The same text, each number in it a link that rings it. What stands inside a tag is passed over."""
    parts = SIGNS.split(escaped)
    return "".join(part if part.startswith("<") else NUMBER.sub(_link, part) for part in parts)


def _link(found: re.Match[str]) -> str:
    """Of figures, gaps, brackets and a plus alone: nothing in it can be markup."""
    written = found.group()
    number = written.replace("(0)", "") if written.startswith("+") else written
    rings = ("+" if number.startswith("+") else "") + re.sub(r"\D", "", number)
    return f'<a href="tel:{rings}" dir="ltr">{written}</a>'
