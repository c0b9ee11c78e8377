"""How do you want to read? Language, size of the text and, for a person, easy read; chosen once and kept."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.reading import LANGUAGE_NAMES, page_language
from commonpurse.parties.people.queries import Person
from commonpurse.parties.signin.commands import choose_reading
from commonpurse.web.doors import PUBLIC, Viewer, door
from commonpurse.web.parts.cookies import give_cookie
from commonpurse.web.parts.forms import PageForm, posted
from commonpurse.web.parts.pages import refuse, show, tell
from commonpurse.web.parts.reading import LANGUAGE_COOKIE, TEXT_SIZE_COOKIE, Reading, reading_of
from commonpurse.web.public.signin import next_page
from commonpurse.web.request import PageRequest

SIZE_WORDS = {"normal": _("Normal"), "large": _("Larger"), "largest": _("Largest")}
FORMAT_WORDS = {
    "standard": _("Standard"),
    "easy_read": _("Easy read: short sentences, with pictures"),
    "large_print": _("Large print, also on paper"),
    "audio": _("To listen to: pages made for reading aloud"),
}


class ReadingForm(PageForm):
    language = forms.ChoiceField(
        label=_("Language"), choices=list(LANGUAGE_NAMES.items()), widget=forms.RadioSelect, required=False
    )
    text_size = forms.ChoiceField(
        label=_("Size of the text"), choices=list(SIZE_WORDS.items()), widget=forms.RadioSelect, required=False
    )
    page_format = forms.ChoiceField(
        label=_("How should we write to you?"),
        choices=list(FORMAT_WORDS.items()),
        widget=forms.RadioSelect,
        required=False,
    )

    def __init__(self, *args: Any, is_person: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if not is_person:
            del self.fields["page_format"]


@door(PUBLIC, why="to choose how to read the pages", methods="GET POST")
def reading(request: PageRequest) -> HttpResponse:
    """Choose how to read. What is not sent (the picker of a page sends the language only) stays as it is."""
    now = reading_of(request)
    kept = {
        "language": now.language,
        "text_size": now.text_size,
        "page_format": getattr(request.viewer, "page_format", "standard"),
    }
    if request.GET.get("language") in LANGUAGE_NAMES:
        kept["language"] = request.GET["language"]  # chosen beforehand by a link; kept only when the form is sent
    form = ReadingForm(posted(request), is_person=isinstance(request.viewer, Person), initial=kept)
    if request.method == "POST" and form.is_valid():
        sent = {name: value for name, value in form.cleaned_data.items() if value}
        try:
            return keep(request, sent, now)
        except Refused as refused:
            refuse(form, refused)
    return show(request, "public/reading.html", form=form, next_page=next_page(request))


def keep(request: PageRequest, sent: dict[str, str], now: Reading) -> HttpResponse:
    """Keep the choice on the record of who is signed in and, for pages before sign-in, in this browser."""
    if request.viewer is not None:
        choose_reading(
            by=request.viewer,
            language=sent.get("language") if chooses_language(request.viewer, sent, now) else None,
            text_size=sent.get("text_size"),
            page_format=sent.get("page_format"),
            now=request.now,
        )
    chosen = {"language": now.language, "text_size": now.text_size} | sent
    translation.activate(page_language(chosen["language"]) or settings.LANGUAGE_CODE)
    tell(request, gettext("The pages are now as you chose."))
    response = redirect(next_page(request))
    response.status_code = 303
    give_cookie(response, LANGUAGE_COOKIE, chosen["language"])
    give_cookie(response, TEXT_SIZE_COOKIE, chosen["text_size"])
    return response


def chooses_language(viewer: Viewer, sent: dict[str, str], now: Reading) -> bool:
    """Whether the language sent goes on the record. Whose own language we lack reads the page in another, and the form
    sends that one along: the record keeps the language that an interpreter or a letter needs."""
    return page_language(viewer.language) is not None or sent.get("language") != now.language
