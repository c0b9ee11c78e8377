"""Where a person is, and what she said ahead for that: the form and the words that her page and her worker's share."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonpurse.kernel.periods import business_date
from commonpurse.parties.people.rules import AWAY, MEANWHILE_WORDS, PLACE_WORDS, Meanwhile, Place
from commonpurse.parties.people.whereabouts import WhereSheIs
from commonpurse.web.doors import Viewer
from commonpurse.web.parts.forms import DayField, PageForm
from commonpurse.web.parts.stories import Said, StoryLine
from commonpurse.web.parts.words import translated, write
from commonpurse.web.parts.written import day

ICONS = {
    Place.HERE: "home",
    Place.MOVED: "home",
    Place.HOSPITAL: "hand",
    Place.PRISON: "lock",
    Place.AWAY: "calendar",
}


class WhereForm(PageForm):
    """Where she is, since when, and until when."""

    place = forms.ChoiceField(
        label=gettext_lazy("Where?"),
        choices=[(place.value, words) for place, words in PLACE_WORDS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose one.")},
    )
    since = DayField(label=gettext_lazy("Since which day?"))
    back_on = DayField(
        label=gettext_lazy("Back on which day?"),
        help_text=gettext_lazy("Leave it empty if you do not know."),
        required=False,
    )


class WhileAwayForm(PageForm):
    """What happens with the money, and what else matters, while she is in such a place."""

    money = forms.ChoiceField(
        label=gettext_lazy("What happens with your money?"),
        choices=[(money.value, words) for money, words in MEANWHILE_WORDS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose one.")},
    )
    words = forms.CharField(
        label=gettext_lazy("What else should we know then?"),
        help_text=gettext_lazy("Who has your key, who feeds the cat, who may visit. You can leave this empty."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def where_said(found: WhereSheIs, today: date) -> list[Said]:
    """Say where she is, since when, and until when; and that the day back has come."""
    newest = found.newest
    if newest is None:
        return [Said("home", translated(PLACE_WORDS[Place.HERE]) + ".")]
    words = _("{place} since {day}.").format(place=translated(PLACE_WORDS[found.place]), day=day(newest.since))
    said = [Said(ICONS[found.place], words)]
    if found.is_back_due(today):
        said.append(Said("look", _("The day back was {day}. Is that so?").format(day=day(newest.back_on))))
    elif newest.back_on is not None:
        said.append(Said("calendar", _("Back on {day}.").format(day=day(newest.back_on))))
    return said


def meanwhile_said(found: WhereSheIs, viewer: Viewer) -> list[Said]:
    """Say what happens with plan, team and money while she is away: what she said ahead, or that all goes on."""
    is_hers = viewer.id == (found.newest.person_id if found.newest else None)
    if not found.is_away and found.only_hers:
        hers = _("Your money still pays only what you ask for. Say here yourself that you are back, to end it.")
        theirs = _("The money still pays only what they ask for. They end it themselves, once they are back.")
        return [Said("money", hers if is_hers else theirs)]
    if not found.is_away:
        return []
    said = [
        Said(
            "people",
            _("Your plan and your team stay with you.") if is_hers else _("The plan and the team stay with them."),
        )
    ]
    if found.money is Meanwhile.ONLY_HERS:
        hers, theirs = _("Your money pays only what you ask for."), _("The money pays only what they ask for.")
    else:
        hers, theirs = _("Your money goes on as before."), _("The money goes on as before.")
    said.append(Said("money", hers if is_hers else theirs))
    if found.said_ahead is not None and found.said_ahead.words:
        said.append(Said("talk", _("“{words}”").format(words=write(found.said_ahead.words, ""))))
    return said


def told_line(one: Any, viewer: Viewer) -> StoryLine:
    """Tell what was told of where she was, and by whom if not by her."""
    place = translated(PLACE_WORDS[Place(one.kind)])
    said = [Said(ICONS[Place(one.kind)], _("{place} since {day}.").format(place=place, day=day(one.since)))]
    if one.told_by_member is not None and one.told_by.id != viewer.id:
        said.append(Said("person", _("{name} wrote it down.").format(name=write(one.told_by.actor_name, ""))))
    return StoryLine(business_date(one.told_at), tuple(said))


def ahead_lines(found: WhereSheIs) -> list[tuple[str, str, str]]:
    """Each place to be away in: its key, its name, and in a word what she said ahead for it."""
    lines = []
    for place in AWAY:
        said = found.ahead.get(place)
        words = translated(MEANWHILE_WORDS[Meanwhile(said.money)]) if said else _("Nothing said yet")
        lines.append((place.value, translated(PLACE_WORDS[place]), words))
    return lines
