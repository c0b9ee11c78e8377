"""What no line of the product does: text past the escaping, SQL by gluing, a form's keys as names of columns."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.habits.reading import SOURCE

PYTHON = sorted(SOURCE.rglob("*.py"))
TEMPLATES = sorted(SOURCE.rglob("*.html"))

BANNED = {
    "text past the escaping": re.compile(
        r"\bmark_safe\b|\bSafeString\(|\bSafeText\(|autoescape\s+off|\|\s*safe(seq)?\b"
    ),
    "a form of every column": re.compile(r"fields\s*=\s*[\"']__all__[\"']|\bModelForm\b"),
    "the keys of a request as names": re.compile(r"\*\*\s*request\.(GET|POST|headers|COOKIES)|\*\*\s*dict\(request\."),
    # `= False` is the opposite: the API (api/v1/about.py) takes back what its framework lets past, and checks the token
    # itself. tests/web/test_doors.py finds every address that is let past, however it came about.
    "a POST without its token": re.compile(r"\bcsrf_exempt\b(?!\s*=\s*False\b)"),
    "what runs what it reads": re.compile(
        r"\bpickle\b|\bmarshal\.loads?\b|\beval\(|\bexec\(|shell\s*=\s*True|\byaml\.load\b"
    ),
    "SQL beside the questions": re.compile(r"\.extra\(|\bRawSQL\(|\.objects\.raw\("),
    "the switch that shows what breaks": re.compile(r"^DEBUG\s*=(?!\s*False$)", re.MULTILINE),
    "a random number that can be guessed for a secret": re.compile(r"\brandom\.(choice|randint|random|token)\w*\("),
}
# An invented place is drawn from a known seed; nothing of it is a secret. The tags mark our own drawings, what a template
# has rendered already, and the framework's token.
EXCUSED = {
    "text past the escaping": ("web/parts/templatetags/parts.py",),
    "a random number that can be guessed for a secret": ("demo/", "insight/", "money/ledger/benchmark.py"),
}


@pytest.mark.parametrize("what", BANNED)
def test_nothing_does_this(what: str) -> None:
    excused = EXCUSED.get(what, ())
    found = [
        f"{path.relative_to(SOURCE)}: {hit[0]}"
        for path in (*PYTHON, *TEMPLATES)
        if not str(path.relative_to(SOURCE)).startswith(excused or ("no such folder",))
        for hit in BANNED[what].finditer(path.read_text())
    ]
    assert found == []


# Where SQL is put together from parts: the names of tables in operations of migrations, of roles, and of the demo's own
# database; and the ledger, whose own parts are constants. No value that anybody typed comes near them: values go by parameters.
GLUES_SQL = (
    "kernel/",
    "config/",
    "demo/database.py",
    "money/ledger/",
    "migrations/",
)


def glued_statements(path: Path) -> Iterator[str]:
    """Calls of `execute` whose statement is made by formatting, adding or `.format`."""
    for node in ast.walk(ast.parse(path.read_text())):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        if node.func.attr in ("execute", "executemany") and node.args:
            statement = node.args[0]
            is_format = isinstance(statement, ast.Call) and getattr(statement.func, "attr", "") == "format"
            if isinstance(statement, ast.JoinedStr | ast.BinOp) or is_format:
                yield f"{path.relative_to(SOURCE)}:{node.lineno}"


def test_no_sql_is_glued_together_outside_of_its_few_places() -> None:
    found = [
        each
        for path in PYTHON
        if not any(part in str(path.relative_to(SOURCE)) for part in GLUES_SQL)
        for each in glued_statements(path)
    ]
    assert found == []


def test_the_reader_of_glued_sql_finds_some() -> None:
    """The guard above is not blind: where gluing is allowed it does see it."""
    assert [each for path in PYTHON if "kernel/" in str(path) for each in glued_statements(path)]
