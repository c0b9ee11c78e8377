"""Reads what templates say: the texts marked for translation, and any that are not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.template.base import Lexer, Token, TokenType
from django.utils.translation import trim_whitespace

from commonpurse.kernel.reading import LANGUAGE_NAMES

LITERAL = r"\"((?:[^\"\\]|\\.)*)\"|'((?:[^'\\]|\\.)*)'"
MARKED = re.compile(rf"\b_\((?:{LITERAL})\)")
TRANSLATE = re.compile(rf"(?:translate|trans)\s+(?:{LITERAL})(.*)", re.DOTALL)
CONTEXT = re.compile(rf"\bcontext\s+(?:{LITERAL})")
COUNTED = re.compile(r"\|counted:\"([^\",]+)(?:,([^\"]+))?\"")
QUOTED = re.compile(rf"(?<![\w(:=])(?:\w+=)?(?:{LITERAL})")
# Their quoted texts are addresses, names of files or styles.
SILENT_BLOCKS = ("measure", "door")  # a class each
NOT_SPOKEN = (
    "url",
    "static",
    "extends",
    "load",
    "icon",
    "block",
    "endblock",
    "cycle",
    "if",
    "elif",
    "get_static_prefix",
)
DRAWN = re.compile(r"<!--.*?-->|<!DOCTYPE[^>]*>|<(script|style|svg)\b.*?</\1>", re.DOTALL | re.IGNORECASE)
SPOKEN_ATTRIBUTE = re.compile(r"\b(?:aria-label|alt|title|placeholder|data-label|data-words|label)=\"([^\"]*)\"")
TAG = re.compile(r"<[^>]*>")
HOLE = "\N{OBJECT REPLACEMENT CHARACTER}"  # stands where a tag of the template was
# Ours in every language, and each language's own name for itself.
NAMES = re.compile("|".join([r"\bCommonpurse\b", r"\bCSV\b", r"\bPDF\b", *LANGUAGE_NAMES.values()]))


@dataclass(frozen=True)
class Marked:
    """One text that is marked: what catalogues know it by, its plural, and what tells it from one that looks alike."""

    text: str
    plural: str = ""
    context: str = ""


@dataclass(frozen=True)
class Template:
    """What one template says. `bare`: texts that nobody can translate. `includes`: other templates it draws in."""

    marked: tuple[Marked, ...]
    bare: tuple[str, ...]
    includes: tuple[str, ...]


def read_template(source: str) -> Template:
    """Read a template by Django's own lexer; nothing is rendered."""
    marked: list[Marked] = []
    bare: list[str] = []
    includes: list[str] = []
    outside: list[str] = []
    tokens = iter(Lexer(source).tokenize())
    for token in tokens:
        if token.token_type == TokenType.TEXT:
            outside.append(token.contents)
            continue
        if token.token_type == TokenType.COMMENT:
            continue
        outside.append(HOLE)
        name = token.contents.split(None, 1)[0] if token.contents else ""
        if token.token_type == TokenType.BLOCK and name in ("comment", "verbatim"):
            _until(tokens, f"end{name}")
        elif token.token_type == TokenType.BLOCK and name == "block" and token.contents.split()[1] in SILENT_BLOCKS:
            _until(tokens, "endblock")
        elif token.token_type == TokenType.BLOCK and name in ("blocktranslate", "blocktrans"):
            marked.append(_block(token, tokens))
        else:
            marked += _inside(token)
            if not (token.token_type == TokenType.BLOCK and name in NOT_SPOKEN):
                bare += _unmarked(token)
            if found := re.match(r"include\s+\"([^\"]+)\"", token.contents):
                includes.append(found[1])
    return Template(tuple(marked), (*bare, *_bare_texts("".join(outside))), tuple(includes))


def _until(tokens: Iterator[Token], end: str) -> None:
    for token in tokens:
        if token.token_type == TokenType.BLOCK and token.contents.split(None, 1)[0] == end:
            return


def _literal(groups: tuple[str | None, ...]) -> str:
    text = next(group for group in groups if group is not None)
    return re.sub(r"\\(.)", r"\1", text)


def _block(opening: Token, tokens: Iterator[Token]) -> Marked:
    """The text between `blocktranslate` and its end, as Django itself looks it up."""
    forms = [""]
    for token in tokens:
        if token.token_type == TokenType.BLOCK:
            if token.contents.split(None, 1)[0] == "plural":
                forms.append("")
                continue
            break
        if token.token_type == TokenType.TEXT:
            forms[-1] += token.contents.replace("%", "%%")
        elif token.token_type == TokenType.VAR:
            forms[-1] += f"%({token.contents})s"
    if re.search(r"\btrimmed\b", opening.contents):
        forms = [trim_whitespace(form) for form in forms]
    context = CONTEXT.search(opening.contents)
    return Marked(forms[0], forms[1] if len(forms) > 1 else "", _literal(context.groups()) if context else "")


def _inside(token: Token) -> Iterator[Marked]:
    """The texts marked inside one tag: `{% translate "..." %}`, `_("...")`, `|counted:"one,many"`."""
    if found := TRANSLATE.match(token.contents):
        context = CONTEXT.search(found[3])
        yield Marked(_literal(found.groups()[:2]), "", _literal(context.groups()) if context else "")
    for text in MARKED.finditer(token.contents):
        yield Marked(_literal(text.groups()))
    for one, many in COUNTED.findall(token.contents):
        yield Marked(one, many or f"{one}s")


def _unmarked(token: Token) -> Iterator[str]:
    """Quoted texts for people inside a tag that are not marked: a space in them, or a capital at the beginning."""
    contents = COUNTED.sub("", MARKED.sub("", token.contents))
    if TRANSLATE.match(contents):
        return
    for quoted in QUOTED.finditer(contents):
        text = _literal(quoted.groups())
        if re.search(r"[^\W\d_]{2}", text) and (" " in text.strip() or text[0].isupper()):
            yield text


def _bare_texts(outside: str) -> Iterator[str]:
    """Text between the tags of HTML, or in an attribute that is read aloud, which stands in no mark."""
    drawn = DRAWN.sub("", outside)
    spoken = SPOKEN_ATTRIBUTE.findall(drawn)
    for text in [*spoken, *re.split(HOLE, TAG.sub(HOLE, drawn))]:
        for part in text.split(HOLE):
            words = NAMES.sub("", re.sub(r"&\w+;", "", part))
            if re.search(r"[^\W\d_]{2}", words):
                yield " ".join(part.split())
