"""Gathers every text that people may read, from the templates and the Python of the product, each with its places."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import commonpurse
from tests.texts.python import Module, read_module, refusals_of
from tests.texts.templates import Marked, Template, read_template

PACKAGE = Path(commonpurse.__file__).parent
# The command line, the settings and the demo's maker speak English: their readers keep the installation.
SPEAKING = ("kernel", "parties", "support", "money", "insight", "web")
ON_THE_FRONT_PAGE = "demo/people.py"
# What a reader finds inside a bank's file names tags, headings and lines: kept with the file, as it was found.
ABOUT_FILES = ("money/reconciliation/formats/", "money/payments/modulus_table.py")
# The page of all parts is for whoever builds pages: what it shows is made up.
SHOWCASE = ("web/parts/styleguide.py", "web/parts/templates/parts/styleguide.html")

# What a person meets on her own pages: these places, and what her own acts may be refused with.
OF_A_PERSON = (
    "web/parts/",
    "web/person/",
    "web/public/",
    "web/request.py",
    "kernel/",
    "money/budgets/rules/drawing.py",
    "money/budgets/rules/refusing.py",
    "money/budgets/rules/words.py",
    "money/decisions/",
    "money/orders/",
    "money/payments/accounts.py",
    "money/payments/commands/payees.py",
    "money/payments/commands/releases.py",
    "money/payments/modulus.py",
    "money/payments/rails/bank_file/characters.py",
    "money/payments/rails/bank_file/pain001_write.py",
    "money/payments/rules.py",
    "support/agreements/",
    "support/blockages/",
    "support/plans/",
)


@dataclass(frozen=True)
class Text:
    """One text with every file that says it, by its path inside the package."""

    marked: Marked
    places: tuple[str, ...]

    @property
    def is_for_a_person(self) -> bool:
        return any(place.startswith(OF_A_PERSON) for place in self.places)


@cache
def templates() -> dict[str, Template]:
    """Every template by its path inside the package."""
    paths = sorted((PACKAGE / "web").rglob("*.html"))
    return {inside(path): read_template(path.read_text()) for path in paths if inside(path) not in SHOWCASE}


@cache
def modules() -> dict[str, Module]:
    """Every module that speaks to people, by its path inside the package."""
    refusals = refusals_of(PACKAGE.rglob("*.py"))
    paths = [PACKAGE / ON_THE_FRONT_PAGE, *sorted(path for wing in SPEAKING for path in (PACKAGE / wing).rglob("*.py"))]
    return {
        inside(path): read_module(path.read_text(), refusals)
        for path in paths
        if "migrations" not in path.parts and not inside(path).startswith(ABOUT_FILES + SHOWCASE)
    }


def inside(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def gather() -> list[Text]:
    """Every text once, in the order of the alphabet."""
    sources: dict[str, Iterable[Marked]] = {path: each.marked for path, each in templates().items()}
    sources |= {path: each.marked for path, each in modules().items()}
    found: dict[Marked, set[str]] = defaultdict(set)
    plurals: dict[tuple[str, str], str] = {}
    for place, marked in sources.items():
        for each in marked:
            found[each].add(place)
            if each.plural:
                plurals[each.text, each.context] = each.plural
    # A catalogue knows a text once: where one is also counted, the counted one stands for both.
    merged: dict[Marked, set[str]] = defaultdict(set)
    for each, places in found.items():
        plural = plurals.get((each.text, each.context), "")
        merged[Marked(each.text, plural, each.context)] |= places
    return [
        Text(each, tuple(sorted(places)))
        for each, places in sorted(merged.items(), key=lambda pair: (pair[0].text, pair[0].context))
    ]
