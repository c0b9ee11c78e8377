"""The words of our messages: they tell nothing, fit where they must, and speak the reader's language."""

from __future__ import annotations

import json
import re
import unicodedata
from datetime import UTC, date, datetime
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonpurse.kernel.calendars import DayToKeep, Method
from commonpurse.kernel.identity import new_id
from commonpurse.kernel.messages.rules import (
    LONGEST_ADDRESS,
    PAGE_FORMATS,
    EnclosedDay,
    Way,
    as_html,
    as_kept,
    direction_of,
    from_kept,
    is_link,
    is_within_parts,
    language_of,
    text_parts,
    write_content,
)
from commonpurse.kernel.messages.rules.texts import WORDS
from commonpurse.kernel.reading import LANGUAGE_NAMES

LONG_ADDRESS = "https://" + "a" * (LONGEST_ADDRESS - 9) + "/"
ALL = [(way, tag, page_format) for way in Way for tag in LANGUAGE_NAMES for page_format in PAGE_FORMATS]
# What would tell somebody who reads over a shoulder what this is about. Stems, so that no form of them slips through.
TELLING = {
    "en-gb": "money|pound|£|pay|paid|bank|account|budget|fund|benefit|grant|ask|answer(?!\\.)|yes|council|charit|service|worker"
    "|support|purse|commonpurse|housing|health|probation|dear|hello",
    "cy": "arian|punt|£|\\btal(?!en)|banc|cyfrif|cyllid|budd|cyngor|elusen|gwasanaeth|gweithiwr|cefnog|annwyl|purse",
    "ar": "مال|نقود|جنيه|£|دفع|بنك|حساب|ميزاني|صندوق|إعان|مجلس|خيري|خدم|عامل|دعم|عزيز|purse",
}


def test_every_language_of_the_pages_has_its_sentences():
    assert set(WORDS) == set(LANGUAGE_NAMES)
    for sentences in WORDS.values():
        assert all(vars(sentences).values())
    subjects = [sentences.subject for sentences in WORDS.values()]
    assert len(set(subjects)) == len(subjects)


DAY = EnclosedDay(DayToKeep(new_id(), date(2026, 6, 11), datetime(2026, 6, 1, 9, 30, tzinfo=UTC), 2), Method.REQUEST)


def words_of(way: Way, tag: str, page_format: str) -> str:
    written = write_content(way, tag, page_format, "https://pages.example.org/", [DAY])
    said = f"{written.subject}\n{written.body}\n{written.day_words}"
    return said.replace("https://pages.example.org/", "")


@pytest.mark.parametrize("way", Way)
def test_a_day_goes_with_an_e_mail_alone_and_is_kept_as_it_went(way):
    written = write_content(way, "en", "standard", "https://pages.example.org/", [DAY])
    assert written.days == ((DAY,) if way is Way.EMAIL else ())
    assert from_kept(json.loads(json.dumps(as_kept(written)))) == written
    plain = write_content(way, "en", "standard", "https://pages.example.org/")
    assert "days" not in as_kept(plain)
    assert ("calendar" in written.body, "calendar" in plain.body) == (way is Way.EMAIL, False)


@pytest.mark.parametrize(("by_way", "tag", "page_format"), ALL)
def test_a_message_says_nothing_of_money_services_or_names(by_way, tag, page_format):
    said = words_of(by_way, tag, page_format)
    assert re.findall(TELLING[tag], said, re.IGNORECASE) == []
    assert not any(character.isdigit() for character in said)
    assert "!" not in said


def test_the_list_of_telling_words_would_find_one():
    assert re.search(TELLING["en-gb"], "Your answer is here: yes")
    assert re.search(TELLING["cy"], "Mae arian i chi")
    assert re.search(TELLING["ar"], "لديك مال جديد")


@given(
    st.sampled_from(list(Way)),
    st.from_regex(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}", fullmatch=True),
    st.sampled_from(PAGE_FORMATS),
)
def test_whoever_reads_it_a_message_is_one_of_few_and_holds_nothing_of_the_reader(by_way, tag, page_format):
    """It is made of the language, the format and the site's address alone: no fact can get into it."""
    written = write_content(by_way, tag, page_format, "https://pages.example.org/")
    again = write_content(by_way, language_of(tag), page_format, "https://pages.example.org/")
    assert (written.subject, written.body) == (again.subject, again.body)
    assert written.body.count("https://pages.example.org/") == 1


