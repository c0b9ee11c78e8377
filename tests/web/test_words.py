"""The words on our pages: short sentences, plain words, nothing that blames. Read from templates and views alike."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from statistics import mean

import pytest

import commonpurse.web

WEB = Path(commonpurse.web.__file__).parent
LONGEST = 25  # words a sentence; source: product.md, "Words on the page"
AVERAGE = 15

BANNED = [
    "service user",
    "client",
    "misuse",
    "non-compliant",
    "noncompliant",
    "beneficiary",
    "applicant",
    "eligib",
    "pending authorisation",
    "approve your request",
    "allocation",
    "remittance",
    "reconcil",
    "utilis",
    "invalid",
    "please note",
    "failure to",
    "must comply",
    "you are required",
    "click",
    "!",
]
BLOCK = re.compile(
    r"</?(?:p|li|ul|ol|h[1-6]|dt|dd|dl|td|th|tr|table|caption|label|legend|button|summary|option|div|section|aside"
    r"|main|header|footer|nav|form|title|body|figcaption|details)\b[^>]*>"
)
TAG = re.compile(r"{%.*?%}")
PLURAL = re.compile(r"{%\s*plural\s*%}")
BLOCK_OF_TEXT = re.compile(r"{%\s*blocktranslate\b[^%]*%}(.*?){%\s*endblocktranslate\s*%}", re.DOTALL)
TRANSLATED = re.compile(r'{%\s*translate\s+"([^"]*)"[^%]*%}')
QUOTED = re.compile(r'"([^"]*)"')  # inside a tag; one with a space in it is for people
NOT_SPOKEN = re.compile(r"{%\s*(?:url|static|extends|load)\b")


def text_of_template(source: str) -> list[str]:
    """The pieces of text of a template, a block each, marked for translation or not. A variable counts as one word."""
    source = re.sub(r"{#.*?#}|<svg.*?</svg>|<style.*?</style>", "", source, flags=re.DOTALL)
    source = BLOCK_OF_TEXT.sub(lambda block: PLURAL.sub("</p>", block[1]), source)
    source = TRANSLATED.sub(lambda tag: tag[1], source)
    tags = [tag for tag in TAG.findall(source) if not NOT_SPOKEN.match(tag)]
    spoken = [text for tag in tags for text in QUOTED.findall(tag) if " " in text]
    source = re.sub(r"{%\s*(?:if|elif|else|endif|for|empty|endfor|block|endblock)\b.*?%}", "", source)
    source = re.sub(r"{{.*?}}", "word", re.sub(r"{%.*?%}", " ", source))
    pieces = [re.sub(r"<[^>]*>", "", piece) for piece in BLOCK.split(source)]
    return [re.sub(r"\s+", " ", piece).strip() for piece in [*pieces, *spoken] if piece.strip()]


def text_of_python(source: str) -> list[str]:
    """The sentences that views write: strings with spaces, docstrings left out; a value in an f-string is one word."""
    tree = ast.parse(source)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    inside = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            found.append("".join(str(p.value) if isinstance(p, ast.Constant) else "word" for p in node.values))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings | inside:
            found.append(node.value)
    spoken = [text for text in found if re.search(r"[a-z’] [a-z“£]", text) and not text.startswith(("SELECT", " set"))]
    return [re.sub(r"\s+", " ", text).strip() for text in spoken]


def all_texts() -> list[tuple[str, str]]:
    texts = []
    for path in sorted(WEB.rglob("*.html")):
        texts += [(path.name, text) for text in text_of_template(path.read_text())]
    for path in sorted(WEB.rglob("*.py")):
        if path.name not in ("request.py", "doors.py"):
            texts += [(path.name, text) for text in text_of_python(path.read_text())]
    return texts


TEXTS = all_texts()


def sentences() -> list[tuple[str, str]]:
    split = [(where, part.strip()) for where, text in TEXTS for part in re.split(r"(?<=[.?])\s+", text)]
    return [(where, part) for where, part in split if part.endswith((".", "?"))]


def words_in(sentence: str) -> int:
    return len(re.findall(r"[\w£’'-]+", sentence))


def test_there_is_something_to_read():
    assert len(sentences()) > 150


def test_no_sentence_is_long():
    long = [(where, words_in(text), text) for where, text in sentences() if words_in(text) > LONGEST]
    assert long == []


def test_sentences_are_short_on_the_whole():
    assert mean(words_in(text) for _, text in sentences()) <= AVERAGE


@pytest.mark.parametrize("word", BANNED)
def test_a_word_that_blames_or_hides_is_on_no_page(word):
    assert [(where, text) for where, text in TEXTS if word in text.lower()] == []


def test_the_reader_itself_sees_what_templates_say():
    source = '<h1>Ask</h1><p>You {% if a %}may{% endif %} ask {{ name }}. Then wait.</p>{% include "x" with next="We pay." %}'
    assert text_of_template(source) == ["Ask", "You may ask word. Then wait.", "We pay."]
    source = '<p>{% translate "Add one." %}</p>{% blocktranslate trimmed count n=n %}One {{ a }}.{% plural %}Many.{% endblocktranslate %}'
    assert text_of_template(source) == ["Add one.", "One word.", "Many."]
    assert text_of_template('{% include "x.html" with next=_("We pay.") %}{% url "a:b" c d %}') == ["We pay."]
    assert text_of_python('"""Doc string here."""\nx = f"You have {y} left."') == ["You have word left."]
