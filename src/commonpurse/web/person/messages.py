from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.messages.delivery import the_post
from commonpurse.kernel.messages.queries import news_of
from commonpurse.kernel.messages.rules import HOURS_WORDS, Hours, Way, write_content
from commonpurse.parties.people.commands import choose_messages
from commonpurse.parties.people.queries import MessageWay, message_ways_of
from commonpurse.web.doors import PERSON, door
from commonpurse.web.parts.forms import PageForm, posted
from commonpurse.web.parts.messages import preview_of
from commonpurse.web.parts.news import news_lines
from commonpurse.web.parts.pages import go, refuse, show
from commonpurse.web.parts.words import translated
from commonpurse.web.request import PageRequest, look_at

NEWEST, NEW_FOR = 8, timedelta(days=31)


def way_words(way: MessageWay) -> str:
    """Say which way it is, as its owner knows it, with the note that stands by it."""
    if way.kind == Way.TEXT:
        words = gettext("By text, to the number that ends in {figures}").format(figures=way.masked[-3:])
    else:
        words = gettext("By e-mail, to {address}").format(address=way.masked)
    return gettext("{way}. Your note: {note}").format(way=words, note=way.how) if way.how else words


class MessagesForm(PageForm):
    """By which ways, and in which hours. No way ticked is a no."""

    ways = forms.MultipleChoiceField(
        label=_("How can we tell you?"),
        help_text=_("Tick one or more. Tick none if you want no messages."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    hours = forms.ChoiceField(label=_("When?"), widget=forms.RadioSelect, initial=Hours.DAY.value)

    def __init__(self, *args: Any, offered: list[MessageWay]):
        on = [way for way in offered if way.is_on]
        initial = {"ways": [str(way.id) for way in on], "hours": (on[0].hours if on else Hours.DAY).value}
        super().__init__(*args, initial=initial)
        self.fields["ways"].choices = [(str(way.id), way_words(way)) for way in offered]  # type: ignore[attr-defined]
        self.fields["hours"].choices = [  # type: ignore[attr-defined]
            (hours.value, translated(words)) for hours, words in HOURS_WORDS.items()
        ]

    @property
    def wanted(self) -> dict[UUID, Hours]:
        hours = Hours(self.cleaned_data["hours"])
        return {UUID(way): hours for way in self.cleaned_data["ways"]}


@door(PERSON, why="to say how she is told of news", methods="GET POST")
def messages(request: PageRequest) -> HttpResponse:
    """What is new, and whether we write when something is. She alone says so."""
    person = request.person
    look_at(request, person.id, "contact", "news")
    offered = message_ways_of(viewer=person, person=person, today=request.today)
    is_stop = "stop" in request.POST
    form = MessagesForm(None if is_stop else posted(request), offered=offered)
    if is_stop or (request.method == "POST" and form.is_valid()):
        wanted = {} if is_stop else form.wanted
        try:
            choose_messages(by=person, person=person, wanted=wanted, now=request.now)
        except Refused as refused:
            refuse(form, refused)
        else:
            happened = gettext("We will tell you when there is news.") if wanted else gettext("You get no messages.")
            return go(request, happened, "person:messages")
    carried = the_post().ways
    on = [way for way in offered if way.is_on]
    kinds = {way.kind for way in on or offered}
    shown_as = Way.EMAIL if kinds == {Way.EMAIL.value} else Way.TEXT
    content = write_content(shown_as, person.language, person.page_format, settings.SITE_ADDRESS)
    return show(
        request,
        "person/messages.html",
        form=form,
        offered=offered,
        on=on,
        asks_anew=[way for way in offered if way.asks_anew],
        is_carried=any(way.kind in carried for way in on or offered),
        preview=preview_of(content, shown_as),
        brings_days=Way.EMAIL.value in kinds,
        news=news_lines(news_of(viewer=person, recipient_id=person.id, since=request.now - NEW_FOR)[:NEWEST]),
    )
