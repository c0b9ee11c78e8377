from __future__ import annotations

from uuid import UUID

from django import forms
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect

from commonpurse.kernel.errors import Refused
from commonpurse.money.budgets.access import can_allocate
from commonpurse.money.budgets.queries import person_money
from commonpurse.money.budgets.rules import HOLDING_WORDS
from commonpurse.money.decisions.queries import asks_visible_to
from commonpurse.money.payments.people_by_need import people_by_need
from commonpurse.money.payments.queries import ON_ITS_WAY, payments_visible_to, with_money_back
from commonpurse.parties.people.access import can_arrange_support
from commonpurse.parties.people.commands import add_person
from commonpurse.parties.people.queries import Person, contact_ways_of, get_person, names_of, supports_of
from commonpurse.parties.people.rules import PAGE_FORMATS
from commonpurse.parties.signin.queries import username_of_person
from commonpurse.web.doors import WORKER, door
from commonpurse.web.parts.asks import ask_cards
from commonpurse.web.parts.forms import DayField, PageForm, posted
from commonpurse.web.parts.money import money_parts
from commonpurse.web.parts.pages import go, one_page, or_404, refuse, show
from commonpurse.web.request import PageRequest, look_at

FIND = "people_find"
FORMAT_WORDS = {
    "standard": "Standard",
    "large_print": "Large print",
    "easy_read": "Easy read",
    "audio": "Audio",
}
PAYMENTS_SHOWN = 8


class FindForm(PageForm):
    find = forms.CharField(
        label="Find somebody by name or reference",
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class AddPersonForm(PageForm):
    called_by = forms.CharField(
        label="What does the person want to be called?",
        help_text="The name that she or he uses. Names on papers can be added later.",
        max_length=100,
        error_messages={"required": "Write the name that the person wants to be called by."},
    )
    reference = forms.CharField(
        label="Your reference for the person",
        help_text="For example H-204. Finance uses it, so that names need not travel.",
        max_length=40,
        required=False,
    )
    date_of_birth = DayField(label="Date of birth", required=False)
    language = forms.CharField(
        label="Language", help_text="A short code, like en, cy or pl.", max_length=35, initial="en"
    )
    page_format = forms.ChoiceField(
        label="How should we write to the person?",
        choices=[(name, FORMAT_WORDS[name]) for name in PAGE_FORMATS],
        widget=forms.RadioSelect,
        initial="standard",
    )
    needs_interpreter = forms.BooleanField(label="Needs an interpreter", required=False)


def person_or_404(request: PageRequest, person_id: UUID, *fields: str) -> Person:
    """Find a person whom the viewer may see, and write down that these fields of hers are about to be looked at."""
    person = or_404(get_person(viewer=request.viewer, person_id=person_id, today=request.today))
    look_at(request, person.id, *fields)
    return person


@door(WORKER, why="to see which of the people I work with needs something", methods="GET POST")
def people(request: PageRequest) -> HttpResponse:
    """List the people, those who wait for something first. A name that is looked for stays out of the address."""
    if request.method == "POST":
        request.session[FIND] = request.POST.get("find", "").strip()[:100]
        return redirect("worker:people")
    find = request.session.get(FIND, "")
    found = people_by_need(viewer=request.viewer, now=request.now)
    if find:
        found = found.filter(Q(called_by__icontains=find) | Q(reference__iexact=find))
    page = one_page(request, found)
    look_at(request, [person.id for person in page.object_list], "name", "reference")
    return show(
        request,
        "worker/people.html",
        page=page,
        find=find,
        find_form=FindForm(initial={"find": find}),
    )


@door(WORKER, why="to take a person on", methods="GET POST")
def add(request: PageRequest) -> HttpResponse:
    form = AddPersonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            person = add_person(by=request.member, now=request.now, **form.cleaned_data)
        except Refused as refused:
            refuse(form, refused)
        else:
            return go(request, f"{person.called_by} is on your list now.", "worker:person", person.id)
    return show(request, "worker/add_person.html", form=form)


@door(WORKER, why="to work with the person on her money")
def person(request: PageRequest, person_id: UUID) -> HttpResponse:
    who = person_or_404(request, person_id, "name", "money", "asks", "payments")
    money = person_money(viewer=request.viewer, person=who, today=request.today)
    if money is None:
        return show(request, "worker/no_budget.html", person=who)
    payments = payments_visible_to(request.viewer, request.today).filter(budget=money.budget_id)
    asks = asks_visible_to(request.viewer, request.today).filter(
        budget=money.budget_id, state__in=["waiting", "granted"], used_at=None
    )
    return show(
        request,
        "worker/person.html",
        person=who,
        usable=money.available - money.lapsed,
        lines=[(line, HOLDING_WORDS[line.holding_type]) for line in money.lines],
        parts=money_parts(money, with_money_back(payments.filter(state__in=ON_ITS_WAY))),
        asks=ask_cards(asks, viewer=request.viewer, currency=money.available.currency),
        payments=list(payments[:PAYMENTS_SHOWN]),
        may_allocate=can_allocate(request.member),
    )


@door(WORKER, why="to reach the person safely")
def about(request: PageRequest, person_id: UUID) -> HttpResponse:
    who = person_or_404(request, person_id, "name", "other names", "ways of contact", "language", "who works with her")
    return show(
        request,
        "worker/about.html",
        person=who,
        format_words=FORMAT_WORDS[who.page_format],
        ways=list(contact_ways_of(viewer=request.viewer, person=who, today=request.today)),
        names=list(names_of(viewer=request.viewer, person=who, today=request.today)),
        supports=list(supports_of(viewer=request.viewer, person=who, today=request.today)),
        may_arrange=can_arrange_support(request.member, who, request.today),
        username=username_of_person(viewer=request.viewer, person=who, today=request.today),
    )
