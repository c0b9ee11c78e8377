"""The catalogues say what the sources say, with the same holes, in as many forms as each language counts in."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from django.utils import translation

from commonpurse.kernel.words import Words
from commonpurse.web.parts.words import translated
from tests.texts.catalogues import LANGUAGES, as_mo, as_po, is_translated, known, path_of, renewed
from tests.texts.gathering import Text, gather
from tests.texts.templates import Marked

HOLE = re.compile(r"%\(\w+\)[sd]|{\w*(?::[^}]*)?}")


def forms(message: Message) -> list[str]:
    return list(message.string) if isinstance(message.string, tuple) else [message.string]


def translations(language: str) -> list[Message]:
    return [each for each in known(language) if each.id and is_translated(each)]


def texts_in(language: str) -> list[Text]:
    """What the written catalogue holds, as if the sources said just that."""
    found = []
    for each in known(language):
        text, plural = each.id if isinstance(each.id, tuple) else (each.id, "")
        if text:
            found.append(Text(Marked(text, plural, each.context or ""), tuple(place for place, _ in each.locations)))
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_is_the_written_one(language: str) -> None:
    written = renewed(language, texts_in(language), known(language))
    assert Path(path_of(language, "po")).read_bytes() == as_po(written)
    assert Path(path_of(language, "mo")).read_bytes() == as_mo(written)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_holds_what_the_sources_say(language: str) -> None:
    """Where this fails: `.venv/bin/python -m tests.texts`, and commit what it wrote."""
    said = {(text.marked.text, text.marked.plural, text.marked.context) for text in gather()}
    kept = {(text.marked.text, text.marked.plural, text.marked.context) for text in texts_in(language)}
    assert (sorted(said - kept), sorted(kept - said)) == ([], [])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_fills_the_same_holes(language: str) -> None:
    wrong = []
    for each in translations(language):
        ids = each.id if isinstance(each.id, tuple) else (each.id,)
        # A form for one or two may leave the number out: the word says it.
        most, least = Counter(HOLE.findall(ids[-1])), Counter(HOLE.findall(ids[0]))
        for form in forms(each):
            held = Counter(HOLE.findall(form))
            if held - most or (least & most) - held - (most if len(ids) > 1 else Counter()):
                wrong.append((ids[0], form))
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_counted_text_is_there_in_every_form(language: str) -> None:
    catalogue = known(language)
    counted = [each for each in catalogue if isinstance(each.id, tuple) and any(forms(each))]
    assert [each.id[0] for each in counted if len(forms(each)) != catalogue.num_plurals or not all(forms(each))] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_shouts(language: str) -> None:
    assert [each.id for each in translations(language) if any("!" in form for form in forms(each))] == []


def a_text(text: str, plural: str = "") -> Text:
    return Text(Marked(text, plural), ("web/person/templates/person/money.html",))


def test_gathering_again_changes_nothing_and_keeps_what_was_translated() -> None:
    texts = [a_text("1 line", "{number} lines"), a_text("Your money")]
    once = renewed("cy", texts, known("cy"))
    once["Your money"].string = "Eich arian"
    again = renewed("cy", texts, once)
    assert again["Your money"].string == "Eich arian"
    assert (as_po(again), as_mo(again)) == (as_po(once), as_mo(once))
    assert b"Date" not in as_po(once) + as_mo(once)


def test_a_text_that_became_counted_is_translated_anew() -> None:
    once = renewed("cy", [a_text("line")], known("cy"))
    once["line"].string = "llinell"
    again = renewed("cy", [a_text("line", "lines")], once)
    assert not is_translated(again["line"])


def test_a_counted_text_without_a_translation_is_not_compiled_to_nothing() -> None:
    nothing = as_mo(renewed("cy", [], known("cy")))
    assert as_mo(renewed("cy", [a_text("one thing", "{number} things")], known("cy"))) == nothing


def test_what_has_no_translation_yet_is_said_in_english() -> None:
    with translation.override("cy"):
        assert translated(Words("Nobody ever translated {this}.", this="it")) == "Nobody ever translated it."
