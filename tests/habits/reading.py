"""What the habit tests read: the source files, the apps in their order, the commands."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "commonpurse"
TESTS = ROOT / "tests"

# From the kernel up, as house and import contracts have it. A foreign key points to an app at or before its own place.
APPS_FROM_BELOW = [
    "audit",
    "messages",
    "keys",
    "partners",
    "consent",
    "people",
    "protected",
    "attachments",
    "signin",
    "directory",
    "agreements",
    "plans",
    "referrals",
    "blockages",
    "ledger",
    "budgets",
    "decisions",
    "payments",
    "orders",
    "reconciliation",
    "exports",
    "pooling",
    "promises",
    "readiness",
    "concerns",
    "erasure",
]
WINGS = dict.fromkeys(("messages", "keys"), "kernel") | dict.fromkeys(
    ("partners", "consent", "people", "protected", "attachments", "signin", "directory"), "parties"
)
WINGS["promises"] = "insight"
WINGS["readiness"] = "insight"
WINGS |= dict.fromkeys(("concerns", "erasure"), "rights") | dict.fromkeys(
    ("agreements", "plans", "referrals", "blockages"), "support"
)
DOMAIN_APPS = {app: f"{WINGS.get(app, 'money')}/{app}" for app in APPS_FROM_BELOW if app != "audit"}


def command_files() -> Iterator[Path]:
    """Every file of verbs: `commands.py`, or the files of a `commands/` folder."""
    for folder in DOMAIN_APPS.values():
        app = SOURCE / folder
        yield from app.glob("commands.py")
        yield from (path for path in app.glob("commands/*.py") if path.name != "__init__.py")


def public_functions(path: Path) -> Iterator[ast.FunctionDef]:
    """The functions that a module offers: at its top level, without a leading underscore."""
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield node


@cache
def words_of_tests() -> frozenset[str]:
    """Every word that stands in a test: the names of what is called and expected there among them."""
    files = (path for path in sorted(TESTS.rglob("*.py")) if path != Path(__file__))
    return frozenset(word for path in files for word in re.findall(r"\w+", path.read_text()))
