"""The words on our pages: short sentences, plain words, nothing that blames, and for a person those of reading age nine.

The texts come from the same reader that gathers them for translation, so what a page says cannot escape these rules.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from statistics import mean

import pytest

from commonpurse.kernel.messages.rules import PAGE_FORMATS, Way, write_content
from tests.texts.catalogues import LANGUAGES, is_translated, known
from tests.texts.gathering import OF_A_PERSON, gather, modules, templates
from tests.texts.readability import by_vowels, grade, sentences_of, syllables, with_samples, words_of

LONGEST = 25  # words a sentence; source: product.md, "Words on the page"
AVERAGE = 15
HIGHEST_GRADE = 4.0  # the fourth year of American school: the age of nine
# A grade is an average. Of fewer words it says more about one long word than about the text.
FEWEST_WORDS = 30  # of a page
FEWEST_WORDS_OF_A_TEXT = 12

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

# Texts above the grade, each with the reason why it stays.
HARD_TEXTS: dict[str, str] = {
    "An id in a bank file has 1 to 35 letters and figures, and no spaces.": "ids are made by us, never typed by a person",
    "The account that pays is of another kind than the one that is paid.": "refused before, in other words, when added",
    "A limit for {kind:lower} is above zero, and only for what is allowed.": "only finance sets rules of a fund",
    "Write the account holder's name as the bank does, in up to {longest} characters.": "the bank's own words help here",
}
# Pages above the grade, each with the reason why it stays.
HARD_PAGES: dict[str, str] = {
    "kernel/money.py": "it shows how to write an amount, and a comma has no shorter name",
}


def texts_of(place: str) -> list[str]:
    """Everything that a template or module says, marked for translation or not yet."""
    if place in templates():
        read = templates()[place]
        return [form for each in read.marked for form in (each.text, each.plural) if form] + list(read.bare)
    module = modules()[place]
    bare = module.bare if place.startswith("web/") else ()
    return [form for each in module.marked for form in (each.text, each.plural) if form] + list(bare)


# Read when a test asks: reading all modules takes seconds, and whoever collects this file does not want them yet.
@cache
def texts() -> list[tuple[str, str]]:
    return [(place, text) for place in [*templates(), *modules()] for text in texts_of(place)]


@cache
def hers() -> list[tuple[str, str]]:
    return [(place, text) for place, text in texts() if place.startswith(OF_A_PERSON)]


@cache
def sentences() -> list[tuple[str, str]]:
    return [(place, sentence) for place, text in texts() for sentence in sentences_of(text)]


def drawn_by(template: str) -> set[str]:
    """A template and every template it draws in."""
    found, waiting = set(), [template]
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            waiting += [other for name in templates()[path].includes for other in templates() if other.endswith(name)]
    return found


def pages_of_a_person() -> dict[str, list[str]]:
    """The sentences of each page together: its template with what it draws in, and the modules that show it."""
    pages: dict[str, list[str]] = {}
    for path in templates():
        if path.startswith(OF_A_PERSON):
            name = path.partition("templates/")[2]
            shown_by = [place for place, module in modules().items() if name in module.templates]
            places = [*sorted(drawn_by(path)), *shown_by]
            pages[path] = [sentence for place in places for text in texts_of(place) for sentence in sentences_of(text)]
    for path in modules():
        if path.startswith(OF_A_PERSON):
            pages[path] = [sentence for text in texts_of(path) for sentence in sentences_of(text)]
    return pages


def count(sentences: Iterable[str]) -> int:
    return sum(len(words_of(sentence)) for sentence in sentences)


def judged_pages() -> dict[str, list[str]]:
    """The pages that are long enough to judge; the short ones of a folder are judged together."""
    judged: dict[str, list[str]] = {}
    for path, sentences in pages_of_a_person().items():
        folder = "/".join(path.split("/")[:2])
        name = path if count(sentences) >= FEWEST_WORDS else f"the short ones of {folder}"
        judged.setdefault(name, []).extend(sentences)
    return {name: sentences for name, sentences in judged.items() if count(sentences) >= FEWEST_WORDS}


def test_there_is_something_to_read():
    assert len(sentences()) > 500
    assert len(hers()) > 200
    assert len(judged_pages()) > 15


def test_no_sentence_is_long():
    long = [(place, count([text]), text) for place, text in sentences() if count([text]) > LONGEST]
    assert long == []


def test_sentences_are_short_on_the_whole():
    assert mean(count([text]) for _, text in sentences()) <= AVERAGE


@pytest.mark.parametrize("word", BANNED)
def test_a_word_that_blames_or_hides_is_on_no_page(word: str):
    assert [(place, text) for place, text in texts() if word in with_samples(text).lower()] == []


def test_a_child_of_nine_can_read_each_page_of_a_person():
    hard = {name: round(grade(sentences), 1) for name, sentences in judged_pages().items()}
    assert {name: found for name, found in hard.items() if found > HIGHEST_GRADE and name not in HARD_PAGES} == {}


def hard_texts() -> dict[str, float]:
    """The longer texts of a person's pages that are above the grade: several sentences, or one of many words."""
    found = {}
    for _, text in hers():
        sentences = sentences_of(text)
        if sentences and count(sentences) >= FEWEST_WORDS_OF_A_TEXT and grade(sentences) > HIGHEST_GRADE:
            found[text] = round(grade(sentences), 1)
    return found


