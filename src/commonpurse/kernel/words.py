"""What the domain says to people: an English sentence or label, and the facts that fill it.

The domain knows no reader and no language but its own. By being `Words` a text is found by whoever gathers what there
is to translate, and carries what a page needs to say it again in the reader's language.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from string import Formatter

Write = Callable[[object, str], str]


class Words(str):
    """A sentence or a label, whole, in English. It is its English text: a page may ask for `said` in another language.

    The template's placeholders are filled by facts: text, numbers, `Money`, days, lists, or other `Words`. A format
    says how: `{day:weekday}` names the day of the week, `{kind:lower}` is in the middle of a sentence, `{names:and}`
    and `{names:or}` join a list so.
    """

    template: str
    plural: str
    number: int
    facts: Mapping[str, object]

    def __new__(cls, template: str, /, **facts: object) -> Words:
        return cls._made(template, "", 1, facts)

    @classmethod
    def counted(cls, one: str, many: str, /, number: int, **facts: object) -> Words:
        """Say something of a number of things: `one` for 1, `many` for all others. Both may show `{number}`."""
        return cls._made(one, many, number, {"number": number} | facts)

    @classmethod
    def paragraph(cls, *sentences: str) -> Words:
        """Put whole sentences after each other; each is said by itself."""
        facts = {f"sentence_{place}": sentence for place, sentence in enumerate(sentences)}
        return cls(" ".join(f"{{{name}}}" for name in facts), **facts)

    @classmethod
    def _made(cls, template: str, plural: str, number: int, facts: Mapping[str, object]) -> Words:
        chosen = plural if plural and number != 1 else template
        made = super().__new__(cls, filled(chosen, facts, write_english))
        made.template, made.plural, made.number, made.facts = template, plural, number, facts
        return made


def filled(template: str, facts: Mapping[str, object], write: Write) -> str:
    """Fill a template, each fact as `write` writes it. Without facts the template stands as it is, braces and all."""
    return _Filler(write).vformat(template, (), facts) if facts else template


def write_english(value: object, how: str) -> str:
    """Write one fact as English sentences do: 31 March 2026, Monday 4 May 2026, `a, b`, `a and b`."""
    if isinstance(value, date):
        written = f"{value.day} {value:%B %Y}"
        return f"{value:%A} {written}" if how == "weekday" else written
    if isinstance(value, Sequence) and not isinstance(value, str):
        between = {"and": " and ", "or": " or "}.get(how, ", ")
        return between.join(write_english(each, "") for each in value)
    if how == "lower":
        return str(value).lower()
    return format(value, how)


class _Filler(Formatter):
    def __init__(self, write: Write) -> None:
        self._write = write

    def format_field(self, value: object, format_spec: str) -> str:
        return self._write(value, format_spec)
