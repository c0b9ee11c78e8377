from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils.translation import get_language_info, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from commonpurse.kernel.errors import Refused
from commonpurse.money.payments.needs import ORDER, Need
from commonpurse.money.payments.people_by_need import FIELDS, count_by_need, has_need, people_by_need
from commonpurse.parties.people.commands import add_person
from commonpurse.parties.people.queries import Person, get_person
from commonpurse.parties.people.rules import PAGE_FORMATS
from commonpurse.support.plans.queries import Quiet, a_word_with
from commonpurse.web.doors import WORKER, door
from commonpurse.web.parts.forms import DayField, posted
from commonpurse.web.parts.lists import Choice, Column, ListOf, Search, show_list
from commonpurse.web.parts.pages import go, or_404, refuse, show
from commonpurse.web.parts.told import ToldForm
from commonpurse.web.parts.written import day, named
from commonpurse.web.request import PageRequest, look_at
from commonpurse.web.worker.needs import NEED_WORDS, person_rows

QUIET_SHOWN = 3  # a gentle word, and no list of what was left undone

FORMAT_WORDS = {
    "standard": gettext_lazy("Standard"),
    "large_print": gettext_lazy("Large print"),
    "easy_read": gettext_lazy("Easy read"),
    "audio": gettext_lazy("Audio"),
}


def language_words(tag: str) -> str:
    """Name a language as the page does; one that is not known keeps its tag."""
    try:
        return str(get_language_info(tag.lower())["name_translated"])
    except KeyError:
        return tag


PEOPLE = ListOf(
    name="worker:people",
    counted=lambda count: ngettext("{count} person", "{count} people", count),
    columns=(
        Column("name", gettext_lazy("Name"), sort=("called_by",), cell=lambda row: row.person.called_by),
        Column("reference", gettext_lazy("Reference"), sort=("reference",), cell=lambda row: row.person.reference),
        Column(
            "need",
            gettext_lazy("What is needed"),
            "order",
            sort=(*FIELDS.values(), "called_by"),
            cell=lambda row: row.words,
            may_be_empty=True,
        ),
        Column("act", gettext_lazy("Release")),
    ),
    sort="need",
    row="worker/person_row.html",
    filters=(
        Choice(
            "need",
            gettext_lazy("What is needed"),
            [(need.value, words) for need, words in NEED_WORDS.items()],
            narrow_by=lambda found, need: found.filter(has_need(Need(need))),
            counted_by=lambda found: {need.value: count for need, count in count_by_need(found).items()},
        ),
    ),
    search=Search(gettext_lazy("Find somebody by name or reference"), lambda found, text: found.found_by(text)),
    views=((gettext_lazy("All"), ""), *((NEED_WORDS[need], f"need={need.value}") for need in ORDER)),
    dress=person_rows,
    person=lambda row: row.id,
    looks_at=("name", "reference", "what is needed"),
    empty=gettext_lazy(
        "You work with nobody here yet. Add a person, or ask the partnership’s manager to put somebody on your list."
    ),
)


class AddPersonForm(ToldForm):
    called_by = forms.CharField(
        label=gettext_lazy("What does the person want to be called?"),
        help_text=gettext_lazy("The name that she or he uses. Names on papers can be added later."),
        max_length=200,
        error_messages={"required": gettext_lazy("Write the name that the person wants to be called by.")},
    )
    reference = forms.CharField(
        label=gettext_lazy("Your reference for the person"),
        help_text=gettext_lazy("For example H-204. Finance uses it, so that names need not travel."),
        max_length=40,
        required=False,
    )
    date_of_birth = DayField(label=gettext_lazy("Date of birth"), required=False)
    language = forms.CharField(
        label=gettext_lazy("Language"),
        help_text=gettext_lazy("A short code, like en, cy or pl."),
        max_length=35,
        initial="en",
    )
    page_format = forms.ChoiceField(
        label=gettext_lazy("How should we write to the person?"),
        choices=[(name, FORMAT_WORDS[name]) for name in PAGE_FORMATS],
        widget=forms.RadioSelect,
        initial="standard",
    )
    needs_interpreter = forms.BooleanField(label=gettext_lazy("Needs an interpreter"), required=False)


def person_or_404(request: PageRequest, person_id: UUID, *fields: str) -> Person:
    """Find a person whom the viewer may see, and write down that these fields of hers are about to be looked at."""
    person = or_404(get_person(viewer=request.viewer, person_id=person_id, today=request.today))
    look_at(request, person.id, *fields)
    return person


@dataclass(frozen=True)
class QuietLine:
    """Somebody with whom nobody was in touch, and since when."""

    person: Person
    words: str


def quiet_words(one: Quiet) -> str:
    """Say since when nobody was in touch; where nobody ever was, from which day somebody could have been."""
    if one.last_on is not None and one.is_nobodys:
        said = _("Nobody works with {name} now. Somebody was last in touch on {last}.")
    elif one.last_on is not None:
        said = _("Nobody has been in touch with {name} since {last}.")
    elif one.is_nobodys:
        said = _("Nobody has worked with {name} since {since}, and nobody was ever in touch that we know of.")
    else:
        said = _("You have worked with {name} since {since}. Nobody has written down that they were in touch.")
    return said.format(name=named(one.person.called_by), last=day(one.last_on), since=day(one.since))


@door(WORKER, why="to see which of the people I work with needs something", methods="GET POST")
def people(request: PageRequest) -> HttpResponse:
    """List the people, those who need something first. A name that is looked for stays out of the address."""
    listed = PEOPLE.read(request, people_by_need(viewer=request.viewer, now=request.now))
    # Eight needs, of which most days know three or four: a tab of nobody only takes room.
    listed.tabs = [tab for tab in listed.tabs if tab.is_here or tab.count != 0]
    if listed.response:
        return listed.response
    word = a_word_with(viewer=request.member, today=request.today)
    quiet, to_ask = word.quiet[:QUIET_SHOWN], word.to_ask[:QUIET_SHOWN]
    look_at(request, {*(one.person.id for one in quiet), *(one.person.id for one in to_ask)}, "name")
    return show_list(
        request,
        "worker/people.html",
        listed,
        sees_all=request.member.has_role("manager"),
        quiet=[QuietLine(one.person, quiet_words(one)) for one in quiet],
        to_ask=to_ask,
    )


@door(WORKER, why="to take a person on", methods="GET POST")
def add(request: PageRequest) -> HttpResponse:
    form = AddPersonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        told = form.told()
        try:
            person = add_person(by=request.member, told=told, now=request.now, **form.cleaned_data)
        except Refused as refused:
            refuse(form, refused)
        else:
            happened = _("{name} is on your list now.").format(name=named(person.called_by))
            return go(request, happened, "worker:person", person.id)
    return show(request, "worker/add_person.html", form=form)