def test_a_child_of_nine_can_read_each_longer_text_of_a_person():
    assert {text: found for text, found in hard_texts().items() if text not in HARD_TEXTS} == {}


@pytest.mark.parametrize("sent_by", Way)
@pytest.mark.parametrize("page_format", PAGE_FORMATS)
def test_a_child_of_nine_can_read_a_message(sent_by: Way, page_format: str):
    content = write_content(sent_by, "en-gb", page_format, "https://example.org/")
    sentences = sentences_of(content.body)
    assert len(sentences) > 1
    assert grade(sentences) <= HIGHEST_GRADE
    assert [word for word in BANNED if word in content.body.lower()] == []


def test_no_exception_is_kept_that_is_not_needed():
    assert HARD_TEXTS.keys() - hard_texts().keys() == set()
    hard = {name for name, sentences in judged_pages().items() if grade(sentences) > HIGHEST_GRADE}
    assert HARD_PAGES.keys() - hard == set()
    assert all(len(reason.split()) > 2 for reason in [*HARD_TEXTS.values(), *HARD_PAGES.values()])


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_are_short_in_other_languages_too(language: str):
    of_a_person = {text.marked.text for text in gather() if text.is_for_a_person}
    said = [
        form
        for each in known(language)
        if each.id and is_translated(each) and (each.id if isinstance(each.id, str) else each.id[0]) in of_a_person
        for form in (each.string if isinstance(each.string, tuple) else (each.string,))
    ]
    lengths = [count([sentence]) for text in said for sentence in sentences_of(text)]
    assert max(lengths, default=0) <= LONGEST
    assert mean(lengths or [0]) <= AVERAGE


@pytest.mark.parametrize(
    ("word", "expected"),
    [("money", 2), ("decide", 2), ("somebody", 3), ("£12.50", 2), ("27", 1), ("person’s", 2), ("sign-in", 2), ("a", 1)],
)
def test_syllables_are_counted_as_the_word_is_said(word: str, expected: int):
    assert syllables(word) == expected


@pytest.mark.parametrize(("word", "expected"), [("organise", 3), ("enrolled", 2), ("table", 2), ("rhythm", 1)])
def test_a_word_that_no_dictionary_has_is_counted_by_its_vowels(word: str, expected: int):
    assert by_vowels(word) == expected


def test_the_grade_is_the_one_of_the_formula():
    # 6 words in 1 sentence, 6 syllables: 0.39 * 6 + 11.8 * 1 - 15.59
    assert grade(["The cat sat on the mat."]) == pytest.approx(-1.45)
    hard = "The administration of discretionary allowances necessitates comprehensive documentation."
    assert grade([hard]) > 20


def test_a_text_is_judged_with_values_in_it():
    assert with_samples("<b>%(sum)s</b> goes to {name} on {day:weekday}. 5%% stays.") == (
        "£40 goes to Sam on Monday 4 May. 5% stays."
    )
    assert sentences_of("Your money. Ask again") == ["Your money."]