@pytest.mark.parametrize(("by_way", "tag", "page_format"), [each for each in ALL if each[0] == Way.TEXT])
def test_a_text_message_is_short_enough_with_the_longest_address(by_way, tag, page_format):
    text = write_content(by_way, tag, page_format, LONG_ADDRESS).body
    assert is_within_parts(text), (len(text), text)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),  # the euro sign takes two places
        ("€" * 81, 2),
        ("ŵ" * 70, 1),  # one letter outside the alphabet makes the whole text wide
        ("ŵ" * 71, 2),
        ("ا" * 134, 2),
        ("ا" * 135, 3),
        ("😀" * 35, 1),  # two places each
        ("😀" * 36, 2),
    ],
)
def test_the_parts_of_a_text_message_are_counted_as_the_network_does(text, parts):
    assert text_parts(text) == parts


def test_a_long_text_is_not_within_its_parts():
    assert not is_within_parts("a" * 161)
    assert not is_within_parts("ا" * 135)
    assert is_within_parts("ا" * 134)


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("en", "en-gb"),
        ("en-US", "en-gb"),
        ("cy", "cy"),
        ("cy-GB", "cy"),
        ("AR", "ar"),
        ("pl", "en-gb"),
        ("so", "en-gb"),
    ],
)
def test_who_reads_a_language_that_we_lack_gets_english(tag, language):
    assert language_of(tag) == language


def scripts_of(text: str) -> set[str]:
    return {unicodedata.name(letter).partition(" ")[0] for letter in text if letter.isalpha()}


def test_each_language_is_written_in_its_script():
    for way in Way:
        assert scripts_of(words_of(way, "ar", "standard")) == {"ARABIC"}
        assert scripts_of(words_of(way, "cy", "standard")) == {"LATIN"}
    assert "newyddion" in words_of(Way.TEXT, "cy", "standard")
    assert "There is news" in words_of(Way.EMAIL, "en", "standard")


def test_easy_read_says_one_thing_in_a_line():
    for tag in LANGUAGE_NAMES:
        easy, standard = (
            write_content(Way.TEXT, tag, name, "https://a.example/").body for name in ("easy_read", "standard")
        )
        assert easy != standard
        assert all(line.count(".") <= 1 for line in easy.split("\n") if "https" not in line)


class Read(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: dict[str, dict[str, str | None]] = {}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] = dict(attrs)


@pytest.mark.parametrize("tag", LANGUAGE_NAMES)
def test_an_e_mail_has_the_readers_size_and_direction_and_loads_nothing(tag):
    large, standard = (
        as_html(write_content(Way.EMAIL, tag, name, "https://a.example/")) for name in ("large_print", "standard")
    )
    read = Read(large)
    assert read.tags["html"] == {"lang": tag, "dir": direction_of(tag)}
    assert "30px" in large
    assert "18px" in standard
    assert set(read.tags) == {"html", "head", "meta", "title", "body", "p", "br", "a"}
    assert re.findall(r"src=|url\(|<img|<script|<link", large) == []
    assert read.tags["a"] == {"href": "https://a.example/", "dir": "ltr"}


def test_for_a_voice_there_is_plain_text_alone():
    assert as_html(write_content(Way.EMAIL, "en", "audio", "https://a.example/")) == ""


@pytest.mark.parametrize(
    ("address", "is_one"),
    [
        ("https://pages.example.org/", True),
        ("http://localhost:8000/", True),
        ("https://pages.example.org/in/", True),
        ("pages.example.org", False),
        ("https://pages.example.org/?a=1", False),
        ("https://pages.example.org/~ada", False),  # takes two places
        ("https://pages.example.org/ now", False),
        ("javascript:alert(1)", False),
        ("https://pages.example.org/\n", False),
    ],
)
def test_only_a_plain_address_stands_in_a_message(address, is_one):
    assert is_link(address) is is_one
