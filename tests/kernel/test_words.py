from __future__ import annotations

import json
from datetime import date

import pytest

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.money import Money
from commonpurse.kernel.words import Words, filled

FOOD = Words("Food and Drink")


@pytest.mark.parametrize(
    ("words", "english"),
    [
        (Words("Food"), "Food"),
        (Words("Write {like this}"), "Write {like this}"),
        (Words("{sum} is left.", sum=Money(1250, "GBP")), "£12.50 is left."),
        (Words("Up to {most:,} rows.", most=2000), "Up to 2,000 rows."),
        (Words("It ends on {day}.", day=date(2026, 3, 31)), "It ends on 31 March 2026."),
        (Words("Not on {day:weekday}.", day=date(2026, 5, 4)), "Not on Monday 4 May 2026."),
        (Words("Not for {kind:lower}.", kind=FOOD), "Not for food and drink."),
        (Words("It is “{kind}”.", kind=FOOD), "It is “Food and Drink”."),
        (Words("One of: {names}.", names=["a", "b", "c"]), "One of: a, b, c."),
        (Words("{names:and} can pay.", names=["a", "b", "c"]), "a and b and c can pay."),
        (Words("Choose {names:or}.", names=("03", "09")), "Choose 03 or 09."),
        (Words.counted("1 line is open.", "{number} lines are open.", 1), "1 line is open."),
        (Words.counted("1 line is open.", "{number} lines are open.", 0), "0 lines are open."),
        (Words.paragraph(Words("{a} is.", a="X"), "As {typed}."), "X is. As {typed}."),
    ],
)
def test_a_sentence_is_its_english_text(words: Words, english: str) -> None:
    assert words == english
    assert str(words) == english
    assert type(str(words)) is str
    assert json.dumps(words) == json.dumps(english)


def test_what_a_fact_says_is_never_read_as_a_template() -> None:
    assert Words("{name} is there.", name="{0.__class__} {day}") == "{0.__class__} {day} is there."


def test_a_sentence_carries_what_another_language_needs() -> None:
    words = Words("{fund} has {left} left.", fund="Warm Homes", left=Money(100, "GBP"))
    assert filled("Mae {left} ar ôl gan {fund}.", words.facts, lambda value, how: str(value)) == (
        "Mae £1.00 ar ôl gan Warm Homes."
    )


def test_a_refusal_is_a_template_that_its_facts_fill() -> None:
    refused = Refused("Write this in {longest} characters or fewer.", code="too_long", longest=300)
    assert refused.message == str(refused) == "Write this in 300 characters or fewer."
    assert refused.message.template == "Write this in {longest} characters or fewer."
    assert refused.facts == {"longest": 300}


def test_a_refusal_takes_a_sentence_that_was_made_elsewhere() -> None:
    sentence = Words("{fund} starts on {day}.", fund="Warm Homes", day=date(2026, 4, 1))
    refused = Refused(Words.paragraph(sentence, Words("Ask anew.")), payable_minor=0)
    assert refused.message == "Warm Homes starts on 1 April 2026. Ask anew."
    assert refused.facts == {"payable_minor": 0}
