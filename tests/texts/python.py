"""Reads what Python says to people: texts marked for translation, and sentences that are not."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.texts.templates import Marked

# Where each function has its text, its plural and its context.
GETTEXTS = {"gettext": (0, None, None), "ngettext": (0, 1, None), "pgettext": (1, None, 0), "npgettext": (1, 2, 0)}
WORDS = {"Words": (0, None), "counted": (0, 1)}
SENTENCE = re.compile(r"[a-z’'] [a-z“£{]")
CODE = re.compile(r"^\s*(SELECT |set_config|set |<|%)|<path|{ ")  # SQL, a drawing, a style


@dataclass(frozen=True)
class Module:
    """What one module says. `glued`: f-strings where a whole sentence belongs. `bare`: sentences nobody marked."""

    marked: tuple[Marked, ...]
    glued: tuple[str, ...]
    bare: tuple[str, ...]
    templates: tuple[str, ...]


def refusals_of(paths: Iterable[Path]) -> set[str]:
    """The names of `Refused` and of every class made from it, in all these modules."""
    bases = {
        node.name: {_name(base) for base in node.bases}
        for path in paths
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ClassDef)
    }
    found = {"Refused"}
    while more := {name for name, of in bases.items() if of & found} - found:
        found |= more
    return found


def read_module(source: str, refusals: set[str]) -> Module:
    """Read a module by its syntax tree; nothing is imported."""
    tree = ast.parse(source)
    names = {
        alias.asname or alias.name: alias.name.removesuffix("_lazy")
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if alias.name.removesuffix("_lazy") in GETTEXTS
    }
    marked: list[Marked] = []
    glued: list[str] = []
    seen: set[int] = set()
    for owner, call in _calls(tree):
        for text, plural, context in _texts_of(call, owner, names, refusals):
            seen |= {id(part) for each in (text, plural, context) if each for part in ast.walk(each)}
            for one in _choices(text):
                if isinstance(one, ast.JoinedStr):
                    glued.append(ast.unparse(one))
                elif isinstance(one, ast.Constant) and isinstance(one.value, str) and (is_text(one.value) or context):
                    marked.append(Marked(one.value, _constant(plural), _constant(context)))
    templates = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.endswith(".html")
    ]
    return Module(tuple(marked), tuple(glued), tuple(_bare(tree, seen)), tuple(templates))


def is_text(text: str) -> bool:
    """Tell whether there is a letter besides what facts will fill in."""
    return re.search(r"[^\W\d_]", re.sub(r"{[^}]*}", "", text)) is not None


def _calls(tree: ast.Module) -> Iterator[tuple[ast.ClassDef | None, ast.Call]]:
    """Each call with the class it stands in, if any."""
    owners = {id(inner): node for node in ast.walk(tree) if isinstance(node, ast.ClassDef) for inner in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield owners.get(id(node)), node


Places = tuple[ast.expr, ast.expr | None, ast.expr | None]


def _texts_of(
    call: ast.Call, owner: ast.ClassDef | None, names: dict[str, str], refusals: set[str]
) -> Iterator[Places]:
    """What of a call is text: (text, plural, context)."""
    name, given = _name(call.func), {word.arg: word.value for word in call.keywords}
    if name in names:
        text, plural, context = GETTEXTS[names[name]]
        if len(call.args) > text:
            of = [call.args[place] if place is not None else None for place in (plural, context)]
            yield call.args[text], of[0], of[1]
    elif name in WORDS and call.args and (name == "Words" or _is_words(call.func)):
        _, plural = WORDS[name]
        yield call.args[0], call.args[1] if plural else None, None
    elif name == "RowError":
        for reason in [*call.args[2:3], *([given["reason"]] if "reason" in given else [])]:
            yield reason, None, None
    elif (name in refusals or _is_own_refusal(call, owner, refusals)) and call.args:
        yield call.args[0], None, None
    elif name == "door" and "why" in given:
        yield given["why"], None, None


def _is_words(function: ast.expr) -> bool:
    return isinstance(function, ast.Attribute) and _name(function.value) == "Words"


def _is_own_refusal(call: ast.Call, owner: ast.ClassDef | None, refusals: set[str]) -> bool:
    """`super().__init__("...")` of a refusal whose sentence is always the same."""
    return owner is not None and owner.name in refusals and ast.unparse(call.func) == "super().__init__"


def _choices(text: ast.expr) -> Iterator[ast.expr]:
    """A text may be one of two: `Refused("a" if x else "b")`."""
    if isinstance(text, ast.IfExp):
        yield from _choices(text.body)
        yield from _choices(text.orelse)
    else:
        yield text


def _constant(node: ast.expr | None) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return node.id
    return node.attr if isinstance(node, ast.Attribute) else ""


def _bare(tree: ast.Module, seen: set[int]) -> Iterator[str]:
    """Sentences outside every mark. Docstrings, errors of the programmer and SQL are for nobody who reads a page."""
    skipped = set(seen)
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef) and node.body:
            first = node.body[0]
            skipped |= {id(first.value)} if isinstance(first, ast.Expr) else set()
        if isinstance(node, ast.Dict):
            pairs = zip(node.keys, node.values, strict=True)
            skipped |= {id(value) for key, value in pairs if isinstance(key, ast.Constant) and key.value == "class"}
        # What somebody looked at is written down by the names of fields.
        if isinstance(node, ast.Call) and _name(node.func) == "look_at":
            skipped |= {id(part) for given in node.args for part in ast.walk(given)}
        if isinstance(node, ast.Raise | ast.Assert):
            skipped |= {
                id(part)
                for inner in ast.walk(node)
                if isinstance(inner, ast.Call)
                and _name(inner.func).endswith("Error")
                and _name(inner.func) != "ValidationError"
                for part in ast.walk(inner)
            }
    parts = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if id(node) in skipped or id(node) in parts:
            continue
        if isinstance(node, ast.JoinedStr):
            text = "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value
        else:
            continue
        if SENTENCE.search(text) and not CODE.search(text):
            yield " ".join(text.split())
