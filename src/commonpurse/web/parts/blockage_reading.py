"""Whether the group or the board may read one line, in words for each door, and the form that writes down her yes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonpurse.parties.consent.rules import EXPLAINED_FORMAT_WORDS, EXPLAINED_WORDS, Explained, ExplainedFormat
from commonpurse.support.blockages.queries import Reading, Unread
from commonpurse.support.blockages.rules import READERS, Level, ReadingTold, Reads
from commonpurse.web.parts.forms import PageForm
from commonpurse.web.parts.written import day


def wording_of_reading(level: Level) -> str:
    """What she says yes or no to, as it stands on the page and is kept."""
    if level is Level.BOARD:
        return _(
            "The board can read this one line, who was asked, and the name you go by. It sees no more of your plan."
        )
    return _("The group can read this one line, who was asked, and the name you go by. It sees no more of your plan.")


class ReadingForm(PageForm):
    """What she said to a worker about letting one line be read, and how it was explained.

    `level`: of whom the page asked. It may have climbed since.
    """

    level = forms.ChoiceField(choices=[(one.value, "") for one in READERS], widget=forms.HiddenInput)

    is_yes = forms.ChoiceField(
        label=gettext_lazy("What did they say?"),
        choices=[("yes", gettext_lazy("Yes, they may read this")), ("no", gettext_lazy("No, not this one"))],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what they said.")},
    )
    explained = forms.ChoiceField(
        label=gettext_lazy("How was it explained?"),
        choices=list(EXPLAINED_WORDS.items()),
        initial=Explained.SPOKEN.value,
    )
    explained_format = forms.ChoiceField(
        label=gettext_lazy("In which format?"),
        choices=list(EXPLAINED_FORMAT_WORDS.items()),
        initial=ExplainedFormat.STANDARD.value,
    )

    @property
    def given(self) -> dict[str, Any]:
        """What the command takes."""
        said = self.cleaned_data
        level = Level(said["level"])
        told = ReadingTold(said["explained"], said["explained_format"], wording_of_reading(level))
        return {"level": level, "is_yes": said["is_yes"] == "yes", "told": told}


@dataclass(frozen=True)
class ReadingAsked:
    """The question on her page: what stands now, what she would say yes to, and which buttons there are."""

    level: str
    icon: str
    heading: str
    stands: str
    would: str
    yes: str
    may_say_yes: bool
    may_say_no: bool
    may_take_back: bool


def reading_asked(reading: Reading | None) -> ReadingAsked | None:
    """Nothing where somebody may read it by her plan, or it is with who was asked."""
    if reading is None or reading.reads is Reads.BY_THE_PLAN:
        return None
    on_board = reading.level is Level.BOARD
    let, refused = reading.reads is Reads.LET, reading.reads is Reads.NOT_THIS
    stands = {
        Reads.WAITS: _("No one on the board can read it yet.")
        if on_board
        else _("No one in the group can read it yet."),
        Reads.LET: _("You let the board read this.") if on_board else _("You let the group read this."),
        Reads.NOT_THIS: _("You said: not this one. Who you asked can still answer."),
    }[reading.reads]
    return ReadingAsked(
        level=reading.level.value,
        icon="tick" if let else "lock",
        heading=_("May the board read this?") if on_board else _("May the group read this?"),
        stands=stands,
        would=wording_of_reading(reading.level),
        yes=_("Let the board read this") if on_board else _("Let the group read this"),
        may_say_yes=not let,
        may_say_no=not let and not refused,
        may_take_back=let,
    )


def reading_hint(reading: Reading | None) -> str:
    """The same for who works with her: what it waits for, and who can still answer."""
    if reading is None or reading.reads is Reads.BY_THE_PLAN:
        return ""
    on_board = reading.level is Level.BOARD
    if reading.reads is Reads.LET:
        return _("The person lets the board read this.") if on_board else _("The person lets the group read this.")
    if reading.reads is Reads.NOT_THIS:
        return _("The person said: not this one. So nobody there reads it. Who was asked can still answer.")
    waits = (
        _("The board has it now, and nobody there may read it.")
        if on_board
        else _("The group has it now, and nobody there may read it.")
    )
    return " ".join([waits, _("It waits for a yes from the person. Who was asked can still answer.")])


def unread_lines(unread: Iterable[Unread]) -> list[str]:
    """Each that the group or the board may not read: what it waits for, since when, and whether one can answer."""
    return [_unread_words(one) for one in unread]


def _unread_words(one: Unread) -> str:
    waits = {
        Reads.WAITS: _("It waits for a yes from the person to read it."),
        Reads.NOT_THIS: _("The person said no to reading it here."),
        Reads.BY_THE_PLAN: _("Others who sit here may read it."),
        Reads.LET: _("Others who sit here may read it."),
    }[one.reads]
    since = _("It came here on {day}.").format(day=day(one.since))
    asked = _("Who was asked can still answer.") if one.has_asked else _("Nobody here was asked yet.")
    return " ".join([waits, since, asked])
